"""The reading order of a page: columns from left to right, what runs across them in between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from vectorstore.loaders.printed.pieces import rows_of
from vectorstore.loaders.printed.shapes import Box, Piece, PrintedTable

__all__ = ["Block", "Row", "blocks_of"]

Element = Piece | PrintedTable
Row = PrintedTable | list[Piece]
"""A table, or the pieces of one printed line from left to right."""

_NARROWEST_GUTTER = 1.0
"""Letters; newspapers and bulletins leave one and a half to three."""
_FEWEST_ROWS = 3
_FULL = 0.6
"""Share of its column's width that the usual line of prose fills; cells of tables fill less."""
_MOST_LINES = 0.85
"""Share of a column's lines that show its width; a few more may stand in a column beside it."""
_SHORTEST_PROSE = 7
"""Letters in the usual line of a column of prose."""
_MOST_COLUMNS = 4
_MOST_TO_COMPARE = 600
"""Pieces, or gaps between them, that are compared with each other; a page of two columns has about 100."""
_BESIDE = 1.0
"""Points before a column's left side: lines of the column before may hang into the gutter, but not that far."""


@dataclass(frozen=True, slots=True)
class Block:
    """What is read from top to bottom: a column, or a stretch of the page that has none."""

    rows: tuple[Row, ...]
    columns: int
    """How many columns its page has there."""


def blocks_of(elements: Iterable[Element], middle: float, gutters: list[float]) -> list[Block]:
    """The blocks of a page with its middle there, in the order they are read.

    ``gutters`` holds those of the pages before, for a last page with too few lines to show its own; this page's
    are added to it.
    """
    every = list(elements)
    alone = [element for element in every if _is_centred(element, every, middle)]
    groups = _divided(every, _MOST_COLUMNS, 1, gutters, set(map(id, alone)))
    return [Block(tuple(_rows(group)), count) for group, count in groups]


def _rows(elements: Sequence[Element]) -> list[Row]:
    """Elements from top to bottom, those on one line together."""
    tables = [element for element in elements if isinstance(element, PrintedTable)]
    return sorted([*tables, *rows_of(_pieces(elements))], key=_top)


def _top(row: Row) -> float:
    return row.box.top if isinstance(row, PrintedTable) else min(piece.box.top for piece in row)


def _divided(
    elements: list[Element], most: int, count: int, known: list[float], alone: set[int]
) -> list[tuple[list[Element], int]]:
    """Groups of elements in reading order, each with the number of columns beside each other."""
    gutter = _gutter([element for element in elements if id(element) not in alone], known) if most > 1 else None
    if gutter is None:
        return [(elements, count)] if elements else []
    groups: list[tuple[list[Element], int]] = []
    across: list[Element] = []
    for band, is_across in _bands(elements, gutter, alone):
        left = [element for element in band if element.box.middle < gutter]
        right = [element for element in band if element.box.middle >= gutter]
        if is_across or not _are_columns(left, right, is_known=gutter in known):
            across += band
            continue
        if across:
            groups.append((across, count))
            across = []
        if left and right and gutter not in known:
            known.append(gutter)
        for side in (left, right):
            groups += _divided(side, most - 1, count + 1, known, alone)
    return groups + ([(across, count)] if across else [])


def _are_columns(left: Sequence[Element], right: Sequence[Element], *, is_known: bool) -> bool:
    """Whether what stands on either side of a gutter is running text; a few lines are, where a gutter is known."""
    if is_known:
        return all(_is_prose(side) or len(rows_of(_pieces(side))) < _FEWEST_ROWS for side in (left, right))
    return _is_prose(left) and (_is_prose(right) or _begins_column(right, left))


def _bands(elements: list[Element], gutter: float, alone: set[int]) -> list[tuple[list[Element], bool]]:
    """The elements from top to bottom, parted where some run across the gutter."""
    bands: list[tuple[list[Element], bool]] = []
    for element in sorted(elements, key=lambda element: element.box.top):
        is_across = element.box.left < gutter < element.box.right or id(element) in alone
        if bands and bands[-1][1] == is_across:
            bands[-1][0].append(element)
        else:
            bands.append(([element], is_across))
    return bands


def _is_centred(element: Element, elements: Sequence[Element], middle: float) -> bool:
    """Whether an element stands alone in the middle of the page, as a title above three columns does."""
    size = element.size if isinstance(element, Piece) else element.box.height
    if abs(element.box.middle - middle) > size or any(
        other is not element and _overlap(element.box, other.box) for other in elements
    ):
        return False
    return sum(abs(other.box.left - element.box.left) < _BESIDE for other in elements) <= _FEWEST_ROWS


def _gutter(elements: Sequence[Element], known: Sequence[float]) -> float | None:
    """Where most rows have a gap with a line on either side, or a gutter known from other pages; None without."""
    rows = rows_of(_pieces(elements))
    gaps = [gap for row in rows for gap in _gaps(row)]
    if len(gaps) < _FEWEST_ROWS and len(elements) <= _MOST_TO_COMPARE:
        gaps += _staggered_gaps(_pieces(elements))
    gaps = gaps[:_MOST_TO_COMPARE]
    for at in known:
        if any(left < at < right for left, right in gaps) and not _is_crossed(elements, at):
            return at
    best, most = None, 0
    for at in sorted({at for left, right in gaps for at in ((left + right) / 2, right - _BESIDE)}):
        votes = sum(left < at < right for left, right in gaps)
        score = votes - sum(element.box.left < at < element.box.right for element in elements)
        clear = score == votes and len(rows) >= 2 * _FEWEST_ROWS
        if (votes >= _FEWEST_ROWS or clear) and (best is None or score >= most):
            best, most = at, score
    return best


def _is_crossed(elements: Iterable[Element], at: float) -> bool:
    return any(element.box.left < at < element.box.right for element in elements)


def _pieces(elements: Iterable[Element]) -> list[Piece]:
    return [element for element in elements if isinstance(element, Piece)]


def _gaps(row: Sequence[Piece]) -> list[tuple[float, float]]:
    pairs = pairwise(row)
    return [
        (before.box.right, piece.box.left)
        for before, piece in pairs
        if piece.box.left - before.box.right >= _NARROWEST_GUTTER * max(before.size, piece.size)
    ]


def _staggered_gaps(pieces: Sequence[Piece]) -> list[tuple[float, float]]:
    """Gaps between pieces that overlap in height without standing on one line."""
    gaps = []
    for piece in pieces:
        behind = [
            other.box.left
            for other in pieces
            if other.box.left - piece.box.right >= _NARROWEST_GUTTER * piece.size and _overlap(piece.box, other.box)
        ]
        if behind:
            gaps.append((piece.box.right, min(behind)))
    return gaps


def _overlap(box: Box, other: Box) -> bool:
    return min(box.bottom, other.bottom) > max(box.top, other.top)


def _is_prose(elements: Sequence[Element]) -> bool:
    """Whether lines fill a column, or two columns beside each other, as running text does."""
    pieces = _pieces(elements)
    if _fills_column(pieces):
        return True
    gutter = _gutter(pieces, ())
    if gutter is None:
        return False
    left = [piece for piece in pieces if piece.box.right <= gutter]
    return _fills_column(left) and _fills_column([piece for piece in pieces if piece.box.left >= gutter])


def _begins_column(elements: Sequence[Element], beside: Sequence[Element]) -> bool:
    """Whether a few lines beside the first lines of a column begin the next one, which ends with them."""
    rows = rows_of(_pieces(elements))
    if not 0 < len(rows) < _FEWEST_ROWS:
        return False
    first = min(beside, key=lambda element: element.box.top)
    return abs(rows[0][0].box.centre - first.box.centre) < rows[0][0].size


def _fills_column(pieces: Sequence[Piece]) -> bool:
    rows = rows_of(pieces)
    if len(rows) < _FEWEST_ROWS:
        return False
    left, rights = min(piece.box.left for piece in pieces), sorted(piece.box.right for piece in pieces)
    right = rights[int(_MOST_LINES * (len(rights) - 1))]
    widths = [row[-1].box.right - row[0].box.left for row in rows]
    letters = [sum(len(piece.text) for piece in row) for row in rows]
    return median(widths) >= _FULL * (right - left) and median(letters) >= _SHORTEST_PROSE
