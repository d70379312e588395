"""Running a batch: order, what becomes of faults, and what an interrupted run leaves to go on from."""

import json
import threading

import pytest

from bot.batch import Item, Progress, run_batch
from vectorstore.errors import GongbaoError, ReadError


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_replies_are_written_in_order_with_their_ids(tmp_path):
    out = tmp_path / "out.jsonl"
    assert run_batch([Item("b", "乙"), Item(1, "甲")], out, lambda text: {"answer": text * 2}).refused == 0
    assert lines(out) == [{"id": "b", "answer": "乙乙"}, {"id": 1, "answer": "甲甲"}]


def test_a_refused_item_becomes_its_error_and_the_others_go_on(tmp_path):
    def reply(text):
        if not text:
            raise GongbaoError("问题是空的")
        return {"answer": text}

    out = tmp_path / "out.jsonl"
    assert run_batch([Item(1, "甲"), Item(2, ""), Item(3, "丙")], out, reply).refused == 1
    assert lines(out) == [{"id": 1, "answer": "甲"}, {"id": 2, "error": "问题是空的"}, {"id": 3, "answer": "丙"}]


@pytest.mark.parametrize("jobs", [1, 3])
def test_an_interrupted_batch_leaves_what_was_there_before_and_goes_on_where_it_stopped(tmp_path, jobs):
    out = tmp_path / "out.jsonl"
    out.write_text("before", encoding="utf-8")
    asked = []

    def reply(text):
        asked.append(text)
        if text == "丙" and asked.count("丙") == 1:
            raise KeyboardInterrupt
        return {"answer": text * 2}

    items = [Item(number, text) for number, text in enumerate("甲乙丙丁", 1)]
    with pytest.raises(KeyboardInterrupt):
        run_batch(items, out, reply, jobs=jobs)
    assert out.read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "out.jsonl.partial"]

    progress = run_batch(items, out, reply, jobs=jobs)
    assert [line["answer"] for line in lines(out)] == ["甲甲", "乙乙", "丙丙", "丁丁"]
    assert progress.kept >= 2
    assert [asked.count(text) for text in "甲乙"] == [1, 1]
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def broken_off(items, out, reply, **options):
    """Runs a batch that breaks off at its last item."""

    def until_the_last(text):
        if text == items[-1].text:
            raise KeyboardInterrupt
        return reply(text)

    with pytest.raises(KeyboardInterrupt):
        run_batch(items, out, until_the_last, **options)


def test_a_run_goes_on_though_other_lines_were_mended_meanwhile(tmp_path):
    out = tmp_path / "out.jsonl"
    broken_off([Item(1, "甲"), Item(2, "乙"), Item(3, "丙")], out, lambda text: {"answer": "早"})
    run_batch([Item(0, "零"), Item(1, "甲"), Item(2, "改")], out, lambda text: {"answer": "晚"})
    assert [line["answer"] for line in lines(out)] == ["晚", "早", "晚"]


def test_answers_given_under_other_circumstances_are_not_used(tmp_path):
    out = tmp_path / "out.jsonl"
    items = [Item(1, "甲"), Item(2, "乙")]
    broken_off(items, out, lambda text: {"answer": "早"}, circumstances={"mode": "reader"})
    run_batch(items, out, lambda text: {"answer": "晚"}, circumstances={"mode": "model"})
    assert [line["answer"] for line in lines(out)] == ["晚", "晚"]


def test_half_a_line_of_a_killed_run_is_asked_anew(tmp_path):
    out = tmp_path / "out.jsonl"
    items = [Item(1, "甲"), Item(2, "乙"), Item(3, "丙")]
    broken_off(items, out, lambda text: {"answer": "早"})
    kept = tmp_path / "out.jsonl.partial"
    kept.write_bytes(kept.read_bytes()[:-7])
    broken_off(items, out, lambda text: {"answer": "午"})
    run_batch(items, out, lambda text: {"answer": "晚"})
    assert [line["answer"] for line in lines(out)] == ["早", "午", "晚"]


def test_what_was_refused_is_asked_again(tmp_path):
    out = tmp_path / "out.jsonl"
    items = [Item(1, "甲"), Item(2, "乙")]

    def refusing(text):
        raise GongbaoError("向量服务连接不上")

    broken_off(items, out, refusing)
    run_batch(items, out, lambda text: {"answer": text})
    assert [line["answer"] for line in lines(out)] == ["甲", "乙"]


def test_a_bad_line_is_its_error_in_its_place(tmp_path):
    out = tmp_path / "out.jsonl"
    items = [
        Item(1, "甲"),
        Item(None, "", "不是合法的 JSON", 2),
        Item("c", "", "缺少 question（字符串）", 3),
        Item(4, "丁"),
    ]
    assert run_batch(items, out, lambda text: {"answer": text}).refused == 2
    assert lines(out) == [
        {"id": 1, "answer": "甲"},
        {"id": None, "line": 2, "error": "第 2 行不是合法的 JSON"},
        {"id": "c", "error": "第 3 行缺少 question（字符串）"},
        {"id": 4, "answer": "丁"},
    ]


def test_a_fault_of_the_programs_own_over_one_item_harms_no_other(tmp_path):
    def reply(text):
        return {"answer": {"甲": "好"}[text]}

    out = tmp_path / "out.jsonl"
    assert run_batch([Item(1, "乙"), Item(2, "甲")], out, reply).refused == 1
    assert lines(out) == [{"id": 1, "error": "程序内部出错（KeyError）"}, {"id": 2, "answer": "好"}]


def test_several_are_asked_at_once_and_still_written_in_order(tmp_path):
    together = threading.Barrier(3, timeout=20)

    def reply(text):
        together.wait()
        return {"answer": text}

    out = tmp_path / "out.jsonl"
    run_batch([Item(number, text) for number, text in enumerate("甲乙丙丁戊己")], out, reply, jobs=3)
    assert "".join(line["answer"] for line in lines(out)) == "甲乙丙丁戊己"


def test_progress_is_told_for_each_item(tmp_path):
    told: list[Progress] = []
    items = [Item(1, "甲"), Item(2, "", "不是 JSON 对象", 2), Item(3, "丙")]
    run_batch(items, tmp_path / "out.jsonl", lambda text: {}, told=told.append)
    assert [(p.done, p.total, p.refused) for p in told] == [(1, 3, 0), (2, 3, 1), (3, 3, 1)]


@pytest.mark.parametrize("where", [".", "none/out.jsonl", "plain.txt/out.jsonl"])
def test_a_place_that_can_not_be_written_is_refused_before_anything_is_asked(tmp_path, where):
    (tmp_path / "plain.txt").write_text("x", encoding="utf-8")

    def reply(text):
        pytest.fail("asked before the output could be written")

    with pytest.raises(ReadError, match="写不了"):
        run_batch([Item(1, "甲")], tmp_path / where, reply)


def test_half_a_surrogate_pair_is_written_as_its_escape(tmp_path):
    out = tmp_path / "out.jsonl"
    run_batch([Item("\ud800", "甲")], out, lambda text: {})
    assert lines(out) == [{"id": "\ud800"}]


def test_a_device_is_written_to_and_not_replaced(tmp_path):
    import os

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    run_batch([Item(1, "甲")], pipe, lambda text: {"answer": text})
    assert json.loads(os.read(reader, 1000)) == {"id": 1, "answer": "甲"}
    os.close(reader)
