"""``gongbao ui`` and ``gongbao doctor``: the page, and what to do when something is wrong."""

import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import on_terminal, refuse, settings_of, show_json

if TYPE_CHECKING:
    from bot.doctor import Finding
    from vectorstore.store import Store


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("ui", short_help="在浏览器里用")(ui)
    app.command("doctor", short_help="检查设置和各个部分，重建索引")(doctor)


def ui(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(metavar="地址", help="监听的地址；默认只有本机能访问。")] = None,
    port: Annotated[int | None, typer.Option(metavar="端口", help="监听的端口；默认 7860。")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="不自动打开浏览器。")] = False,
) -> None:
    """在浏览器里读报告、提问。按 Ctrl+C 结束。

    例：
      gongbao ui
      gongbao ui --port 8080 --no-browser
      gongbao ui --host 0.0.0.0         同事也能访问；没有密码，慎用
    """
    settings = settings_of(context, host=host, port=port)
    from bot.ui import launch

    launch(settings, browser=not no_browser and on_terminal() and _has_display())


def _has_display() -> bool:
    on_desktop = sys.platform in ("win32", "darwin")
    return on_desktop or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="输出一行 JSON，供程序读取。")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="先从目录库重建索引；已有的向量不会重算。")] = False,
) -> None:
    """检查设置、报告库、索引、编码器和所用的服务：✓ 正常，✗ 有问题（附办法），– 没有用到。有问题时退出码为 1。

    例：
      gongbao doctor
      gongbao doctor --rebuild          索引损坏、或换了向量模型之后
      gongbao doctor --json | jq '.findings[] | select(.state == "✗")'
    """
    from bot.doctor import State, examine
    from bot.settings import store_of

    settings = settings_of(context)
    findings = []
    with store_of(settings) as store:
        if rebuild:
            _rebuild(store, as_json)
        for finding in examine(settings, store):
            findings.append(finding)
            if not as_json:
                _show(finding)
    if as_json:
        show_json({"findings": [asdict(finding) for finding in findings]})
    if any(finding.state is State.BROKEN for finding in findings):
        raise typer.Exit(1)


def _rebuild(store: "Store", as_json: bool) -> None:
    from bot.commands.ingest import shown_progress
    from vectorstore.ingest import rebuild
    from vectorstore.library import DamagedError

    try:
        store.library.check()
    except DamagedError:
        refuse("目录库已损坏，旧文件改名保留，现在从空的开始；请重新运行 gongbao ingest 读入报告")
    if as_json:
        rebuild(store)
        return
    with shown_progress(store, states={"added": "重建"}) as show:
        summary = rebuild(store, show)
    typer.echo(f"索引已重建：{len(summary.added)} 份报告，{summary.passages} 段，用时 {summary.seconds:.1f} 秒。")


def _show(finding: "Finding") -> None:
    typer.echo(f"{finding.state.value} {finding.name}：{finding.detail}")
    if finding.mend:
        typer.echo(f"  → {finding.mend}")
