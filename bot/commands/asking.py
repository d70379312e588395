"""``gongbao search`` and ``gongbao ask``: one question, or a batch of them."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import explaining, refuse_undecodable, report_ids, settings_of, show_json, visible
from bot.commands.batches import answer_batch, circumstances
from bot.commands.talking import ask_within

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.batch import Item
    from bot.bot import Bot
    from bot.explanation import SearchExplanation
    from vectorstore.search import FoundPassage


class Mode(StrEnum):
    """Who answers."""

    READER = "reader"
    MODEL = "model"


_QUESTION = typer.Argument(metavar="问题", show_default=False, help="要问的话；带空格时用引号括起来。")
_AS_JSON = typer.Option("--json", help="输出一行 JSON，供程序读取。")
_BATCH = typer.Option(metavar="in.jsonl", help="批量：每行一个带 id 和 question 的 JSON 对象；与 --out 同用。")
_OUT = typer.Option(metavar="out.jsonl", help="批量结果写到哪里；全部完成后才出现，中断后再运行同样的命令会接着做。")
_JOBS = typer.Option("--jobs", "-j", metavar="个数", min=1, max=64, help="批量时同时答几个；用大模型时可以多些。")
_EXPLAIN = typer.Option(
    "--explain", help="说明怎么来的：怎么读的问题，看了哪些原文，各得几分，怎么核对；--json 时放在 explanation 里。"
)
_PLACE = typer.Option(metavar="地名", help="只看这个地方的报告；可以重复。")
_PERIOD = typer.Option(metavar="时期", help="只看这个时期的报告，如 2020年上半年；可以重复。")
_CONVERSATION = typer.Option(metavar="编号|new", help="接着这个对话问（可以追问）；new 开始新的，编号在回复里。")
_REPORT = typer.Option(metavar="编号", help="只看这份报告；编号写前几位即可，可以重复。")

_ABSTENTIONS = {
    "not_in_library": "未作答：库里没有所问地区或时期的报告。",
    "not_stated": "未作答：库里有相关报告，但报告没有说到。",
    "target_only": "未作答：报告只给了目标，没有给出完成情况。",
}


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("ask", short_help="回答一个问题，或一批")(ask)
    app.command("search", short_help="找出最相关的段落，不作答")(search)


def ask(
    context: typer.Context,
    question: Annotated[str | None, _QUESTION] = None,
    as_json: Annotated[bool, _AS_JSON] = False,
    batch: Annotated[Path | None, _BATCH] = None,
    out: Annotated[Path | None, _OUT] = None,
    k: Annotated[int | None, typer.Option("--k", metavar="条数", min=1, max=100, help="取多少条证据。")] = None,
    place: Annotated[list[str] | None, _PLACE] = None,
    period: Annotated[list[str] | None, _PERIOD] = None,
    report: Annotated[list[str] | None, _REPORT] = None,
    conversation: Annotated[str | None, _CONVERSATION] = None,
    mode: Annotated[Mode | None, typer.Option(help="reader 用报告原句，model 用大模型；默认设了模型就用。")] = None,
    explain: Annotated[bool, _EXPLAIN] = False,
    jobs: Annotated[int, _JOBS] = 1,
) -> None:
    """回答一个问题。答案里的 [1] 对应下面列出的报告原句；每个数字都与原句核对过，核对不上的不会出现。

    报告里没有的，会说明是库里没有这个地区或时期、报告没有提到，还是只有目标没有结果；这不算出错（退出码 0）。

    例：
      gongbao ask "岚桥区2023年上半年地区生产总值是多少，同比增长多少？"
      gongbao ask "城镇登记失业率" --place 岚桥区 --period 2023年上半年
      gongbao ask "岚桥区2023年上半年地区生产总值是多少？" --explain
      gongbao ask --batch 问题.jsonl --out 答案.jsonl --jobs 4
      gongbao ask "岚桥区新增就业多少人？" --json | jq -r .answer
    """
    if conversation is not None:
        if question is None or batch is not None or out is not None:
            raise typer.BadParameter("--conversation 一次问一个问题，不与 --batch 同用")
        ask_within(context, conversation, question, report, mode, k, as_json=as_json, **_narrowing(place, period))
        return
    options: dict[str, Any] = {**_narrowing(place, period), "k": k, "mode": mode and mode.value, "explain": explain}

    def reply(bot: "Bot", text: str, reports: tuple[str, ...]) -> "Answer":
        return bot.ask(text, reports=reports, **options)

    _reply(
        context,
        _wanted(question, batch, out, jobs),
        report,
        {"command": "ask", **options},
        show=lambda bot, text, reports: _show(reply(bot, text, reports), as_json),
        line=lambda bot, text, reports: reply(bot, text, reports).as_json(),
    )


def search(
    context: typer.Context,
    question: Annotated[str | None, _QUESTION] = None,
    as_json: Annotated[bool, _AS_JSON] = False,
    batch: Annotated[Path | None, _BATCH] = None,
    out: Annotated[Path | None, _OUT] = None,
    k: Annotated[int, typer.Option("--k", metavar="条数", min=1, max=1000, help="取多少段。")] = 10,
    place: Annotated[list[str] | None, _PLACE] = None,
    period: Annotated[list[str] | None, _PERIOD] = None,
    report: Annotated[list[str] | None, _REPORT] = None,
    explain: Annotated[bool, _EXPLAIN] = False,
    jobs: Annotated[int, _JOBS] = 1,
) -> None:
    """找出与一句话最相关的段落，最相关的在前，附上出处和在原文中的位置；不作答。

    例：
      gongbao search "老旧小区改造" --k 5
      gongbao search "财政收入完成情况" --place 岚桥区 --json
      gongbao search --batch 问题.jsonl --out 段落.jsonl
    """
    options: dict[str, Any] = {**_narrowing(place, period), "k": k}

    def find(bot: "Bot", text: str, reports: tuple[str, ...]) -> "tuple[list[FoundPassage], SearchExplanation | None]":
        if explain:
            return bot.explained_search(text, reports=reports, **options)
        return bot.search(text, reports=reports, **options), None

    _reply(
        context,
        _wanted(question, batch, out, jobs),
        report,
        {"command": "search", "explain": explain, **options},
        show=lambda bot, text, reports: _show_passages(*find(bot, text, reports), as_json),
        line=lambda bot, text, reports: {"question": text, **_passages_json(*find(bot, text, reports))},
    )


def _narrowing(place: list[str] | None, period: list[str] | None) -> dict[str, tuple[str, ...]]:
    for name in (*(place or ()), *(period or ())):
        refuse_undecodable(name, "地名或时期")
    return {"places": tuple(place or ()), "periods": tuple(period or ())}


@dataclass(frozen=True, slots=True)
class _Batch:
    """The questions of a file and where their replies go."""

    items: "tuple[Item, ...]"
    out: Path
    jobs: int


def _wanted(question: str | None, batch: Path | None, out: Path | None, jobs: int) -> str | _Batch:
    """What the command line asks: one question or a batch; wrong usage when neither or both."""
    if question is not None and batch is None and out is None:
        return question
    if question is None and batch is not None and out is not None:
        from bot.batch import read_batch

        return _Batch(read_batch(batch), out, jobs)
    raise typer.BadParameter("给出一个问题，或者用 --batch 和 --out 给出一批，二者取一")


def _reply(
    context: typer.Context,
    wanted: str | _Batch,
    report: list[str] | None,
    options: dict[str, Any],
    show: "Callable[[Bot, str, tuple[str, ...]], None]",
    line: "Callable[[Bot, str, tuple[str, ...]], dict[str, Any]]",
) -> None:
    """Show the reply to one question, or write those to a batch."""
    from bot.bot import Bot

    with closing(Bot(settings=settings_of(context))) as bot:
        reports = report_ids(bot.store.library, report) if report else ()
        if isinstance(wanted, str):
            show(bot, wanted, reports)
            return
        bot.warm()
        depends = circumstances(bot, reports=reports, **options)
        answer_batch(wanted.items, wanted.out, lambda text: line(bot, text, reports), wanted.jobs, depends)


def _show(answer: "Answer", as_json: bool) -> None:
    """An answer for a program, or for a person: the text, what it rests on, and what to know about it."""
    if as_json:
        show_json(answer.as_json())
        return
    for text in _answer_lines(answer):
        typer.echo(text)
    if answer.explanation:
        explaining.show(answer.explanation)


def _answer_lines(answer: "Answer") -> Iterator[str]:
    if answer.understood:
        yield f"理解为：{answer.understood}"
    yield answer.answer
    for statement in answer.statements:
        if statement.calculation and statement.calculation.formula not in answer.answer:
            operands = "".join(f"[{number}]" for number in statement.calculation.operands)
            yield f"推算：{statement.calculation.formula}{operands}"
    if answer.status in _ABSTENTIONS:
        yield _ABSTENTIONS[answer.status]
    if answer.status == "corrected":
        yield "问题里的说法与报告不符，以上以报告为准。"
    if answer.citations:
        yield "\n出处"
    for citation in answer.citations:
        page = f" · 第 {citation.page} 页" if citation.page else ""
        title = citation.title or citation.source
        yield f"[{citation.number}] {' · '.join((title, *citation.section))}{page}"
        yield f"    “{visible(citation.quote).strip()}”"
    if answer.notice:
        yield f"\n注意：{answer.notice}"


def _passages_json(passages: "list[FoundPassage]", explanation: "SearchExplanation | None") -> dict[str, Any]:
    told = {"explanation": asdict(explanation)} if explanation else {}
    return {"passages": [_passage_json(found) for found in passages], **told}


def _passage_json(found: "FoundPassage") -> dict[str, Any]:
    report, passage, section = found.report, found.passage, found.report.section_of(found.passage)
    return {
        "report": report.id,
        "source": report.source,
        "start": passage.start,
        "end": passage.end,
        "text": found.text,
        "score": found.score,
        "title": report.title.value,
        "place": report.place.value,
        "period": section.period.label if section.period else report.period.value,
        "section": section.path,
    }


def _show_passages(passages: "list[FoundPassage]", explanation: "SearchExplanation | None", as_json: bool) -> None:
    if as_json:
        show_json(_passages_json(passages, explanation))
        return
    if not passages:
        typer.echo("没有找到相关的段落。gongbao reports 会列出库里的报告。")
    for number, found in enumerate(passages, start=1):
        report, passage = found.report, found.passage
        title = report.title.value or report.source
        typer.echo(f"{number}. {' · '.join((title, *report.section_of(passage).path))}")
        typer.echo(f"   {report.source}，第 {passage.start}—{passage.end} 字")
        for line in filter(None, map(str.strip, visible(found.text).splitlines())):
            typer.echo(f"   {line}")
    if explanation:
        explaining.show(explanation)
