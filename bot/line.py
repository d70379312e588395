"""The connection to a model's server, which can be hung up while a read from it blocks.

Closing a socket doesn't wake a thread that reads from it; shutting it down does. A server that is told so
stops computing, where one that waits for its next word to fail may go on for minutes.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import openai


class Line:
    """The connections that one reply was asked for over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._streams: list[Any] = []
        self._hung_up = False

    def joined(self, stream: Any) -> None:
        """Takes note of a connection; hung up at once where the line is."""
        with self._lock:
            self._streams.append(stream)
            late = self._hung_up
        if late:
            self.hang_up()

    def hang_up(self) -> None:
        """Ends every connection of the line; whoever reads from one is told that it broke."""
        with self._lock:
            self._hung_up = True
            streams, self._streams = self._streams, []
        for stream in streams:
            with contextlib.suppress(OSError):  # already closed, or its plain socket was taken over for TLS
                stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


_CURRENT: ContextVar[Line | None] = ContextVar("gongbao-line", default=None)


@contextlib.contextmanager
def on(line: Line) -> Iterator[None]:
    """What this thread asks of a model in the block goes over ``line``."""
    token = _CURRENT.set(line)
    try:
        yield
    finally:
        _CURRENT.reset(token)


@lru_cache(maxsize=1)
def client() -> "openai.DefaultHttpxClient":
    """The HTTP client for models: its connections can be hung up, and serve one request each."""
    import openai

    return openai.DefaultHttpxClient(
        event_hooks={"request": [_watched]},
        proxy=os.environ.get("OPENAI_PROXY") or None,
    )


def _watched(request: Any) -> None:
    request.headers["Connection"] = "close"  # one that is kept would belong to two lines
    if line := _CURRENT.get():
        request.extensions = {**request.extensions, "trace": _noting(line)}


def _noting(line: Line) -> Any:
    """A trace of one request, as httpcore takes it: what it connected, plain or with TLS, joins the line."""

    def note(event: str, told: dict[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            line.joined(told["return_value"])

    return note
