"""The doctor: what it finds, what it advises, and what rebuilding mends."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot import cli
from bot.doctor import State, examine
from bot.settings import load, store_of

REPORT = """松溪县2023年政府工作报告

一、2022年工作回顾

全县地区生产总值达到96.2亿元，增长5.1%。新建公园4个。
"""
_UNREACHABLE = "http://127.0.0.1:9"
"""The discard port: nothing listens there."""


@pytest.fixture(autouse=True)
def _apart(own_surroundings):
    """Nothing of the machine's own is read or written."""


@pytest.fixture
def home(tmp_path):
    """A home with one report in it."""
    (tmp_path / "松溪县.txt").write_text(REPORT, encoding="utf-8")
    assert cli.run(["ingest", str(tmp_path / "松溪县.txt")]) == 0
    return tmp_path / "home"


def findings(**overrides):
    settings = load(**overrides)
    with store_of(settings) as store:
        return {finding.name: finding for finding in examine(settings, store)}


def test_a_new_home_is_no_fault(capsys, tmp_path):
    assert cli.run(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "✗" not in out
    assert "– 目录库：还没有报告" in out
    assert not (tmp_path / "home").exists()


@pytest.mark.usefixtures("home")
def test_a_library_in_order_is_counted_and_agrees_with_its_index():
    found = findings()
    assert found["目录库"].detail.startswith("1 份报告")
    assert found["索引"].state is State.FINE
    assert found["向量"].state is State.FINE


@pytest.mark.usefixtures("home")
def test_the_findings_in_json_have_a_state_and_a_mend_each(capsys):
    capsys.readouterr()
    assert cli.run(["doctor", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["findings"]
    assert all(set(finding) == {"name", "state", "detail", "mend"} for finding in listed)
    assert {finding["state"] for finding in listed} <= {"✓", "–"}


def test_keys_and_passwords_are_never_shown(capsys, monkeypatch):
    monkeypatch.setenv("GONGBAO_MODEL_KEY", "s3cret")
    monkeypatch.setenv("GONGBAO_MODEL", "some-model")
    monkeypatch.setenv("GONGBAO_MODEL_URL", "http://user:s3cret@127.0.0.1:9/v1")
    assert cli.run(["doctor"]) == 1
    captured = capsys.readouterr()
    assert "GONGBAO_MODEL_KEY" in captured.out
    assert "s3cret" not in captured.out + captured.err


def test_a_home_that_can_not_be_written_is_a_fault_with_a_mend(tmp_path):
    (tmp_path / "plain").write_text("x", encoding="utf-8")
    found = findings(home=tmp_path / "plain" / "home")["报告库文件夹"]
    assert found.state is State.BROKEN
    assert "GONGBAO_HOME" in found.mend


def spoil(folder):
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"not what it was")


@pytest.mark.parametrize("part", ["tantivy", "chroma"])
def test_a_damaged_index_is_found_and_rebuilt_without_embedding_anything_again(capsys, home, hash_embedder, part):
    spoil(home / part)
    assert cli.run(["doctor"]) == 1
    assert "gongbao doctor --rebuild" in capsys.readouterr().out
    embedded = len(hash_embedder.embedded)
    assert cli.run(["doctor", "--rebuild"]) == 0
    assert "索引已重建：1 份报告" in capsys.readouterr().out
    assert len(hash_embedder.embedded) == embedded
    assert cli.run(["search", "新建公园", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["passages"]


def test_an_index_that_lacks_a_report_is_found(home):
    import shutil

    shutil.rmtree(home / "tantivy")
    found = findings()["索引"]
    assert (found.state, "缺 1 份" in found.detail) == (State.BROKEN, True)


def test_a_damaged_catalogue_is_set_aside_and_said(capsys, home):
    (home / "catalogue.sqlite").write_bytes(b"not a database" * 500)
    assert cli.run(["doctor"]) == 1
    assert "doctor --rebuild" in capsys.readouterr().out
    assert cli.run(["doctor", "--rebuild"]) == 0
    assert "目录库已损坏" in capsys.readouterr().err
    assert list(home.glob("catalogue.sqlite.damaged-*"))


def test_vectors_of_another_embedder_are_found(home, hash_embedder):
    hash_embedder.name = "another"
    found = findings()["索引"]
    assert found.state is State.BROKEN
    assert "another" in found.detail


def test_a_chroma_server_that_is_not_there_is_a_fault():
    found = findings(chroma_url=_UNREACHABLE)["Chroma 服务"]
    assert found.state is State.BROKEN
    assert "GONGBAO_CHROMA_URL" in found.detail + found.mend


class _Model(BaseHTTPRequestHandler):
    """A model server that answers every request as its server's ``status`` says."""

    def do_POST(self):
        reply = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [
            {"index": 0, "finish_reason": "length", "message": {"role": "assistant", "content": "好"}}]}  # fmt: skip
        body = json.dumps(reply).encode()
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def model_server():
    server = HTTPServer(("127.0.0.1", 0), _Model)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "state", "word"), [(200, State.FINE, "毫秒"), (401, State.BROKEN, "密钥"), (404, State.BROKEN, "模型")]
)
def test_a_model_server_is_judged_by_its_answer(model_server, status, state, word):
    model_server.status = status
    found = findings(model="m", model_url=f"http://127.0.0.1:{model_server.server_port}/v1", model_key="k")["大模型"]
    assert found.state is state
    assert word in found.detail


def test_a_model_server_that_is_not_there_is_a_fault_with_a_mend():
    found = findings(model="m", model_url=f"{_UNREACHABLE}/v1", model_key="k")["大模型"]
    assert found.state is State.BROKEN
    assert "GONGBAO_MODEL_URL" in found.mend
