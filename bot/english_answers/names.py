"""What places, periods, people, indicators and units are called in English answers."""

import re
from functools import lru_cache
from importlib.resources import files

import yaml

from bot.question.english import chinese_terms, spelling_of
from vectorstore.figures import Figure
from vectorstore.indicators import Indicator, indicators
from vectorstore.periods import Period
from vectorstore.places import place_named, short_name

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_WITHIN = {
    (1, 12): "",
    (1, 6): "the first half of ",
    (7, 12): "the second half of ",
    (1, 9): "the first three quarters of ",
    (1, 3): "the first quarter of ",
    (4, 6): "the second quarter of ",
    (7, 9): "the third quarter of ",
    (10, 12): "the fourth quarter of ",
}
_CAPITALS = re.compile(r"\b(?:gdp|grp|gni|gnp|cpi|ppi|rmb|r&d|pm2\.5|pm10|5g|ict|it|iot|ai)\b")


def english_place(name: str) -> str:
    """A place by its pinyin and level: 朝阳区 is Chaoyang District, 内蒙古自治区 Inner Mongolia, 北京市 Beijing."""
    if usual := names()["usual"].get(name):
        return usual
    if spelling := spelling_of(name):
        return " ".join(part.capitalize() for part in spelling.split())
    short = short_name(name)
    if place_named(name).level == "province":
        return _spelt(name, len(short))
    # of one character and 新区, like 高新区, the 新 is part of the name
    fitting = (each for each in names()["levels"] if name.endswith(each) and len(name) > len(each) + (each == "新区"))
    ending = next(fitting, "")
    if not ending:
        return _spelt(name, len(name))
    stem = len(short) if short != name and not short.endswith(ending) else len(name) - len(ending)
    return f"{_spelt(name, stem)} {names()['levels'][ending]}".strip()


def english_period(period: Period) -> str | None:
    """The first half of 2020, January–May 2020, 2021–2025; None for months of several years."""
    first, last = period.first % 12 + 1, period.last % 12 + 1
    if period.year != period.last_year:
        return f"{period.year}–{period.last_year}" if (first, last) == (1, 12) else None
    if (first, last) in _WITHIN:
        return f"{_WITHIN[first, last]}{period.year}"
    months = _MONTHS[first - 1] if first == last else f"{_MONTHS[first - 1]}–{_MONTHS[last - 1]}"
    return f"{months} {period.year}"


def english_person(name: str) -> str:
    """A person's pinyin, family name first: 谈绪祥 is Tan Xuxiang."""
    from pypinyin import lazy_pinyin

    characters = re.sub(r"[\s\u3000]", "", name)
    if "·" in characters:
        return " ".join(_joined(lazy_pinyin(part)) for part in characters.split("·"))
    sounds = lazy_pinyin(characters)
    family = 2 if len(characters) > 3 else 1
    return f"{_joined(sounds[:family])} {_joined(sounds[family:])}".strip()


def english_indicator(name: str) -> str | None:
    """GDP; with its Chinese name where the English stands for several: ``retail sales (…)``. None for one unknown."""
    english = _english_of().get(name)
    if english is None:
        return None
    return english if chinese_terms(english) == (name,) else f"{english} ({name})"


def gloss(figure: Figure) -> str:
    """A figure's unit and qualifier in words: ``hundred million yuan``, ``about, percentage points``; may be empty."""
    qualifier = names()["qualifiers"].get(figure.qualifier or "", "")
    return ", ".join(filter(None, (qualifier, unit_in_words(figure))))


def unit_in_words(figure: Figure) -> str:
    """``hundred million yuan``; empty for a unit without a word."""
    table = names()
    scale = figure.unit.removesuffix(figure.base) if figure.base else figure.unit
    if figure.ordinal or (scale and scale not in table["scales"]):
        return ""
    return " ".join(filter(None, (table["scales"].get(scale, ""), table["units"].get(figure.base, ""))))


def glossed(figure: Figure, text: str) -> str:
    """The figure as printed, with its gloss: ``3174.6亿元 (hundred million yuan)``."""
    words = gloss(figure)
    return f"{text} ({words})" if words else text


@lru_cache(maxsize=1)
def names() -> dict[str, dict[str, str]]:
    """The tables of names.yaml."""
    text = (files("bot.english_answers") / "names.yaml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return tables


@lru_cache(maxsize=1)
def _english_of() -> dict[str, str]:
    return {indicator.name: _shown(indicator) for indicator in indicators() if indicator.english}


def _shown(indicator: Indicator) -> str:
    """The English name that stands for this indicator alone, if one does, with its capitals."""
    alone = (name for name in indicator.english if chinese_terms(name) == (indicator.name,))
    return _CAPITALS.sub(lambda m: m.group().upper(), next(alone, indicator.english[0]))


@lru_cache(maxsize=1000)
def _spelt(name: str, size: int) -> str:
    from pypinyin import lazy_pinyin

    return _joined(lazy_pinyin(name)[:size])


def _joined(sounds: list[str]) -> str:
    """Syllables as one word: xi and an are Xi'an."""
    word = sounds[0] if sounds else ""
    for sound in sounds[1:]:
        word += f"'{sound}" if sound[0] in "aeo" else sound
    return re.sub("(?<=[ln])v", "ü", word).capitalize()
