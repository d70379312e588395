"""Gold files: what is read, what is refused and how the refusal names it."""

import json

import pytest

from evals.gold import read_gold, stale
from evals.library import canonical_texts
from vectorstore.errors import GongbaoError

SPAN = {"source": "甲县.txt", "start": 0, "end": 4, "hash": "0" * 12}


@pytest.fixture
def written(tmp_path):
    def write(*lines):
        path = tmp_path / "gold.jsonl"
        texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return path

    return write


def test_questions_are_read_in_order_and_empty_lines_passed_over(written, make_gold, make_unanswerable):
    path = written(make_gold("b", answers=[["412.6亿", "4126亿"]]), "", make_unanswerable("a", near_miss=["398.1亿"]))
    first, second = read_gold(path)
    assert (first.id, first.answers, first.evidence[0].source) == ("b", (("412.6亿", "4126亿"),), "甲县.txt")
    assert (second.id, second.reason, second.near_miss) == ("a", "indicator_absent", ("398.1亿",))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "figure"}, "type"),
        ({"answerable": "yes"}, "answerable"),
        ({"answers": "412.6亿"}, "answers"),
        ({"answers": [["412.6亿", 5]]}, "answers.0.1"),
        ({"answers": []}, "answers"),
        ({"answers": [[]]}, "evidence"),
        ({"answers": [[" "]]}, "answers"),
        ({"evidence": []}, "evidence"),
        ({"evidence": [{"source": "甲县.txt"}]}, "evidence.0.quote"),
        ({"evidence": [{"source": "甲县.txt", "quote": ""}]}, "evidence.0.quote"),
        ({"evidence": ["增长"]}, "evidence.0"),
        ({"evidence": [{"source": "甲县.txt", "start": 0, "end": 4}]}, "evidence.0.hash"),
        ({"evidence": [SPAN | {"start": -1}]}, "evidence.0.start"),
        ({"evidence": [SPAN | {"end": "4"}]}, "evidence.0.end"),
        ({"evidence": [SPAN | {"end": 0}]}, "evidence.0.end"),
        ({"evidence": [SPAN | {"hash": "地区生产总值"}]}, "evidence.0.hash"),
        ({"evidence": [SPAN | {"quote": "地区生产"}]}, "evidence.0.quote"),
        ({"correction": [{"doc": "甲县", "end": 4, "hash": "0" * 12}]}, "correction.0.start"),
        ({"answerable": False}, "reason"),
        ({"forbiden": []}, "forbiden"),
        ({"question": ""}, "question"),
    ],
)
def test_a_malformed_question_is_refused_by_file_line_and_field(written, make_gold, change, field):
    path = written(make_gold("q1"), make_gold("q2", **change))
    with pytest.raises(GongbaoError) as refusal:
        read_gold(path)
    message = str(refusal.value)
    assert message.startswith(f"{path} 第 2 行")
    assert f"字段 {field}：" in message
    assert "\n" not in message


def test_a_missing_field_is_named(written, make_gold):
    line = make_gold()
    del line["evidence"]
    with pytest.raises(GongbaoError, match="第 1 行的字段 evidence：缺少"):
        read_gold(written(line))


@pytest.mark.parametrize("line", ["{", "[]", "5", "问题"])
def test_a_line_that_is_no_object_is_refused(written, line):
    with pytest.raises(GongbaoError, match="第 1 行不是"):
        read_gold(written(line))


def test_an_id_used_twice_is_refused(written, make_gold):
    with pytest.raises(GongbaoError, match="第 2 行的字段 id：q1 "):
        read_gold(written(make_gold("q1"), make_gold("q1")))


def test_an_empty_file_a_missing_one_and_another_encoding_are_refused_by_name(tmp_path, written):
    with pytest.raises(GongbaoError, match="一个问题也没有"):
        read_gold(written(""))
    with pytest.raises(GongbaoError, match=r"没有\.jsonl"):
        read_gold(tmp_path / "没有.jsonl")
    other = tmp_path / "国标.jsonl"
    other.write_bytes("问题".encode("gb18030"))
    with pytest.raises(GongbaoError, match=r"国标\.jsonl 不是 UTF-8"):
        read_gold(other)


def test_evidence_that_its_report_no_longer_contains_is_stale(make_gold, checked, texts):
    kept = checked(make_gold("kept"))
    changed = checked(make_gold("changed", evidence=[{"source": "甲县.txt", "quote": "地区生产总值412.7亿元"}]))
    gone = checked(make_gold("gone", evidence=[{"source": "丙县.txt", "quote": "增长"}]))
    found = stale([kept, changed, gone], texts)
    assert [(each.question, each.source) for each in found] == [("changed", "甲县.txt"), ("gone", "丙县.txt")]


@pytest.mark.timeout(600)  # the encoder may have to be converted first
def test_the_gold_of_the_samples_matches_the_samples(gold_folder, sample_bot):
    questions = read_gold(gold_folder / "samples.jsonl")
    assert len(questions) == 87
    assert stale(questions, canonical_texts(sample_bot)) == ()
