"""Whose and when: a figure told of one place or time that the cited sentences give to another."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.answer import Citation
from bot.verification.fault import Fault, Held, holders, restates
from vectorstore.figures import Figure, find_figures
from vectorstore.periods import Period, find_periods
from vectorstore.places import find_places

_TOLD_THERE = re.compile(r"(?:去年|上年|上一年)(?:同期|底)?的?$")
"""Right before a figure: the statement itself says that it is of the year before, or measured by it."""
_ITEM = re.compile(r"[，,、；;。：:]")


def owner_faults(
    text: str, figures: Sequence[Figure], cited: Sequence[Citation], periods: Mapping[int, set[Period]]
) -> Iterator[Fault]:
    """Figures that stand beside one of several cited places, or periods, and are in the quotes of the others alone.

    ``periods`` are those that each citation may speak of, by its number.
    """
    quoted = {c.number: find_figures(c.words) for c in cited}
    places = {c.place for c in cited} - {""}
    mentions = find_places(text, places) if len(places) > 1 else []
    times = find_periods(text) if len({c.period for c in cited}) > 1 else []
    for figure in figures:
        start = max((m.end() for m in _ITEM.finditer(text, 0, figure.start)), default=0)
        having = [c for c in cited if any(restates(figure, other) for other in quoted[c.number])]
        beside = [m.place.name for m in mentions if start <= m.start < figure.start]
        if having and len(beside) == 1 and beside[0] in places and beside[0] not in {c.place for c in having}:
            yield Fault("数字不是这个地区的", f"{beside[0]} {figure.text}")
        when = [m.period for m in times if start <= m.start < figure.start]
        if having and len(when) == 1 and not any(when[0] in periods[c.number] for c in having):
            yield Fault("数字不是这个时间的", f"{when[0].label} {figure.text}")


def time_faults(text: str, figures: Sequence[Figure], every: Sequence[Held]) -> Iterator[Fault]:
    """Figures of a time that nothing in the statement overlaps (of the year before, told of this one)."""
    named = [m.period for m in find_periods(text)]
    for figure in figures if named else ():
        if _TOLD_THERE.search(text, 0, figure.start):
            continue
        own = [h.fact.period for h in holders(figure, every)]
        if own and not any(p is None or p.overlaps(other) for p in own for other in named):
            yield Fault("数字不是这个时间的", figure.text)
