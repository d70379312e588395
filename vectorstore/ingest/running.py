"""From files to a searchable library: repeatable, safe to kill, one writer at a time.

A file is read and kept in the catalogue with its facts, then indexed by its words and from then on searched;
then every such report is embedded and is ``ready``. Each step is whole or not done at all, so that a run killed
anywhere leaves nothing half visible, and the next run goes on where it stopped: files that were read are not
read again, passages that were embedded not embedded again.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from vectorstore.corrections import Corrections
from vectorstore.errors import GongbaoError
from vectorstore.ingest.indexing import clear_away, index_vectors, index_waiting
from vectorstore.ingest.intake import Corrected, corrected, keep, known_report, take_in
from vectorstore.ingest.progress import Event, Happening, OnEvent, Run, Summary
from vectorstore.ingest.readers import Readers, Reading
from vectorstore.ingest.writing import sole_writer, writing
from vectorstore.library import DamagedError, Library, ReportCard, State
from vectorstore.library.files import KnownFile
from vectorstore.loaders.base import DEFAULT_LIMITS, Limits
from vectorstore.sources import Refusal, Source, find_sources
from vectorstore.store import Store

__all__ = ["PARSER", "Event", "Happening", "OnEvent", "Summary", "amend", "ingest", "rebuild", "remove"]

PARSER = 5
"""Raise it when reading changes, and the next ingest of a file reads it anew."""

Input = Path | str | Source


def ingest(
    inputs: Sequence[Input],
    store: Store,
    on_event: OnEvent = lambda event: None,
    *,
    limits: Limits = DEFAULT_LIMITS,
    jobs: int | None = 1,
    wait: bool = True,
    allow_private: bool = False,
) -> Summary:
    """Adds files, folders, archives and addresses to the library, in order; finishes what a killed run left, too.

    What can't be read is told of and passed over. A file that is known and unchanged is not read again; one
    whose text is there already, from elsewhere, is unchanged, or moved where nothing is left at the old
    place; one whose text has changed replaces it. The same report transcribed twice is kept twice and searched
    once. ``jobs`` is how many files are read at once, in processes of their own when they are several; None is
    one a core once there are many files. (Such a process imports the main script, which must bear that.)
    ``allow_private`` lets addresses lead into a private network.

    Nothing is made when nothing was found. Raises StoreError when the store can't be written, and with
    ``wait=False`` when another process is writing; ConfigurationError when the embedder can't be used.
    """
    sources = _expanded(inputs, limits, allow_private)
    first = list(_until_source(sources))
    if inputs and not any(isinstance(each, Source) for each in first) and not store.home.exists():
        run = Run(store, store.library, on_event, PARSER)
        for refusal in first:
            _refuse(run, refusal.name, refusal.reason if isinstance(refusal, Refusal) else "")
        return run.summary()
    with writing(store, wait=wait, on_wait=_waiting(on_event)) as library:
        run = Run(store, library, on_event, PARSER)
        clear_away(run)
        index_waiting(run)
        with Readers(limits, jobs) as readers:
            _take_all(run, chain(first, sources), readers, limits)
        index_waiting(run)  # twins that took the place of what was replaced
        index_vectors(run)
        return run.summary()


def remove(store: Store, report_id: str, on_event: OnEvent = lambda event: None, *, wait: bool = True) -> ReportCard:
    """Takes a report out of the library; gives its card. ``report_id`` may be the beginning of the id.

    The first of its twins takes its place. What people set by hand is kept for when it comes back.
    Raises GongbaoError when no report has this id, StoreError as ``ingest`` does.
    """
    with writing(store, wait=wait, on_wait=_waiting(on_event)) as library:
        run = Run(store, library, on_event, PARSER)
        card = _card(library, library.find(report_id))
        heir = library.leave(card.id)
        clear_away(run)
        if heir:
            index_waiting(run)
            index_vectors(run, {heir})
        return card


def amend(
    store: Store,
    report_id: str,
    corrections: Corrections,
    on_event: OnEvent = lambda event: None,
    *,
    wait: bool = True,
) -> ReportCard:
    """Sets the metadata of a report by hand, in place of all that was set so before; gives its new card.

    Its kept text is read anew, and only passages whose place, period or title changed are embedded. The
    corrections outlive a re-ingest and a removal. Raises GongbaoError when no report has this id, StoreError
    as ``ingest`` does.
    """
    with writing(store, wait=wait, on_wait=_waiting(on_event)) as library:
        found = library.find(report_id)
        held = library.standings()[found]
        run = Run(store, library, on_event, held.parser)
        run.outcomes[found] = Happening.REREAD
        read = corrected(library.report(found), library.file(held.origin), corrections)
        keep(run, read, held, held.origin, corrections=corrections)
        index_vectors(run, {found})
        return _card(library, found)


def rebuild(store: Store, on_event: OnEvent = lambda event: None, *, wait: bool = True) -> Summary:
    """Makes the index anew from the catalogue, embedding only what has no kept vector.

    Reports that an older parser read are read anew from their kept text. A damaged catalogue is set aside
    under another name and an empty one begun: its files must be ingested again.
    """
    with sole_writer(store, wait=wait, on_wait=_waiting(on_event)):
        try:
            library = store.writable()
            library.check()
        except DamagedError:
            store.set_aside()
            library = store.writable()
        run = Run(store, library, on_event, PARSER)
        store.index.clear()
        library.begin_anew()
        clear_away(run)
        for report_id, standing in library.standings().items():
            if standing.parser < PARSER:
                corrections = library.corrections(report_id)
                read = corrected(library.report(report_id), library.file(standing.origin), corrections)
                keep(run, read, standing, standing.origin)
        index_waiting(run)
        index_vectors(run)
        return run.summary()


@dataclass(frozen=True, slots=True)
class _Begun:
    """A source that is being read, or need not be."""

    source: Source
    file: KnownFile | None = None
    failure: str = ""
    known: str = ""
    """Id of the report that these bytes are known to give."""
    same_file: bool = False
    reading: "Future[Reading] | None" = None


def _take_all(run: Run, found: Iterable[Source | Refusal], readers: Readers, limits: Limits) -> None:
    under_way: deque[_Begun] = deque()
    seen: set[str] = set()
    for each in found:
        if isinstance(each, Refusal):
            _refuse(run, each.name, each.reason)
        elif each.origin not in seen:
            seen.add(each.origin)
            under_way.append(_begin(run, each, readers, limits))
        while len(under_way) > readers.ahead:
            _finish(run, under_way.popleft(), readers)
    for begun in under_way:
        _finish(run, begun, readers)


def _begin(run: Run, source: Source, readers: Readers, limits: Limits) -> _Begun:
    try:
        content = source.read(limits)
    except GongbaoError as error:
        return _Begun(source, failure=str(error))
    file = KnownFile.of(source, content, PARSER, "")
    known, same_file = known_report(run, file)
    if known:
        return _Begun(source, file, known=known, same_file=same_file)
    # what is read is what was hashed, even if the file changes meanwhile
    source = replace(source, path=None, content=content)
    return _Begun(source, file, reading=readers.begin(source))


def _finish(run: Run, begun: _Begun, readers: Readers) -> None:
    if begun.file is None:
        _refuse(run, begun.source.name, begun.failure)
        return
    try:
        if begun.same_file:
            _tell_unchanged(run, begun)
        elif begun.reading is None:
            take_in(run, begun.file, Corrected(run.library.report(begun.known), ()), afresh=False)
        else:
            reading = readers.finish(begun.source, begun.reading)
            run.spend(reading.report.id, reading.seconds)
            take_in(run, begun.file, Corrected(reading.report, reading.facts), afresh=True)
    except GongbaoError as error:
        _refuse(run, begun.source.name, str(error))


def _tell_unchanged(run: Run, begun: _Begun) -> None:
    """Tells that a file is as it was; one that a killed run left unfinished is told of when it is done."""
    standing = run.library.standing(begun.known)
    if standing is not None and standing.state in (State.READY, State.TWIN):
        run.report(Happening.UNCHANGED, begun.source.name, begun.known)


def _expanded(inputs: Sequence[Input], limits: Limits, private: bool) -> Iterator[Source | Refusal]:
    yield from (given for given in inputs if isinstance(given, Source))
    yield from find_sources([given for given in inputs if not isinstance(given, Source)], limits, allow_private=private)


def _until_source(found: Iterator[Source | Refusal]) -> Iterator[Source | Refusal]:
    """What comes first, up to the first source."""
    for each in found:
        yield each
        if isinstance(each, Source):
            return


def _refuse(run: Run, name: str, reason: str) -> None:
    run.report(Happening.FAILED, name, message=reason)


def _waiting(on_event: OnEvent) -> Callable[[], None]:
    return lambda: on_event(Event(Happening.WAITING, ""))


def _card(library: Library, report_id: str) -> ReportCard:
    card = library.card(report_id)
    assert card is not None  # noqa: S101  whoever asks has just found it, and no one else writes
    return card
