"""A batch of questions on the command line: its progress on a terminal, and what is said when it breaks off."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import typer

from bot.commands import Interrupted, on_terminal, refuse

if TYPE_CHECKING:
    from bot.batch import Item, Progress
    from bot.bot import Bot

Told = Callable[["Progress"], None]


def answer_batch(
    items: "tuple[Item, ...]",
    out: Path,
    reply: Callable[[str], dict[str, Any]],
    jobs: int,
    circumstances: Mapping[str, Any],
) -> None:
    """Ask a batch; exit code 1 when some of it were refused.

    Raises Interrupted, saying how to go on, when the user breaks it off.
    """
    from bot.batch import run_batch

    latest: list[Progress] = []
    try:
        with _bar(len(items)) as told:

            def note(progress: "Progress") -> None:
                latest[:] = [progress]
                told(progress)

            done = run_batch(items, out, reply, jobs=jobs, circumstances=circumstances, told=note)
    except KeyboardInterrupt:
        answered = latest[0].done - latest[0].refused if latest else 0
        where = f"，已答的存在 {out}.partial；再运行一次同样的命令就接着做" if answered else ""
        raise Interrupted(f"已中断：{len(items)} 个问题答了 {answered} 个{where}") from None
    if done.refused:
        refuse(f"{len(items)} 个问题中有 {done.refused} 个被拒绝，原因写在 {out} 里各自的 error 中")
        raise typer.Exit(1)


def circumstances(bot: "Bot", **options: Any) -> dict[str, Any]:
    """All that a reply depends on beside its question: options, model, version, and the reports there are."""
    from importlib.metadata import version

    from vectorstore.library import SEARCHED

    standings = bot.store.library.standings()
    return options | {
        "version": version("gongbao"),
        "home": bot.settings.home,
        "model": (bot.settings.model, bot.settings.model_url),
        "reports_held": sorted(number for number, standing in standings.items() if standing.state in SEARCHED),
    }


@contextmanager
def _bar(total: int) -> Iterator[Told]:
    """A line that tells how far the batch is, on a terminal; nothing elsewhere."""
    if not on_terminal():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("作答"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[refused]}"),
        TimeRemainingColumn(),
    )
    began = monotonic()
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=total, rate="", refused="")

        def told(progress: "Progress") -> None:
            asked = progress.done - progress.kept
            rate = f"每秒 {asked / max(monotonic() - began, 1e-3):.1f} 个" if asked else ""
            refused = f"拒绝 {progress.refused}" if progress.refused else ""
            bar.update(task, completed=progress.done, rate=rate, refused=refused)

        yield told
