"""``gongbao reports`` and ``gongbao remove``: what is in the library, corrected by hand, and out of it."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import refuse_undecodable, report_ids, settings_of, show_json
from vectorstore.errors import GongbaoError

if TYPE_CHECKING:
    from vectorstore.library.cards import ReportCard

_AS_JSON = typer.Option("--json", help="输出一行 JSON，供程序读取。")
_ID = typer.Argument(metavar="编号", help="报告编号，写前几位即可。")

_reports = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]})


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(_reports, name="reports", short_help="列出库里的报告，看或更正其中一份")
    app.command("remove", short_help="把报告移出库")(remove)


@_reports.callback(invoke_without_command=True)
def reports(context: typer.Context, as_json: Annotated[bool, _AS_JSON] = False) -> None:
    """列出库里的报告：编号、标题、地方、时期、类别、日期、句数、状态。推断出来、报告里没有明说的，后面带问号。

    例：
      gongbao reports
      gongbao reports --json | jq -r '.reports[].title'
      gongbao reports show 3f2a                    看一份报告
      gongbao reports edit 3f2a --place 云汀市      更正一份报告的元数据
    """
    if context.invoked_subcommand:
        return
    from bot.commands.showing import card_json
    from bot.settings import store_of

    with store_of(settings_of(context)) as store:
        cards = store.library.reports()
    if as_json:
        show_json({"reports": [card_json(card) for card in cards]})
    elif cards:
        _show_table(cards)
    else:
        typer.echo("库里还没有报告。用 gongbao ingest 读入，或用 gongbao ingest --samples 试用示例。")


def _show_table(cards: "list[ReportCard]") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from bot.commands.showing import marked

    table = Table(box=box.SIMPLE)
    table.add_column("编号", no_wrap=True)
    for heading in ("标题", "地方", "时期", "类别"):
        table.add_column(heading, overflow="fold")
    table.add_column("日期", no_wrap=True)
    table.add_column("句数", justify="right")
    table.add_column("状态", no_wrap=True)
    for card in cards:
        values = (marked(card, name) for name in ("title", "place", "period", "kind", "date"))
        table.add_row(card.id, *values, str(card.sentences), card.state.label)
    # a pipe has no width: a line a report, so that it can be searched
    console = Console(markup=False, highlight=False) if sys.stdout.isatty() else Console(width=400, markup=False)
    console.print(table)


@_reports.command("show")
def show(
    context: typer.Context,
    prefix: Annotated[str, _ID],
    text: Annotated[bool, typer.Option("--text", help="输出报告全文，一字不增不减。")] = False,
    as_json: Annotated[bool, _AS_JSON] = False,
) -> None:
    """看一份报告：标题、地方、时期等各取自原文何处，说到哪些时段，各级标题，页数、段数和句数；或者它的全文。

    例：
      gongbao reports show 3f2a
      gongbao reports show 3f2a --text > 全文.txt
    """
    from bot.commands.showing import report_json, show_report
    from bot.settings import store_of

    with store_of(settings_of(context)) as store:
        number = report_ids(store.library, [prefix])[0]
        report, card = store.library.report(number), store.library.card(number)
    if card is None:
        raise GongbaoError(f"编号为 {number} 的报告刚刚被移除了；用 gongbao reports 查看现有的编号")
    if as_json:
        show_json(report_json(report, card) | ({"text": report.text} if text else {}))
    elif text:
        sys.stdout.write(report.text)
    else:
        show_report(report, card)


@_reports.command("edit")
def edit(
    context: typer.Context,
    prefix: Annotated[str, _ID],
    place: Annotated[str | None, typer.Option(metavar="地方", help="全称，如“云汀市”。")] = None,
    parent: Annotated[str | None, typer.Option(metavar="地方", help="上级，如“北京市”。")] = None,
    period: Annotated[str | None, typer.Option(metavar="时期", help="如“2020年上半年”。")] = None,
    kind: Annotated[str | None, typer.Option(metavar="类别", help="如“政府工作报告”。")] = None,
    title: Annotated[str | None, typer.Option(metavar="标题", help="报告的标题。")] = None,
    date: Annotated[str | None, typer.Option(metavar="日期", help="作报告的日子，如 2020-08-20。")] = None,
    session: Annotated[str | None, typer.Option(metavar="会议", help="在哪次会议上作的报告。")] = None,
    speaker: Annotated[str | None, typer.Option(metavar="报告人", help="如“市长 林远”。")] = None,
    clear: Annotated[
        list[str] | None, typer.Option(metavar="项目", help="撤销对这一项的更正，恢复读出来的值；可以写多次。")
    ] = None,
    as_json: Annotated[bool, _AS_JSON] = False,
) -> None:
    """更正一份报告的元数据。更正会一直保留，重新读入也不丢；报告编号和引文位置不变。

    值写成空的（--date ""）表示“不详”。没有写到的各项不变。

    例：
      gongbao reports edit 3f2a --place 岚桥区 --parent 云汀市
      gongbao reports edit 3f2a --period 2020年上半年 --kind 计划执行情况报告
      gongbao reports edit 3f2a --clear period
    """
    from bot.commands.showing import card_json, show_card
    from bot.settings import store_of
    from vectorstore.corrections import corrections_from, field_named
    from vectorstore.ingest import amend

    given = {
        "place": place,
        "parent": parent,
        "period": period,
        "kind": kind,
        "title": title,
        "date": date,
        "session": session,
        "speaker": speaker,
    }
    values = {name: refuse_undecodable(value, "更正") for name, value in given.items() if value is not None}
    cleared = frozenset(field_named(name, "--clear") for name in clear or ())
    if not values and not cleared:
        raise typer.BadParameter("没有写要更正什么；例如 --place 云汀市，或 --clear period")
    corrections = corrections_from(values, "更正")
    with store_of(settings_of(context)) as store:
        number = report_ids(store.library, [prefix])[0]
        kept = store.library.corrections(number).without(cleared)
        card = amend(store, number, kept.over(corrections))
    if as_json:
        show_json(card_json(card))
    else:
        show_card(card)


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
