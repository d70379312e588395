"""``python -m evals.answers LIBRARY…``: how well gold questions are answered over a library, set beside set."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot.bot import Bot
from evals import bars, rows
from evals.gold import GoldQuestion, StaleEvidence, read_gold, stale
from evals.library import canonical_texts, fresh_bot, reports_among
from evals.rows import Table
from evals.scoring import score
from evals.shown import show_wrong, side_by_side
from evals.trial import ask
from vectorstore.errors import GongbaoError
from vectorstore.ingest import ingest
from vectorstore.store import CATALOGUE

GOLD = Path(__file__).with_name("gold")
_UNREAD = "-closed"
"""How the name of a set ends that nobody reads, so that nothing is fitted to it."""

_LIBRARY = typer.Argument(metavar="LIBRARY…", help="A home that is read already, or reports and folders of reports.")
_GOLD = typer.Option("--gold", metavar="FILE", help="A gold file, once or more often; by default those of the reports.")
_MODE = typer.Option(help="reader or model.")
_SHOW = typer.Option("--show", help=f"Print every wrong answer, except of sets named *{_UNREAD}.")
_STRICT = typer.Option("--strict", help="Leave with exit code 1 when a bar is missed or evidence is stale.")


def answers(
    library: Annotated[list[Path], _LIBRARY],
    gold: Annotated[list[Path] | None, _GOLD] = None,
    mode: Annotated[str, _MODE] = "reader",
    show: Annotated[bool, _SHOW] = False,
    strict: Annotated[bool, _STRICT] = False,
) -> None:
    """Ask gold questions and score the answers."""
    sets = gold_sets(gold or sorted(GOLD.glob("reports-*.jsonl")))
    console = Console(highlight=False, width=200)
    tables: list[Table] = []
    changed: list[StaleEvidence] = []
    with opened(library) as bot:
        texts = canonical_texts(bot)
        bot.warm()
        bot.ask(next(iter(sets.values()))[0].question, mode=mode)
        for name, questions in sets.items():
            given, milliseconds = ask(bot, questions, mode)
            scored = score(questions, given, texts)
            if show and not name.endswith(_UNREAD):
                show_wrong(console, scored)
            changed += stale(questions, texts)
            held_to = bars.read_bars().get(name, bars.NONE)
            tables.append(Table(name, (*rows.answers(scored, held_to), *rows.times(milliseconds))))
    console.print(side_by_side(tables))
    for evidence in changed:
        reason = "the report is not in the library" if evidence.missing else "the report has other words there"
        console.print(f"stale: {evidence.question}, {evidence.source}: {reason}", markup=False)
    missed = rows.missed(tables)
    console.print(f"missed: {'; '.join(missed)}" if missed else "every bar is met")
    if strict and (missed or changed):
        raise typer.Exit(1)


def gold_sets(files: Sequence[Path]) -> dict[str, tuple[GoldQuestion, ...]]:
    """Questions by the name of their set: a file's name, and the round where it was written in rounds."""
    sets: dict[str, list[GoldQuestion]] = {}
    for path in files:
        for question in read_gold(path):
            name = f"{path.stem}-{question.round}" if question.round else path.stem
            sets.setdefault(name, []).append(question)
    return {name: tuple(questions) for name, questions in sets.items()}


@contextmanager
def opened(library: Sequence[Path]) -> Iterator[Bot]:
    """A bot over a home as it is, or over reports that are read into a passing one.

    Raises GongbaoError when a report can't be read.
    """
    with TemporaryDirectory(prefix="gongbao-answers-") as folder:
        read = [path for path in library if (path / CATALOGUE).is_file()]
        if read and len(library) > 1:
            raise typer.BadParameter("a home goes alone")
        with fresh_bot(read[0] if read else Path(folder)) as bot:
            if not read:
                failed = ingest(reports_among(library), bot.store).failed
                if failed:
                    raise GongbaoError(f"读不了 {'、'.join(failed)}：请用 gongbao ingest 查看原因")
            yield bot


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command()(answers)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Measures and leaves; what is refused is one line on standard error and exit code 1."""
    try:
        app(args=arguments, prog_name="python -m evals.answers")
    except GongbaoError as error:
        typer.echo(str(error), err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
