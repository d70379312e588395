"""How deep each heading of a report stands, told by the order in which the styles of marks appear.

A style that is open is gone back to; a new one stands below what is open. Only where a new style
usually stands above an open one (一、 after 1.) is it asked whether the open one goes on behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from vectorstore.structure.marks import rank_of

__all__ = ["ANNEX", "ANNEX_TITLE", "PLAIN", "Candidate", "levels_of"]

PLAIN, ANNEX, ANNEX_TITLE = "plain", "annex", "annex title"
"""Styles of headings without marks: in a heading style only, 附件, and the title below 附件."""

_AHEAD = 500
"""Headings looked through for the one that goes on counting; a long report has 150."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a heading: its words' span, and what tells its level."""

    start: int
    end: int
    style: str
    """Of its mark, "bare", or one of the styles without marks."""
    number: int = 0
    """What its mark counts; 0 without."""
    styled: int = 0
    """Level of its heading style; 0 when it has none."""
    closes: int | None = None
    """Where its section ends at the latest, for a heading that governs one paragraph or table only."""
    passing: bool = False
    """Whether nothing stands below it: a heading run in before text, a caption, a note."""


def levels_of(candidates: Sequence[Candidate]) -> list[int]:
    """The level of each candidate; 1 is the outermost."""
    levels: list[int] = []
    opened: list[Candidate] = []
    body: list[Candidate] = []
    below: set[tuple[str, str]] = set()
    for number, candidate in enumerate(candidates):
        if candidate.style == ANNEX:
            body = opened if not (opened and opened[0].style == ANNEX) else body
            opened = []
        elif not candidate.passing:
            if _resumes(body, opened, candidate):
                opened, body = body, []
            opened = _above(opened, candidates, number, below)
        levels.append(len(opened) + 1)
        if not candidate.passing:
            below |= {(outer.style, candidate.style) for outer in opened[-1:]}
            opened = [*opened, candidate]
    return levels


def _resumes(body: Sequence[Candidate], annex: Sequence[Candidate], candidate: Candidate) -> bool:
    """Whether a mark goes on counting where the body stopped when a 附表 stood in its midst."""
    return any(_follows(open_one, candidate) for open_one in body) and not any(
        open_one.style == candidate.style for open_one in annex
    )


def _follows(open_one: Candidate, candidate: Candidate) -> bool:
    return open_one.style == candidate.style and candidate.number == open_one.number + 1 and candidate.number > 1


def _above(
    opened: list[Candidate], candidates: Sequence[Candidate], number: int, below: set[tuple[str, str]]
) -> list[Candidate]:
    """What stays open above the candidate of this number; ``below`` are styles that stood below others before."""
    candidate = candidates[number]
    counted = candidate.styled == 0 or any(_follows(open_one, candidate) for open_one in opened)
    if not counted or candidate.style == PLAIN:
        return _above_styled(opened, candidate)
    for depth, open_one in enumerate(opened):
        if open_one.style == candidate.style and (not candidate.styled or _follows(open_one, candidate)):
            return opened[:depth]
    depth = len(opened)
    while depth and (opened[depth - 1].style, candidate.style) not in below:
        if _stays(opened[:depth], candidates, number):
            break
        depth -= 1
    return opened[:depth]


def _above_styled(opened: list[Candidate], candidate: Candidate) -> list[Candidate]:
    """What stays open above a heading style: what has a style above its own, and any annex."""
    if not any(open_one.styled for open_one in opened):
        return opened
    depth = len(opened)
    while depth and opened[depth - 1].style not in (ANNEX, ANNEX_TITLE):
        if 0 < opened[depth - 1].styled < candidate.styled:
            break
        depth -= 1
    return opened[:depth]


def _stays(opened: Sequence[Candidate], candidates: Sequence[Candidate], number: int) -> bool:
    """Whether the innermost open heading stays open above a mark of a style that is not open."""
    candidate = candidates[number]
    inner, outer = opened[-1], {open_one.style for open_one in opened[:-1]}
    if inner.style in (ANNEX, ANNEX_TITLE, PLAIN) or (inner.styled and not candidate.styled):
        return True
    if rank_of(inner.style) < rank_of(candidate.style):
        return True
    for later in islice(candidates, number + 1, number + _AHEAD):
        if later.style == inner.style:
            return later.number == (inner.number + 1 if inner.number else 0)
        if later.style == ANNEX or later.style in outer:
            return False
    return False
