"""From the catalogue into the index: words first, vectors after, and out again."""

import time
from collections.abc import Callable, Collection
from functools import partial

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import DamagedWordsError
from vectorstore.index import passage_text
from vectorstore.ingest.progress import Happening, Run
from vectorstore.library import ReportCard, State
from vectorstore.library.cards import SEARCHED
from vectorstore.report import Report

__all__ = ["clear_away", "index_vectors", "index_waiting", "index_words"]

_TOGETHER = 256
"""Passages embedded before their vectors are kept: what a kill may cost, some ten seconds."""


def clear_away(run: Run) -> None:
    """Takes out of the index what is leaving the library and what is the twin of another report."""
    for report_id, state in run.library.to_clear_away():
        _surely(run, partial(run.store.index.delete, report_id))
        if state is State.LEAVING:
            run.library.remove(report_id)
        else:
            run.library.mark_unindexed(report_id)


def index_words(run: Run, report: Report) -> None:
    """Lets a report be searched by its words, from now on in place of those it replaces."""
    began = time.perf_counter()
    _surely(run, partial(run.store.index.add_words, report))
    if run.library.mark_words(report.id) and run.outcomes.get(report.id, Happening.ADDED) is Happening.ADDED:
        run.outcomes[report.id] = Happening.REPLACED
    clear_away(run)
    run.spend(report.id, time.perf_counter() - began)


def _surely(run: Run, step: Callable[[], None]) -> None:
    """Runs a step that writes words; an index that a kill left unusable is first made anew from the catalogue."""
    try:
        step()
    except DamagedWordsError:
        run.store.index.clear_words()
        for card in _by_time(run):
            if card.state in SEARCHED:
                run.store.index.add_words(run.library.report(card.id))
        step()


def index_waiting(run: Run) -> None:
    """Lets every report that is kept and not yet searched be searched by its words."""
    for card in _by_time(run):
        standing = run.library.standing(card.id)  # one that was replaced meanwhile is gone
        if standing is not None and standing.state is State.INDEXING:
            index_words(run, run.library.report(card.id))


def index_vectors(run: Run, only: Collection[str] | None = None) -> None:
    """Brings the reports that are searched by their words, or those given, to ``ready``, in the order they came."""
    name = run.store.embedder.name
    pending = [
        card
        for card in _by_time(run)
        if (card.state is State.WORDS or (card.state is State.READY and card.embedder != name))
        and (only is None or card.id in only)
    ]
    run.total += sum(card.passages for card in pending)
    for card in pending:
        began = time.perf_counter()
        report = run.library.report(card.id)
        run.store.index.add_vectors(report, _vectors(run, report))
        run.library.mark_ready(card.id, name)
        run.spend(card.id, time.perf_counter() - began)
        run.report(run.outcomes.get(card.id, Happening.ADDED), card.source, card.id)


def _by_time(run: Run) -> list[ReportCard]:
    return sorted(run.library.reports(), key=lambda card: card.added)


def _vectors(run: Run, report: Report) -> NDArray[np.float32]:
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
