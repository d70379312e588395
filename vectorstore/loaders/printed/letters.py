"""Letters as text layers have them, made into ordinary ones, and how the ends of two lines are joined."""

import re
import unicodedata
from functools import cache

__all__ = ["SUPERSCRIPTS", "is_wide", "joined", "ordinary", "readable"]

_RADICALS = (
    "⺁厂⺂乛⺄乙⺅亻⺈刀⺉刂⺊卜⺌小⺍小⺎兀⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺣灬⺤爫⺥爫⺧牛⺨犭⺩王⺫目⺬示⺭礻⺯糹⺰纟"
    "⺱罓⺲罒⺴冗⺶羊⺹耂⺻聿⺼肉⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食"
    "⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
"""Equivalent_Unified_Ideograph of Unicode 14; NFKC leaves most radicals of this block as they are."""
_COMPATIBLE = (range(0x2F00, 0x2FE0), range(0xF900, 0xFB00), range(0xFB00, 0xFB07), range(0x2F800, 0x2FA20))
_HYPHENS = {"\x02": "-", "\ufffe": "-", "\u00ad": "-", "\u2010": "-", "\u2011": "-"}
"""A hyphen at a line's end, as PDFium and others write it."""
_TABLE = str.maketrans(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for block in _COMPATIBLE for code in block}
    | dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=True))
    | _HYPHENS
)

_LATIN_END = re.compile("(?:[A-Za-z0-9]|[A-Za-z][,.;:)!?])$")
SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")

_COMMON = re.compile(
    "[的了在是和国人中年一政府工作发展经济会市区民生不实施加快推进建设國會發經濟實業區與為產個這总值额量]"
)
_FEWEST_TO_JUDGE = 40
_MOST_ODD = 0.2
_FEWEST_COMMON = 0.01
"""Share of the Chinese letters; reports have 0.12 to 0.17, a wrong mapping to Chinese letters about 0.002."""


@cache
def ordinary(letter: str) -> str:
    """A letter as it is typed; empty for one that prints nothing (a control character)."""
    typed = letter.translate(_TABLE)
    if typed.isspace():
        return "\u3000" if typed == "\u3000" else " "
    return "".join(part for part in typed if unicodedata.category(part) not in ("Cc", "Cf", "Cs"))


def is_wide(letter: str) -> bool:
    """Whether a letter is as wide as its font is high."""
    return unicodedata.east_asian_width(letter) in "WF" or letter in "“”‘’—…·①②③④⑤⑥⑦⑧⑨⑩"


def readable(text: str) -> bool:
    """Whether a page's text layer says what is printed: False when its letters were mapped wrongly or not at all."""
    inked = [letter for letter in text if not letter.isspace()]
    odd = sum(unicodedata.category(letter) in ("Cc", "Co", "Cn", "Cs") or letter == "\ufffd" for letter in inked)
    if odd > _MOST_ODD * len(inked):
        return False
    if len(inked) < _FEWEST_TO_JUDGE:
        return True
    chinese = [letter for letter in inked if "\u3400" <= letter <= "\u9fff"]
    if len(chinese) >= 0.2 * len(inked):
        return len(chinese) < 4 * _FEWEST_TO_JUDGE or len(_COMMON.findall(text)) >= _FEWEST_COMMON * len(chinese)
    digits = sum(letter.isdigit() for letter in inked)
    return _is_latin(inked) or digits + len(chinese) >= 0.5 * len(inked)


def _is_latin(inked: list[str]) -> bool:
    """Whether the letters are those of words: mostly a to z, a quarter to a half of them vowels."""
    latin = [letter for letter in inked if letter.isascii() and letter.isalpha()]
    vowels = sum(letter in "aeiouAEIOU" for letter in latin)
    return len(latin) >= 0.5 * len(inked) and 0.2 * len(latin) <= vowels <= 0.6 * len(latin)


def joined(before: str, after: str, *, blank: bool = False) -> str:
    """Two lines of a paragraph as one; ``blank`` tells that a blank stands at the first line's end.

    Chinese is joined without a blank, Latin words with one, and a word or figure that was broken is whole again.
    """
    before, after = before.rstrip(" "), after.lstrip(" \u3000")
    if not before or not after:
        return before + after
    last, first = before[-1], after[0]
    if re.search("[a-z]-$", before) and first.isascii() and first.islower():
        return before[:-1] + after
    if _LATIN_END.search(before) and first.isascii() and (first.isalnum() or first == "("):
        whole = not (last.isalpha() or not last.isalnum()) or not first.isalpha() or (last + first).isupper()
        return before + after if whole and not blank else f"{before} {after}"
    return before + after
