"""The catalogue: every report whole, its facts, its files, the state it is in, and the vectors already paid for.

One SQLite file in the home by default; any SQLAlchemy URL when many hosts share a library.
"""

from vectorstore.library.catalogue import (
    SEARCHED,
    DamagedError,
    Library,
    ReportCard,
    Standing,
    State,
    StoredFact,
    UnknownReportError,
)

__all__ = [
    "SEARCHED",
    "DamagedError",
    "Library",
    "ReportCard",
    "Standing",
    "State",
    "StoredFact",
    "UnknownReportError",
]
