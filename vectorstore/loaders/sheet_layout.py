"""One sheet of a workbook as text: title lines, tables divided by empty rows, notes."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vectorstore.loaders.grid import Draft, Spread, squeezed

__all__ = ["Area", "Sheet", "add_sheet"]

_SHORTEST_TITLE = 8
"""Letters of a line that names a table though it stands neither in the first column nor across the table."""
_LABEL = re.compile(r"[（(]?[\u4e00-\u9fff]{0,8}(?:单位|时间|日期|月份|年份|表号|机关|文号|部门)\s*[:：]")
_NOTE = re.compile(r"[（(]?(?:注|备注|说明|附注|数据来源|资料来源|来源|填表|制表|审核|联系)[\d一二三]?\s*[:：]|[*＊※]")


@dataclass(frozen=True, slots=True)
class Area:
    """A merged cell, by its first and last row and column."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet shows."""

    cells: Mapping[tuple[int, int], str]
    """Texts by row and column; only those of cells that are not empty."""
    merged: tuple[Area, ...] = ()


class _Block:
    """Rows without an empty one between them."""

    def __init__(
        self, inked: Mapping[int, Sequence[int]], owners: Mapping[tuple[int, int], Area], rows: Sequence[int]
    ) -> None:
        self.rows = rows
        self.columns = sorted({column for row in rows for column in inked[row]})
        self._inked, self._owners = inked, owners

    def part(self, first: int, behind: int) -> "_Block":
        return _Block(self._inked, self._owners, self.rows[first:behind])

    def inked(self, at: int) -> Sequence[int]:
        """Columns of the cells that are not empty in the row at an index."""
        return self._inked[self.rows[at]]

    def size(self, row: int, column: int) -> tuple[int, int]:
        """How many of its rows and columns a cell covers."""
        area = self._owners.get((row, column), Area(row, column, row, column))
        return _within(self.rows, area.top, area.bottom), _within(self.columns, area.left, area.right)

    def spreads(self, cells: Mapping[tuple[int, int], str]) -> Iterator[list[Spread]]:
        """Its rows as ``set_table`` takes them."""
        for row in self.rows:
            spreads = []
            for column in self.columns:
                area = self._owners.get((row, column))
                if area is None:
                    spreads.append(Spread(cells.get((row, column), "")))
                elif self._begins(area, row, column):
                    spreads.append(Spread(cells.get((area.top, area.left), ""), *self.size(row, column)))
            yield spreads

    def _begins(self, area: Area, row: int, column: int) -> bool:
        """Whether no place of the merged cell comes before this one."""
        return (
            self.rows[bisect_left(self.rows, area.top)] == row
            and self.columns[bisect_left(self.columns, area.left)] == column
        )


def add_sheet(draft: Draft, sheet: Sheet) -> None:
    """Write what a sheet shows: lines of a single cell over a table and notes below it are paragraphs."""
    inked: dict[int, list[int]] = {}
    for row, column in sorted(sheet.cells):
        inked.setdefault(row, []).append(column)
    owners = {
        (row, column): area
        for area in sheet.merged
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    }
    for rows in _undivided(sorted(inked), sheet):
        _add_block(draft, _Block(inked, owners, rows), sheet.cells)


def _undivided(rows: Sequence[int], sheet: Sheet) -> Iterator[list[int]]:
    """Rows that are not empty, divided where empty ones stand that no merged cell leads over."""
    areas = (area for area in sheet.merged if (area.top, area.left) in sheet.cells)
    bridged = {row for area in areas for row in range(area.top, area.bottom)}
    block: list[int] = []
    for row in rows:
        if block and row - block[-1] > 1 and not all(between in bridged for between in range(block[-1], row)):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _add_block(draft: Draft, block: _Block, cells: Mapping[tuple[int, int], str]) -> None:
    captions = next((at for at in range(len(block.rows)) if not _is_caption(block, at, cells)), len(block.rows))
    notes = max(captions, _first_note(block, cells))
    _add_lines(draft, block.part(0, captions), cells)
    table = block.part(captions, notes)
    if len(table.columns) > 1:
        draft.table(table.spreads(cells))
    else:
        _add_lines(draft, table, cells)
    _add_lines(draft, block.part(notes, len(block.rows)), cells)


def _add_lines(draft: Draft, block: _Block, cells: Mapping[tuple[int, int], str]) -> None:
    for at, row in enumerate(block.rows):
        for column in block.inked(at):
            draft.paragraph(squeezed(cells[row, column]))


def _is_caption(block: _Block, at: int, cells: Mapping[tuple[int, int], str]) -> bool:
    """Whether a row above a table names it, its unit or its time."""
    row, inked = block.rows[at], block.inked(at)
    if all(_LABEL.match(cells[row, column]) for column in inked):
        return True
    height, width = block.size(row, inked[0])
    if len(inked) > 1 or (height > 1 and width < 2):
        return False
    starts = inked[0] == block.columns[0]
    return starts or width * 2 >= len(block.columns) or (at == 0 and len(cells[row, inked[0]]) >= _SHORTEST_TITLE)


def _first_note(block: _Block, cells: Mapping[tuple[int, int], str]) -> int:
    """The index of the first row of the notes below a table; the number of rows when it has none."""
    first = len(block.rows)
    for at in range(len(block.rows) - 1, -1, -1):
        if len(block.inked(at)) > 1 and not all(_NOTE.match(cells[block.rows[at], each]) for each in block.inked(at)):
            break
        if _NOTE.match(cells[block.rows[at], block.inked(at)[0]]):
            first = at
    return first


def _within(numbers: Sequence[int], first: int, last: int) -> int:
    return bisect_right(numbers, last) - bisect_left(numbers, first)
