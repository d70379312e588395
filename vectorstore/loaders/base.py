"""What a loader is and what it gives."""

from dataclasses import dataclass
from typing import Protocol

__all__ = ["Loaded", "Loader"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The canonical text of a file, and what its format tells beyond the text."""

    text: str
    headings: tuple[tuple[int, int], ...] = ()
    """(start, level) of paragraphs in a heading style; level 1 is the outermost."""
    pages: tuple[int, ...] = ()
    """Offsets at which pages begin; empty for formats without fixed pages."""


class Loader(Protocol):
    """A format that reports come in."""

    def accepts(self, data: bytes, name: str) -> bool:
        """Whether these bytes are of this format; ``name`` is the file's, for formats without a signature."""
        ...

    def load(self, data: bytes, name: str) -> Loaded:
        """The text of the file. Raises ReadError with one line for the user when it is damaged."""
        ...
