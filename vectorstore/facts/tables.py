"""The facts of a table: each value cell with the row, column and unit headings that tell what it is.

Headings are the top rows without values and the leading columns without values. A row or column may name the
indicator, the place, the period, the unit, or that a column holds changes, shares, ranks or targets.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache

from vectorstore.facts.subjects import unit_of
from vectorstore.figures import Figure, find_figures
from vectorstore.indicators import find_indicators
from vectorstore.periods import Period, find_periods
from vectorstore.places import find_places
from vectorstore.report import Cell, Outlook, Report, Table

__all__ = ["Reading", "readings", "table_at"]

_VALUE = re.compile(
    r"(?P<before>[^\d.]{0,8}?)(?P<minus>[-−－▲△])?(?P<low>\d[\d,，]*(?:\.\d+)?)"
    r"(?:(?P<to>[-—–~～至]+)(?P<high>\d[\d,，]*(?:\.\d+)?))?(?P<rest>[^\d.]{0,12})"
)
"""A cell that holds one number or range, with a word or unit around it at most."""
_WORDS_BEFORE = re.compile(
    r"(?:[≥≤>＞<＜]|不低于|不高于|不超过|不少于|约|近|超过?|突破|增长|下降|降低|提高|上升|减少|增加|控制在|达到|力争|左右|[\s+：:第])*"
)
_COMPARATORS = {"≥": "不低于", ">": "超", "＞": "超", "≤": "不超过", "<": "不超过", "＜": "不超过"}
_UNIT = re.compile(
    r"[（(](?:单位[:：])?\s*([^（()）:：]{0,3}?(?:元|%|％|‰|个百分点|人次?|吨[^（()）]{0,3}|公里|千米|平方米|亩|公顷|户|家|个|件|项|套|辆|台|天|千瓦时?|"
    r"立方米|微克/立方米|斤|倍|岁|张|所|位|米))[)）]"
)
_UNIT_LINE = re.compile(r"单位\s*[:：]\s*([^\s，。；()（）]{1,12})")
_UNIT_HEAD = re.compile(r"^(?:计量)?单位$")
_NUMBER_HEAD = re.compile(r"^(?:序号|编号|序|No\.?)$", re.IGNORECASE)
_REMARK_HEAD = re.compile(r"备注|说明|责任|牵头|部门|属性|性质|类别|类型")
_GROWTH = re.compile(r"增长|增速|增幅|降幅|涨幅|同比|环比|比上年|较上年|比去年|±|增减|年均|变化")
_SHARE = re.compile(r"比重|占比|比例|占全")
_COMPLETION = re.compile(
    r"完成(?:全年|年度|年初)?(?:任务|计划|目标|预算)?的?(?:进度|比例|率|%|％|[（(]%)|为(?:预算|计划|年初预算)的?%?|占(?:年度)?(?:计划|预算|目标)"
)
_RANK = re.compile(r"位次|排名|名次")
_TARGET = re.compile(r"目标|计划(?!完成|执行)|预期|任务|预算(?!执行|完成)|安排")
_DONE = re.compile(r"完成|实际|执行|实绩|预计|决算|达到")
_NUMBERING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．](?!\d)|[#①-⑳]|其中\s*[:：]?|[-—·]+)\s*"
)
_TOTAL = re.compile(r"^(?:合计|总计|小计|全[省市区县国]|平均)$")
_MOST_HEADS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One value cell and what its headings tell of it."""

    cell: Cell
    figure: Figure
    row: str
    """The row's heading, without numbering."""
    column: str
    """The column's headings, outermost first, without the unit."""
    indicator: str
    known: bool
    place: str
    """Named by a heading; empty when it is the report's own."""
    period: Period | None
    kind: Outlook | None
    """Told by a heading; None when the section tells it."""
    measure: str
    """level, growth, share, completion or rank."""
    basis: str | None

    @property
    def spoken(self) -> str:
        """The cell as words: 地区生产总值（2024年）3174.6亿元."""
        text, unit = self.figure.text, self.figure.unit
        column = f"（{self.column}）" if self.column and self.column != self.row else ""
        value = text if unit in text else re.sub(r"(?<=\d)(?=\D*$)", unit, text, count=1)
        return f"{self.row}{column}{value}"


def table_at(report: Report, start: int) -> Table | None:
    """The table that an offset of a report lies in."""
    return next((table for table in report.layout.tables if table.start <= start < table.end), None)


@lru_cache(maxsize=256)
def readings(report: Report, table: Table) -> tuple[Reading, ...]:
    """Every value cell of a table that its headings explain, in order of the text."""
    return tuple(_told_apart(tuple(_Grid(report, table).readings())))


_FAR_BELOW = 20
"""A target this many times smaller than the level beside it is a growth rate: 6左右 beside 2441.2亿元."""


def _told_apart(found: Sequence[Reading]) -> Iterator[Reading]:
    """Rates told from levels: a % of what is counted in 亿元 is its growth, and so is a target far below its level."""
    for reading in found:
        figure, unit = reading.figure, unit_of(reading.indicator) if reading.known else ""
        beside = [other.figure.low for other in found if other.row == reading.row and other.figure.unit == figure.unit]
        if reading.measure == "level" and figure.base == "%":
            yield replace(reading, measure="share" if unit in ("", "%") else "growth", figure=_rising(figure, unit))
        elif (
            reading.measure == "level"
            and reading.kind is Outlook.TARGET
            and figure.base == "元"
            and figure.unit not in figure.text
            and max(beside) > _FAR_BELOW * figure.low
        ):
            rate = replace(figure, unit="%", base="%", scale=Decimal(1))
            yield replace(reading, measure="growth", figure=_rising(rate, unit))
        else:
            yield reading


def _rising(figure: Figure, unit: str) -> Figure:
    return replace(figure, sign=figure.sign or 1) if unit not in ("", "%") else figure


class _Grid:
    """A table laid out in rows and columns, merged cells in every place they cover."""

    def __init__(self, report: Report, table: Table) -> None:
        self.report = report
        self.table = table
        self.at = {
            (cell.row + down, cell.column + right): cell
            for cell in table.cells
            for down in range(cell.rows)
            for right in range(cell.columns)
        }
        self.height = 1 + max((row for row, _ in self.at), default=-1)
        self.width = 1 + max((column for _, column in self.at), default=-1)

    def words(self, row: int, column: int) -> str:
        cell = self.at.get((row, column))
        return self.report.text[cell.start : cell.end].strip() if cell else ""

    def readings(self) -> Iterator[Reading]:
        if not self.names:
            return
        for row in range(self.top, self.height):
            for column in range(max(self.names) + 1, self.width):
                cell = self.at.get((row, column))
                if cell and (cell.row, cell.column) == (row, column) and column not in self.beside:
                    yield from self._reading(row, column, cell)

    @cached_property
    def top(self) -> int:
        """The first row with values; the rows above it are headings."""
        for row in range(min(self.height, _MOST_HEADS + 1)):
            values = [self.words(row, column) for column in range(1, self.width)]
            if any(map(_is_value, values)):
                return row
        return self.height

    @cached_property
    def names(self) -> tuple[int, ...]:
        """The leading columns that name the rows."""
        found: list[int] = []
        for column in range(self.width):
            body = [words for row in range(self.top, self.height) if (words := self.words(row, column))]
            heading = self._heading(column)
            if _NUMBER_HEAD.search(heading) or (not found and body and all(re.fullmatch(r"\d{1,3}", w) for w in body)):
                continue
            if _UNIT_HEAD.search(heading):
                continue
            if sum(map(_is_value, body)) * 2 > len(body):
                break
            if not _REMARK_HEAD.search(heading) or not found:
                found.append(column)
        return tuple(found)

    @cached_property
    def beside(self) -> frozenset[int]:
        """Columns that hold no values of their own: units, numbers, remarks."""
        heads = {column: self._heading(column) for column in range(self.width)}
        return frozenset(
            column
            for column, heading in heads.items()
            if _UNIT_HEAD.search(heading) or _NUMBER_HEAD.search(heading) or _REMARK_HEAD.search(heading)
        )

    @cached_property
    def unit_column(self) -> int | None:
        return next((column for column in range(self.width) if _UNIT_HEAD.search(self._heading(column))), None)

    @cached_property
    def caption(self) -> str:
        """The two lines above the table: its title, its unit."""
        before = self.report.text[max(0, self.table.start - 160) : self.table.start].rstrip("\n")
        return "\n".join(before.splitlines()[-2:])

    def _heading(self, column: int) -> str:
        steps = dict.fromkeys(words for row in range(self.top) if (words := self.words(row, column)))
        return " ".join(step for step in steps if not self._spans_all(step))

    def _spans_all(self, words: str) -> bool:
        """Whether a heading stands over the whole table: its title, or the unit of all of it."""
        return any(self.words(row, 0) == words == self.words(row, self.width - 1) for row in range(self.top))

    def _row_heading(self, row: int) -> str:
        steps = dict.fromkeys(words for column in self.names if (words := self.words(row, column)))
        return " ".join(_NUMBERING.sub("", step) for step in steps)

    def _reading(self, row: int, column: int, cell: Cell) -> Iterator[Reading]:
        match = _value(self.report.text[cell.start : cell.end])
        if match is None:
            return
        row_words, column_words = self._row_heading(row), self._heading(column)
        if not row_words:
            return
        measure = _measure(column_words) or _measure(row_words) or "level"
        unit = self._unit(row, column, measure)
        figure = _figure(match, unit, cell, measure, column_words)
        if figure is None:
            return
        row_words, column_words = _UNIT.sub("", row_words).strip(), _UNIT.sub("", column_words).strip()
        indicator, known = self._indicator(row_words, self._owning(column, column_words))
        periods = (*self._periods(column_words), *self._periods(row_words), *self._periods(self.caption))
        yield Reading(
            cell=cell,
            figure=figure,
            row=row_words,
            column=column_words,
            indicator=indicator,
            known=known,
            place=_place(row_words) or _place(column_words),
            period=periods[0] if periods else None,
            kind=_kind(column_words) or _kind(row_words),
            measure=measure,
            basis="同比" if measure == "growth" and re.search("同比|上年|去年", column_words + row_words) else None,
        )

    def _periods(self, words: str) -> list[Period]:
        section = next(
            (s for s in reversed(self.report.sections) if s.start <= self.table.start < s.end and s.period), None
        )
        own = section.period if section else None
        return [mention.period for mention in find_periods(words, own)]

    def _unit(self, row: int, column: int, measure: str) -> str:
        """The unit by the nearest heading that tells one: column, unit column, row, caption."""
        heading = self._heading(column)
        if match := _UNIT.search(heading):
            return match[1]
        if measure in ("growth", "share", "completion"):
            return "个百分点" if "百分点" in heading else "%"
        if self.unit_column is not None and (unit := self.words(row, self.unit_column)):
            return unit
        if match := _UNIT.search(self._row_heading(row)):
            return match[1]
        above = " ".join(self.words(line, 0) for line in range(self.top))
        match = _UNIT_LINE.search(above) or _UNIT_LINE.search(self.caption) or _UNIT.search(self.caption)
        return match[1] if match else ""

    def _owning(self, column: int, words: str) -> str:
        """A column's heading; where that is only 增长（%） or 位次, the nearest one on its left that names a thing."""
        for left in range(column, max(self.names, default=0), -1):
            heading = _UNIT.sub("", self._heading(left)).strip()
            if _NEUTRAL.sub("", heading).strip():
                return heading
        return words

    def _indicator(self, row: str, column: str) -> tuple[str, bool]:
        """The dictionary's indicator that a whole heading names, else the heading that is no place and no period."""
        for words in (row, column, self.caption.splitlines()[0] if self.caption else ""):
            for mention in find_indicators(words)[-1:]:
                rest = words[: mention.start] + words[mention.end :]
                if not _NEUTRAL.sub("", rest).strip():
                    return mention.indicator.name, True
        if _place(row) or find_periods(row) or _TOTAL.match(row):
            return column or row, False
        return row, False


_NEUTRAL = re.compile(
    r"\d{4}年度?|[上下]半年|\d{1,2}[-—至]\d{1,2}月|全年|增长|增速|同比|比上年|较上年|总量|累计|完成|实际|目标|预期|计划|绝对[额值]|本期|[（(][^（()）]*[)）]|"
    r"全[省市区县国]|[±%％：:，、\s]|数值?|情况|指标|年均|左右|位次|排名|名次|比重|占比|实绩|[±+-]"
)


def _value(words: str) -> re.Match[str] | None:
    """The parts of a cell that holds one number or range and, beside it, no more than a unit and a qualifier."""
    match = _VALUE.fullmatch(words)
    if match is None or not _WORDS_BEFORE.fullmatch(match["before"]) or _is_year(words):
        return None
    rest = match["rest"].strip()
    figures = find_figures(f"5{rest}") if rest else []
    return match if not rest or (figures and figures[0].end == len(rest) + 1) else None


def _is_value(words: str) -> bool:
    return _value(words) is not None


def _is_year(words: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d\s*年?", words))


def _measure(heading: str) -> str:
    if _RANK.search(heading):
        return "rank"
    if _COMPLETION.search(heading):
        return "completion"
    if _GROWTH.search(heading):
        return "growth"
    return "share" if _SHARE.search(heading) else ""


def _kind(heading: str) -> Outlook | None:
    for mention in reversed(find_indicators(heading)):  # 一般公共预算收入 is no 预算 of something
        heading = heading[: mention.start] + heading[mention.end :]
    if _COMPLETION.search(heading):
        return Outlook.ACHIEVED
    if _TARGET.search(heading):
        return Outlook.TARGET
    return Outlook.ACHIEVED if _DONE.search(heading) else None


_PLACE_NAME = re.compile(r"[\u4e00-\u9fff]{2,10}(?:省|市|区|县|旗|州|盟)")
_NO_PLACE = re.compile(r"全[省市区县]|.*(?:城区|园区|开发区|市区|山区|景区|社区|库区|新区)|各.*|其他.*")


def _place(words: str) -> str:
    """The place that a heading names and nothing else."""
    words = words.replace(" ", "")
    found = find_places(words)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(words)):
        return found[0].place.name
    return words if _PLACE_NAME.fullmatch(words) and not _NO_PLACE.fullmatch(words) else ""


def _figure(match: re.Match[str], unit: str, cell: Cell, measure: str, heading: str) -> Figure | None:
    """The cell's figure, as it would read with the unit of its headings."""
    if measure == "rank":
        unit = "位"
    before = "".join(_COMPARATORS.get(letter, letter) for letter in match["before"].replace("+", ""))
    rest = match["rest"].strip()
    own = rest and find_figures(f"5{rest}")
    printed = rest if own and own[0].unit else f"{unit}{rest}"
    number = match["low"].replace(",", "").replace("，", "")
    if match["high"]:
        number += "—" + match["high"].replace(",", "").replace("，", "")
    figures = find_figures(f"{before}{number}{printed}") or find_figures(f"{number}{printed}")
    if len(figures) != 1:
        return None
    figure = figures[0]
    sign = -1 if match["minus"] else figure.sign
    if measure == "growth" and not sign:
        sign = -1 if re.search(r"降幅|下降|降低|跌幅", heading) else 1
    ordinal = measure == "rank"
    text = match.group().strip()
    return replace(figure, start=cell.start, end=cell.end, text=text, sign=sign, ordinal=ordinal)
