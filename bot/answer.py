"""Answers as programs and people receive them: the JSON contract, field for field."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from vectorstore.facts import clauses, time_of
from vectorstore.facts.tables import table_at
from vectorstore.report import Report, Sentence

if TYPE_CHECKING:
    from bot.explanation import Explanation


class Status(StrEnum):
    """How a question was met; the last three are the ways not to know."""

    ANSWERED = "answered"
    CORRECTED = "corrected"
    """The question takes something for granted that the reports contradict."""
    NOT_IN_LIBRARY = "not_in_library"
    """No report of that place or period has been read."""
    NOT_STATED = "not_stated"
    """The reports are there and do not say it."""
    TARGET_ONLY = "target_only"
    """The reports give an intention and no result."""

    @property
    def abstains(self) -> bool:
        """Whether the question stays unanswered."""
        return self in (Status.NOT_IN_LIBRARY, Status.NOT_STATED, Status.TARGET_ONLY)


class Check(StrEnum):
    """What the verification of a statement came to."""

    VERIFIED = "verified"
    """Its figures, names, place and period are in the cited sentences."""
    POINTER_ONLY = "pointer_only"
    """It has nothing that can be compared; its citations exist."""
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact sentence a statement rests on."""

    number: int
    report: str
    source: str
    title: str
    place: str
    period: str
    section: tuple[str, ...]
    start: int
    end: int
    quote: str
    page: int | None = None
    """Counted from 1; None for formats without fixed pages."""
    row: str = ""
    """For a row of a table, its cells with their headings as words; empty for prose."""

    @property
    def words(self) -> str:
        """What a statement may rest on: the quote, and what the headings of its table add."""
        return f"{self.quote}\n{self.row}" if self.row else self.quote


@dataclass(frozen=True, slots=True)
class Calculation:
    """Arithmetic done by the program: ``264.3 - 96.9 = 167.4 亿元`` and the citations of its operands."""

    formula: str
    operands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer; ``text`` carries no citation marks."""

    text: str
    citations: tuple[int, ...] = ()
    status: Check = Check.POINTER_ONLY
    calculation: Calculation | None = None


class Task(StrEnum):
    """What a model was asked for."""

    SKIP = "skip"
    """Nothing: it would have added nothing."""
    JUDGE = "judge"
    """Whether stretches of the reports answer the question."""
    WRITE = "write"
    """The answer in words, from numbered sentences."""


@dataclass(frozen=True, slots=True)
class Route:
    """What a model was asked for and why, where one is set."""

    task: Task
    why: str
    prompts: tuple[str, ...] = ()
    """Name and version of each prompt that was sent: ``judge@1``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; ``as_json`` is the contract of ``gongbao ask --json``."""

    question: str
    answer: str
    status: Status
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    mode: str = "reader"
    model: str | None = None
    understood: str | None = None
    """The question that was answered, where the one asked rested on what came before; None when it was whole."""
    milliseconds: dict[str, int] = field(default_factory=dict)
    notice: str | None = None
    """Why the model did not answer, where it was asked for; None when all went as set."""
    route: Route | None = None
    """What the model was asked for; None where none is set or the reader's answer was asked for."""
    explanation: "Explanation | None" = None
    """How the answer came about, where that was asked for."""

    def as_json(self) -> dict[str, Any]:
        """Plain values for ``json.dumps``, in the contract's order of fields."""
        plain = asdict(self)
        if self.understood is None:
            del plain["understood"]
        for citation in plain["citations"]:
            if not citation["row"]:
                del citation["row"]
        if self.explanation is None:
            del plain["explanation"]
        return plain


def cite(number: int, report: Report, sentence: Sentence) -> Citation:
    """A citation of one sentence of a report."""
    section = report.section_of(sentence)
    return Citation(
        number=number,
        report=report.id,
        source=report.source,
        title=report.title.value,
        place=report.place.value,
        period=time.label if (time := time_of(report, sentence)) else report.period.value,
        section=section.path,
        start=sentence.start,
        end=sentence.end,
        quote=report.quote(sentence),
        page=report.page_of(sentence.start),
        row=_row(report, sentence),
    )


def _row(report: Report, sentence: Sentence) -> str:
    if not table_at(report, sentence.start):
        return ""
    return "，".join(clause.spoken for clause in clauses(report, sentence) if clause.spoken)


ENDS = "。！？；.;?!"
"""What may end a statement; citation marks stand before it."""


_SPACED = ".;:?!"


def marked(statement: Statement) -> str:
    """A statement's text with its citation marks before the final full stop: ``……4.9%[1][2]。``"""
    marks = "".join(f"[{number}]" for number in statement.citations)
    text = statement.text
    if text and text[-1] in ENDS:
        return text[:-1] + marks + text[-1]
    return text + marks


def joined(statements: Iterable[str]) -> str:
    """Statements one after another, those in English a space apart."""
    text = ""
    for statement in statements:
        text += f" {statement}" if text and text[-1] in _SPACED else statement
    return text
