"""The front door for asyncio: answers are worked out in threads, and a cancelled one stops there too."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Self, TypedDict, TypeVar, Unpack

from bot.answer import Answer
from bot.stop import Stop, stoppable

if TYPE_CHECKING:
    from vectorstore.search import FoundPassage

Given = TypeVar("Given")

AT_ONCE = 32
"""Answers worked out at the same time; a thread that waits for a model costs next to nothing."""


class Narrowing(TypedDict, total=False):
    """What ``Bot.search`` takes beside its query."""

    places: Collection[str]
    periods: Collection[str]
    reports: Collection[str]


class Asking(Narrowing, total=False):
    """What ``Bot.ask`` takes beside its question."""

    k: int | None
    mode: str | None
    explain: bool
    language: str | None


class Awaited:
    """``Bot`` for asyncio: the same calls, which never block the loop and raise the same errors."""

    if TYPE_CHECKING:
        ask: Callable[..., Answer]
        stream: Callable[..., Generator[Answer]]
        search: Callable[..., list[FoundPassage]]
        close: Callable[[], None]

    async def aask(self, question: str, **asking: Unpack[Asking]) -> Answer:
        """``ask`` in a thread; cancelled, it stops a model that is writing and closes its connection."""
        return await called(partial(self.ask, question, **asking))

    def astream(self, question: str, **asking: Unpack[Asking]) -> AsyncGenerator[Answer]:
        """``stream`` in a thread.

        Cancelled or closed, it stops a model that is writing and closes its connection; who leaves the loop early
        closes it (``contextlib.aclosing``), or Python does when it finds the time.
        """
        return iterated(partial(self.stream, question, **asking))

    async def asearch(self, query: str, *, k: int = 10, **narrowing: Unpack[Narrowing]) -> "list[FoundPassage]":
        """``search`` in a thread."""
        return await called(partial(self.search, query, k=k, **narrowing))

    async def aclose(self) -> None:
        """``close`` in a thread."""
        await called(self.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


async def called(work: Callable[[], Given]) -> Given:
    """What ``work`` gives, worked out in a thread; cancelling stops it where it waits for a model."""
    stop = Stop()

    def run() -> Given:
        with stoppable(stop):
            return work()

    try:
        return await asyncio.get_running_loop().run_in_executor(_threads(), run)
    finally:
        stop.set()


async def iterated(begin: Callable[[], Generator[Given]]) -> AsyncGenerator[Given]:
    """What a generator gives, worked out in one thread, as it comes; raises what it raises."""
    loop = asyncio.get_running_loop()
    stop = Stop()
    arrived: asyncio.Queue[tuple[Given] | None] = asyncio.Queue()

    def put(value: tuple[Given] | None) -> None:
        with suppress(RuntimeError):  # the loop was closed meanwhile: nobody waits
            loop.call_soon_threadsafe(arrived.put_nowait, value)

    def run() -> None:
        try:
            with stoppable(stop), closing(begin()) as steps:
                for step in steps:
                    put((step,))
                    if stop.is_set():
                        break
        finally:
            put(None)

    working = loop.run_in_executor(_threads(), run)
    try:
        while (step := await arrived.get()) is not None:
            yield step[0]
        await working
    finally:
        stop.set()
        working.cancel()
        # what it still raises to someone who left is of no interest, and asyncio would log it
        working.add_done_callback(lambda done: done.cancelled() or done.exception())


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    """Threads of their own: asyncio's are as many as cores and four, and answers would hold them for seconds."""
    return ThreadPoolExecutor(AT_ONCE, "gongbao-await")
