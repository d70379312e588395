"""What follows from figures set side by side: a difference, an order, a sum, a share, an average."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot import calculate
from bot.comparison.operands import implied, of_one_place, sum_of_parts
from bot.comparison.sides import Side, sides
from bot.draft import Draft
from bot.question import Want
from vectorstore.facts import Fact, Measure
from vectorstore.figures import format_decimal

if TYPE_CHECKING:
    from bot.reader import Filled, Reader

_RATE = "增速"
"""What is compared where some rose and some fell."""
_IMPLIED = re.compile(r"倒推|反推|推算|分母|折算|推出")
_TIMES = re.compile(r"几倍|多少倍|倍数")
_OR = re.compile(r"(?:高|多|快|大)还是(?:低|少|慢|小)|(?:低|少|慢|小)还是(?:高|多|快|大)|比.{1,16}(?:低|少|慢|小)")


def conclude(draft: Draft, reader: "Reader", answered: Sequence["Filled"]) -> None:
    """Add what follows from the statements already made."""
    wants = reader.question.wants
    if reader.question.figures and _IMPLIED.search(reader.question.plain):
        implied(draft, reader, answered)
        return
    if Want.AVERAGE in wants:
        for f in answered:
            _average(draft, reader, f, named=len(answered) > 1)
        if len(answered) < 2:
            return
    if len(answered) == 1 and Want.SUM in wants:
        sum_of_parts(draft, reader, answered[0])
        return
    if len(answered) == 1:
        of_one_place(draft, reader, answered[0])
        return
    if any(of_one_place(draft, reader, f, only_told=True) for f in answered):
        return
    if Want.AVERAGE in wants or not wants & {
        Want.DIFFERENCE,
        Want.COMPARISON,
        Want.SUM,
        Want.SHARE,
        Want.CHANGE,
    }:
        return
    found = sides(reader, answered)
    if not found:
        return
    if {Want.SUM, Want.SHARE} <= wants and len(found) > 2 and found[0].figure.base != "%":
        _sum_and_share(draft, found)
    elif Want.SUM in wants and found[0].figure.base != "%":
        result = calculate.total([s.figure for s in found])
        draft.add(f"合计{result.text}（{result.formula}）。", [s.source for s in found], result.formula)
    elif Want.SHARE in wants and found[0].figure.base != "%":
        part, whole = sorted(found[:2], key=lambda s: s.figure.low * s.figure.scale)
        result = calculate.share(part.figure, whole.figure)
        text = f"{part.name}约占{whole.name}的{result.text}（{result.formula}）。"
        draft.add(text, [s.source for s in found[:2]], result.formula)
    elif len(found) == 2:
        _pair(draft, reader, *found)
    elif wants & {Want.COMPARISON, Want.DIFFERENCE}:
        _rank(draft, found)


def _sum_and_share(draft: Draft, found: Sequence[Side]) -> None:
    """What several places come to together, and what part that is of the city around them."""
    whole = max(found, key=lambda side: side.figure.low * side.figure.scale)
    parts = [side for side in found if side is not whole]
    result = calculate.total([side.figure for side in parts])
    draft.add(f"合计{result.text}（{result.formula}）。", [side.source for side in parts], result.formula)
    together = replace(parts[0].figure, low=result.value, high=result.value)
    part = calculate.share(together, whole.figure)
    terms = " + ".join(format_decimal(side.figure.low) for side in parts)
    formula = f"({terms}) ÷ {part.formula.split(' ÷ ', 1)[1]}"
    draft.add(f"约占{whole.name}的{part.text}（{formula}）。", [side.source for side in found], formula)


_EACH = re.compile(
    r"(?:平均|摊到|均摊到?|分到)?每一?(?P<unit>[家户人个名所位项])?(?P<noun>[\u4e00-\u9fff]{0,6})|(?P<each>[户人])均"
)
_PEOPLE = frozenset({"人", "名", "位", "职工", "员工", "居民", "学生", "个人", "投资人", "群众", "劳动力"})


def _shared_among(question: str, levels: Sequence[Fact], text: str) -> Fact | None:
    """The count that an amount is shared out among: people or companies, as the question says."""
    counts = [f for f in levels if f.figure.base in calculate.COUNTED]
    match = _EACH.search(question)
    if match is None:
        return counts[0] if counts else None
    words = f"{match['unit'] or ''}{match['noun'] or ''}{match['each'] or ''}"
    people = any(word in words for word in _PEOPLE)
    fitting = [f for f in counts if (f.figure.base in ("人", "名")) == people]
    named = [f for f in fitting if match["unit"] and f.figure.base == match["unit"]]
    return next(iter(named or fitting), None)


def _average(draft: Draft, reader: "Reader", filled: "Filled", *, named: bool) -> None:
    """An amount shared out among what is counted beside it: 11.6亿元 of rent for 2.4万家 companies."""
    for candidate in filled.chosen:
        levels = [f for f in candidate.facts if f.measure is Measure.LEVEL and f.figure.low == f.figure.high]
        amount = next((f for f in levels if f.figure.base == "元"), None)
        count = _shared_among(reader.question.plain, levels, candidate.text)
        if amount and count:
            result = calculate.average(amount.figure, count.figure)
            place = candidate.report.place.value if named else ""
            text = f"{place}平均每{count.figure.base}约{result.text}（{result.formula}）。"
            draft.add(text, [(candidate.report, candidate.sentence)], result.formula)
            return


def _pair(draft: Draft, reader: "Reader", a: Side, b: Side) -> None:
    word = _word([a, b])
    sources = [a.source, b.source]
    x, y = _strength(a, word), _strength(b, word)
    if x == y:
        draft.add(f"两者{word}相同。", sources)
        return
    if _TIMES.search(reader.question.plain) and a.figure.base != "%" and x and y:
        more, less = (a, b) if x > y else (b, a)
        result = calculate.times(more.figure, less.figure)
        draft.add(f"{more.name}约为{less.name}的{result.text}（{result.formula}）。", sources, result.formula)
        return
    first, second = _in_order(reader, a, b, word)
    higher = _strength(first, word) > _strength(second, word)
    more, less = (first, second) if higher else (second, first)
    result = calculate.difference(more.figure, less.figure)
    if word.endswith("幅"):
        verdict = f"{first.name}{word}更{'大' if higher else '小'}"
    elif word == _RATE:
        verdict = f"{first.name}{word}更{'高' if higher else '低'}"
    else:
        verdict = f"{first.name}更{'高' if higher else '低'}"
    draft.add(f"{verdict}，相差{result.text}（{result.formula}）。", sources, result.formula)


def _in_order(reader: "Reader", a: Side, b: Side, word: str) -> tuple[Side, Side]:
    """The side that the verdict is told of first: the one asked about, else the higher one."""
    text = reader.question.plain
    more, less = (a, b) if _strength(a, word) > _strength(b, word) else (b, a)
    if _LOWER.search(text) and not word.endswith("幅"):
        return less, more
    if _OR.search(text) and "目标" in text and (a.name + b.name).count("目标") == 1:
        return (a, b) if a.name.endswith("目标") else (b, a)
    return more, less


_LOWER = re.compile(r"谁.{0,2}(?:低|少|小|慢)|更(?:低|少|小|慢)|最(?:低|少|小|慢)|低(?:多少|几|了)")


def _rank(draft: Draft, found: Sequence[Side]) -> None:
    word = _word(found)
    sources = [s.source for s in found]
    ordered = sorted(found, key=lambda side: _strength(side, word), reverse=True)
    if len({_strength(s, word) for s in ordered}) == 1:
        figure = ordered[0].figure
        draft.add(f"数值都相同，均为{format_decimal(figure.low)}{figure.unit}。", sources)
        return
    items = "、".join(f"{s.name}{_directed(s, word)}" for s in ordered)
    direction = "由大到小" if word.endswith("幅") else "由高到低"
    draft.add(f"{word}{direction}：{items}。", [s.source for s in ordered])


def _directed(side: Side, word: str) -> str:
    """A figure as a ranking shows it; among rises and falls each with its direction."""
    direction = {-1: "下降", 0: "", 1: "增长"}[side.figure.sign] if word == _RATE else ""
    return f"{direction}{format_decimal(side.figure.low)}{side.figure.unit}"


def _strength(side: Side, word: str) -> Decimal:
    """What sides are ordered by: the size of a fall among falls, the signed change where some rose."""
    figure = side.figure
    return (calculate.signed(figure) if word == _RATE else figure.low) * figure.scale


def _word(found: Sequence[Side]) -> str:
    """What is being compared: 降幅 when all fell, 增幅 when none did, 增速 when some did, else the value."""
    if found[0].fact.measure is not Measure.GROWTH:
        return "数值"
    falls = [s.figure.sign < 0 for s in found]
    return "降幅" if all(falls) else _RATE if any(falls) else "增幅"


__all__ = ["conclude"]
