"""What a question tells beside its subject: how many figures, of what, which place at which time, plan or result."""

import re
from collections.abc import Iterator, Sequence

from bot.question.cues import ACHIEVED, MEANT, TARGET
from vectorstore.periods import Mention, Period
from vectorstore.places import PlaceMention
from vectorstore.report import Outlook
from vectorstore.words import segment

_COUNTED_NOUN = re.compile(r"(?:多少|几)[名个位家户项座栋条件张次笔万亿]{0,2}(?P<noun>[\u4e00-\u9fff]{2,6})")
_NUMBER_OF = re.compile(r"(?P<noun>[\u4e00-\u9fff]{2,6}?)的?(?:数量|个数|数目|总数)")
_HOW_MANY = re.compile(r"多少|几(?=[个家项次户套亿万张名人笔条件座成])|多高|多大|百分之几")
_EACH = re.compile(r"分别|各(?=[是为有自多几])")
_COORDINATED = re.compile(r"[\u4e00-\u9fff]{2,}(?:、[\u4e00-\u9fff]{2,})*(?:和|与|及|跟)[\u4e00-\u9fff]{2,}")


NUMERALS = "〇一二三四五六七八九十"
NAMED = re.compile(r"(?:哪|是|指)(?:的是)?哪?([三四五六七八九十])(?:大|个|项|方面|样|类|条|种)")
DECEMBER = 11
FULL_YEAR = re.compile(r"全年|年底|年末|整年|一整年|(?:19|20)\d\d年度")


def pairs_of(plain: str, places: Sequence[PlaceMention], times: Sequence[Mention]) -> tuple[tuple[str, Period], ...]:
    """Each place with the time of its own part, where every part that names one names both, and they differ."""
    pairs: list[tuple[str, Period]] = []
    for part in _PARTED.finditer(plain):
        start, end = part.span()
        named = {m.place.name for m in places if start <= m.start < end}
        told = {m.period for m in times if start <= m.start < end}
        if not named and not told:
            continue
        if len(named) != 1 or len(told) != 1:
            return ()
        pairs.append((named.pop(), told.pop()))
    apart = len({place for place, _ in pairs}) > 1 and len({period for _, period in pairs}) > 1
    return tuple(dict.fromkeys(pairs)) if apart else ()


_PARTED = re.compile(r"[^,，;；?？、:：和与]+")


def outlooks_of(plain: str, found: Sequence[Mention]) -> Iterator[tuple[Period, Outlook]]:
    """What each of several periods is asked for: its own words reach to the next period."""
    ordered = sorted(found, key=lambda mention: mention.start)
    for mention, following in zip(ordered, [*ordered[1:], None], strict=False):
        words = plain[mention.end : following.start if following else len(plain)]
        words = re.split(r"[?？]", words)[0] if following is None else words
        target, achieved = bool(TARGET.search(words)), bool(ACHIEVED.search(MEANT.sub("", words)))
        if target != achieved and len({m.period for m in ordered}) > 1:
            yield mention.period, Outlook.TARGET if target else Outlook.ACHIEVED


def counted_noun(plain: str) -> str:
    """The first word of what is counted, without what can stand behind any number."""
    match = _COUNTED_NOUN.search(plain) or _NUMBER_OF.search(plain)
    if match is None:
        return ""
    word = segment(match["noun"])[0 if match.re is _COUNTED_NOUN else -1]
    return word if len(word) > 1 else ""


def figures_asked(plain: str) -> int:
    """The number of 多少, times that of the things they are asked of (续贷中心和首贷中心分别)."""
    asked = max(1, len(_HOW_MANY.findall(plain)))
    each = _EACH.search(plain)
    listed = _COORDINATED.search(plain[: each.start()]) if each else None
    things = 1 + len(re.findall("[、和与及跟]", listed.group())) if listed else 1
    return asked * things
