"""A model's reply as it comes: within a time limit that holds even when the server says nothing."""

import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, TypeVar, cast

from bot import line, stop
from bot.models import ModelError, failures, passing, reason

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

Given = TypeVar("Given")

TRIES = 2
"""Requests for one reply: a person waits; the reader's answer is ready meanwhile."""
PAUSE_SECONDS = 0.5
"""Before the second try: a server that restarts or sheds load needs a moment."""
_STOPPED = "已停止"


def pieces(chain: "Runnable[Given, AIMessage]", given: Given, deadline: float) -> Iterator[str]:
    """The texts of a reply's pieces; else as ``replies``."""
    return (piece.text for piece in replies(chain, given, deadline))


def replies(chain: "Runnable[Given, AIMessage]", given: Given, deadline: float) -> Iterator["AIMessage"]:
    """The pieces of a reply until it ends; ``deadline`` is a ``monotonic`` time.

    A failure before the first word that may pass is tried again, once. Raises ModelError, with the reason
    in a few words for a user, when the model fails, the time is up or the answer is stopped (``bot.stop``);
    its connection is closed at once.
    """
    if stop.current().is_set():
        raise ModelError(_STOPPED)
    arrived: SimpleQueue[AIMessage | Exception | None] = SimpleQueue()
    stopped = threading.Event()
    connection = line.Line()
    # A blocking read can't be given a total time limit; in a thread of its own it can be left behind.
    heard = threading.Thread(
        target=_listen, args=(chain, given, arrived, stopped, connection), name="gongbao-model", daemon=True
    )
    try:
        with stop.current().waking(lambda: arrived.put(ModelError(_STOPPED))):
            heard.start()
            while (piece := _next(arrived, deadline)) is not None:
                yield piece
    finally:
        stopped.set()
        connection.hang_up()


def _next(arrived: "SimpleQueue[AIMessage | Exception | None]", deadline: float) -> "AIMessage | None":
    left = deadline - monotonic()
    try:
        piece = arrived.get(timeout=max(left, 0.0))
    except Empty:
        left = 0.0
    if left <= 0:
        raise ModelError("超时没有写完") from None
    if isinstance(piece, Exception):
        raise ModelError(reason(piece)) from piece
    return piece


def _listen(
    chain: "Runnable[Given, AIMessage]",
    given: Given,
    arrived: "SimpleQueue[AIMessage | Exception | None]",
    stopped: threading.Event,
    connection: line.Line,
) -> None:
    """Pass on a reply's pieces, then None; a failure in its place. The connection is closed when ``stopped``."""
    from tenacity import Retrying, retry_if_exception, sleep_using_event, stop_after_attempt, wait_fixed

    begun = threading.Event()

    def once() -> None:
        with line.on(connection), closing(cast("Generator[AIMessage]", chain.stream(given))) as stream:
            for piece in stream:
                if stopped.is_set():
                    return
                if piece.text:
                    begun.set()
                arrived.put(piece)

    def may_pass(error: BaseException) -> bool:
        return isinstance(error, failures()) and passing(error) and not (begun.is_set() or stopped.is_set())

    trying = Retrying(
        stop=stop_after_attempt(TRIES),
        wait=wait_fixed(PAUSE_SECONDS),
        sleep=sleep_using_event(stopped),
        retry=retry_if_exception(may_pass),
        reraise=True,
    )
    try:
        trying(once)
    except failures() as error:
        arrived.put(error)
    finally:
        arrived.put(None)
