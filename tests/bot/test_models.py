"""The chat model that the settings name, and what is said when it fails."""

import openai
import pytest

from bot import settings
from bot.models import MOST_TOKENS, ModelError, chat_model, passing, reason
from vectorstore.errors import ConfigurationError


@pytest.fixture
def configured(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def build(**fields):
        return settings.load(home=tmp_path, **({"model": "probe-1"} | fields))

    return build


def test_no_model_set_is_refused_with_the_setting_to_make(configured):
    with pytest.raises(ConfigurationError, match="GONGBAO_MODEL"):
        chat_model(configured(model=""))


def test_the_client_never_retries_by_itself_and_is_told_the_time_limit(configured):
    model = chat_model(configured(model_url="http://127.0.0.1:9/v1", model_timeout=7))
    assert (model.max_retries, model.request_timeout, model.temperature) == (0, 7, 0)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://127.0.0.1:8080/v1", "max_tokens"),
        ("https://openai.example.org/v1", "max_tokens"),
        ("https://api.openai.com/v1", "max_completion_tokens"),
        ("https://mine.openai.azure.com/openai/v1", "max_completion_tokens"),
    ],
)
def test_the_limit_of_tokens_goes_by_the_name_that_the_server_knows(configured, url, name):
    model = chat_model(configured(model_url=url))
    payload = model._get_request_payload([("user", "好")])
    sent = payload | payload.pop("extra_body", {})
    limits = {key: value for key, value in sent.items() if key.startswith("max_")}
    assert {key: value for key, value in limits.items() if value is not None} == {name: MOST_TOKENS}
    assert "stream_options" not in sent


def test_the_key_is_never_shown(configured):
    model = chat_model(configured(model_key="sk-geheim", model_url="http://127.0.0.1:9/v1"))
    assert "sk-geheim" not in repr(model)


def request():
    return openai.APIConnectionError(request=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ModelError("回复是空的"), "回复是空的"),
        (request(), "连接不上"),
        (openai.APITimeoutError(request=None), "超时"),  # type: ignore[arg-type]
        (ValueError("sk-geheim"), "回复无法读取"),
        (UnicodeEncodeError("ascii", "密钥", 0, 1, "sk-geheim"), "无法发送"),
    ],
)
def test_every_failure_has_a_reason_in_plain_chinese_that_repeats_nothing(error, words):
    assert words in reason(error)
    assert "sk-geheim" not in reason(error)


def test_only_what_may_pass_is_worth_a_second_try():
    assert passing(request())
    assert not passing(openai.APITimeoutError(request=None))  # type: ignore[arg-type]
    assert not passing(ValueError())
