"""A conversation read back from the JSON it was kept as; anything that is none is refused."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from bot.answer import Answer, Citation, Statement, Status
from bot.conversation.conversation import FORMAT, Conversation, Narrowing, Turn


class NewerFormatError(ValueError):
    """The JSON was written by a newer program."""


def conversation_from(content: Any) -> Conversation:
    """The conversation that ``Conversation.as_json`` wrote; ValueError when it is none, or a newer program's."""
    if isinstance(content, dict) and isinstance(content.get("format"), int) and content["format"] > FORMAT:
        raise NewerFormatError(content["format"])
    return _reader()(content)


@lru_cache(maxsize=1)
def _reader() -> Callable[[Any], Conversation]:
    """Built when first needed: pydantic takes a moment."""
    from pydantic import BaseModel

    class KeptAnswer(BaseModel):
        question: str
        answer: str
        status: Status
        statements: tuple[Statement, ...]
        citations: tuple[Citation, ...]
        mode: str
        model: str | None
        milliseconds: dict[str, int]
        notice: str | None
        understood: str | None = None

    class KeptTurn(BaseModel):
        question: str
        whole: str
        answer: KeptAnswer
        mode: str | None
        asked: str

    class Kept(BaseModel):
        id: str
        title: str
        created: str
        changed: str
        narrowing: Narrowing
        turns: tuple[KeptTurn, ...]

    def read(content: Any) -> Conversation:
        kept = Kept.model_validate(content)
        turns = (
            Turn(
                t.question,
                t.whole,
                Answer(**{name: getattr(t.answer, name) for name in KeptAnswer.model_fields}),
                t.mode,
                t.asked,
            )
            for t in kept.turns
        )
        return Conversation(kept.id, kept.title, kept.created, kept.changed, kept.narrowing, tuple(turns))

    return read
