"""The marks that headings begin with, 一、 （一） 1. (1) ① 第一章 I. 一是, each with its style and number."""

import re
from dataclasses import dataclass

__all__ = ["ITEM_STYLES", "ORDINAL_STYLES", "Mark", "mark_of", "rank_of"]

_CHINESE = "[一二三四五六七八九十]{1,3}"
_ARABIC = "[0-9０-９]{1,2}"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"

_STYLES = {
    "part": rf"第\s*(?P<n>{_CHINESE}|{_ARABIC})\s*(?:部分|[篇编])[、:：.．\s]*",
    "chapter": rf"第\s*(?P<n>{_CHINESE}|{_ARABIC})\s*章[、:：\s]*",
    "section": rf"第\s*(?P<n>{_CHINESE}|{_ARABIC})\s*节(?!课)[、:：\s]*",
    "roman": rf"(?P<n>[{_ROMAN}]|(?=[IVX])(?:IX|IV|V?I{{0,3}}|X[IV]{{0,2}}))\s*[、．.]\s*(?=[“\u4e00-\u9fff])",
    "chinese": rf"(?P<n>{_CHINESE})\s*[、．.]\s*",
    # an unmarked heading known by its words stands here; see headings.py
    "bare": r"(?!)",
    "(chinese)": rf"(?:[（(]\s*(?P<n>{_CHINESE})\s*[）)]|(?P<ring>[㈠-㈩]))[、.．\s]*",
    # 2.2020年 is a number and a year, 3.5 is a figure.
    "arabic": rf"(?P<n>{_ARABIC})\s*(?:[、．]|\.(?!\d(?!\d{{3}}年))|(?<=[0-9０-９])[）)])\s*|(?P<ring>[⒈-⒛])\s*",
    "(arabic)": rf"(?:[（(]\s*(?P<n>{_ARABIC})\s*[）)]|(?P<ring>[⑴-⒇]))\s*",
    "circled": r"(?P<ring>[①-⑳])\s*",
    "first": rf"第(?P<n>{_CHINESE})[，,、]\s*",
    "first is": rf"(?P<n>{_CHINESE})是\s*",
}
"""Styles from the outermost to the innermost, as reports usually nest them."""
_PATTERNS = {style: re.compile(pattern) for style, pattern in _STYLES.items()}
_RANKS = {style: rank for rank, style in enumerate(_STYLES)}

ITEM_STYLES = frozenset({"arabic", "(arabic)", "circled"})
"""Marks that number the items of lists as often as sections."""
ORDINAL_STYLES = frozenset({"first", "first is"})
"""Words that begin sentences more often than they head a section."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark a line begins with."""

    style: str
    number: int
    length: int
    """Letters of the mark, the blanks behind it included."""


def mark_of(words: str) -> Mark | None:
    """The mark that words begin with, or None."""
    for style, pattern in _PATTERNS.items():
        match = pattern.match(words)
        if match and match.end():
            return Mark(style, _number(match), match.end())
    return None


def rank_of(style: str) -> int:
    """How deep a style usually stands: 一、 above （一） above 1. above (1); what has no mark stands above all."""
    return _RANKS.get(style, -1)


def _number(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if ring := groups.get("ring"):
        first = next(first for first in "⒈⑴①㈠" if ord(first) <= ord(ring) < ord(first) + 20)
        return ord(ring) - ord(first) + 1
    words = groups.get("n") or ""
    if words.isdecimal():
        return int(words)
    if words[0] in _ROMAN:
        return _ROMAN.index(words[0]) + 1
    return _roman(words) if words.isascii() else _chinese(words)


def _chinese(words: str) -> int:
    """1 to 99; 0 for what is no number, such as 十十."""
    tens, ten, ones = words.rpartition("十")
    if any(c not in _DIGITS for c in tens + ones) or len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _roman(words: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in words]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
