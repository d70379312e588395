"""Where the reports of a library disagree, with each other, with their own targets and with arithmetic."""

from bot.check.checking import (
    check,
    summary,
)

__all__ = [
    "check",
    "summary",
]
