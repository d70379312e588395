"""A model as a judge: does a stretch of a report answer the question? Yes, no, and how surely.

A small model chooses and writes badly and yet knows whether a sentence answers a question: the odds it
gives to 是 against 否 part answers from near misses far better than the word it settles for (docs/design.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot import reply
from bot.abilities import Abilities
from bot.models import ModelError, is_refusal, limited
from bot.prompting import inert, plain, prompt
from bot.streaming import replies

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_openai import ChatOpenAI

_YES, _NO = "是", "否"
_NEVER = -12.0
"""Log-probability of a word that is not among the likeliest."""
_FIRST_WORDS = 10
_FEW = 4
"""Tokens: the first one tells; a server may count the opening of its reply, too."""
_PLAIN = 1.0
"""What a bare yes or no is worth, of a server that tells no odds."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How surely a stretch answers."""

    margin: float
    """Logarithm of the odds of yes; its sign alone tells something where ``weighed`` is False."""
    weighed: bool

    def at_least(self, least: float) -> bool:
        """Whether it is so sure."""
        return self.weighed and self.margin >= least


class Judge:
    """Asks a chat model about one stretch after the other, until the time is up."""

    def __init__(self, model: "ChatOpenAI", abilities: Abilities, deadline: float) -> None:
        """``deadline`` is a ``monotonic`` time, for all questions together."""
        self.model = model
        self.abilities = abilities
        self.deadline = deadline

    def weigh(self, question: str, label: str, stretch: str) -> Verdict:
        """Whether a stretch under its label (place and period) answers. Raises ModelError when the model fails."""
        messages = prompt("judge").filled(label=label, sentence=plain(stretch), question=inert(question))
        if self.abilities.odds is not False:
            try:
                verdict = self._by_odds(messages)
            except ModelError as error:
                if not is_refusal(error):
                    raise
                verdict = None
            self.abilities.odds = verdict is not None
            if verdict is not None:
                return verdict
        return self._by_word(messages)

    def _by_odds(self, messages: list[tuple[str, str]]) -> Verdict | None:
        """By the probabilities of the reply's first word; None where they are not told."""
        chain = self.model.bind(logprobs=True, top_logprobs=_FIRST_WORDS, **limited(self.model, _FEW))
        odds: Mapping[str, float] | None = None
        for piece in replies(chain, messages, self.deadline):
            odds = odds or _first_word(piece)
        if not odds or not odds.keys() & {_YES, _NO}:
            return None
        return Verdict(odds.get(_YES, _NEVER) - odds.get(_NO, _NEVER), weighed=True)

    def _by_word(self, messages: list[tuple[str, str]]) -> Verdict:
        heard = "".join(piece.text for piece in replies(self.model, messages, self.deadline))
        word = reply.plain(heard)[:1]
        if word not in (_YES, _NO):
            raise ModelError("回复不是“是”或“否”")
        return Verdict(_PLAIN if word == _YES else -_PLAIN, weighed=False)


def _first_word(piece: "AIMessage") -> dict[str, float] | None:
    """Log-probabilities of the likeliest first words, where a piece of a reply tells them."""
    told: Any = piece.response_metadata.get("logprobs") or {}
    content = told.get("content") if isinstance(told, dict) else None
    if not content:
        return None
    words: dict[str, float] = {}
    for entry in content[0].get("top_logprobs") or [content[0]]:
        words.setdefault(str(entry["token"]).strip(), float(entry["logprob"]))
    return words
