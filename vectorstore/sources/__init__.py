"""What an ingest is given (files, folders, archives, addresses), and the single reports' files it comes to."""

from vectorstore.sources.source import (
    LARGEST_SIDECAR,
    SUFFIXES,
    Refusal,
    Source,
    find_sources,
    is_address,
    source_of,
)

__all__ = [
    "LARGEST_SIDECAR",
    "SUFFIXES",
    "Refusal",
    "Source",
    "find_sources",
    "is_address",
    "source_of",
]
