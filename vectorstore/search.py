"""Retrieval: from a text to the passages that speak of it, whole and citable."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import ConfigurationError
from vectorstore.library import SEARCHED, Standing, State, UnknownReportError
from vectorstore.report import Passage, Report
from vectorstore.store import Store


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that was found, with the report it stands in."""

    report: Report
    passage: Passage
    score: float
    """Of the fusion of rankings: only its order means anything."""
    ranks: Mapping[str, int]
    """Place, from 1, in each ranking that found it: ``words`` and ``dense``."""

    @property
    def text(self) -> str:
        """The passage as it stands in the report."""
        return self.report.quote(self.passage)


def search(
    store: Store,
    text: str,
    k: int = 10,
    reports: Collection[str] | None = None,
    *,
    wordings: str = "",
    vector: NDArray[np.float32] | None = None,
) -> list[FoundPassage]:
    """The best ``k`` passages for a text, best first, among the reports of these ids or among all.

    ``wordings`` are looked for beside the text's own words (细颗粒物 for PM2.5); ``vector`` is the text's
    where it is known already.

    An empty library, an empty text and ids that aren't there find nothing. Raises ConfigurationError when
    reports were indexed by another embedder than the store's, StoreError when the store can't be used.
    """
    standings = store.library.standings()
    searched = {number for number, standing in standings.items() if standing.state in SEARCHED}
    wanted = searched if reports is None else searched & set(reports)
    if not wanted or not text.strip():
        return []
    _check_embedder(store, standings)
    store.notice(standings)
    by_words = {number for number in wanted if standings[number].state is State.WORDS}
    if by_words == wanted:
        vector = None
    else:
        store.warm()
        vector = store.embedder.query(text) if vector is None else vector
    # a filter costs the vectors' index as much again as the search: none is given where it would let all through
    everything = wanted >= {number for number, standing in standings.items() if standing.indexed}
    hits = store.index.search(f"{text} {wordings}", vector, k, None if everything else wanted, by_words)
    found = ((_held(store, hit.report), hit) for hit in hits if hit.report in wanted)
    # whoever writes meanwhile may have taken a report away, or read it anew with other passages
    return [
        FoundPassage(report, report.passages[hit.passage], hit.score, hit.ranks)
        for report, hit in found
        if report is not None and hit.passage < len(report.passages)
    ]


def _held(store: Store, report_id: str) -> Report | None:
    try:
        return store.library.report(report_id)
    except UnknownReportError:
        return None


def _check_embedder(store: Store, standings: Mapping[str, Standing]) -> None:
    others = {s.embedder for s in standings.values() if s.state is State.READY} - {store.embedder.name}
    if others:
        raise ConfigurationError(
            f"库中报告的向量由 {'、'.join(sorted(others))} 生成, 现在设置的是 {store.embedder.name}: "
            "请改回设置, 或运行 gongbao doctor --rebuild"
        )
