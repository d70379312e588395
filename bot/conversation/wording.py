"""How follow-ups are worded, as rules over shapes, and how the whole questions are that they stand for."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.conversation.shape import INDICATOR, PERIOD, PLACE, Named, Shape
from bot.conversation.topic import COMPARING, Said, Topic
from bot.question import Question
from vectorstore.periods import Period

_SCOPE = r"[ⓅⓉ]*"
_HEAD = r"[ⓅⓉ]*Ⓘ?[ⓉⓅ]*"
_TELL = r"(?:是|有|为)?(?:多少|几|如何|怎么?样|怎么说|情况(?:如何|怎么?样)?|是什么|什么情况)?"
_MEASURES = r"(?:同比|环比)?(?:增速|增幅|增长率|增长速度|降幅|涨幅|增长|下降|变化|提高|回落)|同比|环比"
_LEVELS = r"总量|总额|规模|绝对值|绝对额|绝对数|数值|数额|总值|总数|金额"
_UNIT = r"(?:[万亿]?(?:元|美元)|人次?|[个家项户套张名次成所处条件座栋辆届场吨亩份台例]|公里|平方米)?"
_DONE = r"(?:超额完成|超额|超过|完成|达到|达成|实现|达标|兑现|落实|做到)"
_GOAL = r"(?:目标|计划|任务|指标)"
_BOTH = r"(?:这|那)?(?:[两二三四几](?:者|个|地|年|份)?(?:区|市|县|省|地方|地区)?|它们|他们|全部|之间|互相)"
_DEGREE = r"(?:更|最)?(?:高|低|大|小|多|少|快|慢|好|强|差)(?:一?些|一?点)?"
_APART = r"(?:[高低多少快慢大小]|增[长加]|下降|减少|提高|相?差)了?(?:多少|几)(?:个百分点)?"

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

    def like(self, named: Named, places: Collection[str]) -> str:
        """A period's name; a bare year means the same months of it, where a report has those."""
        months = self.topic.reference
        if named.period is None or months is None or not named.bare or months.year != months.last_year:
            return named.name
        alike = months.shifted(named.period.year - months.year)
        return alike.label if self.speaks(places, alike) else named.name

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


def content(shape: Shape) -> str:
    """What a question says beside names and the words that only ask."""
    rest = re.sub(r"[ⓅⓉⒾ]", "", shape.shape)
    return re.sub(
        rf"{_MEASURES}|{_LEVELS}|是|有|为|多少|几|什么|哪[些个里]?|谁|怎么?样|如何|情况|数据|数字|吗|了|呢|在|和|与|比|也|又",
        "",
        rest,
    )


def swapped(s: Saying) -> str:
    """The same question about other places, periods or indicators."""
    last, own = s.last, s.shape
    one_sided = len(s.places()) < 2 and len(s.periods()) < 2
    comparing = (len(last.places) > 1 or len(last.periods) > 1) and (
        bool(last.question.wants & COMPARING) or len(own.places) == 1
    )
    if last.question.figures or (comparing and one_sided) or not last.shape.text:
        return asked(s.places(), s.periods(), f"{s.subject}{last.measure}是多少") if s.subject else ""
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
    return _COUNTED.sub("是多少", text) if own else text


def _together(base: Shape, found: tuple[Named, ...]) -> tuple[int, int] | None:
    """The span of names that stand side by side."""
    for a, b in zip(found, found[1:], strict=False):
        if not re.fullmatch(r"[\s和与及跟同、,，]*", base.text[a.end : b.start]):
            return None
    return found[0].start, found[-1].end


def measured(s: Saying) -> str:
    """Another measure of the same thing."""
    if not s.figure:
        return ""
    measure = s.part("measure")
    ask = {"": "是多少", "同比": "增长多少"}.get(measure, "多少" if re.search(r"增长|下降|提高|回落", measure) and measure[-1] not in "率度" else "是多少")
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
    periods = s.periods() if s.shape.periods else _years(s)
    if not s.figure or not s.subject:
        return asked(s.places(), periods, "的主要目标有哪些")
    growth = "增速" if s.last.measure and not s.shape.indicators else ""
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
    other_periods = tuple(s.like(n, places) for n in others if n.kind == PERIOD)
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


def to_target(s: Saying) -> str:
    """Set against its target."""
    return fulfilled(s)


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
    return asked(places, names, f"{rest}{'合计多少' if s.part('sum') else '相差多少' if s.part('gap') else '分别是多少'}")


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
        part = next((said.places for said in reversed(s.topic.said) if wider not in said.places and said.places), ())
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


RULES: tuple[tuple[re.Pattern[str], Callable[[Saying], str]], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (rf"(?=.*[ⓅⓉⒾ]){_HEAD}(?:也|又|上)?{_DONE}?了?{_TELL}{_UNIT}", swapped),
        (rf"{_HEAD}(?P<measure>{_MEASURES}|{_LEVELS})了?{_TELL}", measured),
        (rf"{_HEAD}占Ⓟ(?:Ⓘ)?(?:比重|比例|份额)?{_TELL}(?:百分之几|几成)?", share_of),
        (
            rf"{_HEAD}(?P<way>{_MEASURES})?(?:是|又)?(?:为什么|为何|为啥|怎么回事|咋回事|怎么会|因何|什么原因|原因)(?:会|要|是|在于)?(?P<tail>.{{0,8}})",
            reasoned,
        ),
        (rf"{_HEAD}(?:怎么|咋)(?:会)?(?P<way>[增升涨降落减]了?(?:长|加|高|低|少)?|这么[高低多少快慢])了?", reasoned),
        (
            rf"{_HEAD}(?:当时|原来|年初|原定|原先)?(?:预期|计划|预定)?(?:目标任务|目标|任务|计划|打算)(?:值|数)?(?:定|设)?(?:的|得)?{_TELL}",
            aimed,
        ),
        (rf"{_HEAD}(?:离|距离?|比)?(?:全年)?{_GOAL}?(?:还|仍)(?:差|剩|缺|需)(?:了)?(?:多少|几|多远)", remaining),
        (rf"{_HEAD}(?:离|距离?){_GOAL}(?:还|仍)?(?:差|有)?(?:多少|几|多远)", remaining),
        (rf"{_HEAD}(?:这个|该)?{_GOAL}?(?:都|全|最后|最终|后来)?(?:有没有|是否|没有?)?{_DONE}(?:了)?{_GOAL}?(?:吗|没有?|么|否|了没|得怎么?样)?(?<!Ⓟ)", fulfilled),
        (rf"{_HEAD}{_DONE}?了?(?:全年)?{_GOAL}?(?:进度|完成率|完成比例|百分之几|几成){_TELL}", progressed),
        (rf"{_HEAD}(?:实际|实绩|结果|最后|最终|后来|完成情况|实际完成情况)(?:上)?{_DONE}?了?{_TELL}", achieved),
        (rf"{_HEAD}{_DONE}了?(?:多少|几)", achieved),
        (rf"{_HEAD}(?:比|较|和|与|跟|同){_GOAL}(?:相?比)?(?:较|一?下)?(?:呢|如何|{_APART})?", to_target),
        (
            rf"{_HEAD}(?P<measure>{_MEASURES})?(?:[比较][ⓅⓉ]+|(?:和|与|跟|同|相对于?|对比|比起|较之)[ⓅⓉ]+(?:相?比较?|比起来|比一比|比一下|对比|相比之下)?)(?:Ⓘ)?"
            rf"(?:(?:要|是|还是)?(?:{_APART}|[高低多少快慢好差](?:还是|或)[高低多少快慢好差](?:了?多少)?|如何|怎么?样|变化(?:大吗|如何|多少)?|有(?:什么|何)?(?:变化|不同|差[别异])|{_DEGREE}吗|谁{_DEGREE}|哪个{_DEGREE}))?",
            compared,
        ),
        (
            rf"{_BOTH}*(?P<measure>{_MEASURES}|{_LEVELS})?(?P<which>哪(?:个?[区市县年]|个|一个|边|里|家|个地方|个时期)?|谁)(?P<behind>{_MEASURES}|{_LEVELS})?(?P<degree>{_DEGREE})",
            beside,
        ),
        (rf"{_BOTH}*(?P<measure>{_MEASURES})?(?P<gap>(?:相?差|差距|差额|{_APART})(?:了|有|是)?(?:多少|多大|几)?(?:个百分点)?)", beside),
        (rf"{_BOTH}*(?P<sum>加起来|合计|一共|总共|加总|合起来|总和|相加|加在一起|共计|总计)(?:是|有)?(?:多少|几)?", beside),
        (rf"{_BOTH}*(?:分别|各自?)(?:是|有)?(?:多少|几)|(?:比较|对比|比)(?:一下|一比|比|看看|下|看)?", beside),
        (
            r"(?:请|能|可以|能不能)?(?:再|更)?(?:还有(?:吗|没有|别|其他|其它|哪些|什么)?|(?:说|讲)(?:得)?(?:详细|具体|细)(?:一?点|些)|(?:具体|详细|展开|细)(?:一?点|些)?(?:情况|内容|来)?(?:说一?说|讲一?讲|说明|介绍|是什么|是|有哪些|怎么?样|如何|一?下|点)*|继续|更多|比如(?:说)?|举例|举个例子|其他|别|除此之外)",
            more,
        ),
        (
            rf"{_SCOPE}(?:都|还)?(?:有|存在|列出|采取|提出|面临)?了?(?:哪些|什么|哪几个|几个|啥)?(?:主要|突出|重点|下一?步|工作)*"
            r"(?:问题|困难|短板|不足|挑战|措施|举措|做法|安排|打算|工作|任务|成绩|亮点|重点项目|主要指标)(?:是|有|包括)?(?:什么|哪些|啥|如何|怎么?样)?",
            scoped,
        ),
        (rf"{_SCOPE}(?:作?报告(?:人)?|区长|市长|县长|省长|主任|主讲人|汇报人)?(?:是|叫)?(?:谁|什么名字)(?:作|做|宣读|报告|报告的?)*", of_place),
    )
)
"""Tried in this order against the whole shape."""

OF_ANOTHER = tuple(pattern for pattern, build in RULES if build in (fulfilled, remaining, progressed, reasoned, compared, aimed))
"""Shapes that ask something of a thing that they need not name."""

POINTS_BACK = re.compile(r"^(?:这|那|它|其|此|该|上述|前面|刚才|刚刚|上面)|他们|它们|同样|呢[？?]?$")


BESIDE = tuple(pattern for pattern, build in RULES if build is beside)
"""Shapes over what was spoken of so far."""


def is_topic(shape: Shape) -> bool:
    """Whether the words only name a thing: 那养老驿站呢."""
    words = content(shape)
    asks = re.search(r"多少|几|什么|哪|谁|怎|如何|吗|为何|是否|看|说|讲|算|放|一起|跟|比|想|能|会|应该|可以", shape.text)
    return shape.marked and not asks and not shape.of(PLACE) and 1 < len(words) <= 10 and shape.text[0] not in "这那它其此该"


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
