"""Understand a question, answer it from the reports, verify the answer, show it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.bot import Bot

__all__ = ["Bot"]


def __getattr__(name: str) -> object:
    """``Bot``, imported when first used: the command's help must not wait for the stores."""
    if name == "Bot":
        from bot.bot import Bot

        return Bot
    raise AttributeError(f"module 'bot' has no attribute {name!r}")
