"""``gongbao conversations``: the history of conversations, listed, shown, exported, renamed and removed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import one_line, refuse, refuse_undecodable, settings_of, show_json

if TYPE_CHECKING:
    from bot.conversation import Conversation, History

_AS_JSON = typer.Option("--json", help="输出一行 JSON，供程序读取。")
_ID = typer.Argument(metavar="编号", help="对话编号，写前几位即可。")

_conversations = typer.Typer(context_settings={"help_option_names": ["-h", "--help"]})


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.add_typer(_conversations, name="conversations", short_help="以往的对话：列出、查看、导出、改名、删除")


def history_of(context: typer.Context) -> "History":
    """The history of the run's home."""
    from bot.conversation import History

    return History(settings_of(context).home)


@_conversations.callback(invoke_without_command=True)
def conversations(context: typer.Context, as_json: Annotated[bool, _AS_JSON] = False) -> None:
    """以往的对话，保存在报告库文件夹的 conversations 里。

    例：
      gongbao conversations
      gongbao conversations list --search 失业率
      gongbao conversations show 2024
      gongbao conversations export 2024 --out 对话.md
    """
    if context.invoked_subcommand is None:
        _list(context, "", as_json)


@_conversations.command("list")
def list_(
    context: typer.Context,
    search: Annotated[str, typer.Option(metavar="词", help="只列出问答里有这些词的；多个词用空格隔开。")] = "",
    as_json: Annotated[bool, _AS_JSON] = False,
) -> None:
    """列出对话，最近的在前：编号、最后更改、问数、标题。"""
    _list(context, refuse_undecodable(search, "要找的词"), as_json)


def _list(context: typer.Context, words: str, as_json: bool) -> None:
    kept = history_of(context).all(words)
    for line in kept.damaged:
        refuse(line)
    if as_json:
        show_json({"conversations": [_card(conversation) for conversation in kept.conversations]})
        return
    for conversation in kept.conversations:
        changed = conversation.changed[:16].replace("T", " ")
        typer.echo(f"{conversation.id}  {changed}  {len(conversation.turns):>3} 问  {one_line(conversation.title)}")
    if not kept.conversations:
        typer.echo("没有这样的对话。" if words else "还没有对话。用 gongbao chat 开始一个。")


def _card(conversation: "Conversation") -> dict[str, Any]:
    whole = conversation.as_json()
    return {name: whole[name] for name in ("id", "title", "created", "changed", "narrowing")} | {
        "questions": [turn.question for turn in conversation.turns]
    }


@_conversations.command("show")
def show(context: typer.Context, prefix: Annotated[str, _ID], as_json: Annotated[bool, _AS_JSON] = False) -> None:
    """看一个对话的全部问答。"""
    from bot.commands.asking import _answer_lines as answer_lines

    conversation = history_of(context).get(refuse_undecodable(prefix, "对话编号"))
    if as_json:
        show_json(conversation.as_json())
        return
    typer.echo(f"{one_line(conversation.title)}（{conversation.id}）")
    for number, turn in enumerate(conversation.turns, 1):
        typer.echo(f"\n{number}. {one_line(turn.question)}")
        for line in answer_lines(turn.answer):
            typer.echo(line)


@_conversations.command("export")
def export(
    context: typer.Context,
    prefix: Annotated[str, _ID],
    out: Annotated[Path | None, typer.Option(metavar="文件", help="写到哪里，.md 或 .json；不写就输出到屏幕。")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON，不是 Markdown。")] = False,
) -> None:
    """导出一个对话：Markdown（引文写成脚注）或 JSON。"""
    from bot.conversation.export import as_json as to_json
    from bot.conversation.export import as_markdown

    conversation = history_of(context).get(refuse_undecodable(prefix, "对话编号"))
    if out is None:
        typer.echo(to_json(conversation) if as_json else as_markdown(conversation), nl=False)
    else:
        write(conversation, out, as_json=as_json)
        typer.echo(f"已导出到 {out}")


def write(conversation: "Conversation", out: Path, *, as_json: bool = False) -> None:
    """Write a conversation to a file: JSON where it is asked for or the name ends in .json, else Markdown."""
    from bot.conversation.export import as_json as to_json
    from bot.conversation.export import as_markdown
    from bot.written_file import write_whole

    json = as_json or out.suffix.lower() == ".json"
    write_whole(out, (to_json(conversation) if json else as_markdown(conversation)).encode(errors="backslashreplace"))


@_conversations.command("rename")
def rename(
    context: typer.Context,
    prefix: Annotated[str, _ID],
    title: Annotated[str, typer.Argument(metavar="标题", help="新的标题。")],
) -> None:
    """给一个对话改标题。"""
    from bot.conversation import renamed

    history = history_of(context)
    title = refuse_undecodable(title, "标题")
    changed = history.update(history.get(prefix), lambda kept: renamed(kept, title))
    typer.echo(f"{changed.id}  {changed.title}")


@_conversations.command("remove")
def remove(
    context: typer.Context,
    prefixes: Annotated[list[str], typer.Argument(metavar="编号", help="对话编号，写前几位即可；可以写多个。")],
) -> None:
    """删除对话；有一个编号不对，就一个也不删。"""
    history = history_of(context)
    for number in [history.find(refuse_undecodable(prefix, "对话编号")) for prefix in prefixes]:
        typer.echo(f"已删除 {history.remove(number)}")
