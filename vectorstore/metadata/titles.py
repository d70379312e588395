"""The title of a report: the line, or the lines, of its front matter that name it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from vectorstore.days import find_days
from vectorstore.periods import find_periods, plain_years
from vectorstore.places import find_places
from vectorstore.report import NOTHING, Found
from vectorstore.structure.lines import Line

__all__ = ["find_title"]

_LONGEST = 90
_LINES = 3
"""Lines that a long title is broken into at most."""

_ENDS_A_TITLE = re.compile(r"(?:报\s*告|公\s*报|纲\s*要)\s*(?:[（(][^（()）]{1,20}[）)])?$")
_BEGINS_A_LONG_ONE = re.compile(r"关于|.{0,24}国民经济|.{0,12}(?:19|20)\d\d\s*年.{0,20}(?:预算|计划|发展|情况)")
_NO_TITLE = re.compile("[。；]|^[-—－–]|现在")
_SUBTITLE = re.compile(r"[-—－–（(]+\s*.*会议.*报\s*告[）)]?$")


_ENDS_A_SHEET_TITLE = re.compile(r"(?:指标|目标|任务|情况|数据|[表册])\s*(?:[（(][^（()）]{1,20}[）)])?$")


def find_title(text: str, front: Sequence[Line], *, tabular: bool = False) -> Found:
    """The line that names a report, of several the one that tells place and time; its blanks left out.

    Where a speech bears a motto and is called a report only in the line below it, the motto. A ``tabular`` report, a
    sheet of figures, may be called 主要指标, 完成情况 or the like.
    """
    candidates = [
        (_tells(words), -start, start, end)
        for start, end, words in _stretches(text, front)
        if len(words) <= _LONGEST
        and (_ENDS_A_TITLE.search(words) or (tabular and _tells(words) and _ENDS_A_SHEET_TITLE.search(words)))
        and not find_days(words)
        and not _NO_TITLE.search(words)
    ]
    if candidates:
        _, _, start, end = max(candidates)
        return Found("".join(text[start:end].split()), start, end)
    for line, following in pairwise(front):
        motto = len(line.words) <= _LONGEST and not _NO_TITLE.search(line.words) and not find_days(line.words)
        if motto and len(following.words) <= _LONGEST and _SUBTITLE.match(following.words):
            return Found("".join(line.words.split()), line.start, line.end)
    return NOTHING


def _tells(words: str) -> int:
    """How much a title says: of time, of place."""
    return bool(find_periods(plain_years(words))) + bool(find_places(words))


def _stretches(text: str, front: Sequence[Line]) -> Iterator[tuple[int, int, str]]:
    """Lines of the front matter, and the lines that a long title is broken into, as one."""
    for number, line in enumerate(front):
        yield line.start, line.end, line.words
        if not _BEGINS_A_LONG_ONE.match(plain_years(line.words)) or _ENDS_A_TITLE.search(line.words):
            continue
        for last in front[number + 1 : number + _LINES]:
            if _NO_TITLE.search(last.words) or find_days(last.words):
                break
            words = "".join(text[line.start : last.end].splitlines())
            if _ENDS_A_TITLE.search(last.words):
                yield line.start, last.end, words
                break
