"""``gongbao reports`` and ``gongbao remove``: what is in the library, and out of it."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import report_ids, settings_of, show_json

if TYPE_CHECKING:
    from vectorstore.library import ReportCard
    from vectorstore.report import Found, Report

_AS_JSON = typer.Option("--json", help="输出一行 JSON，供程序读取。")
_STATES = {"indexing": "待编入", "ready": "可用", "leaving": "移除中"}
_METADATA = {"title": "标题", "place": "地方", "parent": "上级", "period": "时期", "kind": "类别", "date": "日期"}

_reports = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]})


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(_reports, name="reports", short_help="列出库里的报告，或看其中一份")
    app.command("remove", short_help="把报告移出库")(remove)


@_reports.callback(invoke_without_command=True)
def reports(context: typer.Context, as_json: Annotated[bool, _AS_JSON] = False) -> None:
    """列出库里的报告：编号、标题、地方、时期、类别、日期、句数、状态。推断出来、报告里没有明说的，后面带问号。

    例：
      gongbao reports
      gongbao reports --json | jq -r '.reports[].title'
      gongbao reports show 3f2a         看一份报告
    """
    if context.invoked_subcommand:
        return
    from bot.settings import store_of

    with store_of(settings_of(context)) as store:
        listed = [(card, store.library.report(card.id)) for card in store.library.reports()]
    if as_json:
        show_json({"reports": [_card_json(card, report) for card, report in listed]})
    elif listed:
        _show_table(listed)
    else:
        typer.echo("库里还没有报告。用 gongbao ingest 读入，或用 gongbao ingest --samples 试用示例。")


def _card_json(card: "ReportCard", report: "Report") -> dict[str, Any]:
    return {
        "id": card.id,
        "source": card.source,
        **{name: getattr(card, name) for name in _METADATA},
        "guessed": [name for name in _METADATA if not getattr(report, name).certain],
        "passages": card.passages,
        "sentences": card.sentences,
        "state": card.state.value,
        "added": card.added,
    }


def _show_table(listed: "list[tuple[ReportCard, Report]]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE)
    table.add_column("编号", no_wrap=True)
    for heading in ("标题", "地方", "时期", "类别"):
        table.add_column(heading, overflow="fold")
    table.add_column("日期", no_wrap=True)
    table.add_column("句数", justify="right")
    table.add_column("状态", no_wrap=True)
    for card, report in listed:
        found = (report.title, report.place, report.period, report.kind, report.date)
        table.add_row(card.id, *(_marked(value) for value in found), str(card.sentences), _STATES[card.state])
    # a pipe has no width: a line a report, so that it can be searched
    console = Console(markup=False, highlight=False) if sys.stdout.isatty() else Console(width=400, markup=False)
    console.print(table)


def _marked(found: "Found") -> str:
    return f"{found.value}？" if found.value and not found.certain else found.value


@_reports.command("show")
def show(
    context: typer.Context,
    prefix: Annotated[str, typer.Argument(metavar="编号", help="报告编号，写前几位即可。")],
    text: Annotated[bool, typer.Option("--text", help="输出报告全文，一字不增不减。")] = False,
    as_json: Annotated[bool, _AS_JSON] = False,
) -> None:
    """看一份报告：标题、地方、时期等各取自原文何处，各级标题，段数和句数；或者它的全文。

    例：
      gongbao reports show 3f2a
      gongbao reports show 3f2a --text > 全文.txt
    """
    from bot.settings import store_of

    with store_of(settings_of(context)) as store:
        report = store.library.report(report_ids(store.library, [prefix])[0])
    if as_json:
        show_json(_report_json(report) | ({"text": report.text} if text else {}))
    elif text:
        sys.stdout.write(report.text)
    else:
        _show_report(report)


def _report_json(report: "Report") -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "id": report.id,
        "source": report.source,
        **{name: asdict(getattr(report, name)) for name in _METADATA},
        "outline": [
            {"level": section.level, "heading": section.heading, "start": section.start, "end": section.end}
            for section in report.sections
            if section.level
        ],
        "characters": len(report.text),
        "passages": len(report.passages),
        "sentences": len(report.sentences),
    }


def _show_report(report: "Report") -> None:
    typer.echo(f"编号  {report.id}\n文件  {report.source}")
    for name, label in _METADATA.items():
        found: Found = getattr(report, name)
        if not found.value:
            typer.echo(f"{label}  （没有找到）")
            continue
        where = "不取自原文" if found.start is None else f"取自原文第 {found.start}—{found.end} 字"
        typer.echo(f"{label}  {_marked(found)}（{where}{'' if found.certain else '，推断'}）")
    typer.echo(f"篇幅  {len(report.text)} 字，{len(report.passages)} 段，{len(report.sentences)} 句\n目录")
    for section in report.sections:
        if section.level:
            typer.echo(f"{'  ' * section.level}{section.heading}")


def remove(
    context: typer.Context,
    prefixes: Annotated[list[str], typer.Argument(metavar="编号", help="报告编号，写前几位即可；可以写多个。")],
) -> None:
    """把报告移出库。只移除库里的内容，原来的文件不动；有一个编号不对，就一份也不移除。

    例：
      gongbao remove 3f2a
      gongbao remove 3f2a 90bc
    """
    from bot.settings import store_of
    from vectorstore.ingest import remove as take_out

    with store_of(settings_of(context)) as store:
        for number in report_ids(store.library, prefixes):
            card = take_out(store, number)
            typer.echo(f"已移除 {card.title or card.source}（{card.id}）")
