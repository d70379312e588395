"""English statements read back into Chinese, for the check that Chinese statements undergo.

What is read is the English: a place by its spelling, a time by its words, a direction by its verb. The Chinese name
that stands behind a place in brackets helps only where the two agree.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from bot.english_answers.names import english_place, names
from bot.question.english import is_english, period_mentions, place_mentions
from vectorstore.indicators import indicators
from vectorstore.places import find_places

_QUOTE = re.compile(r"“.*”|「.*」", re.DOTALL)
_BARE_QUOTE = re.compile(r"(?:“.*”|「.*」)(?: \([^()“”]*\))?[.;]", re.DOTALL)
_ENDS = frozenset(".;:")
_UNIT = re.compile(r"[\u4e00-\u9fff%]")
_WORDS = re.compile(r"\b[a-z]{2,}\b")
_HAN_BRACKET = re.compile(r"\s*\(([\u4e00-\u9fff]+)\)")
_GLOSS = re.compile(r"\s*\([A-Za-z][A-Za-z,;' -]*\)")
_VERBS = re.compile(
    r"\b(?:(?P<down>down|fell|fallen|falling|dropped|declined|decreased|shrank)"
    r"|(?P<up>up|rose|risen|rising|grew|grown|increased|climbed))(?:\s+by)?\s+(?=(?:about\s|around\s|约)?[\d一二三四五六七八九十])",
    re.IGNORECASE,
)
_YEAR_ON_YEAR = re.compile(r"\s*\b(?:year on year|on the year before)\b")
_TARGET = re.compile(r"(?:the )?target for (?P<what>.+)$", re.IGNORECASE)
_SPACES = re.compile(r"(?<=[\u4e00-\u9fff\d%，；])\s+(?=[\u4e00-\u9fff\d，；])")


def is_english_statement(text: str) -> bool:
    """Whether a statement is in English, whatever it quotes; a Chinese one ends in a full stop of its own width."""
    begins = _BARE_QUOTE.fullmatch(text) or re.match("[A-Z][a-z]", text)
    if text[-1:] in _ENDS and (begins or len(_WORDS.findall(_QUOTE.sub("", text))) > 1):
        return True
    return is_english(_GLOSS.sub("", _QUOTE.sub("", text)))


def read(text: str, known: Collection[str]) -> str:
    """English words around Chinese names and figures, with their places, times and directions in Chinese.

    ``known`` are the places that may be meant besides the gazetteer's, full names.
    """
    if goal := _TARGET.fullmatch(text):
        return f"{read(goal['what'], known)}目标"
    spans = [
        (start, end, name)
        for start, end, name in period_mentions(text)
        # a number before a unit is no year: 2078家
        if re.search(r"\d{4}|“", name) and not _UNIT.match(text, end)
    ]
    for start, end, name in place_mentions(text, known):
        bracket = _HAN_BRACKET.match(text, end)
        if bracket and english_place(bracket[1]) == text[start:end]:
            spans.append((start, bracket.end(), bracket[1]))
        elif not any(start < b and a < end for a, b, _ in spans):
            spans.append((start, end, name))
    spans += [(m.start(), m.end(), chinese) for m, chinese in _usual_in(text) if not _inside(m.span(), spans)]
    spans += [(m.start(), m.end(), name) for m, name in _indicators_in(text) if not _inside(m.span(), spans)]
    for start, end, chinese in sorted(spans, reverse=True):
        text = text[:start] + chinese + text[end:]
    text = re.sub(r"\b(?:the|The) (?=(?:19|20)\d\d年)", "", text)
    text = _VERBS.sub(lambda m: "下降" if m["down"] else "增长", _YEAR_ON_YEAR.sub("", _GLOSS.sub("", text)))
    return _SPACES.sub("", text)


def mispaired(text: str, known: Collection[str]) -> list[str]:
    """Chinese names of places in brackets that are not those of the English names before them."""
    plain = _QUOTE.sub("", text)
    return [
        bracket[1]
        for bracket in _HAN_BRACKET.finditer(plain)
        if (bracket[1] in known or [m.end for m in find_places(bracket[1])] == [len(bracket[1])])
        and not plain[: bracket.start()].endswith(english_place(bracket[1]))
    ]


def _inside(span: tuple[int, int], spans: list[tuple[int, int, str]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end, _ in spans)


def _usual_in(text: str) -> list[tuple[re.Match[str], str]]:
    return [
        (match, chinese)
        for chinese, english in names()["usual"].items()
        for match in re.finditer(rf"\b{english}\b(?: \({chinese}\))?", text, re.IGNORECASE)
    ]


def _indicators_in(text: str) -> list[tuple[re.Match[str], str]]:
    pattern, named = _indicator_names()
    found = []
    for match in pattern.finditer(text):
        name = named[match["name"].lower()]
        found.append((match, match["chinese"] or name))
    return found


@lru_cache(maxsize=1)
def _indicator_names() -> tuple[re.Pattern[str], dict[str, str]]:
    named: dict[str, str] = {}
    for indicator in indicators():
        for english in indicator.english:
            named.setdefault(english, indicator.name)
    longest = sorted(named, key=len, reverse=True)
    every = "|".join(map(re.escape, longest))
    return re.compile(rf"\b(?P<name>{every})s?(?!\w)(?:\s*\((?P<chinese>[\u4e00-\u9fff]+)\))?", re.IGNORECASE), named
