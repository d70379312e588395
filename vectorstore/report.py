"""The data every other part speaks of: a report, its sections, passages and sentences.

All offsets are indices into ``Report.text``, the one immutable canonical text of a report,
half-open as in Python slices. ``text[start:end]`` is always the exact quote.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from vectorstore.periods import Period


class Kind(StrEnum):
    """What a report is, by its title."""

    WORK = "政府工作报告"
    PLAN = "计划执行情况报告"
    REVIEW = "审议意见落实情况报告"
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


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of text under one heading, its sub-sections included."""

    number: int
    level: int
    """0 for the text before the first heading, 1 for 一、, 2 for （一）, and so on."""
    heading: str
    """As printed, without the final 。 of a run-in heading; empty at level 0."""
    start: int
    end: int
    path: tuple[str, ...]
    """Headings from the outermost section to this one."""
    period: Period | None
    """The time its unlabelled figures speak of."""
    outlook: Outlook


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

    def __hash__(self) -> int:
        """By id alone: hashing the whole text at every cache look-up would cost more than the cache saves."""
        return hash(self.id)

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
