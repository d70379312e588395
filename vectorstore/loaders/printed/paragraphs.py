"""Lines to paragraphs: which line goes on with the one above, over columns and pages too."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from vectorstore.loaders.printed.letters import is_wide
from vectorstore.loaders.printed.pieces import usual_size
from vectorstore.loaders.printed.shapes import Line

__all__ = ["Habits", "habits_of", "paragraphs_of"]

_CHINESE = "[一二三四五六七八九十百]{1,4}"
_HEADING = re.compile(
    rf"第{_CHINESE}[部章节篇条]|{_CHINESE}[、．]|[（(]\s*{_CHINESE}\s*[）)]|\d{{1,2}}\s*(?:、|[．.](?!\d))|[（(]\s*\d{{1,2}}\s*[）)]"
    r"|附件|附表|附：|名词解释|[①-⑳]"
)
_SECTION = re.compile(rf"{_CHINESE}、|[（(]{_CHINESE}[）)]|第{_CHINESE}[部章]")
_ENDED = re.compile(r"[。！？；：…!?;:][”’」』）)】》\s]*$|[.．·…]{4,}\s*\d+$")
_CONTENTS = re.compile(r"[.．·…]{4,}\s*\d+\s*$")
_FIRST_TOKEN = re.compile(
    r"[“‘「『（(《〈【]*(?:[A-Za-z0-9.,%％‰+\-/:~&#@_]+|——|……|.)?[，。、；：！？”’」』）)》〉】,.;:!?%％]*"
)
_NEVER_FIRST = "，。、；：！？”’」』）)》〉】,;:!?%％"
_NEVER_LAST = re.compile(r"[“‘「『（(《〈【，、,]$|[a-z]-$")
"""What no paragraph ends on."""
_INDENTED = 1.2
"""Letters; the usual indent is two."""
_SLACK = 0.55
"""Letters by which the room left on a line may exceed its next word when nothing ended there."""
_FIGURES = re.compile(r"(?:\d[\d.,]*[%％‰]?[、，,—~-]?)+")
"""Figures in a row, which some programs keep on one line."""
_STRAY = 3.5
_STRAY_AT_COMMA = 9.0
"""Letters by which a line in the midst of a paragraph may fall short where words were not parted."""
_WIDE_LEADING = 1.45
_WIDE_WITHOUT_INDENT = 1.22
"""Times the usual leading that part two paragraphs; where no indent does, the extra space is all there is."""
_LARGER = 1.12
_LARGER_IN_SCANS = 1.3


@dataclass(frozen=True, slots=True)
class Habits:
    """How a file sets its text."""

    size: float
    """Of the body's letters, in points."""
    leading: float
    """From line to line of a paragraph, in points."""
    indented: bool
    """Whether paragraphs begin with an indent."""


def habits_of(lines: Sequence[Line]) -> Habits:
    """The habits of the file that these are the lines of."""
    if not lines:
        return Habits(10.5, 16.0, indented=True)
    size = usual_size(lines)
    body = [line for line in lines if abs(line.size / size - 1) < _LARGER - 1]
    pairs = [(a, b) for a, b in pairwise(body) if a.column == b.column and a.page == b.page]
    steps = [b.box.bottom - a.box.bottom for a, b in pairs if b.box.bottom > a.box.bottom]
    leading = median(sorted(steps)[: max(1, len(steps) * 3 // 4)]) if steps else 1.6 * size
    begins = [b for a, b in pairwise(body) if _ended_early(a, b) and _ENDED.search(a.text)]
    indented = sum(line.indent > _INDENTED for line in begins) >= 0.5 * len(begins)
    return Habits(size, leading, indented)


def paragraphs_of(lines: Sequence[Line], habits: Habits) -> list[list[Line]]:
    """The lines of each paragraph, in the order they are read."""
    paragraphs: list[list[Line]] = []
    for line in lines:
        if paragraphs and not _begins(paragraphs[-1], line, habits):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _begins(paragraph: Sequence[Line], line: Line, habits: Habits) -> bool:
    """Whether a line begins a paragraph below this one."""
    above = paragraph[-1]
    if line.text[0] in _NEVER_FIRST:
        return False
    if _CONTENTS.search(above.text) or _differ(above, line):
        return True
    if _NEVER_LAST.search(above.text) and above.room <= _STRAY_AT_COMMA and not _HEADING.match(above.text):
        return False
    if _centred(above, habits) or _centred(line, habits):
        return not _is_centred_on(above, line, habits)
    if _parted(above, line, habits):
        return True
    if _ended_early(above, line):
        return not (habits.indented and _falls_short(above, line))
    return _begins_below_full_line(paragraph, line, habits)


def _differ(above: Line, line: Line) -> bool:
    larger = max(above.size, line.size) / min(above.size, line.size)
    return larger > (_LARGER_IN_SCANS if line.scanned or above.scanned else _LARGER)


def _parted(above: Line, line: Line, habits: Habits) -> bool:
    """Whether more than the usual distance lies between two lines of one column."""
    if above.column != line.column or above.page != line.page:
        return False
    usual = habits.leading * max(1.0, line.size / habits.size)
    wide = _WIDE_LEADING if habits.indented or line.scanned else _WIDE_WITHOUT_INDENT
    return line.box.centre - above.box.centre > wide * usual


def _centred(line: Line, habits: Habits) -> bool:
    """Whether a line stands in the middle, and not merely indented as far as it falls short."""
    least = 1.0 if line.size >= _LARGER * habits.size else 2.8
    return min(line.indent, line.room) >= least and abs(line.indent - line.room) <= 1.0


def _is_centred_on(above: Line, line: Line, habits: Habits) -> bool:
    """Whether two lines are one title, or one centred paragraph whose first line is full."""
    if not _centred(line, habits) or _parted(above, line, habits) or above.page != line.page:
        return False
    if re.match(r"[（(—–\-【\[]", line.text) or _ENDED.search(above.text) or _HEADING.match(line.text):
        return False
    is_full = above.room < 1.0 and above.indent < 1.0
    larger = min(above.size, line.size) >= _LARGER * habits.size
    return is_full or (larger and _centred(above, habits))


def _ended_early(above: Line, line: Line) -> bool:
    """Whether the next line's first word had room on the line above."""
    token = _FIRST_TOKEN.match(line.text)
    width = sum(1.0 if is_wide(letter) else 0.55 for letter in (token[0] if token else line.text[:1]))
    return above.room > width + _SLACK + (0.4 if above.scanned else 0.0)


def _falls_short(above: Line, line: Line) -> bool:
    """Whether a line falls short though its sentence goes on, as before a long address or an unparted figure."""
    goes_on = not _ENDED.search(above.text) and line.indent < 0.8 and not _HEADING.match(line.text)
    figures = _FIGURES.match(line.text)
    stray = max(_STRAY, 0.75 * len(figures[0]) + 1) if figures else _STRAY
    return goes_on and above.room <= stray and not _HEADING.match(above.text)


def _begins_below_full_line(paragraph: Sequence[Line], line: Line, habits: Habits) -> bool:
    above = paragraph[-1]
    ended = _ENDED.search(above.text) is not None
    base = paragraph[1].indent if len(paragraph) > 1 else 0.0
    indent = line.indent - base
    is_heading = len(paragraph) == 1 and _HEADING.match(above.text) is not None
    if indent < -_INDENTED and len(paragraph) > 1:
        return True
    if indent > _INDENTED:
        as_first = habits.indented and abs(line.indent - paragraph[0].indent) < _INDENTED / 2
        return as_first or ended or _HEADING.match(line.text) is not None or (is_heading and above.indent > _INDENTED)
    return _SECTION.match(line.text) is not None and re.search(r"[。！？][”’）)]*$", above.text) is not None
