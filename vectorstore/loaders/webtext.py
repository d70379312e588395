"""The lines and tables of a web page as a browser sets them, and how much of each is link."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vectorstore.loaders.grid import Spread, squeezed
from vectorstore.loaders.webpage import Element

__all__ = ["Block", "blocks_of", "trimmed"]

_BLANK = " \t\r\n\u00a0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff\u00ad"
_ENDS = re.compile(rf"^[{_BLANK}]+|[{_BLANK}]+$")
_WRAP = re.compile(r"[ \t\r\f]*\n[ \t\r\n\f]*")
_BLANKS = re.compile(r"[ \t\r\f]+")
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…·]")
_HEADING = re.compile(r"h([1-6])")
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_NOTE = re.compile(r"(?:^|\s)(?:_?(?:ftn|edn)\d*|footnotes?)(?:\s|$)", re.IGNORECASE)
_NOTE_MARK = re.compile(r"#_?(?:ftn|edn|fn|footnote)", re.IGNORECASE)
_LONGEST_CELL = 400
"""Letters of a cell with several paragraphs that is still data; beyond, the table only lays out the page."""
_WIDEST_SPAN = 1000
"""What HTML allows to colspan."""


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the page, or a table."""

    owner: Element
    """The innermost element with lines of its own that it stands in."""
    text: str
    level: int = 0
    """Of the heading it is, 1 to 6; 0 for none."""
    linked: int = 0
    """Letters in links."""
    rows: tuple[tuple[Spread, ...], ...] = ()
    """Of a table; empty for a line."""
    is_note: bool = False
    """Whether it is (part of) a footnote."""

    @property
    def link_share(self) -> float:
        """Share of its letters in links."""
        return self.linked / max(1, len(self.text))


def blocks_of(element: Element) -> list[Block]:
    """The lines and tables in an element, in order; empty lines left out."""
    setter = _Setter(element)
    setter.set(element)
    setter.end_line()
    return setter.blocks


def trimmed(text: str) -> str:
    """The text without blanks and ideographic indents at its ends."""
    return _ENDS.sub("", text)


@dataclass(slots=True)
class _Setter:
    """Sets elements as lines."""

    owner: Element
    blocks: list[Block] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _linked: int = 0
    _level: int = 0
    _in_link: bool = False
    _is_note: bool = False
    _keeps_lines: bool = False

    def set(self, element: Element) -> None:
        """Set an element and what is in it."""
        tag = element.tag
        if tag == "br":
            self.end_line()
        elif tag == "table" and (rows := _data_rows(element)):
            self._set_table(element, rows)
        elif not (tag == "a" and _NOTE_MARK.match(element.attributes.get("href", "")) and not self._is_note):
            self._set_children(element)

    def end_line(self) -> None:
        """Keep the line so far, unless it is blank."""
        if not self._pieces:
            return
        text = trimmed(_joined("".join(self._pieces)))
        if text:
            self.blocks.append(Block(self.owner, text, self._level, self._linked, is_note=self._is_note))
        self._pieces, self._linked = [], 0

    def _set_children(self, element: Element) -> None:
        kept = (self.owner, self._level, self._in_link, self._is_note, self._keeps_lines)
        if breaks := element.is_block:
            self.end_line()
            self.owner = element
        heading = _HEADING.fullmatch(element.tag)
        self._level = int(heading[1]) if heading else self._level
        self._in_link = self._in_link or element.is_link
        self._is_note = self._is_note or (element.is_block and _NOTE.search(element.labels) is not None)
        self._keeps_lines = (
            self._keeps_lines or element.tag == "pre" or (_PRE.search(element.attributes.get("style", "")) is not None)
        )
        for child in element.children:
            if isinstance(child, Element):
                self.set(child)
            else:
                self._set_text(child)
        if breaks:
            self.end_line()
        self.owner, self._level, self._in_link, self._is_note, self._keeps_lines = kept

    def _set_text(self, text: str) -> None:
        first, *others = text.split("\n") if self._keeps_lines else [text]
        self._put(first)
        for line in others:
            self.end_line()
            self._put(line)

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        if self._in_link:
            self._linked += sum(map(len, text.split()))

    def _set_table(self, element: Element, rows: tuple[tuple[Spread, ...], ...]) -> None:
        self.end_line()
        for caption in (child for child in _children(element) if child.tag == "caption"):
            self._set_children(caption)
        text = "\n".join("\t".join(cell.text for cell in row) for row in rows)
        self.blocks.append(Block(element, text, linked=element.linked, rows=rows, is_note=self._is_note))


def _joined(raw: str) -> str:
    """A line with its blanks as a browser shows them; none where only the source's own lines break in Chinese."""

    def blank(match: re.Match[str]) -> str:
        around = raw[max(0, match.start() - 1) : match.start()] + raw[match.end() : match.end() + 1]
        return "" if _CHINESE.search(around) else " "

    return _BLANKS.sub(" ", _WRAP.sub(blank, raw))


def _data_rows(table: Element) -> tuple[tuple[Spread, ...], ...]:
    """The cells of a table of data; empty for one that only lays out the page."""
    rows = [[cell for cell in _children(row) if cell.tag in ("td", "th")] for row in _rows(table)]
    cells = [cell for row in rows for cell in row]
    if max(map(len, rows), default=0) < 2 or any(_is_layout(cell) for cell in cells):
        return ()
    spread = (tuple(_spread(cell) for cell in row) for row in rows)
    return tuple(row for row in spread if row)


def _rows(table: Element) -> Iterator[Element]:
    for child in _children(table):
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in _children(child) if row.tag == "tr")


def _children(element: Element) -> Iterator[Element]:
    return (child for child in element.children if isinstance(child, Element))


def _is_layout(cell: Element) -> bool:
    if any(element.tag == "table" for element in cell.inside()):
        return True
    return cell.letters > _LONGEST_CELL and len(blocks_of(cell)) > 2


def _spread(cell: Element) -> Spread:
    plain = "".join(child for child in cell.children if isinstance(child, str))
    only_text = not any(_children(cell))
    text = plain if only_text else " ".join(block.text for block in blocks_of(cell))
    return Spread(squeezed(text), _span(cell, "rowspan"), _span(cell, "colspan"))


def _span(cell: Element, of: str) -> int:
    told = cell.attributes.get(of, "1").strip()[:6]
    number = int(told) if told.isdecimal() else 1
    # rowspan="0" covers all rows that follow.
    return min(number, _WIDEST_SPAN) or (_WIDEST_SPAN if of == "rowspan" else 1)
