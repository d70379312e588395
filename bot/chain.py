"""The retrieval chain (LCEL): evidence → prompt → model → statements → verified answer.

The program decides what is missing and does the arithmetic; the model only puts cited sentences
into words. What it writes is shown after verification, and never in place of a better-founded
answer of the reader's: the model must agree with the figures the reader found.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING

from bot import markers, verify
from bot.answer import Answer, Citation, Statement, cite
from bot.draft import Draft, Source
from bot.evidence import Candidate, label_of
from bot.models import ModelError, reason
from bot.prompting import prompt
from vectorstore.figures import find_figures, same_value

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

MOST_SENTENCES = 8
"""A 1.5B model answers best from eight numbered sentences; more of them dilute (docs/design.md)."""
MOST_CHARACTERS = 900
"""Of evidence: some 700 tokens, ten seconds of reading for a small model on two cores."""


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
    """A report's sentence without anything that could pass for a handle of ours."""
    return markers.without(" ".join(sentence.split()))


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


def writing_chain(model: "BaseChatModel") -> "Runnable[Evidence, str]":
    """Evidence in, the model's reply out, streamed."""
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.runnables import RunnableLambda

    def messages(given: Evidence) -> list[tuple[str, str]]:
        return prompt("answer").filled(evidence=given.text, question=given.question)

    return RunnableLambda(messages) | model | StrOutputParser()


@dataclass(frozen=True)
class Written:
    """What the model wrote, sentence by sentence, checked; and what was wrong with it."""

    draft: Draft
    faults: tuple[str, ...]


class ModelWriter:
    """Lets a chat model answer from given evidence, within a time limit."""

    def __init__(self, model: "BaseChatModel", name: str, timeout: float) -> None:
        self.model = model
        self.name = name
        self.timeout = timeout

    def stream(self, given: Evidence, fallback: Answer) -> Iterator[Answer]:
        """Answers as they grow, each checked; the last one is final.

        Whatever goes wrong with the model, the last answer is the reader's, with a notice that says so.
        """
        try:
            written = yield from self._write(given, fallback)
            if written.faults:
                written = self._repair(given, written, fallback)
        except _failures() as error:
            yield replace(fallback, notice=f"模型没有回答（{reason(error)}），以下为原文摘答。")
            return
        yield self._judge(written, fallback)

    def _write(self, given: Evidence, fallback: Answer) -> Generator[Answer, None, Written]:
        deadline = monotonic() + self.timeout
        chain = writing_chain(self.model)
        reply, shown = "", 0
        for chunk in chain.stream(given):
            reply += chunk
            if monotonic() > deadline:
                raise TimeoutError
            ready = reply[: len(reply) - markers.held_back(reply)]
            sentences = markers.split(ready)[:-1]
            if len(sentences) > shown:
                shown = len(sentences)
                partial = resolve(sentences, given, fallback.question).draft
                if partial.statements:
                    yield partial.finish(fallback.status, "model", self.name)
        if not reply.strip():
            raise ModelError("回复是空的")
        return resolve(markers.split(reply), given, fallback.question)

    def _repair(self, given: Evidence, written: Written, fallback: Answer) -> Written:
        """One more try with the faults named; the better of the two."""
        from langchain_core.output_parsers import StrOutputParser

        reply = "".join(s.text + "".join(f"[c{n}]" for n in s.citations) for s in written.draft.statements)
        messages = [
            *prompt("answer").filled(evidence=given.text, question=given.question),
            ("assistant", reply or "（无）"),
            *prompt("repair").filled(faults="\n".join(f"- {fault}" for fault in written.faults)),
        ]
        again = resolve(markers.split((self.model | StrOutputParser()).invoke(messages)), given, fallback.question)
        return again if len(again.faults) < len(written.faults) else written

    def _judge(self, written: Written, fallback: Answer) -> Answer:
        """The model's answer where it holds and agrees with the reader's, else the reader's."""
        answer = written.draft.finish(fallback.status, "model", self.name)
        if not answer.statements:
            return replace(fallback, notice="模型的回答没有通过核对，以下为原文摘答。")
        if not agrees(answer, fallback):
            return replace(fallback, notice="模型的回答与原文摘答不一致，以原文为准。")
        if written.faults:
            answer = replace(answer, notice="模型有的句子没有通过核对，已略去。")
        return answer


def resolve(sentences: Sequence[tuple[str, tuple[int, ...]]], given: Evidence, question: str) -> Written:
    """Handles to sources, every sentence verified; those that fail are left out and named."""
    draft = Draft(question)
    found: list[str] = []
    for text, numbers in sentences:
        known = [given.sources[n - 1] for n in numbers if 1 <= n <= len(given.sources)]
        if len(known) < len(numbers):
            found.append(f"“{text[:30]}”引用了不存在的编号")
        if not known:
            found.append(f"“{text[:30]}”没有写出处编号")
            continue
        citations: dict[int, Citation] = {i: cite(i, *source) for i, source in enumerate(known, 1)}
        wrong = verify.faults(Statement(text, tuple(citations)), citations)
        if wrong:
            found.append(f"“{text[:30]}”{'；'.join(map(str, wrong))}")
        else:
            draft.add(text if text[-1] in "。！？；" else f"{text}。", known)
    return Written(draft, tuple(found))


def agrees(answer: Answer, fallback: Answer) -> bool:
    """Whether the model's answer keeps what the reader's states: its calculations, its leading figures, a source."""
    if any(s.calculation for s in fallback.statements):
        return False
    shared = {(c.report, c.start) for c in answer.citations} & {(c.report, c.start) for c in fallback.citations}
    wanted = [f for s in fallback.statements for f in find_figures(s.text.split("：", 1)[-1]) if not f.ordinal]
    stated = [f for s in answer.statements for f in find_figures(s.text)]
    return bool(shared) and all(any(same_value(f, g) for g in stated) for f in wanted)


def _failures() -> tuple[type[BaseException], ...]:
    """What a model's failure looks like: the client's errors, broken transport, replies of the wrong shape."""
    import httpx
    import openai

    # a reply that is JSON but no completion surfaces in langchain-openai as one of the last four
    return (openai.OpenAIError, httpx.HTTPError, TimeoutError, ModelError, ValueError, TypeError, KeyError, AttributeError)
