"""The numbered sentences that a model writes from, each under a line with place and period."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.draft import Source
from bot.evidence import Candidate
from bot.prompting import plain
from bot.writing import label_of

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
    def handles(self) -> list[str]:
        """What the model cites by: c1, c2, …"""
        return [f"c{number}" for number in range(1, len(self.sources) + 1)]

    @property
    def text(self) -> str:
        """The numbered sentences under lines with place and period."""
        lines: list[str] = []
        label = ""
        for handle, (report, sentence), its_label in zip(self.handles, self.sources, self.labels, strict=True):
            if its_label != label:
                lines.append(f"【{its_label}】")
                label = its_label
            lines.append(f"[{handle}] {plain(report.quote(sentence))}")
        return "\n".join(lines)


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
