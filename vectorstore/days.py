"""Days as reports print them: 2020年8月20日, 一九七八年二月二十六日, 2020-08-20."""

import re
from dataclasses import dataclass
from datetime import date

from vectorstore.figures.numerals import number_value, plain_text

__all__ = ["Day", "find_days"]

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][九〇零○Ｏ][〇零○Ｏ一二三四五六七八九]{2})"
_DAY = re.compile(
    rf"(?<!\d){_YEAR}\s*(?:年\s*(?P<month>{_NUMBER})\s*月\s*(?P<day>{_NUMBER})\s*[日号]"
    r"|(?P<dash>[-/.])(?P<m>\d{1,2})(?P=dash)(?P<d>\d{1,2})(?!\d))"
)
_ROUND_ZERO = str.maketrans("○Ｏ", "〇〇")


@dataclass(frozen=True, slots=True)
class Day:
    """A day named in a text, with the span of its words."""

    start: int
    end: int
    iso: str
    """ISO 8601: 2020-08-20."""


def find_days(text: str) -> list[Day]:
    """Every day of the 20th and 21st century named in full, in order; what no calendar has is left out."""
    found = []
    for match in _DAY.finditer(plain_text(text)):
        parts = (match["year"], match["month"] or match["m"], match["day"] or match["d"])
        if iso := _iso(*(_value(part) for part in parts)):
            found.append(Day(match.start(), match.end(), iso))
    return found


def _value(words: str) -> int:
    value = number_value(words.translate(_ROUND_ZERO))
    return 0 if value is None else int(value)


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
