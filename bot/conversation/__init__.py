"""Conversations: follow-ups made whole, a history that is kept, and answers that can be had again."""

from typing import TYPE_CHECKING

from bot.conversation.conversation import (
    Conversation,
    Narrowing,
    Turn,
    before,
    begun,
    narrowed,
    renamed,
    with_answer,
    with_turn,
)
from bot.conversation.store import History

if TYPE_CHECKING:
    from bot.conversation.session import Session

__all__ = [
    "Conversation",
    "History",
    "Narrowing",
    "Session",
    "Turn",
    "before",
    "begun",
    "narrowed",
    "renamed",
    "with_answer",
    "with_turn",
]


def __getattr__(name: str) -> object:
    """``Session``, imported when first used."""
    if name == "Session":
        from bot.conversation.session import Session

        return Session
    raise AttributeError(f"module 'bot.conversation' has no attribute {name!r}")
