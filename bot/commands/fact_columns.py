"""Facts on a terminal; imported only when there are facts to show."""

import sys
from collections.abc import Sequence
from itertools import groupby

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from bot.cited_facts import CitedFact, kind_word
from bot.commands import one_line

__all__ = ["show_facts"]

_HEADINGS = ("地方", "指标", "时期", "性质", "数值")


def show_facts(found: Sequence[CitedFact]) -> None:
    """Aligned columns with the sentence below them for a person, a line of tabs for a pipe."""
    rows = [_words(cited) for cited in found]
    if not sys.stdout.isatty():
        for cited, row in zip(found, rows, strict=True):
            typer.echo("\t".join((*row, one_line(cited.shown), one_line(cited.where))))
        return
    console = Console(markup=False, highlight=False)
    widths = [max(map(cell_len, column)) for column in zip(_HEADINGS, *rows, strict=True)]
    console.print(_aligned([_HEADINGS], widths), style="bold")
    # several facts of one sentence stand above it together
    for _, group in groupby(zip(found, rows, strict=True), key=lambda pair: (pair[0].report, pair[0].shown)):
        of_sentence = list(group)
        cited = of_sentence[0][0]
        quote = f"“{one_line(cited.shown)}”\n——{one_line(cited.where)}\n"
        console.print(_aligned([row for _, row in of_sentence], widths))
        console.print(Padding(quote, (0, 0, 0, 4), expand=False), style="dim")
    typer.echo(f"共 {len(found)} 个事实")


def _words(cited: CitedFact) -> tuple[str, ...]:
    fact = cited.fact
    period = fact.period.label if fact.period else "时期不明"
    return tuple(map(one_line, (fact.place, fact.indicator, period, kind_word(fact.kind), cited.value)))


def _aligned(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Table:
    """Rows in columns of these widths; words that find no room go on below, none is cut."""
    table = Table.grid(padding=(0, 2))
    for width in widths:
        table.add_column(width=width, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table
