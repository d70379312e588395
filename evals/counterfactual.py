"""Whether answers follow the text: one digit of each gold figure is changed in a copy of its report, and asked for.

    python -m evals.counterfactual GOLD.jsonl REPORTS/

A bot that had learnt the reports by heart, or kept a figure anywhere but in their text, would fail here.
"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.answer import Answer
from evals.gold import GoldQuestion, read_gold
from evals.library import fresh_bot, reports_in
from evals.matching import plain, states
from evals.scoring import is_right
from vectorstore.ingest import ingest
from vectorstore.reading import read_report

_NUMBER = re.compile(r"(?<![\d.,])[1-9]\d*(?:\.\d+)?(?![\d,]|\.\d)")
_SHORT = 2
"""Characters; a number as short as that stands in every report many times, and says nothing without its unit."""


@dataclass(frozen=True, slots=True)
class Change:
    """One digit of a report that a question is asked about."""

    question: GoldQuestion
    source: str
    at: int
    """Offset of the digit in the canonical text."""
    digit: str
    """What stands there now."""
    old: str
    """The gold fact as it was: ``158.7亿``."""
    new: str
    """The same with the digit: ``258.7亿``."""
    again: bool
    """Whether the report states the old figure elsewhere, too (in a table, of something else), where it stays."""


def changes(questions: Iterable[GoldQuestion], texts: Mapping[str, str]) -> tuple[Change, ...]:
    """A change for each gold figure that stands just once in one quote of evidence, and so can be changed there.

    Left out are figures that the question states itself, and those it has two of: they belong in the answer still.
    ``texts`` are canonical texts by source. Two questions about the same figure share its change.
    """
    found: list[Change] = []
    for question in questions:
        if not question.answerable or question.computed:
            continue
        every = [form for fact in question.answers for form in fact]
        for fact in question.answers:
            change = _change(question, fact, texts)
            if change and every.count(change.old) == 1 and not _said(change.old, question.question):
                found.append(change)
    return tuple(found)


def _said(fact: str, question: str) -> bool:
    number = _NUMBER.search(plain(fact))
    return number is not None and number[0] in _NUMBER.findall(plain(question))


def _change(question: GoldQuestion, forms: Sequence[str], texts: Mapping[str, str]) -> Change | None:
    for evidence in question.evidence:
        text = texts.get(evidence.source, "")
        spans = evidence.spans(text)
        if len(spans) != 1:
            continue
        start, end = spans[0]
        quote = text[start:end]
        for form in forms:
            number = _NUMBER.search(plain(form))
            if number is None:
                continue
            there = [m for m in _NUMBER.finditer(quote) if m[0] == number[0]]
            if len(there) != 1 or not states(quote, form):
                continue
            new = _other(number[0], text)
            folded = plain(form)
            changed = folded[: number.start()] + new + folded[number.end() :]
            at = start + there[0].start()
            rest = f"{text[:at]}＿{text[at + 1 :]}"
            again = states(rest, form) or (len(number[0]) > _SHORT and number[0] in _NUMBER.findall(rest))
            return Change(question, evidence.source, at, new[0], form, changed, again)
    return None


def _other(number: str, text: str) -> str:
    """The number with another first digit, such that its report has it nowhere yet."""
    others = [f"{(int(number[0]) - 1 + step) % 9 + 1}{number[1:]}" for step in range(1, 9)]
    return next((other for other in others if other not in text), others[0])


def changed(text: str, its: Iterable[Change]) -> str:
    """A text with the digits of its changes in it; no offset moves."""
    letters = list(text)
    for change in its:
        letters[change.at] = change.digit
    return "".join(letters)


def follows(answer: Answer, change: Change) -> bool:
    """Whether an answer states the figure as it now stands, and not as it was."""
    return states(answer.answer, change.new) and not states(answer.answer, change.old)


def _main(gold: Path, folder: Path) -> None:
    out = sys.stdout.write
    reports = {path.name: read_report(path) for path in reports_in(folder)}
    texts = {name: report.text for name, report in reports.items()}
    found = changes(read_gold(gold), texts)
    with TemporaryDirectory() as scratch:
        files = []
        for name, text in texts.items():
            copy = Path(scratch, Path(name).with_suffix(".txt").name)
            copy.write_text(changed(text, [c for c in found if c.source == name]), encoding="utf-8", newline="")
            files.append(copy)
        with fresh_bot(Path(scratch, "as-printed")) as printed, fresh_bot(Path(scratch, "changed")) as bot:
            ingest([folder / name for name in texts], printed.store)
            ingest(files, bot.store)
            asked = [c for c in found if is_right(c.question, printed.ask(c.question.question, mode="reader"))]
            kept = {c for c in asked if not follows(bot.ask(c.question.question, mode="reader"), c)}
    for change in sorted(kept, key=lambda c: c.question.id):
        out(f"{change.question.id}: {change.old} -> {change.new}{', stated again' if change.again else ''}\n")
    for name, group in (("once", [c for c in asked if not c.again]), ("again", [c for c in asked if c.again])):
        out(f"stated {name}: {len([c for c in group if c not in kept])} of {len(group)} changed figures are followed\n")


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]))
