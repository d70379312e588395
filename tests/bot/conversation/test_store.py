"""The history of conversations in the home."""

import json
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from bot.answer import Answer, Citation, Statement, Status
from bot.conversation import History, Turn, begun, renamed, with_turn
from vectorstore.errors import GongbaoError, StoreError


def turn(question: str, answer: str = "答") -> Turn:
    citation = Citation(1, "ab", "a.txt", "题", "岚桥区", "2024年", ("一、",), 0, 2, "原文")
    return Turn(question, question, Answer(question, answer, Status.ANSWERED, (Statement(answer, (1,)),), (citation,)))


def added(question: str):
    """A change that adds a question."""
    return lambda conversation: with_turn(conversation, turn(question))


@pytest.fixture
def history(tmp_path) -> History:
    return History(tmp_path)


def kept(history: History, *questions: str):
    conversation = begun()
    for question in questions:
        conversation = history.update(conversation, added(question))
    return conversation


def test_an_empty_home_has_no_conversations_and_stays_empty(history, tmp_path):
    assert history.all().conversations == ()
    assert list(tmp_path.iterdir()) == []


def test_the_one_changed_last_is_listed_first(history):
    first, second = kept(history, "一"), kept(history, "二")
    history.update(first, lambda c: renamed(c, "改了"))
    assert [c.id for c in history.all().conversations] == [first.id, second.id]


@pytest.mark.parametrize(
    ("words", "found"),
    [("失业率", True), ("失业率 岚桥", True), ("失業率", True), ("失业率 汐川", False), ("gdp", True), ("", True)],
)
def test_conversations_are_found_by_all_of_the_words_in_them(history, words, found):
    conversation = begun()
    history.update(conversation, lambda c: with_turn(c, turn("岚桥区失业率？", "GDP不详")))
    assert bool(history.all(words).conversations) is found


def test_the_start_of_an_id_will_do_where_it_fits_one(history):
    conversation = kept(history, "一")
    assert history.get(conversation.id[:12]).id == conversation.id
    with pytest.raises(GongbaoError, match="没有这个对话"):
        history.get("zzz")
    kept(history, "二")
    with pytest.raises(GongbaoError, match="多写几位"):
        history.get(conversation.id[:8])


@pytest.mark.parametrize(
    "number", ["../x", "a/b", "..", "", " ", ".lock", "A", "a\x00b", "a" * 65, "C:", "*", "[a-z]*"]
)
def test_an_id_that_is_no_safe_name_is_refused_everywhere(history, tmp_path, number):
    (tmp_path / "x.json").write_text("{}")
    kept(history, "一")
    for act in (history.get, history.remove, history.find):
        with pytest.raises(GongbaoError, match="对话编号"):
            act(number)
    conversation = begun()
    object.__setattr__(conversation, "id", number)
    with pytest.raises(GongbaoError, match="对话编号"):
        history.update(conversation, lambda c: c)
    assert (tmp_path / "x.json").exists()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b"{}", b'{"id": 3}', b"[" * 100_000, b'{"format": "x"}']
)
def test_a_damaged_file_is_one_line_and_harms_no_other(history, content):
    good, bad = kept(history, "一"), kept(history, "二")
    path = history.folder / f"{bad.id}.json"
    path.write_bytes(content)
    listed = history.all()
    assert [c.id for c in listed.conversations] == [good.id]
    assert len(listed.damaged) == 1
    assert path.name in listed.damaged[0]
    assert "\n" not in listed.damaged[0]
    with pytest.raises(StoreError, match="已损坏"):
        history.get(bad.id)
    history.remove(bad.id)
    assert history.all().damaged == ()


def test_a_file_under_another_name_is_not_taken_for_a_conversation(history):
    conversation = kept(history, "一")
    (history.folder / f"{conversation.id}.json").rename(history.folder / "copy.json")
    assert "copy.json" in history.all().damaged[0]


def test_a_file_of_a_newer_program_is_told_as_such_and_left_alone(history):
    conversation = kept(history, "一")
    path = history.folder / f"{conversation.id}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(StoreError, match="先升级"):
        history.update(conversation, lambda c: renamed(c, "x"))
    assert '"format": 99' in path.read_text()


def test_an_answer_that_gained_a_field_since_can_still_be_read(history):
    conversation = kept(history, "一")
    path = history.folder / f"{conversation.id}.json"
    content = json.loads(path.read_text())
    content["turns"][0]["answer"]["explanation"] = {"new": 1}
    path.write_text(json.dumps(content))
    assert history.get(conversation.id) == conversation


def test_a_change_that_fails_leaves_what_was_kept(history):
    conversation = kept(history, "一")

    def fail(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        history.update(conversation, fail)
    assert history.get(conversation.id) == conversation
    assert [path.name for path in history.folder.glob("*.tmp")] == []


def test_a_home_that_is_a_file_is_one_line(tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(StoreError, match="不能在"):
        kept(History(tmp_path / "home"), "一")


def _asks(home: Path, number: str, name: int) -> None:
    history = History(home)
    for count in range(10):
        history.update(history.get(number), added(f"{name}-{count}"))


def test_processes_that_write_at_once_lose_nothing(history, tmp_path):
    conversation = kept(history, "零")
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(_asks, tmp_path, conversation.id, name) for name in range(3)]:
            done.result()
    asked = {each.question for each in history.get(conversation.id).turns}
    assert asked == {"零", *(f"{name}-{count}" for name in range(3) for count in range(10))}


def test_a_conversation_removed_by_another_process_is_kept_anew_when_it_goes_on(history):
    conversation = kept(history, "一")
    history.remove(conversation.id)
    history.update(conversation, lambda c: with_turn(c, turn("二")))
    assert [each.question for each in history.get(conversation.id).turns] == ["一", "二"]
