"""The contract of ``gongbao ask --json``."""

import json

import pytest

from bot.answer import Answer, Calculation, Check, Citation, Statement, Status, cite, marked


@pytest.fixture
def answer(citation):
    statements = (
        Statement("地区生产总值412.6亿元。", (1,), Check.VERIFIED),
        Statement("相差1亿元。", (1, 2), Check.VERIFIED, Calculation("2 - 1 = 1 亿元", (1, 2))),
    )
    return Answer("问", "答", Status.ANSWERED, statements, (citation("一。"), citation("二。", 2)))


def test_the_json_has_the_fields_of_the_contract_and_plain_values(answer):
    shown = json.loads(json.dumps(answer.as_json(), ensure_ascii=False))
    assert {"question", "answer", "status", "statements", "citations", "mode", "model", "milliseconds"} <= set(shown)
    assert shown["status"] == "answered"
    assert shown["statements"][0] == {
        "text": "地区生产总值412.6亿元。", "citations": [1], "status": "verified", "calculation": None,
    }  # fmt: skip
    assert shown["statements"][1]["calculation"] == {"formula": "2 - 1 = 1 亿元", "operands": [1, 2]}
    fields = {"number", "report", "source", "title", "place", "period", "section", "start", "end", "quote", "page"}
    assert set(shown["citations"][0]) == fields
    assert (shown["mode"], shown["model"], shown["notice"]) == ("reader", None, None)


@pytest.mark.parametrize(
    ("status", "abstains"),
    [("answered", False), ("corrected", False), ("not_in_library", True), ("not_stated", True), ("target_only", True)],
)
def test_three_of_the_five_statuses_leave_the_question_open(status, abstains):
    assert Status(status).abstains is abstains


@pytest.mark.parametrize(
    ("text", "numbers", "shown"),
    [
        ("增长3.8%。", (1,), "增长3.8%[1]。"),
        ("增长3.8%；", (2, 1), "增长3.8%[2][1]；"),
        ("增长3.8%", (1,), "增长3.8%[1]"),
        ("没有提到。", (), "没有提到。"),
        ("", (1,), "[1]"),
    ],
)
def test_marks_go_before_the_final_stop(text, numbers, shown):
    assert marked(Statement(text, numbers)) == shown


def test_a_citation_says_where_the_sentence_stands_and_quotes_it_exactly(make_report):
    report = make_report("一句话。另一句话。")
    made = cite(3, report, report.sentences[1])
    assert isinstance(made, Citation)
    assert (made.number, made.report, made.source) == (3, report.id, "云泽县.txt")
    assert (made.place, made.period, made.section) == ("云泽县", "2023年上半年", ("一、上半年工作",))
    assert made.quote == report.text[made.start : made.end] == "另一句话。"
