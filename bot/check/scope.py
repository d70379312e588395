"""What a figure is really of: the words that narrow an indicator where it is printed.

新增高新技术企业1200家 and 高新技术企业总数达1.8万家 are two things, 全市高新技术企业1.8万家 is the second again.
Two figures are compared only where nothing, or the same words, narrow them both.
"""

import re
from functools import lru_cache

from bot.cited_facts import CitedFact
from vectorstore.facts.measures import Measure
from vectorstore.figures import find_figures
from vectorstore.indicators import find_indicators
from vectorstore.periods import Period, find_periods
from vectorstore.places import find_places

__all__ = ["basis_of", "scope_of"]

_ANY_YEAR = Period.months(2000)
_BORDER = re.compile(r"[，。；：！？!?;\n\t]|,(?!\d)|:(?!\d)")
_BREAK = re.compile(r"[，。；：、,;:\s（）()“”%％]+")
_NEUTRAL = re.compile(
    r"初步(?:核算|统计)|预计|预期|主要|目标|其中?我[省市区县州]|全[省市区县州疆旗]|[我本][省市区县州]|自治区|地区|全年|全体|当年|本年|"
    r"上半年|下半年|今年|去年|上年|年度|年末|年底|期末|截至|目前|同期|"
    r"完成|实现|达到?|突破|超过|高达|为|是|在|至|到|约|近|超|力争|确保|争取|努力|保持|稳定|控制|左右|以上|以内|以下|"
    r"同比|比|较|实际|名义|可比价?格?|口径|计算|按|扣除|价格|因素|增长|下降|上升|降低|增加|减少|提高|回升|回落|增速|增幅|降幅|涨幅|上涨|"
    r"绝对[量数值额]|指标|单位|名称|计划|实绩|执行|安排|"
    r"位居|位列|排名?|居|分别|均|已|再|也|又|的|了|和|与|及|一|度"
)
"""Words that leave an indicator what it is: whose, when, how it moved."""
_TOTALS = re.compile(r"总[量数额值]|累计|总规模|规模|存量|总计|[额值量]")
"""Neutral right behind an indicator's name; behind a comma they tell the total from the increment before it."""
_CARRIED = re.compile(r"[新净增改建]|累计")
"""What reaches over a list: in 新增A企业3000家、B企业1000家 both are new."""
_REACH = 400
"""Characters of a cell's headings that are looked at."""
_NOT_IN_RANKS = re.compile(r"增长|增速|增幅|总[量数额]")
"""What a rank is of, where it is one."""
_NARROWER = re.compile(
    r"脱贫|国家级|[省市区县]本?级|本级|新增|新登记|新设|新建|新开工|开工|净增|改造|累计|规模以上|限额以上|农村|城市(?!居民)|家庭|"
    r"民营(?!投资)|国有|工业|职工|城乡居民|国内(?!生产总值)|境内外?|境外(?!投资)|入境|签约|发放|到位|日均|月均"
)
_UNIT_ASIDE = re.compile(
    r"[（(](?:单位[:：])?[十百千万亿]{0,3}(?:美?元|人次?|户|家|个|吨|斤|亩|公里|平方米|千瓦时?|天|套|件|所|张|[%％‰])[)）]"
)
"""The unit in a table's heading: 一般公共预算收入（亿元）."""
_AVERAGE = re.compile(r"年均|平均")
_YEAR_ON_YEAR = re.compile(r"同比|(?:较|比)(?:去年|上年|去年同期|上年同期|同期)")


def basis_of(fact: CitedFact) -> str:
    """What a change is against, in one word for one thing; 同比 where nothing is said of a rate."""
    basis, measure = fact.fact.basis or "", fact.fact.measure
    if _AVERAGE.search(basis):
        return "年均"
    if measure is Measure.GROWTH and (not basis or _YEAR_ON_YEAR.search(basis)):
        return "同比"
    return "同比" if _YEAR_ON_YEAR.search(basis) and measure is Measure.POINTS else basis


def scope_of(fact: CitedFact) -> str | None:
    """The words that narrow the indicator of a figure, empty where none do; None where the text does not name it.

    What follows the figure may be what it is of: 贡献了40%的税收 is None, whatever was named before. In a table
    the row's and column's names count, which are the fact's subject.
    """
    name, place = fact.fact.indicator, fact.fact.place
    ranked = fact.fact.measure is Measure.RANK
    if fact.quote.startswith("的", fact.fact.figure.end - fact.fact.start):
        return None
    for text in (fact.before, fact.fact.subject[-_REACH:]):
        if (scope := _scope(text, name, place, ranked)) is not None:
            return scope
    return None


@lru_cache(maxsize=20_000)
def _scope(text: str, name: str, place: str, ranked: bool) -> str | None:
    text = _UNIT_ASIDE.sub(" ", text)
    mentions = [mention for mention in find_indicators(text) if mention.indicator.name == name]
    if not mentions:
        return None
    start, end = mentions[-1].start, mentions[-1].end
    borders = [match.end() for match in _BORDER.finditer(text, 0, start)]
    before = _own_words(text[borders[-1] if borders else 0 : start])
    between = text[end:]
    first = _BREAK.split(between)[0]
    narrowed = _residue(before, place, ranked) + "".join(_narrowing(text[start:end], name))
    behind = _residue(_TOTALS.sub("", first), place, ranked) + _residue(between[len(first) :], place, ranked)
    return f"{narrowed}…{behind}" if narrowed or behind else ""


def _narrowing(printed: str, name: str) -> list[str]:
    """Words of the printed name that make it less than the dictionary's: 国内游客 of 游客人次."""
    whole, part = (words.replace("规上", "规模以上").replace("限上", "限额以上") for words in (name, printed))
    return [word for word in _NARROWER.findall(part) if word not in whole]


def _own_words(before: str) -> str:
    """The words before a name without the members of a list before it, unless those share their verb with it."""
    figures = find_figures(before)
    return before if not figures or _CARRIED.search(before) else before[figures[-1].end :]


def _residue(words: str, place: str, ranked: bool) -> str:
    """What is left of the words without times, figures, the own place and neutral words."""
    words = _without(words, [(figure.start, figure.end) for figure in find_figures(words)])
    words = _without(words, [(mention.start, mention.end) for mention in find_periods(words, _ANY_YEAR)])
    own = [mention for mention in find_places(words, {place} if place else ()) if mention.place.name == place]
    words = _without(words, [(mention.start, mention.end) for mention in own])
    kept = "".join(_NOT_IN_RANKS.findall(words)) if ranked else ""
    words = _BREAK.sub("", _NEUTRAL.sub("", words))
    return words + kept


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]} {text[end:]}"
    return text
