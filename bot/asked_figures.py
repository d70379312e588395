"""Whether a figure is one that a question states, is in the unit it asks for, or counts the thing it asks of."""

from bot.terms import synonyms
from vectorstore.facts import Fact
from vectorstore.figures import Figure, same_value
from vectorstore.report import Report


def counts(report: Report, noun: str, fact: Fact) -> bool:
    """Whether a figure counts the very thing asked for: 2216名干部 of 多少干部."""
    behind = report.text[fact.figure.end : fact.figure.end + _NEAR]
    return any(form in behind for form in synonyms().get(noun, (noun,)))


_NEAR = 6
"""Characters behind a figure within which stands what it counts."""


def stated(figure: Figure, fact: Fact) -> bool:
    """Whether a fact's figure is one the question states itself."""
    if figure.sign * fact.figure.sign < 0:
        return False
    return same_value(figure, fact.figure) or (figure.low == fact.figure.low and figure.scale == fact.figure.scale)


_SAME_UNITS = {
    "平": "平方米",
    "百分点": "个百分点",
    "亿元": "元",
    "万元": "元",
    "亿斤": "斤",
    "万吨": "吨",
    "亿吨": "吨",
    "亿": "元",
    "人": "人",
    "名": "人",
    "微克": "微克/立方米",
    "成": "%",
}


_INTERCHANGED = (frozenset("栋座幢"), frozenset("家户"), frozenset("人名位"))
"""Units that questions and reports put for each other."""


def same_unit(unit: str, fact: Fact) -> bool:
    """Whether a fact is counted in the unit a question names (平 is 平方米, 亿 is 亿元)."""
    base = fact.figure.base
    if any(unit in alike and base in alike for alike in _INTERCHANGED):
        return True
    wanted = _SAME_UNITS.get(unit, unit)
    return (
        base == wanted
        or (wanted in base and bool(wanted))
        or (unit in ("亿", "亿元") and fact.figure.unit.startswith("亿"))
        or (wanted == "人" and base in ("名", "人次", "人份"))
    )
