"""From where to where the lines of a column go, told by the lines themselves or by a like column elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.loaders.printed.shapes import Margins, Piece

__all__ = ["Column", "margins_of"]

_SUPPORT = 0.12
"""Share of a column's lines, and two at the least, that end where its margin is."""
_SAME_PLACE = 0.4
"""Letters between ends of lines that are one margin."""
_HANGING = "，。、；：！？”’）》"
_RELIABLE = 6
"""Lines that show a column's margins; with fewer, a like column is asked."""
_RAGGED = 1.2
"""Letters by which lines of text that isn't justified end before the margin."""
_FULL = 0.3
_DEEPEST_INDENT = 36.0
"""Points that a line of a column begins right of its margin; a title over several columns stands farther in."""
_WIDE = 0.7
"""Share of a column's lines that reach its margin, or of the page's width between equal margins."""


@dataclass(frozen=True, slots=True)
class Column:
    """The lines that stand below each other in a block, and what is around them."""

    lines: Sequence[Piece]
    beside: int
    """How many columns stand beside each other there, this one included."""
    page_width: float


@dataclass(frozen=True, slots=True)
class _Seen:
    margins: Margins
    lines: int
    beside: int
    reliable: bool
    leftmost: float = 0.0
    """Where its first letters stand, be it on one line only."""


def margins_of(columns: Sequence[Column]) -> list[Margins]:
    """The margins of each column."""
    seen = [_seen(column) for column in columns]
    return [one.margins if one.reliable else _like(seen, at, columns[at].page_width) for at, one in enumerate(seen)]


def _seen(column: Column) -> _Seen:
    """What a column's own lines show: its margins when enough lines reach them, or when it is as wide as the page."""
    lines = column.lines
    if not lines:
        return _Seen(Margins(0.0, 0.0), 0, column.beside, reliable=False)
    near = _SAME_PLACE * lines[0].size
    left = -_outermost([-line.box.left for line in lines], near)
    right = _outermost([_end(line) for line in lines], near)
    full = sum(line.box.right >= right - _RAGGED * line.size for line in lines)
    wide = right - left >= _WIDE * (column.page_width - 2 * left)
    reliable = len(lines) >= _RELIABLE and (wide or full >= _FULL * len(lines))
    leftmost = min(line.box.left for line in lines)
    return _Seen(Margins(left, right), len(lines), column.beside, reliable, leftmost)


def _end(line: Piece) -> float:
    """Where a line ends, a mark that may hang into the margin left out."""
    return line.box.right - (line.size if line.text[-1] in _HANGING else 0.0)


def _outermost(ends: Sequence[float], near: float) -> float:
    """The largest end that enough others share; the largest of all when none does."""
    least = max(2.0, _SUPPORT * len(ends))
    shared = [end for end in ends if sum(abs(other - end) <= near for other in ends) >= least]
    return max(shared or ends)


def _like(seen: Sequence[_Seen], at: int, page_width: float) -> Margins:
    """The margins of the nearest column that a short one would fit in, the narrowest of several.

    Without one, a column among others has their width, and a few short lines are taken to stand between margins as
    far from the page's edges as the file's leftmost one is.
    """
    own = seen[at]
    usual = _usual_number([one for one in seen if one.reliable])
    fitting = [
        (one.beside != usual, round(one.margins.right - one.margins.left, -1), abs(number - at), one.margins)
        for number, one in enumerate(seen)
        if one.reliable and _holds(one.margins, own.margins)
        if one.beside == 1 or own.margins.left - one.margins.left <= _DEEPEST_INDENT
    ]
    if fitting:
        return min(fitting, key=lambda fit: fit[:3])[3]
    beside = [one.margins.right - one.margins.left for one in seen if one.reliable and one.beside == own.beside > 1]
    if beside:  # columns that stand beside each other are of one width, wherever they stand
        return Margins(own.leftmost, max(own.margins.right, own.leftmost + min(beside)))
    left = min(one.margins.left for one in seen if one.reliable or one is own)
    right = max(own.margins.right, page_width - left)
    narrow = own.margins.right - own.margins.left < _WIDE * (page_width - 2 * left)
    return Margins(left, right) if narrow and own.beside == 1 else own.margins


def _usual_number(seen: Sequence[_Seen]) -> int:
    """How many columns most lines stand in."""
    numbers = {one.beside for one in seen}
    return max(numbers, key=lambda number: sum(one.lines for one in seen if one.beside == number), default=1)


def _holds(margins: Margins, inner: Margins) -> bool:
    return margins.left <= inner.left + 6 and inner.right <= margins.right + 6
