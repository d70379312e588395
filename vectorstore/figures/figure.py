"""Figures in Chinese reports: 约3174.6亿元, 下降4.9%, 4.5%—5%, 1.3万余份, 七成, 第三位.

Dates, versions, quoted schemes (“1+3+100”) and numerals inside words (三里屯, 一体) are not figures.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from vectorstore.figures.amounts import SCALES, Amount, amount_at
from vectorstore.figures.context import is_figure, qualifier_before, stands_bare
from vectorstore.figures.numerals import CHINESE_RUN, format_decimal, number_value, plain_text
from vectorstore.figures.signs import printed_sign, sign_before, sign_behind

__all__ = ["Figure", "find_figures", "format_decimal", "number_value", "same_value"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed, with where it stands and what it is worth.

    Shares are percentages: 七成 is 70 ``%``, 1/4 and 四分之一 are 25 ``%``; ‰ has base ``%`` and scale 0.1.
    """

    start: int
    end: int
    low: Decimal
    """In the printed unit's scale (3174.6 for 3174.6亿元), with the printed places; never negative."""
    high: Decimal
    """Equal to ``low`` unless a range."""
    unit: str
    """亿元, %, 个百分点, 家, 微克/立方米, …; for ranks 位; empty when bare."""
    scale: Decimal
    base: str
    """The unit without its scale: 元 for 亿元."""
    qualifier: str | None
    """约 近 超 以上 以内 左右 余 不低于 不超过."""
    sign: int
    """-1 after 下降 and the like or a printed minus, +1 after 增长 and the like, 0 for levels."""
    ordinal: bool
    """A rank: 第三, 首位, 前十 (with 以内), 倒数第二 (with sign -1)."""
    text: str
    """The surface form, ``text[start:end]``."""


_START = re.compile(r"[0-9一二两三四五六七八九十百千万亿第前首榜翻]|零(?=点)")
_RANK_START = frozenset("第前首榜翻")
_REJECTED = re.compile(rf"\d+|{CHINESE_RUN}|.", re.DOTALL)

_RANGE = re.compile(r" ?(?:-|—{1,2}|至|到) ?(?=[0-9一二两三四五六七八九十百])")
_JOINT = re.compile(r"(?:、|和|与|及|以及)(?:分别)?")
_BESIDE = re.compile(r"[、和,，]全[国省市区][^，。；、\d]{0,8}")  # 高于全国0.5个百分点、全省0.3个百分点
_ITEM_NUMBER = re.compile(r"(?:\A|(?<=\n)) *[1-9]\d?\.(?=[1-9])")
# In 2.10家 at the head of a line, 2. numbers the item; nobody counts 2.1 companies.
_WHOLE = frozenset("个家户人名位项件套张所栋座处条辆例份次场批笔只台部大")

_WORDED_RANK = re.compile(
    r"(?<![在到])(?<!置于)首位(?![度置产战])|榜首|(?:(?<=之)|(?<=居)|(?<=列))首(?=[，。、；,;）)\s]|$)"
)
_RANK_NUMBER = r" ?(?P<number>\d{1,4}|[一二三四五六七八九十]{1,3})"
# In 第一、第三产业 and 第三、第四季度 a word further on makes them parts, not ranks.
_RANK_END = (
    r"(?=[，。、；：,;:（(）)”\]\s的和与及且并至]|\.(?!\d)|$)"
    r"(?!(?:[、和与至]第?[一二三四五六七八九十\d]{1,4}){1,8}(?![位名大的和与及且并至])[\u4e00-\u9fff])"
)
_RANK = re.compile(rf"第{_RANK_NUMBER}(?: ?位(?!一体)| ?名(?!录)|大(?![会道街学])|{_RANK_END})")
_RANK_BESIDE = re.compile(rf"{_RANK_NUMBER}(?:位(?!一体)|名(?![录单]))")  # 第二、三位
_NTH_OF_ALL = re.compile(rf"(?<=[全我][国省市区球])第{_RANK_NUMBER}个")
_TOP = re.compile(rf"前{_RANK_NUMBER}(?:位|名(?!单)|强|{_RANK_END})")
_NO_RANK_BEFORE = re.compile(
    r"(?:[\n。；;“:] *|质量|安全|生态|保护|预防|健康|群众|人民|信誉|客户|生命|环保|人才|民生|效率)$"
)
_NO_TOP_BEFORE = frozenset("目以之提此当年日疫空")
_DOUBLING = re.compile(r"翻了?(?:(?P<number>[一两三四1-9])番(?P<after>多|以上|左右)?|番)")
_ONE = Decimal(1)
_PARTS = {
    "‰": (Decimal("0.1"), "%"),
    "‱": (Decimal("0.01"), "%"),
    "个千分点": (Decimal("0.1"), "个百分点"),
}


def find_figures(text: str) -> list[Figure]:
    """Every figure of a text, in order, never overlapping; spans refer to the text as given."""
    plain = plain_text(text)
    found: list[Figure] = []
    position = floor = 0
    while match := _START.search(plain, position):
        start = match.start()
        figure = _rank_beside(plain, start, found[-1]) if found and found[-1].ordinal else None
        figure = figure or (_rank_at if plain[start] in _RANK_START else _figure_at)(plain, start, floor)
        if figure is None:
            rejected = _REJECTED.match(plain, start)
            position = rejected.end() if rejected else start + 1
        else:
            found.append(figure)
            position = floor = figure.end
    joined = _with_shared_units(plain, found)
    return [replace(figure, text=text[figure.start : figure.end]) for figure in _with_signs(plain, joined)]


def _figure_at(plain: str, start: int, floor: int) -> Figure | None:
    """The figure whose number begins at ``start``; its qualifier may reach back to ``floor``.

    A bare number that opens a list (3.4、2.8个百分点) comes without unit, for the list to lend it one.
    """
    first = amount_at(plain, start)
    if first is not None and "." in first.numeral and first.unit in _WHOLE:
        item = _ITEM_NUMBER.search(plain, max(0, start - 8), start + 3)
        first = amount_at(plain, item.end()) if item and start < item.end() else first
    if first is None:
        return None
    low, high, last = _range_from(plain, first, floor)
    qualifier = qualifier_before(plain, floor, first, last)
    sign = printed_sign(plain, floor, start)
    if not is_figure(plain, first, last, qualifier is not None, sign) and not _opens_a_list(plain, first, last):
        return None
    if sign:
        return _figure(start - 1, low, high, last, last.qualifier, sign)
    begin, name = qualifier or (first.start, last.qualifier)
    if last.base in ("微克", "毫克") and plain.endswith("每立方米", 0, begin):
        last = replace(last, base=f"{last.base}/立方米")
    return _figure(begin, low, high, last, name, 0)


def _figure(begin: int, low: Decimal, high: Decimal, last: Amount, qualifier: str | None, sign: int) -> Figure:
    unit, scale, base = last.unit, SCALES[last.scale], last.base
    if base == "成":
        low, high, unit, base = low * 10, high * 10, "%", "%"
    elif base in _PARTS:
        scale, base = _PARTS[base]
    return Figure(begin, last.end, low, high, unit, scale, base, qualifier, sign, False, "")


def _range_from(plain: str, first: Amount, floor: int) -> tuple[Decimal, Decimal, Amount]:
    """Low end, high end and the amount that closes the range; a single amount is both ends."""
    alone = first.value, first.value, first
    joint = _RANGE.match(plain, first.end)
    if joint is None or first.qualifier:
        return alone
    # 由3个至5个 goes from one level to another.
    if joint.group().strip() in ("至", "到") and plain[max(floor, first.start - 1) : first.start] in ("由", "从"):
        return alone
    second = amount_at(plain, joint.end())
    if second and not second.unit and second.by_hand and first.numeral.startswith("百分之"):  # 百分之三到四
        second = replace(second, base=first.base)
    if second is None or not second.unit or first.base not in ("", second.base) or _is_year(first, second):
        return alone
    low = first.value * SCALES[first.scale] / SCALES[second.scale] if first.unit else first.value
    return (low, second.value, second) if low <= second.value else alone


def _is_year(first: Amount, second: Amount) -> bool:
    return second.base == "年" and not first.unit and len(first.numeral) == 4


def _opens_a_list(plain: str, first: Amount, last: Amount) -> bool:
    if first is not last or first.unit or first.by_hand or first.qualifier:
        return False
    joint = _JOINT.match(plain, first.end)
    if joint is None or plain[first.start - 1 : first.start] in ("", "\n", ".", "第", "+", "-", "/"):
        return False
    return plain[joint.end() : joint.end() + 1].isdecimal()


def _with_shared_units(plain: str, figures: list[Figure]) -> list[Figure]:
    """Lends the unit of 3.4、2.8个百分点 to its bare members, and drops members that find none."""
    kept: list[Figure] = []
    for figure in reversed(figures):
        after = kept[-1] if kept else None
        bare = not figure.unit or (figure.unit == "个" and after is not None and after.unit == "个百分点")
        joined = not figure.ordinal and _JOINT.match(plain, figure.end)
        lender = after if joined and after and not after.ordinal else None
        if lender and (not lender.unit or not _JOINT.fullmatch(plain, figure.end, lender.start)):
            lender = None
        if lender and bare:
            kept.append(_lent(figure, lender))
        elif lender and figure.scale > 1 < lender.scale and not figure.base and lender.base:
            kept.append(replace(figure, unit=figure.unit + lender.base, base=lender.base))  # 12.5万、2.1万人
        elif not bare or not joined or figure.unit or stands_bare(plain, figure.start, figure.end):
            kept.append(figure)
    return kept[::-1]


def _lent(figure: Figure, lender: Figure) -> Figure:
    """A bare figure with the unit of the next one; in 8500和1.2万个 it has the measure word only."""
    if lender.scale >= 10_000 and figure.low >= 1000 and figure.low > 100 * lender.low:
        return replace(figure, unit=lender.base, base=lender.base)
    return replace(figure, unit=lender.unit, scale=lender.scale, base=lender.base)


def _with_signs(plain: str, figures: list[Figure]) -> list[Figure]:
    """Gives each figure its verb's sign; in 增长13.7%和15.8% the verb reaches both."""
    signed: list[Figure] = []
    for figure in figures:
        if not figure.sign and not figure.ordinal:
            sign = sign_before(plain, figure.start, figure.base)
            sign = sign or sign_behind(plain, figure.start, figure.end, figure.base)
            level = plain.startswith("突破", figure.start)  # 净增98万户、突破1900万户
            if not sign and not level and signed and _shares_a_verb(plain, signed[-1], figure):
                sign = signed[-1].sign
            if sign:
                figure = replace(figure, sign=sign)
        signed.append(figure)
    return signed


def _shares_a_verb(plain: str, previous: Figure, figure: Figure) -> bool:
    if previous.base != figure.base:
        return False
    if _JOINT.fullmatch(plain, previous.end, figure.start):
        return True
    return figure.base == "个百分点" and bool(_BESIDE.fullmatch(plain, previous.end, figure.start))


def _rank_at(plain: str, start: int, floor: int) -> Figure | None:
    """The rank (第三, 前十位, 首位) or doubling (翻一番) that begins at ``start``."""
    if match := _DOUBLING.match(plain, start):
        times = number_value(match["number"] or "一") or _ONE
        qualifier = "余" if match["after"] == "多" else match["after"]
        return Figure(start, match.end(), times, times, "番", _ONE, "番", qualifier, 1, False, "")
    if match := _WORDED_RANK.match(plain, start):
        return _rank(start, match.end(), _ONE)
    match = _RANK.match(plain, start) or _TOP.match(plain, start) or _NTH_OF_ALL.match(plain, start)
    value = number_value(match["number"]) if match else None
    if match is None or value is None:
        return None
    if plain[start] == "前":
        return None if plain[start - 1 : start] in _NO_TOP_BEFORE else _rank(start, match.end(), value, "以内")
    if _enumerates(plain, start, match.end()):
        return None
    from_behind = start - 2 >= floor and plain.startswith("倒数", start - 2)
    return _rank(start - 2 if from_behind else start, match.end(), value, sign=-1 if from_behind else 0)


def _rank_beside(plain: str, start: int, before: Figure) -> Figure | None:
    """The rank that shares its 第 with the one before: 三位 in 第二、三位."""
    match = _RANK_BESIDE.match(plain, start) if _JOINT.fullmatch(plain, before.end, start) else None
    value = number_value(match["number"]) if match else None
    return _rank(start, match.end(), value, before.qualifier) if match and value is not None else None


def _rank(start: int, end: int, value: Decimal, qualifier: str | None = None, sign: int = 0) -> Figure:
    return Figure(start, end, value, value, "位", _ONE, "位", qualifier, sign, True, "")


def _enumerates(plain: str, start: int, end: int) -> bool:
    """Whether 第一 only opens a point (第一，…) or a maxim (质量第一)."""
    if start == 0 or plain[start - 1] in "，,":
        return plain[end : end + 1] in ("，", ",", "、", ":")
    return bool(_NO_RANK_BEFORE.search(plain, max(0, start - 4), start))


_INTERCHANGEABLE = {"名": "人", "位": "人", "度": "千瓦时", "摄氏度": "℃"}
_ROUNDED = frozenset(("约", "左右", "近", "超", "余"))


def same_value(a: Figure, b: Figure) -> bool:
    """Whether two figures state the same quantity, whatever scale they are printed in; direction is not compared.

    3174.6亿元 equals 31746000万元; % never equals 个百分点; ranges must agree at both ends. A rounded restatement
    counts only when the coarser print is qualified, and then as its word allows: 约 and 左右 within half a unit of the
    last printed place, 超 and 余 less than one unit below the other, 近 less than one above it. 名, 位 and 人 are one.
    """
    if a.ordinal or b.ordinal:
        return (a.ordinal, a.low, a.sign, a.qualifier) == (b.ordinal, b.low, b.sign, b.qualifier)
    base_a, base_b = (_INTERCHANGEABLE.get(figure.base, figure.base) for figure in (a, b))
    ends = [(a.low * a.scale, b.low * b.scale), (a.high * a.scale, b.high * b.scale)]
    if all(x == y for x, y in ends):
        return base_a == base_b or not base_a or not base_b
    if base_a != base_b or a.low != a.high or b.low != b.high:
        return False
    coarse, fine = (a, b) if _place(a) > _place(b) else (b, a)
    return _place(coarse) != _place(fine) and _restates(coarse, fine)


def _place(figure: Figure) -> Decimal:
    """One unit of the last printed place, in the base unit."""
    return Decimal(1).scaleb(int(figure.low.as_tuple().exponent)) * figure.scale


def _restates(coarse: Figure, fine: Figure) -> bool:
    if coarse.qualifier not in _ROUNDED:
        return False
    excess = fine.low * fine.scale - coarse.low * coarse.scale
    place = _place(coarse)
    if coarse.qualifier in ("约", "左右"):
        return abs(excess) <= place / 2
    return 0 <= excess < place if coarse.qualifier in ("超", "余") else 0 <= -excess < place
