"""From files to a searchable library: repeatable, safe to kill, one writer at a time.

A file is read and kept in the catalogue as ``indexing``; then every such report is embedded, indexed
and marked ``ready``. Only ready reports are searched, so that a run killed anywhere leaves nothing
half visible, and the next run goes on where it stopped: even embedded passages are not embedded again.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import GongbaoError, StoreError
from vectorstore.index import passage_text
from vectorstore.library import DamagedError, Library, ReportCard, State
from vectorstore.reading import read_report
from vectorstore.report import Report
from vectorstore.store import Store

PARSER = 3
"""Raise it when reading changes, and the next ingest of a file reads it anew."""

_TOGETHER = 256
"""Passages embedded before their vectors are kept: what a kill may cost, some ten seconds."""


class Happening(StrEnum):
    """What an event tells."""

    READ = "read"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    EMBEDDING = "embedding"
    ADDED = "added"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of an ingest, for whoever shows it."""

    happening: Happening
    source: str
    """Name of the file."""
    message: str = ""
    """What was wrong and how to mend it, when it failed."""
    done: int = 0
    """Passages of this run that are embedded."""
    total: int = 0
    """Passages of this run; 0 until all files are read."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an ingest did: names of files, by what became of them."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    """Those whose older text, under the same name, made way."""
    unchanged: tuple[str, ...]
    failed: tuple[str, ...]
    passages: int
    seconds: float
    embedding_seconds: float
    """Of these, spent in the embedder."""


OnEvent = Callable[[Event], None]


@dataclass
class _Run:
    """A run under way: what it works on and what it has done."""

    store: Store
    library: Library
    tell: OnEvent
    began: float = field(default_factory=time.perf_counter)
    sources: dict[Happening, list[str]] = field(default_factory=dict)
    done: int = 0
    total: int = 0
    embedding: float = 0.0

    def report(self, happening: Happening, source: str, message: str = "") -> None:
        self.sources.setdefault(happening, []).append(source)
        self.tell(Event(happening, source, message, self.done, self.total))

    def advance(self, source: str, passages: int) -> None:
        self.done += passages
        self.tell(Event(Happening.EMBEDDING, source, "", self.done, self.total))

    def summary(self) -> Summary:
        of = {happening: tuple(names) for happening, names in self.sources.items()}
        return Summary(
            added=of.get(Happening.ADDED, ()),
            replaced=of.get(Happening.REPLACED, ()),
            unchanged=of.get(Happening.UNCHANGED, ()),
            failed=of.get(Happening.FAILED, ()),
            passages=self.total,
            seconds=time.perf_counter() - self.began,
            embedding_seconds=self.embedding,
        )


def ingest(files: Sequence[Path], store: Store, on_event: OnEvent = lambda event: None) -> Summary:
    """Adds files to the library, in order; what a killed run left unfinished is finished too.

    A file that can't be read is told of and passed over. One whose text is already there is unchanged;
    one whose text differs from that of the same name replaces it. Raises StoreError when the store
    can't be written, or another process is writing.
    """
    with _writing(store) as library:
        run = _Run(store, library, on_event)
        _finish_leaving(run)
        _read_all(run, files)
        _index_pending(run)
        return run.summary()


def remove(store: Store, report_id: str) -> ReportCard:
    """Takes a report out of the library; gives its card. ``report_id`` may be the beginning of the id."""
    with _writing(store) as library:
        found = library.find(report_id)
        card = next(card for card in library.reports() if card.id == found)
        library.mark(State.LEAVING, [found])
        _finish_leaving(_Run(store, library, lambda event: None))
        return card


def rebuild(store: Store, on_event: OnEvent = lambda event: None) -> Summary:
    """Makes the index anew from the catalogue, embedding only what has no kept vector.

    A damaged catalogue is set aside under another name and an empty one begun: its files must be
    ingested again.
    """
    with _lock(store):
        try:
            library = store.writable()
            library.check()
        except DamagedError:
            store.set_aside()
            library = store.writable()
        run = _Run(store, library, on_event)
        store.index.clear()
        _finish_leaving(run)
        library.mark(State.INDEXING)
        _index_pending(run)
        return run.summary()


@contextmanager
def _writing(store: Store) -> Iterator[Library]:
    with _lock(store):
        yield store.writable()


@contextmanager
def _lock(store: Store) -> Iterator[None]:
    from filelock import FileLock, Timeout

    store.make_home()
    try:
        with FileLock(store.home / "writing.lock", timeout=0):
            yield
    except Timeout as error:
        raise StoreError(f"另一个 gongbao 进程正在写入 {store.home}: 请等它结束后重试") from error
    except PermissionError as error:
        raise StoreError(f"无法写入 {store.home}: 请检查权限, 或用 GONGBAO_HOME 换一处") from error


def _finish_leaving(run: _Run) -> None:
    for report_id, standing in run.library.standings().items():
        if standing.state is State.LEAVING:
            run.store.index.delete(report_id)
            run.library.remove(report_id)


def _read_all(run: _Run, files: Sequence[Path]) -> None:
    seen: dict[str, str] = {}
    for path in files:
        try:
            report = read_report(path)
            if seen.setdefault(report.source, report.id) != report.id:
                raise GongbaoError(f"{path.name}: 这次要入库的另一个文件同名而内容不同, 请改名后重试")
        except GongbaoError as error:
            run.report(Happening.FAILED, path.name, str(error))
            continue
        standing = run.library.standings().get(report.id)
        if standing and standing.parser == PARSER:
            if standing.state is State.READY:
                run.report(Happening.UNCHANGED, path.name)
        else:
            run.library.add(report, parser=PARSER)
            run.tell(Event(Happening.READ, path.name))


def _index_pending(run: _Run) -> None:
    name = run.store.embedder.name
    pending = [card for card in run.library.reports() if card.state is State.INDEXING or card.embedder != name]
    run.total = sum(card.passages for card in pending)
    for card in sorted(pending, key=lambda card: card.added):
        report = run.library.report(card.id)
        run.store.index.add(report, _vectors(run, report))
        replaced = run.library.mark_ready(report.id, name)
        _finish_leaving(run)
        run.report(Happening.REPLACED if replaced else Happening.ADDED, report.source)


def _vectors(run: _Run, report: Report) -> NDArray[np.float32]:
    """One vector a passage, those kept from before and those that had to be embedded now."""
    name = run.store.embedder.name
    texts = [passage_text(report, passage) for passage in report.passages]
    known = run.library.vectors(name, texts)
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    run.advance(report.source, len(texts) - len(missing))
    for start in range(0, len(missing), _TOGETHER):
        batch = missing[start : start + _TOGETHER]
        began = time.perf_counter()
        vectors = run.store.embedder.passages(batch, lambda number: run.advance(report.source, number))
        run.embedding += time.perf_counter() - began
        run.library.keep_vectors(name, batch, vectors)
        known.update(zip(batch, vectors, strict=True))
    return np.stack([known[text] for text in texts]) if texts else np.empty((0, 0), np.float32)
