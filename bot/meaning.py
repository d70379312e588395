"""How near stretches of reports are to a question in meaning, where the words alone do not tell.

Vectors are dear (some 10 ms a sentence on one core) and similar everywhere: with multilingual-e5-small two
unrelated sentences about government have a cosine of 0.8. So only a handful of stretches are measured, and only
when the words leave a question open; the limits below hold for that model alone.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from vectorstore.embeddings import DEFAULT, Embedder

Closeness = Callable[[str, Sequence[str]], "list[float] | None"]
"""(question, stretches) → their cosines; None where the embedder's cosines have no known limits."""

ALIKE = 0.90
"""Cosine from which a stretch says what a Chinese question asks.

Right ones that words had refused had 0.901 to 0.930, wrong ones 0.848 to 0.897 (docs/answers.md)."""

_KEPT = 2_000
"""Stretches whose vectors are kept, 1.5 kB each: those of the questions of a day."""


class Meaning:
    """Measures closeness with the library's own embedder, keeping the vectors of what was measured lately."""

    def __init__(self, embedder: Embedder, query: Callable[[str], NDArray[np.float32]]) -> None:
        """``query`` gives the vector of a question, which the search has made already."""
        self._embedder = embedder
        self._query = query
        self._kept: dict[str, NDArray[np.float32]] = {}

    def closeness(self, question: str, stretches: Sequence[str]) -> list[float] | None:
        """The cosine of each stretch to a question."""
        if self._embedder.name != DEFAULT or not stretches:
            return None
        kept = self._kept
        fresh = [text for text in dict.fromkeys(stretches) if text not in kept]
        # each by itself: a quantized encoder's vectors lean on the texts beside them, by up to 0.004 of cosine,
        # and an answer must not depend on what was asked before
        measured = kept | {text: self._embedder.passages([text])[0] for text in fresh}
        # threads may lose each other's vectors here, which costs them a few milliseconds later
        self._kept = dict(list(measured.items())[-_KEPT:])
        vector = self._query(question)
        return [float(measured[text] @ vector) for text in stretches]
