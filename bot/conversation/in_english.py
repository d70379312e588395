"""Follow-ups in English: “What about Xichuan?”, “and in 2023?”, “why?”.

What they stand for is put in Chinese, which is what English questions are read through anyway.
"""

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from bot.conversation.topic import Said, Topic
from bot.question import Question
from bot.question.english import chinese_terms, periods_in_english, places_in_english
from vectorstore.indicators import find_indicators
from vectorstore.periods import Period, find_periods

if TYPE_CHECKING:
    from bot.conversation.followup import Surroundings, Whole

_LEAD = re.compile(
    r"^\s*(?:and|but|so|ok(?:ay)?|then|now|what about|how about|what of|same for|(?:and )?for|in|of)\b[\s,]*",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:why|how come|what(?:'s| is| was| were)? the reasons?)\b.{0,40}$", re.IGNORECASE
)
_TARGET = re.compile(
    r"^\W*(?:and\s+)?(?:what (?:is|was|about) )?(?:the )?(?:targets?|goals?|plan)(?: for it| for that)?\W*$",
    re.IGNORECASE,
)
_MET = re.compile(
    r"^\W*(?:was|is|has|did|have|were)\b.{0,20}\b(?:met|meet|achieved?|reach(?:ed)?|fulfilled|hit)\b.{0,20}$",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"^\W*how (?:much|many) (?:more )?(?:is |are )?(?:left|remains?|missing|to go|short)\b.{0,20}$", re.IGNORECASE
)
_GROWTH = re.compile(
    r"^\W*(?:and |what about |how about )?(?:the |its )?(?:(?:year[- ]on[- ]year|yoy) )?(?:growth|change)(?: rate)?\W*$"
    r"|^\W*how (?:much|fast) did it (?:grow|fall|change)\W*$",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"^\W*which (?:one |district |year |of (?:them|the two) )?(?:is|was|has|had|grew|did)?\b.{0,20}"
    r"\b(?:higher|larger|bigger|more|lower|faster|best|highest|lowest)\W*$",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"^\W*(?:by )?how (?:much|big)(?: more| higher| lower| less| is the (?:difference|gap))?\W*$"
    r"|^\W*what(?:'s| is) the (?:difference|gap)\W*$",
    re.IGNORECASE,
)
_SUM = re.compile(r"^\W*(?:and )?(?:together|in total|combined|what(?:'s| is) the (?:sum|total))\W*$", re.IGNORECASE)
_AGAINST = re.compile(
    r"^\W*(?:and )?(?:how does (?:it|that|this) )?compared?\s*(?:to|with)\b|^\W*(?:vs\.?|versus|than|against)\b",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(?:its|their|the district's|the city's)\b", re.IGNORECASE)


def english_whole(text: str, question: Question, topic: Topic | None, around: "Surroundings") -> "Whole":
    """The question to answer where an English one was asked."""
    from bot.conversation.followup import Whole

    words = question.plain
    if topic is None:
        return Whole(text)
    last = topic.last
    places = tuple(places_in_english(words, around.known)) or question.places
    periods = _periods(words, question, topic, places, around)
    subject = tuple(m.indicator.name for m in find_indicators("，".join(chinese_terms(words)))) or tuple(
        words[m.start : m.end] for m in find_indicators(words)
    )
    lead = bool(_LEAD.match(words))
    if places and subject and (periods or not lead):
        return Whole(text)
    made = _made(words, last, topic, places, periods, subject)
    if (
        made is None
        and len(places) + len(periods) + len(subject)
        and (lead or _short(words) or (subject and not places))
    ):
        scope = _scope(places or last.places, periods or _labels(last.periods))
        if subject:
            made = f"{scope}{'和'.join(subject)}是多少？"
        elif last.subject:
            made = f"{scope}{last.subject}{last.measure}{'是多少' if last.figure else '有哪些'}？"
    if made is None and _IT.search(words) and last.places:
        made = f"{_scope(last.places, periods or _labels(last.periods))}{'和'.join(subject) or last.subject}是多少？"
    return Whole(made, changed=True) if made else Whole(text, unclear=_short(words) and not places and not subject)


def _made(
    words: str, last: Said, topic: Topic, places: Collection[str], periods: Collection[str], subject: Collection[str]
) -> str | None:
    thing = "和".join(subject) or last.subject
    if not thing:
        return None
    scope = _scope(places or last.places, periods or _labels(last.periods))
    if _AGAINST.match(words) and (places or periods):
        sides = (*last.places, *(p for p in places if p not in last.places))
        spans = (*_labels(last.periods), *(p for p in periods if p not in _labels(last.periods)))
        return f"{_scope(sides, spans)}{thing}相差多少？"
    both, times = topic.sides()
    beside = f"{_scope(both, _labels(times))}{thing}{last.measure}" if len(both) > 1 or len(times) > 1 else ""
    way = {True: "下降", False: "增长", None: ""}[last.falls]
    rules = (
        (_WHY, f"{scope}{thing}为什么{way}？" if way else f"{scope}{thing}变化的原因是什么？"),
        (_TARGET, f"{scope}{thing}的目标是多少？"),
        (_MET, f"{scope}{thing}的目标完成了吗？"),
        (_LEFT, f"{scope}{thing}离全年目标还差多少？"),
        (_GROWTH, f"{scope}{thing}同比增长多少？"),
        (_WHICH, f"{beside}哪个更高？" if beside else None),
        (_GAP, f"{beside}相差多少？" if beside else None),
        (_SUM, f"{beside}合计多少？" if beside else None),
    )
    return next((made for pattern, made in rules if made and pattern.match(words)), None)


def _periods(
    words: str, question: Question, topic: Topic, places: Collection[str], around: "Surroundings"
) -> tuple[str, ...]:
    """Names of the periods meant; a bare year means the same months of it, where a report has those."""
    chinese = periods_in_english(words)
    found = find_periods(chinese, topic.anchor)
    months = topic.reference
    named = []
    for mention in found:
        period = mention.period
        whole = period == Period.months(period.year)
        if months and whole and "full" not in words.lower() and months.year == months.last_year:
            alike = months.shifted(period.year - months.year)
            period = alike if around.speaks(tuple(places) or topic.last.places, alike) else period
        named.append(period.label)
    return tuple(named) or tuple(period.label for period in question.periods)


def _labels(periods: Collection[Period]) -> tuple[str, ...]:
    return tuple(period.label for period in periods)


def _scope(places: Collection[str], periods: Collection[str]) -> str:
    return f"{'和'.join(places)}{'和'.join(periods)}"


def _short(words: str) -> bool:
    return len(words.split()) <= 5
