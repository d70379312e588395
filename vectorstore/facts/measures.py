"""What kind of quantity a figure is: a level, a growth, a share, a rank; or a threshold, which is none."""

import re
from enum import StrEnum

from vectorstore.figures import Figure

__all__ = ["RUNS", "SPANS", "Measure", "is_threshold", "measure_of"]


class Measure(StrEnum):
    """What kind of quantity a figure is."""

    LEVEL = "level"
    GROWTH = "growth"
    SHARE = "share"
    POINTS = "points"
    """A difference in percentage points."""
    COMPLETION = "completion"
    """Part of the year's task that is done."""
    RANK = "rank"
    THRESHOLD = "threshold"
    """What defines a class or a kind (500万元以上项目, 1000千伏特高压); a quantity of nothing."""


_GROWTH = re.compile(r"增长|下降|降低|上升|减少|增加|增速|增幅|降幅|涨幅|跌幅|回落|下滑|提高(?!到)|压减|翻")
_SHARE = re.compile(r"占|比重|占比|率|比例|覆盖|达标|份额|渗透")
_COMPLETION = re.compile(
    r"完成(?:了)?(?:全年|年度|年初|市级)?(?:的)?(?:任务|计划|目标|预算)|(?:任务|计划|目标)(?:完成率|的)$|占(?:全年|年度)(?:任务|计划|目标)|为(?:全年|年度)(?:任务|计划|预算|目标)|完成率"
)


def measure_of(figure: Figure, lead: str, clause: str) -> Measure:
    """What kind of quantity a figure is, by the words just before it and those of its clause so far."""
    if figure.ordinal:
        return Measure.RANK
    if figure.base == "个百分点":
        return Measure.POINTS
    if figure.base not in ("%", "‰", "倍", "番"):
        return Measure.LEVEL
    if _COMPLETION.search(clause):
        return Measure.COMPLETION
    if figure.sign or _GROWTH.search(lead.replace("增长率", "率") if "自然增长率" in lead else lead):
        return Measure.GROWTH
    if _SHARE.search(clause):
        return Measure.SHARE
    return Measure.GROWTH if _GROWTH.search(clause) else Measure.SHARE


_MADE_OF = frozenset(
    ("千伏", "分钟", "小时", "岁", "周岁", "毫米", "微米", "纳米", "英寸", "千伏安", "吨标准煤", "天", "个月", "年")
)
_NAMING = frozenset(("个", "种", "类", "张", "项", "条", "支", "件", "级", "批", "线"))
"""Counted with these, 四个 and 三张 are parts of names; what is counted in earnest is printed in digits."""
_PAUSED = re.compile(r"[，。；、,;:：的（(]|$")
_DEFINING_UNITS = _MADE_OF | frozenset(
    ("元", "美元", "亩", "吨", "千瓦", "平方米", "平方公里", "公里", "米", "人", "户", "年", "兆瓦")
)
_NOUN = re.compile(r"(?:的|及以上的?)?(?![，。；、,;:：的和与及或（(]|左右|以[上下内])[\u4e00-\u9fff“]")


SPANS = frozenset(("年", "个月", "季度", "个季度", "天"))
RUNS = re.compile(r"(?:连续|时隔|持续|已有?|近|跨过?|迈上)$")
_STEPS = re.compile(r"(?:[千百十]?[万亿]元?级?)?(?:大?台阶|关口|大关)")
_CLASSES = re.compile(
    r"(?:、[^，。；、]{0,4}亿元?)?级?的?(?:大?县|区|市|镇|村|园区|企业|产业链?|项目|集群|商圈|基地|平台|单品|品牌|医药大品种)"
)
_PLANTS = re.compile(r"[^，。；、,;]{1,14}?(?:项目|工程|装置|机组|生产线|电站|航道|市域列车)")
_CAPACITIES = frozenset(("吨", "千瓦", "兆瓦", "吉瓦", "千伏安", "公里"))
_CHINESE_DIGITS = frozenset("一二两三四五六七八九十")


def is_threshold(figure: Figure, text: str) -> bool:
    """Whether a figure tells which things are meant, and not how much of something there is."""
    if figure.base == "元" and figure.qualifier in ("超", "以上", "近") and _CLASSES.match(text, figure.end):
        return True
    before = text[figure.start - 1 : figure.start]
    if figure.ordinal:
        return False
    if figure.base == "周年" or (before == "“" and text[figure.end : figure.end + 1] == "”"):
        return True
    if (
        before == "每"
        or (before == "前" and figure.base == "%")
        or (figure.base in SPANS and RUNS.search(text, 0, figure.start))
    ):
        return True
    if figure.base == "大" or (figure.base in _NAMING and figure.text[0] in _CHINESE_DIGITS):
        return True
    if _STEPS.match(text, figure.end) or text.endswith("时速", 0, figure.start):
        return True
    if figure.base in _CAPACITIES and _PLANTS.match(text, figure.end) and not figure.text.endswith(("以上", "左右")):
        return True
    opened = text.rfind("“", max(0, figure.start - 8), figure.start)
    if text.startswith("”", figure.end) and opened >= 0 and "”" not in text[opened : figure.start]:
        return True
    if text.startswith("级", figure.end) or (figure.base in SPANS and text.startswith("来", figure.end)):
        return True
    if figure.base.endswith("/年") and not _PAUSED.match(text, figure.end):
        return True
    if not _NOUN.match(text, figure.end):
        return False
    if figure.base in _MADE_OF:
        return True
    limited = figure.text.endswith(("以上", "以下", "以内"))
    return limited and figure.base in _DEFINING_UNITS
