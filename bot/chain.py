"""The retrieval chain (LCEL): evidence → prompt → model → statements → verified answer.

The program decides what is missing and does the arithmetic; the model only puts cited sentences
into words. What it writes is shown after verification, and never in place of a better-founded
answer of the reader's: the model must agree with the figures the reader found.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING

from bot import markers, reply
from bot.answer import Answer
from bot.draft import Draft, Source
from bot.evidence import Candidate
from bot.models import ModelError
from bot.prompting import prompt
from bot.streaming import pieces
from bot.writing import label_of
from bot.written import Written, agrees

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

MOST_SENTENCES = 8
"""A 1.5B model answers best from eight numbered sentences; more of them dilute (docs/design.md)."""
MOST_CHARACTERS = 900
"""Of evidence: some 700 tokens, ten seconds of reading for a small model on two cores."""
MOST_WRITTEN = 1200
"""Characters of a reply that are read: two sentences were asked for, and a model that goes on runs in circles."""
_SPECIAL = re.compile(r"<\|(?=[^|<>\n]{1,40}\|>)")
"""Opens a chat template's token (<|im_start|>), which some servers obey wherever it stands."""


@dataclass(frozen=True)
class Evidence:
    """A question and the sentences it may be answered from; handle ``cN`` is ``sources[N - 1]``."""

    question: str
    sources: tuple[Source, ...]
    labels: tuple[str, ...]

    @property
    def text(self) -> str:
        """The numbered sentences under lines with place and period."""
        lines: list[str] = []
        label = ""
        for number, (source, its_label) in enumerate(zip(self.sources, self.labels, strict=True), 1):
            if its_label != label:
                lines.append(f"【{its_label}】")
                label = its_label
            report, sentence = source
            lines.append(f"[c{number}] {_plain(report.quote(sentence))}")
        return "\n".join(lines)


def _plain(sentence: str) -> str:
    """A report's sentence on one line, without anything that could pass for a handle of ours or a server's token."""
    return markers.without(_inert(" ".join(sentence.split())))


def _inert(text: str) -> str:
    return _SPECIAL.sub("<", text)


def evidence(question: str, candidates: Sequence[Candidate], first: Sequence[Source]) -> Evidence:
    """The sentences of the reader's answer, then the next best ones, within the limits."""
    labels: dict[tuple[str, int], tuple[Source, str]] = {}
    by_key = {(c.report.id, c.sentence.number): c for c in reversed(candidates)}
    ordered = [*first, *((c.report, c.sentence) for c in candidates)]
    length = 0
    for report, sentence in ordered:
        key = (report.id, sentence.number)
        size = sentence.end - sentence.start
        if key in labels or (labels and length + size > MOST_CHARACTERS):
            continue
        candidate = by_key.get(key)
        label = label_of(candidate) if candidate else report.place.value
        labels[key] = ((report, sentence), label)
        length += size
        if len(labels) == MOST_SENTENCES:
            break
    chosen = sorted(labels.values(), key=lambda pair: pair[1])
    return Evidence(question, tuple(source for source, _ in chosen), tuple(label for _, label in chosen))


def writing_chain(model: "BaseChatModel") -> "Runnable[Evidence, AIMessage]":
    """Evidence in, the model's reply out, streamed.

    No output parser at its end: when its stream is closed early, langchain-core reads on for the trace
    until the model has finished, which a stopped model would never be told.
    """
    from langchain_core.runnables import RunnableLambda

    return RunnableLambda(_request) | model


def repairing_chain(model: "BaseChatModel") -> "Runnable[Repair, AIMessage]":
    """What was asked, written and wrong in, the model's second reply out, streamed."""
    from langchain_core.runnables import RunnableLambda

    def messages(given: Repair) -> list[tuple[str, str]]:
        again = prompt("repair").filled(faults="\n".join(f"- {fault}" for fault in given.faults))
        return [*_request(given.evidence), ("assistant", given.reply), *again]

    return RunnableLambda(messages) | model


def _request(given: Evidence) -> list[tuple[str, str]]:
    return prompt("answer").filled(evidence=given.text, question=_inert(given.question))


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


class ModelWriter:
    """Lets a chat model answer from given evidence, within a time limit."""

    def __init__(self, model: "BaseChatModel", name: str, timeout: float) -> None:
        """``timeout`` in seconds, for the whole answer, its repair included."""
        self.model = model
        self.name = name
        self.timeout = timeout

    def stream(self, given: Evidence, fallback: Answer) -> Iterator[Answer]:
        """Answers as they grow, each checked; the last one is final.

        Whatever goes wrong with the model, the last answer is the reader's, with a notice that says so.
        Where there is nothing to write from, it is the reader's and the model is not asked.
        """
        if not given.sources:
            yield fallback
            return
        deadline = monotonic() + self.timeout
        try:
            written = yield from self._write(given, fallback, deadline)
        except ModelError as error:
            yield replace(fallback, notice=f"模型没有回答（{error}），以下为原文摘答。")
            return
        if written.faults:
            written = self._repair(given, written, deadline)
        yield self._judge(written, fallback)

    def _write(self, given: Evidence, fallback: Answer, deadline: float) -> Generator[Answer, None, Written]:
        written = Written(given)
        heard, text = "", ""
        for piece in pieces(writing_chain(self.model), given, deadline):
            heard += piece
            text = reply.plain(heard)
            if written.take(text[: len(text) - markers.held_back(text)], whole=False) and written.draft.statements:
                yield self._finished(written.draft, fallback)
            if len(text) > MOST_WRITTEN:
                return written
        if not text:
            raise ModelError("回复里只有思考，没有答案" if heard.strip() else "回复是空的")
        written.take(text, whole=True)
        return written

    def _repair(self, given: Evidence, written: Written, deadline: float) -> Written:
        """One more try with the faults named; the better of the two."""
        again, heard = Written(given), ""
        try:
            for piece in pieces(repairing_chain(self.model), Repair.of(written), deadline):
                heard += piece
                if len(reply.plain(heard)) > MOST_WRITTEN:
                    return written
        except ModelError:
            return written  # what passed of the first reply still holds, and its faults are told
        again.take(reply.plain(heard), whole=True)
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
