"""``python -m evals.bench``: measures the whole program on gold questions, shows it and writes docs/benchmarks.md."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot import settings
from evals import rows
from evals.library import reports_in
from evals.page import page, surroundings
from evals.rows import Table
from evals.shown import grid, show_wrong
from evals.speed import cold_seconds
from evals.trial import Trial, run
from vectorstore.errors import ConfigurationError, GongbaoError

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
"""Real reports with their gold, where they lie beside the checkout."""

_REPORTS = typer.Option(metavar="DIR", help="A folder of reports; by default ../shared/reports where it exists.")
_GOLD = typer.Option(metavar="FILE", help="Gold questions over them; by default ../shared/gold/questions.jsonl.")
_MODEL = typer.Option("--model/--no-model", help="With a model too; by default when GONGBAO_MODEL is set.")
_OUT = typer.Option(metavar="FILE", help="Where the page is written.")
_SHOW = typer.Option(metavar="N", min=0, help="Print up to N wrong answers of each collection.")
_STRICT = typer.Option("--strict", help="Leave with exit code 1 when a bar is missed.")


def bench(
    reports: Annotated[Path | None, _REPORTS] = None,
    gold: Annotated[Path | None, _GOLD] = None,
    model: Annotated[bool | None, _MODEL] = None,
    out: Annotated[Path, _OUT] = ROOT / "docs" / "benchmarks.md",
    show: Annotated[
        int, typer.Option(metavar="N", min=0, help="Print up to N answers a collection that are wrong.")
    ] = 0,
    strict: Annotated[bool, _STRICT] = False,
) -> None:
    """Measure answers, retrieval and speed over real reports, where they are, and over the shipped samples."""
    if (reports is None) != (gold is None):
        raise typer.BadParameter("--reports and --gold go together")
    named = settings.load().model
    if model and not named:
        raise ConfigurationError("没有设置模型：请设置 GONGBAO_MODEL，或去掉 --model")
    console = Console(highlight=False)
    tables: list[Table] = []
    with trials(reports, gold) as chosen, TemporaryDirectory(prefix="gongbao-bench-") as folder:
        for number, trial in enumerate(chosen):
            tables += measure(trial, Path(folder) / str(number), None if model is False else named, console, show)
    for table in tables:
        console.print(grid(table))
    console.print(surroundings())
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page(tables), encoding="utf-8")
    missed = rows.missed(tables)
    console.print(f"missed: {'; '.join(missed)}" if missed else "every bar is met")
    if strict and missed:
        raise typer.Exit(1)


@contextmanager
def trials(reports: Path | None, gold: Path | None) -> Iterator[list[Trial]]:
    """The reports named or those beside the checkout, when there are any, and always the samples."""
    found: list[Trial] = []
    if reports is not None and gold is not None:
        found.append(Trial(reports.name or "reports", reports_in(reports), gold))
    elif (SHARED / "reports").is_dir():
        texts = sorted((SHARED / "reports").glob("*.txt"))
        found.append(Trial("Real reports", texts, SHARED / "gold" / "questions.jsonl"))
    with as_file(files("vectorstore") / "samples") as samples, as_file(files("evals") / "gold") as golds:
        yield [*found, Trial("Sample reports", reports_in(samples), golds / "samples.jsonl")]


def measure(trial: Trial, home: Path, model: str | None, console: Console, show: int) -> list[Table]:
    """All tables of one trial, with a model when one is named; prints up to ``show`` wrong answers."""
    console.print(f"{trial.name}: reading {len(trial.files)} reports …")
    measured = run(trial, home, with_model=model is not None)
    show_wrong(console, measured.reader, show)
    ask = cold_seconds(["ask", measured.questions[0].question], home)
    speed = rows.speed(measured, cold_seconds(["--help"], home), ask)
    written = rows.with_model(measured, model) if model else None
    return [rows.quality(measured), *([written] if written else []), speed]


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command()(bench)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the bench and leaves; what is refused is one line on standard error and exit code 1."""
    try:
        app(args=arguments, prog_name="python -m evals.bench")
    except GongbaoError as error:
        typer.echo(str(error), err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
