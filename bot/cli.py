"""The ``gongbao`` command: its global options, and what becomes of errors."""

import logging
import os
import re
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from bot.commands import Interrupted, asking, chat, conversation, facts, ingest, library, refuse, upkeep
from vectorstore.errors import GongbaoError

_logger = logging.getLogger(__name__)

REFUSED, WRONG_USAGE, INTERRUPTED = 1, 2, 130
"""Exit codes beside 0; an answer that abstains is 0."""

_USAGE_IN_CHINESE = (
    (r"No such command '(.+?)'\.?(?: Did you mean '(.+?)'\?)?.*", r"没有 \1 这个命令"),
    (r"No such option: (\S+).*", r"没有 \1 这个选项"),
    (r"Missing argument '(.+?)'.*", r"缺少参数 \1"),
    (r"Missing option '(.+?)'.*", r"缺少选项 \1"),
    (r"Option '(.+?)' requires an argument.*", r"选项 \1 后面缺少值"),
    (r"Got unexpected extra argument\S* \((.+)\)", r"多出的参数：\1（带空格的内容要用引号括起来）"),
    (r"Invalid value for '(.+?)': .*is not one of (.+?)\.?", r"\1 只能是 \2"),
    (r"Invalid value for '(.+?)': .*greater than or equal to (\S+)", r"\1 应当不小于 \2"),
    (r"Invalid value for '(.+?)': .*less than or equal to (\S+)", r"\1 应当不大于 \2"),
    (r"Invalid value for '(.+?)': (.*)", r"\1 的值不可用：\2"),
    (r"Invalid value: (.*)", r"\1"),
)
"""What the command-line library says, for people who read Chinese; anything else is shown as it is."""

app = typer.Typer(
    name="gongbao",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"gongbao {version('gongbao')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def gongbao(
    context: typer.Context,
    home: Annotated[str | None, typer.Option(metavar="文件夹", help="报告库的文件夹；默认取 GONGBAO_HOME。")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="把运行日志和调用栈写到标准错误。")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="显示版本号。")
    ] = False,
) -> None:
    """公报：从中国政府报告里找答案。每句话都指向报告原句，每个数字都与原句核对过；报告里没有的，直说没有。不联网也能用。

    第一次使用：
      gongbao ingest 报告文件夹/        读入报告
      gongbao ask "岚桥区2023年上半年地区生产总值是多少？"
      gongbao ui                     在浏览器里用

    设置写在环境变量或当前文件夹的 .env 里，gongbao doctor 会逐项列出。
    退出码：0 完成（答“没有”也算）；1 输入被拒绝，标准错误里有一行说明；2 用法不对。
    """
    del version
    context.obj = home
    _configure_loggerging(verbose)
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(WRONG_USAGE)


ingest.register(app)
asking.register(app)
chat.register(app)
conversation.register(app)
library.register(app)
facts.register(app)
upkeep.register(app)


def _configure_loggerging(verbose: bool) -> None:
    """Silence unless asked: a refusal is exactly one line on standard error."""
    logging.captureWarnings(True)
    logging.basicConfig(
        level=logging.INFO if verbose else logging.CRITICAL + 1,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    for name in ("bot", "vectorstore"):
        logging.getLogger(name).setLevel(logging.DEBUG if verbose else logging.NOTSET)


def main() -> NoReturn:
    """Run the command over the process's own arguments and leave with its exit code."""
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has gone: what is left in the buffer must not be tried again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; whatever goes wrong becomes one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        if not arguments or {"-h", "--help"} & set(arguments):
            _put_help_into_chinese()
        code = app(args=list(arguments), prog_name="gongbao", standalone_mode=False) or 0
    except Interrupted as error:
        return _complain(str(error), INTERRUPTED)
    except GongbaoError as error:
        _logger.info("refused", exc_info=True)
        return _complain(str(error), REFUSED)
    except typer.TyperException as error:
        return _complain(_wrong_usage(error.format_message(), arguments), WRONG_USAGE)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as error:
        _logger.exception("unexpected")
        verbose = {"-v", "--verbose"} & set(arguments)
        mend = "请附上以上输出报告此问题" if verbose else "请附上 gongbao --verbose 的输出报告此问题"
        return _complain(f"程序内部出错（{type(error).__name__}）；{mend}", REFUSED)
    return _complain("已中断", INTERRUPTED) if code == INTERRUPTED else int(code)


def _complain(message: str, code: int) -> int:
    refuse(message)
    return code


def _wrong_usage(message: str, arguments: Sequence[str]) -> str:
    for pattern, chinese in _USAGE_IN_CHINESE:
        if re.fullmatch(pattern, message, re.S):
            message = re.sub(pattern, chinese, message, flags=re.S)
            break
    names = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
    command = next((argument for argument in arguments if argument in names), "")
    return f"用法不对：{message}；{' '.join(('gongbao', command)).strip()} --help 有说明和例子"


def _put_help_into_chinese() -> None:
    """Titles of the help's panels; the library reads them from these names when it draws them."""
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
    rich_utils.OPTIONS_PANEL_TITLE = "选项"
    rich_utils.COMMANDS_PANEL_TITLE = "命令"
    rich_utils.REQUIRED_LONG_STRING = "[必填]"
    rich_utils.DEFAULT_STRING = "[默认：{}]"
