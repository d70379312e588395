"""A stretch of a report in English: a sentence of its figures where their indicators are known, else its own words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from bot.english_answers.names import english_indicator, english_period, glossed, unit_in_words
from bot.english_answers.slots import label, place
from vectorstore.facts import Clause, Fact, Measure
from vectorstore.figures import find_figures
from vectorstore.indicators import find_indicators
from vectorstore.periods import Period
from vectorstore.report import Outlook, Report

_BASES = {None: "", "同比": " year on year", "比上年": " on the year before", "较上年": " on the year before"}
_FILLING = re.compile(
    r"实现|完成|达到|达|为|是|同比|比上年|较上年|[增降]幅|增速|增长|下降|降低|提高|上升|减少|增加|力争|预期|目标|左右|约|的|将|全年|上半年|下半年"
    r"|前三季度|[一二三四]季度|(?:19|20)\d\d年?|\d{1,2}(?:[—-]\d{1,2})?月|[全我本][省市区县]|，|,|\s|；|;|。|：|:|、"
)
_BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Where:
    """Whose and when a statement is."""

    place: str
    period: Period | None
    goal: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Clauses of one sentence that follow one another."""

    report: Report
    clauses: tuple[Clause, ...]

    @property
    def words(self) -> str:
        """As printed, on one line; cells of a table with their headings."""
        return self.words_of(self.clauses)

    def words_of(self, clauses: Sequence[Clause]) -> str:
        """The words of some of its clauses, without what leads up to them and the comma behind them."""
        if spoken := [clause.spoken for clause in clauses if clause.spoken]:
            return "，".join(spoken)
        text = _BREAK.sub("", self.report.text[clauses[0].start : clauses[-1].end].strip())
        return text.strip("，,；;：:、。 \u3000")


def find_stretch(report: Report, clauses: Sequence[Clause], body: str) -> Stretch | None:
    """The shortest run of a sentence's clauses that ends as a statement's body does; None when there is none."""
    wanted = _bare(body)
    for last in range(len(clauses)):
        for first in range(last, -1, -1):
            stretch = Stretch(report, tuple(clauses[first : last + 1]))
            words = _bare(stretch.words)
            if len(words) >= len(wanted) and words.endswith(wanted):
                return stretch
    return None


def _bare(text: str) -> str:
    return re.sub(r"[\s，,；;：:。、\u3000]", "", text)


def framed(stretch: Stretch, where: Where | None) -> str | None:
    """The report's own words as printed, under their place and time; None for a time that has no English."""
    words = stretch.words
    scaled = dict.fromkeys((f.unit, unit_in_words(f)) for f in find_figures(words) if f.scale != 1 and f.unit)
    meanings = ", ".join(f"{unit}: {meaning}" for unit, meaning in scaled if meaning)
    quote = f"{quoted(words)} ({meanings})" if meanings else quoted(words)
    if where is None:
        return quote
    head = label(where.place, where.period, goal=where.goal) if where.period else place(where.place)
    return f"{head}: {quote}" if head else None


def quoted(words: str) -> str:
    """Words in quotation marks; in 「」 where they have others of their own."""
    return f"「{words}」" if "“" in words or "”" in words else f"“{words}”"


def told(stretch: Stretch, where: Where, *, labelled: bool) -> str | None:
    """A sentence of the stretch's figures, then what it says before or after them; None where they can't be so told.

    ``labelled`` puts place and time into it.
    """
    parts: list[tuple[str, list[str]]] = []
    before = tuple(takewhile(lambda clause: not clause.facts, stretch.clauses))
    rest: tuple[Clause, ...] = ()
    for at, clause in enumerate(stretch.clauses[len(before) :], len(before)):
        figures = _told_of(clause, stretch, where)
        if figures is None:
            rest = stretch.clauses[at:]
            break
        for indicator, words in figures:
            if parts and parts[-1][0] == indicator:
                parts[-1][1].append(words)
            else:
                parts.append((indicator, [words]))
    further = rest or before
    if not parts or (rest and before) or any(clause.spoken for clause in further):
        return None
    sentence = _joined(parts, where) if labelled else _joined(parts, Where("", None, where.goal))
    if sentence and further:
        sentence += f"; {quoted(stretch.words_of(further))}"
    return sentence


def _joined(parts: Sequence[tuple[str, list[str]]], where: Where) -> str | None:
    items = [f"{indicator}{'' if where.goal else _was(indicator)} {', '.join(words)}" for indicator, words in parts]
    if where.period is None:
        return "; ".join(items)
    if where.goal:
        head = label(where.place, where.period, goal=True)
        return f"{head}: {'; '.join(items)}" if head else None
    when, whose = english_period(where.period), place(where.place)
    if when is None or whose is None:
        return None
    first, words = parts[0]
    items[0] = f"{first} of {whose}{_was(first)} {', '.join(words)}"
    return f"In {when}, {'; '.join(items)}"


def _was(indicator: str) -> str:
    """was, or  were behind a plural."""
    return " were" if re.search(r"(?<![su])s(?: \(|$)", indicator) else " was"


def _told_of(clause: Clause, stretch: Stretch, where: Where) -> list[tuple[str, str]] | None:
    """The clause's figures, each with its indicator; None where it says more than they do."""
    words = clause.spoken or stretch.report.text[clause.start : clause.end]
    if not clause.facts or clause.spoken:
        return None
    told_of = []
    for fact in clause.facts:
        indicator = english_indicator(fact.indicator) if fact.known and _belongs(fact, where) else None
        figure = _figure(fact)
        if indicator is None or figure is None:
            return None
        told_of.append((indicator, figure))
    return None if _further_words(words, clause.facts, where) else told_of


def _belongs(fact: Fact, where: Where) -> bool:
    own_place = fact.place in ("", where.place)
    own_time = fact.period is None or fact.period == where.period
    return own_place and own_time and (fact.kind is Outlook.TARGET) == where.goal


def _figure(fact: Fact) -> str | None:
    figure = fact.figure
    if (
        figure.ordinal
        or figure.text[:1] in "-－−"
        or (figure.unit and not figure.text.rstrip("左右以上内下").endswith(figure.unit[-1]))
    ):
        return None
    if fact.measure is Measure.GROWTH:
        if not figure.sign or fact.basis not in _BASES:
            return None
        return f"{'up' if figure.sign > 0 else 'down'} {glossed(figure, figure.text)}{_BASES[fact.basis]}"
    return glossed(figure, figure.text) if fact.measure in (Measure.LEVEL, Measure.SHARE) and not figure.sign else None


def _further_words(words: str, facts: Sequence[Fact], where: Where) -> str:
    """What a clause says besides its figures, their indicators, and its own place and time."""
    mentions = find_indicators(words)
    own = {fact.indicator for fact in facts}
    for mention in reversed(mentions):
        if mention.indicator.name in own or own & {each.name for each in mention.alternatives}:
            words = words[: mention.start] + words[mention.end :]
    for fact in facts:
        words = words.replace(fact.figure.text, "", 1)
    return _FILLING.sub("", words.replace(where.place, ""))
