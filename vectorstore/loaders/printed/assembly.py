"""Pages to canonical text: furniture away, notes apart, columns in order, lines joined, tables set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vectorstore.loaders.base import Loaded
from vectorstore.loaders.grid import set_table
from vectorstore.loaders.printed.aligned import with_aligned_tables
from vectorstore.loaders.printed.columns import blocks_of
from vectorstore.loaders.printed.continued import joined_tables
from vectorstore.loaders.printed.furniture import without_furniture
from vectorstore.loaders.printed.letters import joined
from vectorstore.loaders.printed.margins import Column, margins_of
from vectorstore.loaders.printed.notes import with_notes_apart
from vectorstore.loaders.printed.paragraphs import Habits, habits_of, paragraphs_of
from vectorstore.loaders.printed.pieces import merged, usual_size
from vectorstore.loaders.printed.shapes import Line, Margins, Piece, PrintedPage, PrintedTable
from vectorstore.report import Layout, Table

__all__ = ["assemble"]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    lines: Sequence[Line]

    @property
    def last_page(self) -> int:
        return self.lines[-1].page


@dataclass(frozen=True, slots=True)
class _Note:
    text: str
    page: int


_Unit = _Paragraph | PrintedTable | _Note


def assemble(pages: Sequence[PrintedPage], warnings: Sequence[str] = ()) -> Loaded:
    """The canonical text of the pages of a file, in the order they are read.

    A footnote stands in front of the paragraph that runs on to the next page, so that it keeps its own page.
    """
    body = usual_size(piece for page in pages for piece in page.pieces)
    noted = [with_notes_apart(page, body) for page in without_furniture(pages)]
    flow = joined_tables(list(_flow([one.page for one in noted])))
    units = list(_units(flow))
    notes = [_Note(text, one.page.number) for one in noted for text in one.notes]
    return _Writer(len(pages)).written(_with_notes(units, notes), warnings)


def _flow(pages: Sequence[PrintedPage]) -> Iterator[Line | PrintedTable]:
    """Lines and tables of all pages, in the order they are read."""
    gutters: list[float] = []
    blocks = [
        (page, block) for page in pages for block in blocks_of([*page.pieces, *page.tables], page.width / 2, gutters)
    ]
    rows = [with_aligned_tables(block.rows, page.number) for page, block in blocks]
    lines = [[row if isinstance(row, PrintedTable) else merged(row) for row in of_block] for of_block in rows]
    margins = margins_of(
        [
            Column([line for line in of_block if isinstance(line, Piece)], block.columns, page.width)
            for of_block, (page, block) in zip(lines, blocks, strict=True)
        ]
    )
    for number, (page, _) in enumerate(blocks):
        for line in lines[number]:
            yield _line(line, page, number, margins[number]) if isinstance(line, Piece) else line


def _line(piece: Piece, page: PrintedPage, column: int, margins: Margins) -> Line:
    return Line(piece.text, piece.box, piece.size, page.number, column, margins, piece.ends_blank, page.scanned)


def _units(flow: Sequence[Line | PrintedTable]) -> Iterator[_Unit]:
    """Paragraphs and tables; no paragraph goes on behind a table."""
    habits = habits_of([element for element in flow if isinstance(element, Line)])
    stretch: list[Line] = []
    for element in flow:
        if isinstance(element, Line):
            stretch.append(element)
        else:
            yield from _paragraphs(stretch, habits)
            stretch = []
            yield element
    yield from _paragraphs(stretch, habits)


def _paragraphs(lines: Sequence[Line], habits: Habits) -> Iterator[_Unit]:
    return map(_Paragraph, paragraphs_of(lines, habits))


def _with_notes(units: Sequence[_Unit], notes: Sequence[_Note]) -> list[_Unit]:
    """The notes of each page behind the last paragraph or table that ends on it."""
    placed: list[_Unit] = []
    waiting = list(notes)
    for unit in units:
        while waiting and _last_page(unit) > waiting[0].page:
            placed.append(waiting.pop(0))
        placed.append(unit)
    return placed + list(waiting)


def _last_page(unit: _Unit) -> int:
    if isinstance(unit, _Paragraph):
        return unit.last_page
    return unit.pages[-1] if isinstance(unit, PrintedTable) else unit.page


class _Writer:
    """Writes units one below the other and marks where each page begins."""

    def __init__(self, pages: int) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._starts: list[int | None] = [None] * pages
        self._tables: list[Table] = []
        self._asides: list[tuple[int, int]] = []

    def written(self, units: Sequence[_Unit], warnings: Sequence[str]) -> Loaded:
        """The canonical text of the units and its layout."""
        for unit in units:
            if isinstance(unit, _Paragraph):
                self._add(self._joined(unit.lines))
            elif isinstance(unit, PrintedTable):
                self._set(unit)
            else:
                self._mark(unit.page, self._length)
                self._asides.append((self._length, self._length + len(unit.text)))
                self._add(unit.text)
        layout = Layout(
            pages=self._pages(), tables=tuple(self._tables), asides=tuple(self._asides), warnings=tuple(warnings)
        )
        return Loaded("\n".join(self._lines), layout)

    def _joined(self, lines: Sequence[Line]) -> str:
        parts, length, blank = [""], 0, False
        for line in lines:
            words = line.text.strip(" \u3000")
            whole = joined(parts[-1], words, blank=blank)
            before = whole[: len(whole) - len(words)]
            length += len(before) - len(parts[-1])
            self._mark(line.page, self._length + length)
            parts[-1:] = [before, words]
            length, blank = length + len(words), line.ends_blank
        return "".join(parts)

    def _set(self, table: PrintedTable) -> None:
        grid = set_table(table.rows)
        starts = {cell.row: cell.start for cell in reversed(grid.cells)}
        for row, page in enumerate(table.pages):
            self._mark(page, self._length + starts.get(row, 0))
        self._tables.append(grid.table(self._length))
        self._add(grid.text)

    def _mark(self, page: int, offset: int) -> None:
        if self._starts[page - 1] is None:
            self._starts[page - 1] = offset

    def _add(self, text: str) -> None:
        self._lines.append(text)
        self._length += len(text) + 1

    def _pages(self) -> tuple[int, ...]:
        """Where each page begins; a page without text begins where the next one does."""
        following = max(0, self._length - 1)
        pages = []
        for start in reversed(self._starts):
            following = following if start is None else min(start, following)
            pages.append(following)
        return (0, *pages[::-1][1:]) if pages else ()
