"""The gold over the real reports: what it holds, and that the reports bear it out and lend it no words."""

import json
from pathlib import Path

import pytest

from evals.answers import gold_sets
from evals.bars import read_bars
from evals.evidence import Span
from evals.gold import Type, stale
from evals.locate import Copies
from vectorstore.reading import read_report

REPORTS = Path(__file__).parents[3] / "shared" / "reports"


@pytest.fixture(scope="module")
def sets():
    return gold_sets(sorted((Path(__file__).parents[2] / "evals" / "gold").glob("reports-*.jsonl")))


def test_two_halves_and_five_rounds_ask_every_type_and_quote_nothing(sets):
    assert {name: len(questions) for name, questions in sets.items()} == {
        "reports-open": 102,
        "reports-closed": 102,
        "reports-rounds-e": 73,
        "reports-rounds-f": 73,
        "reports-rounds-g": 70,
        "reports-rounds-k": 80,
        "reports-rounds-l": 80,
    }
    for questions in sets.values():
        assert {question.type for question in questions} == set(Type)
        assert all(question.answerable is (question.type is not Type.UNANSWERABLE) for question in questions)
        assert all(isinstance(place, Span) for q in questions for place in (*q.evidence, *q.correction))


def test_every_set_has_its_bars_and_no_id_is_used_twice(sets):
    assert set(sets) <= set(read_bars())
    ids = [question.id for questions in sets.values() for question in questions]
    assert len(ids) == len(set(ids))


def files():
    return sorted([*REPORTS.glob("*.txt"), *REPORTS.glob("*/*.docx")])


if files():

    @pytest.fixture(scope="module")
    def texts():
        return {report.source: report.text for report in map(read_report, files())}

    @pytest.mark.reports
    def test_every_span_holds_the_words_it_was_made_of(sets, texts):
        assert [each for questions in sets.values() for each in stale(questions, texts)] == []

    @pytest.mark.reports
    def test_no_answer_and_no_note_copies_a_report(sets, texts):
        copies = Copies(texts.values())
        kept = {"question", "sources", "evidence", "correction"}
        copying = [
            (question.id, field)
            for questions in sets.values()
            for question in questions
            for field, value in json.loads(question.model_dump_json(exclude=kept)).items()
            if copies.has(value) or (isinstance(value, list) and any(map(copies.has, value)))
        ]
        assert copying == []
