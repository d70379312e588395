"""What a question asks: of which places and periods, about what, and what kind of answer it wants."""

from bot.question.asked import Question, Want
from bot.question.by_place import parts_by_place
from bot.question.reading import understand

__all__ = ["Question", "Want", "parts_by_place", "understand"]
