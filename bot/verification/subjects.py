"""Whose figure it is: one that is in the quote but belongs to another indicator there than the statement says."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.verification.fault import Fault, Held, holders
from vectorstore.facts import Fact, Measure, clauses
from vectorstore.indicators import find_indicators, indicators
from vectorstore.report import NOTHING, Found, Outlook, Report, Section, Sentence

_ALIKE = 0.34
"""Share of a subject's character pairs that the figure's own clause must have."""
_ANOTHER = 0.67
"""The same for another figure's subject, to be the one that is meant."""
_SAYS_NOTHING = re.compile(
    r"^(?:[^\u4e00-\u9fff]|[同环]比|增[速幅长]|降幅|下降|总[量额数值]|规模|数[量值额]|其中|该|此|"
    r"全[区市省县国年]|我[区市省县]|共|为|是|的|有|已)*$"
)


def subject_faults(text: str, place: str, every: Sequence[Held]) -> Iterator[Fault]:
    """Figures that the cited sentences give to something else."""
    end = 0
    for fact in _facts_of(text, place):
        figure = fact.figure
        before, end = text[end : figure.start], figure.end
        copies = holders(figure, every)
        copies = [copy for copy in copies if copy.fact.figure.qualifier == figure.qualifier] or copies
        # 甲、乙分别增长A、B names both before A; whose it is, the fact tells
        lead = "" if "分别" in before else _last(before)
        if any(_word_for_word(lead, copy) for copy in copies):
            continue
        if copies and not any(_about(fact, _named_in(lead), copy, every) for copy in copies):
            yield Fault("数字说的不是这一项", f"{fact.subject or fact.indicator} {fact.figure.text}")


@lru_cache(maxsize=2000)
def _facts_of(text: str, place: str) -> tuple[Fact, ...]:
    """What a statement says of what, read as a report's sentence is."""
    whole = Section(0, 0, "", 0, len(text), (), None, Outlook.ACHIEVED)
    report = Report(
        id=hashlib.sha256(text.encode()).hexdigest()[:16],
        source="",
        text=text,
        title=NOTHING,
        place=Found(place),
        parent=NOTHING,
        period=NOTHING,
        kind=NOTHING,
        date=NOTHING,
        sections=(whole,),
        passages=(),
        sentences=(),
        furniture=(),
    )
    sentence = Sentence(0, 0, len(text), 0, 0)
    return tuple(fact for clause in clauses(report, sentence) for fact in clause.facts)


def _word_for_word(lead: str, copy: Held) -> bool:
    """Whether the words before a figure, from the first indicator they name, stand before the cited one, too.

    A report may list more before its figure (失业保险返还、岗位补贴等资金6.4亿元) than the clause of it holds.
    """
    first = min((mention.start for mention in find_indicators(lead)), default=len(lead))
    words = copy.citation.quote[: max(0, copy.fact.figure.start - copy.citation.start)]
    return bool(lead[first:]) and words.endswith(lead[first:])


def _last(words: str) -> str:
    return re.split(r"[，,；;。：:]", words)[-1]


def _about(fact: Fact, named: frozenset[str], copy: Held, every: Sequence[Held]) -> bool:
    """Whether the cited figure may be about what the statement says it is about.

    ``named`` are the indicators that the statement names right before its figure.
    """
    words = fact.indicator if fact.known else fact.subject
    if not words or _SAYS_NOTHING.match(words) or Measure.RANK in (fact.measure, copy.fact.measure):
        return True
    own = copy.fact
    lead = f"{copy.opening}{copy.before}"
    heading = "".join(copy.citation.section[-1:])
    near = f"{own.indicator}{own.subject}{lead}{copy.behind[:_BEHIND]}{copy.clause.spoken}{heading}"
    named = named or (_names(fact.indicator) if fact.known else _named_in(f"{fact.subject} {fact.indicator}"))
    if not named:
        return _alike(words, near) >= _ALIKE or not _told_of_another(fact, copy, every)
    if own.known and "分别" in copy.whole:
        return bool(named & _names(own.indicator))
    return bool(named & (_named_in(near) | (_names(own.indicator) if own.known else frozenset())))


_BEHIND = 12
"""Characters after a figure that may name what is counted."""


def _told_of_another(fact: Fact, copy: Held, every: Sequence[Held]) -> bool:
    """Whether the statement's subject is that of another figure of the cited sentences."""
    words = fact.subject or fact.indicator
    return any(
        other.fact is not copy.fact
        and _alike(words, f"{other.fact.indicator}{other.fact.subject}{other.before}") >= _ANOTHER
        for other in every
    )


def _alike(words: str, near: str) -> float:
    """Share of the character pairs of some words that others have."""
    plain = re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", words)
    pairs = {plain[i : i + 2] for i in range(len(plain) - 1)} or {plain}
    return sum(pair in near for pair in pairs) / len(pairs)


@lru_cache(maxsize=1000)
def _names(name: str) -> frozenset[str]:
    wholes = _wholes()
    return frozenset({name, wholes.get(name, name)} - {""})


@lru_cache(maxsize=1)
def _wholes() -> dict[str, str]:
    return {indicator.name: indicator.of for indicator in indicators() if indicator.of}


def _named_in(text: str) -> frozenset[str]:
    return frozenset(
        name
        for mention in find_indicators(text)
        for indicator in (mention.indicator, *mention.alternatives)
        for name in _names(indicator.name)
    )
