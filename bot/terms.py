"""What a question is about, as weighted terms, and whether a text speaks of one.

Indicators are met as indicators, in any of their names, and never as part of one that only looks
alike; other words are met as they are, as a synonym, or in part.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import log

import yaml

from bot.question import Question
from vectorstore.facts import Fact
from vectorstore.indicators import IndicatorMention, find_indicators, indicators
from vectorstore.periods import find_periods
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
    names: frozenset[str] = frozenset()
    """For an indicator, its name in the dictionary and those of the others that its words may mean."""
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
_KNOWN_BY_THEN = 300
"""Passages beyond which a word that none of them has says no more against a stretch: larger libraries must not abstain
more."""
_KEPT = 20_000
"""Matches remembered: those of one long question with its passages."""
_PARTIAL = 0.6
"""Credit for a word met only in part (by its character pairs), so that 核酸检测量 meets 核酸检测."""


def terms(
    question: Question, frequency: Callable[[str], int], passages: int, *, by_word: bool = False
) -> tuple[Term, ...]:
    """What a question is about, weighted by rarity in the library.

    ``frequency(word)`` is the number of passages that hold a word, ``passages`` their total. With ``by_word``
    indicators are taken for the words they are made of (职业技能培训 for 职业, 技能, 培训).
    """
    found: dict[str, Term] = {}

    def keep(word: str, forms: Sequence[str], names: frozenset[str] = frozenset(), boost: float = 1.0) -> None:
        counts = [frequency(form) for form in forms]
        total = min(passages, sum(counts))
        weight = boost * log((passages + 1) / (total + 0.5))
        if total == 0:
            weight = 0.35 * log(min(passages, _KNOWN_BY_THEN) + 1)
        found.setdefault(
            word,
            Term(
                word,
                tuple(forms),
                max(weight, 0.2),
                total > 0,
                bool(names),
                names,
                question.plain if names else "",
                _reworded(word) if names else (),
            ),
        )

    source = question.plain if question.language == "zh" else "，".join(question.terms_en)
    mentions = find_indicators(source)
    if question.language == "zh" and _longest(squeezed := find_indicators(question.squeezed)) > _longest(mentions):
        source, mentions = question.squeezed, squeezed
    if by_word:
        mentions = []
    named = [mention for mention in mentions if not _DENOMINATOR.search(source[: mention.start])]
    mentions = named or mentions
    if question.language == "zh":
        for quoted in _QUOTED.finditer(question.plain):
            if frequency(quoted[1]) and not find_periods(quoted[1]) and not find_indicators(quoted[1]):
                keep(quoted[1], (quoted[1],), boost=1.5)
    blank = list(question.topic)
    for mention in mentions:
        surface = source[mention.start : mention.end]
        names = frozenset(i.name for i in (mention.indicator, *mention.alternatives))
        if source[: mention.start].endswith("城乡") or surface.startswith("城乡"):
            names = _of_town_and_country(names) or names
        keep(surface, _forms(mention, surface), names, boost=2.0)
        if spread := re.search(r"[的\s]*".join(map(re.escape, surface)), question.topic):
            blank[spread.start() : spread.end()] = " " * len(spread.group())
    for match in _LATIN.finditer("".join(blank)):
        keep(match.group(0), (match.group(0),))
        blank[match.start() : match.end()] = " " * (match.end() - match.start())
    for piece in "".join(blank).split():
        for word in segment(piece):
            if word in stop_words() or (len(word) < 2 and not word.isdigit()) or word.replace(".", "").isdigit():
                continue
            keep(word, synonyms().get(word, (word,)))
    for word in question.terms_en:
        if any(word in form for term in found.values() for form in term.forms) or word in stop_words():
            continue
        # what is part of a longer wording of the same phrase is another form of it: 热线 of 12345市民服务热线
        shorter = [other for other in question.terms_en if other != word and other in word]
        keep(word, (*synonyms().get(word, (word,)), *shorter))
    return tuple(found.values())


def _longest(mentions: Sequence[IndicatorMention]) -> int:
    return max((mention.end - mention.start for mention in mentions), default=0)


def _of_town_and_country(names: frozenset[str]) -> frozenset[str]:
    """For 城乡居民…: the indicators of the towns and of the country, where the dictionary keeps them apart."""
    known = {indicator.name for indicator in indicators()}
    return frozenset(side + name for name in names for side in ("城镇", "农村") if side + name in known)


def _reworded(name: str) -> tuple[str, ...]:
    """An indicator's name with its words changed for those that say the same."""
    found = {name}
    for word, others in synonyms().items():
        if len(word) > 1 and word in name and len(found) < _MOST_REWORDINGS:
            found |= {known.replace(word, other) for known in found for other in others if len(other) > 1}
    return tuple(sorted(found - {name}))


_MOST_REWORDINGS = 60


def _forms(mention: IndicatorMention, surface: str) -> tuple[str, ...]:
    meant = (mention.indicator, *mention.alternatives)
    return tuple(dict.fromkeys([surface, *(form for i in meant for form in (i.name, *i.aliases))]))


def match(term: Term, text: str) -> float:
    """1 when a form stands in the text, a part of 1 when most of its character pairs do, else 0."""
    return _met(term.forms, text)


@lru_cache(maxsize=_KEPT)
def _met(forms: tuple[str, ...], text: str) -> float:
    plain = _QUOTES.sub("", text.lower())
    letters = frozenset(plain)
    best = 0.0
    for form in forms:
        form = form.lower()
        if form in plain:
            return 1.0
        # most texts lack one of its letters: only for the others is it worth a pattern
        if len(form) >= _SPACED and not form.isascii() and letters.issuperset(form) and _spaced(form).search(plain):
            best = max(best, _NEARLY)
        if len(form) >= 3 and not form.isascii():
            pairs = [form[i : i + 2] for i in range(len(form) - 1)]
            met = sum(pair in plain for pair in pairs)
            if 2 * met >= len(pairs):
                best = max(best, _PARTIAL * met / len(pairs))
    return best


_SPACED = 3
"""Characters from which a word is also met with letters put in: 救助金 in 救助资金, 总领馆 in 总领事馆."""
_NEARLY = 0.85


@lru_cache(maxsize=4000)
def _spaced(form: str) -> re.Pattern[str]:
    """A word with up to one other character between any two of its own."""
    return re.compile("[\u4e00-\u9fff]?".join(map(re.escape, form)))


_QUOTED = re.compile(r"[“\"]([\u4e00-\u9fff]{3,12})[”\"]")
"""A name that a question quotes: its letters stand together in the answer."""
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
    parted = (form for form in term.forms if len(form) >= _PARTED and form[:2] in text and form[-2:] in text)
    return 1.0 if any(_with_verb(form).search(text) for form in parted) else 0.0


def is_of(term: Term, fact: Fact) -> float:
    """How surely a fact is of the indicator a term names.

    1 when it is of that very one, 0.9 of one kept apart under it (区级一般公共预算收入 of 一般公共预算收入), 0.6 when
    only the fact's own words name it, 0 when it is of another indicator or of none.
    """
    if fact.indicator in term.names:
        return 1.0
    if fact.known:
        whole = _whole_of().get(fact.indicator, "")
        spelt_out = set(fact.indicator) - set("数率") <= set(term.context) and any(
            f in fact.indicator for f in term.forms
        )
        return 0.9 if whole in term.names or spelt_out else 0.0
    for mention in find_indicators(fact.indicator):
        names = {mention.indicator.name, *(i.name for i in mention.alternatives)}
        if names & term.names and not _GOES_ON.match(fact.indicator, mention.end):
            return 0.6
    return 0.6 if any(form in fact.indicator for form in term.loose) else 0.0


_GOES_ON = re.compile(
    r"[^\u4e00-\u9fff]*(?!总?(?:规模|总额|总量|额|量|数|值|率|水平|增速|增幅|降幅))[\u4e00-\u9fff]{2}"
)
"""Behind an indicator's name, words by which the whole is another thing: 外贸|集装箱吞吐量."""


@lru_cache(maxsize=1)
def _whole_of() -> dict[str, str]:
    """Indicators by what they are a part, a stage or a level of government of."""
    return {i.name: i.of for i in indicators() if i.of}


def spelt_in(term: Term, subject: str) -> bool:
    """Whether a subject has an indicator's letters in order and ends as it does: 药品合格率 in 食品药品抽检合格率."""
    letters = iter(subject)
    return subject.endswith(term.word[-2:]) and all(letter in letters for letter in term.word)


def with_parts(names: Collection[str]) -> frozenset[str]:
    """Names of indicators and of those kept apart under them."""
    return _with_parts(frozenset(names))


@lru_cache(maxsize=500)
def _with_parts(names: frozenset[str]) -> frozenset[str]:
    return names | {part for part, whole in _whole_of().items() if whole in names}


_PARTED = 4
"""Letters from which an indicator's name may have a verb put into it."""


@lru_cache(maxsize=2000)
def _with_verb(name: str) -> re.Pattern[str]:
    """An indicator's name with a verb put into it: 金融业实现增加值 for 金融业增加值."""
    pieces = [re.escape(name[:i]) + "(?:共?实现|完成|达到?)" + re.escape(name[i:]) for i in range(2, len(name) - 1)]
    return re.compile("|".join(pieces) or r"(?!)")
