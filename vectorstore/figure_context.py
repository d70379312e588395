"""What surrounds an amount: whether it counts as a figure there, its qualifier and its direction."""

import re

from vectorstore.amounts import Amount

__all__ = ["has_minus", "is_figure", "qualifier_before", "sign_before", "stands_bare"]

_QUALIFIERS = {
    "约": ("(?:大|(?<![节预集签制合公违履特缔契]))约为?", "大概"),
    "近": ("将近", "接近", "(?<![附就最临靠邻贴亲远相新])近"),
    "不低于": ("不[低少小下]于", "至少", "最低"),
    "不超过": ("[不未]超过", "不[高大多]于", "至多", "不足", "不到", "未满", "低于", "小于", "少于"),
    "超": ("超过", "突破", "超出", "(?<![赶反])超", "(?<!余)逾", "高于", "大于", "多于"),
}
_QUALIFIER = re.compile(
    "(?:" + "|".join(f"(?P<{name}>{'|'.join(words)})" for name, words in _QUALIFIERS.items()) + ")$"
)
_QUALIFIER_ENDS = frozenset("约为概近于少低过多足到满破超出逾")
_QUALIFIER_REACH = 3

_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE_AFTER = re.compile(r" ?(?:年|月|日|号|时代|世纪|度)")
# 2020首届, 2019起, 2018本科: what follows a year is seldom its measure word.
_NOT_AFTER_A_YEAR = frozenset("年对首起本门片组轮列口头支天周大分")

# Chinese numerals are figures only before these; every other word may hold a numeral by chance.
_BY_HAND = frozenset("个家户人名位项件套张所栋座处条辆例份次场批笔只台部大年天轮类种支款枚艘架列篇倍成元吨斤亩岁%") | {
    *("大类", "美元", "公斤", "公顷", "平方公里", "平方米", "立方米", "公里", "千瓦", "千瓦时", "标箱", "个百分点"),
    *("个月", "个季度", "个工作日", "小时", "分钟", "周年", "周岁", "人次", "人份", "车次", "架次", "班次", "辆次"),
    *("列次", "户次", "场次", "家次", "件次", "艘次", "台次", "台套"),
}
_AFTER_ONE = frozenset("倍成%吨亩") | {"个百分点", "个月", "小时", "分钟", "公顷", "平方公里", "平方米"}
_NOT_AFTER_A_DIGIT = frozenset(("元", "公里", "斤"))  # 三元桥, 最后一公里, 半斤八两
_HELD_BY = frozenset("几数届“‘「《〈")
_PHRASE = re.compile(
    r"两个(?:维护|确立|毫不|文明|循环|先行|结合)|三个(?:代表|务必)|四个(?:意识|自信|全面|着力|服务|革命|最严)|[五六]个一"
    r"|八项规定|五大(?:连池|发展理念)|八大[处关]|三名工程|四处奔|十万大山|三大球|四大班子|三[元位]|四条屏|一成不变|七台河|五台山|三台县|九台区"
    r"|(?:十[六七八九]?|二十)大(?=[，。、；：,;以和的报精召闭会胜代党”]|$)"
)

_ITEM_NUMBER = re.compile(r"(?:^|\n) *[1-9]\d?\.$")

_BARE_CUE = re.compile(
    r"(?:[为达到至是于从由约近超过破逾比增长高升加降低落少窄滑=]|得分|指数|数值|强度|分别)[: ]{0,2}$"
)
_BARE_END = re.compile(r" ?(?:[，。、；,;)）”\]\s和与及以左的降下上升提增缩扩]|\.(?!\d)|$)")
_CELL_START = re.compile(r"[\t|] *$")
_CELL_END = re.compile(r" *(?:[\t|\n]|$)")

_RELATIVE = r"(?:同比|环比|年均|上年|分别|净|各|再)"
_UP = (
    r"(?:(?<!负)增长|提高|上升|增加|提升|扩大|上涨|攀升|增收|增多|回升|加快|上调|上浮|高出|多增"
    rf"|{_RELATIVE}[增升涨])"
)
_DOWN = (
    r"(?:下降|降低|减少|收窄|回落|压减|下滑|减收|缩减|缩短|缩小|下跌|下调|下浮|减轻|压缩|压降|削减|降价|负增长|放缓|少增"
    rf"|{_RELATIVE}[降减跌])"
)
_BETWEEN = r"(?:了|约|达到?|高达|平均|分别|各|均|预计|累计|幅度)*"
_NOUN_GAP = r"(?:(?:达到|保持在|稳定在|[^，。；：、,;:\d由从于至到较比出]){0,6})"
_SIGNED = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_BETWEEN} ?$"
    rf"|(?:(?P<noun_up>增速|增幅|涨幅|升幅|增长率)|(?P<noun_down>降幅|跌幅|减幅|降速|下降率)){_NOUN_GAP}$"
)
# 压减时限66%: the object stands between verb and share; 提升占比 is left alone, for its share is a level.
_SIGNED_OBJECT = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))[^，。；：、,;:（）()“”\d由从于至到为较比占率达出的完实工项目\s]{{1,6}}$"
)
# 提升100家水厂 betters a hundred works; 提升3位 and 提升0.7个百分点 are changes.
_BETTERED = re.compile(r"(?:提升|加快|扩大|提高)[^，。；、,;]{0,4}$")
_THINGS = frozenset("大个家户项件套张所栋座处条场亩") | {"公里", "平方米", "平方公里", "公顷", "千伏"}
_VERB_REACH = 16
_RATES = frozenset(("%", "个百分点", "倍"))


def is_figure(plain: str, first: Amount, last: Amount, qualified: bool) -> bool:
    """Whether the amount (``first`` to ``last`` of a range) stands for a quantity where it is printed.

    ``qualified`` tells that a qualifier stands before it.
    """
    if _belongs_to_a_name(plain, first):
        return False
    if first.by_hand:
        return _is_figure_by_hand(plain, first, last, qualified or last.qualifier is not None)
    return bool(last.unit) or stands_bare(plain, first.start, last.end, qualified or last.qualifier is not None)


def _belongs_to_a_name(plain: str, amount: Amount) -> bool:
    """Whether the number is part of a rank, a scheme (1+3+100), a version, a date or a longer number."""
    start, end, base = amount.start, amount.end, amount.base
    before, after = plain[start - 1 : start], plain[end : end + 2]
    if before in ("第", "+", "·", "/") or after[:1] in ("+", "·", "×"):
        return True
    if before == "." and plain[start - 2 : start - 1].isdigit():
        return not _ITEM_NUMBER.search(plain, max(0, start - 8), start)
    if not amount.unit and (_DATE_AFTER.match(plain, end) or (after[:1] in (".", "/") and after[1:].isdigit())):
        return True
    if before.isascii() and before.isalpha() and not (amount.scale or base in _RATES or "元" in base):
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
    # 第一个五年, 五次、六次全会: counted in an order, not amounts.
    if (before == "个" and last.base == "年") or (last.base == "次" and after in ("、", "和")):
        return False
    if numeral != "十" and all(c in "十百千万亿" for c in numeral):
        return qualified and bool(last.base or len(numeral) > 1)
    if not last.base:
        return bool(last.scale) and len(numeral) > 1
    if numeral in ("一", "二") and first is last:
        return last.base in _AFTER_ONE
    if len(numeral) == 1 and last.base in _NOT_AFTER_A_DIGIT:
        return qualified
    return last.base in _BY_HAND or "/" in last.base


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
            return match.start(), str(match.lastgroup)
    if plain[end - 1] in "过上" and plain[start] in "百千万亿":
        return end - 1, "超"
    return None


def has_minus(plain: str, floor: int, start: int) -> bool:
    """Whether the hyphen before ``start`` is a minus: 同比-3.2%, but not 4-5 or COVID-19."""
    if start <= floor or plain[start - 1] != "-":
        return False
    if start - 1 == floor > 0:  # the hyphen closes a figure
        return False
    before = plain[max(0, start - 2) : start - 1]
    return not (before.isascii() and (before.isalnum() or before in tuple("-)%")))


def sign_before(plain: str, start: int, base: str) -> int:
    """-1 after 下降 and its like, +1 after 增长 and its like, 0 after neither or after 提高到."""
    window = max(0, start - _VERB_REACH)
    match = _SIGNED.search(plain, window, start)
    if match is None and base in _RATES:
        match = _SIGNED_OBJECT.search(plain, window, start)
    if match is None or (base in _THINGS and _BETTERED.search(match.group())):
        return 0
    group = match.lastgroup or ""
    if group.startswith("noun") and base not in _RATES:  # 增速连续四年居首
        return 0
    return 1 if group.endswith("up") else -1
