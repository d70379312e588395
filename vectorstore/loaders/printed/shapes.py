"""What stands on a printed page, and where: in points, from the upper left corner, upright."""

from collections.abc import Iterable
from dataclasses import dataclass

from vectorstore.loaders.grid import Spread

__all__ = ["Box", "Glyph", "Line", "Margins", "Piece", "PrintedPage", "PrintedTable", "around"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; ``top`` is above ``bottom``, so it is the smaller number."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Points from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Points from top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half-way from left to right."""
        return (self.left + self.right) / 2

    @property
    def centre(self) -> float:
        """Half-way from top to bottom."""
        return (self.top + self.bottom) / 2

    def holds(self, other: "Box") -> bool:
        """Whether the centre of ``other`` is inside."""
        return self.left <= other.middle <= self.right and self.top <= other.centre <= self.bottom

    def beside(self, other: "Box") -> bool:
        """Whether both stand on one printed line: half of the lower one's height is shared."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared >= 0.5 * min(self.height, other.height)


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of these."""
    every = list(boxes)
    return Box(
        min(box.left for box in every),
        min(box.top for box in every),
        max(box.right for box in every),
        max(box.bottom for box in every),
    )


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed letter, or one blank."""

    letter: str
    box: Box
    size: float
    """Of its font, in points."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters on one line with no wide gap between them: a line of a column, or the words of a cell."""

    text: str
    box: Box
    size: float
    raised: tuple[tuple[int, int], ...] = ()
    """Spans of superscripts: marks of footnotes, exponents."""
    ends_blank: bool = False
    """Whether a blank stands behind its last letter."""


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table as it stands on a page, or on several."""

    box: Box
    rows: tuple[tuple[Spread, ...], ...]
    """Each with the cells that begin in it."""
    sides: tuple[float, ...]
    """Left ends of its columns and the right end of the last."""
    pages: tuple[int, ...]
    """The page each row stands on."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page as it was read."""

    number: int
    """Counted from 1."""
    width: float
    height: float
    pieces: tuple[Piece, ...] = ()
    tables: tuple[PrintedTable, ...] = ()
    rules: tuple[Box, ...] = ()
    """Horizontal ruling lines that belong to no table."""
    scanned: bool = False
    """Whether its letters were recognised in a picture; their sizes and places are then less exact."""


@dataclass(frozen=True, slots=True)
class Margins:
    """From where to where the lines of a column go."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of a column."""

    text: str
    box: Box
    size: float
    page: int
    column: int
    """Number of its column in the reading order of the whole file."""
    margins: Margins
    ends_blank: bool = False
    scanned: bool = False

    @property
    def indent(self) -> float:
        """How far it begins from the left margin, in letters."""
        return (self.box.left - self.margins.left) / self.size

    @property
    def room(self) -> float:
        """How far it ends from the right margin, in letters."""
        return (self.margins.right - self.box.right) / self.size
