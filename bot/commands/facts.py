"""``gongbao facts`` and ``gongbao check``: every figure the library knows, and where they disagree."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import refuse_undecodable, report_ids, settings_of, show_json
from vectorstore.errors import ReadError

if TYPE_CHECKING:
    from bot.cited_facts import CitedFact
    from bot.fact_query import FactQuery
    from vectorstore.library import Library, StoredFact


class Stated(StrEnum):
    """Whether a figure is a result or intended, as ``Outlook`` has it; the types of facts take long to import."""

    ACHIEVED = "achieved"
    TARGET = "target"


class Quantity(StrEnum):
    """What kind of quantity a figure is, as ``Measure`` has it."""

    LEVEL = "level"
    GROWTH = "growth"
    SHARE = "share"
    POINTS = "points"
    COMPLETION = "completion"
    RANK = "rank"


_PLACE = typer.Option(metavar="地名", help="只看这个地方的；全称简称都行，可以重复。")
_REPORT = typer.Option(metavar="编号", help="只看这份报告的；编号写前几位即可，可以重复。")
_INDICATOR = typer.Option(metavar="指标", help="只看这个指标的，如 GDP；词典里没有的按字面找，可以重复。")
_PERIOD = typer.Option(metavar="时期", help="只看这个时期及其中各段的，如 2020年、2020H1；可以重复。")
_AS_JSON = typer.Option("--json", help="输出一行 JSON，供程序读取。")


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("facts", short_help="列出报告里的数字：地方、指标、时期、目标还是结果")(facts)
    app.command("check", short_help="找出报告之间和报告内部对不上的数字")(check)


def facts(
    context: typer.Context,
    place: Annotated[list[str] | None, _PLACE] = None,
    indicator: Annotated[list[str] | None, _INDICATOR] = None,
    period: Annotated[list[str] | None, _PERIOD] = None,
    kind: Annotated[Stated | None, typer.Option(help="achieved 只看完成的，target 只看目标。")] = None,
    measure: Annotated[
        Quantity | None,
        typer.Option(help="level 数量，growth 增速，share 比率，points 百分点，completion 进度，rank 位次。"),
    ] = None,
    report: Annotated[list[str] | None, _REPORT] = None,
    known: Annotated[bool, typer.Option("--known", help="只看指标词典里有的指标。")] = False,
    as_json: Annotated[bool, _AS_JSON] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="输出 CSV，Excel 能直接打开。")] = False,
    out: Annotated[Path | None, typer.Option(metavar="文件", help="写到 .xlsx、.csv 或 .json 文件。")] = None,
) -> None:
    """列出报告里的数字：各是哪个地方、哪个指标、哪个时期的，是目标还是结果，附上原句。区间和“左右”“以上”照原样保留。

    例：
      gongbao facts --place 安徽 --indicator GDP --kind target
      gongbao facts --indicator 城镇调查失业率 --period 2024年 --csv > 失业率.csv
      gongbao facts --known --out 全部指标.xlsx
    """
    from bot.commands.fact_columns import show_facts
    from bot.fact_list import SUFFIXES, csv_text, facts_json, list_bytes

    if as_json and as_csv:
        raise typer.BadParameter("--json 和 --csv 只能用一个")
    suffix = _suffix(out, SUFFIXES)
    found, hint = _find(context, place, indicator, period, kind, measure, report, known)
    if out is not None:
        _write(out, list_bytes(found, suffix), f"{len(found)} 个事实")
    if as_json:
        show_json(facts_json(found))
    elif as_csv:
        sys.stdout.write(csv_text(found))
    elif out is None and found:
        show_facts(found)
    if hint:
        typer.echo(hint, err=as_json or as_csv)


def _find(
    context: typer.Context,
    place: list[str] | None,
    indicator: list[str] | None,
    period: list[str] | None,
    kind: Stated | None,
    measure: Quantity | None,
    report: list[str] | None,
    known: bool,
) -> "tuple[list[CitedFact], str]":
    """The facts asked for; where there are none, a line that says what there is."""
    from bot.cited_facts import cite
    from bot.fact_query import FactQuery, nearest, select, take_indicator, take_periods
    from bot.settings import store_of
    from vectorstore.facts.measures import Measure
    from vectorstore.report import Outlook

    _refuse_bytes(place, indicator, period)
    taken = tuple(take_indicator(name) for name in indicator or ())
    for name in taken:
        if name.remark:
            typer.echo(name.remark, err=True)
    periods = take_periods(period or ())
    with store_of(settings_of(context)) as store:
        library = store.library
        ids = report_ids(library, report) if report else ()
        outlook, quantity = Outlook(kind) if kind else None, Measure(measure) if measure else None
        query = FactQuery(_places(library, place), taken, periods, outlook, quantity, known)
        stored = select(_stored(library, query, ids), query)
        if not stored:
            return [], nearest(query, lambda wider: select(_stored(library, wider, ids), wider))
        # opened one report after another, and shown in the order asked for
        cited = {id(fact.fact): fact for fact in cite(sorted(stored, key=lambda fact: fact.report), library.report)}
        return [cited[id(fact.fact)] for fact in stored], ""


def _places(library: "Library", names: list[str] | None) -> tuple[str, ...]:
    from bot.fact_query import place_names

    if not names:
        return ()
    cards = library.reports()
    return place_names(names, {place for card in cards for place in (card.place, card.parent) if place})


def _stored(library: "Library", query: "FactQuery", reports: Sequence[str]) -> "list[StoredFact]":
    """What the catalogue can narrow; indicators by their words are left to ``select``."""
    exact = all(taken.known for taken in query.indicators)
    return library.facts(
        places=query.places,
        indicators=[taken.name for taken in query.indicators] if exact else (),
        periods=query.periods,
        kind=query.kind,
        measure=query.measure,
        reports=reports,
    )


def _refuse_bytes(*names: list[str] | None) -> None:
    for name in (name for several in names for name in several or ()):
        refuse_undecodable(name, "地名、指标或时期")


def _suffix(out: Path | None, allowed: Sequence[str]) -> str:
    """The suffix of a file to be written, empty without one. Raises ReadError when it is none of those allowed."""
    if out is None or (suffix := out.suffix.lower()) in allowed:
        return "" if out is None else suffix
    raise ReadError(f"不知道怎样写 {out.name}：--out 的文件名应以 {'、'.join(allowed)} 结尾")


def _write(out: Path, content: bytes, what: str) -> None:
    from bot.written_file import write_whole

    write_whole(out, content)
    typer.echo(f"已把 {what}写到 {out}", err=True)


def check(
    context: typer.Context,
    place: Annotated[list[str] | None, _PLACE] = None,
    report: Annotated[list[str] | None, _REPORT] = None,
    as_json: Annotated[bool, _AS_JSON] = False,
    out: Annotated[Path | None, typer.Option(metavar="文件", help="写到 .xlsx、.md 或 .json 文件。")] = None,
) -> None:
    """找出对不上的数字：同一件事两个说法；目标和后来的结果；增速与两年数量推算不合。每处都附两边的原句。

    口径不同的不比；约、近、超、以上、以内按字面放宽；舍入造成的差别不算。按可比价计算的增速（如地区生产总值）不用现价数量核对。

    例：
      gongbao check
      gongbao check --place 岚桥区
      gongbao check --out 核对单.xlsx
    """
    from bot.check import check as find
    from bot.check import summary
    from bot.check.listing import SUFFIXES, finding_lines, findings_bytes, findings_json
    from bot.cited_facts import cite
    from bot.settings import store_of

    suffix = _suffix(out, SUFFIXES)
    _refuse_bytes(place)
    with store_of(settings_of(context)) as store:
        library = store.library
        ids = report_ids(library, report) if report else ()
        # words that no dictionary knows can't be told to mean the same
        stored = [fact for fact in library.facts(places=_places(library, place), reports=ids) if fact.fact.known]
        cited = list(cite(sorted(stored, key=lambda fact: fact.report), library.report))
    findings = find(cited)
    line = summary(findings, len(cited)) if cited else "没有可核对的事实：用 gongbao reports 查看库里有哪些报告"
    if out is not None:
        _write(out, findings_bytes(findings, line, suffix), f"{len(findings)} 处发现")
    if as_json:
        show_json(findings_json(findings))
    elif out is None:
        for shown in finding_lines(findings):
            # a report may hold what a terminal takes for a command
            typer.echo("".join(c if c.isprintable() else " " for c in shown))
    typer.echo(line, err=as_json)
