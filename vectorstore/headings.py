"""The heading grammar of reports: 一、 （一） 1. (1) ①, bare headings, annexes, headings run in before text.

一是 and 第一 begin sentences; they head a section only when alone on a line. Heading styles of a
Word file win over the grammar.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.lines import Line, sentence_spans
from vectorstore.report import Outlook, Section

__all__ = ["Heading", "build_sections", "find_headings"]

_CHINESE = "[一二三四五六七八九十]{1,3}"
_MARKS = (
    (1, re.compile(rf"(?:第{_CHINESE}(?:部分|[章篇])[、:：\s]*|{_CHINESE}\s*[、．.]\s*)")),
    (2, re.compile(rf"[（(]\s*{_CHINESE}\s*[）)][、.\s]*")),
    # 2.2020年 is a number and a year, 3.5 is a figure.
    (3, re.compile(r"\d{1,2}\s*(?:[、．]|\.(?!\d(?!\d{3}年)))\s*")),
    (4, re.compile(r"[（(]\s*\d{1,2}\s*[）)]\s*")),
    (5, re.compile(r"[①-⑳]\s*")),
)
_ORDINAL = re.compile(rf"(?:{_CHINESE}是|第{_CHINESE}[，,、])[^。！？；：:!?;]{{4,38}}$")
"""一是 and 第一 head a section only where nothing but a short phrase stands on their line."""
_LONGEST_LINE = 100
"""Letters of a line that is a heading as a whole; 004 has one of 70, no report one of 100."""
_LONGEST_SENTENCE = 60
"""Letters of a marked heading that text runs on from."""
_LONGEST_RUN_IN = 30
"""Letters of an unmarked heading that text runs on from."""
_LONGEST_BARE = 25

_ANNEX = re.compile(
    r"(?:附件|附录|附表)\s*[\d一二三四五六七八九十]{0,2}\s*(?:[:：.、\s].{0,40})?$|.{0,20}名词(?:解释|注释)$"
)
_BARE = re.compile(
    r"(?:20\d\d\s*年|过去|今后|今年|下半年|上半年|“?十.五”?)?.{0,14}?"
    r"(?:工作回顾|工作安排(?:建议)?|工作任务|工作打算|重点工作|重点任务|主要任务|目标任务|总体要求|主要目标|主要措施|自身建设|计划执行情况|(?:存在|面临)的?.{0,6}问题)$"
)
_ENDS = "。！？；!?;"
_NO_RUN_IN = re.compile(
    r"各位|我们|我[省市区县州]|同时|当前|此外|[一几五]年来|过去|这|在|今年|明年|全[省市区县州国]|自治区|对|[一二三四五六七八九十]+[是要]|面对|回顾|总体|"
    r"从|同志们|让|只有|成绩|新的|没有|刚刚|去年|具体|重点[做抓]好|主要|与此同时|实现上述|.*[以如]下"
)
_GOES_ON_AS_SPEECH = re.compile(r"我们|让我们|在此|这|要|但|只要|同志们|各位")


@dataclass(frozen=True, slots=True)
class Heading:
    """The words of a heading; its section begins at ``start``."""

    level: int
    start: int
    end: int
    closes: int | None = None
    """Where its section ends at the latest: the paragraph's end, for a heading run in without a mark."""


def find_headings(lines: Sequence[Line], styled: Sequence[tuple[int, int]] = ()) -> list[Heading]:
    """Every heading, in order. ``styled`` holds (start, level) of paragraphs in a heading style."""
    levels = _levels_by_line(lines, styled)
    deepest_style = max(levels.values(), default=0)
    found: list[Heading] = []
    annex = 0
    for number, line in enumerate(lines):
        if level := levels.get(line.start):
            found.append(Heading(level, line.start, line.end))
        elif _ANNEX.match(line.words) and (found or number > 2):
            found.append(Heading(1, line.start, line.end))
            annex = 1
        elif annex and found and found[-1].end == lines[number - 1].end and _is_annex_title(line.words, annex):
            annex = 2
            found.append(Heading(2, line.start, line.end))
        elif heading := _marked(line):
            level = heading.level + annex if not levels else max(heading.level, deepest_style + 1)
            found.append(Heading(level, heading.start, heading.end))
        elif number and len(line.words) <= _LONGEST_BARE and _BARE.match(line.words):
            found.append(Heading(1 + annex, line.start, line.end))
        elif found and _ORDINAL.match(line.words):
            found.append(Heading(2 + annex, line.start, line.end))
        elif found and (end := _run_in_end(line)):
            found.append(Heading(_level_below(found), line.start, end, closes=line.end))
    return _with_text_below(found, lines)


def _levels_by_line(lines: Sequence[Line], styled: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Levels by the start of the line they belong to, which begins behind its paragraph's blanks."""
    starts = [line.start for line in lines]
    places = ((bisect_left(starts, start), level) for start, level in styled)
    return {starts[place]: level for place, level in places if place < len(starts)}


def _is_annex_title(words: str, annex: int) -> bool:
    return annex == 1 and len(words) <= _LONGEST_BARE + 5 and words[-1] not in _ENDS and not _mark(words)


def _mark(words: str) -> tuple[int, int] | None:
    """Level and length of the mark a line begins with."""
    for level, pattern in _MARKS:
        if match := pattern.match(words):
            return level, match.end()
    return None


def _marked(line: Line) -> Heading | None:
    """The heading of a line that begins with a mark; None when the line is a plain item of a list."""
    mark = _mark(line.words)
    if mark is None or mark[1] == len(line.words):
        return None
    level, length = mark
    first_end = next(end for _, end in sentence_spans(line.words, 0, len(line.words)))
    stopped = line.words[first_end - 1] in _ENDS
    end = first_end - 1 if stopped else first_end
    if stopped and line.words[first_end - 1] != "。":
        return None
    if level >= 3 and not _is_item_heading(
        line.words[length:end], runs_on=first_end < len(line.words), stopped=stopped
    ):
        return None
    if end > (_LONGEST_SENTENCE if stopped else _LONGEST_LINE):
        clause = re.match(r"[^，,：:。]{4,40}(?=[，,：:])", line.words[length:])
        if clause is None or level >= 3:
            return None
        end = length + clause.end()
    return Heading(level, line.start, line.start + len(line.words[:end].rstrip("：: ")))


def _is_item_heading(words: str, *, runs_on: bool, stopped: bool) -> bool:
    """Whether 1. or (1) heads a section here: a short phrase, alone on its line or run in, without a colon."""
    if re.search("[：:]", words.rstrip("：:")) or not words:
        return False
    return len(words) <= _LONGEST_RUN_IN and runs_on and not re.search(r"\d", words) if stopped else len(words) <= 40


def _run_in_end(line: Line) -> int | None:
    """The end of the heading that a paragraph's first sentence is, its 。 left out; None when it is not one."""
    stop = line.words.find("。", 0, _LONGEST_RUN_IN + 3)
    if stop < 4 or len(line.words) - stop < 20:
        return None
    words = re.sub(r"^[-—－–]+\s*", "", line.words[:stop])
    rest = line.words[stop + 1 :].lstrip()
    if (
        len(words) > _LONGEST_RUN_IN
        or re.search(r"[\d０-９％%：:；！？;!?是]", words)
        or words.count("“") != words.count("”")
    ):
        return None
    clauses = re.split("[，,]", words)
    proverb = len(clauses) == 2 and all(len(clause) == 4 for clause in clauses)
    if len(clauses) > 2 or proverb or min(map(len, clauses)) < 4 or _NO_RUN_IN.match(words):
        return None
    return None if _GOES_ON_AS_SPEECH.match(rest) else line.start + stop


def _level_below(found: list[Heading]) -> int:
    """One below the innermost heading that is not itself run in."""
    return next((heading.level for heading in reversed(found) if heading.closes is None), 0) + 1


def _with_text_below(found: list[Heading], lines: Sequence[Line]) -> list[Heading]:
    """The headings that have a line of their own section below them; the others are entries of a list."""
    starts = [line.start for line in lines]
    follows = dict(zip(starts, [*starts[1:], -1], strict=False))
    ends = {line.start: line.end for line in lines}
    by_start = {heading.start: heading for heading in found}
    kept = []
    for heading in found:
        below = by_start.get(follows[heading.start])
        runs_on = ends[heading.start] - heading.end > 2
        alone = follows[heading.start] == -1 or (
            below is not None and below.closes is None and below.level <= heading.level
        )
        if runs_on or not alone:
            kept.append(heading)
    return kept


def build_sections(text: str, headings: Sequence[Heading]) -> list[Section]:
    """Sections in order of the text, nested by level; their time and outlook are still to be told."""
    first = headings[0].start if headings else len(text)
    sections = [_section(0, 0, "", 0, first, ())] if first else []
    path: list[tuple[int, str]] = []
    for number, heading in enumerate(headings):
        below = (other.start for other in headings[number + 1 :] if other.level <= heading.level)
        end = min(next(below, len(text)), heading.closes or len(text))
        words = " ".join(text[heading.start : heading.end].split())
        path = [step for step in path if step[0] < heading.level] + [(heading.level, words)]
        steps = tuple(step for _, step in path)
        sections.append(_section(len(sections), heading.level, words, heading.start, end, steps))
    return sections


def _section(number: int, level: int, heading: str, start: int, end: int, path: tuple[str, ...]) -> Section:
    return Section(number, level, heading, start, end, path, None, Outlook.ACHIEVED)
