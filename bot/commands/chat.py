"""``gongbao chat``: a conversation in the terminal, or through a pipe, one question a line."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import one_line, refuse, settings_of
from bot.commands.asking import Mode
from bot.commands.asking import _answer_lines as answer_lines
from bot.commands.talking import NEW, session_of
from vectorstore.errors import GongbaoError

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.bot import Bot
    from bot.conversation import Session

_PROMPT = "问> "
_WELCOME = "直接写问题，可以追问（“那汐川区呢？”“为什么？”）；/帮助 列出命令，/退出 结束。"
_HELP = """/报告 [编号…]          只看这些报告（写前几位即可）；不写编号就列出报告，/报告 全部 取消
/改 N 新问题           把第 N 问改成新问题再答，它后面的问答去掉
/重答 [reader|model]   上一问再答一次：reader 原文摘答，model 大模型
/对话                 列出这个对话的问题
/导出 文件             写成 Markdown，文件名以 .json 结尾就写成 JSON
/新                   开始新的对话
/退出                 结束；对话已经保存，gongbao chat --conversation 编号 可以接着问"""
_NAMES = {
    "报告": "narrow", "narrow": "narrow", "改": "edit", "edit": "edit", "重答": "again", "regenerate": "again",
    "导出": "export", "export": "export", "新": "new", "new": "new", "帮助": "help", "help": "help",
    "退出": "leave", "quit": "leave", "exit": "leave", "对话": "list", "list": "list",
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("chat", short_help="连续地问，可以追问")(chat)


def chat(
    context: typer.Context,
    conversation: Annotated[str, typer.Option(metavar="编号|new", help="接着以前的对话；编号写前几位即可。")] = NEW,
    mode: Annotated[Mode | None, typer.Option(help="reader 用报告原句，model 用大模型；默认设了模型就用。")] = None,
) -> None:
    """连续地问：“那汐川区呢？”“比去年呢？”“为什么？”这样的追问会按上文补全，并写明“理解为……”。

    问答都保存着，用 gongbao conversations 查看。Ctrl-C 停下正在写的回答，对话不丢。也可以从管道读入，一行一问。

    例：
      gongbao chat
      gongbao chat --conversation 20240115
      gongbao chat < 问题.txt
    """
    from bot.bot import Bot

    with closing(Bot(settings=settings_of(context))) as bot:
        talk = Talk(bot, session_of(bot, conversation), mode and mode.value)
        interactive = sys.stdin.isatty() and sys.stdout.isatty()
        if interactive:
            typer.echo(_WELCOME)
        talk.go_on(_typed() if interactive else _piped())
    if talk.session.conversation.turns:
        typer.echo(f"对话：{talk.session.conversation.id}", err=True)
    if talk.refused and not interactive:
        raise typer.Exit(1)


def _typed() -> Iterator[str]:
    """Lines as a person types them, until Ctrl-D, or Ctrl-C before anything is asked."""
    import contextlib

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  editing and history of the line
    while True:
        try:
            yield input(_PROMPT)
        except (EOFError, KeyboardInterrupt):
            typer.echo()
            return


def _piped() -> Iterator[str]:
    if reconfigure := getattr(sys.stdin, "reconfigure", None):
        # a line that is no UTF-8 is refused by itself
        reconfigure(encoding="utf-8", errors="surrogateescape")
    yield from sys.stdin


@dataclass
class Talk:
    """A conversation at a terminal."""

    bot: "Bot"
    session: "Session"
    mode: str | None = None
    refused: int = 0
    """Lines that were refused."""

    def go_on(self, lines: Iterator[str]) -> None:
        """Answer each line until there are no more, or one says to leave."""
        for line in lines:
            text = line.strip().removeprefix("\ufeff")
            if not text:
                continue
            try:
                if not self._heed(text):
                    return
            except GongbaoError as error:
                self.refused += 1
                refuse(error)

    def _heed(self, text: str) -> bool:
        """Do what one line asks; False when it says to leave."""
        if text[0] not in "/／":
            self._answer(lambda: self.session.stream(text, mode=self.mode))
            return True
        name, _, rest = text[1:].partition(" ")
        command = _NAMES.get(name.lower())
        if command == "leave":
            return False
        if command is None:
            raise GongbaoError(f"没有 /{name} 这个命令；/帮助 列出全部命令")
        commands: dict[str, Callable[[str], None]] = {
            "narrow": self._narrow,
            "edit": self._edit,
            "again": self._again,
            "export": self._export,
            "new": self._begin,
            "help": lambda _: typer.echo(_HELP),
            "list": self._list,
        }
        commands[command](rest.strip())
        return True

    def _answer(self, ask: "Callable[[], Iterator[Answer]]") -> None:
        """Show the answer; Ctrl-C stops it and leaves the conversation as it was."""
        steps = ask()
        try:
            *_, answer = steps
        except KeyboardInterrupt:
            if close := getattr(steps, "close", None):
                close()
            typer.echo("已停止，这一问没有记入对话。", err=True)
            return
        for line in answer_lines(answer):
            typer.echo(line)
        typer.echo()

    def _narrow(self, rest: str) -> None:
        if rest in ("全部", "all"):
            self.session.narrow()
            typer.echo("看全部报告。")
            return
        if rest:
            self.session.narrow(reports=rest.replace("，", " ").replace(",", " ").split())
        chosen = self.session.conversation.narrowing.reports
        for card in self.bot.store.library.reports():
            mark = "*" if card.id in chosen else " "
            typer.echo(f"{mark} {card.id}  {one_line(card.title or card.source)}")
        typer.echo(f"只看上面带 * 的 {len(chosen)} 份。" if chosen else "现在看全部报告；/报告 编号 只看其中几份。")

    def _edit(self, rest: str) -> None:
        number, _, question = rest.partition(" ")
        if not number.isdecimal() or not question.strip():
            raise GongbaoError("写法是 /改 N 新问题，例如 /改 2 那汐川区呢？")
        self._answer(lambda: iter([self.session.edit(int(number), question.strip(), mode=self.mode)]))

    def _again(self, rest: str) -> None:
        if rest not in ("", "reader", "model"):
            raise GongbaoError("写法是 /重答、/重答 reader 或 /重答 model")
        self._answer(lambda: self.session.regenerated(mode=rest or self.mode))

    def _export(self, rest: str) -> None:
        from bot.commands.conversation import write

        if not rest:
            raise GongbaoError("写法是 /导出 文件，例如 /导出 对话.md")
        write(self.session.conversation, Path(rest).expanduser())
        typer.echo(f"已导出到 {rest}")

    def _begin(self, rest: str) -> None:
        del rest
        self.session = session_of(self.bot, NEW)
        typer.echo("新的对话。")

    def _list(self, rest: str) -> None:
        del rest
        for number, turn in enumerate(self.session.conversation.turns, 1):
            typer.echo(f"{number}. {one_line(turn.question)}")
