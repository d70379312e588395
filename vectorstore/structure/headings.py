"""Where the sections of a report begin and how they nest: headings, annexes, captions of tables, notes.

一是 and 第一 begin sentences; they head a section when alone on a line, or when several in
sequence head their paragraphs. Heading styles of a file win over the grammar of marks.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from vectorstore.report import Layout, Outlook, Part, Section
from vectorstore.structure.heading_lines import (
    is_annex,
    is_bare,
    is_glossary,
    is_short_title,
    is_table_caption,
    is_title,
    marked,
    run_in_end,
)
from vectorstore.structure.lines import Line
from vectorstore.structure.marks import ORDINAL_STYLES, mark_of
from vectorstore.structure.nesting import ANNEX, ANNEX_TITLE, PLAIN, Candidate, levels_of

__all__ = ["NOTES", "Heading", "build_sections", "find_headings"]

NOTES = "注释"
"""What the section of footnotes and text boxes is called, which no words of the text head."""
_FRONT_LINES = 14
"""Lines among which a title in a heading style stands."""
_ANNEX_ALONE = 6
"""Letters of an annex's mark without a title: 附件12."""

_Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Heading:
    """The words of a heading; its section begins at ``start``."""

    level: int
    start: int
    end: int
    closes: int | None = None
    """Where its section ends at the latest: the paragraph's end, for a heading run in without a mark."""
    part: Part | None = None
    """The part its section begins; None for that of the section around it."""
    words: str = ""
    """What it is called where the text has no words for it."""


def find_headings(lines: Sequence[Line], layout: Layout = Layout()) -> list[Heading]:  # noqa: B008  (frozen)
    """Every heading, in order. ``lines`` are those without furniture; ``layout`` tells styles, tables and notes."""
    tables = [(table.start, table.end) for table in layout.tables]
    prose = [line for line in lines if not (_within(line.start, tables) or _within(line.start, layout.asides))]
    candidates = _candidates(prose, _styled_lines(prose, layout.headings))
    candidates = _without_contents(_with_sequences(candidates, prose), prose)
    taken = {candidate.start for candidate in candidates}
    candidates += [caption for caption in _captions(prose, tables) if caption.start not in taken]
    candidates = sorted([*candidates, *_notes(lines, layout.asides)], key=lambda candidate: candidate.start)
    words = {line.start: line.words for line in lines}
    found = [
        _heading(candidate, level, words, layout.asides)
        for candidate, level in zip(candidates, levels_of(candidates), strict=True)
    ]
    return _with_text_below(found, lines)


def _within(at: int, spans: _Spans) -> bool:
    """Whether an offset lies in one of the spans, which are in order and apart."""
    place = bisect_right(spans, at, key=lambda span: span[0])
    return place > 0 and at < spans[place - 1][1]


def _styled_lines(lines: Sequence[Line], styled: _Spans) -> dict[int, int]:
    """Levels by the start of the line they belong to, which begins behind its paragraph's blanks; no report's title."""
    starts = [line.start for line in lines]
    places = ((bisect_left(starts, start), level) for start, level in styled)
    levels = {place: level for place, level in places if place < len(starts)}
    top = min(levels.values(), default=0)
    outermost = {place for place, level in levels.items() if level == top}
    if all(place < _FRONT_LINES and is_title(lines[place].words) for place in outermost):
        levels = {place: level for place, level in levels.items() if place not in outermost}
    return {starts[place]: level for place, level in levels.items()}


def _candidates(lines: Sequence[Line], styled: dict[int, int]) -> list[Candidate]:
    """What each line may head, by itself."""
    found: list[Candidate] = []
    title_at = joined = -1
    for number, line in enumerate(lines):
        level = styled.get(line.start, 0)
        mark = mark_of(line.words)
        if number == joined:
            continue
        if is_annex(line.words) and (found or number > 2):
            found.append(Candidate(line.start, line.end, ANNEX, styled=level))
            title_at = number + 1 if len(line.words) <= _ANNEX_ALONE else -1
        elif number == title_at and not level and is_short_title(line.words):
            found.append(Candidate(line.start, line.end, ANNEX_TITLE))
        elif mark and mark.length == len(line.words):
            below = lines[number + 1] if number + 1 < len(lines) else None
            if mark.style in ("part", "chapter", "section") and below and is_short_title(below.words):
                found.append(Candidate(line.start, below.end, mark.style, mark.number, level))
                joined = number + 1
        elif level:
            found.append(Candidate(line.start, line.end, *((mark.style, mark.number) if mark else (PLAIN, 0)), level))
        elif mark:
            found += marked(line, mark, first=not found)
        elif number and is_bare(line.words):
            found.append(Candidate(line.start, line.end, "bare"))
        elif found and (end := run_in_end(line)):
            found.append(Candidate(line.start, end, PLAIN, closes=line.end, passing=True))
    return found


def _with_sequences(found: Sequence[Candidate], lines: Sequence[Line]) -> list[Candidate]:
    """Without 一是 that no 二是 follows; in a sequence each section but the last ends where the next begins."""
    starts = [line.start for line in lines]
    standing = [candidate for candidate in found if not candidate.passing]
    joined = {
        one.start: other
        for one, other in pairwise(standing)
        if one.style in ORDINAL_STYLES and _counts_on(one, other) and _is_near(starts, one, other)
    }
    ends = {other.start for other in joined.values()}
    kept: list[Candidate] = []
    for candidate in found:
        if candidate.style not in ORDINAL_STYLES or candidate.closes is None:
            kept.append(candidate)
        elif candidate.start in joined:
            kept.append(replace(candidate, closes=None))
        elif candidate.start in ends:
            kept.append(candidate)
    return kept


def _counts_on(one: Candidate, other: Candidate) -> bool:
    return other.style == one.style and other.number == one.number + 1


def _is_near(starts: Sequence[int], one: Candidate, other: Candidate) -> bool:
    """Whether at most one paragraph without a mark stands between two, or the first is alone on its line."""
    return one.closes is None or bisect_left(starts, other.start) - bisect_left(starts, one.start) <= 2


def _without_contents(found: Sequence[Candidate], lines: Sequence[Line]) -> list[Candidate]:
    """Without the entries of a table of contents: line upon line, each named again further on."""
    places = {line.start: place for place, line in enumerate(lines)}
    words = [re.sub(r"[.…·\s]*\d{0,3}$", "", "".join(lines[places[each.start]].words.split())) for each in found]
    last = {name: number for number, name in enumerate(words)}
    entries: set[int] = set()
    for number, (one, other) in enumerate(pairwise(found)):
        crowded = places[other.start] - places[one.start] == 1
        before = number - 1 in entries and places[one.start] - places[found[number - 1].start] == 1
        if last[words[number]] > number and not one.passing and (crowded or before):
            entries.add(number)
    return [each for number, each in enumerate(found) if number not in entries]


def _captions(lines: Sequence[Line], tables: _Spans) -> list[Candidate]:
    """The short lines above tables that name them; a line with the unit may stand between."""
    starts = [line.start for line in lines]
    found = []
    for start, end in tables:
        above = bisect_left(starts, start)
        named = [line for line in lines[max(0, above - 2) : above] if is_table_caption(line.words)]
        if named:
            found.append(Candidate(named[-1].start, named[-1].end, PLAIN, closes=end, passing=True))
    return list({each.start: each for each in reversed(found)}.values())


def _notes(lines: Sequence[Line], asides: _Spans) -> list[Candidate]:
    """One heading for each run of footnotes and text boxes that follow one another; of no words of its own."""
    noted = [_within(line.start, asides) for line in lines]
    found: list[Candidate] = []
    for number in range(len(lines) - 1, -1, -1):
        if not noted[number]:
            continue
        if number + 1 < len(lines) and noted[number + 1]:
            last = found.pop()
        else:
            closing = number + 1 == len(lines)
            style = ANNEX if closing else PLAIN
            last = Candidate(0, 0, style, closes=lines[number].end, passing=not closing)
        found.append(replace(last, start=lines[number].start, end=lines[number].start))
    return found


def _heading(candidate: Candidate, level: int, words: dict[int, str], asides: _Spans) -> Heading:
    if _within(candidate.start, asides):
        return Heading(level, candidate.start, candidate.start, candidate.closes, Part.NOTE, NOTES)
    part = Part.ANNEX if candidate.style == ANNEX else None
    if candidate.style in (ANNEX, ANNEX_TITLE) and is_glossary(words[candidate.start]):
        part = Part.GLOSSARY
    return Heading(level, candidate.start, candidate.end, candidate.closes, part)


def _with_text_below(found: list[Heading], lines: Sequence[Line]) -> list[Heading]:
    """The headings that have a line of their own section below them; the others are entries of a list."""
    starts = [line.start for line in lines]
    by_start = {heading.start: heading for heading in found}
    kept = []
    for heading in found:
        place = bisect_left(starts, heading.end + 1)
        after = starts[place] if place < len(starts) else -1
        below = by_start.get(after)
        runs_on = lines[place - 1].end - heading.end > 2
        alone = after == -1 or (below is not None and below.closes is None and below.level <= heading.level)
        if runs_on or not alone:
            kept.append(heading)
    return kept


def build_sections(text: str, headings: Sequence[Heading]) -> list[Section]:
    """Sections in order of the text, nested by level; their time and outlook are still to be told."""
    ends = _ends(headings, len(text))
    first = headings[0].start if headings else len(text)
    covered = all(heading.start <= end for heading, end in zip(headings[1:], accumulate(ends, max), strict=False))
    closed = covered and max(ends, default=len(text)) >= len(text)
    # A caption's section closes behind its table: what follows it stands under no heading.
    above = first if closed else len(text)
    sections = [Section(0, 0, "", 0, above, (), None, Outlook.ACHIEVED)] if above else []
    path: list[tuple[int, str, Part]] = []
    for heading, end in zip(headings, ends, strict=True):
        words = heading.words or " ".join(text[heading.start : heading.end].split())
        path = [step for step in path if step[0] < heading.level]
        part = heading.part or (path[-1][2] if path else Part.BODY)
        path.append((heading.level, words, part))
        steps = tuple(step for _, step, _ in path)
        number = len(sections)
        sections.append(Section(number, heading.level, words, heading.start, end, steps, None, Outlook.ACHIEVED, part))
    return sections


def _ends(headings: Sequence[Heading], end: int) -> list[int]:
    """Where each heading's section ends: at the next heading that is not below it, or where it closes."""
    ends: list[int] = []
    following: list[Heading] = []
    for heading in reversed(headings):
        while following and following[-1].level > heading.level:
            following.pop()
        below = following[-1].start if following else end
        ends.append(min(below, heading.closes or end))
        following.append(heading)
    return ends[::-1]
