"""What a report says of itself: title, place, period, kind, session, speaker and days, with their spans.

Read from the title first, then from the session and speaker lines; what neither tells is inferred
from the text and marked as not certain. What a person corrected stands over both, and what
depends on it follows: the period on the kind, the parent on the place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from vectorstore.corrections import UNCORRECTED, Corrections
from vectorstore.metadata.inference import parent_of, place_by_vote, year_by_vote
from vectorstore.metadata.kinds import kind_in_front, kind_in_headings, kind_in_title
from vectorstore.metadata.origin import TITLE_PLACE, names_in, place_in_header, speaks_for_the_country
from vectorstore.metadata.session import find_delivered, find_published, find_session, find_speaker, header_of
from vectorstore.metadata.titles import find_title
from vectorstore.periods import Period, find_period, find_periods, plain_years
from vectorstore.places import find_places, place_named
from vectorstore.report import NOTHING, Found, Kind, Section, Table
from vectorstore.structure.lines import Line

__all__ = ["Metadata", "find_metadata"]

_LINES_ABOVE_A_TABLE = 4
"""The name of a sheet, a title, a unit: more is a text that holds a table, and no sheet of figures."""
_FRONT_LINES = 14
"""Lines of the front matter at most: title (twice, in some), session, speaker, salutation, opening sentence."""

_SHORT_YEAR = re.compile(r"(?<![\d—–-])(?P<year>[0-9]{2})年(?:度)?(?=国民经济|计划|预算|财政|政府)")
_DELIVERED_YEARLY = (Kind.WORK, Kind.CONGRESS, Kind.COURT, Kind.PROCURATORATE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found of a report; each with its span, or marked as inferred."""

    title: Found
    place: Found
    parent: Found
    period: Found
    kind: Found
    date: Found
    session: Found
    speaker: Found
    published: Found
    time: Period | None
    """The period itself, as ``period`` names it."""


@dataclass(frozen=True, slots=True)
class _Material:
    text: str
    front: tuple[Line, ...]
    header: tuple[Line, ...]
    stem: str
    headings: str
    """Those of level 1, one a line, years in digits."""
    hand: Corrections

    def set_by_hand(self, field: str) -> Found | None:
        """What a person set a field to; with a span where the text has those words."""
        value: str | None = getattr(self.hand, field)
        if value is None:
            return None
        at = self.text.find(value) if value else -1
        if at < 0:
            return Found(value, by_hand=True)
        return Found(value, at, at + len(value), by_hand=True)


def find_metadata(
    text: str,
    lines: Sequence[Line],
    sections: Sequence[Section],
    source: str,
    corrections: Corrections = UNCORRECTED,
    *,
    furniture: Sequence[Line] = (),
    published: str = "",
    tables: Sequence[Table] = (),
) -> Metadata:
    """Everything a report tells of itself. ``lines`` are those without ``furniture``.

    ``source``, the file's name, is asked before the text is put to the vote: only where the text has no
    title and no session line. ``published`` is the day its format tells, ISO 8601. A report that begins with one of
    its ``tables`` has the lines above it for front matter, whatever they head.
    """
    body = next((section.start for section in sections if section.level), len(text))
    above = [line for line in lines if tables and line.start < tables[0].start]
    tabular = bool(tables) and len(above) <= _LINES_ABOVE_A_TABLE
    front = tuple(above if tabular else (line for line in lines[:_FRONT_LINES] if line.start < body))
    headings = "\n".join(plain_years(section.heading) for section in sections if section.level == 1)
    header = header_of(front)
    material = _Material(text, front, header, PurePath(source).stem, headings, corrections)
    title = material.set_by_hand("title") or find_title(text, front, tabular=tabular)
    kind = _kind(material, title)
    date = material.set_by_hand("date") or find_delivered(text, header)
    place, parent = _place_and_parent(material, title)
    period, time = _period(material, title, Kind(kind.value), date)
    if not title.value:
        title = Found(_composed(Kind(kind.value), place.value, time, material), certain=False)
    return Metadata(
        title=title,
        place=place,
        parent=parent,
        period=period,
        kind=kind,
        date=date,
        session=material.set_by_hand("session") or find_session(text, header),
        speaker=material.set_by_hand("speaker") or find_speaker(text, header),
        published=find_published(published, furniture),
        time=time,
    )


def _words_of(material: _Material, title: Found) -> tuple[int | None, str]:
    """The title as it stands in the text, with its offset; one set by hand that the text lacks has none."""
    if title.start is None or title.end is None:
        return None, title.value
    return title.start, material.text[title.start : title.end]


def _found(value: str, start: int | None, first: int, last: int, *, certain: bool = True) -> Found:
    """Something read from words that begin at ``start``, or from words that stand in no text."""
    if start is None:
        return Found(value, certain=certain)
    return Found(value, start + first, start + last, certain=certain)


def _kind(material: _Material, title: Found) -> Found:
    set_kind = material.set_by_hand("kind")
    if set_kind:
        return replace(set_kind, value=set_kind.value or Kind.OTHER)
    start, words = _words_of(material, title)
    below = (line for line in material.header if title.end is not None and line.start >= title.end)
    for begin, named in [(start, words), *((line.start, line.words) for line in below)]:
        if words and (told := kind_in_title(named)):
            return _found(told[0], begin, *told[1:])
    if words:
        return _found(Kind.OTHER, start, 0, len(words))
    for line in material.front:
        if told := kind_in_front(line.words):
            return _found(told[0], line.start, *told[1:], certain=False)
    if headed := kind_in_headings(material.headings):
        return Found(headed, certain=False)
    if (told := kind_in_title(material.stem)) and told[0] is not Kind.SPECIAL:
        return Found(told[0], certain=False)
    # Only a 政府工作报告 is addressed to the deputies.
    return Found(Kind.WORK if material.text.count("各位代表") > 1 else Kind.OTHER, certain=False)


def _place_and_parent(material: _Material, title: Found) -> tuple[Found, Found]:
    place, around = _place(material, title)
    if set_place := material.set_by_hand("place"):
        known = place_named(set_place.value)
        # 北京 can only be 北京市; a district's short name is left as it was written
        full = known.name if known.level in ("country", "province") else set_place.value
        around = around if full == place.value else ""
        place = replace(set_place, value=full)
    parent = parent_of(material.text, place.value, around) if place.value else NOTHING
    if not place.certain:
        parent = replace(parent, certain=False)
    return place, material.set_by_hand("parent") or parent


def _place(material: _Material, title: Found) -> tuple[Found, str]:
    """The report's place, and the name that stands before its own in the same words (云汀市 before 青禾区)."""
    start, words = _words_of(material, title)
    if told := place_in_header(start, words, material.header):
        return told
    if (match := TITLE_PLACE.match(plain_years(material.stem))) and (names := names_in(match["place"])):
        return Found(place_named(names[-1][0]).name, certain=False), names[-2][0] if len(names) > 1 else ""
    if span := speaks_for_the_country(material.text):
        return Found("中国", *span), ""
    if voted := place_by_vote(material.text):
        return voted, ""
    for mention in find_places(material.stem):
        return Found(mention.place.name, certain=False), mention.place.parent
    return NOTHING, ""


def _period(material: _Material, title: Found, kind: Kind, delivered: Found) -> tuple[Found, Period | None]:
    if set_period := material.set_by_hand("period"):
        time = find_period(set_period.value)
        return replace(set_period, value=time.label if time else ""), time
    start, words = _words_of(material, title)
    if told := _told(words, kind):
        return _found(told[2].label, start, *told[:2]), told[2]
    for line in material.front if not words else ():
        if line.start != delivered.start and not _has_day(line, delivered) and (told := _told(line.words, kind)):
            return _found(told[2].label, line.start, *told[:2], certain=False), told[2]
    if not delivered.value and (told := _told(material.stem, kind)):
        return Found(told[2].label, certain=False), told[2]
    year = int(delivered.value[:4]) if delivered.value else _year_of_text(material, kind)
    if year:
        half = "上半年" if kind is Kind.PLAN and "上半年" in material.headings else ""
        period = Period.months(year, 1, 6) if half else Period.months(year)
        # A 政府工作报告 without a year in its title is that of the year in which it was delivered.
        certain = bool(delivered.value) and kind in _DELIVERED_YEARLY
        return Found(period.label, delivered.start, delivered.end, certain=certain), period
    for mention in find_periods(material.stem):
        return Found(mention.period.label, certain=False), mention.period
    return NOTHING, None


def _has_day(line: Line, delivered: Found) -> bool:
    """Whether the day of delivery stands in a line: its year is not the period's."""
    return delivered.start is not None and line.start <= delivered.start < line.end


def _year_of_text(material: _Material, kind: Kind) -> int | None:
    """A 政府工作报告 is of the year its headings plan; any other of the year its text names most."""
    if kind in _DELIVERED_YEARLY:
        years = re.findall(r"((?:19|20)\d\d)\s*年(工作回顾)?", material.headings)
        if years:
            return max(int(year) + bool(reviewed) for year, reviewed in years)
    return year_by_vote(material.text)


def _told(words: str, kind: Kind) -> tuple[int, int, Period] | None:
    """The period that words name: a year, narrowed by a 上半年 that stands apart from it; with its span."""
    explicit = [mention for mention in find_periods(words) if mention.explicit]
    if not explicit:
        short = _SHORT_YEAR.search(words)
        century = 1900 if short and int(short["year"]) >= 49 else 2000
        return (short.start(), short.end(), Period.months(century + int(short["year"]))) if short else None
    mention = explicit[0]
    year = Period.months(mention.period.year)
    if kind is Kind.REVIEW:
        return mention.start, mention.end, year
    for other in find_periods(words, mention.period) if mention.period == year else ():
        if other.period != year and year.covers(other.period):
            return min(mention.start, other.start), max(mention.end, other.end), other.period
    return mention.start, mention.end, mention.period


_NAMES_A_REPORT = 6
"""Chinese letters of a file's name that say more than place and period composed would."""


def _composed(kind: Kind, place: str, period: Period | None, material: _Material) -> str:
    """A title for a report that has none."""
    when = period.label if period else ""
    told = kind is Kind.OTHER and len(re.findall("[\u4e00-\u9fff]", material.stem)) >= _NAMES_A_REPORT
    if told or not (place or when):
        return material.stem
    return {
        Kind.WORK: f"{when}{place}政府工作报告",
        Kind.PLAN: f"{place}{when}国民经济和社会发展计划执行情况的报告",
        Kind.REVIEW: f"{place}{when}国民经济和社会发展计划审议意见落实情况的报告",
        Kind.BUDGET: f"{place}{when}预算执行情况的报告",
        Kind.OTHER: f"{place}{when}报告",
        Kind.SPECIAL: f"{place}{when}报告",
    }.get(kind, f"{place}{when}{kind}")
