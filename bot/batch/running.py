"""Asking a batch: several at a time, written in the order of the file, gone on with after a break."""

import json
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.batch.lines import Item
from bot.batch.partial import Partial
from bot.stop import Stop, stoppable
from bot.written_file import is_direct, whole_file
from vectorstore.errors import GongbaoError

_logger = logging.getLogger(__name__)

Reply = Callable[[str], dict[str, Any]]
"""From a question to the fields of its line."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come."""

    total: int
    done: int = 0
    refused: int = 0
    """Of those done, how many became an error."""
    kept: int = 0
    """Of those done, how many an earlier run had answered."""


def run_batch(
    items: Sequence[Item],
    out: Path,
    reply: Reply,
    *,
    jobs: int = 1,
    circumstances: Mapping[str, Any] | None = None,
    told: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Write each item's reply, its ``id`` first, to ``out``, in their order; ``jobs`` are asked at a time.

    What goes wrong with one item becomes that item's ``{"id", "error"}``, with its ``line`` where it has no id,
    and the others go on. ``out`` appears whole or not at all; where the run breaks off, what was answered stays in
    ``<out>.partial``, and a run under the same ``circumstances`` (whatever replies depend on beside the item) goes
    on from there. ``told`` hears of each item that is done, in the thread that did it. Raises ReadError when
    ``out`` can't be written, before the first item is asked.
    """
    with whole_file(out) as stream, Partial(out, circumstances or {}) as partial:
        run = _Run(reply, None if is_direct(out) else partial, told, Progress(len(items)))
        for line in run.lines(items, jobs):
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    if not is_direct(out):
        partial.remove()
    return run.progress


class _Run:
    """One run over a batch: asks in threads, keeps what it gets, counts."""

    def __init__(
        self, reply: Reply, partial: Partial | None, told: Callable[[Progress], None], progress: Progress
    ) -> None:
        self.progress = progress
        self._reply = reply
        self._partial = partial
        self._told = told
        self._counting = threading.Lock()
        self._stop = Stop()

    def lines(self, items: Sequence[Item], jobs: int) -> Iterator[dict[str, Any]]:
        """The items' lines in order, each as soon as it and those before it are there."""
        with ThreadPoolExecutor(jobs, "gongbao-batch") as threads:
            try:
                waiting = deque(threads.submit(self._line, item) for item in items)
                while waiting:
                    yield waiting.popleft().result()
            finally:
                self._stop.set()
                threads.shutdown(cancel_futures=True)

    def _line(self, item: Item) -> dict[str, Any]:
        name: dict[str, Any] = {"id": item.id} if item.id is not None else {"id": None, "line": item.line}
        if item.refusal:
            return self._counted({**name, "error": f"第 {item.line} 行{item.refusal}"}, refused=1)
        if self._partial and (kept := self._partial.get(item)) is not None:
            return self._counted({**name, **kept}, kept=1)
        try:
            with stoppable(self._stop):
                replied = self._reply(item.text)
        except GongbaoError as error:
            return self._counted({**name, "error": str(error)}, refused=1)
        except Exception as error:
            _logger.exception("unexpected")
            return self._counted({**name, "error": f"程序内部出错（{type(error).__name__}）"}, refused=1)
        if self._stop.is_set():
            raise CancelledError  # a model may have been cut short: not what a whole run would have given
        if self._partial:
            self._partial.put(item, replied)
        return self._counted({**name, **replied})

    def _counted(self, line: dict[str, Any], refused: int = 0, kept: int = 0) -> dict[str, Any]:
        with self._counting:
            p = self.progress
            self.progress = replace(p, done=p.done + 1, refused=p.refused + refused, kept=p.kept + kept)
            self._told(self.progress)
        return line
