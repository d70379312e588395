"""The tables of a Word file as rows of cells with the rows and columns that each covers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from vectorstore.loaders.docx_styles import number_of, w
from vectorstore.loaders.grid import Spread

__all__ = ["TRANSPARENT", "cells_of", "is_removed", "only_cell", "rows_of", "spread_table"]

TRANSPARENT = frozenset(map(w, ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")))
"""Elements that only wrap what is shown."""


def rows_of(table: Any) -> list[Any]:
    """Its rows but those that tracked changes delete."""
    return [row for row in _inside(table, w("tr")) if not is_removed(row.find(w("trPr")))]


def cells_of(row: Any) -> list[Any]:
    """Its cells but those that tracked changes delete."""
    return [cell for cell in _inside(row, w("tc")) if cell.find(f"{w('tcPr')}/{w('cellDel')}") is None]


def only_cell(table: Any) -> Any | None:
    """The cell of a table that has just one; else None."""
    rows = rows_of(table)
    cells = cells_of(rows[0]) if len(rows) == 1 else []
    return cells[0] if len(cells) == 1 else None


def is_removed(properties: Any) -> bool:
    """Whether the mark that ends a paragraph, or a row, is deleted or moved away in tracked changes."""
    return properties is not None and any(properties.find(w(tag)) is not None for tag in ("del", "moveFrom"))


def spread_table(table: Any, read: Callable[[Any], str]) -> list[list[Spread]]:
    """Its rows as ``set_table`` takes them; ``read`` gives the text of a cell.

    Cells merged downwards (vMerge) or to the right (gridSpan, hMerge) are one, with the text of the first.
    """
    spread: list[list[Spread]] = []
    above: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(rows_of(table)):
        column = _span(row, "w:trPr/w:gridBefore", 0)
        spread.append([Spread("", columns=column)] if column else [])
        for cell in cells_of(row):
            width = _span(cell, "w:tcPr/w:gridSpan", 1)
            if _goes_on(cell, "vMerge") and _is_open(spread, above.get(column), number):
                top, place = above[column]
                spread[top][place] = replace(spread[top][place], rows=number - top + 1)
            elif _goes_on(cell, "hMerge") and spread[-1]:
                spread[-1][-1] = replace(spread[-1][-1], columns=spread[-1][-1].columns + width)
            else:
                above[column] = (number, len(spread[-1]))
                spread[-1].append(Spread(read(cell), columns=width))
            column += width
    return spread


def _is_open(spread: list[list[Spread]], above: tuple[int, int] | None, row: int) -> bool:
    """Whether the cell above reaches down to this row."""
    return above is not None and above[0] + spread[above[0]][above[1]].rows == row


def _goes_on(cell: Any, merge: str) -> bool:
    """Whether a cell continues the one above it (vMerge) or to its left (hMerge)."""
    merged = cell.find(f"{w('tcPr')}/{w(merge)}")
    return merged is not None and merged.get(w("val"), "continue") == "continue"


def _inside(parent: Any, tag: str) -> list[Any]:
    found = []
    for child in parent:
        if child.tag == tag:
            found.append(child)
        elif child.tag in TRANSPARENT:
            found += _inside(child, tag)
    return found


def _span(element: Any, path: str, least: int) -> int:
    return max(least, number_of(element, path) or 0)
