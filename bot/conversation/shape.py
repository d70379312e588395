"""The shape of a question: its words with a letter for each place, period and indicator it names.

“那东城区的失业率比去年高多少？” has the shape ``ⓅⒾ比Ⓣ高多少``. Rules for follow-ups are written over shapes: they then
hold for every place, period and indicator, and see at once whether a question says anything beside them.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from itertools import pairwise

from vectorstore.facts import YEAR_TASK
from vectorstore.indicators import find_indicators
from vectorstore.periods import Period, find_periods
from vectorstore.places import find_places

PLACE, PERIOD, INDICATOR = "Ⓟ", "Ⓣ", "Ⓘ"

_LEAD = re.compile(
    r"^(?:请问|我想(?:问|知道)|再(?:问|说|看)(?:一?下|看)?|那么|那就|那(?![里儿边个家些年次种项座])|而|换成|如果是|要是|如果|还有(?=[^吗呢?？哪什别其])|"
    r"另外|此外|以及|至于|接着|然后|同样|[,，、:：\s])+"
)
_POLITE = re.compile(r"^(?:请问|我想)")
_ASKS = re.compile(r"多少|几|什么|哪|谁|怎|如何|吗|是否|何")
"""With one of these, a final 呢 is a tone and no sign of a follow-up."""
_TAIL = re.compile(r"[?？!！。.,，;；~～…\s]+$")
_PARTICLES = re.compile(r"[呢呀啊哪吧嘛]+$")
_SOUNDS = re.compile(r"[的\s“”\"'‘’,，、。?？!！:：;；（）()]|^(?:和|跟|以及)$")
_SAME_MONTHS = re.compile(r"(?P<year>去年|上年|上一年|前年)?同期")
_RELATIVE = re.compile(
    r"(?:今年|本年度?|当年|去年|上年|前年|明年|来年)?(?:[上下]半年|前三季度|第?[一二三四]季度|全年)|[今去前明]年|上年"
)
"""Words of time that need a year; looked for where nothing tells them one."""
_BARE_YEAR = re.compile(
    r"(?:(?:19|20)?\d\d年?|今年|本年度?|当年|去年|上年|前年|明年|来年|[一二][九〇零○][〇零○一二三四五六七八九]{2}年?)(?:度)?"
)
_UNLISTED = re.compile(
    r"^(?![全我本该各两三几某哪这那此他她它比和与跟同较占在从])[\u4e00-\u9fff]{1,4}(?:自治县|县|区|市|省|旗|州|镇|街道)$"
)
"""A whole follow-up that is the name of a place no list has."""
HOME_WORD = re.compile(r"(?:我们这?个?|咱们?这?个?|我|本|全)(?P<level>区|县|旗|市|省|州|镇)(?!级|域|场|民)")
"""The place whose people ask (我们区, 本市)."""
_COUNTRY = re.compile(r"^(?:全国|我国)(?=的?[呢？?]*$)|(?<=[比和与跟同])(?:全国|我国)")
"""As a side of its own; elsewhere it belongs to a name (全国文明城区)."""
_ANAPHOR = re.compile(
    r"(?:他们|她们|它们|该|此|这个?|那个?|上述)(?P<level>区|县|旗|市|省|州)(?!级|域|场)|"
    r"(?:该地区?|当地|那里(?![头面])|那儿|那边|这里(?![头面])|这儿|这边|他们(?:那|这)(?:里|儿|边)?|这个地方|那个地方)|(?:它|他们|其)(?=的)"
)
"""The place that was spoken of."""
_GROWN = re.compile(r"(?:新增|新建|新设|新登记|净增|实际|累计|人均)$")
"""Belongs to the indicator behind it."""
_SAME_THING = re.compile(
    r"^(?:(?:这|那|该|上述|此)(?:个|一|些|两个|几个)?(?:数字|数据|数|指标|数额|比例|情况|项目|目标|任务|方面)|它|其|这|两者|二者)(?=[^们]|$)"
)
"""The thing that was spoken of, where it leads the words."""


@dataclass(frozen=True, slots=True)
class Named:
    """A place, period or indicator as it stands in the words."""

    start: int
    end: int
    kind: str
    """PLACE, PERIOD or INDICATOR."""
    name: str
    """A place's full name, a period's label, an indicator's own wording."""
    period: Period | None = None
    bare: bool = False
    """For a period: whether it is a year alone (2021年, 去年), whatever months were spoken of."""
    explicit: bool = True
    """Whether it says itself which one it is; not so 他们区, 我们区, 去年."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A question's words, what they name, and their shape."""

    text: str
    """The plain words without lead-in (那么) and final marks; spans refer to them."""
    shape: str
    named: tuple[Named, ...]
    marked: bool
    """Whether it shows that something came before it: 那……, ……呢, 它, 当地, 同期."""

    def of(self, kind: str) -> tuple[Named, ...]:
        """What is named of one kind, in order."""
        return tuple(named for named in self.named if named.kind == kind)

    @property
    def places(self) -> tuple[str, ...]:
        """Full names, each once; a city right before its district is the district."""
        found = self.of(PLACE)
        wider = {a for a, b in pairwise(found) if a.end == b.start}
        return tuple(dict.fromkeys(named.name for named in found if named not in wider))

    @property
    def periods(self) -> tuple[Named, ...]:
        """Each period once."""
        return tuple({named.name: named for named in self.of(PERIOD)}.values())

    @property
    def parts(self) -> tuple["Shape", "Shape"]:
        """What stands before 占 and what behind it; the second is empty where nothing is a share of anything."""
        at = self.text.find("占")
        cut = at if at >= 0 else len(self.text)
        first = tuple(named for named in self.named if named.start < cut)
        return replace(self, named=first), replace(self, named=self.named[len(first) :])

    @property
    def indicators(self) -> tuple[str, ...]:
        """As they are worded, each once."""
        return tuple(dict.fromkeys(named.name for named in self.of(INDICATOR)))


Resolve = Callable[[str], str]
"""The full name of the place meant by a level (区, 市; empty for any); empty when it can't be told."""


def _nobody(level: str) -> str:
    del level
    return ""


def shaped(
    plain: str,
    known: Collection[str],
    reference: Period | None = None,
    *,
    anchor: Period | None = None,
    spoken_of: Resolve = _nobody,
    home: Resolve = _nobody,
) -> Shape:
    """The shape of plain (folded, simplified) words.

    ``reference`` is the period spoken of, which 上半年 and 同期 are told from; ``anchor`` that of 今年 and 去年, where
    it is another. ``spoken_of`` and ``home`` resolve 他们区 and 我们区.
    """
    trimmed = _TAIL.sub("", plain)
    text = _LEAD.sub("", trimmed)
    lead = _LEAD.match(trimmed)
    marked = (lead is not None and not _POLITE.match(lead[0])) or (
        _PARTICLES.search(text) is not None and not _ASKS.search(text)
    )
    named = [*_places(text, known), *_periods(YEAR_TASK.sub("＿＿", text), reference, anchor)]
    taken = bytearray(len(text))
    for each in named:
        taken[each.start : each.end] = b"\1" * (each.end - each.start)

    def add(kind: str, start: int, end: int, name: str, *, explicit: bool = True) -> bool:
        if not name or any(taken[start:end]):
            return False
        taken[start:end] = b"\1" * (end - start)
        named.append(Named(start, end, kind, name, explicit=explicit))
        return True

    for match in _ANAPHOR.finditer(text):
        marked |= add(PLACE, *match.span(), spoken_of(match["level"] or ""), explicit=False)
    for match in _COUNTRY.finditer(text):
        add(PLACE, *match.span(), match[0])
    for match in HOME_WORD.finditer(text):
        name = home(match["level"]) or (match[0] if match["level"] == "市" else "")
        add(PLACE, *match.span(), name, explicit=False)
    for mention in find_indicators(text):
        start = _GROWN.search(text[: mention.start])
        first = start.start() if start else mention.start
        add(INDICATOR, first, mention.end, text[first : mention.end])
    marked |= any(each.kind == PERIOD and "同期" in text[each.start : each.end] for each in named)
    same = _SAME_THING.match(text)
    if same and not any(taken[: same.end()]):
        marked = True
    else:
        same = None
    ordered = tuple(sorted(named, key=lambda each: each.start))
    return Shape(text, _pattern(text, ordered, same.end() if same else 0), ordered, marked)


def _places(text: str, known: Collection[str]) -> list[Named]:
    found = [Named(m.start, m.end, PLACE, m.place.name) for m in find_places(text, known)]
    stem = _PARTICLES.sub("", text)
    if not found and _UNLISTED.match(stem):
        found = [Named(0, len(stem), PLACE, stem)]
    return found


def _periods(text: str, reference: Period | None, anchor: Period | None) -> list[Named]:
    found: list[Named] = []

    def add(start: int, end: int, period: Period | None, explicit: bool) -> None:
        if not any(start < other.end and other.start < end for other in found):
            name = period.label if period else text[start:end]
            bare = _BARE_YEAR.fullmatch(text[start:end]) is not None
            found.append(Named(start, end, PERIOD, name, period, bare, explicit))

    if reference:
        for match in _SAME_MONTHS.finditer(text):
            years = {"前年": -2, None: 0}.get(match["year"], -1)
            add(*match.span(), reference.shifted(years), explicit=False)
    for mention in find_periods(text):
        add(mention.start, mention.end, mention.period, explicit=True)
    own = next((each.period for each in found if each.period and each.explicit), None)
    for mention in find_periods(text, own or anchor or reference) if own or anchor or reference else ():
        yearless = (
            _RELATIVE.fullmatch(text[mention.start : mention.end]) and text[mention.start] in "上下前第一二三四全"
        )
        period = mention.period
        if yearless and not own and reference and text[mention.start : mention.start + 2] != "前年":
            period = find_periods(text[mention.start : mention.end], reference)[0].period
        add(mention.start, mention.end, period, explicit=False)
    for match in _RELATIVE.finditer(text) if not found else ():
        add(*match.span(), None, explicit=False)
    return found


def _pattern(text: str, named: tuple[Named, ...], skipped: int) -> str:
    pieces: list[str] = []
    at = skipped
    for each in named:
        pieces += [text[at : each.start], each.kind]
        at = each.end
    pieces.append(text[at:])
    shape = _SOUNDS.sub("", _PARTICLES.sub("", "".join(pieces)))
    for letter in (PLACE, PERIOD, INDICATOR):
        shape = re.sub(rf"{letter}(?:[和与跟及同至到]?{letter})+", letter, shape)
    return shape
