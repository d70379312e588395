"""The vectors already paid for, kept by text: what was embedded once is never embedded again."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert, select

from vectorstore.library.database import Database
from vectorstore.library.tables import VECTORS

__all__ = ["VectorCache"]

Vector = NDArray[np.float32]

_MANY = 500
"""Values in one IN (…): SQLite's oldest limit is 999."""


class VectorCache(Database):
    """The part of the catalogue that keeps vectors."""

    def vectors(self, embedder: str, texts: Sequence[str]) -> dict[str, Vector]:
        """The kept vectors of these texts, by text; those never embedded are left out."""
        by_hash = {_hash(text): text for text in texts}
        hashes = list(by_hash)
        found: dict[str, Vector] = {}
        with self.transaction() as connection:
            for start in range(0, len(hashes), _MANY):
                wanted = VECTORS.c.text.in_(hashes[start : start + _MANY])
                kept = select(VECTORS.c.text, VECTORS.c.vector).where(VECTORS.c.embedder == embedder, wanted)
                for row in connection.execute(kept):
                    found[by_hash[row.text]] = np.frombuffer(row.vector, "<f4")
        return found

    def keep_vectors(self, embedder: str, texts: Sequence[str], vectors: Vector) -> None:
        """Keeps the vectors of texts that have none yet."""
        known = self.vectors(embedder, texts)
        rows = {
            _hash(text): {"embedder": embedder, "text": _hash(text), "vector": vector.astype("<f4").tobytes()}
            for text, vector in zip(texts, vectors, strict=True)
            if text not in known
        }
        if rows:
            with self.transaction() as connection:
                connection.execute(insert(VECTORS), list(rows.values()))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
