"""Evidence by its words and by where they stand: where it is found, and what it is held against."""

import pytest

from evals.evidence import LocatedEvidence, QuotedCorrection, QuotedEvidence, hash_of
from evals.gold import stale
from evals.scoring import Tally, evidence_met, score

JOBS = "新增就业1.2万人"


@pytest.fixture
def locate(texts):
    """The same evidence as a span, where its quote first stands."""

    def build(source, quote):
        start = texts[source].index(quote)
        return {"source": source, "start": start, "end": start + len(quote), "hash": hash_of(quote)}

    return build


def test_every_place_of_a_quote_is_given():
    evidence = QuotedEvidence(source="甲县.txt", quote="就业1.2万")
    assert evidence.spans("就业1.2万，就业1.2万") == ((0, 6), (7, 13))
    assert evidence.spans("就业1.3万") == ()


def test_a_span_is_the_words_that_stood_there_and_no_others():
    evidence = LocatedEvidence(source="甲县.txt", start=2, end=8, hash=hash_of("就业1.2万"))
    assert evidence.spans("新增就业1.2万人") == ((2, 8),)
    assert evidence.spans("新增就业1.3万人") == ()
    assert evidence.spans("就业1.2万人") == ()


def test_a_correction_is_of_the_first_report_whose_name_begins_so():
    correction = QuotedCorrection(doc="甲", quote="增长")
    assert correction.text({"乙.txt": "下降", "甲县.txt": "增长"}) == "增长"
    assert correction.text({"乙.txt": "下降"}) is None


def test_stale_evidence_tells_a_changed_report_from_a_missing_one(make_gold, checked, texts, locate):
    evidence = locate("甲县.txt", "412.6亿元")
    question = checked(make_gold(evidence=[evidence, evidence | {"start": 1}, evidence | {"source": "丙县.txt"}]))
    found = [(each.source, each.missing) for each in stale([question], texts)]
    assert found == [("甲县.txt", False), ("丙县.txt", True)]


def test_a_stale_correction_is_listed_too(make_unanswerable, checked, texts):
    kept, gone = {"doc": "甲县", "quote": "增长5.3%"}, {"doc": "甲县", "quote": "增长5.4%"}
    question = checked(make_unanswerable(reason="false_premise", correction=[kept, gone]))
    assert [each.source for each in stale([question], texts)] == ["甲县"]


def test_stale_evidence_is_neither_met_nor_missed(make_gold, checked, texts, locate):
    evidence = locate("甲县.txt", "412.6亿元")
    question = checked(make_gold(evidence=[evidence, evidence | {"hash": "0" * 12}]))
    assert evidence_met(question, [("甲县.txt", 0, 30)], texts) == Tally(1, 1)
    assert evidence_met(question, [("乙县.txt", 0, 30)], texts) == Tally(0, 1)


def test_spans_score_as_quotes_do(make_gold, checked, cite, make_answer, texts, locate):
    gdp, other = ("甲县.txt", "地区生产总值412.6亿元"), ("乙县.txt", "同比增长4.9%")
    quoted = checked(make_gold(evidence=[{"source": source, "quote": quote} for source, quote in (gdp, other)]))
    located = checked(make_gold(evidence=[locate(*gdp), locate(*other)]))
    answers = {"q1": make_answer("412.6亿元", cite("甲县.txt", "412.6亿元，同比"))}
    by_quotes, by_spans = score([quoted], answers, texts), score([located], answers, texts)
    assert by_quotes.evidence == by_spans.evidence == Tally(1, 2)
    assert by_quotes.right == by_spans.right
