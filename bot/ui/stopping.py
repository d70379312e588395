"""Stopping an answer while a model writes it.

Gradio's own ``cancels`` leaves the visitor's page waiting for the cancelled event for ever (6.31),
so the event ends itself when it is asked to.
"""

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any

from bot.answer import Answer

_LOOK_SECONDS = 0.1
"""How often a waiting answer looks whether it was stopped: soon enough to feel at once."""


class Stops:
    """Who is being answered, and who of them wants no more."""

    def __init__(self) -> None:
        self._wanted: dict[str, threading.Event] = {}

    @contextmanager
    def of(self, visitor: str) -> Iterator[threading.Event]:
        """The event that ``ask`` sets for a visitor; set at the latest when the answer is done with."""
        stop = self._wanted[visitor] = threading.Event()
        try:
            yield stop
        finally:
            stop.set()
            self._wanted.pop(visitor, None)

    def ask(self, visitor: str) -> None:
        """Stop what the visitor is being answered, if anything."""
        if stop := self._wanted.get(visitor):
            stop.set()


def until(stop: threading.Event, stream: Iterator[Answer]) -> Iterator[Answer]:
    """The answers of a stream until it ends or is stopped, even while it waits for the model.

    A stopped stream is closed, and its connection with it, as soon as the model next sends something.
    Raises what the stream raises.
    """
    arrived: SimpleQueue[Answer | Exception | None] = SimpleQueue()
    threading.Thread(target=_drain, args=(stream, stop, arrived), name="gongbao-ui-model", daemon=True).start()
    while not stop.is_set():
        try:
            step = arrived.get(timeout=_LOOK_SECONDS)
        except Empty:
            continue
        if step is None:
            return
        if isinstance(step, Exception):
            raise step
        yield step


def _drain(stream: Iterator[Answer], stop: threading.Event, arrived: "SimpleQueue[Any]") -> None:
    try:
        for answer in stream:
            arrived.put(answer)
            if stop.is_set():
                break
        arrived.put(None)
    except Exception as error:  # noqa: BLE001  it is raised again where the answers are awaited
        arrived.put(error)
    finally:
        if isinstance(stream, Generator):
            stream.close()
