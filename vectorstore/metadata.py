"""What a report says of itself: title, place, period, kind and day of delivery, with the words they were read from.

Read from the title first, then from the session and speaker lines; what neither tells is inferred
from the text and marked as not certain. The date of a web page is furniture and never read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from vectorstore.inference import parent_of, place_by_vote, year_by_vote
from vectorstore.lines import Line
from vectorstore.periods import Period, find_periods
from vectorstore.places import find_places, place_named
from vectorstore.report import Found, Kind, Section

__all__ = ["Metadata", "find_metadata"]

_FRONT_LINES = 14
"""Lines of the front matter at most: title (twice, in some), session, speaker, salutation, opening sentence."""

_NOTHING = Found("", certain=False)
_TITLE = re.compile(r"(?:报\s*告|公\s*报)(?:\s*[（(][^（()）]{1,20}[）)])?$")
_DAY = re.compile(r"(20\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_DELIVERED = re.compile(rf"[-—－–（(\s]*({_DAY.pattern})[^\n。；]{{0,24}}?(?:在|[)）]\s*$)")
_ASSEMBLY = re.compile(r"在\s*(?P<place>[\u4e00-\u9fff]{2,24}?)\s*第[一二三四五六七八九十百]+届")
_SPEAKER = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,24}?)(?:人民政府|发展和改革|发展改革|财政局|统计局)")
_TITLE_PLACE = re.compile(
    r"(?:关于)?\s*(?:20\d\d\s*年(?:度|上半年|下半年)?)?\s*(?P<place>[\u4e00-\u9fff]{2,24}?)\s*"
    r"(?=20\d\d|人民政府|政府|国民经济|[上下]半年|前三季度|计划|预算|第?“?十.五|落实|人大)"
)
_NAME = re.compile(r"[\u4e00-\u9fff]{2,}?(?:特别行政区|自治[区州县旗]|地区|新区|[省市区县旗盟])")
_KINDS = (
    (
        Kind.REVIEW,
        re.compile(
            r"(?:审[议查]|初审)意见[^。\n]{0,40}?(?:落实|办理|研究处理)[^。\n]{0,6}?(?:情况|报告)|落实[^。\n]{0,30}审[议查]意见"
        ),
    ),
    (Kind.WORK, re.compile(r"政\s*府\s*工\s*作\s*报\s*告")),
    (Kind.PLAN, re.compile(r"计划[^。\n]{0,12}?执行情况|执行情况[^。\n]{0,12}?计划")),
)
_KINDS_UNTITLED = (*_KINDS, (Kind.WORK, re.compile(r"代表[^。\n]{0,16}人民政府[^。\n]{0,10}报告(?:政府)?工作")))


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found of a report; each with its span, or marked as inferred."""

    title: Found
    place: Found
    parent: Found
    period: Found
    kind: Found
    date: Found
    time: Period | None
    """The period itself, as ``period`` names it."""


@dataclass(frozen=True, slots=True)
class _Material:
    text: str
    front: tuple[Line, ...]
    sections: Sequence[Section]
    stem: str
    headings: str
    """Those of level 1, one a line."""


def find_metadata(text: str, lines: Sequence[Line], sections: Sequence[Section], source: str) -> Metadata:
    """Everything a report tells of itself. ``lines`` are those without furniture.

    ``source``, the file's name, is asked before the text is put to the vote: only where the text has no
    title and no session line.
    """
    body = next((section.start for section in sections if section.level), len(text))
    front = tuple(line for line in lines[:_FRONT_LINES] if line.start < body)
    headings = "\n".join(section.heading for section in sections if section.level == 1)
    material = _Material(text, front, sections, PurePath(source).stem, headings)
    title = _title(material)
    kind = _kind(material, title)
    delivered = _delivered(front)
    place, around = _place(material, title)
    period, time = _period(material, title, Kind(kind.value), delivered)
    parent = parent_of(text, place.value, around) if place.value else _NOTHING
    if not place.certain:
        parent = replace(parent, certain=False)
    named = title if title.value else Found(_composed(Kind(kind.value), place.value, time, material), certain=False)
    return Metadata(named, place, parent, period, kind, delivered, time)


def _title(material: _Material) -> Found:
    """The line that names a report; of several, the one that tells place and time."""
    candidates = [
        (bool(re.search("20\\d\\d|十.五", words)) + bool(find_places(words)), -start, start, end, words)
        for start, end, words in _title_lines(material.front)
        if len(words) <= 90
        and _TITLE.search(words)
        and not _DAY.search(words)
        and not re.search("[。；]|^[-—]|现在", words)
    ]
    if not candidates:
        return _NOTHING
    _, _, start, end, words = max(candidates)
    return Found(re.sub(r"\s", "", words), start, end)


def _title_lines(front: Sequence[Line]) -> Iterator[tuple[int, int, str]]:
    """Lines of the front matter, and pairs of lines that a long title is broken into."""
    for line, following in zip(front, [*front[1:], None], strict=False):
        if (
            line.words.startswith("关于")
            and not _TITLE.search(line.words)
            and following
            and _TITLE.search(following.words)
        ):
            yield line.start, following.end, line.words + following.words
        yield line.start, line.end, line.words


def _kind(material: _Material, title: Found) -> Found:
    for kind, pattern in _KINDS:
        if title.start is not None and (match := pattern.search(material.text, title.start, title.end or 0)):
            return Found(kind, match.start(), match.end())
    if title.value:
        return Found(Kind.OTHER, title.start, title.end)
    for line in material.front:
        for kind, pattern in _KINDS_UNTITLED:
            if match := pattern.search(line.words):
                return Found(kind, line.start + match.start(), line.start + match.end(), certain=False)
    for kind, pattern in _KINDS:
        if pattern.search(material.headings) or pattern.search(material.stem):
            return Found(kind, certain=False)
    # Only a 政府工作报告 is addressed to the deputies.
    if re.search("工作回顾", material.headings) or material.text.count("各位代表") > 1:
        return Found(Kind.WORK, certain=False)
    return Found(Kind.OTHER, certain=False)


def _delivered(front: Sequence[Line]) -> Found:
    for line in front:
        if (match := _DELIVERED.match(line.words)) and (day := _day(match)):
            return Found(day, line.start + match.start(1), line.start + match.end(1))
    return _NOTHING


def _day(match: re.Match[str]) -> str:
    year, month, day = (int(match[group]) for group in (2, 3, 4))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _place(material: _Material, title: Found) -> tuple[Found, str]:
    """The report's place, and the name that stands before its own in the same words (云汀市 before 青禾区)."""
    for start, words in _place_words(material, title):
        if names := _names(words):
            name, at = names[-1]
            found = Found(place_named(name).name, start + at, start + at + len(name))
            return found, names[-2][0] if len(names) > 1 else ""
    if (match := _TITLE_PLACE.match(material.stem)) and (names := _names(match["place"])):
        return Found(place_named(names[-1][0]).name, certain=False), names[-2][0] if len(names) > 1 else ""
    if voted := place_by_vote(material.text):
        return voted, ""
    for mention in find_places(material.stem):
        return Found(mention.place.name, certain=False), mention.place.parent
    return _NOTHING, ""


def _place_words(material: _Material, title: Found) -> Iterator[tuple[int, str]]:
    """Stretches of the title, the session line and the speaker line that may name the place."""
    if title.start is not None:
        words = material.text[title.start : title.end]
        if match := _TITLE_PLACE.match(words):
            yield title.start + match.start("place"), match["place"]
    for pattern in (_ASSEMBLY, _SPEAKER):
        for line in material.front:
            if len(line.words) <= 90 and (match := pattern.search(line.words)):
                yield line.start + match.start("place"), match["place"]


def _names(words: str) -> list[tuple[str, int]]:
    """Names of places that a stretch consists of, each with its offset; empty when it holds anything else."""
    if (whole := place_named(words)).name != words and whole.level in ("province", "city", "district"):
        return [(words, 0)]
    names = [(match.group(), match.start()) for match in _NAME.finditer(words)]
    return names if names and names[-1][1] + len(names[-1][0]) == len(words) else []


def _period(material: _Material, title: Found, kind: Kind, delivered: Found) -> tuple[Found, Period | None]:
    for words, start, certain in _period_words(material, title):
        if told := _told(words, kind):
            first, last, period = told
            return Found(period.label, start + first, start + last, certain=certain), period
    if not delivered.value and (told := _told(material.stem, kind)):
        return Found(told[2].label, certain=False), told[2]
    year = int(delivered.value[:4]) if delivered.value else _year_of_text(material, kind)
    if year:
        half = "上半年" if kind is Kind.PLAN and "上半年" in material.headings else ""
        period = Period.months(year, 1, 6) if half else Period.months(year)
        # A 政府工作报告 without a year in its title is that of the year in which it was delivered.
        certain = bool(delivered.value) and kind is Kind.WORK
        return Found(period.label, delivered.start, delivered.end, certain=certain), period
    for mention in find_periods(material.stem):
        return Found(mention.period.label, certain=False), mention.period
    return _NOTHING, None


def _year_of_text(material: _Material, kind: Kind) -> int | None:
    """A 政府工作报告 is of the year its headings plan; any other of the year its text names most."""
    if kind is Kind.WORK:
        reviewed = [int(year) + 1 for year in re.findall(r"(20\d\d)\s*年工作回顾", material.headings)]
        planned = [int(year) for year in re.findall(r"(20\d\d)\s*年(?!工作回顾)", material.headings)]
        if reviewed or planned:
            return max(reviewed + planned)
    return year_by_vote(material.text)


def _period_words(material: _Material, title: Found) -> Iterator[tuple[str, int, bool]]:
    if title.start is not None:
        yield material.text[title.start : title.end], title.start, True
    for line in material.front:
        if not title.value and not _DAY.search(line.words):
            yield line.words, line.start, False


def _told(words: str, kind: Kind) -> tuple[int, int, Period] | None:
    """The period that words name: a year, narrowed by a 上半年 that stands apart from it; with its span."""
    explicit = [mention for mention in find_periods(words) if mention.explicit]
    if not explicit:
        return None
    mention = explicit[0]
    year = Period.months(mention.period.year)
    if kind is Kind.REVIEW:
        return mention.start, mention.end, year
    for other in find_periods(words, mention.period) if mention.period == year else ():
        if other.period != year and year.covers(other.period):
            return min(mention.start, other.start), max(mention.end, other.end), other.period
    return mention.start, mention.end, mention.period


def _composed(kind: Kind, place: str, period: Period | None, material: _Material) -> str:
    """A title for a report that has none."""
    when = period.label if period else ""
    if not (place or when):
        return material.stem
    return {
        Kind.WORK: f"{when}{place}政府工作报告",
        Kind.PLAN: f"{place}{when}国民经济和社会发展计划执行情况的报告",
        Kind.REVIEW: f"{place}{when}国民经济和社会发展计划审议意见落实情况的报告",
        Kind.OTHER: f"{place}{when}报告",
    }[kind]
