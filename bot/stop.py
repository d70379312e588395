"""Stopping an answer from elsewhere: a thread that waits for a model can't be cancelled, but it can be woken."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Stop:
    """Set once, from any thread; whoever waits for something slow says how to be woken."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted = False
        self._wakers: list[Callable[[], None]] = []

    def is_set(self) -> bool:
        """Whether the answer is wanted no more."""
        return self._wanted

    def set(self) -> None:
        """Wakes whoever waits; nothing happens the second time."""
        with self._lock:
            wakers, self._wakers, self._wanted = self._wakers, [], True
        for wake in wakers:
            wake()

    @contextmanager
    def waking(self, wake: Callable[[], None]) -> Iterator[None]:
        """``wake`` is called when this is set while the block runs; at once where it is set already."""
        with self._lock:
            late = self._wanted
            if not late:
                self._wakers.append(wake)
        if late:
            wake()
        try:
            yield
        finally:
            with self._lock:
                self._wakers = [waker for waker in self._wakers if waker is not wake]


_CURRENT: ContextVar[Stop | None] = ContextVar("gongbao-stop", default=None)


@contextmanager
def stoppable(stop: Stop) -> Iterator[None]:
    """What is answered in the block, in this thread, ends soon after ``stop`` is set."""
    token = _CURRENT.set(stop)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current() -> Stop:
    """The stop that governs this thread's answer; one that nobody sets where there is none."""
    return _CURRENT.get() or Stop()
