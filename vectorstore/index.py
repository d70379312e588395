"""What an index of passages can do, whatever it is made of, and how two rankings become one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.report import Passage, Report

_DAMPING = 10
"""k of reciprocal rank fusion. With the usual 60 (Cormack, Clarke and Büttcher, SIGIR 2009) a passage that stands
middling in both rankings passes one that is first in one; over reports that repeat each other k and the weights
below together gain 9 points of recall in the first five, k alone 2 (docs/design.md)."""

_WEIGHTS = {"words": 2.0, "dense": 1.0}
"""Indicator names are matched better by words than by meaning; vectors serve paraphrase and English."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, by number; its text is in the library."""

    report: str
    passage: int
    score: float
    """Of the fusion: only its order means anything."""
    ranks: Mapping[str, int]
    """Place, from 1, in each ranking that found it: ``words`` and ``dense``."""


class PassageIndex(Protocol):
    """Finds passages by words and by vectors. Every method raises StoreError when the index can't be used."""

    def add_words(self, report: Report) -> None:
        """Indexes the words of a report's passages in place of what it held under that id."""
        ...

    def add_vectors(self, report: Report, vectors: NDArray[np.float32]) -> None:
        """Indexes the vectors of a report's passages, one each in order, in place of those under that id."""
        ...

    def clear_words(self) -> None:
        """Forgets the words of every report; vectors stay."""
        ...

    def delete(self, report_id: str) -> None:
        """Forgets a report's passages; nothing happens when there are none."""
        ...

    def search(
        self,
        query: str,
        vector: NDArray[np.float32] | None,
        k: int,
        reports: Collection[str] | None = None,
        by_words: Collection[str] = (),
    ) -> list[Hit]:
        """The best ``k`` passages, best first, of the reports given or of all; by words alone without a vector.

        ``by_words`` are reports whose vectors are not there yet.
        """
        ...

    def frequency(self, text: str) -> int:
        """In how many passages a text stands, at most: an upper bound, for weighing words by rarity."""
        ...

    def size(self) -> int:
        """Passages held."""
        ...

    def report_ids(self) -> set[str]:
        """Ids of the reports it holds passages of."""
        ...

    def warm(self) -> None:
        """Opens what is slow to open; searching does it too."""
        ...

    def refresh(self) -> None:
        """Takes notice of what other processes wrote."""
        ...

    def clear(self) -> None:
        """Forgets everything, even what is too damaged to be opened."""
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
        ...


def passage_text(report: Report, passage: Passage) -> str:
    """What is embedded and indexed of a passage: its title and headings, then its text."""
    return f"{report.heading_text(passage)}\n{report.quote(passage)}"


def fuse(rankings: Mapping[str, Sequence[tuple[str, int]]], k: int, by_words: Collection[str] = ()) -> list[Hit]:
    """Reciprocal rank fusion: each ranking gives a passage weight / (10 + its place); best ``k`` first.

    The passages of ``by_words``, reports that have no vectors yet, count as though the vectors placed them
    where the words do: else every one of them would stand behind those that both rankings found.
    """
    ranks: dict[tuple[str, int], dict[str, int]] = {}
    for name, ranking in rankings.items():
        for place, passage in enumerate(ranking, 1):
            ranks.setdefault(passage, {})[name] = place
    hits = [
        Hit(report, passage, _score(places, report in by_words and "dense" in rankings), places)
        for (report, passage), places in ranks.items()
    ]
    # equal scores in an order that doesn't depend on which ranking came first
    return sorted(hits, key=lambda hit: (-hit.score, min(hit.ranks.values()), hit.report, hit.passage))[:k]


def _score(places: Mapping[str, int], without_vectors: bool) -> float:
    counted = {**places, "dense": places["words"]} if without_vectors else places
    return sum(_WEIGHTS.get(name, 1.0) / (_DAMPING + at) for name, at in counted.items())
