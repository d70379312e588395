"""Questions that ask different things of different places."""

import re
from collections.abc import Collection
from dataclasses import replace

from bot.question.asked import Question
from bot.question.reading import understand
from vectorstore.places import find_places

_SEGMENT = re.compile(r"[,，;；。?？:：]")
_AGAINST = re.compile(r"[比较与跟和].{0,12}[高低多少快慢大小差]|相差|呢\s*$")
"""A part that sets its place against the one before asks no question of its own."""
_ASKS = re.compile(r"多少|几|什么|哪|吗|是否|何")


def parts_by_place(question: Question, known: Collection[str]) -> dict[str, Question]:
    """What is asked of each place, where a question asks different things of different places; else empty."""
    if len(question.places) < 2 or question.language != "zh":
        return {}
    segments = [s for s in _SEGMENT.split(question.plain) if s.strip()]
    owners = [{m.place.name for m in find_places(s, known)} & set(question.places) for s in segments]
    asking = [o for s, o in zip(segments, owners, strict=True) if o and _ASKS.search(s)]
    if any(o and _AGAINST.search(s) for s, o in zip(segments, owners, strict=True)):
        return {}
    if not all(len(o) == 1 for o in owners if o) or len(asking) < 2 or len(set().union(*asking)) < 2:
        return {}
    shared = "，".join(s for s, o in zip(segments, owners, strict=True) if not o and not _ASKS.search(s))
    return {
        place: replace(understand(f"{shared}，{'，'.join(own)}", known_places=known), text=question.text)
        for place in question.places
        if (own := [s for s, o in zip(segments, owners, strict=True) if o == {place}])
    }
