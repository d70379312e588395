"""What an ingest tells while it runs and when it is done."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from vectorstore.library import Library
from vectorstore.store import Store

__all__ = ["Event", "Happening", "OnEvent", "Run", "Summary"]


class Happening(StrEnum):
    """What an event tells."""

    WAITING = "waiting"
    """Another process is writing; this one goes on after it."""
    READ = "read"
    EMBEDDING = "embedding"
    ADDED = "added"
    REPLACED = "replaced"
    """In place of the older text of the same file."""
    REREAD = "reread"
    """The same text, read anew by a newer parser or with other metadata."""
    MOVED = "moved"
    """The same text, whose file is now elsewhere."""
    TWIN = "twin"
    """The same report as another one, transcribed twice: kept, not searched."""
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of an ingest, for whoever shows it."""

    happening: Happening
    source: str
    """Name of the file."""
    message: str = ""
    """What was wrong and how to mend it, when it failed; of a twin, whose it is and how they differ."""
    done: int = 0
    """Passages of this run that are embedded."""
    total: int = 0
    """Passages of this run; 0 until all files are read."""
    report: str = ""
    """Id of the report; empty when it failed."""
    seconds: float = 0.0
    """Spent on this file so far: read, indexed, embedded."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an ingest did: names of files, by what became of them."""

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    reread: tuple[str, ...]
    moved: tuple[str, ...]
    twins: tuple[str, ...]
    unchanged: tuple[str, ...]
    failed: tuple[str, ...]
    passages: int
    """Those that were embedded or whose kept vectors were indexed."""
    seconds: float
    embedding_seconds: float
    """Of these, spent in the embedder."""


OnEvent = Callable[[Event], None]


@dataclass
class Run:
    """A run under way: what it works on and what it has done."""

    store: Store
    library: Library
    tell: OnEvent
    parser: int
    """Version of the parser at work."""
    outcomes: dict[str, Happening] = field(default_factory=dict)
    """What to tell of a report once it is indexed, by id; ``added`` when nothing is written here."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Spent on each report, by id."""
    done: int = 0
    total: int = 0
    embedding: float = 0.0
    _sources: dict[Happening, list[str]] = field(default_factory=dict)
    _began: float = field(default_factory=time.perf_counter)

    def report(self, happening: Happening, source: str, report_id: str = "", message: str = "") -> None:
        """Tells what became of a file."""
        self._sources.setdefault(happening, []).append(source)
        spent = self.seconds.get(report_id, 0.0)
        self.tell(Event(happening, source, message, self.done, self.total, report_id, spent))

    def advance(self, source: str, passages: int) -> None:
        """Tells that so many more passages have their vectors."""
        self.done += passages
        self.tell(Event(Happening.EMBEDDING, source, "", self.done, self.total))

    def spend(self, report_id: str, seconds: float) -> None:
        """Counts time to a report."""
        self.seconds[report_id] = self.seconds.get(report_id, 0.0) + seconds

    def summary(self) -> Summary:
        """What was done."""
        of = {happening: tuple(names) for happening, names in self._sources.items()}
        return Summary(
            added=of.get(Happening.ADDED, ()),
            replaced=of.get(Happening.REPLACED, ()),
            reread=of.get(Happening.REREAD, ()),
            moved=of.get(Happening.MOVED, ()),
            twins=of.get(Happening.TWIN, ()),
            unchanged=of.get(Happening.UNCHANGED, ()),
            failed=of.get(Happening.FAILED, ()),
            passages=self.total,
            seconds=time.perf_counter() - self._began,
            embedding_seconds=self.embedding,
        )
