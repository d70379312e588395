"""What was measured, on a terminal."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table as Grid

from evals.rows import Row, Table
from evals.scoring import Score

_STYLES = {True: "green", False: "red", None: ""}


def grid(table: Table) -> Grid:
    """One table with its bars."""
    shown = Grid("measure", "bar", title=table.title, title_justify="left")
    shown.add_column("measured", justify="right")
    shown.add_column("bar met")
    for row in table.rows:
        shown.add_row(row.measure, row.bar, row.shown, row.verdict, style=_STYLES[row.met])
    return shown


def side_by_side(tables: Sequence[Table]) -> Grid:
    """Several tables as columns of one, as Markdown that a page may take; a missed bar stands by its value."""
    shown = Grid("measure", box=box.MARKDOWN)
    for table in tables:
        shown.add_column(table.title, justify="right")
    columns = [{row.measure: row for row in table.rows} for table in tables]
    for measure in _measures(tables):
        shown.add_row(measure, *(_cell(column.get(measure)) for column in columns))
    return shown


def _measures(tables: Sequence[Table]) -> list[str]:
    """Every measure once; one that only some tables have comes behind what it follows there."""
    order: list[str] = []
    for table in tables:
        at = 0
        for row in table.rows:
            if row.measure not in order:
                order.insert(at, row.measure)
            at = order.index(row.measure) + 1
    return order


def _cell(row: Row | None) -> str:
    if row is None:
        return "—"
    return f"{row.shown} (bar {row.bar})" if row.met is False else row.shown


def show_wrong(console: Console, score: Score, most: int | None = None) -> None:
    """Prints wrong answers beside what was expected, up to ``most`` where it is given."""
    wrong = [verdict for verdict in score.verdicts if not verdict.right][:most]
    for verdict in wrong:
        question, answer = verdict.question, verdict.answer
        expected = " + ".join("/".join(fact) for fact in question.answers) or question.reason
        given = f"{answer.status.value}: {answer.answer[:200]}" if answer else "-"
        console.print(f"{question.id} {question.type.value}: {question.question}", style="bold", markup=False)
        console.print(f"    {expected}, not {'/'.join(question.forbidden) or '-'}\n    {given}", markup=False)
