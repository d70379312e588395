"""Sentences and passages of a report's text; page furniture is in neither."""

from collections.abc import Sequence
from itertools import groupby

from vectorstore.lines import Line, sentence_spans
from vectorstore.report import Passage, Section, Sentence

__all__ = ["LONGEST", "TARGET", "cut"]

TARGET = 250
"""Letters of a passage to aim at: a paragraph, in most reports."""
LONGEST = 450
"""Letters of a passage at most, unless one sentence is longer: with its title and headings it fits in 512 tokens."""
TINY = 60
"""Letters below which a paragraph (a heading, a lead-in) goes with its neighbour, for alone it answers nothing."""

_Span = tuple[int, int]


def cut(
    text: str, lines: Sequence[Line], sections: Sequence[Section]
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
    waiting: list[list[_Span]] = []
    runs = [
        (number, [line for _, line in run])
        for number, run in groupby(zip(homes, lines, strict=True), lambda pair: pair[0])
    ]
    for run, (section, own) in enumerate(runs):
        paragraphs = [list(sentence_spans(text, line.start, line.end)) for line in own]
        home_of |= {span[0]: section for paragraph in paragraphs for span in paragraph}
        waiting += paragraphs
        below = sections[runs[run + 1][0]] if run + 1 < len(runs) else None
        if below and _is_bare_heading(sections[section], paragraphs) and below.start < sections[section].end:
            continue
        for spans in _pack(waiting):
            passages.append(Passage(len(passages), spans[0][0], spans[-1][1], section))
            for start, end in spans:
                sentences.append(Sentence(len(sentences), start, end, home_of[start], len(passages) - 1))
        waiting = []
    return tuple(passages), tuple(sentences)


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


def _is_bare_heading(section: Section, paragraphs: Sequence[Sequence[_Span]]) -> bool:
    """Whether a section's own text is its heading and nothing else."""
    if section.level == 0 or len(paragraphs) != 1:
        return False
    start, end = paragraphs[0][0][0], paragraphs[0][-1][1]
    return start == section.start and end - start <= len(section.heading) + 2


def _length(spans: Sequence[_Span]) -> int:
    return spans[-1][1] - spans[0][0] if spans else 0


def _pack(paragraphs: Sequence[list[_Span]]) -> list[list[_Span]]:
    """Paragraphs as passages: short ones together, long ones in pieces of about equal length.

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
    return [piece for spans in packed for piece in _split(spans)]


def _split(spans: list[_Span]) -> list[list[_Span]]:
    """One passage's sentences, or several passages of them when they are too long for one."""
    if _length(spans) <= LONGEST:
        return [spans]
    goal = _length(spans) / max(2, round(_length(spans) / TARGET))
    pieces: list[list[_Span]] = [[]]
    for span in spans:
        grown = [*pieces[-1], span]
        # Cut where the piece is nearer its goal without the sentence than with it.
        overshoots = _length(grown) - goal > goal - _length(pieces[-1])
        if pieces[-1] and (_length(grown) > LONGEST or overshoots):
            pieces.append([span])
        else:
            pieces[-1] = grown
    if len(pieces) > 1 and _length(pieces[-1]) < TINY and _length(pieces[-2] + pieces[-1]) <= LONGEST:
        pieces[-2:] = [pieces[-2] + pieces[-1]]
    return pieces
