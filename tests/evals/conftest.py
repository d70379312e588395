"""Made-up gold questions and answers, short enough to score by hand, and the shipped samples read once."""

import json
from collections.abc import Callable, Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Answer, Calculation, Citation, Statement, Status
from bot.bot import Bot
from evals.gold import GoldQuestion
from evals.library import fresh_bot, reports_in
from vectorstore.ingest import ingest

TEXTS = {
    "甲县.txt": (
        "上半年，甲县地区生产总值412.6亿元，同比增长5.3%。新增就业1.2万人。\r\n城镇登记失业率2.1%。新增就业1.2万人。"
    ),
    "乙县.txt": "上半年，乙县地区生产总值398.1亿元，同比增长4.9%。",
}


@pytest.fixture
def texts() -> dict[str, str]:
    """Two reports in a few words, by source."""
    return dict(TEXTS)


@pytest.fixture
def make_gold() -> Callable[..., dict[str, Any]]:
    """Builds a question about 甲县's GDP as a line of gold, with whatever differs."""

    def build(question_id: str = "q1", **fields: Any) -> dict[str, Any]:
        return {
            "id": question_id,
            "type": "number",
            "question": "甲县上半年地区生产总值是多少？",
            "answerable": True,
            "answers": [["412.6亿"]],
            "forbidden": ["398.1亿"],
            "sources": ["甲县.txt"],
            "evidence": [{"source": "甲县.txt", "quote": "地区生产总值412.6亿元"}],
            "computed": False,
            "target_vs_actual": False,
            "style": "formal",
            "lang": "zh",
        } | fields

    return build


@pytest.fixture
def make_unanswerable(make_gold: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Builds a question that the reports leave open."""

    def build(question_id: str = "u1", reason: str = "indicator_absent", **fields: Any) -> dict[str, Any]:
        empty: dict[str, Any] = {"answers": [], "evidence": [], "sources": []}
        fields = {"type": "unanswerable", "answerable": False, "reason": reason} | empty | fields
        return make_gold(question_id, **fields)

    return build


@pytest.fixture
def checked() -> Callable[[dict[str, Any]], GoldQuestion]:
    """Turns a line of gold into a question."""
    return lambda line: GoldQuestion.model_validate_json(json.dumps(line))


@pytest.fixture
def cite() -> Callable[..., Citation]:
    """Builds a citation of a quote where it stands in its text, or at 0 where it doesn't."""

    def build(source: str, quote: str, number: int = 1) -> Citation:
        start = max(TEXTS.get(source, "").find(quote), 0)
        return Citation(number, "0" * 16, source, "标题", "甲县", "2023年上半年", (), start, start + len(quote), quote)

    return build


@pytest.fixture
def make_answer() -> Callable[..., Answer]:
    """Builds an answer of one statement that cites all its citations; ``formula`` makes it a calculation."""

    def build(
        text: str,
        *citations: Citation,
        status: Status = Status.ANSWERED,
        formula: str = "",
        operands: tuple[int, ...] = (),
    ) -> Answer:
        calculation = Calculation(formula, operands) if formula else None
        numbers = () if formula else tuple(citation.number for citation in citations)
        return Answer("问", text, status, (Statement(text, numbers, calculation=calculation),), citations)

    return build


@pytest.fixture(scope="session")
def sample_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A bot over the nine shipped sample reports, read once a session with the real encoder."""
    bot = fresh_bot(tmp_path_factory.mktemp("samples"))
    with as_file(files("vectorstore") / "samples") as folder:
        ingest(reports_in(folder), bot.store)
    yield bot
    bot.close()


@pytest.fixture(scope="session")
def gold_folder() -> Path:
    """Where the gold of the samples lies."""
    return Path(__file__).parents[2] / "evals" / "gold"
