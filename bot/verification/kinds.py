"""Result or intention: a target that is told as achieved, and the reverse."""

import re
from collections.abc import Iterator, Sequence

from bot.verification.fault import Fault, Held, holders
from vectorstore.figures import Figure
from vectorstore.report import Outlook

_MEANT = re.compile(
    r"目标|力争|计划|预期|预计|确保|争取|规划|任务|打算|安排|承诺|拟|将|准备|(?<![主重需首])要(?![素求点闻])|控制在|保持在|年底前|"
    r"(?i:\b(?:target\w*|plan\w*|aim\w*|goal\w*|expect\w*|will|intend\w*|strive\w*|ensure)\b)"
)
"""What marks a figure as one that is meant to be reached."""
_INTENDS = re.compile(
    r"力争|争取|确保|预期目标|目标(?=是|为|：|:)|计划(?=新增|完成|建设|投资|到|实现|达)|打算|拟(?=新|建|定)|"
    r"将(?=新增|完成|达到|实现)"
)
_ACHIEVES = re.compile(r"(?:实现|完成|达到)了|已(?:经)?(?:实现|完成|达到|新增|建成)")
_LABEL = re.compile(r"\A[^，。；：]{2,30}目标[：:]")


def kind_faults(text: str, under: str, figures: Sequence[Figure], every: Sequence[Held]) -> Iterator[Fault]:
    """Figures that the sources intend and the statement reports, or the reverse.

    ``under`` is the label of an earlier statement (岚桥区2024年目标：) that still holds for this one.
    """
    told = f"{under}{text}"
    reported = False
    achieved = []
    for figure in figures:
        copies = holders(figure, every)
        kinds = {h.fact.kind for h in copies}
        if kinds == {Outlook.TARGET}:
            clause = _clause(text, figure)
            if not _MEANT.search(told) or (_ACHIEVES.search(clause) and not _ACHIEVES.search(_words(copies))):
                yield Fault("目标说成了结果", figure.text)
        elif kinds == {Outlook.ACHIEVED}:
            achieved.append(figure)
            cue = _INTENDS.search(text[: figure.end])
            if cue and not reported and cue[0] not in _words(copies):
                reported = True
                yield Fault("结果说成了目标", figure.text)
    if achieved and len(achieved) == len(figures) and not reported and _LABEL.match(told):
        yield Fault("结果说成了目标", achieved[0].text)


def _words(copies: Sequence[Held]) -> str:
    return "".join(h.citation.words for h in copies)


def _clause(text: str, figure: Figure) -> str:
    start = max(text.rfind(mark, 0, figure.start) for mark in "，,；;。：:") + 1
    return text[start : figure.end]
