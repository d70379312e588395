"""The data every other part speaks of: a report, its sections, passages and sentences.

All offsets are indices into ``Report.text``, the one immutable canonical text of a report,
half-open as in Python slices. ``text[start:end]`` is always the exact quote.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from vectorstore.periods import Period


class Kind(StrEnum):
    """What a report is, by its title."""

    WORK = "政府工作报告"
    PLAN = "计划执行情况报告"
    REVIEW = "审议意见落实情况报告"
    BUDGET = "预算执行情况报告"
    AUDIT = "审计工作报告"
    BULLETIN = "统计公报"
    PROGRAMME = "五年规划纲要"
    CONGRESS = "人大常委会工作报告"
    COURT = "法院工作报告"
    PROCURATORATE = "检察院工作报告"
    SPECIAL = "专项工作报告"
    OTHER = "其他报告"


class Outlook(StrEnum):
    """Whether a stretch of text tells what was done or what is intended."""

    ACHIEVED = "achieved"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of metadata, where it was read, and whether it was read or inferred."""

    value: str
    start: int | None = None
    """Offset of the words it was read from; None when they stand in no text (a file name, an inference)."""
    end: int | None = None
    certain: bool = True
    """False when inferred; shown to people as guessed."""
    by_hand: bool = False
    """Whether a person set it, by a sidecar file or ``gongbao reports edit``."""


class Part(StrEnum):
    """Which part of a report a section belongs to."""

    BODY = "body"
    """The report proper: what was delivered."""
    ANNEX = "annex"
    GLOSSARY = "glossary"
    """名词解释 and the like: words explained, figures that are nobody's result."""
    NOTE = "note"
    """Footnotes and text boxes."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; empty when ``start == end``. Merged cells are one, at their upper left."""

    start: int
    end: int
    row: int
    column: int
    rows: int = 1
    """How many rows it covers."""
    columns: int = 1
    """How many columns it covers."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in the canonical text: one line a row, its cells divided by tabs."""

    start: int
    end: int
    cells: tuple[Cell, ...]
    """In order of rows, then columns."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file's format tells beyond its text; all offsets are into the canonical text."""

    headings: tuple[tuple[int, int], ...] = ()
    """(start, level) of paragraphs in a heading style; level 1 is the outermost."""
    pages: tuple[int, ...] = ()
    """Offset at which each page begins, the first included; empty for formats without fixed pages."""
    tables: tuple[Table, ...] = ()
    asides: tuple[tuple[int, int], ...] = ()
    """Spans of footnotes and text boxes: citable, but apart from the speech."""
    published: str = ""
    """Day the web page was published, ISO 8601; not the day of delivery."""
    warnings: tuple[str, ...] = ()
    """What a reader should know of how well the file was read, each one line in Chinese."""


NOTHING = Found("", certain=False)
"""A piece of metadata that nothing tells."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of text under one heading, its sub-sections included."""

    number: int
    level: int
    """Depth of nesting, 1 the outermost; 0 for what stands under no heading."""
    heading: str
    """As printed, without the final 。 of a run-in heading; empty at level 0."""
    start: int
    end: int
    path: tuple[str, ...]
    """Headings from the outermost section to this one."""
    period: Period | None
    """The time its unlabelled figures speak of."""
    outlook: Outlook
    part: Part = Part.BODY


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is cited: ends at 。！？； or at the end of its paragraph."""

    number: int
    start: int
    end: int
    section: int
    passage: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is retrieved: whole sentences of one section, a few hundred characters."""

    number: int
    start: int
    end: int
    section: int


@dataclass(frozen=True)
class Report:
    """One report, read once."""

    id: str
    """First 16 hexadecimal digits of the SHA-256 of the canonical text."""
    source: str
    """Name of the file it came from."""
    text: str
    title: Found
    place: Found
    """Full name, such as 朝阳区; empty value when nothing tells it."""
    parent: Found
    """The place that contains it, such as 北京市; empty value when unknown."""
    period: Found
    """Label of the period in its title, such as 2020年上半年."""
    kind: Found
    date: Found
    """Day of delivery, ISO 8601 (2020-08-20); empty value when unknown."""
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    furniture: tuple[tuple[int, int], ...]
    """Spans of navigation lines, print buttons and QR hints: kept in the text, never retrieved."""
    session: Found = NOTHING
    """Where it was delivered: 云汀市第三届人民代表大会第一次会议."""
    speaker: Found = NOTHING
    """Who delivered it: 云汀市市长 林远."""
    published: Found = NOTHING
    """Day of the web page it was taken from, ISO 8601; apart from ``date``."""
    layout: Layout = field(default_factory=Layout)

    def __hash__(self) -> int:
        """By id alone: hashing the whole text at every cache look-up would cost more than the cache saves."""
        return hash(self.id)

    def page_of(self, offset: int) -> int | None:
        """The page an offset stands on, counted from 1; None for formats without fixed pages."""
        return bisect_right(self.layout.pages, offset) or None

    @cached_property
    def covers(self) -> tuple[tuple[Period, Outlook], ...]:
        """The periods its sections speak of, each as results or as plans, in order of time."""
        told = {
            (section.period, section.outlook)
            for section in self.sections
            if section.period and section.part is Part.BODY
        }
        return tuple(sorted(told, key=lambda pair: (pair[0], pair[1].value)))

    def section_of(self, unit: Sentence | Passage) -> Section:
        """The innermost section a sentence or passage stands in."""
        return self.sections[unit.section]

    def quote(self, unit: Sentence | Passage | Section) -> str:
        """The exact text of a unit."""
        return self.text[unit.start : unit.end]

    @cached_property
    def sentences_of_passage(self) -> dict[int, tuple[Sentence, ...]]:
        """Sentences by the number of their passage, in order of the text."""
        groups: dict[int, list[Sentence]] = {}
        for sentence in self.sentences:
            groups.setdefault(sentence.passage, []).append(sentence)
        return {number: tuple(group) for number, group in groups.items()}

    def heading_text(self, passage: Passage) -> str:
        """``place period › title › heading › heading``, the context a passage is embedded and indexed with.

        Place and period stand before a title that lacks them (2021年政府工作报告, whose review is of 2020).
        """
        section = self.section_of(passage)
        period = section.period.label if section.period else self.period.value
        own = "".join(words for words in (self.place.value, period) if words not in self.title.value)
        return " › ".join(part for part in (own, self.title.value, *section.path) if part)


def sentence_number(report: Report, offset: int) -> int:
    """The number of the sentence that an offset of a report's text stands in, or that ends before it."""
    return max(0, bisect_right(report.sentences, offset, key=lambda sentence: sentence.start) - 1)
