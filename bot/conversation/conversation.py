"""A conversation: what was asked, how it was understood, what was answered. Nothing here changes in place."""

import re
import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.answer import Answer
from vectorstore.errors import GongbaoError

FORMAT = 1
"""Of the kept form; raised when an older program could no longer read it."""
LONGEST_TITLE = 40
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the reader's eye is narrowed to; empty means everything."""

    reports: tuple[str, ...] = ()
    """Ids of reports."""
    places: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.reports or self.places or self.periods)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer."""

    question: str
    """As asked."""
    whole: str
    """As it was answered: the same, unless it rested on what came before."""
    answer: Answer
    mode: str | None = None
    """Who was to answer (``reader``, ``model``); None left it to the settings. Who did is in the answer."""
    asked: str = ""
    """When, in ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions that follow one another."""

    id: str
    title: str = ""
    created: str = ""
    changed: str = ""
    narrowing: Narrowing = field(default_factory=Narrowing)
    turns: tuple[Turn, ...] = ()

    def turn(self, number: int) -> Turn:
        """A turn by its number, counted from 1. Raises GongbaoError when there is none."""
        if not 1 <= number <= len(self.turns):
            held = f"只有 {len(self.turns)} 问" if self.turns else "还没有提问"
            raise GongbaoError(f"没有第 {number} 问：这个对话{held}")
        return self.turns[number - 1]

    def as_json(self) -> dict[str, Any]:
        """Plain values for ``json.dumps``; each turn's answer is the contract of ``gongbao ask --json``."""
        turns = [
            {"question": t.question, "whole": t.whole, "answer": t.answer.as_json(), "mode": t.mode, "asked": t.asked}
            for t in self.turns
        ]
        head = {name: getattr(self, name) for name in ("id", "title", "created", "changed")}
        return {"format": FORMAT, **head, "narrowing": asdict(self.narrowing), "turns": turns}


def begun(narrowing: Narrowing | None = None) -> Conversation:
    """A new, empty conversation."""
    now = _now()
    number = f"{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(4)}"
    return Conversation(number, created=now, changed=now, narrowing=narrowing or Narrowing())


def with_turn(conversation: Conversation, turn: Turn) -> Conversation:
    """The conversation with one more turn; the first one gives it its title."""
    turn = turn if turn.asked else replace(turn, asked=_now())
    title = conversation.title or _shortened(turn.question)
    return _changed(conversation, title=title, turns=(*conversation.turns, turn))


def before(conversation: Conversation, number: int) -> Conversation:
    """The conversation as it was before a turn, by its number: that one and all later ones dropped."""
    conversation.turn(number)
    return _changed(conversation, turns=conversation.turns[: number - 1])


def with_answer(conversation: Conversation, number: int, turn: Turn) -> Conversation:
    """The conversation with a turn answered anew; the later ones stay."""
    conversation.turn(number)
    turns = (*conversation.turns[: number - 1], replace(turn, asked=_now()), *conversation.turns[number:])
    return _changed(conversation, turns=turns)


def narrowed(
    conversation: Conversation,
    *,
    reports: Collection[str] = (),
    places: Collection[str] = (),
    periods: Collection[str] = (),
) -> Conversation:
    """The conversation narrowed to these and nothing else, from the next question on; nothing given widens it again."""
    return _changed(conversation, narrowing=Narrowing(tuple(reports), tuple(places), tuple(periods)))


def renamed(conversation: Conversation, title: str) -> Conversation:
    """The conversation under another title. Raises GongbaoError when it is blank."""
    if not title.strip():
        raise GongbaoError("对话的标题是空的：请写出标题")
    return _changed(conversation, title=_shortened(title))


def is_id(text: str) -> bool:
    """Whether a text can be a conversation's id: a safe name of a file, without dots or slashes."""
    return _ID.fullmatch(text) is not None


def _changed(conversation: Conversation, **fields: Any) -> Conversation:
    return replace(conversation, **fields, changed=_now())


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
