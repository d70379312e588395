"""The page in the browser: questions on the left, the cited source beside them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings

__all__ = ["launch"]


def launch(settings: "Settings", host: str | None = None, port: int | None = None, browser: bool = False) -> None:
    """Serve the page until Ctrl+C; ``host`` and ``port`` win over the settings, ``browser`` opens the page there.

    A port that nobody asked for gives way to the next free one.
    Raises GongbaoError, before anything is served, when the port is taken or the stores can't be used.
    """
    import os
    import threading
    import webbrowser
    from contextlib import ExitStack

    import typer

    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when Gradio is imported
    from bot.ui import server

    host = host or settings.host
    exactly = port is not None or "port" in settings.model_fields_set
    listener = server.bound(host, port or settings.port, exactly=exactly)
    url = server.address(host, listener)
    with ExitStack() as unless_served:
        unless_served.callback(listener.close)
        from bot.bot import Bot
        from bot.conversation import History
        from bot.ui.page import Page

        bot = Bot(settings=settings)
        # conversations of whoever reaches this machine are not its owner's to read
        page = Page(bot, History(settings.home) if server.is_local(host) else None)
        threading.Thread(target=page.warm, name="gongbao-ui-warm", daemon=True).start()
        app = page.mounted(server.web_app(host))
        unless_served.pop_all()
    reach = "只有本机能访问" if server.is_local(host) else "能连到本机的人都能访问，没有密码"
    typer.echo(f"公报：{url}　（{reach}；按 Ctrl+C 结束）")
    if browser:
        webbrowser.open(url)
    server.serve(app, listener)
    bot.close()
    typer.echo("已结束。")
