"""The page's own small web server: which address it listens on, and what it lets pass."""

import errno
import socket
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vectorstore.errors import ConfigurationError

_PORTS_TRIED = 20
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_GRACE_SECONDS = 2
"""For open streams to end after Ctrl+C; a browser holds one for as long as the page is open."""

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",  # Gradio compiles its templates in the browser
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


class OwnHostOnly:
    """Tells the browser to ask no other host for anything, whatever the page comes to hold."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with the headers added."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def bound(host: str, port: int, *, exactly: bool) -> socket.socket:
    """A socket bound to the host at the port or, unless ``exactly``, at one of the next twenty.

    Raises ConfigurationError when the port is taken, or the host is not this machine's.
    """
    for candidate in range(port, min(port + (1 if exactly else _PORTS_TRIED), 65536)):
        try:
            return _bind(host, candidate)
        except OSError as error:
            if error.errno == errno.EACCES:
                raise ConfigurationError(f"没有权限使用端口 {candidate}：请用 --port 换一个大于 1023 的") from error
            if error.errno != errno.EADDRINUSE:
                why = error.strerror or error
                raise ConfigurationError(f"不能在 {host} 上监听（{why}）：请检查 --host 或 GONGBAO_HOST") from error
    if exactly:
        raise ConfigurationError(f"端口 {port} 已被占用：请先结束占用它的程序，或用 --port 换一个")
    raise ConfigurationError(f"端口 {port} 到 {port + _PORTS_TRIED - 1} 都被占用：请用 --port 换一个")


def _bind(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # on Windows SO_REUSEADDR would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


def is_local(host: str) -> bool:
    """Whether only this machine can reach the address."""
    return host.strip("[]") in _LOOPBACK


def web_app(host: str) -> FastAPI:
    """The application that the page is mounted on: no API pages, no other host."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(OwnHostOnly)
    if host in _LOOPBACK[:2]:  # against pages of other sites whose name was made to point here
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(_LOOPBACK[:2]))
    return app


def address(host: str, listener: socket.socket) -> str:
    """The URL to open in a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host and "[" not in host else host)  # noqa: S104
    return f"http://{name}:{listener.getsockname()[1]}"


def serve(app: Any, listener: socket.socket) -> None:
    """Serve until Ctrl+C."""
    config = uvicorn.Config(app, log_level="critical", access_log=False, timeout_graceful_shutdown=_GRACE_SECONDS)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return
    finally:
        listener.close()
