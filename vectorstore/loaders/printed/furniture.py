"""Running heads, running feet and page numbers: told by their place and by standing on other pages too.

Body text must never be taken for them, so a row is dropped only when it stands in the outermost part of its page,
parted from the text by space or by its smaller print, and either runs on over pages or is a page number.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median

from vectorstore.loaders.printed.pieces import rows_of
from vectorstore.loaders.printed.shapes import Box, Piece, PrintedPage, around

__all__ = ["without_furniture"]

_ZONE = 0.14
"""Share of the page's height, at its head and at its foot, that furniture stands in."""
_MOST_ROWS = 3
_MOST_PIECES = 6
"""Of one row: a running head has a left, a middle and a right part."""
_LONGEST_NUMBER = 30
_SAME_HEIGHT = 0.012
"""Share of the page's height that a running head's place varies by; twice that in scans."""
_ALIKE = 0.8
"""Likeness of two recognised scans of one running head."""
_APART = 1.35
"""Times the page's usual distance between lines that parts furniture from text."""
_SMALLER = 0.93
_NEARBY = (-2, -1, 1, 2, -4, -3, 3, 4)
_CERTAIN = 3
"""Pages nearby with the same line at the same height, from which on it needs not stand apart."""
_NUMBER = r"(?:\d{1,4}|[ivxlcIVXLC]{1,6}|[一二三四五六七八九十〇○百]{1,5})"
_DASH = r"[—–\-－―·•~～]"
_PAGE_NUMBER = re.compile(
    rf"[—–\-－―·•~～\s|]*第?\s*{_NUMBER}\s*页?\s*[,，]?\s*(?:(?:[/／]|共|of)\s*{_NUMBER}\s*页?)?[—–\-－―·•~～\s|]*"
)
_SURE_NUMBER = re.compile(
    rf"{_DASH}+\s*{_NUMBER}\s*{_DASH}+|第\s*{_NUMBER}\s*页(?:\s*[,，/]?\s*共\s*{_NUMBER}\s*页)?|\d+\s*[/／]\s*\d+|Page\s*\d+.{{0,10}}"
)
_SENTENCE = re.compile(r"[。！？；，、：][”’）》]*$")
"""What a line of text may end on and a running head never does."""
_ARABIC = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row in a page's head or foot."""

    pieces: tuple[Piece, ...]
    parted: bool
    """Whether it stands apart from the text, or is printed smaller."""


def without_furniture(pages: Sequence[PrintedPage]) -> list[PrintedPage]:
    """The pages with what runs along their heads and feet taken away."""
    kept = list(pages)
    rows = [rows_of(page.pieces) for page in pages]
    leading = median([b[0].box.centre - a[0].box.centre for of_page in rows for a, b in pairwise(of_page)] or [0.0])
    size = median([piece.size for page in pages for piece in page.pieces] or [0.0])
    for foot in (False, True):
        zones = [_outer_rows(page, of_page, leading, size, foot) for page, of_page in zip(pages, rows, strict=True)]
        for at, page in enumerate(kept):
            gone = set(map(id, _furniture(pages, zones, at)))
            pieces = tuple(piece for piece in page.pieces if id(piece) not in gone)
            kept[at] = replace(page, pieces=pieces) if gone else page
    return kept


def _outer_rows(page: PrintedPage, rows: Sequence[list[Piece]], leading: float, size: float, foot: bool) -> list[_Row]:
    """The rows of a page's head or foot, outermost first; ``leading`` and ``size`` are the file's usual ones."""
    boxes = [around(piece.box for piece in row) for row in rows]
    inner = [table.box for table in page.tables]
    zone = []
    order = range(len(rows) - 1, -1, -1) if foot else range(len(rows))
    for at in order[:_MOST_ROWS]:
        share = boxes[at].centre / page.height
        if (1 - share if foot else share) > _ZONE:
            break
        beyond = inner + (boxes[:at] if foot else boxes[at + 1 :])
        parted = _distance(boxes[at], beyond) > _APART * leading - boxes[at].height
        smaller = max(piece.size for piece in rows[at]) <= _SMALLER * size
        zone.append(_Row(tuple(rows[at]), parted or smaller))
    return zone


def _distance(box: Box, others: Sequence[Box]) -> float:
    """Points of empty height between a box and the nearest of the others."""
    return min((max(other.top - box.bottom, box.top - other.bottom) for other in others), default=0.0)


def _furniture(pages: Sequence[PrintedPage], zones: Sequence[list[_Row]], at: int) -> Iterator[Piece]:
    """The pieces of a page's head or foot that are furniture: rows from the outermost on, until one is text.

    Two rows of a running head may stand close together; then the inner one parts them from the text.
    """
    taken: list[_Row] = []
    for row in zones[at]:
        if len(row.pieces) > _MOST_PIECES or any(_SENTENCE.search(piece.text) for piece in row.pieces):
            break
        if not all(_repeats(pages, zones, at, piece) or _is_number(piece, row) for piece in row.pieces):
            break
        taken.append(row)
    while taken and not (taken[-1].parted or all(_is_certain(pages, zones, at, piece) for piece in taken[-1].pieces)):
        taken.pop()
    for row in taken:
        yield from row.pieces


def _is_certain(pages: Sequence[PrintedPage], zones: Sequence[list[_Row]], at: int, piece: Piece) -> bool:
    """Whether a piece is furniture though no space parts it from the text: — 12 —, or one line on page after page."""
    if _is_sure_number(piece):
        return True
    return _repeats(pages, zones, at, piece, least=_CERTAIN)


def _repeats(pages: Sequence[PrintedPage], zones: Sequence[list[_Row]], at: int, piece: Piece, least: int = 1) -> bool:
    """Whether the like stands at the same height of so many pages nearby; left and right pages may differ."""
    seen = 0
    for step in _NEARBY:
        if 0 <= at + step < len(pages):
            here, there = pages[at], pages[at + step]
            others = (other for row in zones[at + step] for other in row.pieces)
            seen += any(_same_place(here, there, piece, o) and _same_words(here, piece, o, step) for o in others)
            if seen >= least:
                return True
    return False


def _same_place(here: PrintedPage, there: PrintedPage, piece: Piece, other: Piece) -> bool:
    shift = abs(piece.box.centre / here.height - other.box.centre / there.height)
    return shift <= _SAME_HEIGHT * (2 if here.scanned else 1)


def _same_words(page: PrintedPage, piece: Piece, other: Piece, step: int) -> bool:
    """Whether two pieces say the same but for a number that counts the pages."""
    a, b = re.sub(r"\s+", "", piece.text), re.sub(r"\s+", "", other.text)
    if a == b:
        return True
    if _ARABIC.sub("#", a) == _ARABIC.sub("#", b):
        changes = {int(y) - int(x) for x, y in zip(_ARABIC.findall(a), _ARABIC.findall(b), strict=True) if x != y}
        return changes == {step}
    return page.scanned and min(len(a), len(b)) >= 6 and SequenceMatcher(None, a, b).ratio() >= _ALIKE


def _is_number(piece: Piece, row: _Row) -> bool:
    """Whether a piece is a page's number, though no page nearby has the next one."""
    text = piece.text.strip()
    if len(text) > _LONGEST_NUMBER:
        return False
    return _is_sure_number(piece) or (row.parted and _PAGE_NUMBER.fullmatch(text) is not None)


def _is_sure_number(piece: Piece) -> bool:
    text = piece.text.strip()
    return len(text) <= _LONGEST_NUMBER and _SURE_NUMBER.fullmatch(text) is not None
