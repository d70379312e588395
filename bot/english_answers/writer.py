"""A finished answer in English, each statement checked anew; one that can't be put into English stays Chinese."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot import verify
from bot.answer import Answer, Check, Citation, Statement, joined, marked
from bot.draft import label_of
from bot.english_answers.phrases import english_of
from bot.english_answers.reading import is_english_statement
from bot.english_answers.slots import period_named
from bot.english_answers.stretches import Stretch, Where, find_stretch, framed, told
from vectorstore.facts import Clause, clauses
from vectorstore.report import Report, sentence_number

_ENDS = {"。": ".", "；": ";"}


def in_english(answer: Answer, report_of: Callable[[str], Report]) -> Answer:
    """The answer in English: its status, citations and calculations as they were.

    ``report_of`` gives a report by its id. Statements that are in English already stay as they are.
    """
    writer = _Writer({c.number: c for c in answer.citations}, report_of)
    statements = tuple(writer.english(statement) for statement in answer.statements)
    return replace(
        answer,
        answer=joined(marked(s) for s in statements),
        statements=statements,
        notice=answer.notice and (english_of(answer.notice) or answer.notice),
    )


@dataclass
class _Writer:
    citations: Mapping[int, Citation]
    report_of: Callable[[str], Report]
    where: Where | None = None
    """What the last labelled statement was of."""
    label: str = ""
    """What the last Chinese statement with a label was put under: 岚桥区2024年目标：."""
    _clauses: dict[int, tuple[Clause, ...]] = field(default_factory=dict)

    def english(self, statement: Statement) -> Statement:
        """The statement in the first English wording that passes; itself where none does."""
        if is_english_statement(statement.text):
            return statement
        label = label_of(statement.text)
        under, self.label = ("", label) if label else (self.label, self.label)
        for text in self._wordings(statement):
            told_so = replace(statement, text=text)
            if not statement.citations:
                return told_so
            checked = verify.check(told_so, self.citations, self._read(statement), under)
            if checked.status is not Check.UNVERIFIED:
                return checked
        return statement

    def _wordings(self, statement: Statement) -> Iterator[str]:
        if own := english_of(statement.text):
            yield own
            return
        if len(statement.citations) != 1:
            return
        citation = self.citations[statement.citations[0]]
        where, body = labelled(statement.text, citation.place)
        if where:
            self.where = where
        stretch = self._stretch(citation, body)
        if stretch is None:
            return
        end = _ENDS.get(statement.text[-1], "")
        now = where or self.where
        sentences = [told(stretch, now, labelled=where is not None) if now and now.place == citation.place else None]
        sentences += [framed(stretch, where), framed(stretch, self.where if where is None else where)]
        yield from (f"{text[:1].upper()}{text[1:]}{end}" for text in dict.fromkeys(filter(None, sentences)))

    def _stretch(self, citation: Citation, body: str) -> Stretch | None:
        return find_stretch(self.report_of(citation.report), self._read_one(citation), body)

    def _read(self, statement: Statement) -> dict[int, tuple[Clause, ...]]:
        return {n: self._read_one(self.citations[n]) for n in statement.citations if n in self.citations}

    def _read_one(self, citation: Citation) -> tuple[Clause, ...]:
        if citation.number not in self._clauses:
            report = self.report_of(citation.report)
            sentence = report.sentences[sentence_number(report, citation.start)]
            self._clauses[citation.number] = clauses(report, sentence)
        return self._clauses[citation.number]


def labelled(text: str, place: str) -> tuple[Where | None, str]:
    """Place, time and kind that a statement is put under, and its body; None where it has no label."""
    body = re.sub(r"[。；]$", "", text)
    if not place or not text.startswith(place):
        return None, body
    named = period_named(text[len(place) :])
    at = len(place) + (named[1] if named else 0)
    goal = text.startswith("目标：", at)
    end = at + 3 if goal else at + 1 if text[at : at + 1] in "，：" else at
    return (Where(place, named[0] if named else None, goal), body[end:]) if named or goal else (None, body)
