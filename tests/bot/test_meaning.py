"""Closeness in meaning: the same for a stretch whatever stands beside it."""

import numpy as np

from bot.meaning import Meaning
from tests.conftest import HashEmbedder
from vectorstore.embeddings import DEFAULT


class Leaning(HashEmbedder):
    """An embedder whose vectors lean on the texts beside them, as a quantized encoder's do."""

    def passages(self, texts, progress=None):
        return np.array([[len(text) + len(texts) / 100, 1.0] for text in texts], np.float32)


def test_how_near_a_stretch_is_does_not_depend_on_what_is_or_was_measured_with_it():
    def meaning():
        return Meaning(Leaning(DEFAULT), lambda _: np.array([1.0, 0.0], np.float32))

    alone = meaning().closeness("问", ["新增停车位"])
    together = meaning().closeness("问", ["新增停车位", "改造老旧小区", "失业率"])
    later = meaning()
    later.closeness("问", ["改造老旧小区", "失业率"])
    assert alone[0] == together[0] == later.closeness("问", ["新增停车位", "失业率"])[0]
