"""Follow-ups made whole by rule: “那东城呢？” becomes the question that it stands for.

A question that says by itself what it asks stays as it is: only a shape that can't be answered alone (no place, or
nothing asked of it) takes what it lacks from the questions before it.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bot.conversation import rules, wording
from bot.conversation.conversation import Narrowing, Turn
from bot.conversation.shape import INDICATOR, PERIOD, PLACE, Shape, shaped
from bot.conversation.topic import Topic, topic_of
from bot.conversation.wording import Saying
from bot.plan import Holding
from bot.question import Question
from vectorstore.periods import Period

LONGEST_UNCLEAR = 8
"""Characters; a longer question that names nothing has words of its own to be answered by."""
_AGAINST_YEAR = re.compile(r"[比较和与跟同]\s*(?:[今去前]年|上一?年)")
"""Last year is then the one before the year spoken of, whichever that is."""


@dataclass(frozen=True)
class Surroundings:
    """What the words of a question are read against."""

    holdings: Sequence[Holding]
    """The reports that may be used."""
    read: Callable[[str], Question]
    """Understands a question by rule."""
    narrowing: Narrowing = Narrowing()  # noqa: RUF009  frozen

    @property
    def known(self) -> frozenset[str]:
        """Full names of the places in reach, those that contain them included."""
        return frozenset(h.place for h in self.holdings) | frozenset(h.parent for h in self.holdings) - {""}

    @property
    def held(self) -> frozenset[str]:
        """Full names of the places that have a report."""
        return frozenset(h.place for h in self.holdings) - {""}

    def speaks(self, places: Collection[str], period: Period) -> bool:
        """Whether a report of one of these places (any, without places) has a part about exactly this period."""
        return any(period in h.periods for h in self.holdings if not places or h.place in places)


@dataclass(frozen=True, slots=True)
class Whole:
    """A question as it is to be answered."""

    text: str
    changed: bool = False
    """Whether it was made whole, and should be shown."""
    unclear: bool = False
    """Whether it leans on something that no rule could tell; a model might."""


def made_whole(text: str, turns: Sequence[Turn], around: Surroundings) -> Whole:
    """The question to answer where ``text`` was asked after these turns."""
    question = around.read(text)
    topic = topic_of(turns, around.read, around.known)
    if question.language == "en":
        from bot.conversation.in_english import english_whole

        return english_whole(text, question, topic, around)
    shape = shaped(
        question.plain,
        around.known,
        topic.reference if topic else None,
        anchor=topic.anchor if topic and not _AGAINST_YEAR.search(question.plain) else None,
        spoken_of=_spoken_of(topic),
        home=_home(topic, around),
    )
    if not shape.text:
        return Whole(text)
    if _is_whole(shape, question, around):
        same = any("同期" in shape.text[n.start : n.end] and n.period for n in shape.of(PERIOD))
        explicit = any(n.explicit for n in shape.of(PERIOD))
        return (
            Whole(text) if explicit or not same else _unless_same(wording.named_out(shape, topic, question), question)
        )
    if topic:
        for rule in rules.RULES:
            match = rule.shape.fullmatch(shape.shape)
            if match and (made := rule.build(Saying(shape, match, topic, around.speaks))):
                return _unless_same(made, question)
        if rules.is_topic(shape) and (made := wording.topic_swap(Saying(shape, None, topic, around.speaks))):
            return _unless_same(made, question)
    if any(not named.explicit for named in shape.of(PLACE)):
        return _unless_same(wording.named_out(shape, topic, question), question)
    return Whole(text, unclear=topic is not None and _leans(shape))


def _unless_same(made: str, question: Question) -> Whole:
    """The question made whole, unless that is what was asked."""
    same = wording.bare(made) == wording.bare(question.plain)
    return Whole(question.text) if same else Whole(made, changed=True)


def _is_whole(shape: Shape, question: Question, around: Surroundings) -> bool:
    """Whether the words say by themselves what is asked, and of which place."""
    if question.everywhere and not any(pattern.fullmatch(shape.shape) for pattern in rules.BESIDE):
        return True
    place = any(named.explicit for named in shape.of(PLACE)) or (len(around.held) <= 1 and not shape.of(PLACE))
    if not place or (shape.marked and not (shape.of(PLACE) and shape.of(PERIOD))):
        return False
    of_another = any(pattern.fullmatch(shape.shape) for pattern in rules.OF_ANOTHER)
    asked = bool(shape.of(INDICATOR)) or (len(rules.content(shape)) > 1 and not of_another)
    return asked and (bool(shape.of(PLACE)) or bool(shape.of(PERIOD)))


def _leans(shape: Shape) -> bool:
    """Whether the words rest on something said before, though no rule tells on what."""
    short = len(shape.text) <= LONGEST_UNCLEAR and not shape.of(INDICATOR)
    return not shape.of(PLACE) and (shape.marked or short or rules.POINTS_BACK.search(shape.text) is not None)


def _spoken_of(topic: Topic | None) -> Callable[[str], str]:
    """The place that 他们区 or 当地 stands for."""

    def resolve(level: str) -> str:
        return topic.place(level) if topic else ""

    return resolve


def _home(topic: Topic | None, around: Surroundings) -> Callable[[str], str]:
    """The place that 我们区 stands for: the one narrowed to, the one spoken of, or the only one in reach."""

    def resolve(level: str) -> str:
        chosen = {h.place for h in around.holdings} if around.narrowing.reports else set()
        groups = (set(around.narrowing.places) or chosen, {topic.place(level)} if topic else set(), around.held)
        for group in groups:
            fitting = sorted(place for place in group if place.endswith(level))
            if len(fitting) == 1:
                return fitting[0]
        parents = {h.parent for h in around.holdings if topic and h.place == topic.place("") and h.parent}
        wider = [parent for parent in parents if parent.endswith(level)]
        return wider[0] if len(wider) == 1 else ""

    return resolve
