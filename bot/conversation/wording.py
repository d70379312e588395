"""How follow-ups are worded, as rules over shapes, and how the whole questions are that they stand for."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise

from bot.conversation.shape import INDICATOR, PERIOD, PLACE, Named, Shape
from bot.conversation.topic import COMPARING, Said, Topic
from bot.question import Question, Want
from vectorstore.periods import Period

MEASURES = r"(?:同比|环比)?(?:增速|增幅|增长率|增长速度|降幅|涨幅|增长|下降|变化|提高|回落)|同比|环比"
LEVELS = r"总量|总额|规模|绝对值|绝对额|绝对数|数值|数额|总值|总数|金额"

Speaks = Callable[[Collection[str], Period], bool]


@dataclass(frozen=True)
class Saying:
    """A follow-up at hand: its shape, what a rule found in it, and what it follows."""

    shape: Shape
    match: re.Match[str] | None
    topic: Topic
    speaks: Speaks

    @property
    def last(self) -> Said:
        """The question it follows."""
        return self.topic.last

    def part(self, name: str) -> str:
        """A named part of what the rule found."""
        return (self.match and self.match.groupdict().get(name)) or ""

    def like(self, named: Named, places: Collection[str], *, always: bool = False) -> str:
        """A period's name; a bare year means the same months of it, where a report has those (or ``always``)."""
        months = self.topic.reference
        if named.period is None or months is None or not named.bare or months.year != months.last_year:
            return named.name
        alike = months.shifted(named.period.year - months.year)
        return alike.label if always or self.speaks(places, alike) else named.name

    def places(self, named: tuple[Named, ...] | None = None) -> tuple[str, ...]:
        """The places it names, or those of the question before."""
        own = self.shape.places if named is None else tuple(dict.fromkeys(n.name for n in named if n.kind == PLACE))
        return own or self.last.places

    def periods(self, named: tuple[Named, ...] | None = None) -> tuple[str, ...]:
        """The names of its periods, or those of the question before."""
        own = self.shape.periods if named is None else tuple(n for n in named if n.kind == PERIOD)
        if own:
            return tuple(dict.fromkeys(self.like(n, self.places()) for n in own))
        return tuple(period.label for period in self.last.periods) or _yearless(self.last)

    @property
    def subject(self) -> str:
        """The indicators it names, or what the question before asked about."""
        return "和".join(self.shape.indicators) or self.last.subject

    @property
    def figure(self) -> bool:
        """Whether its subject has a figure."""
        return bool(self.shape.indicators) or self.last.figure


def _yearless(said: Said) -> tuple[str, ...]:
    """上半年, as it was put."""
    return tuple(named.name for named in said.shape.periods)


def asked(places: Collection[str], periods: Collection[str], rest: str) -> str:
    """A whole question of its parts."""
    return f"{joined(places)}{joined(periods)}{rest}？"


def joined(names: Collection[str]) -> str:
    """甲、乙和丙."""
    *first, last = names or ("",)
    return f"{'、'.join(first)}和{last}" if first else last


def bare(text: str) -> str:
    """A question's letters alone."""
    return re.sub(r"\W|[呢呀啊]$", "", text)


def swapped(s: Saying) -> str:
    """The same question about other places, periods or indicators."""
    last, own = s.last, s.shape
    one_sided = len(s.places()) < 2 and len(s.periods()) < 2
    comparing = (len(last.places) > 1 or len(last.periods) > 1) and (
        bool(last.question.wants & COMPARING) or len(own.places) == 1
    )
    if last.question.figures or (comparing and one_sided) or not last.shape.text:
        return asked(s.places(), s.periods(), f"{s.subject}{last.measure}是多少") if s.subject else ""
    if own.indicators and Want.REASON in last.question.wants:
        return asked(s.places(), s.periods(), f"{s.subject}是多少")
    text = _replaced(last.shape, s)
    if text is None:
        return asked(s.places(), s.periods(), f"{s.subject}{last.measure}{_kind(s)}") if s.subject else ""
    return f"{text}？"


def _kind(s: Saying) -> str:
    return "是多少" if s.figure else "情况如何"


_COUNTED = re.compile(
    r"(?:(?:一共|总共|共)?(?:完成|实现|达到|新增|增加)?了?)(?:是|有|为)?(?:多少|几)(?:[万亿]?(?:元|美元)|[个家项户套张名次成所处条件座栋辆届场吨亩份台例]|人次?|公里|平方米)"
)


def _replaced(base: Shape, s: Saying) -> str | None:
    """The last question's words with other names put in; None where they don't stand together."""
    edits: list[tuple[int, int, str]] = []
    end_of_scope = 0
    for kind, names in ((PLACE, s.places()), (PERIOD, s.periods())):
        found = base.parts[0].of(kind) or base.of(kind)
        if found:
            span = _together(base, found)
            if span is None:
                return None
            edits.append((*span, joined(names)))
            end_of_scope = max(end_of_scope, span[1]) if kind == PLACE else end_of_scope
        elif names:
            edits.append((end_of_scope, end_of_scope, joined(names)))
    own = s.shape.indicators
    if own:
        found = base.of(INDICATOR)
        span = _together(base, found) if found else None
        if span is None:
            return None
        edits.append((*span, "和".join(own)))
    text = base.text
    for _, (start, end, name) in sorted(enumerate(edits), key=lambda e: (e[1][0], e[0]), reverse=True):
        text = text[:start] + name + text[end:]
    text = _DIRECTED.sub("为什么变化", text)
    return _COUNTED.sub("是多少", text) if own else text


_DIRECTED = re.compile(r"为什么(?:增长|下降)$")
"""Where another place or time may have gone the other way."""


def _together(base: Shape, found: tuple[Named, ...]) -> tuple[int, int] | None:
    """The span of names that stand side by side."""
    for a, b in pairwise(found):
        if not re.fullmatch(r"[\s和与及跟同、,，]*", base.text[a.end : b.start]):
            return None
    return found[0].start, found[-1].end


def measured(s: Saying) -> str:
    """Another measure of the same thing."""
    if not s.figure:
        return ""
    measure = s.part("measure")
    ask = {"": "是多少", "同比": "增长多少"}.get(
        measure, "多少" if re.search(r"增长|下降|提高|回落", measure) and measure[-1] not in "率度" else "是多少"
    )
    return asked(s.places(), s.periods(), f"{s.subject}{measure}{ask}")


def reasoned(s: Saying) -> str:
    """The reason of the same thing."""
    if not s.subject:
        return ""
    way = s.part("way") or s.part("tail")
    if not re.search(r"[增升涨降落减少快慢低高差好]", way):
        way = {True: "下降", False: "增长", None: ""}[s.last.falls if not s.shape.indicators else None]
    ask = f"为什么{way}" if way else ("变化的原因是什么" if s.figure else "的原因是什么")
    return asked(s.places(), s.periods(), f"{s.subject}{ask}")


def aimed(s: Saying) -> str:
    """The target of the same thing; it is set for a year."""
    periods = tuple(named.name for named in s.shape.periods) or _years(s)
    if not s.figure or not s.subject:
        return asked(s.places(), periods, "的主要目标有哪些")
    growth = "增速" if "增" in s.last.measure and not s.shape.indicators else ""
    return asked(s.places(), periods, f"{s.subject}{growth}的目标是多少")


def _years(s: Saying) -> tuple[str, ...]:
    years = [p for p in s.last.periods if p.year == p.last_year]
    return tuple(dict.fromkeys(Period.months(p.year).label for p in years)) or s.periods()


def fulfilled(s: Saying) -> str:
    """Whether the target was met."""
    return asked(s.places(), s.periods(), f"{s.subject}的目标完成了吗") if s.subject else ""


def remaining(s: Saying) -> str:
    """What is left of the target."""
    return asked(s.places(), s.periods(), f"{s.subject}离全年目标还差多少") if s.subject else ""


def progressed(s: Saying) -> str:
    """How much of the target is done."""
    return asked(s.places(), s.periods(), f"{s.subject}完成全年任务的百分之几") if s.subject else ""


def achieved(s: Saying) -> str:
    """What came of it."""
    return asked(s.places(), s.periods(), f"{s.subject}实际完成多少") if s.figure and s.subject else ""


def compared(s: Saying) -> str:
    """Set against another place or period."""
    at = _others_from(s.shape)
    own = tuple(n for n in s.shape.named if n.start < at)
    others = tuple(n for n in s.shape.named if n.start >= at and n.kind != INDICATOR)
    places, periods = s.places(own), s.periods(own)
    other_places = tuple(dict.fromkeys(n.name for n in others if n.kind == PLACE))
    if other_places and not own and set(other_places) >= set(places):
        places = s.topic.another(other_places) or places
    other_periods = tuple(s.like(n, places, always=True) for n in others if n.kind == PERIOD)
    if not s.subject or (not other_places and not other_periods):
        return ""
    rest = f"{s.subject}{s.part('measure') or ('' if s.shape.indicators else s.last.measure)}"
    ask = "相差多少" if s.figure else "有什么不同"
    if other_places and not other_periods:
        return asked((*places, *(p for p in other_places if p not in places)), periods, f"{rest}{_which(s, ask)}")
    scope = places if not other_places else (*places, *other_places)
    return asked(scope, (*periods, *(p for p in other_periods if p not in periods)), f"{rest}{ask}")


def _which(s: Saying, ask: str) -> str:
    return f"哪个更高，{ask}" if s.figure else ask


def _others_from(shape: Shape) -> int:
    """Where the names begin that are compared with."""
    for named in shape.named:
        if shape.text[: named.start].rstrip()[-1:] in tuple("比较和与跟同"):
            return named.start
    return 0


def beside(s: Saying) -> str:
    """The places or periods spoken of so far, side by side."""
    places, periods = s.topic.sides()
    if (len(places) < 2 and len(periods) < 2) or not s.subject or not s.figure:
        return ""
    rest = f"{s.subject}{s.part('measure') or s.part('behind') or ('' if s.shape.indicators else s.last.measure)}"
    names = tuple(period.label for period in periods)
    if s.part("which"):
        degree = s.part("degree").replace("最", "更") or "更高"
        degree = degree if degree.startswith("更") else f"更{degree}"
        return asked(places, names, f"{rest}哪个{degree}")
    return asked(
        places, names, f"{rest}{'合计多少' if s.part('sum') else '相差多少' if s.part('gap') else '分别是多少'}"
    )


def more(s: Saying) -> str:
    """More of the same."""
    if not s.subject:
        return ""
    ask = "具体情况如何" if s.figure else "具体有哪些"
    return asked(s.places(), s.periods(), f"{s.subject}{ask}")


def share_of(s: Saying) -> str:
    """Its share of a wider place."""
    at = s.shape.text.find("占")
    own = tuple(n for n in s.shape.named if n.start < at)
    wider = next((n.name for n in s.shape.named if n.start > at and n.kind == PLACE), "")
    if not s.subject or not wider:
        return ""
    if s.places(own) == (wider,):
        part = s.topic.another([wider])
        return asked(part, s.periods(own), f"{s.subject}占{wider}的比重是多少") if part else ""
    return asked(s.places(own), s.periods(own), f"{s.subject}占{wider}的比重是多少")


def scoped(s: Saying) -> str:
    """A question of its own about the same place and period."""
    places = s.places()
    words = _without(s.shape, (PLACE, PERIOD)).lstrip(" 的")
    if not _ASKING.search(words):
        words = f"{words.rstrip('的')}有哪些"
    # reports speak of 安排, people of 打算
    return asked(places, s.periods(), re.sub(r"有什么打算|打算有哪些", "有哪些工作安排", words)) if places else ""


_ASKING = re.compile(r"多少|几|什么|哪|谁|怎|如何|吗|啥")


def of_place(s: Saying) -> str:
    """A question of its own about the same place; who gave a report depends on the period, too."""
    words = _without(s.shape, (PLACE,)).lstrip(" 的")
    if "报告" in words and not s.shape.periods:
        return asked(s.places(), s.periods(), words) if s.places() else ""
    return asked(s.places(), (), words) if s.places() else ""


def _without(shape: Shape, kinds: Collection[str]) -> str:
    blank = [(n.start, n.end) for n in shape.named if n.kind in kinds]
    text = "".join(c for i, c in enumerate(shape.text) if not any(a <= i < b for a, b in blank))
    return re.sub(r"[呢呀啊]+$", "", text)


def topic_swap(s: Saying) -> str:
    """The same place and period, another thing."""
    words = _without(s.shape, (PLACE, PERIOD)).strip(" 的")
    return asked(s.places(), s.periods(), f"{words}{'有多少' if s.last.figure else '有哪些'}") if s.places() else ""


def named_out(shape: Shape, topic: Topic | None, question: Question) -> str:
    """The words with 他们区 and 我们区 as names; the period comes along where the place does and a figure is asked."""
    text = shape.text
    carried = ""
    follows = topic is not None and (shape.marked or shape.places == topic.last.places)
    if follows and topic and topic.reference and not shape.periods and (question.wants_figure or question.indicator):
        carried = topic.reference.label
    for named in reversed(shape.named):
        if named.kind == PLACE and not named.explicit:
            behind = text[named.end :]
            text = text[: named.start] + named.name + carried + (behind.removeprefix("的") if carried else behind)
            carried = ""
        elif named.kind == PERIOD and not named.explicit and named.period:
            text = text[: named.start] + named.name + text[named.end :]
    return f"{text}？"
