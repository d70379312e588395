"""The lines of a batch: what can be asked, and what is refused without harm to the rest."""

import pytest

from bot.batch import Item, read_batch
from vectorstore.errors import ReadError


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
def test_a_bad_line_is_an_item_with_its_reason_and_the_others_stand(tmp_path, line, reason):
    path = batch(tmp_path, f'{{"id": 1, "question": "问"}}\n{line}\n{{"id": 3, "question": "答"}}\n')
    first, bad, last = read_batch(path)
    assert (first, last) == (Item(1, "问"), Item(3, "答"))
    assert reason in bad.refusal
    assert bad.line == 2


def test_a_bad_line_keeps_the_id_it_has(tmp_path):
    _, bad = read_batch(batch(tmp_path, '{"id": 1, "question": "问"}\n{"id": "b"}\n'))
    assert bad.id == "b"


def test_a_line_in_another_encoding_harms_no_other(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes('{"id": 1, "question": "问"}\n'.encode() + '{"id": 2, "question": "问题"}\n'.encode("gbk"))
    first, bad = read_batch(path)
    assert first == Item(1, "问")
    assert "不是 UTF-8" in bad.refusal


def test_a_file_of_which_no_line_can_be_asked_is_refused_with_the_first_of_them(tmp_path):
    with pytest.raises(ReadError, match=r"in\.jsonl 第 2 行不是合法的 JSON（2 行都不能用）"):
        read_batch(batch(tmp_path, "\nx\ny\n"))


def test_a_file_without_a_line_is_refused(tmp_path):
    with pytest.raises(ReadError, match="一行也没有"):
        read_batch(batch(tmp_path, "\n \n"))


def test_a_file_in_another_encoding_is_refused_with_the_line_it_shows_on(tmp_path):
    path = batch(tmp_path, '{"id": 1, "question": "问题"}\n{"id": 2, "question": "问题"}', "gbk")
    with pytest.raises(ReadError, match="第 1 行不是 UTF-8"):
        read_batch(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(ReadError, match="没有这个文件"):
        read_batch(tmp_path / "none.jsonl")
    with pytest.raises(ReadError, match="文件夹"):
        read_batch(tmp_path)
