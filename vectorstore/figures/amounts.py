"""One number with its scale and unit: 3174.6亿元, 1.3万余份, 25微克/立方米, 百分之五, 1/4, 2.31:1."""

import re
from dataclasses import dataclass
from decimal import Decimal

from vectorstore.figures.numerals import LONGEST, NUMERAL, value_of_plain
from vectorstore.figures.units import PLACES, SYNONYMS, unit_at

SCALES = {
    scale: Decimal(10) ** power
    for scale, power in {
        "": 0, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7,
        "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
    }.items()
}  # fmt: skip
"""What a printed scale multiplies by."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One number with its unit, before anything is known of its surroundings."""

    start: int
    end: int
    numeral: str
    """The number as printed."""
    value: Decimal
    scale: str
    """亿, 万, …, or nothing."""
    base: str
    """The unit without its scale, in its canonical spelling."""
    qualifier: str | None
    """余, 左右, 以上 or 以内, when printed behind the number."""

    @property
    def unit(self) -> str:
        """Scale and base together, as printed: 亿元."""
        return self.scale + self.base

    @property
    def by_hand(self) -> bool:
        """Whether the number is printed in Chinese numerals."""
        return self.numeral[0] not in "0123456789"


_MAGNITUDE = r"万亿|[十百千]?万|[十百千]?亿|千(?![瓦米克伏卡兆焦赫]|分点)|百(?!分|强|姓|货)"
_PER = (
    r"/(?:平方公里|平方米|立方米|公里|小时|人次|工作日|千瓦时|千瓦|公斤|千克|公顷|[百千万]人|[百千]户|[百千]张床|万元|亿元|标箱|"
    r"人|月|年|日|天|吨|亩|户|套|台|次|斤|度|时|分|秒|件|张|份|场|升)"
)
_LOOSE_MORE = "元|个|种|样|层|方|式|年|家|地|部|项|点|措|数|于|功|边|次|发|维|渠|领|头|人|能|跑|云|业|规|形|劳|党"
_LOOSE_WITHIN = "外|部|容|涵|地|需|在|蒙|陆|生"

_LEAD = re.compile(
    rf"(?P<more>[余多](?!元化))?(?: {{0,2}}(?P<scale>{_MAGNITUDE})(?P<more_after>[余多](?!元化))?)?"
    # 10万+ is over 100,000; 1+N and “10万+” are names.
    r"(?P<plus>(?<=[万亿])\+(?![\dA-Za-z一二三四五六七八九十“”]))?(?P<blanks> {0,2})"
)
_TAIL = re.compile(
    rf"(?P<per>(?:(?<![0-9一二两三四五六七八九十百千万亿余多 ]){_PER})*)"
    r"(?P<half>(?<=[倍年天亩岁])半(?![年月天日导径山数]))?"
    r"(?P<tenth>(?<=成)[一二三四五六七八九](?=[，。、；,;的以左]|$))?"
    rf"(?P<after>左右|上下|及?以上|以内|之内|及?以下|内(?!{_LOOSE_WITHIN})|多(?!{_LOOSE_MORE}))?"
)
_AFTER = {"上下": "左右", "及以上": "以上", "之内": "以内", "内": "以内", "以下": "以内", "及以下": "以内", "多": "余"}
# 七成 is a share, 成立 and 成功 are words.
_SHARE_WORD = re.compile("立|为|功|员|果|熟|型|长|就|都|本|品|交|绩|效|渝|不变|片|群|网|链|体|份")

_OVER = re.compile(r"分之(?P<number>\d+(?:\.\d+)?|[零一二两三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?)")
_SLASH = re.compile(r"/(?P<number>\d{1,4})(?![\d/.月日号年小A-Za-z])")
_RATIO = re.compile(r":(?P<number>\d{1,4}(?:\.\d+)?)(?![\d.:])")
# 8:1 may be a time of day; whole numbers are a ratio where one is named.
_RATIO_BEFORE, _RATIO_BEHIND = re.compile(r"比(?!赛)[^，。；,;\d]{0,5}$"), re.compile(r"的?(?:比例(?!尺)|配比|配套)")
_SHARE_TAIL = re.compile(r"(?P<after>左右|上下|及?以上|以内|及?以下|多(?![个种元样]))?")


def amount_at(plain: str, start: int) -> Amount | None:
    """The number, scale and unit that begin at ``start`` of a plain text; None when no well-formed number does."""
    match = NUMERAL.match(plain, start)
    if match is None:
        return None
    if share := _share_at(plain, start, match.end()):
        return share
    read = _value_and_scale(match)
    lead = _LEAD.match(plain, match.end())
    if read is None or lead is None or (read[1] and lead["scale"]):
        return None
    value, scale = read[0], read[1] or lead["scale"] or ""
    numeral = match.group().replace(" ", "")
    position, unit = _unit_behind(plain, lead, numeral, scale)
    tail = _TAIL.match(plain, position)
    if tail is None or (unit == "成" and _SHARE_WORD.match(plain, position) and not tail["tenth"]):
        return None
    if tail["half"]:
        value += Decimal("0.5")
    elif tail["tenth"]:
        value += Decimal(value_of_plain(tail["tenth"]) or 0) / 10
    base = SYNONYMS.get(unit, unit) + tail["per"] if unit else ""
    qualifier = _more(lead, unit) or _AFTER.get(tail["after"], tail["after"])
    return Amount(start, tail.end(), numeral, value, scale, base, qualifier)


def _more(lead: re.Match[str], unit: str) -> str | None:
    """余 of 1.3万余, 10多 and 3个多月, 以上 of 10万+."""
    if lead["more"] or lead["more_after"] or unit == "个多月":
        return "余"
    return "以上" if lead["plus"] else None


def _unit_behind(plain: str, lead: re.Match[str], numeral: str, scale: str) -> tuple[int, str]:
    """Where the unit behind a number and its scale ends, and the unit; no unit ends where the scale does."""
    unit = unit_at(plain, lead.end(), by_hand=not numeral[0].isascii())
    if unit in PLACES and (scale or len(numeral) > 3 or not numeral.isdigit()):
        unit = ""
    return (lead.end() + len(unit), unit) if unit else (lead.start("blanks"), "")


def _value_and_scale(match: re.Match[str]) -> tuple[Decimal, str] | None:
    """The value of a numeral in the scale it ends in: 一万二千亿 is 12000 and 亿."""
    numeral = match.group()
    if len(numeral) > LONGEST:
        return None
    if match["high"]:
        return Decimal(match["high"]) * (10_000 if match["step"] == "亿" else 10) + Decimal(match["rest"]), ""
    if not match["chinese"]:
        return Decimal(re.sub("[,， ]", "", numeral)), ""
    value = value_of_plain(numeral)
    if value is None or (len(numeral) > 1 and not any(c in "十百千万亿点" for c in numeral)):
        return None
    scale = next((scale for scale in ("万亿", "万", "亿") if numeral.endswith(scale)), "")
    return (value / SCALES[scale] if scale else value), scale


def _share_at(plain: str, start: int, end: int) -> Amount | None:
    """百分之五, 四分之一, 1/4 as percentages, 2.31:1 as it is; None when the number is no such thing."""
    numeral = plain[start:end]
    base = "%"
    if match := _OVER.match(plain, end):
        divisor, dividend = value_of_plain(numeral), value_of_plain(match["number"])
        if not divisor or dividend is None:
            return None
        value = dividend if divisor == 100 else dividend * 100 / divisor
    elif (
        (match := _SLASH.match(plain, end))
        and re.fullmatch(r"\d{1,4}", numeral)
        and 0 < int(numeral) < int(match["number"])
    ):
        value = Decimal(numeral) * 100 / Decimal(match["number"])
    elif (match := _RATIO.match(plain, end)) and (ratio := _ratio(plain, start, numeral, match)):
        value, base = ratio
    else:
        return None
    tail = _SHARE_TAIL.match(plain, match.end())
    after = tail["after"] if tail else None
    stop = match.end() + len(after or "")
    return Amount(start, stop, plain[start : match.end()], value, "", base, _AFTER.get(after or "", after))


def _ratio(plain: str, start: int, left: str, match: re.Match[str]) -> tuple[Decimal, str] | None:
    """2.31 and ``:1`` for 2.31:1, 2.5 and ``1:`` for 1:2.5; None when neither side is 1 or nothing tells of a ratio."""
    right = match["number"]
    if "1" not in (left, right) or not re.fullmatch(r"\d{1,4}(?:\.\d+)?", left):
        return None
    named = _RATIO_BEFORE.search(plain, max(0, start - 7), start) or _RATIO_BEHIND.match(plain, match.end())
    if "." not in left + right and not named:
        return None
    return (Decimal(left), ":1") if right == "1" else (Decimal(right), "1:")
