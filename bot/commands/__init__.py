"""The commands of ``gongbao``, one module a subject, and what they share.

Nothing heavier than typer is imported before a command runs: the help must appear at once.
"""

import json
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import typer

from vectorstore.errors import GongbaoError, ReadError

if TYPE_CHECKING:
    from bot.settings import Settings
    from vectorstore.library import Library


class Interrupted(GongbaoError):  # noqa: N818  it is no error of anyone's
    """The user broke off; the message says what became of the work."""


def settings_of(context: typer.Context, **overrides: Any) -> "Settings":
    """The settings of this run, ``--home`` and the overrides over everything; ConfigurationError when one is wrong."""
    from bot import settings

    return settings.load(home=context.obj, **overrides)


def one_line(text: str) -> str:
    """A text fit for one line of a terminal: no line breaks, control characters or halves of characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def visible(text: str) -> str:
    """A text fit for a terminal: without its commands, and without letters that hide or turn others round."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t\u3000\xa0")


def refuse_undecodable(text: str, what: str) -> str:
    """The text itself; ReadError when it holds bytes that are no characters."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ReadError(f"{what}里有无法识别的字节（第 {error.start + 1} 个字符），请在 UTF-8 的终端里重输") from error
    return text


def show_json(value: Any) -> None:
    """One line of JSON on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def refuse(error: GongbaoError | str) -> None:
    """One line on standard error, for a refusal that does not end the command."""
    typer.echo(one_line(str(error)), err=True)


def on_terminal() -> bool:
    """Whether a person watches both streams."""
    return sys.stdout.isatty() and sys.stderr.isatty()


def report_ids(library: "Library", prefixes: Collection[str]) -> tuple[str, ...]:
    """The id each prefix stands for, in the order given, without repetition.

    Raises GongbaoError when a prefix is blank, fits no report, or more than one.
    """
    for prefix in prefixes:
        if not refuse_undecodable(prefix, "报告编号").strip():
            raise ReadError("报告编号是空的，gongbao reports 会列出全部编号")
    return tuple(dict.fromkeys(library.find(prefix.strip()) for prefix in prefixes))
