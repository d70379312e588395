"""When a text states a fact, and which figures it gives: on number boundaries, whatever the script or width.

The rules are those of the project's outside scorer, with every traditional character made simplified. They
fold texts by themselves and not by way of ``vectorstore.words``, so that a fault there can't hide from what
measures it.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Any

_MARK = re.compile(r"[\[【［(（]\s*c?\d+(?:\s*[,，、]\s*c?\d+)*\s*[\]】］)）]")
_NUMBER = re.compile(r"(?<![\d.a-z])\d+(?:\.\d+)?(?![\d])")
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")
_NO_FIGURE = re.compile(
    r"\d+(?:\.\d+)?\s*(?:年|月|日|号|h[12]|季度)"
    r"|[“\"《「][^”\"》」]{0,40}[”\"》」]"
    r"|(?<![\d.])(?:19|20)\d\d(?![\d]|\.\d)(?:[-—~至到/](?:19|20)\d\d(?![\d]|\.\d))?"
)
"""Periods, and whatever stands in quotation marks: names such as “十四五” and “7+2+N”.

Here ours differs from the outside scorer, which takes the 2091 of 20916 for a year and then misses a 6.
"""


def without_marks(text: str) -> str:
    """The text with its citation marks ``[1]``, ``【c1,c2】`` blanked."""
    return _MARK.sub(" ", text)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """NFKC, lower case, simplified characters, no thousands separators, spaces only between Latin words or digits."""
    text = str(_simplifier().convert(unicodedata.normalize("NFKC", text).lower()))
    text = _THOUSANDS.sub(lambda match: match[0].replace(",", ""), text)
    text = re.sub(r"[μµ]g", "微克", text)
    text = re.sub(r"[\s*`_]+", " ", text).strip()
    return re.sub(r"(?<![0-9a-z]) | (?![0-9a-z])", "", text)


def states(text: str, fact: str) -> bool:
    """Whether the text states the fact: 4.9% is not in 14.9%, and a bare 70 not in 170, 70%, 70年."""
    fact, text = plain(fact), plain(text)
    if not fact:
        return False
    before = r"(?<![\d.])" if fact[0].isdigit() else ""
    after = r"(?!\d|\.\d)" if fact[-1].isdigit() else ""
    if re.fullmatch(r"[\d.]+", fact):
        before, after = r"(?<![\d.h])", r"(?!\d|\.\d|%|g|年|月)"
    return re.search(before + re.escape(fact) + after, text) is not None


def numbers(text: str) -> frozenset[Decimal]:
    """Every number in a text, years and all: what a figure may rest on."""
    return frozenset(Decimal(number) for number in _NUMBER.findall(plain(text)))


def figures(text: str) -> tuple[Decimal, ...]:
    """The figures a text gives, in order: numbers that are no period, no citation mark and in no quotation marks."""
    text = plain(without_marks(unicodedata.normalize("NFKC", text)))
    return tuple(Decimal(number) for number in _NUMBER.findall(_NO_FIGURE.sub(" ", text)))


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
