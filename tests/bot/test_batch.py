"""Batches: what is refused before anything is asked, and what is written when."""

import json

import pytest

from bot.batch import Item, read_batch, run_batch
from vectorstore.errors import GongbaoError, ReadError


def batch(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "in.jsonl"
    path.write_bytes(text.encode(encoding))
    return path


def test_ids_may_be_strings_or_integers_and_other_fields_are_passed_over(tmp_path):
    path = batch(tmp_path, '{"id": "a", "question": "问甲", "gold": 1}\n\n  \r\n{"question": "问乙", "id": 2}\r\n')
    assert read_batch(path) == (Item("a", "问甲"), Item(2, "问乙"))


def test_a_byte_order_mark_is_tolerated(tmp_path):
    assert read_batch(batch(tmp_path, '{"id": 1, "question": "问"}', "utf-8-sig")) == (Item(1, "问"),)


def test_a_line_separator_inside_a_question_does_not_end_the_line(tmp_path):
    assert read_batch(batch(tmp_path, '{"id": 1, "question": "问\u2028题"}'))[0].text == "问\u2028题"


def test_a_briefings_task_is_read_from_its_own_field(tmp_path):
    assert read_batch(batch(tmp_path, '{"id": 1, "task": "比较"}'), field="task") == (Item(1, "比较"),)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "不是合法的 JSON"),
        ("[1]", "不是 JSON 对象"),
        ('{"question": "问"}', "缺少 id"),
        ('{"id": null, "question": "问"}', "缺少 id"),
        ('{"id": true, "question": "问"}', "缺少 id"),
        ('{"id": 1}', "缺少 question"),
        ('{"id": 1, "question": 7}', "缺少 question"),
        ("[" * 100_000, "不是合法的 JSON"),
        ('{"id": ' + "9" * 5000 + ', "question": "问"}', "不是合法的 JSON"),
    ],
)
def test_a_bad_line_is_refused_with_its_file_and_number(tmp_path, line, reason):
    path = batch(tmp_path, f'{{"id": 1, "question": "问"}}\n{line}\n')
    with pytest.raises(ReadError, match=rf"in\.jsonl 第 2 行.*{reason}"):
        read_batch(path)


def test_several_bad_lines_are_counted(tmp_path):
    with pytest.raises(ReadError, match=r"第 1 行.*共 2 行有问题"):
        read_batch(batch(tmp_path, "x\ny\n"))


def test_a_file_without_a_line_is_refused(tmp_path):
    with pytest.raises(ReadError, match="一行也没有"):
        read_batch(batch(tmp_path, "\n \n"))


def test_a_file_in_another_encoding_is_refused_with_the_line_it_shows_on(tmp_path):
    path = batch(tmp_path, '{"id": 1, "question": "q"}\n{"id": 2, "question": "问题"}', "gbk")
    with pytest.raises(ReadError, match="第 2 行不是 UTF-8"):
        read_batch(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(ReadError, match="没有这个文件"):
        read_batch(tmp_path / "none.jsonl")
    with pytest.raises(ReadError, match="文件夹"):
        read_batch(tmp_path)


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_replies_are_written_in_order_with_their_ids(tmp_path):
    out = tmp_path / "out.jsonl"
    assert run_batch([Item("b", "乙"), Item(1, "甲")], out, lambda text: {"answer": text * 2}) == 0
    assert lines(out) == [{"id": "b", "answer": "乙乙"}, {"id": 1, "answer": "甲甲"}]


def test_a_refused_item_becomes_its_error_and_the_others_go_on(tmp_path):
    def reply(text):
        if not text:
            raise GongbaoError("问题是空的")
        return {"answer": text}

    out = tmp_path / "out.jsonl"
    assert run_batch([Item(1, "甲"), Item(2, ""), Item(3, "丙")], out, reply) == 1
    assert lines(out) == [{"id": 1, "answer": "甲"}, {"id": 2, "error": "问题是空的"}, {"id": 3, "answer": "丙"}]


def test_an_interrupted_batch_leaves_what_was_there_before_and_no_half_written_file(tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text("before", encoding="utf-8")

    def reply(text):
        if text == "乙":
            raise KeyboardInterrupt
        return {}

    with pytest.raises(KeyboardInterrupt):
        run_batch([Item(1, "甲"), Item(2, "乙")], out, reply)
    assert out.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


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
