"""What a model is asked, and what becomes of its reply (LCEL): evidence → prompt → model → verified statements.

The program decides what is missing and does the arithmetic; where the reader is unsure the model judges, and where
it is set to, it puts cited sentences into words. What it writes is shown after verification, and never in place of a
better-founded answer of the reader's: the model must agree with the figures the reader found.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING

from bot import markers, reply, structured
from bot.abilities import Abilities
from bot.answer import Answer, Route, Task
from bot.draft import Draft
from bot.judging import Judge
from bot.models import ModelError, is_refusal
from bot.numbered import Evidence, evidence
from bot.prompting import inert, prompt
from bot.reader import Reader
from bot.second_opinion import reconsider
from bot.streaming import pieces
from bot.written import Written, agrees

if TYPE_CHECKING:
    from langchain_core.language_models import LanguageModelInput
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable
    from langchain_openai import ChatOpenAI

    Model = Runnable[LanguageModelInput, AIMessage]

MOST_WRITTEN = 1200
"""Characters of a reply that are read: two sentences were asked for, and a model that goes on runs in circles."""
MARKED, STRUCTURED = "answer", "answer_json"
"""Prompts: handles as marks in the text, or JSON by a schema."""


@dataclass(frozen=True)
class Repair:
    """A reply that did not pass, and why."""

    evidence: Evidence
    reply: str
    faults: tuple[str, ...]

    @classmethod
    def of(cls, written: Written) -> "Repair":
        """What is to be repaired of what was written."""
        return cls(written.given, written.reply, tuple(dict.fromkeys(written.faults)))


def writing_chain(
    model: "Runnable[LanguageModelInput, AIMessage]", form: str = MARKED
) -> "Runnable[Evidence, AIMessage]":
    """Evidence in, the model's reply out, streamed; ``form`` is the prompt.

    No output parser at its end: when its stream is closed early, langchain-core reads on for the trace
    until the model has finished, which a stopped model would never be told.
    """
    from langchain_core.runnables import RunnableLambda

    def messages(given: Evidence) -> list[tuple[str, str]]:
        return _request(given, form)

    return RunnableLambda(messages) | model


def repairing_chain(
    model: "Runnable[LanguageModelInput, AIMessage]", form: str = MARKED
) -> "Runnable[Repair, AIMessage]":
    """What was asked, written and wrong in, the model's second reply out, streamed."""
    from langchain_core.runnables import RunnableLambda

    def messages(given: Repair) -> list[tuple[str, str]]:
        again = prompt("repair").filled(faults="\n".join(f"- {fault}" for fault in given.faults))
        return [*_request(given.evidence, form), ("assistant", given.reply), *again]

    return RunnableLambda(messages) | model


def _request(given: Evidence, form: str) -> list[tuple[str, str]]:
    """What never changes, then the evidence, then the question: a server's prompt cache holds the beginning."""
    return prompt(form).filled(evidence=given.text, question=inert(given.question))


class ModelWriter:
    """Lets a chat model judge or write, within a time limit."""

    def __init__(self, model: "ChatOpenAI", name: str, timeout: float, abilities: Abilities) -> None:
        """``timeout`` in seconds, for the whole answer, its repair included."""
        self.model = model
        self.name = name
        self.timeout = timeout
        self.abilities = abilities
        self._sent: list[str] = []

    def stream(self, reader: Reader, fallback: Answer, way: Route) -> Iterator[Answer]:
        """Answers as they grow, each checked; the last one is final.

        Whatever goes wrong with the model, the last answer is the reader's, with a notice that says so.
        Where there is nothing to write from, it is the reader's and the model is not asked.
        """
        deadline = monotonic() + self.timeout
        try:
            if way.task is Task.JUDGE:
                self._note("judge")
                judge = Judge(self.model, self.abilities, deadline)
                yield self._routed(reconsider(reader, fallback, judge, self.name), way)
                return
            given = evidence(fallback.question, reader.seen, reader.sources(fallback, reader.seen))
            if not given.sources:
                yield fallback
                return
            written = yield from self._write(given, fallback, deadline)
        except ModelError as error:
            yield self._routed(replace(fallback, notice=f"模型没有回答（{error}），以下为原文摘答。"), way)
            return
        if written.faults:
            written = self._repair(given, written, deadline)
        yield self._routed(self._judge(written, fallback), way)

    def _note(self, name: str) -> None:
        self._sent.append(f"{name}@{prompt(name).version}")

    def _routed(self, answer: Answer, way: Route) -> Answer:
        return replace(answer, route=replace(way, prompts=tuple(dict.fromkeys(self._sent))))

    def _form(self) -> str:
        return MARKED if self.abilities.schema is False else STRUCTURED

    def _formed(self, given: Evidence) -> "Model":
        """The model, kept to the schema where its server can be."""
        if self._form() == MARKED:
            return self.model
        return self.model.bind(**structured.bound(self.model, given.handles))

    def _write(self, given: Evidence, fallback: Answer, deadline: float) -> Generator[Answer, None, Written]:
        try:
            return (yield from self._hear(given, fallback, deadline))
        except ModelError as error:
            if self._form() == MARKED or not is_refusal(error):
                raise
        self.abilities.schema = False
        try:
            return (yield from self._hear(given, fallback, deadline))
        except ModelError:
            self.abilities.schema = None  # it was not the schema that was refused, or nobody can tell
            raise

    def _hear(self, given: Evidence, fallback: Answer, deadline: float) -> Generator[Answer, None, Written]:
        form, written = self._form(), Written(given)
        self._note(form)
        heard, text = "", ""
        for piece in pieces(writing_chain(self._formed(given), form), given, deadline):
            heard += piece
            text = reply.plain(heard)
            if _take(written, text, whole=False) and written.draft.statements:
                yield self._finished(written.draft, fallback)
            if len(text) > MOST_WRITTEN:
                return written
        if not text:
            raise ModelError("回复里只有思考，没有答案" if heard.strip() else "回复是空的")
        if form == STRUCTURED:
            self.abilities.schema = structured.is_json(text)
        _take(written, text, whole=True)
        return written

    def _repair(self, given: Evidence, written: Written, deadline: float) -> Written:
        """One more try with the faults named; the better of the two."""
        again, heard = Written(given), ""
        self._note("repair")
        try:
            for piece in pieces(repairing_chain(self._formed(given), self._form()), Repair.of(written), deadline):
                heard += piece
                if len(reply.plain(heard)) > MOST_WRITTEN:
                    return written
        except ModelError:
            return written  # what passed of the first reply still holds, and its faults are told
        _take(again, reply.plain(heard), whole=True)
        return again if again.draft.statements and len(again.faults) < len(written.faults) else written

    def _judge(self, written: Written, fallback: Answer) -> Answer:
        """The model's answer where it holds and agrees with the reader's, else the reader's."""
        if not written.draft.statements:
            return replace(fallback, notice="模型的回答没有通过核对，以下为原文摘答。")
        answer = self._finished(written.draft, fallback)
        if not agrees(answer, fallback):
            return replace(fallback, notice="模型的回答与原文摘答不一致，以原文为准。")
        if written.faults:
            answer = replace(answer, notice="模型有的句子没有通过核对，已略去。")
        return answer

    def _finished(self, draft: Draft, fallback: Answer) -> Answer:
        """The model's statements between the program's own remarks (a false premise, a gap in the library)."""
        first = next((i for i, s in enumerate(fallback.statements) if s.citations), len(fallback.statements))
        before, after = fallback.statements[:first], fallback.statements[first:]
        remarks = [s for s in after if not s.citations]
        whole = replace(draft, statements=[*before, *draft.statements, *remarks])
        return whole.finish(fallback.status, "model", self.name)


def _take(written: Written, text: str, *, whole: bool) -> bool:
    """Read what has come of a reply, JSON or marked text; tells whether a sentence is new."""
    if structured.is_json(text):
        # statements that a schema has closed are complete, whatever follows
        fresh = written.take(structured.marked(text), whole=True)
        written.reply = text
        return fresh
    return written.take(text if whole else text[: len(text) - markers.held_back(text)], whole=whole)
