"""Tables that go on over pages, made one."""

import re
from collections.abc import Sequence

from vectorstore.loaders.grid import Spread
from vectorstore.loaders.printed.letters import joined
from vectorstore.loaders.printed.shapes import Line, PrintedTable, around

__all__ = ["joined_tables"]

_SAME_SIDE = 6.0
"""Points that a column's side may differ by from page to page."""
_CONTINUED = re.compile(
    r"[（(【]?\s*(?:接上表|上接表.*|续\s*上?表\s*[\d一二三四五六七八九十]*|表.{0,8}[（(]?续[）)]?)\s*[）)】]?"
)


def joined_tables(flow: Sequence[Line | PrintedTable]) -> list[Line | PrintedTable]:
    """The flow with a table that goes on at the head of the next page made one, its repeated head rows dropped."""
    kept: list[Line | PrintedTable] = []
    for element in flow:
        if not isinstance(element, PrintedTable):
            kept.append(element)
            continue
        above = _table_above(kept, element)
        if above is None:
            kept.append(element)
        else:
            del kept[above + 1 :]
            before = kept[above]
            if isinstance(before, PrintedTable):
                kept[above] = _as_one(before, element)
    return kept


def _table_above(flow: Sequence[Line | PrintedTable], table: PrintedTable) -> int | None:
    """Where the table stands that this one continues; only a line such as 续表 may stand between."""
    for at in range(len(flow) - 1, max(-1, len(flow) - 3), -1):
        above = flow[at]
        if isinstance(above, PrintedTable):
            return at if above.pages[-1] == table.pages[0] - 1 and _same_columns(above, table) else None
        if not _CONTINUED.fullmatch(above.text.strip()):
            return None
    return None


def _same_columns(above: PrintedTable, table: PrintedTable) -> bool:
    if len(above.sides) != len(table.sides):
        return False
    shift = table.sides[0] - above.sides[0]
    return all(abs(b - a - shift) <= _SAME_SIDE for a, b in zip(above.sides, table.sides, strict=True))


def _as_one(above: PrintedTable, table: PrintedTable) -> PrintedTable:
    head = _repeated(above.rows, table.rows)
    rows, below = list(above.rows), list(table.rows[head:])
    pages = (*above.pages, *table.pages[head:])
    if below and not head and _is_rest_of_row(rows[-1], below[0]):
        rows[-1] = tuple(_rejoined(a, b) for a, b in zip(rows[-1], below[0], strict=True))
        below, pages = below[1:], (*above.pages, *table.pages[1:])
    return PrintedTable(around((above.box, table.box)), (*rows, *below), above.sides, pages)


def _is_rest_of_row(row: Sequence[Spread], rest: Sequence[Spread]) -> bool:
    """Whether a page ended within a row, so that only the last words of some cells stand on the next.

    A row that has words in its first cell only may be the heading of a group, and figures are a row of their own.
    """
    if [cell.columns for cell in row] != [cell.columns for cell in rest]:
        return False
    words = [cell.text for cell in rest[1:] if cell.text]
    broken = all(a.text or not b.text for a, b in zip(row, rest, strict=True))
    return broken and 0 < len(words) < len(rest) - 1 and not any(map(str.isdigit, "".join(words)))


def _rejoined(cell: Spread, rest: Spread) -> Spread:
    return Spread(joined(cell.text, rest.text), cell.rows, cell.columns)


def _repeated(above: Sequence[Sequence[Spread]], rows: Sequence[Sequence[Spread]]) -> int:
    """How many rows at the head are those at the other's head."""
    count = 0
    while count < min(len(above), len(rows) - 1) and list(above[count]) == list(rows[count]):
        count += 1
    return count
