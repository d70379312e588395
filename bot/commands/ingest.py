"""``gongbao ingest``: reports into the library, with progress."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import on_terminal, refuse, settings_of, show_json
from vectorstore.errors import ReadError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from vectorstore.ingest import Event, Summary
    from vectorstore.store import Store

_STATES = {"added": "新增", "replaced": "替换", "unchanged": "未变"}


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command("ingest", short_help="把报告读进库里")(ingest)


def ingest(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="路径", show_default=False, help="报告文件或文件夹；可以写多个。")
    ] = None,
    samples: Annotated[bool, typer.Option("--samples", help="读入随程序附带的示例报告（地方是虚构的）。")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="每份文件输出一行 JSON，供程序读取。")] = False,
) -> None:
    """把报告读进库里，之后就能检索和提问。已经读过的不会重复读；同名而内容变了的，替换旧的。

    读不了的文件各占标准错误的一行，说明原因和办法，其余的照常读入，退出码为 1。
    中途停下也不要紧，再运行一次会接着做完。

    例：
      gongbao ingest 报告/              读入文件夹里的全部报告
      gongbao ingest 甲区.docx 乙区.txt   读入两份
      gongbao ingest --samples         读入示例报告，试一试
    """
    if not paths and not samples:
        raise typer.BadParameter("给出报告文件或文件夹，或用 --samples 读入示例")
    from bot.settings import store_of
    from vectorstore.ingest import ingest as add

    settings = settings_of(context)
    with ExitStack() as stack:
        named = list(paths or ())
        if samples:
            named.append(stack.enter_context(_sample_folder()))
        files, refused = _files(named, as_json)
        if not files:
            raise typer.Exit(1)
        store = stack.enter_context(store_of(settings))
        with shown_progress(store, as_json) as show:
            summary = add(files, store, show)
    if not as_json:
        typer.echo(_summed_up(summary, refused))
    if summary.failed or refused:
        raise typer.Exit(1)


@contextmanager
def _sample_folder() -> Iterator[Path]:
    from importlib.resources import as_file, files

    with as_file(files("vectorstore") / "samples") as folder:
        yield folder


def _files(paths: list[Path], as_json: bool) -> tuple[list[Path], int]:
    """The files that paths name, and how many paths name none; each of those is told of."""
    from vectorstore.loaders import report_files

    files: list[Path] = []
    refused = 0
    for path in paths:
        try:
            files += report_files([path])
        except ReadError as error:
            _tell_failed(path.name, str(error), as_json)
            refused += 1
    return list(dict.fromkeys(files)), refused


def _tell_failed(source: str, message: str, as_json: bool) -> None:
    refuse(message)
    if as_json:
        show_json({"source": source, "state": "failed", "error": message})


def _summed_up(summary: "Summary", refused: int) -> str:
    """One line on what a run did; ``refused`` paths named no file."""
    refused += len(summary.failed)
    counts = f"新增 {len(summary.added)}，替换 {len(summary.replaced)}，未变 {len(summary.unchanged)}，拒绝 {refused}"
    line = f"{counts}；编入 {summary.passages} 段，用时 {summary.seconds:.1f} 秒"
    if summary.passages and summary.embedding_seconds > 0.05:
        line += f"（每秒 {summary.passages / summary.seconds:.0f} 段）"
    return line


@contextmanager
def shown_progress(
    store: "Store", as_json: bool = False, states: Mapping[str, str] = _STATES
) -> "Iterator[ShownEvents]":
    """Something to hand to an ingest: it shows each file, and on a terminal a bar besides.

    ``states`` are the words for what became of a file.
    """
    if as_json or not on_terminal():
        yield ShownEvents(store, as_json, states)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("段，{task.fields[rate]}，还要"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield ShownEvents(store, as_json, states, bar)


@dataclass
class ShownEvents:
    """Shows the events of an ingest as they come."""

    store: "Store"
    as_json: bool
    states: Mapping[str, str]
    bar: "Progress | None" = None
    _task: "TaskID | None" = None
    _began: float = field(default_factory=time.perf_counter)
    _last: float = field(default_factory=time.perf_counter)
    _seconds: dict[str, float] = field(default_factory=dict)
    """Time spent on each file so far, reading and indexing together."""

    def __call__(self, event: "Event") -> None:
        """Show one event."""
        now = time.perf_counter()
        self._seconds[event.source] = self._seconds.get(event.source, 0.0) + now - self._last
        self._last = now
        if event.happening == "failed":
            _tell_failed(event.source, event.message, self.as_json)
        elif event.happening in self.states:
            self._done(event)
        if self.bar is not None:
            self._advance(self.bar, event)

    def _done(self, event: "Event") -> None:
        card = next(card for card in self.store.library.reports() if card.source == event.source)
        shown: dict[str, Any] = {
            "source": event.source,
            "state": event.happening.value,
            "report": card.id,
            "passages": card.passages,
            "sentences": card.sentences,
            "seconds": round(self._seconds[event.source], 2),
        }
        if self.as_json:
            show_json(shown)
            return
        counts = f"{card.passages} 段，{card.sentences} 句，{self._seconds[event.source]:.1f} 秒"
        typer.echo(f"{event.source}：{self.states[event.happening]}，{counts}")

    def _advance(self, bar: "Progress", event: "Event") -> None:
        if self._task is None:
            self._task = bar.add_task("", total=None, rate="")
            self._began = self._last
        speed = event.done / max(self._last - self._began, 0.1)
        bar.update(
            self._task,
            description=event.source,
            total=event.total or None,
            completed=event.done,
            rate=f"每秒 {speed:.0f} 段" if event.done else "读取中",
        )
