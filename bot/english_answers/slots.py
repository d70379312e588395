"""What stands in the program's own sentences, from Chinese into English and back: places, times, figures, lists."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.english_answers.names import (
    english_indicator,
    english_period,
    english_person,
    english_place,
    glossed,
    names,
)
from bot.english_answers.reading import read
from vectorstore.figures import find_figures
from vectorstore.indicators import find_indicators
from vectorstore.periods import Period, find_periods
from vectorstore.places import find_places

_WORDS = {"降幅": "fall", "增幅": "rise", "增速": "growth", "数值": "value"}
_WAYS = {"下降": "a fall", "增长": "a rise"}
_DIRECTIONS = {"下降": "down ", "增长": "up "}
_NUMERALS = {
    "一": "one",
    "二": "two",
    "两": "two",
    "三": "three",
    "四": "four",
    "五": "five",
    "六": "six",
    "七": "seven",
    "八": "eight",
    "九": "nine",
    "十": "ten",
}
_ENDS = re.compile(r"[\u4e00-\u9fff]{1,14}(?:[省市区县旗州盟]|地区|特别行政区)|中国|全国")
_TOP = re.compile(r"(?P<items>.+?)(?P<rest>等(?P<count>\d+)个地区)?")
_HELD = re.compile(r"(?P<place>[^（）、]+)（(?P<when>[^（）]+)）")
_STANDING = re.compile(r"(?P<name>.+?)（(?P<figure>[^（）]+)）")
_HEADING = re.compile(
    r"(?P<when>(?:19|20)\d\d年(?:[上下]半年|[前一二三四]三?季度|\d{1,2}(?:[—-]\d{1,2})?月)?)?"
    r"(?P<what>.+?)(?P<pace>增速)?(?P<goal>目标)?"
)
_ENGLISH_HEADING = re.compile(
    r"(?:the (?:(?P<whose>.+?) )?target for )?(?P<what>.+?)(?P<pace> growth)?"
    r"(?: in (?P<when>(?:the .+? of )?\S* ?\d{4}\S*))?",
    re.IGNORECASE,
)
_SPEAKER = re.compile(r"(?P<post>.*(?:主任|书记|区长|市长|省长|县长|主席|州长|局长))[\s\u3000]*(?P<name>.+)")
_ENGLISH_SPEAKER = re.compile(
    r"(?P<name>[\u4e00-\u9fff·\s\u3000]+) \([^()]+\), (?P<post>[\u4e00-\u9fff]+)(?: \([a-z ]+\))?"
)


def place(name: str) -> str | None:
    """Chaoyang District (朝阳区); None for what is no name of a place."""
    return f"{english_place(name)} ({name})" if _ENDS.fullmatch(name) else None


def period_named(words: str) -> tuple[Period, int] | None:
    """The period that some words begin with, and how long its name is."""
    found = find_periods(words)
    return (found[0].period, found[0].end) if found and found[0].start == 0 and found[0].explicit else None


def label(place_name: str, when: Period, *, goal: bool) -> str | None:
    """What opens a statement: ``Chaoyang District (朝阳区), first half of 2020``; ``…, 2021 target``."""
    period = english_period(when)
    where = place(place_name)
    if period is None or where is None:
        return None
    period = period.removeprefix("the ")
    return f"{where}, {f'target for {period}' if goal and ' ' in period else f'{period} target' if goal else period}"


def scope(words: str) -> str | None:
    """Places, times, or places at times, divided by 、."""
    told = [_scope(each.removeprefix("已收录")) for each in words.split("、")]
    return _listed([each for each in told if each]) if all(told) else None


def _scope(words: str) -> str | None:
    if words == "所问时间":
        return "the time asked for"
    at = next((m.start for m in find_periods(words) if m.explicit), len(words))
    where, when = words[:at], words[at:].removesuffix("所问时间")
    if where.endswith("所问时间"):
        where = where.removesuffix("所问时间")
        return f"{place(where)} at the time asked for" if place(where) else None
    named = period_named(when) if when else None
    if when and (named is None or named[1] != len(when)):
        return None
    period = english_period(named[0]) if named else ""
    told = place(where) if where else ""
    if told is None or period is None:
        return None
    return f"{told} in {period}" if told and period else told or period


def places(words: str) -> str | None:
    """Names of places divided by 、."""
    told = [place(each) for each in words.split("、")]
    return _listed([each for each in told if each]) if all(told) else None


def holdings(words: str) -> str | None:
    """朝阳区（2020年上半年、2021年）、… as Chaoyang District (朝阳区; first half of 2020, 2021), …."""
    whole = _TOP.fullmatch(words)
    told = []
    for each in _HELD.finditer(whole["items"] if whole else ""):
        when = [_when(period) for period in each["when"].split("、")]
        where = english_place(each["place"]) if _ENDS.fullmatch(each["place"]) else "an unknown place"
        told.append(f"{where} ({each['place']}; {', '.join(when)})")
    if whole is None or not told:
        return None
    rest = f" and more, {whole['count']} places in all" if whole["rest"] else ""
    return f"{_listed(told)}{rest}"


def _when(words: str) -> str:
    named = period_named(words)
    period = english_period(named[0]) if named and named[1] == len(words) else None
    return period.removeprefix("the ") if period else words.replace("时间不明", "time unknown")


def side(words: str) -> str | None:
    """One side of a comparison: a place, a time, or a time's target."""
    if told := place(words):
        return told
    named = period_named(words)
    period = english_period(named[0]) if named else None
    rest = words[named[1] :] if named else ""
    if period is None or rest not in ("", "目标"):
        return None
    return f"the target for {period}" if rest else period


def figure(words: str) -> str | None:
    """A figure as printed, its direction before it and its unit in words behind it."""
    found = find_figures(words)
    if len(found) != 1:
        return None
    way = next((way for way in _DIRECTIONS if words.startswith(way)), "")
    return f"{_DIRECTIONS.get(way, '')}{glossed(found[0], words.removeprefix(way))}"


def standing(words: str) -> str | None:
    """朝阳区10.6%、东城区8.9%: sides, each with its figure."""
    told = []
    for each in words.split("、"):
        found = find_figures(each)
        if not found:
            return None
        start = found[0].start
        for way in _DIRECTIONS:
            start -= len(way) if each[:start].endswith(way) else 0
        name, value = side(each[:start]), figure(each[start:])
        if name is None or value is None:
            return None
        told.append(f"{name} {value}")
    return "; ".join(told)


def standings(words: str) -> str | None:
    """河北省（5.5%左右）、…: places, with their figures where these differ."""
    told = []
    for each in words.split("、"):
        match = _STANDING.fullmatch(each)
        name = place(match["name"] if match else each)
        value = figure(match["figure"]) if match else ""
        if name is None or value is None:
            return None
        told.append(f"{name} {value}" if value else name)
    return "; ".join(told)


def heading(words: str) -> str | None:
    """2025年地区生产总值增速目标: the 2025 target for GDP growth."""
    match = _HEADING.fullmatch(words)
    what = _indicator(match["what"]) if match else None
    named = period_named(match["when"]) if match and match["when"] else None
    period = (english_period(named[0]) or "") if named else ""
    if match is None or what is None or bool(match["when"]) != bool(period):
        return None
    what += " growth" if match["pace"] else ""
    if match["goal"]:
        return f"the {period.removeprefix('the ')} target for {what}".replace("  ", " ")
    return f"{what} in {period}" if period else what


def _heading_read(text: str, known: Collection[str]) -> str:
    match = _ENGLISH_HEADING.fullmatch(text)
    if match is None:
        return text
    when = read(match["whose"] or match["when"] or "", known)
    goal = "目标" if " target for " in text.lower()[:60] and text.lower().startswith("the ") else ""
    return f"{when}{read(match['what'], known)}{'增速' if match['pace'] else ''}{goal}"


def thing(words: str) -> str | None:
    """What was asked of: an indicator, or words of the question."""
    if words == "这一点":
        return "this"
    return _indicator(words) or (words if words.startswith("“") else f"“{words}”")


def _indicator(words: str) -> str | None:
    """An indicator by any of its Chinese names."""
    named = [m.indicator.name for m in find_indicators(words) if m.end - m.start == len(words)]
    return english_indicator(named[0]) if named else None


def unit(words: str) -> str:
    """家 (establishments)."""
    meaning = names()["units"].get(words)
    return f"{words} ({meaning})" if meaning else words


def speaker(words: str) -> str | None:
    """周闻笛 (Zhou Wendi), 松屿区发展和改革委员会主任 (director)."""
    match = _SPEAKER.fullmatch(words.strip())
    if match is None:
        return None
    post = next(
        (f" ({english})" for chinese, english in names()["posts"].items() if match["post"].endswith(chinese)), ""
    )
    name = re.sub(r"[\s\u3000]", "", match["name"])
    return f"{name} ({english_person(name)}), {match['post'].strip()}{post}"


def _speaker_read(text: str, _: Collection[str]) -> str:
    match = _ENGLISH_SPEAKER.fullmatch(text)
    return f"{match['post']}{match['name']}" if match else text


def _standings_read(text: str, known: Collection[str]) -> str:
    told = []
    for each in text.split("; "):
        words = read(each, known)
        found = find_places(words, known)
        end = found[0].end if found else len(words)
        told.append(f"{words[:end]}（{words[end:]}）" if words[end:] else words)
    return "、".join(told)


def _standing_read(text: str, known: Collection[str]) -> str:
    return "、".join(read(each, known) for each in text.split("; "))


def _listed(told: list[str]) -> str:
    return ", ".join(told[:-1]) + " and " + told[-1] if len(told) > 1 else "".join(told)


def _same(text: str, _: Collection[str] = ()) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Slot:
    """One kind of slot: what it looks like in both languages, and how it is put into the other."""

    english: Callable[[str], str | None]
    chinese: Callable[[str, Collection[str]], str] = read
    pattern: str = ".+?"
    english_pattern: str = ".+?"


def _table(words: dict[str, str]) -> Slot:
    back = {english: chinese for chinese, english in reversed(words.items())}
    return Slot(words.get, lambda text, _: back[text], "|".join(words), "|".join(back))


_FORMULA = r"[^()（）]*(?:\([^()]*\)[^()（）]*)*"
_COUNT = Slot(_same, _same, r"\d+", r"\d+")
_RAW = Slot(_same, _same)

SLOTS: dict[str, Slot] = {
    "place": Slot(place),
    "places": Slot(places),
    "scope": Slot(scope),
    "holdings": Slot(holdings),
    "thing": Slot(thing),
    "stated": _RAW,
    "figure": Slot(figure),
    "formula": Slot(_same, _same, _FORMULA, _FORMULA),
    "side": Slot(side),
    "other": Slot(side),
    "word": _table(_WORDS),
    "way": _table(_WAYS),
    "other_way": _table(_WAYS),
    "numeral": _table(_NUMERALS),
    "count": _COUNT,
    "unit": Slot(unit),
    "standing": Slot(standing, _standing_read),
    "standings": Slot(standings, _standings_read),
    "heading": Slot(heading, _heading_read),
    "words": _RAW,
    "title": _RAW,
    "speaker": Slot(speaker, _speaker_read),
}
"""Every kind of slot, by its name in sentences.yaml."""
