"""What a conversation is about: the last whole question, and what its answer made certain of it."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TypeVar

from bot.answer import Answer
from bot.conversation.conversation import Turn
from bot.conversation.shape import PERIOD, PLACE, Shape, shaped
from bot.question import Question, Want
from vectorstore.indicators import find_indicators
from vectorstore.periods import Period, find_periods
from vectorstore.report import Outlook

Kind = TypeVar("Kind")

COMPARING = frozenset({Want.COMPARISON, Want.DIFFERENCE, Want.SUM})
_MEASURE = re.compile(r"(?:同比|环比)?(?:增速|增幅|增长率|增长速度|降幅|涨幅)|占全[市区省]的?比重|占比|比重")
_AIM = re.compile(r"(?:预期)?(?:增长|增速)?的?目标(?=是|为|有|定|多少|哪|谁|相差|分别|各|合计|[和与]|[?？]|$)")
_UNIT = r"(?:[万亿]?(?:元|美元|人次|平方米|个百分点|[个家项户套张名人次成所处条件座栋辆届场吨亩公里份台例倍天]))?"
_ASK = re.compile(
    r"(?:分别|各自?|一?共|总共|大[约概]|到底|究竟|预计)*(?:是|有|为|达到?|完成|实现|占)?了?(?:多少|几)"
    + _UNIT
    + r"|(?:是|有|叫)?(?:什么|哪些|啥|怎么样|如何|怎样)|(?:哪个|谁)(?:更|最)?[高低大小多少快慢好]?|相差|相比|对比|合计|"
    r"之和|加起来|"
    r"(?:为什么|为何|为啥).*|的?(?:变化的?)?原因.*|离?(?:全年)?(?:的)?(?:目标|任务)?还?差|的?目标|(?:完成|达到|实现)了?[吗没].*|"
    r"的?具体(?:情况)?|(?:是不是|是否)|[吗呢]|比(?=$)|[?？，,。]"
)
_FALLS = re.compile(r"(?P<falls>下降|降低|减少|回落|下滑|负增长)|(?P<grows>增长|提高|上升|增加)")


@dataclass(frozen=True)
class Said:
    """One earlier question, read."""

    shape: Shape
    question: Question
    places: tuple[str, ...]
    """Those it names, or the one its answer is about."""
    periods: tuple[Period, ...]
    """Those it names, or the one its answer is about."""
    subject: str
    """What it asks of them: 新增停车位."""
    measure: str
    """增速, 目标 and the like, where it asks for that alone."""
    explicit: tuple[Period, ...]
    """Periods that it named with their year, as it was asked."""
    falls: bool | None
    """Whether the answer tells of a fall; None when it tells of neither rise nor fall."""

    @property
    def key(self) -> frozenset[str]:
        """What it is about, however it is worded."""
        names = {m.indicator.name for m in find_indicators(self.subject)}
        return frozenset(names or {self.subject})

    @property
    def figure(self) -> bool:
        """Whether its subject has a figure: an indicator, or something counted."""
        return self.question.indicator or self.question.wants_figure


@dataclass(frozen=True)
class Topic:
    """The earlier questions, the last one last."""

    said: tuple[Said, ...]

    @property
    def last(self) -> Said:
        """What the new words most likely follow."""
        return self.said[-1]

    @property
    def reference(self) -> Period | None:
        """The period spoken of."""
        return self.last.periods[0] if self.last.periods else None

    @property
    def anchor(self) -> Period | None:
        """The period whose year is 今年: the last one that was named with its year."""
        return next((said.explicit[0] for said in reversed(self.said) if said.explicit), self.reference)

    def another(self, places: Collection[str]) -> tuple[str, ...]:
        """The places spoken of last that are none of these."""
        return next((said.places for said in reversed(self.said) if not {*said.places} & {*places}), ())

    def place(self, suffix: str) -> str:
        """The place spoken of last that ends in a suffix (any when empty); empty when two are as near."""
        for said in reversed(self.said):
            fitting = [place for place in said.places if place.endswith(suffix)]
            if fitting:
                return fitting[0] if len(fitting) == 1 else ""
        return ""

    def sides(self) -> tuple[tuple[str, ...], tuple[Period, ...]]:
        """Places and periods to set side by side: those of the last questions about the same thing.

        One of the two holds a single one, or none: what varied last is compared.
        """
        same = [said for said in self.said if said.key == self.last.key]
        if len(self.last.places) > 1 or len(self.last.periods) > 1:
            return self.last.places, self.last.periods
        near = same[-2].places if len(same) > 1 else self.last.places
        if near != self.last.places:
            fitting = [said for said in same if said.periods == self.last.periods]
            return _joined(said.places for said in fitting), self.last.periods
        fitting = [said for said in same if said.places == self.last.places]
        return self.last.places, _joined(said.periods for said in fitting)


def _joined(groups: Iterable[tuple[Kind, ...]]) -> tuple[Kind, ...]:
    return tuple(dict.fromkeys(each for group in groups for each in group))


def topic_of(turns: Sequence[Turn], read: Callable[[str], Question], known: Collection[str]) -> Topic | None:
    """What the last turns are about; None when there are none. ``read`` understands a question by rule."""
    said: list[Said] = []
    for turn in turns[-_REMEMBERED:]:
        this = _said(turn, read, known)
        if said and not this.places:
            this = replace(this, places=said[-1].places, periods=this.periods or said[-1].periods)
        said.append(this)
    return Topic(tuple(said)) if said else None


_REMEMBERED = 12
"""Turns looked back at; more are another subject by then."""


def _said(turn: Turn, read: Callable[[str], Question], known: Collection[str]) -> Said:
    question = read(turn.whole)
    chinese = question.language == "zh"
    shape = shaped(question.plain, {*known, *question.places}) if chinese else Shape("", "", (), marked=False)
    answer = turn.answer
    places = shape.parts[0].places or question.places
    periods = tuple(named.period for named in shape.periods if named.period) or question.periods
    subject, measure = _subject(shape, question)
    return Said(
        shape=shape,
        question=question,
        places=places or _resolved_places(answer),
        periods=periods or _resolved_periods(answer),
        subject=subject,
        measure=measure,
        explicit=tuple(m.period for m in find_periods(turn.question)),
        falls=_falls(answer, subject),
    )


def _resolved_places(answer: Answer) -> tuple[str, ...]:
    cited = {citation.place for citation in answer.citations}
    return tuple(cited - {""}) if len(cited) == 1 and not answer.status.abstains else ()


def _resolved_periods(answer: Answer) -> tuple[Period, ...]:
    cited = {citation.period for citation in answer.citations}
    if len(cited) != 1 or answer.status.abstains:
        return ()
    return tuple(m.period for m in find_periods(cited.pop()))[:1]


def _subject(shape: Shape, question: Question) -> tuple[str, str]:
    """What a question asks about, and the measure it asks for alone."""
    if question.language == "en":
        terms = find_indicators("，".join(question.terms_en))
        subject = "和".join(dict.fromkeys(m.indicator.name for m in terms)) or "".join(question.terms_en)
        return subject, "增长目标" if question.outlook is Outlook.TARGET and question.percent else ""
    text = "".join(
        "\0" if any(n.start <= at < n.end for n in shape.named if n.kind in (PLACE, PERIOD)) else letter
        for at, letter in enumerate(shape.text)
    )
    measure = (_AIM.search(text) if question.outlook is Outlook.TARGET else None) or _MEASURE.search(text)
    whole = shape.parts[0]
    if "占" in text and whole.indicators:
        return "和".join(whole.indicators), ""
    if shape.indicators:
        level = Want.VALUE in question.wants and re.search(r"多少.*(?:增|降|同比)", text)
        return "和".join(shape.indicators), measure[0] if measure and not level else ""
    rest = _ASK.sub("\0", text)
    pieces = [piece.strip(" 的在了和与跟、") for piece in rest.split("\0")]
    return "".join(pieces), ""


def _falls(answer: Answer, subject: str) -> bool | None:
    """Whether what the answer says of the subject is a fall."""
    names = {m.indicator.name for m in find_indicators(subject)}
    for statement in answer.statements:
        mentions = find_indicators(statement.text)
        for mention, following in zip_longest(mentions, mentions[1:]):
            if {mention.indicator.name, *(i.name for i in mention.alternatives)} & names:
                clause = statement.text[mention.end : following.start if following else None]
                if found := _FALLS.search(clause):
                    return found["falls"] is not None
    return None
