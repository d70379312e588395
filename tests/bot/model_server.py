"""A real HTTP server that speaks OpenAI's chat protocol and behaves as badly as it is told."""

import json
import socket
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Behaviour = Callable[["Request"], None]
"""Answers one request, in whatever way."""


class Request:
    """One request as it came in, and the means to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, release: threading.Event) -> None:
        self.path = handler.path
        self.headers = {name.lower(): value for name, value in handler.headers.items()}
        self.body: dict[str, Any] = json.loads(handler.rfile.read(int(self.headers.get("content-length", 0))) or "{}")
        self.release = release
        """Set when the test is over: nothing hangs beyond it."""
        self._handler = handler

    @property
    def messages(self) -> list[dict[str, str]]:
        """What the model is told."""
        return list(self.body["messages"])

    def head(self, status: int = 200, kind: str = "text/event-stream") -> None:
        """The status line and headers; the body goes in chunks, so that a client can tell its end from a break."""
        self._handler.send_response(status)
        self._handler.send_header("Content-Type", kind)
        self._handler.send_header("Connection", "close")
        self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.end_headers()
        self._handler.wfile.flush()

    def send(self, text: str) -> None:
        """Text as it is."""
        body = text.encode()
        if body:
            self._handler.wfile.write(b"%x\r\n%b\r\n" % (len(body), body))
            self._handler.wfile.flush()

    def listen(self) -> bytes:
        """What the client sends next; nothing when it has gone. Raises OSError after a while."""
        self._handler.connection.settimeout(20)
        return bytes(self._handler.connection.recv(1))

    def end(self) -> None:
        """The whole body was sent."""
        self._handler.wfile.write(b"0\r\n\r\n")

    def chunk(self, content: str, finish: str | None = None, odds: list[dict[str, Any]] | None = None) -> None:
        """One event of a streamed completion; ``odds`` are the log-probabilities of its tokens."""
        choice: dict[str, Any] = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
        if odds is not None:
            choice["logprobs"] = {"content": odds}
        event = {"id": "r", "object": "chat.completion.chunk", "created": 0, "model": "probe-1", "choices": [choice]}
        self.send(f"data: {json.dumps(event)}\n\n")

    def cut(self) -> None:
        """Break the connection off, as a crashed server does."""
        self._handler.connection.shutdown(socket.SHUT_RDWR)


class ModelServer:
    """Answers each request by the next behaviour; the last one serves all that follow."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.release = threading.Event()
        self._behaviours: list[Behaviour] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                release, behaviours = server.release, server._behaviours
                request = Request(self, release)
                server.requests.append(request)
                try:
                    behaviours[min(len(server.requests), len(behaviours)) - 1](request)
                    request.end()
                except OSError:
                    self.close_connection = True  # the client went away, as some tests want it to

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        """What goes into GONGBAO_MODEL_URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def begin(self) -> None:
        """Forget what was asked and how to answer."""
        self.requests, self._behaviours, self.release = [], [], threading.Event()

    def will(self, *behaviours: Behaviour) -> None:
        """Answer this way from now on."""
        self._behaviours = list(behaviours)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()


def says(*replies: str, size: int = 3) -> tuple[Behaviour, ...]:
    """One good stream a reply, in pieces of ``size`` characters."""
    return tuple(_stream(reply, size) for reply in replies)


def _stream(reply: str, size: int) -> Behaviour:
    def behave(request: Request) -> None:
        request.head()
        for start in range(0, len(reply), size):
            request.chunk(reply[start : start + size])
        request.chunk("", "stop")
        request.send("data: [DONE]\n\n")

    return behave


def refuses(status: int, words: str = "refused", headers: Iterable[tuple[str, str]] = ()) -> Behaviour:
    """An error of OpenAI's form; it repeats the caller's key, as some servers do."""

    def behave(request: Request) -> None:
        words_and_key = f"{words}: {request.headers.get('authorization')}"
        body = json.dumps({"error": {"message": words_and_key, "type": "error", "code": None}})
        request.head(status, "application/json")
        request.send(body)

    return behave


def sends(text: str, kind: str = "text/event-stream", status: int = 200) -> Behaviour:
    """Any bytes whatever."""

    def behave(request: Request) -> None:
        request.head(status, kind)
        request.send(text)

    return behave


def breaks_off_after(text: str) -> Behaviour:
    """Half a stream, then the connection is gone."""

    def behave(request: Request) -> None:
        request.head()
        request.chunk(text)
        request.cut()

    return behave


def hangs(before: str = "nothing") -> Behaviour:
    """Takes the request and says nothing more; ``before`` may be ``headers`` or the first words."""

    def behave(request: Request) -> None:
        if before != "nothing":
            request.head()
        if before not in ("nothing", "headers"):
            request.chunk(before)
        request.release.wait(60)

    return behave


def until_hung_up(gone: threading.Event, before: str = "nothing") -> Behaviour:
    """Says nothing more, as ``hangs``, until the client closes the connection; then ``gone`` is set."""

    def behave(request: Request) -> None:
        if before != "nothing":
            request.head()
            request.chunk(before)
        if not request.listen():
            gone.set()

    return behave


def trickles(event: str) -> Behaviour:
    """Sends the same event again and again, without end."""

    def behave(request: Request) -> None:
        request.head()
        while not request.release.wait(0.02):
            request.send(event)

    return behave


def refuses_field(field: str, otherwise: Behaviour) -> Behaviour:
    """A server that does not know a field of the request, and says so."""

    def behave(request: Request) -> None:
        (refuses(400, f"{field} is not supported") if field in request.body else otherwise)(request)

    return behave


def weighs(*answering: str, margin: float = 5.0) -> Behaviour:
    """A judge that finds these words to answer, and nothing else; tells its odds where it is asked for them."""

    def behave(request: Request) -> None:
        stretch = request.messages[-1]["content"].split("\n")[0]
        sure = margin if any(words in stretch for words in answering) else -margin
        word, other = ("是", "否") if sure > 0 else ("否", "是")
        told = {"token": word, "logprob": -0.01, "bytes": None}
        likely = [{**told, "top_logprobs": [told, {**told, "token": other, "logprob": -0.01 - abs(sure)}]}]
        request.head()
        request.chunk(word, odds=likely if request.body.get("logprobs") else None)
        request.chunk("", "stop")
        request.send("data: [DONE]\n\n")

    return behave
