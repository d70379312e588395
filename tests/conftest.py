"""What tests of several parts share: small made-up reports and an embedder that needs no model."""

import hashlib
import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from vectorstore.periods import Period
from vectorstore.report import Found, Outlook, Passage, Report, Section, Sentence


class HashEmbedder:
    """Adds up one fixed random vector for each character: texts that share characters are near each other."""

    dimension = 32

    def __init__(self, name: str = "hash") -> None:
        self.name = name
        self.embedded: list[str] = []

    def warm(self) -> None:
        """Nothing to get ready."""

    def query(self, text: str) -> np.ndarray:
        total = np.sum([np.zeros(self.dimension), *map(_direction, text)], axis=0)
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-9), np.float32)

    def passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        self.embedded.extend(texts)
        if progress:
            progress(len(texts))
        return np.stack([self.query(text) for text in texts]) if texts else np.zeros((0, self.dimension), np.float32)


def _direction(character: str) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(character.encode()).digest()[:4], "big")
    return np.random.default_rng(seed).normal(size=HashEmbedder.dimension)


def build_report(
    text: str, *, source: str = "云泽县.txt", title: str = "云泽县政府工作报告", place: str = "云泽县"
) -> Report:
    """A report whose every line is a passage of one section, and every sentence ends at 。"""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    heading = "一、上半年工作"
    section = Section(0, 1, heading, 0, len(text), (heading,), Period.months(2023, 1, 6), Outlook.ACHIEVED)
    passages = tuple(Passage(number, start, end, 0) for number, (start, end) in enumerate(lines))
    spans = [
        (start + match.start(), start + match.end(), number)
        for number, (start, end) in enumerate(lines)
        for match in re.finditer(r"[^。]+。?", text[start:end])
    ]
    return Report(
        id=hashlib.sha256(text.encode()).hexdigest()[:16],
        source=source,
        text=text,
        title=Found(title, 0, 4),
        place=Found(place, 0, 3),
        parent=Found("", certain=False),
        period=Found("2023年上半年", None, None, certain=False),
        kind=Found("政府工作报告"),
        date=Found("2023-07-20"),
        sections=(section,),
        passages=passages,
        sentences=tuple(Sentence(n, start, end, 0, passage) for n, (start, end, passage) in enumerate(spans)),
        furniture=((0, 1),),
    )


@pytest.fixture
def make_report() -> Callable[..., Report]:
    """The builder of small reports."""
    return build_report


@pytest.fixture
def hash_embedder() -> HashEmbedder:
    """An embedder that needs no model."""
    return HashEmbedder()
