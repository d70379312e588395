"""Settings: what is read from where, what is refused, and what is never shown."""

import pytest

from bot.settings import PREFIX, Settings, load, masked
from vectorstore.errors import ConfigurationError


@pytest.fixture(autouse=True)
def _clean_surroundings(monkeypatch, tmp_path):
    import os

    for name in list(os.environ):
        if name.upper().startswith((PREFIX, "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_without_anything_set_no_model_is_used():
    settings = load()
    assert settings.model is None
    assert settings.model_url is None
    assert settings.home.name == "gongbao"


@pytest.mark.parametrize(("name", "near"), [("GONGBAO_HOM", "GONGBAO_HOME"), ("gongbao_modle", "GONGBAO_MODEL")])
def test_a_mistyped_name_in_the_environment_is_refused_with_the_name_that_was_meant(monkeypatch, name, near):
    monkeypatch.setenv(name, "x")
    with pytest.raises(ConfigurationError, match=f"没有名为 {name.upper()} 的设置，是不是 {near}？"):
        load()


def test_a_mistyped_name_in_the_env_file_is_refused(tmp_path):
    (tmp_path / ".env").write_text("GONGBAO_CHROMA=http://127.0.0.1:8000\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="GONGBAO_CHROMA_URL"):
        load()


def test_a_name_near_no_setting_is_answered_with_all_of_them(monkeypatch):
    monkeypatch.setenv("GONGBAO_ZZZZZZZZ", "1")
    with pytest.raises(ConfigurationError, match=r"可用的有 .*GONGBAO_HOME"):
        load()


def test_the_env_file_of_the_working_directory_is_read_even_with_a_byte_order_mark(tmp_path):
    (tmp_path / ".env").write_text("GONGBAO_MODEL=qwen\nSOMEONE_ELSES=1\n", encoding="utf-8-sig")
    assert load().model == "qwen"


def test_an_env_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / ".env").write_bytes("GONGBAO_MODEL=模型".encode("gbk"))
    with pytest.raises(ConfigurationError, match=r"\.env 不是 UTF-8"):
        load()


def test_the_environment_wins_over_the_env_file_and_an_override_over_both(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("GONGBAO_PORT=1001\n", encoding="utf-8")
    assert load().port == 1001
    monkeypatch.setenv("GONGBAO_PORT", "1002")
    assert load().port == 1002
    assert load(port=1003).port == 1003
    assert load(port=None).port == 1002


def test_openai_names_are_honoured(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://openai.test/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "openai-secret")
    settings = load()
    assert settings.model_url == "http://openai.test/v1"
    assert settings.model_key is not None
    assert settings.model_key.get_secret_value() == "openai-secret"


@pytest.mark.parametrize("where", ["environment", "file"])
def test_the_projects_own_names_win_over_openais_wherever_they_are_set(monkeypatch, tmp_path, where):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://openai.test/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "openai-secret")
    if where == "environment":
        monkeypatch.setenv("GONGBAO_MODEL_URL", "http://own.test/v1")
        monkeypatch.setenv("GONGBAO_MODEL_KEY", "own-secret")
    else:
        text = "GONGBAO_MODEL_URL=http://own.test/v1\nGONGBAO_MODEL_KEY=own-secret\n"
        (tmp_path / ".env").write_text(text, encoding="utf-8")
    settings = load()
    assert settings.model_url == "http://own.test/v1"
    assert settings.model_key is not None
    assert settings.model_key.get_secret_value() == "own-secret"


def test_an_empty_value_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("GONGBAO_MODEL", "")
    monkeypatch.setenv("GONGBAO_MODEL_URL", "")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://openai.test/v1")
    assert load().model is None
    assert load().model_url == "http://openai.test/v1"


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("PORT", "99999", "应当不大于 65535"),
        ("PORT", "八千", "应当是整数"),
        ("THREADS", "0", "应当不小于 1"),
        ("MODEL_TIMEOUT", "0", "应当大于 0"),
        ("MODEL_TIMEOUT", "soon", "应当是数字"),
        ("MODEL_WRITES", "sometimes", "应当是 'unsure' or 'always'"),
        ("MODEL_URL", "127.0.0.1:11434", "应当以 http:// 或 https:// 开头"),
        ("CHROMA_URL", "localhost", "应当以 http:// 或 https:// 开头"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_in_one_chinese_line(monkeypatch, name, value, reason):
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(ConfigurationError) as refusal:
        load()
    assert f"设置 {PREFIX + name} 的值不可用：{reason}" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_an_empty_home_is_refused_rather_than_taken_for_the_working_directory():
    with pytest.raises(ConfigurationError, match="GONGBAO_HOME"):
        load(home="  ")


def test_a_tilde_in_the_home_is_spelt_out_and_the_path_made_absolute(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load(home="~/library").home == tmp_path / "library"
    assert load(home="library").home.is_absolute()


def test_secrets_are_in_no_printed_form(monkeypatch):
    monkeypatch.setenv("GONGBAO_MODEL_KEY", "s3cret-key")
    monkeypatch.setenv("GONGBAO_DATABASE_URL", "postgresql://reader:s3cret@db.test/gongbao?sslpassword=s3cret")
    monkeypatch.setenv("GONGBAO_CHROMA_URL", "http://u:s3cret@chroma.test:8000")
    settings = load()
    for printed in (repr(settings), str(settings), str(settings.shown())):
        assert "s3cret" not in printed
        assert "db.test/gongbao" in printed


def test_a_refused_value_is_not_repeated_in_the_error(monkeypatch):
    monkeypatch.setenv("GONGBAO_MODEL_URL", "u:s3cret@host")
    with pytest.raises(ConfigurationError) as refusal:
        load()
    assert "s3cret" not in f"{refusal.value} {refusal.value.__cause__}"


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("http://host:8000/v1", "http://host:8000/v1"),
        ("postgresql+psycopg://u:p@ss@host/db", "postgresql+psycopg://u:***@host/db"),
        ("https://host/v1?api_key=abc&x=1", "https://host/v1?api_key=***&x=1"),
    ],
)
def test_masking_leaves_the_rest_of_a_url_readable(url, seen):
    assert masked(url) == seen


def test_settings_can_not_be_changed_once_read():
    with pytest.raises(ValueError, match="frozen"):
        setattr(Settings(), "port", 1)  # noqa: B010  (a plain assignment is an error to mypy already)


def test_the_largest_file_is_set_in_megabytes(monkeypatch):
    assert load().largest_file == 50
    monkeypatch.setenv("GONGBAO_LARGEST_FILE", "120")
    assert load().largest_file == 120
    monkeypatch.setenv("GONGBAO_LARGEST_FILE", "0")
    with pytest.raises(ConfigurationError, match="GONGBAO_LARGEST_FILE 的值不可用：应当不小于 1"):
        load()
