"""Lists of facts in the forms they leave in: JSON, CSV, xlsx."""

import json
from collections.abc import Sequence
from typing import Any

from bot import sheet
from bot.cited_facts import CitedFact, kind_word, measure_word
from bot.sheet import Column, Value

__all__ = ["FACT_COLUMNS", "SUFFIXES", "csv_text", "fact_row", "facts_json", "json_bytes", "list_bytes"]

FACT_COLUMNS = (
    Column("地方", 14), Column("指标", 24), Column("时期", 16), Column("性质", 8), Column("类别", 10),
    Column("数值（原文）", 20), Column("低值", 12), Column("高值", 12), Column("单位", 10), Column("限定", 8),
    Column("方向", 8), Column("对比", 12), Column("原句", 80), Column("报告", 36), Column("章节", 36),
    Column("页", 6), Column("文件", 28), Column("编号", 18), Column("起", 8), Column("止", 8),
)  # fmt: skip
SUFFIXES = (".xlsx", ".csv", ".json")
"""Of the files that a list of facts can be written to."""
_DIRECTIONS = {1: "增", -1: "降"}


def facts_json(facts: Sequence[CitedFact]) -> dict[str, Any]:
    """The object that ``gongbao facts --json`` prints."""
    return {"facts": [cited.as_json() for cited in facts]}


def fact_row(cited: CitedFact) -> tuple[Value, ...]:
    """A fact in the order of ``FACT_COLUMNS``."""
    fact, figure = cited.fact, cited.fact.figure
    return (
        fact.place,
        fact.indicator,
        fact.period.label if fact.period else None,
        kind_word(fact.kind),
        measure_word(fact.measure),
        cited.value,
        figure.low,
        figure.high,
        figure.unit,
        figure.qualifier,
        _DIRECTIONS.get(figure.sign),
        fact.basis,
        cited.quote,
        cited.title,
        " › ".join(cited.section),
        cited.page,
        cited.source,
        cited.report,
        fact.start,
        fact.end,
    )


def csv_text(facts: Sequence[CitedFact]) -> str:
    """The list as CSV, with Excel's mark."""
    return sheet.csv_text(FACT_COLUMNS, map(fact_row, facts))


def list_bytes(facts: Sequence[CitedFact], suffix: str) -> bytes:
    """The contents of a file of one of the ``SUFFIXES``."""
    if suffix == ".json":
        return json_bytes(facts_json(facts))
    if suffix == ".csv":
        return csv_text(facts).encode("utf-8", "backslashreplace")
    return sheet.xlsx_bytes("事实", FACT_COLUMNS, [fact_row(cited) for cited in facts])


def json_bytes(value: Any) -> bytes:
    """JSON for a file: indented, in UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")
