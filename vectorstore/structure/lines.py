"""Lines, sentences and page furniture of a canonical text, all as spans into it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Line", "is_furniture", "lines_of", "sentence_spans"]

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BLANK = " \t\u00a0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff\u00ad"
_INK = re.compile(rf"[^{_BLANK}](?:.*[^{_BLANK}])?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """A line (a paragraph, in these reports) without the blanks at its ends; never empty."""

    start: int
    end: int
    words: str


def lines_of(text: str) -> list[Line]:
    """Every line that holds more than blanks, in order."""
    inked = (_INK.search(text, match.start(), match.end()) for match in _LINE.finditer(text))
    return [Line(ink.start(), ink.end(), ink.group()) for ink in inked if ink]


_FURNITURE = re.compile(
    r"(?:面包屑|您?(?:当前|现在|所在)的?位置|首页\s*[>＞»›/]|(?:发布|发文|成文|更新|生成|索取)?(?:日期|时间)\s*[:：]\s*\d{4}|【?\s*字[号体]\s*[:：]"
    r"|[〖\[【(（]?\s*(?:打印|关闭|收藏)(?:本页|页面|窗口|此文|打印|收藏)?|分享(?:到|至|本页)|扫一扫|微信扫|(?:信息|文章|文字)?来源\s*[:：]|[(（]?(?:责任)?编辑\s*[:：]|责编\s*[:：]"
    r"|(?:浏览|阅读|点击)(?:次数|量|数)?\s*[:：]|上一篇|下一篇|相关(?:链接|阅读|附件下载)|版权所有|主办单位：[^，。]*版权|返回(?:顶部|首页|列表)|索引号|[-—－–]\s*\d{1,3}\s*[-—－–]$)"
)
_LONGEST_FURNITURE = 160
"""Letters; a page's navigation and its buttons are short, and no paragraph of a report is furniture."""


def is_furniture(words: str) -> bool:
    """Whether a line is navigation, a date of the web page, a print button, a QR hint or a source line."""
    return len(words) <= _LONGEST_FURNITURE and "。" not in words and _FURNITURE.match(words) is not None


_STOPS = "。！？；"
_ASCII_STOPS = "!?;"
_CLOSERS = "”’」』）)】》〉]"
_QUOTES = "”’」』"
_PAIRS = {"“": "”", "「": "」", "『": "』", "《": "》", "（": "）", "(": ")", "【": "】"}
_LONGEST_QUOTE = 200
"""Letters a quotation or bracket may hold as one piece; beyond that a closing mark was most likely forgotten."""
_CLINGS = tuple("，,、：:的等这之为和与是中来去作精")
"""What goes on with a sentence after a quotation that ends in a full stop: “……。”的要求."""


def sentence_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of one line, blanks at their ends left out.

    A sentence ends at 。！？； (also ASCII), closing marks included, but not inside a quotation,
    a book title or a bracket.
    """
    begin = at = start
    while at < end:
        after = _end_of_sentence(text, at, end)
        if after is None:
            at = _behind_pair(text, at, end)
            continue
        if ink := _INK.search(text, begin, after):
            yield ink.span()
        begin = at = after
    if ink := _INK.search(text, begin, end):
        yield ink.span()


def _behind_pair(text: str, at: int, end: int) -> int:
    """The position behind a bracketed or quoted piece that begins here, or behind this letter.

    The closing mark is left to be looked at when a stop stands before it: it may end the sentence.
    """
    closer = _PAIRS.get(text[at])
    if closer is None:
        return at + 1
    close = _matching(text, at, min(end, at + _LONGEST_QUOTE), text[at], closer)
    if close is None:
        return at + 1
    return close if closer in _QUOTES and text[close - 1] in "。！？" else close + 1


def _matching(text: str, at: int, end: int, opener: str, closer: str) -> int | None:
    """Where the mark that opens here is closed, before ``end``; None when it isn't."""
    if text.find(closer, at, end) < 0:
        return None
    depth = 0
    for position in range(at, end):
        depth += (text[position] == opener) - (text[position] == closer)
        if depth == 0:
            return position
    return None


def _end_of_sentence(text: str, at: int, end: int) -> int | None:
    """The end of the sentence if its last mark stands here, closing marks included; else None."""
    letter = text[at]
    quoted = letter in _QUOTES and at > 0 and text[at - 1] in "。！？"
    if not quoted and letter not in _STOPS and not (letter in _ASCII_STOPS and _is_chinese_mark(text, at)):
        return None
    after = at + 1
    while after < end and (text[after] in _STOPS or text[after] in _CLOSERS or text[after] in _ASCII_STOPS):
        after += 1
    if quoted and after == at + 1 and text.startswith(_CLINGS, after, end):
        return None
    return after


def _is_chinese_mark(text: str, at: int) -> bool:
    """Whether an ASCII mark stands in Chinese text, and not in an address, an entity (&nbsp;) or code."""
    before, behind = text[at - 1 : at], text[at + 1 : at + 2]
    return not (before.isascii() and before.isalpha()) and not (behind.isascii() and behind.isalpha())
