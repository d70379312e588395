"""Statements under way: numbers their citations, checks them, and makes the Answer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot import verify
from bot.answer import Answer, Calculation, Check, Citation, Statement, Status, cite, marked
from bot.inert import inert
from vectorstore.facts import Clause, clauses
from vectorstore.report import Report, Sentence

Source = tuple[Report, Sentence]
_LABEL = re.compile(r"[^，。；：]{2,40}：|[\u4e00-\u9fff]{0,16}(?:19|20)\d\d年[^，。（]{0,40}")
"""What opens a statement and holds for those after it that name no time of their own.

朝阳区2021年目标：…, 2025年增速目标最高的是….
"""


def label_of(text: str) -> str:
    """The label that opens a statement; empty where none does."""
    return match[0] if (match := _LABEL.match(text)) else ""


@dataclass
class Draft:
    """Collects statements; the same sentence keeps the same number throughout."""

    question: str
    citations: dict[int, Citation] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    _numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    _clauses: dict[int, tuple[Clause, ...]] = field(default_factory=dict)
    _label: str = ""
    """Place and period that the last statement with such a label was put under."""

    def number(self, report: Report, sentence: Sentence) -> int:
        """The citation number of a sentence, a new one at its first use."""
        key = (report.id, sentence.number)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self.citations[self._numbers[key]] = cite(self._numbers[key], report, sentence)
            self._clauses[self._numbers[key]] = clauses(report, sentence)
        return self._numbers[key]

    def add(self, text: str, sources: Iterable[Source], formula: str | None = None) -> Statement:
        """Add a statement resting on the given sentences; it is verified here and now.

        A statement that fails its check is kept out, and returned with status ``unverified``.
        """
        numbers = tuple(dict.fromkeys(self.number(report, sentence) for report, sentence in sources))
        calculation = Calculation(formula, numbers) if formula else None
        label = label_of(text)
        under = "" if label else self._label
        statement = verify.check(
            Statement(inert(text), numbers, calculation=calculation), self.citations, self._clauses, under
        )
        self._label = label or self._label
        if statement.status is not Check.UNVERIFIED:
            self.statements.append(statement)
        return statement

    def say(self, text: str) -> None:
        """Add a remark of the program's own that rests on no sentence (what the library holds or lacks)."""
        self.statements.append(Statement(inert(text)))

    def finish(
        self, status: Status, mode: str = "reader", model: str | None = None, notice: str | None = None
    ) -> Answer:
        """The answer, with the citations that its statements use, numbered anew from 1 in order of use."""
        used = list(dict.fromkeys(n for s in self.statements for n in s.citations))
        renumbered = {old: new for new, old in enumerate(used, 1)}
        statements = tuple(_renumber(s, renumbered) for s in self.statements)
        citations = tuple(_numbered(self.citations[old], new) for old, new in renumbered.items())
        text = "".join(marked(s) for s in statements)
        return Answer(self.question, text, status, statements, citations, mode, model, notice=notice)


def _renumber(statement: Statement, numbers: dict[int, int]) -> Statement:
    calculation = statement.calculation
    if calculation:
        calculation = Calculation(calculation.formula, tuple(numbers[n] for n in calculation.operands))
    return Statement(statement.text, tuple(numbers[n] for n in statement.citations), statement.status, calculation)


def _numbered(citation: Citation, number: int) -> Citation:
    return replace(citation, number=number)
