"""A follow-up that no rule could tell, made whole by the model; what it writes is checked before it is used."""

import re
from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING

from bot import reply
from bot.conversation.conversation import Turn
from bot.conversation.followup import Surroundings, Whole
from bot.conversation.wording import bare
from bot.models import ModelError
from bot.prompting import prompt
from bot.settings import Settings
from vectorstore.periods import Period, find_periods

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

SHOWN_TURNS = 3
"""A small model loses the thread in more."""
SHOWN_CHARACTERS = 120
"""Of each answer: enough for what it is about."""
LONGEST = 200
"""Characters of a question made whole; a model that writes more is answering."""
MOST_SECONDS = 20.0
"""The question still has to be answered after this."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SPECIAL = re.compile(r"<\|(?=[^|<>\n]{1,40}\|>)")


def whole_by_model(
    question: str, turns: Sequence[Turn], around: Surroundings, settings: Settings, model: "BaseChatModel | None" = None
) -> Whole | None:
    """The model's whole question; None where it gives none, or one that says what nobody said."""
    from langchain_core.runnables import RunnableLambda

    from bot.models import chat_model
    from bot.streaming import pieces

    def messages(_: str) -> list[tuple[str, str]]:
        return prompt("followup").filled(history=history(turns), question=_inert(question))

    try:
        chain: Runnable[str, AIMessage] = RunnableLambda(messages) | (model or chat_model(settings))
        heard = ""
        for piece in pieces(chain, "", monotonic() + min(settings.model_timeout, MOST_SECONDS)):
            heard += piece
            if len(reply.plain(heard)) > LONGEST:
                return None
    except (ModelError, ValueError, OSError):
        return None
    made = _first_line(reply.plain(heard))
    if not made or bare(made) == bare(question) or not supported(made, question, turns, around):
        return None
    return Whole(made, changed=True)


def history(turns: Sequence[Turn]) -> str:
    """The last questions, whole, with the beginnings of their answers."""
    lines = []
    for turn in turns[-SHOWN_TURNS:]:
        answer = " ".join(turn.answer.answer.split())[:SHOWN_CHARACTERS]
        lines += [f"问：{_inert(turn.whole)}", f"答：{_inert(answer)}"]
    return "\n".join(lines)


def supported(made: str, question: str, turns: Sequence[Turn], around: Surroundings) -> bool:
    """Whether every place, period and figure of a question was said in the conversation or in the new words."""
    said = [question, *(text for turn in turns for text in (turn.question, turn.whole, turn.answer.answer))]
    cited = [citation for turn in turns for citation in turn.answer.citations]
    read = around.read(made)
    places = {place for text in said for place in around.read(text[:LONGEST_READ]).places} | {c.place for c in cited}
    if not set(read.places) <= places:
        return False
    periods = _periods(said) | _periods([c.period for c in cited])
    # 今年 and 下半年 in the new words take their years from what was said
    periods |= {m.period for known in tuple(periods) for m in find_periods(question, known)}
    if not {m.period for m in find_periods(made)} <= periods:
        return False
    figures = {number for text in said for number in _NUMBER.findall(text)}
    own = "".join(made[a:b] for a, b in _outside_periods(made))
    return set(_NUMBER.findall(own)) <= figures


LONGEST_READ = 2000
"""Characters of an answer that are read for places."""


def _periods(texts: Sequence[str]) -> set[Period]:
    return {mention.period for text in texts for mention in find_periods(text)}


def _outside_periods(text: str) -> list[tuple[int, int]]:
    edges = [0, *(edge for m in find_periods(text) for edge in (m.start, m.end)), len(text)]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _first_line(text: str) -> str:
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return re.sub(r"^(?:改写后的问题|完整问题|问题|问)[：:]\s*", "", line).strip("“”\"' ")


def _inert(text: str) -> str:
    """On one line, without a chat template's token."""
    return _SPECIAL.sub("<", " ".join(text.split()))
