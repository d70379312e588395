"""Footnotes: small print at the foot of a page, and the raised marks in the text that refer to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vectorstore.loaders.printed.letters import joined
from vectorstore.loaders.printed.pieces import merged, rows_of, superscribed
from vectorstore.loaders.printed.shapes import Box, Piece, PrintedPage

__all__ = ["Noted", "with_notes_apart"]

_SMALL = 0.93
_LOWEST_HALF = 0.4
"""Footnotes stand below this share of the page's height."""
_LONGEST_RULE = 0.5
_MARK = re.compile(
    r"\s*(?:[①-⑳⑴-⒇]|[\[［〔【(（]\s*(\d{1,3})\s*[\]］〕】)）]|(\d{1,3})(?=\s|\D)|[*＊※†‡]{1,3}|注\s*\d*\s*[:：])"
)


@dataclass(frozen=True, slots=True)
class Noted:
    """A page without its footnotes, and these."""

    page: PrintedPage
    notes: tuple[str, ...]


def with_notes_apart(page: PrintedPage, body: float) -> Noted:
    """The footnotes of a page apart from its text, whose letters are ``body`` points large."""
    foot = _foot(page, body)
    notes = _notes(foot)
    marks = {mark for note in notes if (mark := _mark(note))}
    at_foot = set(map(id, foot))
    plain = (superscribed(piece, marks) for piece in page.pieces if id(piece) not in at_foot)
    kept = tuple(piece for piece in plain if piece.text)
    return Noted(replace(page, pieces=kept), tuple(notes))


def _foot(page: PrintedPage, body: float) -> list[Piece]:
    """The pieces of the footnotes: below a short rule, or small print that begins with a mark."""
    if page.scanned:
        return []
    for rule in sorted(page.rules, key=lambda rule: -rule.top):
        below = [piece for piece in page.pieces if piece.box.centre > rule.bottom]
        if below and _parts_notes(page, rule) and all(piece.size <= _SMALL * body for piece in below):
            return below
    small: list[Piece] = []
    for row in reversed(rows_of(page.pieces)):
        if max(piece.size for piece in row) > _SMALL * body or row[0].box.top < _LOWEST_HALF * page.height:
            break
        small += row
    first = min(small, key=lambda piece: (piece.box.top, piece.box.left), default=None)
    return small if first and (first.raised or _MARK.match(first.text)) else []


def _parts_notes(page: PrintedPage, rule: Box) -> bool:
    return rule.width <= _LONGEST_RULE * page.width and rule.top >= _LOWEST_HALF * page.height


def _notes(pieces: Sequence[Piece]) -> list[str]:
    """One line for each note; a line without a mark goes on with the note above."""
    notes: list[str] = []
    blank = False
    for row in rows_of(pieces):
        line = merged(row)
        if notes and not row[0].raised and not _MARK.match(line.text):
            notes[-1] = joined(notes[-1], line.text, blank=blank)
        else:
            notes.append(line.text)
        blank = line.ends_blank
    return notes


def _mark(note: str) -> str | None:
    match = _MARK.match(note)
    return re.sub(r"\s+", "", match[0]).strip("[]［］〔〕【】()（）") if match else None
