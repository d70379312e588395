"""A statement's words without what could pass for something else: citation marks, links, markup, invisible letters.

A statement repeats a report's words, and a report may say anything; what it says stays exact in the quote.
"""

import re
import unicodedata

_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
_ADDRESS = re.compile(r"(?i)(?:https?://|www\.)[!-~]+")
_SCRIPT = re.compile(r"(?i)javascript:[!-~]*")
_TAG = re.compile(r"<(?:[a-zA-Z!?/|][^<>]*)>")
_NUMBERS = r"\d{1,3}(?:\s*[,，、]\s*[cC]?\d{1,3})*"
_MARK = re.compile(rf"[\[［【]\s*\^?[cC]?{_NUMBERS}\s*[\]］】]:?|[(（]\s*[cC]{_NUMBERS}\s*[)）]")
"""Marks as this program writes them, and handles in any bracket; a number in round brackets is the report's own."""


def inert(text: str) -> str:
    """The text as it may be shown beside the program's own marks, wherever it is shown."""
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cf", "Cc"))
    text = _LINK.sub(r"\1", text)
    text = _ADDRESS.sub("（网址见原文）", text)
    text = _SCRIPT.sub("", text)
    while (bare := _TAG.sub("", text)) != text:
        text = bare
    return _MARK.sub("", text)
