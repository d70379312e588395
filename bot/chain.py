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

from bot import markers, reply, verify
from bot.answer import Answer, Statement, cite
from bot.draft import Draft, Source
from bot.evidence import Candidate, label_of
from bot.models import ModelError
from bot.prompting import prompt
from bot.streaming import pieces
from vectorstore.figures import find_figures, same_value

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

MOST_SENTENCES = 8
"""A 1.5B model answers best from eight numbered sentences; more of them dilute (docs/design.md)."""
MOST_CHARACTERS = 900
"""Of evidence: some 700 tokens, ten seconds of reading for a small model on two cores."""
MOST_WRITTEN = 1200
"""Characters of a reply that are read: two sentences were asked for, and a model that goes on runs in circles."""
GROUNDED = 0.5
"""Share of a statement's character pairs that its sources or the question must have."""
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


def writing_chain(model: "BaseChatModel") -> "Runnable[Evidence, str]":
    """Evidence in, the model's reply out, streamed."""
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.runnables import RunnableLambda

    return RunnableLambda(_request) | model | StrOutputParser()


def repairing_chain(model: "BaseChatModel") -> "Runnable[Repair, str]":
    """What was asked, written and wrong in, the model's second reply out, streamed."""
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.runnables import RunnableLambda

    def messages(given: Repair) -> list[tuple[str, str]]:
        again = prompt("repair").filled(faults="\n".join(f"- {fault}" for fault in given.faults))
        return [*_request(given.evidence), ("assistant", given.reply), *again]

    return RunnableLambda(messages) | model | StrOutputParser()


def _request(given: Evidence) -> list[tuple[str, str]]:
    return prompt("answer").filled(evidence=given.text, question=_inert(given.question))


@dataclass(frozen=True)
class Repair:
    """A reply that did not pass, and why."""

    evidence: Evidence
    reply: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """What the model wrote, sentence by sentence, checked; and what was wrong with it."""

    reply: str
    draft: Draft
    faults: tuple[str, ...]


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
        heard, text, shown = "", "", 0
        for piece in pieces(writing_chain(self.model), given, deadline):
            heard += piece
            text = reply.plain(heard)
            ready = text[: len(text) - markers.held_back(text)]
            sentences = markers.split(ready)[:-1]
            if len(sentences) > shown:
                shown = len(sentences)
                partial = resolve(ready, sentences, given).draft
                if partial.statements:
                    yield self._finished(partial, fallback)
            if len(text) > MOST_WRITTEN:
                return resolve(ready, sentences, given)
        if not text:
            raise ModelError("回复里只有思考，没有答案" if heard.strip() else "回复是空的")
        return resolve(text, markers.split(text), given)

    def _repair(self, given: Evidence, written: Written, deadline: float) -> Written:
        """One more try with the faults named; the better of the two."""
        heard = ""
        try:
            for piece in pieces(repairing_chain(self.model), Repair(given, written.reply, written.faults), deadline):
                heard += piece
                if len(reply.plain(heard)) > MOST_WRITTEN:
                    return written
        except ModelError:
            return written  # what passed of the first reply still holds, and its faults are told
        text = reply.plain(heard)
        again = resolve(text, markers.split(text), given)
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


def resolve(text: str, sentences: Sequence[tuple[str, tuple[int, ...]]], given: Evidence) -> Written:
    """Handles to sources, every sentence verified; those that fail are left out and named."""
    draft = Draft(given.question)
    found: list[str] = []
    citations = {number: cite(number, *source) for number, source in enumerate(given.sources, 1)}
    for sentence, numbers in sentences:
        known = [n for n in numbers if n in citations]
        if len(known) < len(numbers):
            found.append(f"“{sentence[:30]}”引用了不存在的编号")
        if not known:
            found.append(f"“{sentence[:30]}”没有写出处编号")
            continue
        wrong = [str(fault) for fault in verify.faults(Statement(sentence, tuple(known)), citations)]
        words = [f"{c.quote}{c.place}{c.period}{c.title}" for c in map(citations.__getitem__, known)]
        if not wrong and not grounded(sentence, "".join([given.question, *words])):
            wrong = ["所引原文没有这个意思"]
        whole = sentence if sentence[-1] in "。！？；" else f"{sentence}。"
        if wrong:
            found.append(f"“{sentence[:30]}”{'；'.join(wrong)}")
        elif not any(s.text == whole for s in draft.statements):
            draft.add(whole, [given.sources[n - 1] for n in known])
    return Written(text, draft, tuple(dict.fromkeys(found)))


def grounded(sentence: str, source: str) -> bool:
    """Whether a sentence is made of its source's words: enough of its pairs of Chinese characters stand there."""
    characters = re.sub(r"[^\u4e00-\u9fff]", "", sentence)
    pairs = {characters[i : i + 2] for i in range(len(characters) - 1)}
    return sum(pair in source for pair in pairs) >= GROUNDED * len(pairs)


def agrees(answer: Answer, fallback: Answer) -> bool:
    """Whether the model's answer keeps what the reader's states: its calculations, its leading figures, a source."""
    if any(s.calculation for s in fallback.statements):
        return False
    shared = {(c.report, c.start) for c in answer.citations} & {(c.report, c.start) for c in fallback.citations}
    wanted = [f for s in fallback.statements for f in find_figures(s.text.split("：", 1)[-1]) if not f.ordinal]
    stated = [f for s in answer.statements for f in find_figures(s.text)]
    return bool(shared) and all(any(same_value(f, g) for g in stated) for f in wanted)
