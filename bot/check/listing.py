"""What a check found, in the forms it leaves in: lines, JSON, Markdown, xlsx."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from bot.check.finding import Finding, Kind
from bot.cited_facts import CitedFact
from bot.fact_list import json_bytes
from bot.sheet import Column, Value, xlsx_bytes

__all__ = ["SUFFIXES", "finding_lines", "findings_bytes", "findings_json"]

SUFFIXES = (".xlsx", ".md", ".json")
"""Of the files that findings can be written to."""

_KINDS = {Kind.CONFLICT: "说法不一", Kind.OUTCOME: "目标与结果", Kind.GROWTH: "增速与数量"}
_MOST_FACTS = 3
_COLUMNS = (
    Column("程度", 10),
    Column("类别", 12),
    Column("结论", 14),
    Column("说明", 60),
    *(
        Column(f"{heading}{number}", width)
        for number in range(1, _MOST_FACTS + 1)
        for heading, width in (("数值", 18), ("原句", 60), ("出处", 40))
    ),
)


def findings_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """The object that ``gongbao check --json`` prints."""
    return {"findings": [finding.as_json() for finding in findings]}


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """A numbered sentence a finding, with the quotes below it."""
    for number, finding in enumerate(findings, start=1):
        yield f"{number}. 【{finding.severity.label}】{finding.message}"
        for cited in finding.facts:
            yield f"   “{cited.shown}”"
            yield f"   ——{_where(cited)}"


def findings_bytes(findings: Sequence[Finding], line: str, suffix: str) -> bytes:
    """The contents of a file of one of the ``SUFFIXES``; ``line`` is the summary."""
    if suffix == ".json":
        return json_bytes(findings_json(findings))
    if suffix == ".md":
        return ("\n".join(_markdown(findings, line)) + "\n").encode("utf-8", "backslashreplace")
    return xlsx_bytes("核对", _COLUMNS, [_row(finding) for finding in findings])


def _markdown(findings: Sequence[Finding], line: str) -> Iterator[str]:
    yield f"# 数字核对\n\n{line}"
    for severity, group in groupby(findings, key=lambda finding: finding.severity):
        yield f"\n## {severity.label}"
        for finding in group:
            yield f"\n- {_escaped(finding.message)}"
            for cited in finding.facts:
                yield f"  > {_escaped(cited.shown)}  \n  > ——{_escaped(_where(cited))}\n"


def _escaped(text: str) -> str:
    """Text of a report that stays text in Markdown."""
    return "".join(f"\\{character}" if character in "\\`*_[]<>#|!$~" else character for character in text)


def _where(cited: CitedFact) -> str:
    return f"{cited.where}（{cited.source}，第 {cited.fact.start}—{cited.fact.end} 字）"


def _row(finding: Finding) -> tuple[Value, ...]:
    cells: list[Value] = [finding.severity.label, _KINDS[finding.kind], finding.verdict, finding.message]
    for cited in finding.facts:
        cells += [cited.value, cited.shown, _where(cited)]
    return tuple(cells + [None] * (len(_COLUMNS) - len(cells)))
