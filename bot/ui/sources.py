"""The source beside the chat: the cited sentence within its passage, exactly as in the report."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.answer import Answer, Citation, cite
from bot.ui.markup import text
from vectorstore.errors import GongbaoError
from vectorstore.report import Report

NOTHING = '<div class="gb-source gb-empty">点击回答里的 <b>[1]</b>，原文会出现在这里，所引的句子会标亮。</div>'

_PLACE = re.compile(r"at-(?P<report>[0-9a-f]{1,64})-(?P<start>\d{1,9})-(?P<end>\d{1,9})-(?P<number>\d{1,4})")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a citation points: what its button carries."""

    report: str
    start: int
    end: int
    number: int


def parsed(token: str) -> Place:
    """The place a button names. Raises GongbaoError when it names none."""
    found = _PLACE.fullmatch(token)
    if not found:
        raise GongbaoError("看不懂这个出处：请刷新页面再试")
    return Place(found["report"], int(found["start"]), int(found["end"]), int(found["number"]))


def first(answer: Answer, report_of: Callable[[str], Report]) -> str:
    """The source of an answer's first citation; a hint when it has none."""
    if not answer.citations:
        return NOTHING
    c = answer.citations[0]
    return shown(Place(c.report, c.start, c.end, c.number), report_of)


def shown(place: Place, report_of: Callable[[str], Report]) -> str:
    """The source as HTML.

    ``report_of`` gives a report by its id. Raises GongbaoError when it, or a sentence at that place, isn't there.
    """
    report = report_of(place.report)
    sentence = next((s for s in report.sentences if s.start <= place.start and place.end <= s.end), None)
    if sentence is None or place.start >= place.end:
        raise GongbaoError("报告里没有这个位置的句子：请刷新页面再问一次")
    passage = report.passages[sentence.passage]
    quoted = report.text[place.start : place.end]
    before, after = report.text[passage.start : place.start], report.text[place.end : passage.end]
    citation = cite(place.number, report, sentence)
    body = f"{text(before)}<mark>{text(quoted)}</mark>{text(after)}"
    around = _heading(citation, report), _footing(citation, place)
    return f'<article class="gb-source">{around[0]}<blockquote>{body}</blockquote>{around[1]}</article>'


def _heading(citation: Citation, report: Report) -> str:
    section = "".join(f"<li>{text(h)}</li>" for h in citation.section)
    facts = "　".join(filter(None, (citation.place, citation.period, report.kind.value)))
    return (
        f'<header><span class="gb-number">&#91;{citation.number}&#93;</span>'
        f"<h3>{text(citation.title or citation.source)}</h3><p>{text(facts)}</p>"
        f"{f'<ol>{section}</ol>' if section else ''}</header>"
    )


def _footing(citation: Citation, place: Place) -> str:
    page = f"　第 {citation.page} 页" if citation.page else ""
    return f"<footer>{text(f'{citation.source}{page}　位置 {place.start}–{place.end}')}</footer>"
