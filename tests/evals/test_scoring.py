"""Scores of made-up answers, each worked out by hand."""

import pytest

from bot.answer import Status
from evals.gold import Type
from evals.scoring import (
    LONGEST,
    Tally,
    cited_evidence,
    exact_quotes,
    grounded_figures,
    is_mixed_up,
    is_over_abstained,
    is_right,
    score,
    unsupported,
)

GDP = "地区生产总值412.6亿元，同比增长5.3%。"
ABSTENTIONS = [Status.NOT_IN_LIBRARY, Status.NOT_STATED, Status.TARGET_ONLY]


@pytest.fixture
def asked(make_gold, checked):
    return lambda **fields: checked(make_gold(**fields))


@pytest.fixture
def left_open(make_unanswerable, checked):
    return lambda **fields: checked(make_unanswerable(**fields))


def test_every_fact_is_needed_and_any_of_its_forms_will_do(asked, make_answer):
    question = asked(answers=[["412.6亿", "4126000万"], ["5.3%"]])
    assert is_right(question, make_answer("4126000万元，增长5.3%[1]。"))
    assert not is_right(question, make_answer("412.6亿元[1]。"))


def test_a_forbidden_figure_makes_an_answer_wrong_and_mixed_up(asked, make_answer):
    answer = make_answer("甲县412.6亿元，乙县398.1亿元。")
    assert is_mixed_up(asked(), answer)
    assert not is_right(asked(), answer)


def test_a_citation_mark_states_no_fact(asked, make_answer):
    question = asked(answers=[["3"]], forbidden=["2"])
    assert not is_right(question, make_answer("见报告[3]"))
    assert is_right(question, make_answer("新增3家[2]"))


def test_an_answer_may_have_600_characters_and_no_more(asked, make_answer):
    assert is_right(asked(), make_answer("412.6亿元".ljust(LONGEST, "。")))
    assert not is_right(asked(), make_answer("412.6亿元".ljust(LONGEST + 1, "。")))


@pytest.mark.parametrize("status", ABSTENTIONS)
def test_abstaining_is_right_only_where_the_reports_are_silent(asked, left_open, make_answer, status):
    answer = make_answer("没有提到412.6亿元", status=status)
    assert is_right(left_open(), answer)
    assert not is_right(asked(), answer)
    assert is_over_abstained(asked(), answer)
    assert not is_over_abstained(left_open(), answer)


def test_a_correction_is_right_only_of_a_false_premise(left_open, make_answer):
    answer = make_answer("实为412.6亿元", status=Status.CORRECTED)
    assert is_right(left_open(reason="false_premise"), answer)
    assert not is_right(left_open(reason="other_district"), answer)
    assert not is_right(left_open(reason="false_premise"), make_answer("412.6亿元"))


def test_a_figure_is_supported_by_a_quote_it_cites_and_by_no_other(cite, make_answer, texts):
    first, second = cite("甲县.txt", GDP, 1), cite("乙县.txt", texts["乙县.txt"], 2)
    good = make_answer("2023年甲县412.60亿元，增长5.3%", first)
    assert grounded_figures(good) == Tally(2, 2)
    bad = make_answer("甲县412.6亿元，乙县398.1亿元", first)
    assert unsupported(bad.statements[0], [first, second]) == ("398.1",)
    assert grounded_figures(bad) == Tally(1, 2)


def test_a_calculation_supports_its_result_and_its_operands_quotes(cite, make_answer, texts):
    first, second = cite("甲县.txt", GDP, 1), cite("乙县.txt", texts["乙县.txt"], 2)
    answer = make_answer(
        "相差14.5亿元（412.6与398.1），增长4.9%", first, second, formula="412.6 - 398.1 = 14.5 亿元", operands=(1, 2)
    )
    assert grounded_figures(answer) == Tally(4, 4)
    assert unsupported(answer.statements[0], []) == ("4.9",)


@pytest.mark.parametrize("status", ABSTENTIONS)
def test_an_abstention_asserts_no_figure(make_answer, status):
    assert grounded_figures(make_answer("最接近的是398.1亿元", status=status)) == Tally()


def test_a_quote_is_exact_only_at_its_own_offsets_of_its_own_report(cite, make_answer, texts):
    from dataclasses import replace

    exact = cite("甲县.txt", GDP)
    wrong = [
        replace(exact, start=exact.start + 1),
        replace(exact, source="乙县.txt"),
        replace(exact, source="丙县.txt"),
        replace(exact, quote="", end=exact.start),
    ]
    assert exact_quotes(make_answer("增长", exact, *wrong), texts) == Tally(1, 5)


def test_evidence_counts_wherever_its_quote_stands(asked, cite, make_answer, texts):
    question = asked(evidence=[{"source": "甲县.txt", "quote": "新增就业1.2万人"}])
    again = cite("甲县.txt", "城镇登记失业率2.1%。新增就业1.2万人。")
    assert cited_evidence(question, make_answer("1.2万", again), texts) == Tally(1, 1)


def test_evidence_beside_the_cited_span_or_in_another_report_does_not_count(asked, cite, make_answer, texts):
    beside, other = cite("甲县.txt", "，同比增长5.3%"), cite("乙县.txt", texts["乙县.txt"])
    assert cited_evidence(asked(), make_answer("增长", beside, other), texts) == Tally(0, 1)
    assert cited_evidence(asked(), None, texts) == Tally(0, 1)


def test_evidence_of_unanswerable_questions_is_not_asked_for(left_open, make_answer, texts):
    question = left_open(evidence=[{"source": "甲县.txt", "quote": "增长"}])
    assert cited_evidence(question, make_answer("没有"), texts) == Tally()


def test_a_score_adds_up_by_type_and_a_missing_answer_is_wrong(asked, left_open, cite, make_answer, texts):
    questions = [
        asked(question_id="n1"),
        asked(question_id="n2"),
        asked(question_id="e1", type="entity"),
        left_open(question_id="u1"),
    ]
    answers = {
        "n1": make_answer("412.6亿元", cite("甲县.txt", GDP)),
        "n2": make_answer("398.1亿元", cite("甲县.txt", GDP)),
        "u1": make_answer("没有说到", status=Status.NOT_STATED),
        "x9": make_answer("无人问"),
    }
    result = score(questions, answers, texts)
    assert result.right == Tally(2, 4)
    assert result.by_type == {Type.NUMBER: Tally(1, 2), Type.ENTITY: Tally(0, 1), Type.UNANSWERABLE: Tally(1, 1)}
    assert (result.mixups, result.over_abstained, result.median_characters) == (1, 0, 7)
    assert (result.figures, result.quotes, result.evidence) == (Tally(1, 2), Tally(2, 2), Tally(2, 3))


def test_a_share_of_nothing_is_none():
    assert Tally().share is None
    assert Tally(1, 4).share == 0.25
