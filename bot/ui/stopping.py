"""Stopping an answer while a model writes it.

Gradio's own ``cancels`` leaves the visitor's page waiting for the cancelled event for ever (6.31),
so the event ends itself when it is asked to.
"""

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from queue import SimpleQueue

from bot.answer import Answer
from bot.stop import Stop, stoppable

_Arrived = SimpleQueue[Answer | Exception | None]


class Stops:
    """Who is being answered, and who of them wants no more."""

    def __init__(self) -> None:
        self._wanted: dict[str, Stop] = {}

    @contextmanager
    def of(self, visitor: str) -> Iterator[Stop]:
        """What ``ask`` sets for a visitor; set at the latest when the answer is done with."""
        stop = self._wanted[visitor] = Stop()
        try:
            yield stop
        finally:
            stop.set()
            self._wanted.pop(visitor, None)

    def ask(self, visitor: str) -> None:
        """Stop what the visitor is being answered, if anything."""
        if stop := self._wanted.get(visitor):
            stop.set()


def until(stop: Stop, stream: Iterator[Answer]) -> Iterator[Answer]:
    """The answers of a stream until it ends or is stopped, even while it waits for the model.

    A stopped stream is closed, and its connection to the model with it, at once. Raises what the stream raises.
    """
    arrived = _Arrived()
    with stop.waking(lambda: arrived.put(None)):
        threading.Thread(target=_drain, args=(stream, stop, arrived), name="gongbao-ui-model", daemon=True).start()
        while (step := arrived.get()) is not None and not stop.is_set():
            if isinstance(step, Exception):
                raise step
            yield step


def _drain(stream: Iterator[Answer], stop: Stop, arrived: _Arrived) -> None:
    try:
        with stoppable(stop):
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
