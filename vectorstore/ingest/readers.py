"""Sources read ahead: in a thread when they are few, in processes of their own when they are many.

A process that crashes over a file, as libraries in C may, costs that file and no other.
"""

import multiprocessing
import os
import threading
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from vectorstore.errors import GongbaoError, ReadError
from vectorstore.facts import Fact, facts_of
from vectorstore.loaders.base import Limits
from vectorstore.reading import read_source
from vectorstore.report import Report
from vectorstore.sources import Source

__all__ = ["Readers", "Reading"]

_FEW = 4
"""Files that are read before processes are started for the rest: they take a second or two to start."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one source."""

    report: Report
    facts: tuple[Fact, ...]
    seconds: float


def read_one(source: Source, limits: Limits) -> Reading:
    """The report in a source and its facts. Raises ReadError when there is none."""
    began = time.perf_counter()
    report = read_source(source, limits)
    return Reading(report, facts_of(report), time.perf_counter() - began)


class Readers:
    """Reads sources side by side; a context manager.

    ``jobs`` is how many at once; None is one for the first few and one a core after that.
    """

    def __init__(self, limits: Limits, jobs: int | None = None) -> None:
        self._limits = limits
        self._jobs = jobs
        self._begun = 0
        self._thread: ThreadPoolExecutor | None = None
        self._pool: ProcessPoolExecutor | None = None

    @property
    def ahead(self) -> int:
        """How many sources are worth giving before the first is taken back."""
        return 2 * (self._jobs or os.cpu_count() or 1)

    def begin(self, source: Source) -> "Future[Reading]":
        """Begins to read a source."""
        self._begun += 1
        try:
            return self._executor().submit(read_one, source, self._limits)
        except BrokenProcessPool:
            self._pool = None
            return self._executor().submit(read_one, source, self._limits)

    def finish(self, source: Source, reading: "Future[Reading]") -> Reading:
        """What was read. Raises ReadError, with one line for the user, whatever went wrong."""
        error = reading.exception()
        if isinstance(error, BrokenProcessPool):
            self._pool = None
            with _processes(1) as alone:  # the crash may have been another source's
                reading = alone.submit(read_one, source, self._limits)
                error = reading.exception()
        if error is None:
            return reading.result()
        if isinstance(error, GongbaoError):
            raise error
        if isinstance(error, BrokenProcessPool):
            what = f"读“{source.name}”的进程意外终止"
        else:
            what = f"读“{source.name}”时出错（{type(error).__name__}）"
        raise ReadError(f"{what}；文件可能已损坏，请重新保存或换一种格式后再试。") from error

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *_: object) -> None:
        for executor in (self._thread, self._pool):
            if executor is not None:
                executor.shutdown(cancel_futures=True)

    def _executor(self) -> Executor:
        jobs = self._jobs or (1 if self._begun <= _FEW else os.cpu_count() or 1)
        if jobs == 1:
            self._thread = self._thread or ThreadPoolExecutor(1, "gongbao-reader")
            return self._thread
        self._pool = self._pool or _processes(jobs)
        return self._pool


def _processes(number: int) -> ProcessPoolExecutor:
    spawn = multiprocessing.get_context("spawn")  # forking a process that has threads may hang
    return ProcessPoolExecutor(number, spawn, initializer=_leave_with_parent)


def _leave_with_parent() -> None:
    """Ends this process when the one that started it is gone, even killed; it would wait for work for ever."""
    parent = multiprocessing.parent_process()

    def leave() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=leave, name="gongbao-parent", daemon=True).start()
