"""Qualifiers of figures: 4.5%以内 is not 4.5%, and 412.6亿元 is not 超412.6亿元."""

import re
from collections.abc import Iterator, Sequence

from bot.verification.fault import Fault
from vectorstore.figures import Figure, same_value

_REACH = 8
"""Characters around a figure in which other words may say the same (控制在…)."""
_GROUPS = {
    "约": "about",
    "左右": "about",
    "近": "below",
    "以内": "below",
    "不超过": "below",
    "以下": "below",
    "超": "above",
    "余": "above",
    "以上": "above",
    "不低于": "above",
}
_SAID = {
    "about": re.compile(r"约|左右|大致|大概|上下|(?i:\b(?:about|around|approximately|roughly|some)\b)"),
    "below": re.compile(
        r"近|以内|以下|不超|不到|不足|不高于|控制|至多|最多|上限|低于|逼近|接近|"
        r"(?i:\b(?:within|below|under|at most|no more|nearly|less)\b)"
    ),
    "above": re.compile(
        r"超|余|以上|不低于|不少于|至少|突破|多|高于|逾|下限|(?i:\b(?:over|above|more than|at least|exceed\w*)\b)"
    ),
}


def qualifier_faults(text: str, figures: Sequence[Figure], quoted: Sequence[Figure]) -> Iterator[Fault]:
    """Figures whose 以内, 以上, 左右 or the like was dropped, or brought in."""
    for at, figure in enumerate(figures):
        exact = [q for q in quoted if same_value(figure, q) and (q.low, q.high) == (figure.low, figure.high)]
        if not exact or figure.ordinal:
            continue
        wanted = {_GROUPS.get(q.qualifier or "") for q in exact}
        own = _GROUPS.get(figure.qualifier or "")
        if own in wanted:
            continue
        start = max([figures[at - 1].end if at else 0, figure.start - _REACH])
        end = min([figures[at + 1].start if at + 1 < len(figures) else len(text), figure.end + _REACH])
        if own is None and any(group and _SAID[group].search(text[start:end]) for group in wanted):
            continue
        yield Fault("数字的限定语与原文不符", figure.text)
