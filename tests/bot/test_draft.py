"""Statements collected, checked and numbered."""

import pytest

from bot.answer import Check, Status
from bot.draft import Draft

TEXT = "上半年地区生产总值412.6亿元。新增停车位1240个。新建驿站18家。消费恢复不及预期。"


@pytest.fixture
def sources(make_report):
    report = make_report(TEXT)
    return [(report, sentence) for sentence in report.sentences]


def test_the_same_sentence_keeps_its_number(sources):
    draft = Draft("问")
    draft.add("地区生产总值412.6亿元。", [sources[0]])
    draft.add("停车位1240个。", [sources[1]])
    draft.add("412.6亿元，1240个。", [sources[1], sources[0], sources[1]])
    answer = draft.finish(Status.ANSWERED)
    assert [s.citations for s in answer.statements] == [(1,), (2,), (2, 1)]
    assert [c.quote for c in answer.citations] == ["上半年地区生产总值412.6亿元。", "新增停车位1240个。"]


def test_a_statement_that_fails_its_check_is_kept_out_with_its_citation(sources):
    draft = Draft("问")
    refused = draft.add("停车位9999个。", [sources[1]])
    draft.add("驿站18家。", [sources[2]])
    answer = draft.finish(Status.ANSWERED)
    assert refused.status is Check.UNVERIFIED
    assert "9999" not in answer.answer
    assert [(c.number, c.quote) for c in answer.citations] == [(1, "新建驿站18家。")]
    assert answer.statements[0].citations == (1,)


def test_the_operands_of_a_calculation_are_renumbered_with_the_citations(sources):
    draft = Draft("问")
    draft.add("停车位9999个。", [sources[0]])
    draft.add("相差1222个（1240 - 18 = 1222 个）。", [sources[2], sources[1]], "1240 - 18 = 1222 个")
    (statement,) = draft.finish(Status.ANSWERED).statements
    assert statement.calculation is not None
    assert statement.calculation.operands == statement.citations == (1, 2)


def test_marks_stand_before_the_full_stop_and_remarks_have_none(sources):
    draft = Draft("问")
    draft.say("报告没有提到这一点。")
    draft.add("驿站18家。", [sources[2]])
    draft.add("停车位1240个", [sources[1]])
    assert draft.finish(Status.ANSWERED).answer == "报告没有提到这一点。驿站18家[1]。停车位1240个[2]"


def test_every_citation_is_cut_from_its_report(sources):
    draft = Draft("问")
    for source in sources:
        draft.add(source[0].quote(source[1]), [source])
    for citation in draft.finish(Status.ANSWERED).citations:
        assert citation.quote == TEXT[citation.start : citation.end]


def test_who_answered_and_why_not_the_other_is_kept(sources):
    answer = Draft("问").finish(Status.NOT_STATED, "model", "probe-1", "说明")
    assert (answer.mode, answer.model, answer.notice, answer.status) == ("model", "probe-1", "说明", "not_stated")
