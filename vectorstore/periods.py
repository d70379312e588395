"""Periods as reports and questions name them: 2020年上半年, 1—5月, 前三季度, “十四五”, 2020H1.

A period is a closed range of months. Relative words (今年, 去年, 上半年 without a year) are
resolved against a reference period, usually the report's own or the year the question names.
"""

import re
from dataclasses import dataclass
from functools import total_ordering

_PLANS = {"九五": 1996, "十五": 2001, "十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
"""First years of the five-year plans."""
_OLD_PLANS = {
    "一五": 1953,
    "二五": 1958,
    "三五": 1966,
    "四五": 1971,
    "五五": 1976,
    "六五": 1981,
    "七五": 1986,
    "八五": 1991,
}
"""Those whose names are words as well: “八五”普法, “五五”购物节, “四五”运动."""
_NTH_PLANS = ("一五", "二五", "三五", "四五", "五五", "六五", "七五", "八五", *_PLANS)

_PLAIN = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("Ｈ"): "H", ord("Ｑ"): "Q"}
"""Full-width digits and letters of a period, one letter for one, so that spans stay true."""

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0}


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A closed range of months, counted as ``12 * year + month - 1``."""

    first: int
    last: int

    def __lt__(self, other: "Period") -> bool:
        return (self.first, self.last) < (other.first, other.last)

    @classmethod
    def months(cls, year: int, first: int = 1, last: int = 12) -> "Period":
        """Months ``first`` to ``last`` of one year."""
        return cls(12 * year + first - 1, 12 * year + last - 1)

    @classmethod
    def years(cls, first: int, last: int) -> "Period":
        """Whole years, both included."""
        return cls(12 * first, 12 * last + 11)

    @property
    def year(self) -> int:
        """The year it begins in."""
        return self.first // 12

    @property
    def last_year(self) -> int:
        """The year it ends in."""
        return self.last // 12

    def covers(self, other: "Period") -> bool:
        """Whether every month of the other lies in this one."""
        return self.first <= other.first and other.last <= self.last

    def overlaps(self, other: "Period") -> bool:
        """Whether they share a month."""
        return self.first <= other.last and other.first <= self.last

    def shifted(self, years: int) -> "Period":
        """The same months, some years later (or earlier, when negative)."""
        return Period(self.first + 12 * years, self.last + 12 * years)

    @property
    def label(self) -> str:
        """How a report would name it: 2020年, 2020年上半年, 2020年1—5月, 2021—2025年."""
        if self.year != self.last_year:
            whole = self.first % 12 == 0 and self.last % 12 == 11
            if whole:
                return f"{self.year}—{self.last_year}年"
            return f"{self.year}年{self.first % 12 + 1}月—{self.last_year}年{self.last % 12 + 1}月"
        first, last = self.first % 12 + 1, self.last % 12 + 1
        names = {
            (1, 12): "",
            (1, 6): "上半年",
            (7, 12): "下半年",
            (1, 9): "前三季度",
            (1, 3): "一季度",
            (4, 6): "二季度",
            (7, 9): "三季度",
            (10, 12): "四季度",
        }
        if (first, last) in names:
            return f"{self.year}年{names[first, last]}"
        return f"{self.year}年{first}月" if first == last else f"{self.year}年{first}—{last}月"


@dataclass(frozen=True, slots=True)
class Mention:
    """A period named in a text, with the span of its words."""

    start: int
    end: int
    period: Period
    explicit: bool
    """Whether the year is spelt out there, rather than taken from the reference."""


_YEAR = r"(?P<year>(?:19|20)\d\d|[一二][九〇零○][〇零○一二三四五六七八九]{2})\s*年?(?:度)?"
_CHINESE_YEAR = re.compile(
    r"(?<![〇零○一二三四五六七八九十百])[一二][九〇零○][〇零○一二三四五六七八九]{2}(?=\s*[年—–~～至到-])"
)
_RELATIVE = r"(?P<relative>今年|本年度?|当年|去年|上年|前年|明年|来年|全年)"
_CHINESE_MONTH = "(?:十[一二]?|[一二三四五六七八九])"
_WITHIN = (
    # most letters of a text begin no period: seen at once
    r"(?=[上下前后头半年第全一二三四五六七八九十\dhHqQ])(?:(?P<half>上半年|下半年|[前头]半年|后半年|半年|年中|[hH][12](?![0-9])|前六个?月|前6个?月)"
    r"|(?P<quarters>第?[一二三四1-4]\s*[-—–~～至到]+\s*第?[二三四2-4]个?季度)"
    r"|(?P<quarter>[前头][三3]个?季度|[一二三四1234]季度|第[一二三四]季度|[qQ][1-4](?![0-9]))"
    r"|(?P<from>\d{1,2})\s*月?\s*[-—–~～至到]+\s*(?P<to>\d{1,2})\s*月(?:份)?(?!\d*日)"
    rf"|(?P<chinese>{_CHINESE_MONTH}\s*月?\s*[-—–~～至到]+\s*{_CHINESE_MONTH}\s*月(?:份)?)(?![\d一二三四五六七八九十]*日)"
    r"|[前头](?P<through>\d{1,2}|十[一二]?|[二三四五六七八九])个月"
    r"|(?P<month>\d{1,2})\s*月(?:份|底|末|初|[上中下]旬)?(?!\d*日)"
    r"|(?P<whole>全年|年底|年末|年初))"
)
_SEPARATOR = r"\s*(?:的|[(（])?\s*"
_SPAN_OF_YEARS = re.compile(r"(?P<a>(?:19|20)\d\d)\s*年?\s*[-—–~～至到]+\s*(?P<b>(?:19|20)\d\d)(?:\s*年)?")
_PLAN = re.compile(
    r"[“\"「『‘](?P<quoted>十[一二三四五]?五|九五)[”\"」』’]"
    r"|[“\"「『‘](?P<old>[一二三四五六七八]五)[”\"」』’](?=$|时期|期间|计划|以来|末|初|前|后|的|和|与|及|至|到|[\s、，,。；;：:（()）]|[—–-])"
    r"|(?<![第之一二三四五六七八九十百千万\d])(?P<plain>[一二三四五六七八]五)(?=时期|期间|计划)"
    r"|第(?P<nth>[一二三四五六七八九]|十[一二三四五]?)个五年(?=计划|规划)"
    r"|(?P<between>(?:国民经济|三年)调整(?=时期))"
    r"|(?<![第之一二三四五六七八九十百千万])(?P<bare>"
    r"十[一二三四五]五(?=时期|期间|规划|末|收官|以来|开局|发展|目标|五年|\s|[，,要的]|$)|(?:十五|九五)(?=时期|期间|计划))"
)
_ABSOLUTE = re.compile(rf"(?:{_YEAR})(?:{_SEPARATOR}(?:{_WITHIN}))?")
_REVERSED = re.compile(rf"(?P<half>上半年|下半年|[hH][12])\s*[(（]\s*{_YEAR}\s*[)）]")
_RELATED = (re.compile(rf"{_RELATIVE}(?:{_SEPARATOR}(?:{_WITHIN}))?"), re.compile(_WITHIN))


_OFFSETS = {"去": -1, "上": -1, "前": -2, "明": 1, "来": 1}
"""Years between a relative word, by its first letter, and the reference."""


def _year(text: str) -> int:
    return int(text) if text.isdigit() else int("".join(str(_DIGITS[c]) for c in text))


def _count(words: str) -> int:
    """A month's or a quarter's number, Arabic or Chinese."""
    if words.isdecimal():
        return int(words)
    return 10 * words.startswith("十") + _DIGITS.get(words[-1], 0)


def _plan(match: re.Match[str]) -> Period:
    """The years of a five-year plan."""
    if match["between"]:
        return Period.years(1963, 1965)
    name = match["quoted"] or match["bare"] or match["old"] or match["plain"]
    if name is None:
        name = _NTH_PLANS[_count(match["nth"]) - 1]
    first = _PLANS.get(name) or _OLD_PLANS[name]
    return Period.years(first, first + 4)


def _months(match: re.Match[str]) -> tuple[int, int] | None:
    """The months a match names within its year; None when they make no sense."""
    groups = match.groupdict()
    if quarters := groups.get("quarters"):
        first, last = (_count(c) for c in quarters if c in "一二三四1234")
        return (3 * first - 2, 3 * last) if first < last else None
    if months := groups.get("chinese"):
        first, last = (_count(words) for words in re.findall(_CHINESE_MONTH, months))
        return (first, last) if first < last else None
    if through := groups.get("through"):
        return (1, _count(through)) if 1 <= _count(through) <= 12 else None
    if half := groups.get("half"):
        return (7, 12) if half in ("下半年", "后半年") or half.lower() == "h2" else (1, 6)
    if quarter := groups.get("quarter"):
        if quarter[0] in "前头":
            return 1, 9
        number = next(int(c) if c.isdigit() else "一二三四".index(c) + 1 for c in quarter if c in "一二三四1234")
        return 3 * number - 2, 3 * number
    if groups.get("from"):
        first, last = int(groups["from"]), int(groups["to"])
        return (first, last) if 1 <= first <= last <= 12 else None
    if groups.get("month"):
        month = int(groups["month"])
        return (month, month) if 1 <= month <= 12 else None
    return 1, 12


def plain_years(text: str) -> str:
    """The text with full-width digits, and years such as 一九七八年, in plain digits; same length, same offsets."""
    return _CHINESE_YEAR.sub(lambda match: str(_year(match[0])), text.translate(_PLAIN))


def find_periods(text: str, reference: Period | None = None) -> list[Mention]:
    """Every period named in a text, in order, longest reading first.

    ``reference`` gives the year of 上半年, 今年, 去年 and the like; without it they are not found.
    Full-width digits are read as their plain forms; spans refer to the text as given.
    """
    plain = plain_years(text)
    mentions: list[Mention] = []
    taken = bytearray(len(plain))

    def keep(start: int, end: int, period: Period, explicit: bool) -> None:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            mentions.append(Mention(start, end, period, explicit))

    for match in _SPAN_OF_YEARS.finditer(plain):
        if int(match["a"]) <= int(match["b"]):
            keep(match.start(), match.end(), Period.years(int(match["a"]), int(match["b"])), True)
    for match in _PLAN.finditer(plain):
        keep(match.start(), match.end(), _plan(match), True)
    for pattern in (_REVERSED, _ABSOLUTE):
        for match in pattern.finditer(plain):
            if match.start() and plain[match.start() - 1] in "0123456789.":
                continue
            if _is_date_or_longer_number(match, plain) or _is_plain_number(match, plain):
                continue
            if months := _months(match):
                keep(match.start(), match.end(), Period.months(_year(match["year"]), *months), True)
    if reference is not None:
        for match in (match for pattern in _RELATED for match in pattern.finditer(plain)):
            months = _months(match)
            before = plain[match.start() - 1 : match.start()]
            if months is None or before.isdigit() or before == ".":
                continue
            offset = _OFFSETS.get((match.groupdict().get("relative") or "今")[0], 0)
            keep(match.start(), match.end(), Period.months(reference.year + offset, *months), False)
    return sorted(mentions, key=lambda m: m.start)


_DAY = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*日")


def _is_date_or_longer_number(match: re.Match[str], text: str) -> bool:
    """Whether the digits go on: 2020年8月20日 names a day, 20205 no year; 2020年300个 does name one."""
    if "年" in match.group(0):
        return _DAY.match(text, match.end()) is not None
    return text[match.end() : match.end() + 1].isdigit()


_BEHIND_YEAR = re.compile(
    r"$|[ 年上下前全第初末和、,，?？)）/]|(?![家个人名项户亿万元条套张座次件所处栋份辆台吨亩公平千米里])[\u4e00-\u9fff]"
)
_FINER = ("half", "quarter", "from", "month", "whole")


def _is_plain_number(match: re.Match[str], text: str) -> bool:
    """Whether a bare ``2019`` is a count (2019家) and not a year."""
    if "年" in match.group(0) or any(match.groupdict().get(group) for group in _FINER):
        return False
    return _BEHIND_YEAR.match(text, match.end()) is None


def find_period(text: str, reference: Period | None = None) -> Period | None:
    """The first period named in a text, or None."""
    mentions = find_periods(text, reference)
    return mentions[0].period if mentions else None
