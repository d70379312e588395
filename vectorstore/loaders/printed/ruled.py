"""Tables with ruling lines: their cells from the lines, their words from what stands in the cells."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from vectorstore.loaders.grid import Spread
from vectorstore.loaders.printed.shapes import Box, Glyph, Piece, PrintedTable, around

__all__ = ["Frame", "find_frames", "loose_rules", "tables_in"]

_MOST_EDGES = 1_500
"""On one page. A table of 50 rows and 10 columns has at most 1,200, drawn cell by cell."""
_MOST_PAIRS = 100_000
_MOST_CROSSINGS = 3_000
"""Of lines that are one after joining; finding cells takes the square of it. A page of a yearbook has under 2,000."""
_NEAR = 3.0
"""Points between lines that are one line, and between a line's end and the line it meets."""
_STRIP = 20.0
"""Points of height by which cells are looked up."""

_Standing = TypeVar("_Standing", Glyph, Piece)


@dataclass(frozen=True, slots=True)
class Frame:
    """The ruling lines of one table."""

    box: Box
    cells: tuple[Box, ...]


def find_frames(edges: Sequence[Box]) -> list[Frame]:
    """The tables that lines form; at least two rows and two columns each."""
    if not 4 <= len(edges) <= _MOST_EDGES:
        return []
    from pdfplumber import table as plumber

    lines = plumber.merge_edges([_edge(edge) for edge in edges], _NEAR, _NEAR, _NEAR, _NEAR)
    lines += _open_sides(lines)
    down = sum(line["orientation"] == "v" for line in lines)
    if down * (len(lines) - down) > _MOST_PAIRS:
        return []
    crossings = plumber.edges_to_intersections(lines, _NEAR, _NEAR)
    if len(crossings) > _MOST_CROSSINGS:
        return []
    cells = plumber.intersections_to_cells(crossings)
    frames = [
        Frame(around(boxes), boxes) for group in plumber.cells_to_tables(cells) if (boxes := tuple(map(_box, group)))
    ]
    return [frame for frame in frames if len(_steps(frame, "left")) > 1 and len(_steps(frame, "top")) > 1]


def _edge(edge: Box) -> dict[str, Any]:
    """A line as pdfplumber has it."""
    if edge.width >= edge.height:
        return _line("h", edge.left, edge.right, edge.centre, edge.centre)
    return _line("v", edge.middle, edge.middle, edge.top, edge.bottom)


def _line(orientation: str, x0: float, x1: float, top: float, bottom: float) -> dict[str, Any]:
    size = {"width": x1 - x0, "height": bottom - top}
    return {"orientation": orientation, "x0": x0, "x1": x1, "top": top, "bottom": bottom, **size}


def _box(corners: tuple[float, float, float, float]) -> Box:
    return Box(*corners)


def _open_sides(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The left and right side of tables that are printed without them: lines of equal length, columns inside."""
    across = sorted((line for line in lines if line["orientation"] == "h"), key=lambda line: line["top"])
    down = [line for line in lines if line["orientation"] == "v"]
    sides = []
    for x0, x1, group in _of_equal_length(across):
        top, bottom = group[0]["top"], group[-1]["top"]
        inside = [line for line in down if x0 - _NEAR <= line["x0"] <= x1 + _NEAR and _crosses(line, top, bottom)]
        if len(group) < 3 or not inside:
            continue
        open_at = [x for x in (x0, x1) if not any(abs(line["x0"] - x) <= _NEAR for line in inside)]
        sides += [_line("v", x, x, top, bottom) for x in open_at]
    return sides


def _of_equal_length(across: list[dict[str, Any]]) -> Iterator[tuple[float, float, list[dict[str, Any]]]]:
    groups: list[tuple[float, float, list[dict[str, Any]]]] = []
    for line in across:
        same = (g for g in groups if abs(g[0] - line["x0"]) <= _NEAR and abs(g[1] - line["x1"]) <= _NEAR)
        group = next(same, None)
        if group:
            group[2].append(line)
        else:
            groups.append((line["x0"], line["x1"], [line]))
    return iter(groups)


def _crosses(line: dict[str, Any], top: float, bottom: float) -> bool:
    return bool(line["top"] < bottom - _NEAR and line["bottom"] > top + _NEAR)


def _steps(frame: Frame, side: Literal["left", "top"]) -> list[float]:
    """Where rows or columns begin, in order."""
    steps: list[float] = []
    for at in sorted(cell.left if side == "left" else cell.top for cell in frame.cells):
        if not steps or at - steps[-1] > _NEAR:
            steps.append(at)
    return steps


def tables_in(
    frames: Sequence[Frame], page: int, standing: Sequence[_Standing], words: Callable[[list[_Standing]], str]
) -> tuple[list[PrintedTable], list[_Standing]]:
    """The tables that frames hold, and what stands outside of their cells; ``words`` makes a cell's letters text."""
    tables: list[PrintedTable] = []
    outside = list(standing)
    for frame in frames:
        inside, rest = _by_cell(frame, outside)
        table = _table(frame, page, {cell: words(letters) for cell, letters in inside.items()})
        if _is_table(table):
            tables.append(table)
            outside = rest
    return tables, outside


def _by_cell(frame: Frame, standing: Sequence[_Standing]) -> tuple[dict[Box, list[_Standing]], list[_Standing]]:
    """What stands in each cell, and what stands in none."""
    strips: dict[int, list[Box]] = {}
    for cell in frame.cells:
        for strip in range(int(cell.top // _STRIP), int(cell.bottom // _STRIP) + 1):
            strips.setdefault(strip, []).append(cell)
    inside: dict[Box, list[_Standing]] = {}
    rest: list[_Standing] = []
    for one in standing:
        cells = strips.get(int(one.box.centre // _STRIP), ())
        around_it = next((cell for cell in cells if cell.holds(one.box)), None)
        (rest if around_it is None else inside.setdefault(around_it, [])).append(one)
    return inside, rest


def _table(frame: Frame, page: int, texts: dict[Box, str]) -> PrintedTable:
    lefts, tops = _steps(frame, "left"), _steps(frame, "top")
    free = {(row, column) for row in range(len(tops)) for column in range(len(lefts))}
    placed: list[tuple[int, int, Spread]] = []
    for cell in frame.cells:
        row, column = _at(tops, cell.top), _at(lefts, cell.left)
        spread = Spread(texts.get(cell, ""), _at(tops, cell.bottom) - row, _at(lefts, cell.right) - column)
        placed.append((row, column, spread))
        free -= {(row + down, column + right) for down in range(spread.rows) for right in range(spread.columns)}
    placed += [(row, column, Spread("")) for row, column in free]
    placed.sort(key=lambda place: place[:2])
    rows = tuple(tuple(spread for at, _, spread in placed if at == row) for row in range(len(tops)))
    return PrintedTable(frame.box, rows, (*lefts, frame.box.right), (page,) * len(rows))


def _at(steps: list[float], value: float) -> int:
    return bisect_left(steps, value - _NEAR)


def _is_table(table: PrintedTable) -> bool:
    """Whether it holds words in at least two rows and two cells; frames around a page or a picture do not."""
    return sum(any(cell.text for cell in row) for row in table.rows) > 1 and (
        sum(bool(cell.text) for row in table.rows for cell in row) >= len(table.sides) - 1
    )


def loose_rules(edges: Iterable[Box], tables: Sequence[PrintedTable]) -> tuple[Box, ...]:
    """Horizontal lines that belong to no table."""
    return tuple(
        edge for edge in edges if edge.width > 4 * edge.height and not any(table.box.holds(edge) for table in tables)
    )
