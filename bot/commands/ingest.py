"""``gongbao ingest``: reports into the library, with progress."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import on_terminal, refuse, settings_of, show_json

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from vectorstore.ingest import Event, Summary
    from vectorstore.library import ReportCard
    from vectorstore.store import Store

_STATES = {
    "added": "新增",
    "replaced": "替换",
    "reread": "重读",
    "moved": "换了位置",
    "twin": "重复",
    "unchanged": "未变",
}
"""What became of a file, in words."""


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command("ingest", short_help="把报告读进库里")(ingest)


def ingest(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="路径", show_default=False, help="报告文件、文件夹、压缩包或网址；可以写多个。"),
    ] = None,
    samples: Annotated[bool, typer.Option("--samples", help="读入随程序附带的示例报告（地方是虚构的）。")] = False,
    jobs: Annotated[
        int | None,
        typer.Option(metavar="个数", min=1, help="同时读几份；默认几份以内一份一份读，再多就每个处理器核一份。"),
    ] = None,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="另一个 gongbao 正在写入时不等它，立即退出。")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="每份文件输出一行 JSON，供程序读取。")] = False,
) -> None:
    """把报告读进库里，之后就能检索和提问。没有变的文件不再读；同一个文件内容变了的，替换旧的。

    文件换了位置或另存了一份，库里仍是一份报告。同一份报告的两种版本（如网页和 Word）都收下，检索只用一份。

    读不了的文件各占标准错误的一行，说明原因和办法，其余的照常读入，退出码为 1。
    中途停下也不要紧，再运行一次会接着做完。

    例：
      gongbao ingest 报告/              读入文件夹里的全部报告
      gongbao ingest 甲区.docx 乙区.pdf   读入两份
      gongbao ingest --samples         读入示例报告，试一试
      gongbao ingest 报告/ --json | jq 'select(.warnings != [])'
    """
    if not paths and not samples:
        raise typer.BadParameter("给出报告文件或文件夹，或用 --samples 读入示例")
    from bot.settings import store_of
    from vectorstore.ingest import ingest as add
    from vectorstore.loaders import Limits

    settings = settings_of(context)
    with ExitStack() as stack:
        named: list[str | Path] = list(paths or ())
        if samples:
            folder = stack.enter_context(_sample_folder())
            named += sorted(path for path in folder.iterdir() if path.stem != "README")
        store = stack.enter_context(store_of(settings))
        limits = Limits(file=settings.largest_file * 1024**2)
        with shown_progress(store, as_json) as show:
            summary = add(
                named,
                store,
                show,
                limits=limits,
                jobs=jobs,
                wait=not no_wait,
                allow_private=settings.allow_private,
            )
    if not as_json and _held(summary):
        typer.echo(_summed_up(summary))
    if summary.failed:
        raise typer.Exit(1)


@contextmanager
def _sample_folder() -> Iterator[Path]:
    from importlib.resources import as_file, files

    with as_file(files("vectorstore") / "samples") as folder:
        yield folder


def _tell_failed(source: str, message: str, as_json: bool) -> None:
    refuse(message)
    if as_json:
        show_json({"source": source, "state": "failed", "error": message})


def _held(summary: "Summary") -> int:
    """How many files gave a report."""
    kinds = (summary.added, summary.replaced, summary.reread, summary.moved, summary.twins, summary.unchanged)
    return sum(map(len, kinds))


def _summed_up(summary: "Summary") -> str:
    """One line on what a run did."""
    counts = f"新增 {len(summary.added)}，替换 {len(summary.replaced)}，未变 {len(summary.unchanged)}"
    rare = {"重读": summary.reread, "换了位置": summary.moved, "重复": summary.twins}
    counts += "".join(f"，{name} {len(sources)}" for name, sources in rare.items() if sources)
    line = f"{counts}，拒绝 {len(summary.failed)}；编入 {summary.passages} 段，用时 {summary.seconds:.1f} 秒"
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

    def __call__(self, event: "Event") -> None:
        """Show one event."""
        if event.happening == "waiting":
            refuse("正在等待另一个 gongbao 进程写完…（不想等就按 Ctrl+C，或用 --no-wait）")
        elif event.happening == "failed":
            _tell_failed(event.source, event.message, self.as_json)
        elif event.happening in self.states:
            self._done(event)
        if self.bar is not None:
            self._advance(self.bar, event)

    def _done(self, event: "Event") -> None:
        card = self.store.library.card(event.report)
        if card is None:
            return
        warnings = [*([event.message] if event.message else ()), *card.warnings]
        if self.as_json:
            show_json(_line(event, card, warnings))
            return
        counts = f"{card.passages} 段，{card.sentences} 句，{event.seconds:.1f} 秒"
        typer.echo(f"{event.source}：{self.states[event.happening]}，{counts}")
        for warning in warnings:
            typer.echo(f"  注意：{warning}")

    def _advance(self, bar: "Progress", event: "Event") -> None:
        if self._task is None:
            self._task = bar.add_task("", total=None, rate="")
            self._began = time.perf_counter()
        speed = event.done / max(time.perf_counter() - self._began, 0.1)
        bar.update(
            self._task,
            description=event.source,
            total=event.total or None,
            completed=event.done,
            rate=f"每秒 {speed:.0f} 段" if event.done else "读取中",
        )


def _line(event: "Event", card: "ReportCard", warnings: list[str]) -> dict[str, Any]:
    """What a program is told of a file that gave a report."""
    told = ("title", "place", "period", "pages", "sections", "passages", "sentences", "figures", "facts", "twin_of")
    return {
        "source": event.source,
        "state": event.happening.value,
        "report": card.id,
        **{name: getattr(card, name) for name in told},
        "warnings": warnings,
        "seconds": round(event.seconds, 2),
        "error": None,
    }
