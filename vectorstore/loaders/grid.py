"""Canonical text in the making: paragraphs, tables with merged cells, headings and asides, with their exact offsets."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from vectorstore.loaders.base import Loaded
from vectorstore.report import Cell, Layout, Table

__all__ = ["Draft", "Grid", "Spread", "set_table", "squeezed"]

_MOST_PLACES = 2_000_000
"""Places (rows x columns) that a table's cells may cover; a sheet of 50,000 cells has a fortieth of them."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A cell as its format gives it: its text and how many rows and columns it covers."""

    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table set as text."""

    text: str
    """One line a row, the cells that begin in it divided by tabs."""
    cells: tuple[Cell, ...]
    """Their offsets are into ``text``; in order of rows, then columns."""

    def table(self, start: int) -> Table:
        """The table in a canonical text that holds ``text`` at ``start``."""
        cells = tuple(replace(cell, start=cell.start + start, end=cell.end + start) for cell in self.cells)
        return Table(start, start + len(self.text), cells)


def squeezed(text: str) -> str:
    """The text on one line, each stretch of blanks, tabs and newlines as one blank."""
    return " ".join(text.split())


def set_table(rows: Iterable[Sequence[Spread]]) -> Grid:
    """A table from its rows, each with the cells that begin in it from left to right, as HTML has them.

    Places that a merged cell covers are not named again. A span that leads out of the table or over another
    cell is cut short; a table whose spans cover more places than any report has loses them.
    """
    kept = [[replace(cell, text=squeezed(cell.text)) for cell in row] for row in rows]
    placed = _placed(kept)
    if placed is None:
        placed = _placed([[Spread(cell.text) for cell in row] for row in kept]) or []
    return _written(kept, placed)


def _placed(rows: list[list[Spread]]) -> list[list[tuple[int, int, int]]] | None:
    """Column, rows and columns of each cell; None when they cover too many places.

    The algorithm is that of HTML's tables (https://html.spec.whatwg.org/multipage/tables.html#forming-a-table).
    """
    free_from: list[int] = []
    placed = []
    left = _MOST_PLACES + sum(map(len, rows))
    for number, row in enumerate(rows):
        column, of_row = 0, []
        for cell in row:
            while column < len(free_from) and free_from[column] > number:
                column, left = column + 1, left - 1
            height = max(1, min(cell.rows, len(rows) - number))
            width = _width(free_from, column, max(1, min(cell.columns, left + 1)), number)
            left -= width
            if left < 0:
                return None
            free_from.extend([0] * (column + width - len(free_from)))
            free_from[column : column + width] = [number + height] * width
            of_row.append((column, height, width))
            column += width
        placed.append(of_row)
    return placed


def _width(free_from: list[int], column: int, wanted: int, row: int) -> int:
    """How many of the wanted columns are free from this one on."""
    taken = (at for at in range(column, min(column + wanted, len(free_from))) if free_from[at] > row)
    return next(taken, column + wanted) - column


def _written(rows: list[list[Spread]], placed: list[list[tuple[int, int, int]]]) -> Grid:
    lines, cells, at = [], [], 0
    for number, (row, places) in enumerate(zip(rows, placed, strict=True)):
        for cell, (column, height, width) in zip(row, places, strict=True):
            cells.append(Cell(at, at + len(cell.text), number, column, height, width))
            at += len(cell.text) + 1
        lines.append("\t".join(cell.text for cell in row))
        at += not row
    return Grid("\n".join(lines), tuple(cells))


class Draft:
    """A canonical text that grows by whole paragraphs and tables; knows where each begins."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._headings: list[tuple[int, int]] = []
        self._tables: list[Table] = []
        self._asides: list[tuple[int, int]] = []

    def paragraph(self, text: str, level: int = 0) -> int:
        """Add a paragraph; ``level`` is that of its heading style, 0 for none. Gives where it starts."""
        start = self._length
        if level and text.strip():
            self._headings.append((start, level))
        self._add(text)
        return start

    def table(self, rows: Iterable[Sequence[Spread]]) -> None:
        """Add a table, given as ``set_table`` takes it; one without rows adds nothing."""
        grid = set_table(rows)
        if grid.cells:
            self._tables.append(grid.table(self._length))
            self._add(grid.text)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is added inside the ``with`` is one aside."""
        start = self._length
        yield
        if self._length > start:
            self._asides.append((start, self._length - 1))

    def finished(self, warnings: Sequence[str] = ()) -> Loaded:
        """The text and its layout."""
        layout = Layout(
            headings=tuple(self._headings),
            tables=tuple(self._tables),
            asides=tuple(self._asides),
            warnings=tuple(warnings),
        )
        return Loaded("\n".join(self._lines), layout)

    def _add(self, text: str) -> None:
        self._lines.append(text)
        self._length += len(text) + 1
