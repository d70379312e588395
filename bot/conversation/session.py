"""A conversation under way: asks, edits and answers anew over one bot."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answer import Answer
from bot.conversation.conversation import Conversation, Narrowing, Turn, before, begun, narrowed, with_answer, with_turn
from bot.conversation.followup import Surroundings, Whole, made_whole
from bot.conversation.store import History
from bot.question.english import is_english

if TYPE_CHECKING:
    from bot.bot import Bot

LONGEST_WHOLE = 2000
"""Characters, as for any question."""


class Session:
    """Questions that may lean on one another.

    >>> from bot import Bot
    >>> talk = Bot("home").converse()  # doctest: +SKIP
    >>> talk.ask("岚桥区2023年上半年地区生产总值是多少？").answer  # doctest: +SKIP
    >>> talk.ask("那汐川区呢？").understood  # doctest: +SKIP
    '汐川区2023年上半年地区生产总值是多少？'

    The conversation is in ``conversation``; each change is kept in ``history``, where one is given. For one thread.
    """

    def __init__(self, bot: "Bot", conversation: Conversation | None = None, history: History | None = None) -> None:
        self.bot = bot
        self.conversation = conversation or begun()
        self.history = history

    def ask(self, question: str, *, mode: str | None = None, k: int | None = None) -> Answer:
        """Answer the next question; ``question`` in the answer is as asked, ``understood`` what was made of it."""
        *_, answer = self.stream(question, mode=mode, k=k)
        return answer

    def stream(self, question: str, *, mode: str | None = None, k: int | None = None) -> Iterator[Answer]:
        """The answer as it grows. The turn is kept when it is whole: a stream that is closed before leaves none."""
        for answer in self.answers(question, mode=mode, k=k):
            yield answer
        self.keep(answer, mode)

    def answers(
        self, question: str, *, mode: str | None = None, k: int | None = None, number: int | None = None
    ) -> Iterator[Answer]:
        """``stream`` without keeping anything; with ``number``, as asked in that turn's place."""
        from bot.bot import accepted

        question = accepted(question)
        turns = self.conversation.turns if number is None else before(self.conversation, number).turns
        yield from self._answered(question, self.understand(question, mode=mode, turns=turns), mode, k)

    def keep(self, answer: Answer, mode: str | None = None, number: int | None = None) -> None:
        """Keep an answer as a new turn; with ``number``, in the place of that turn and all after it."""
        turn = Turn(answer.question, answer.understood or answer.question, answer, mode)
        if number is None:
            self._change(lambda kept: with_turn(kept, turn))
        else:
            self._change(lambda kept: with_turn(_upto(kept, number), turn))

    def edit(
        self, number: int, question: str, *, again: bool = False, mode: str | None = None, k: int | None = None
    ) -> Answer:
        """Ask another question in a turn's place (counted from 1); gives its answer.

        The later turns, which may lean on it, are dropped, or with ``again`` asked again after it.
        """
        later = [turn.question for turn in self.conversation.turns[number:]] if again else []
        *_, answer = self.answers(question, mode=mode, k=k, number=number)
        self.keep(answer, mode, number)
        for following in later:
            self.ask(following, mode=mode, k=k)
        return answer

    def regenerate(self, number: int | None = None, *, mode: str | None = None, k: int | None = None) -> Answer:
        """Answer a turn (counted from 1; the last by default) anew, by another mode or over other reports."""
        *_, answer = self.regenerated(number, mode=mode, k=k)
        return answer

    def regenerated(
        self, number: int | None = None, *, mode: str | None = None, k: int | None = None
    ) -> Iterator[Answer]:
        """``regenerate`` as the answer grows."""
        number = len(self.conversation.turns) or 1 if number is None else number
        turn = self.conversation.turn(number)
        for answer in self._answered(turn.question, turn.whole, mode, k):
            yield answer
        self._change(lambda kept: with_answer(kept, number, replace(turn, answer=answer, mode=mode)))

    def narrow(
        self, *, reports: Collection[str] = (), places: Collection[str] = (), periods: Collection[str] = ()
    ) -> Narrowing:
        """Narrow what follows to these reports (ids or their beginnings), places and periods; nothing widens again."""
        ids = tuple(dict.fromkeys(self.bot.store.library.find(prefix) for prefix in reports))
        change = {"reports": ids, "places": tuple(places), "periods": tuple(periods)}
        if self.conversation.turns:
            self._change(lambda kept: narrowed(kept, **change))
        else:
            self.conversation = narrowed(self.conversation, **change)
        return self.conversation.narrowing

    def understand(self, question: str, *, mode: str | None = None, turns: tuple[Turn, ...] | None = None) -> str:
        """The question that would be answered: made whole by rule, by the model where no rule fits, else as asked."""
        turns = self.conversation.turns if turns is None else turns
        narrowing = self.conversation.narrowing
        held = self.bot.holdings(narrowing.reports)
        around = Surroundings(held, lambda text: self.bot.understand(text, held), narrowing)
        whole = made_whole(question, turns, around)
        if whole.unclear and mode != "reader" and self.bot.settings.model:
            from bot.conversation.by_model import whole_by_model

            whole = whole_by_model(question, turns, around, self.bot.settings) or whole
        return question if _too_long(whole) else whole.text

    def _answered(self, question: str, whole: str, mode: str | None, k: int | None) -> Iterator[Answer]:
        narrowing = self.conversation.narrowing
        understood = whole if whole != question else None
        for answer in self.bot.stream(
            whole,
            places=narrowing.places,
            periods=narrowing.periods,
            reports=narrowing.reports,
            k=k,
            mode=mode,
            language="en" if is_english(question) else None,
        ):
            yield replace(answer, question=question, understood=understood)

    def _change(self, change: Callable[[Conversation], Conversation]) -> None:
        self.conversation = (
            self.history.update(self.conversation, change) if self.history else change(self.conversation)
        )


def _upto(conversation: Conversation, number: int) -> Conversation:
    """The conversation before a turn; all of it where another process has dropped that turn already."""
    return before(conversation, number) if number <= len(conversation.turns) else conversation


def _too_long(whole: Whole) -> bool:
    return len(whole.text) > LONGEST_WHOLE
