"""What one line of a report may head: by its mark, by its words, or by a first sentence that names its paragraph."""

import re

from vectorstore.structure.lines import Line, sentence_spans
from vectorstore.structure.marks import ITEM_STYLES, ORDINAL_STYLES, Mark, mark_of
from vectorstore.structure.nesting import Candidate

__all__ = [
    "is_annex",
    "is_bare",
    "is_glossary",
    "is_short_title",
    "is_table_caption",
    "is_title",
    "marked",
    "run_in_end",
]

_LONGEST_LINE = 100
"""Letters of a line that is a heading as a whole; 004 has one of 70, no report one of 100."""
_LONGEST_SENTENCE = 60
"""Letters of a marked heading that text runs on from."""
_LONGEST_RUN_IN = 30
"""Letters of an unmarked heading that text runs on from."""
_LONGEST_BARE = 25
_LONGEST_TITLE = 30
_LONGEST_CAPTION = 50

_ENDS = "。！？；!?;"
_GLOSSARY = r".{0,24}(?:(?:名词|用语|词语|词汇|术语)(?:解释|注释|释义|说明|简释)|注释|附注)\s*[:：]?$"
_ANNEX_NUMBER = r"附\s*[件录表图]\s*[\d０-９一二三四五六七八九十]{0,2}"
_ANNEX = re.compile(rf"{_ANNEX_NUMBER}\s*(?:[:：.．、\s][^。；]{{0,50}})?$|附\s*[:：][^。；]{{0,40}}$|{_GLOSSARY}")
_GLOSSARY_HEADING = re.compile(rf"(?:(?:{_ANNEX_NUMBER}|附)\s*[:：.．、\s]\s*)?(?![附\d]){_GLOSSARY}")
_BARE = re.compile(
    r"(?:(?:19|20)\d\d\s*年|过去|今后|今年|下半年|上半年|“?十.五”?)?.{0,14}?"
    r"(?:工作回顾|工作安排(?:建议)?|工作任务|工作打算|重点工作|重点任务|主要任务|目标任务|总体要求|主要目标|主要措施|自身建设|计划执行情况|(?:存在|面临)的?.{0,6}问题)$"
)
_ORDINAL_LINE = re.compile(r"[^。！？；：:!?;]{4,38}$")
"""一是 and 第一 head a section where nothing but a short phrase stands on their line."""
_CAPTION = re.compile(r"表\s*[\d０-９一二三四五六七八九十]{1,3}|[^。；]*(?:表|情况|指标|目标|计划)\s*$")
_TITLE = re.compile(r"(?:报\s*告|公\s*报|纲\s*要|计\s*划|规\s*划)\s*(?:[（(].{1,20}[）)])?$")
_NO_RUN_IN = re.compile(
    r"各位|我们|我[省市区县州]|同时|当前|此外|[一几五]年来|过去|这|在|今年|明年|全[省市区县州国]|自治区|对|[一二三四五六七八九十]+[是要]|面对|回顾|总体|"
    r"从|同志们|让|只有|成绩|新的|没有|刚刚|去年|具体|重点[做抓]好|主要|与此同时|实现上述|.*[以如]下"
)
_GOES_ON_AS_SPEECH = re.compile(r"我们|让我们|在此|这|要|但|只要|同志们|各位")
_FIGURE_OR_PAUSE = re.compile(r"[\d０-９％%：:；！？;!?]")


def is_annex(words: str) -> bool:
    """Whether a line begins an annex or a glossary: 附件, 附表1 主要指标, 名词解释."""
    return _ANNEX.match(words) is not None


def is_glossary(words: str) -> bool:
    """Whether that annex explains words; 附件:1.名词解释 is the first line of a list of annexes instead."""
    return _GLOSSARY_HEADING.match(words) is not None


def is_short_title(words: str) -> bool:
    """Whether a line may be the title of the annex or chapter whose mark stands alone on the line above."""
    return len(words) <= _LONGEST_TITLE and words[-1] not in _ENDS and mark_of(words) is None


def is_bare(words: str) -> bool:
    """Whether a line without a mark is known to be a heading by its words: 2024年工作回顾."""
    return len(words) <= _LONGEST_BARE and _BARE.match(words) is not None


def is_table_caption(words: str) -> bool:
    """Whether a line above a table names it: 表1 主要指标完成情况, 2025年主要预期目标."""
    return (
        len(words) <= _LONGEST_CAPTION
        and words[-1] not in _ENDS
        and _CAPTION.match(words) is not None
        and mark_of(words) is None
    )


def is_title(words: str) -> bool:
    """Whether a line ends as the title of a report does."""
    return _TITLE.search(words) is not None


def marked(line: Line, mark: Mark, *, first: bool) -> list[Candidate]:
    """The heading of a line that begins with a mark; none when it is a plain item of a list.

    ``first`` tells that no heading stands before it: 一是 never heads a report's first section.
    """
    if mark.style in ORDINAL_STYLES:
        return _ordinal(line, mark, first=first)
    first_end = next(end for _, end in sentence_spans(line.words, 0, len(line.words)))
    stopped = line.words[first_end - 1] in _ENDS
    end = first_end - 1 if stopped else first_end
    if stopped and line.words[first_end - 1] != "。":
        return []
    item = mark.style in ITEM_STYLES
    words = line.words[mark.length : end]
    if item and not _is_item_heading(words, runs_on=first_end < len(line.words), stopped=stopped):
        return []
    if end > (_LONGEST_SENTENCE if stopped else _LONGEST_LINE):
        clause = re.match(r"[^，,：:。]{4,40}(?=[，,：:])", line.words[mark.length :])
        if clause is None or item:
            return []
        end = mark.length + clause.end()
    return [Candidate(line.start, line.start + len(line.words[:end].rstrip("：: ")), mark.style, mark.number)]


def _is_item_heading(words: str, *, runs_on: bool, stopped: bool) -> bool:
    """Whether 1. or (1) heads a section here: a short phrase, alone on its line or run in, without a colon."""
    if re.search("[：:]", words.rstrip("：:")) or not words:
        return False
    return len(words) <= _LONGEST_RUN_IN and runs_on and not re.search(r"\d", words) if stopped else len(words) <= 40


def _ordinal(line: Line, mark: Mark, *, first: bool) -> list[Candidate]:
    """一是 alone on its line; or before its paragraph, where it closes, for a sequence may tell more."""
    if not first and _ORDINAL_LINE.match(line.words, mark.length):
        return [Candidate(line.start, line.end, mark.style, mark.number)]
    stop = line.words.find("。")
    words = line.words[mark.length : stop]
    if stop < 0 or not 4 <= len(words) <= _LONGEST_SENTENCE or _FIGURE_OR_PAUSE.search(words) or _is_torn(words):
        return []
    return [Candidate(line.start, line.start + stop, mark.style, mark.number, closes=line.end)]


def run_in_end(line: Line) -> int | None:
    """The end of the heading that a paragraph's first sentence is, its 。 left out; None when it is not one."""
    stop = line.words.find("。", 0, _LONGEST_RUN_IN + 3)
    if stop < 4 or len(line.words) - stop < 20:
        return None
    words = re.sub(r"^[-—－–]+\s*", "", line.words[:stop])
    rest = line.words[stop + 1 :].lstrip()
    if len(words) > _LONGEST_RUN_IN or "是" in words or _FIGURE_OR_PAUSE.search(words) or _is_torn(words):
        return None
    clauses = re.split("[，,]", words)
    proverb = len(clauses) == 2 and all(len(clause) == 4 for clause in clauses)
    if len(clauses) > 2 or proverb or min(map(len, clauses)) < 4 or _NO_RUN_IN.match(words):
        return None
    return None if _GOES_ON_AS_SPEECH.match(rest) else line.start + stop


def _is_torn(words: str) -> bool:
    """Whether a quotation begins in words and ends beyond them."""
    return words.count("“") != words.count("”")
