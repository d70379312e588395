"""What a loader is and what it gives."""

from dataclasses import dataclass, field
from typing import Protocol

from vectorstore.report import Layout

__all__ = ["DEFAULT_LIMITS", "Limits", "Loaded", "Loader"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of this machine; in bytes."""

    file: int = 50 * 1024 * 1024
    """Of a file: provincial reports have under 0.1 MB; this leaves room for pictures."""
    unpacked: int = 300 * 1024 * 1024
    """That an archive may unpack to: real reports unpack to under 1 MB; more is a zip bomb or no report."""


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The canonical text of a file, and what its format tells beyond the text."""

    text: str
    layout: Layout = field(default_factory=Layout)


class Loader(Protocol):
    """A format that reports come in."""

    def accepts(self, data: bytes, name: str) -> bool:
        """Whether these bytes are of this format; ``name`` is the file's, for formats without a signature."""
        ...

    def load(self, data: bytes, name: str) -> Loaded:
        """The text of the file. Raises ReadError with one line for the user when it is damaged."""
        ...
