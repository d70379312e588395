"""Numbers as Chinese reports print them: 1,234.5, ４．５, 一万二千亿, 百分之五, 3亿5000万."""

import re
from decimal import Decimal

__all__ = ["CHINESE_RUN", "LONGEST", "NUMERAL", "format_decimal", "number_value", "plain_text", "value_of_plain"]

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}

_WIDE = str.maketrans("０１２３４５６７８９．％﹪：∶／∕⁄＋µ", "0123456789.%%::///+μ")
_DASHES = dict.fromkeys(map(ord, "－−–‐‑‒―─﹣～〜∼~"), ord("-"))
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u202f\u3000"), ord(" "))
_PLAIN = _WIDE | _DASHES | _SPACES

# 千 and 百 belong to the unit in 千瓦 and 百分点, and to the word in 百强.
CHINESE_RUN = r"(?:[〇零一二两三四五六七八九十万亿]|千(?![瓦米克伏卡兆焦赫]|分点)|百(?!分点|姓|货|强))+"
"""A run of Chinese numerals, well-formed or not."""

_CLAUSE_ENDS = "为达到至是分数长升降增减少加高低窄落约近超过"
_WIDE_GROUPS = r"\d{1,3}(?:，\d{3}){1,6}(?!\d)(?:\.\d+)?"
NUMERAL = re.compile(
    r"(?P<high>\d+)(?P<step>亿(?=\d+万)|万(?=\d千(?![瓦米克伏卡兆])))(?P<rest>\d+)"
    r"|\d{1,3}(?:,\d{3}){1,6}(?!\d)(?:\.\d+)?"
    # 得分为92，100个社区 is two clauses; 达到1，234亿元 is one number.
    rf"|(?<![{_CLAUSE_ENDS}]){_WIDE_GROUPS}|{_WIDE_GROUPS}(?= ?[万亿]*元)"
    r"|\d+ \. ?\d+|(?<=[\u4e00-\u9fff])\d{1,4}\. \d{1,2}(?= ?(?:%|[万亿]|个百分点))"
    r"|\d+(?:\.\d+)?"
    rf"|(?P<chinese>{CHINESE_RUN}(?:点[〇零一二三四五六七八九]+)?)"
)
"""A number in a plain text: Arabic with thousands separators, mixed (3亿5000[万]) or Chinese."""

LONGEST = 64
"""Longer runs of digits are no numbers of a report; Python takes ever longer to convert them, and stops at 4300."""

_ARABIC = re.compile(r"(?P<sign>[-+]?)(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<rest>[十百千万亿]*)")
_PARTS = {"%": Decimal("0.01"), "‰": Decimal("0.001"), "‱": Decimal("0.0001"), "成": Decimal("0.1")}


def plain_text(text: str) -> str:
    """The text with full-width digits, dashes and odd spaces in their plain forms; same length, same offsets."""
    return text.translate(_PLAIN)


def number_value(text: str) -> Decimal | None:
    """The value of a whole numeral, Chinese or Arabic, scales and shares worked in; None when it is not one.

    ``一万二千亿`` is 1200000000000, ``1,234.5`` is 1234.5, ``百分之五`` and ``5%`` are 0.05, ``半`` is 0.5.
    """
    return value_of_plain(plain_text(text).strip())


def value_of_plain(plain: str) -> Decimal | None:
    """The same for a numeral that is in plain forms already."""
    if len(plain) > LONGEST:
        return None
    if plain == "半":
        return Decimal("0.5")
    if plain[-1:] in _PARTS:
        value = value_of_plain(plain[:-1])
        return None if value is None else value * _PARTS[plain[-1]]
    if "分之" in plain:
        below, _, above = plain.partition("分之")
        divisor, dividend = value_of_plain(below), value_of_plain(above)
        return dividend / divisor if divisor and dividend is not None else None
    if match := _ARABIC.fullmatch(plain):
        factor = _integer(f"一{match['rest']}") if match["rest"] else 1
        return None if factor is None else Decimal(match["sign"] + match["number"].replace(",", "")) * factor
    whole, point, fraction = plain.partition("点")
    value_of_whole = _integer(whole)
    if value_of_whole is None or not point:
        return None if value_of_whole is None else Decimal(value_of_whole)
    if not fraction or any(c not in _DIGITS for c in fraction):
        return None
    return Decimal(f"{value_of_whole}.{''.join(str(_DIGITS[c]) for c in fraction)}")


def _integer(text: str) -> int | None:
    """A Chinese whole number: 一百零五, 十二, 三亿五千万, 一万二 (12000), 二〇二〇; None when malformed."""
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return None if "两" in text or len(text) < 3 else int("".join(str(_DIGITS[c]) for c in text))
    high = myriads = section = 0
    digit: int | None = None
    step = 10_000  # places must fall within a section: 十百 is no number
    last = 1
    for character in text:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _TENS:
            last = _TENS[character]
            if last >= step:
                return None
            step, section, digit = last, section + (1 if digit is None else digit) * last, None
        elif character in "万亿":
            here = section + (digit or 0)
            last = 10_000 if character == "万" else 100_000_000
            if character == "万":
                myriads += (here or 1) * last
            else:
                high, myriads = high + (myriads + here or 1) * last, 0
            step, section, digit = 10_000, 0, None
        else:
            return None
    if digit and last > 10 and text[-2] not in "零〇":
        digit *= last // 10
    return high + myriads + section + (digit or 0) if text else None


def format_decimal(value: Decimal) -> str:
    """The shortest plain form: no exponent, no trailing zeros, no minus on zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
