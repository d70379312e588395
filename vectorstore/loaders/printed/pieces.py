"""Glyphs to pieces, pieces to rows: what belongs together on one printed line."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from vectorstore.loaders.printed.letters import SUPERSCRIPTS, joined
from vectorstore.loaders.printed.shapes import Box, Glyph, Line, Piece, around

__all__ = ["merged", "pieces_of", "rows_of", "superscribed", "usual_size", "wrapped"]

_WIDEST_GAP = 1.0
"""Letters between two glyphs of one piece; a column's gutter is wider, justified text is set closer."""
_WORD_GAP = 0.2
"""Letters between two Latin words that no blank was typed between."""
_CHINESE_GAP = 0.75
_CLOSER_GAP = 0.2
"""Letters by which a gap between two Chinese ones exceeds the line's usual gap where a blank was typed."""
_USUAL_SIZE = 10.5
"""Points: 五号, for a file without letters."""
_MOST_NEAR = 200
"""Runs on one line that another may go on from; a line of a page has a tenth of them."""
_FEW = 3
_SMALLER = 0.8
_HIGHER = 0.1
"""A superscript has a smaller font and stands higher, by these shares of the line's font size."""


def pieces_of(glyphs: Sequence[Glyph]) -> list[Piece]:
    """The pieces that glyphs form, whatever the order in which the file paints them."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if (runs and _is_part_of_ligature(runs[-1][-1], glyph)) or (runs and _goes_on(runs[-1], glyph)):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    inked = [run for run in runs if any(glyph.letter.strip() for glyph in run)]
    return [piece for run in _grown_together(inked) if (piece := _piece(run))]


def _is_part_of_ligature(last: Glyph, glyph: Glyph) -> bool:
    """Whether two letters are printed by one shape, as —— and fi often are; print made bold by repeating it is not."""
    return last.box == glyph.box and (last.letter != glyph.letter or glyph.letter in "—…f")


def _goes_on(run: list[Glyph], glyph: Glyph) -> bool:
    last = run[-1]
    reach = _WIDEST_GAP * max(last.size, glyph.size)
    return -0.5 * reach <= glyph.box.left - last.box.right <= reach and last.box.beside(glyph.box)


def _grown_together(runs: list[list[Glyph]]) -> list[list[Glyph]]:
    """Runs that go on where another ends made one, and what was painted twice taken once."""
    rows: dict[int, list[list[Glyph]]] = {}
    grown: list[list[Glyph]] = []
    for run in sorted(runs, key=lambda run: run[0].box.left):
        row = round(run[0].box.centre / 8)
        near = (other for key in (row - 1, row, row + 1) for other in rows.get(key, [])[-_MOST_NEAR:])
        for other in near:
            if _painted_twice(other, run):
                break
            if _goes_on(other, run[0]):
                other.extend(run)
                break
        else:
            rows.setdefault(row, []).append(run)
            grown.append(run)
    return grown


def _painted_twice(run: list[Glyph], again: list[Glyph]) -> bool:
    """Whether a run is another's shadow, as bold print is imitated."""
    if len(run) < len(again) or abs(run[0].box.left - again[0].box.left) > 0.2 * run[0].size:
        return False
    return run[0].box.beside(again[0].box) and all(a.letter == b.letter for a, b in zip(run, again, strict=False))


def _piece(run: list[Glyph]) -> Piece | None:
    last_ink = max(at for at, glyph in enumerate(run) if glyph.letter.strip())
    ends_blank = last_ink < len(run) - 1
    run = run[: last_ink + 1]
    inked = [glyph for glyph in run if glyph.letter.strip()]
    size = median(glyph.size for glyph in inked)
    full = [glyph.box.bottom for glyph in inked if glyph.size > _SMALLER * size]
    baseline = median(full) if full else inked[0].box.bottom
    usual = _usual_gap(run)
    text, raised = "", []
    for at, glyph in enumerate(run):
        if not glyph.letter.strip():
            text += glyph.letter if text else ""
            continue
        if at and text and not text.endswith((" ", "\u3000")) and _apart(run[at - 1], glyph, usual):
            text += " "
        if glyph.size <= _SMALLER * size and glyph.box.bottom < baseline - _HIGHER * size:
            raised.append((len(text), len(text) + len(glyph.letter)))
        text += glyph.letter
    return Piece(text, around(glyph.box for glyph in inked), size, _merged_spans(raised), ends_blank)


def _usual_gap(run: Sequence[Glyph]) -> float:
    """The gap between Chinese letters of a line, in letters: wider in justified text."""
    gaps = [(b.box.left - a.box.right) / a.size for a, b in pairwise(run) if _is_chinese(a) and _is_chinese(b)]
    return median(gaps) if len(gaps) > _FEW else _CHINESE_GAP


def _is_chinese(glyph: Glyph) -> bool:
    return "\u3400" <= glyph.letter <= "\u9fff"


def _apart(before: Glyph, glyph: Glyph, usual: float) -> bool:
    """Whether a blank belongs between two glyphs that stand apart without one."""
    gap = (glyph.box.left - before.box.right) / max(before.size, glyph.size)
    if _is_chinese(before) and _is_chinese(glyph):
        return gap > min(_CHINESE_GAP, usual + _CLOSER_GAP)
    latin = before.letter.isascii() and glyph.letter.isascii() and before.letter.isalpha() and glyph.letter.isalpha()
    return gap > (_WORD_GAP if latin else _CHINESE_GAP)


def _merged_spans(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def rows_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces that stand on one line, from left to right; the lines from top to bottom."""
    rows: list[list[Piece]] = []
    boxes: list[Box] = []
    for piece in sorted(pieces, key=lambda piece: piece.box.centre):
        if rows and boxes[-1].beside(piece.box) and all(_clear(piece, other) for other in rows[-1]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
            boxes.append(piece.box)
    return [sorted(row, key=lambda piece: piece.box.left) for row in rows]


def _clear(piece: Piece, other: Piece) -> bool:
    """Whether two pieces can stand on one line: neither over the other."""
    shared = min(piece.box.right, other.box.right) - max(piece.box.left, other.box.left)
    return shared <= 0.5 * min(piece.size, other.size)


def merged(row: Sequence[Piece]) -> Piece:
    """The pieces of one line as one, a blank in each wide gap."""
    text = row[0].text
    for before, piece in pairwise(row):
        wide = piece.box.left - before.box.right > 0.5 * max(before.size, piece.size)
        text += (" " if wide or before.ends_blank else "") + piece.text
    size = max(row, key=lambda piece: len(piece.text)).size
    return Piece(text, around(piece.box for piece in row), size, (), row[-1].ends_blank)


def usual_size(printed: Iterable[Piece | Line]) -> float:
    """The font size of most letters, in points."""
    letters: Counter[float] = Counter()
    for one in printed:
        letters[round(one.size * 2) / 2] += len(one.text)
    return letters.most_common(1)[0][0] if letters else _USUAL_SIZE


def superscribed(piece: Piece, dropped: Collection[str] = ()) -> Piece:
    """The piece with its raised figures as superscripts, and without those that refer to notes.

    Otherwise 3174.6亿元 with a raised 1 behind it would read as another figure.
    """
    text, at = "", 0
    for start, end in piece.raised:
        raised = piece.text[start:end]
        text += piece.text[at:start]
        if raised.strip("[]［］〔〕【】()（） ") not in dropped:
            text += raised.translate(SUPERSCRIPTS)
        at = end
    return replace(piece, text=(text + piece.text[at:]).strip(), raised=()) if piece.raised else piece


def wrapped(pieces: Iterable[Piece]) -> str:
    """The text of a cell, whose words go on from line to line."""
    text, blank = "", False
    for row in rows_of(map(superscribed, pieces)):
        line = merged(row)
        text, blank = joined(text, line.text, blank=blank), line.ends_blank
    return text
