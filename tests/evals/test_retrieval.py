"""Recall of gold evidence among the passages found."""

import pytest

from evals.retrieval import recall
from evals.scoring import Tally
from vectorstore.search import FoundPassage

TEXT = "地区生产总值412.6亿元。\n新增就业1.2万人。\n失业率2.1%。"


@pytest.fixture
def report(make_report):
    return make_report(TEXT, source="甲县.txt")


@pytest.fixture
def finding(report):
    """A search that always finds the passages of these numbers."""
    return lambda *numbers: lambda text: [FoundPassage(report, report.passages[n], 1.0, {}) for n in numbers]


@pytest.fixture
def two_quotes(make_gold, checked):
    quotes = ("地区生产总值412.6亿元", "失业率2.1%")
    return checked(make_gold(evidence=[{"source": "甲县.txt", "quote": quote} for quote in quotes]))


@pytest.mark.parametrize(
    ("numbers", "evidence", "questions"),
    [((0, 2), 2, 1), ((1, 0), 1, 0), ((1,), 0, 0), ((), 0, 0)],
)
def test_a_question_is_met_when_all_its_evidence_is_found(finding, two_quotes, numbers, evidence, questions):
    result = recall([two_quotes], finding(*numbers), {"甲县.txt": TEXT})
    assert (result.evidence, result.questions) == (Tally(evidence, 2), Tally(questions, 1))


def test_passages_of_another_report_meet_nothing(finding, make_gold, checked):
    question = checked(make_gold(evidence=[{"source": "乙县.txt", "quote": "失业率2.1%"}]))
    assert recall([question], finding(0, 1, 2), {"甲县.txt": TEXT, "乙县.txt": TEXT}).evidence == Tally(0, 1)


def test_questions_without_evidence_are_not_searched_for(make_unanswerable, checked):
    result = recall([checked(make_unanswerable())], lambda text: pytest.fail("searched"), {})
    assert result.questions == Tally()
