"""The blocks of a Word file in order: paragraphs with their numbers and heading levels, tables with merged cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vectorstore.loaders.docx_numbering import Numbering
from vectorstore.loaders.docx_styles import Styles, number_of, switched_on, value_of, w
from vectorstore.loaders.docx_tables import TRANSPARENT, cells_of, is_removed, only_cell, rows_of, spread_table
from vectorstore.loaders.docx_text import read_words
from vectorstore.loaders.grid import Spread, squeezed

__all__ = ["Paragraph", "Story"]

_CONTENTS = "Table of Contents"
"""Gallery of Word's own tables of contents, which repeat the headings with page numbers."""
_LONGEST_HEADING = 100
"""Letters of a paragraph that is a heading as a whole; some authors give whole paragraphs an outline level."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as printed, its number included."""

    text: str
    level: int
    """Of its heading style or outline, 0 for none."""


class Story:
    """Reads the body, a note or a text box; counts automatic numbers on from one to the next."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles, self._numbering = styles, numbering
        self.notes: list[tuple[str, str]] = []
        """Footnotes and endnotes referred to so far: (footnotes or endnotes, id)."""
        self.boxes: list[Any] = []
        """Text boxes met so far."""
        self.pictures = 0

    def blocks(self, parent: Any) -> Iterator[Paragraph | list[list[Spread]]]:
        """Its paragraphs and its tables, the latter as rows of cells.

        A table of one cell is layout: its paragraphs are given instead.
        """
        carried = ""
        for block in _blocks(parent):
            if block.tag == w("tbl"):
                if (cell := only_cell(block)) is not None:
                    yield from self.blocks(cell)
                else:
                    yield spread_table(block, self._cell)
                continue
            properties = block.find(w("pPr"))
            mark = properties.find(w("rPr")) if properties is not None else None
            words = self._read(block)
            if is_removed(mark):
                # A paragraph whose end was deleted goes on in the next.
                carried += words
                continue
            if self._is_left_out(properties, mark, words):
                continue
            words, carried = carried + words, ""
            yield self._paragraph(properties, words)
        if carried.strip():
            yield Paragraph(carried, 0)

    def _read(self, paragraph: Any) -> str:
        words = read_words(paragraph, self._styles)
        self.notes += words.notes
        self.boxes += words.boxes
        self.pictures += words.pictures
        return words.text

    def _is_left_out(self, properties: Any, mark: Any, words: str) -> bool:
        style = value_of(properties, "w:pStyle")
        hidden = switched_on(mark, "vanish") is True or self._styles.is_hidden(style)
        return (hidden and not words.strip()) or self._styles.is_contents(style)

    def _paragraph(self, properties: Any, words: str, in_cell: bool = False) -> Paragraph:
        number = self._number(properties)
        if words.strip() or in_cell:
            words = number + (words.lstrip() if number else words)
        level = self._level(properties) if len(words) <= _LONGEST_HEADING else 0
        return Paragraph(words, level)

    def _level(self, properties: Any) -> int:
        outline = number_of(properties, "w:outlineLvl")
        if outline is not None:
            return outline + 1 if 0 <= outline < 9 else 0
        return self._styles.heading_level(value_of(properties, "w:pStyle"))

    def _number(self, properties: Any) -> str:
        """The automatic number in front of a paragraph; empty when it has none."""
        definition = value_of(properties, "w:numPr/w:numId")
        level = number_of(properties, "w:numPr/w:ilvl")
        if definition is None:
            definition, of_style, style = self._styles.numbering(value_of(properties, "w:pStyle"))
            if definition is None:
                return ""
            linked = self._numbering.level_of(definition, value_of(properties, "w:pStyle") or style)
            level = next((each for each in (level, linked, of_style) if each is not None), 0)
        return self._numbering.next(definition, level or 0)

    def _cell(self, cell: Any) -> str:
        """Its paragraphs and the cells of tables inside it, on one line."""
        parts = []
        for block in _blocks(cell):
            if block.tag == w("tbl"):
                parts += [self._cell(inner) for row in rows_of(block) for inner in cells_of(row)]
            else:
                parts.append(self._paragraph(block.find(w("pPr")), self._read(block), in_cell=True).text)
        return squeezed(" ".join(parts))


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, looked for inside content controls and insertions."""
    for child in parent:
        if child.tag in (w("p"), w("tbl")):
            yield child
        elif child.tag in TRANSPARENT and value_of(child, "w:sdtPr/w:docPartObj/w:docPartGallery") != _CONTENTS:
            yield from _blocks(child)
