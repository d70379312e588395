"""Tables without ruling lines: rows whose words stand under each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.loaders.grid import Spread
from vectorstore.loaders.printed.columns import Row
from vectorstore.loaders.printed.shapes import Box, Piece, PrintedTable, around

__all__ = ["with_aligned_tables"]

_FEWEST_ROWS = 3
_FIGURES = 0.6
"""Share of the cells behind the first column that hold a figure or a dash; prose in columns has far fewer."""
_FIGURE = re.compile(
    r"[（(<>≤≥约]?[-+－—–]?\s*\d[\d,，.．\s]*\s*(?:%|％|‰|[\u4e00-\u9fff]{0,4})[）)]?\*?|[-—–－…/／]+|[*√✓]"
)
_LONGEST_FIGURE = 30
_WIDEST_LEADING = 3.0


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    right: float

    def meets(self, box: Box) -> bool:
        return min(self.right, box.right) > max(self.left, box.left)


def with_aligned_tables(rows: Sequence[Row], page: int) -> list[Row]:
    """The rows of a block, those that form a table made one."""
    made: list[Row] = []
    stretch: list[list[Piece]] = []
    for row in rows:
        parts = not isinstance(row, PrintedTable) and len(row) > 1
        if not parts or (stretch and not _follows(stretch[-1], row)):
            made += _table(stretch, page)
            stretch = []
        if isinstance(row, PrintedTable) or not parts:
            made.append(row)
        else:
            stretch.append(row)
    return made + _table(stretch, page)


def _follows(above: Sequence[Piece], row: Row) -> bool:
    if isinstance(row, PrintedTable):
        return False
    leading = min(piece.box.top for piece in row) - max(piece.box.bottom for piece in above)
    return leading <= _WIDEST_LEADING * above[0].size


def _table(rows: list[list[Piece]], page: int) -> list[Row]:
    """The table that rows form, or the rows themselves when they form none."""
    columns = _columns(rows)
    if len(rows) < _FEWEST_ROWS or len(columns) < 2 or not _has_figures(rows, columns):
        return [*rows]
    cells = tuple(tuple(_cells(row, columns)) for row in rows)
    sides = (*(column.left for column in columns), columns[-1].right)
    return [PrintedTable(around(piece.box for row in rows for piece in row), cells, sides, (page,) * len(rows))]


def _columns(rows: Sequence[Sequence[Piece]]) -> list[_Column]:
    """Where pieces of the rows with the most pieces stand under each other."""
    most = max((len(row) for row in rows), default=0)
    columns: list[_Column] = []
    for piece in sorted((piece for row in rows if len(row) == most for piece in row), key=lambda piece: piece.box.left):
        if columns and columns[-1].meets(piece.box):
            columns[-1] = _Column(columns[-1].left, max(columns[-1].right, piece.box.right))
        else:
            columns.append(_Column(piece.box.left, piece.box.right))
    return columns if len(columns) == most else []


def _has_figures(rows: Sequence[Sequence[Piece]], columns: Sequence[_Column]) -> bool:
    behind = [piece for row in rows[1:] for piece in row if not columns[0].meets(piece.box)]
    figures = sum(len(p.text) <= _LONGEST_FIGURE and _FIGURE.fullmatch(p.text.strip()) is not None for p in behind)
    return len(behind) >= _FEWEST_ROWS - 1 and figures >= _FIGURES * len(behind)


def _cells(row: Sequence[Piece], columns: Sequence[_Column]) -> list[Spread]:
    """The cells of a row; a piece over several columns covers them, a column without a piece has an empty cell."""
    cells: list[Spread] = []
    at = 0
    for piece in row:
        met = [number for number, column in enumerate(columns) if number >= at and column.meets(piece.box)]
        nearest = min(range(len(columns)), key=lambda n: abs(columns[n].left - piece.box.left))
        first, last = (met[0], met[-1]) if met else (max(at, nearest),) * 2
        cells += [Spread("")] * (first - at) + [Spread(piece.text, 1, last - first + 1)]
        at = last + 1
    return cells + [Spread("")] * (len(columns) - at)
