"""The same thing said twice, with two values that can't both be true."""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from bot.check.finding import Finding, Kind, Severity, key_of, said, subject_of
from bot.check.values import contradict, cut_short
from bot.cited_facts import CitedFact
from vectorstore.report import Outlook

__all__ = ["conflicts"]

_ESTIMATED = re.compile(r"预计|初步|预期|快报|估算")
_BORDER = re.compile(r"[，。；！？\n]")


def conflicts(facts: Iterable[CitedFact]) -> Iterator[Finding]:
    """A finding for each further value of a thing that contradicts the first one; ``facts`` are clear ones."""
    groups: dict[tuple[Hashable, ...], list[CitedFact]] = {}
    for cited in facts:
        groups.setdefault(key_of(cited), []).append(cited)
    for group in groups.values():
        yield from _of_group(group)


def _of_group(group: Sequence[CitedFact]) -> Iterator[Finding]:
    values: list[CitedFact] = []
    for cited in sorted(
        group, key=lambda cited: (cited.told.last if cited.told else 0, cited.report, cited.fact.start)
    ):
        against = [value for value in values if _same_place(value, cited)]
        if not against:
            values.append(cited)
        elif all(_differ(value, cited) for value in against):
            values.append(cited)
            if not _cells_of_one_table(against[0], cited):
                yield _finding(against[0], cited)


def _same_place(a: CitedFact, b: CitedFact) -> bool:
    """Two districts of one name may lie in two cities."""
    return not (a.parent and b.parent and a.parent != b.parent)


def _differ(a: CitedFact, b: CitedFact) -> bool:
    """Whether both can't be so; of two targets in the same words (5%左右, 6%左右) the figures alone count."""
    first, second = a.fact.figure, b.fact.figure
    if a.fact.kind is Outlook.TARGET and first.qualifier == second.qualifier:
        first, second = replace(first, qualifier=None), replace(second, qualifier=None)
    return contradict(first, second)


def _cells_of_one_table(a: CitedFact, b: CitedFact) -> bool:
    """What tells two cells apart may stand in a header that was not understood."""
    return a.report == b.report and bool(a.row and b.row)


def _finding(a: CitedFact, b: CitedFact) -> Finding:
    if cut_short(a.fact.figure, b.fact.figure):
        severity, note = Severity.POSSIBLE, "，可能是舍去了尾数"
    elif _estimated(a) != _estimated(b):
        severity, note = Severity.POSSIBLE, "，其中一处是预计数"
    elif a.fact.kind is Outlook.TARGET and a.report != b.report:
        severity, note = Severity.POSSIBLE, "，目标可能有调整"
    else:
        severity, note = Severity.SERIOUS, ""
    verdict = "同一报告前后不一" if a.report == b.report else "两份报告不一"
    second = said(b, (a,)) if a.report != b.report else f"另一处{said(b).split('》', 1)[-1]}"
    message = f"{subject_of(a.fact)}{verdict}：{said(a, (b,))}，{second}{note}。"
    return Finding(Kind.CONFLICT, verdict, severity, message, (a, b))


def _estimated(cited: CitedFact) -> bool:
    return bool(_ESTIMATED.search(_BORDER.split(cited.before)[-1]))
