"""The same report transcribed twice: told by its letters, whatever the blanks, the punctuation and the furniture.

Two transcriptions share most of their runs of five letters: 0.62 of them at worst when one letter in twenty was
misread, 0.70 when the last third is missing from one, 0.81 when a tenth of the paragraphs is. Of 36 real
reports no two share more than 0.05. Reports written to one pattern share many letters and few figures.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from vectorstore.figures import find_figures
from vectorstore.report import Kind, Report

__all__ = ["Kinship", "alike", "differing", "fuller", "may_be_twins", "share_figures", "sketch"]

_RUN = 5
"""Letters of a run: with 3 unlike reports share 0.13; with 8 copies with one letter in twenty misread share 0.48."""
_SKETCHED = 256
"""Runs kept of each report: the share is then right within 0.03, in 2 kB."""
_FEWEST = 200
"""Letters of the shortest report that is compared; shorter ones are alike too easily."""
_ALIKE = 0.5
"""Share of runs from which two reports are one: ten times what unlike reports share."""
_SAME_FIGURES = 0.7
"""Share of the figures of the report with fewer that both must state."""
_FULLER = 1.05
"""How many times the letters make a transcription the fuller one; less is furniture."""

_NO_LETTERS = re.compile(r"[\W_]+")

_Figure = tuple[Decimal, Decimal, str, int]


@dataclass(frozen=True, slots=True)
class Kinship:
    """How a report stands to transcriptions of the same report."""

    twin_of: str = ""
    """Id of the one that is searched; empty when it is this."""
    differing: int = 0
    """In how many figures it differs from that one."""
    twins: tuple[tuple[str, int], ...] = ()
    """Ids of those that it stands for, with the number of figures in which each differs."""


def sketch(report: Report) -> bytes:
    """A few of the report's runs of letters, chosen by their hashes: enough to tell how many two reports share."""
    codes = np.frombuffer(_letters(report).encode("utf-32-le"), "<u4").astype(np.uint64)
    if len(codes) < _FEWEST:
        return b""
    mixed = np.zeros(len(codes) - _RUN + 1, np.uint64)
    for place in range(_RUN):
        mixed = _mix(mixed ^ codes[place : place + len(mixed)])
    return np.unique(mixed)[:_SKETCHED].astype("<u8").tobytes()


def alike(one: bytes, other: bytes) -> bool:
    """Whether two sketched reports share so many letters that they are one report."""
    if not one or not other:
        return False
    mine, yours = _hashes(one), _hashes(other)
    least = np.union1d(mine, yours)[:_SKETCHED]
    both = np.isin(least, mine) & np.isin(least, yours)
    return float(both.mean()) >= _ALIKE


def differing(one: Report, other: Report) -> int:
    """In how many figures two transcriptions differ; one that stands in one only, as in an annex, is no difference."""
    mine, yours = _figures(one), _figures(other)
    return min(mine.total(), yours.total()) - (mine & yours).total()


def share_figures(one: Report, other: Report) -> bool:
    """Whether most figures of the report with fewer stand in the other: else one pattern was filled in twice."""
    mine, yours = _figures(one), _figures(other)
    return (mine & yours).total() >= _SAME_FIGURES * min(mine.total(), yours.total())


def fuller(one: Report, other: Report) -> bool:
    """Whether one is the better of two transcriptions to read and cite.

    That is the one with clearly more text, else the one with pages, for a page number helps whoever looks it
    up, else the one with tables; of two that are alike the one that was there first stays.
    """
    mine, yours = len(_letters(one)), len(_letters(other))
    if mine > _FULLER * yours or yours > _FULLER * mine:
        return mine > yours
    return _kept_layout(one) > _kept_layout(other)


def may_be_twins(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether place, period and kind, in this order, gainsay each other nowhere; what is not known doesn't."""
    unknown = ("", Kind.OTHER.value)
    return all(a == b or a in unknown or b in unknown for a, b in zip(one, other, strict=True))


def _kept_layout(report: Report) -> tuple[bool, bool]:
    return bool(report.layout.pages), bool(report.layout.tables)


def _letters(report: Report) -> str:
    plain = unicodedata.normalize("NFKC", "".join(report.quote(sentence) for sentence in report.sentences))
    return _NO_LETTERS.sub("", plain)


def _figures(report: Report) -> Counter[_Figure]:
    found = (figure for sentence in report.sentences for figure in find_figures(report.quote(sentence)))
    return Counter((figure.low, figure.high, figure.unit, figure.sign) for figure in found)


def _hashes(sketched: bytes) -> NDArray[np.uint64]:
    return np.frombuffer(sketched, "<u8").astype(np.uint64)


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64 (Steele, Lea and Flood, OOPSLA 2014): every bit depends on every other."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
