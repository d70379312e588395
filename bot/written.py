"""What a model writes, judged: sentence by sentence against its sources, and as a whole against the reader's answer."""

import re
from typing import TYPE_CHECKING

from bot import markers, verify
from bot.answer import Answer, Statement, cite
from bot.draft import Draft
from vectorstore.figures import Figure, find_figures, same_value
from vectorstore.periods import find_periods

if TYPE_CHECKING:
    from bot.chain import Evidence

GROUNDED = 0.5
"""Share of a statement's character pairs that its sources must have: a paraphrase keeps as many, idle talk a tenth."""
SURELY_GROUNDED = 0.75
"""The same for a source that the model did not name itself."""


_LABEL = re.compile(r"【[^】]{0,40}】")
"""The line with place and period above the evidence, which small models copy along."""


class Written:
    """What the model writes, sentence by sentence: each verified as it comes, those that fail left out and named."""

    def __init__(self, given: "Evidence") -> None:
        self.given = given
        self.reply = ""
        self.draft = Draft(given.question)
        self.faults: list[str] = []
        self._citations = {number: cite(number, *source) for number, source in enumerate(given.sources, 1)}
        self._read = 0

    def take(self, reply: str, *, whole: bool) -> bool:
        """Read the sentences that are complete by now, all of them when ``whole``; tells whether any is new."""
        self.reply = reply
        sentences = markers.split(reply) if whole else markers.split(reply)[:-1]
        fresh = sentences[self._read :]
        self._read = len(sentences)
        for sentence, numbers in fresh:
            self._add(sentence, numbers)
        return bool(fresh)

    def _add(self, sentence: str, numbers: tuple[int, ...]) -> None:
        """Keep or refuse one sentence.

        One with a wrong handle or none is given the right one where exactly one source bears it out: small
        models copy well and count badly.
        """
        sentence = _LABEL.sub("", sentence).strip()
        if not sentence.strip("。！？；"):
            return
        known = tuple(n for n in numbers if n in self._citations)
        wrong = self._wrong(sentence, known, GROUNDED)
        if wrong:
            fitting = [n for n in self._citations if not self._wrong(sentence, (n,), SURELY_GROUNDED)]
            known, wrong = ((fitting[0],), []) if len(fitting) == 1 else (known, wrong)
        elif len(known) < len(numbers):
            self.faults.append(f"“{sentence[:30]}”引用了不存在的编号")
        text = _with_usual_periods(sentence if sentence[-1] in "。！？；" else f"{sentence}。")
        if wrong:
            self.faults.append(f"“{sentence[:30]}”{'；'.join(wrong)}")
        elif not any(s.text == text for s in self.draft.statements):
            self.draft.add(text, [self.given.sources[n - 1] for n in known])

    def _wrong(self, sentence: str, numbers: tuple[int, ...], least: float) -> list[str]:
        """What the sources of these numbers do not bear out; ``least`` is how much of its words they must have."""
        if not numbers:
            return ["没有写出处编号，或编号不存在"]
        wrong = [str(fault) for fault in verify.faults(Statement(sentence, numbers), self._citations)]
        cited = [self._citations[n] for n in numbers]
        words = "".join(f"{c.quote}{c.place}{c.period}{c.title}" for c in cited)
        if wrong or grounded(sentence, words, self.given.question, least):
            return wrong
        return ["所引原文没有这个意思"]


_MONTHS = re.compile(r"\d{1,2}\s*月?\s*[-—–~～至到]\s*\d{1,2}\s*月")


def _with_usual_periods(text: str) -> str:
    """Spans of months under their usual name: 2020年1-6月, as a question may have it, is 2020年上半年."""
    for mention in reversed(find_periods(text)):
        words = text[mention.start : mention.end]
        if mention.explicit and _MONTHS.search(words) and not _MONTHS.search(mention.period.label):
            text = text[: mention.start] + mention.period.label + text[mention.end :]
    return text


def grounded(sentence: str, source: str, question: str, least: float) -> bool:
    """Whether a sentence is made of its source's words: at least this share of its pairs of Chinese characters.

    What it repeats from the question proves nothing, unless a figure, which was checked, carries the sentence.
    """
    runs = re.findall(r"[\u4e00-\u9fff]+", sentence)
    pairs = {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    if find_figures(sentence):
        source += question
    else:
        pairs = {pair for pair in pairs if pair not in question} or pairs
    return sum(pair in source for pair in pairs) >= least * len(pairs)


def agrees(answer: Answer, fallback: Answer) -> bool:
    """Whether the model's answer holds what the reader's does: of each statement its leading figures, or its source.

    The leading figures are the first one, and the first rate where the question asks for a change; a question
    that asks for the change alone is answered by the rate alone. Calculations are the program's own.
    """
    if any(s.calculation for s in fallback.statements) or len(answer.answer) > max(_SHORT, 3 * len(fallback.answer)):
        return False
    used = {(c.report, c.start) for c in answer.citations}
    sources = {c.number: (c.report, c.start) for c in fallback.citations}
    stated = [f for s in answer.statements if s.citations for f in find_figures(s.text)]
    for statement in fallback.statements:
        if not statement.citations:
            continue
        wanted = _leading(statement.text, fallback.question)
        if not wanted and not used & {sources[n] for n in statement.citations}:
            return False
        if not all(any(same_value(figure, other) for other in stated) for figure in wanted):
            return False
    return bool(used & set(sources.values()))


_SHORT = 160
"""Characters an answer may always have; one longer than this and three of the reader's copies, and doesn't answer."""
_CHANGE = re.compile(
    r"(?:同比|环比)?(?:增长|增加|下降|降低|减少|上升|提高|增|降|升|涨)(?:了|率)?(?:多少|几|百分之几)?|同比|环比|[增降涨]幅|增速"
)
_AMOUNT = re.compile(r"多少|[是为有]几|规模|总额|总量")


def _leading(text: str, question: str) -> list[Figure]:
    """The figures of a reader's statement that answer the question."""
    figures = [figure for figure in find_figures(text) if not figure.ordinal]
    rate = next((figure for figure in figures if figure.base in ("%", "个百分点")), None)
    if rate is None or not _CHANGE.search(question):
        return figures[:1]
    return [*(figures[:1] if _AMOUNT.search(_CHANGE.sub("", question)) else []), rate]
