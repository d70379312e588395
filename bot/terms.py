"""What a question is about, as weighted terms, and whether a text speaks of one.

Indicators are met as indicators, in any of their names, and never as part of one that only looks
alike; other words are met as they are, as a synonym, or in part.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import log

import yaml

from bot.question import Question
from vectorstore.indicators import IndicatorMention, find_indicators
from vectorstore.words import segment


@dataclass(frozen=True)
class Term:
    """Something the question is about: its accepted wordings and its weight (inverse document frequency)."""

    word: str
    forms: tuple[str, ...]
    weight: float
    known: bool
    """Whether any form occurs in the library at all."""
    indicator: bool = False
    context: str = ""
    """For an indicator, the question it stands in."""
    loose: tuple[str, ...] = ()
    """For an indicator, its name in other words (新设市场主体 for 新登记企业), met wherever they stand."""


@lru_cache(maxsize=1)
def synonyms() -> dict[str, tuple[str, ...]]:
    """Colloquial and official wordings, each mapped to all of its row."""
    rows = yaml.safe_load((files("bot") / "colloquial.yaml").read_text(encoding="utf-8"))
    table: dict[str, list[str]] = {}
    for row in rows:
        for word in row:
            table.setdefault(word, []).extend(w for w in row if w not in table.get(word, []))
    return {word: tuple(forms) for word, forms in table.items()}


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words that say how something is asked, not what; ``bot/stopwords.txt``."""
    return frozenset((files("bot") / "stopwords.txt").read_text(encoding="utf-8").split())


_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*[A-Za-z0-9+]|[0-9]+[A-Za-z][A-Za-z0-9]*")
"""Names such as P2P, 5G and CBD, which a word cutter would take apart."""
_KEPT = 20_000
"""Matches remembered: those of one long question with its passages."""
_PARTIAL = 0.6
"""Credit for a word met only in part (by its character pairs), so that 核酸检测量 meets 核酸检测."""


def terms(question: Question, frequency: Callable[[str], int], passages: int) -> tuple[Term, ...]:
    """What a question is about, weighted by rarity in the library.

    ``frequency(word)`` is the number of passages that hold a word, ``passages`` their total.
    """
    source = question.plain if question.language == "zh" else "，".join(question.terms_en)
    mentions = find_indicators(source)
    found: dict[str, Term] = {}

    def keep(word: str, forms: Sequence[str], indicator: bool = False, boost: float = 1.0) -> None:
        counts = [frequency(form) for form in forms]
        total = min(passages, sum(counts))
        weight = boost * log((passages + 1) / (total + 0.5))
        if total == 0:
            weight = 0.35 * log(passages + 1)
        found.setdefault(
            word,
            Term(
                word,
                tuple(forms),
                max(weight, 0.2),
                total > 0,
                indicator,
                question.plain if indicator else "",
                _reworded(word) if indicator else (),
            ),
        )

    blank = list(question.topic)
    for mention in mentions:
        surface = source[mention.start : mention.end]
        keep(surface, _forms(mention, surface), indicator=True, boost=2.0)
        at = question.topic.find(surface)
        if at >= 0:
            blank[at : at + len(surface)] = " " * len(surface)
    for match in _LATIN.finditer("".join(blank)):
        keep(match.group(0), (match.group(0),))
        blank[match.start() : match.end()] = " " * (match.end() - match.start())
    for piece in "".join(blank).split():
        for word in segment(piece):
            if word in stop_words() or (len(word) < 2 and not word.isdigit()) or word.replace(".", "").isdigit():
                continue
            keep(word, synonyms().get(word, (word,)))
    for word in question.terms_en:
        if not any(word in form for term in found.values() for form in term.forms) and word not in stop_words():
            keep(word, synonyms().get(word, (word,)))
    return tuple(found.values())


def _reworded(name: str) -> tuple[str, ...]:
    """An indicator's name with its words changed for those that say the same."""
    found = {name}
    for word, others in synonyms().items():
        if len(word) > 1 and word in name and len(found) < _MOST_REWORDINGS:
            found |= {known.replace(word, other) for known in found for other in others if len(other) > 1}
    return tuple(sorted(found - {name}))


_MOST_REWORDINGS = 60


def _forms(mention: IndicatorMention, surface: str) -> tuple[str, ...]:
    indicators = (mention.indicator, *mention.alternatives)
    return tuple(dict.fromkeys([surface, *(form for i in indicators for form in (i.name, *i.aliases))]))


def match(term: Term, text: str) -> float:
    """1 when a form stands in the text, a part of 1 when most of its character pairs do, else 0."""
    return _met(term.forms, text)


@lru_cache(maxsize=_KEPT)
def _met(forms: tuple[str, ...], text: str) -> float:
    plain = _QUOTES.sub("", text.lower())
    best = 0.0
    for form in forms:
        form = form.lower()
        if form in plain:
            return 1.0
        if len(form) >= 3 and not form.isascii():
            pairs = [form[i : i + 2] for i in range(len(form) - 1)]
            met = sum(pair in plain for pair in pairs)
            if 2 * met >= len(pairs):
                best = max(best, _PARTIAL * met / len(pairs))
    return best


_QUOTES = re.compile(r"[“”‘’\"]")
_DENOMINATOR = re.compile(r"占[^,，、;；0-9]{0,4}$|单位$")
"""Before an indicator that is only what something else is a share of (占GDP比重)."""


def indicator_match(term: Term, text: str) -> float:
    """1 only when the text speaks of that indicator and not of one that merely contains its name."""
    for mention in find_indicators(text):
        if _DENOMINATOR.search(text[: mention.start]):
            continue
        surface = text[mention.start : mention.end]
        names = {mention.indicator.name, *(i.name for i in mention.alternatives)}
        if names & set(term.forms) or surface in term.forms or mention.indicator.of in term.forms:
            return 1.0
        # a longer name (每千人养老床位数) is meant when the question has all of its characters
        if (
            term.context
            and set(surface) - set("数率") <= set(term.context)
            and any(form in surface for form in term.forms)
        ):
            return 1.0
    if any(form in text for form in term.loose):
        return 1.0
    return 1.0 if any(_with_verb(form).search(text) for form in term.forms if len(form) >= 4) else 0.0


@lru_cache(maxsize=2000)
def _with_verb(name: str) -> re.Pattern[str]:
    """An indicator's name with a verb put into it: 金融业实现增加值 for 金融业增加值."""
    pieces = [re.escape(name[:i]) + "(?:共?实现|完成|达到?)" + re.escape(name[i:]) for i in range(2, len(name) - 1)]
    return re.compile("|".join(pieces) or r"(?!)")
