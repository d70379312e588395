"""Sentences and passages of a report's text; page furniture is in neither.

A row of a table is one sentence, and a table is cut between its rows only: its caption and the rows
of its head go with the first passage.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from vectorstore.report import Part, Passage, Section, Sentence, Table
from vectorstore.structure.lines import Line, sentence_spans

__all__ = ["LONGEST", "TARGET", "cut"]

TARGET = 250
"""Letters of a passage to aim at: a paragraph, in most reports."""
LONGEST = 450
"""Letters of a passage at most, unless one sentence is longer: with its title and headings it fits in 512 tokens."""
TINY = 60
"""Letters below which a paragraph (a heading, a lead-in) goes with its neighbour, for alone it answers nothing."""

_CAPTION_LINES = 3
"""Lines above a table that may belong to it: its number, its title, its unit."""
_HEAD_ROWS = 4
"""Rows among which a table's first row of figures is looked for."""
_HAS_FIGURE = re.compile(r"\t[^\t\n]*\d")

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A line's sentences."""

    spans: list[_Span]
    table: int = 0
    """Which table it is a row of, counted from 1; 0 for prose."""


def cut(
    text: str, lines: Sequence[Line], sections: Sequence[Section], tables: Sequence[Table] = ()
) -> tuple[tuple[Passage, ...], tuple[Sentence, ...]]:
    """Passages and sentences of the lines given, numbered in order of the text.

    A passage holds whole sentences of one section. Headings that have no text of their own go with
    the first passage below them, which is a passage of that section: alone they would only crowd
    the search.
    """
    homes = _homes(lines, sections)
    passages: list[Passage] = []
    sentences: list[Sentence] = []
    home_of: dict[int, int] = {}
    waiting: list[_Paragraph] = []
    runs = [
        (number, [line for _, line in run])
        for number, run in groupby(zip(homes, lines, strict=True), lambda pair: pair[0])
    ]
    for run, (section, own) in enumerate(runs):
        paragraphs = [_paragraph(text, line, tables) for line in own]
        home_of |= {span[0]: section for paragraph in paragraphs for span in paragraph.spans}
        waiting += paragraphs
        below = sections[runs[run + 1][0]] if run + 1 < len(runs) else None
        if below and _is_bare_heading(sections[section], paragraphs) and below.start < sections[section].end:
            continue
        for spans in _pack(text, waiting):
            passages.append(Passage(len(passages), spans[0][0], spans[-1][1], section))
            for start, end in spans:
                sentences.append(Sentence(len(sentences), start, end, home_of[start], len(passages) - 1))
        waiting = []
    return tuple(passages), tuple(sentences)


def _paragraph(text: str, line: Line, tables: Sequence[Table]) -> _Paragraph:
    """A line's sentences; a row of a table is one."""
    place = bisect_right(tables, line.start, key=lambda table: table.start)
    if place and line.start < tables[place - 1].end:
        return _Paragraph([(line.start, line.end)], table=place)
    return _Paragraph(list(sentence_spans(text, line.start, line.end)))


def _homes(lines: Sequence[Line], sections: Sequence[Section]) -> list[int]:
    """The number of the innermost section of each line."""
    homes = []
    begun = 0
    open_sections: list[Section] = []
    for line in lines:
        while begun < len(sections) and sections[begun].start <= line.start:
            open_sections.append(sections[begun])
            begun += 1
        open_sections = [section for section in open_sections if line.start < section.end]
        homes.append(open_sections[-1].number)
    return homes


def _is_bare_heading(section: Section, paragraphs: Sequence[_Paragraph]) -> bool:
    """Whether a section's own text is its heading and nothing else."""
    if section.level == 0 or section.part is Part.NOTE:
        return False
    start, end = paragraphs[0].spans[0][0], paragraphs[-1].spans[-1][1]
    return start == section.start and end - start <= len(section.heading) + 2


def _length(spans: Sequence[_Span]) -> int:
    return spans[-1][1] - spans[0][0] if spans else 0


def _pack(text: str, paragraphs: Sequence[_Paragraph]) -> list[list[_Span]]:
    """The passages of some paragraphs: prose by length, each table by its rows with the caption above it."""
    runs = [list(run) for _, run in groupby(paragraphs, lambda paragraph: paragraph.table)]
    packed: list[list[_Span]] = []
    caption: list[_Span] = []
    for number, run in enumerate(runs):
        spans = [paragraph.spans for paragraph in run]
        if run[0].table:
            packed += _split(_rows(text, caption, spans))
            caption = []
            continue
        above = _caption_lines(text, spans) if number + 1 < len(runs) else 0
        caption = [span for paragraph in spans[len(spans) - above :] for span in paragraph]
        for prose in _pack_prose(spans[: len(spans) - above]):
            packed += _split([[span] for span in prose])
    return packed


def _caption_lines(text: str, paragraphs: Sequence[Sequence[_Span]]) -> int:
    """How many short lines without a full stop stand at the end of some prose, above a table: its title, its unit."""
    above = 0
    for spans in reversed(paragraphs[-_CAPTION_LINES:]):
        if _length(spans) >= TINY or text[spans[-1][1] - 1] in "。！？；":
            break
        above += 1
    return above


def _rows(text: str, caption: list[_Span], rows: Sequence[list[_Span]]) -> list[list[_Span]]:
    """Pieces that a table may be cut into: its caption, its head and its first row of figures, then each row."""
    head = next((n for n, row in enumerate(rows[:_HEAD_ROWS]) if _HAS_FIGURE.search(text, *row[0])), 0)
    lead = caption + [span for row in rows[: head + 1] for span in row]
    if _length(lead) > LONGEST:
        return [*([caption] if caption else []), *rows]
    return [lead, *rows[head + 1 :]]


def _pack_prose(paragraphs: Sequence[list[_Span]]) -> list[list[_Span]]:
    """Paragraphs as passages, short ones together.

    A tiny paragraph leads in what follows it; the last one closes what stands before it.
    """
    packed: list[list[_Span]] = []
    for number, paragraph in enumerate(paragraphs):
        joined = packed[-1] + paragraph if packed else paragraph
        closes = number + 1 == len(paragraphs) and _length(paragraph) < TINY and _length(joined) <= LONGEST
        if packed and (_length(packed[-1]) < TINY or _length(joined) <= TARGET or closes):
            packed[-1] = joined
        else:
            packed.append(paragraph)
    return packed


def _split(pieces: Sequence[list[_Span]]) -> list[list[_Span]]:
    """Pieces as one passage, or as several of about equal length when they are too long for one."""
    whole = [span for piece in pieces for span in piece]
    if _length(whole) <= LONGEST:
        return [whole] if whole else []
    goal = _length(whole) / max(2, round(_length(whole) / TARGET))
    cuts: list[list[_Span]] = [[]]
    for piece in pieces:
        grown = cuts[-1] + piece
        # Cut where the passage is nearer its goal without the piece than with it.
        overshoots = _length(grown) - goal > goal - _length(cuts[-1])
        if cuts[-1] and (_length(grown) > LONGEST or overshoots):
            cuts.append(list(piece))
        else:
            cuts[-1] = grown
    if len(cuts) > 1 and _length(cuts[-1]) < TINY and _length(cuts[-2] + cuts[-1]) <= LONGEST:
        cuts[-2:] = [cuts[-2] + cuts[-1]]
    return cuts
