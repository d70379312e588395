"""What surrounds an amount: whether it counts as a figure there, and its qualifier."""

import re

from vectorstore.figures.amounts import Amount
from vectorstore.figures.units import RATES

__all__ = ["is_figure", "qualifier_before", "stands_bare"]

_QUALIFIERS = {
    "约": ("(?:大|(?<![节预集签制合公违履特缔契]))约[为占合有达]?", "大概"),
    "近": ("将近", "接近", "(?<![附就最临靠邻贴亲远相新])近"),
    "不低于": ("不[低少小下]于", "至少", "最少", "最低"),
    "不超过": ("[不未]超过", "不[高大多]于", "至多", "最多", "不足", "不到", "[不未]满", "低于", "小于", "少于"),
    "超": ("(?:超过|突破|超出)了?", "(?<![赶反])超", "(?<!余)逾", "高于", "大于", "多于"),
}
_QUALIFIER = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{'|'.join(words)})" for name, words in _QUALIFIERS.items()) + ")$"
)
_QUALIFIER_ENDS = frozenset("约为占合有达概近于少低过多足到满破超出了逾")
_QUALIFIER_REACH = 3
# 上百家, 迈上万亿元, but not 成千上万.
_OVER_A_SCALE = re.compile(r"(?:[迈跨登跃站冲]上|[迈跨越]过|(?<![成百千])[上过破])$")

_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE_AFTER = re.compile(r" ?(?:年|月|日|号|时代|世纪|度)")
# 2020首届, 2019起, 2018本科: what follows a year is seldom its measure word.
_NOT_AFTER_A_YEAR = frozenset("年度对首起本门片组轮列口头支天周大分")

# Chinese numerals are figures only before these; every other word may hold a numeral by chance.
_WORDS_BY_HAND = (
    "大类 美元 公斤 公顷 平方公里 平方米 立方米 公里 千瓦 千瓦时 标箱 个百分点 个月 个季度 个工作日 小时 分钟 周年 "
    "周岁 批次 人次 人份 车次 架次 班次 辆次 列次 户次 场次 家次 件次 艘次 台次 台套"
)
_BY_HAND = frozenset(
    "个家户人名位项件套张所栋座处条辆例份次场批笔只台部大年天轮类种支款枚艘架列篇倍成元吨斤担匹尺石亩岁%"
)
_BY_HAND |= frozenset(_WORDS_BY_HAND.split())
_AFTER_ONE = frozenset("倍成%吨亩") | {"个百分点", "个月", "小时", "分钟", "公顷", "平方公里", "平方米"}
_NOT_AFTER_A_DIGIT = frozenset(("元", "公里", "斤"))  # 三元桥, 最后一公里, 半斤八两
_HELD_BY = frozenset("几数届劣“‘「《〈")
_PHRASE = re.compile(
    r"两个(?:维护|确立|毫不|文明|循环|先行|结合|一百年|率先|大局|基本点|健康)|三个(?:代表|务必|面向|一号)"
    r"|四个(?:意识|自信|全面|着力|服务|革命|最严|现代化)|[五六]个一|[三四七八]个一批|十万八千里"
    r"|八项规定|五大(?:连池|发展理念)|八大[处关]|三名工程|四处奔|十万大山|三大球|四大班子|三[元位]|四条屏|一成不变|七台河|五台山|三台县|九台区"
    r"|(?:十[六七八九]?|二十)大(?=[，。、；：,;以和的报精召闭会胜代党”]|$)"
)

_ITEM_NUMBER = re.compile(r"(?:^|\n) *[1-9]\d?\.$")

_BARE_CUE = re.compile(
    r"(?:[为达到至是于从由约近超过破逾比增长高升加降低落少窄滑=]|得分|指数|数值|强度|分别)[: ]{0,2}$"
)
_BARE_END = re.compile(r" ?(?:[，。、；,;(（)）”\]\s和与及以左的降下上升提增缩扩]|\.(?!\d)|$)")
_CELL_START = re.compile(r"[\t|] *$")
_CELL_END = re.compile(r" *(?:[\t|\n]|$)")


def is_figure(plain: str, first: Amount, last: Amount, qualified: bool, sign: int = 0) -> bool:
    """Whether the amount (``first`` to ``last`` of a range) stands for a quantity where it is printed.

    ``qualified`` tells that a qualifier stands before it, ``sign`` that a plus (1) or minus (-1) does.
    """
    if _belongs_to_a_name(plain, first, sign):
        return False
    if first.by_hand:
        return _is_figure_by_hand(plain, first, last, qualified or last.qualifier is not None)
    begin = first.start - 1 if sign else first.start
    return bool(last.unit) or stands_bare(plain, begin, last.end, qualified or last.qualifier is not None)


def _belongs_to_a_name(plain: str, amount: Amount, sign: int) -> bool:
    """Whether the number is part of a rank, a scheme (1+3+100), a version, a date or a longer number."""
    start, end, base = amount.start, amount.end, amount.base
    before, after = plain[start - 1 : start], plain[end : end + 2]
    if (before in ("第", "+", "·", "/") and not sign) or after[:1] in ("+", "·", "×"):
        return True
    if (before == "届" and base == "次") or (before in ("时", "点") and base == "分"):
        return True
    if before == "." and plain[start - 2 : start - 1].isdigit():
        return not _ITEM_NUMBER.search(plain, max(0, start - 8), start)
    if not amount.unit and (_DATE_AFTER.match(plain, end) or (after[:1] in (".", "/") and after[1:].isdigit())):
        return True
    if before.isascii() and before.isalpha() and not (amount.scale or base in RATES or "元" in base):
        return True
    if base == "年" and len(amount.numeral.partition(".")[2]) > 2:
        return True
    if base in _NOT_AFTER_A_YEAR and not amount.scale and _YEAR.fullmatch(amount.numeral):
        return True
    return base == "个月" and before == "前"


def _is_figure_by_hand(plain: str, first: Amount, last: Amount, qualified: bool) -> bool:
    """The same for Chinese numerals, most of which are parts of words."""
    numeral = first.numeral
    if "分之" in numeral:
        return True
    before, after = plain[max(0, first.start - 1) : first.start], plain[last.end : last.end + 1]
    if before in _HELD_BY or after == "级" or _PHRASE.match(plain, first.start):
        return False
    if before == "级" and last.base == "类":  # 四级三类 is a system's name
        return False
    # 第一个五年, 五次、六次全会: counted in an order, not amounts.
    if (before == "个" and last.base == "年") or (last.base == "次" and after in ("、", "和")):
        return False
    if last.base == "大" and numeral in ("十", "十万"):  # 十大工程 names a list, 十万大军 an army
        return False
    if numeral != "十" and all(c in "十百千万亿" for c in numeral):
        if numeral[0] == "十" and last.base and before != "每":
            return True
        return qualified and bool(last.base or len(numeral) > 1)
    if not last.base:
        return bool(last.scale) and len(numeral) > 1
    if numeral in ("一", "二") and first is last:
        return last.base in _AFTER_ONE
    if len(numeral) == 1 and last.base in _NOT_AFTER_A_DIGIT:
        return qualified
    return last.base in _BY_HAND or "/" in last.base or len(numeral) > 2 or bool(last.scale)


def stands_bare(plain: str, start: int, end: int, qualified: bool = False) -> bool:
    """Whether an Arabic number without a unit is a figure still: 撬动比为18.5, or a cell of a table."""
    if _YEAR.fullmatch(plain, start, end):
        return False
    if start == 0 and end == len(plain):
        return True
    if _CELL_START.search(plain, max(0, start - 3), start) and _CELL_END.match(plain, end):
        return True
    # A whole number and .0 is a version: 升级为3.0.
    if not _BARE_END.match(plain, end) or (end - start == 3 and plain[start + 1 : end] == ".0"):
        return False
    return qualified or bool(_BARE_CUE.search(plain, max(0, start - 6), start))


def qualifier_before(plain: str, floor: int, first: Amount, last: Amount) -> tuple[int, str] | None:
    """Where the qualifier before an amount begins (not before ``floor``) and its canonical form, or None."""
    start = first.start
    end = start - 1 if start > floor and plain[start - 1] == " " else start
    if end <= floor:
        return None
    if plain[end - 1] in _QUALIFIER_ENDS:
        match = _QUALIFIER.search(plain, max(floor, end - _QUALIFIER_REACH), end)
        # 近三年 is the last three years, not nearly three.
        if match and not (match.lastgroup == "近" and last.base in ("年", "个月", "周", "天")):
            return (start if plain[end - 1] in "占合有达" else match.start()), str(match.lastgroup)
    if plain[start] in "百千万亿" and (over := _OVER_A_SCALE.search(plain, max(floor, end - 2), end)):
        return over.start(), "超"
    return None
