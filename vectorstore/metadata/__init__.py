"""What a report says of itself: title, place, period, kind, session, speaker and days, with their spans.

Read from the title first, then from the session and speaker lines; what neither tells is inferred
from the text and marked as not certain. What a person corrected stands over both, and what
depends on it follows: the period on the kind, the parent on the place.
"""

from vectorstore.metadata.finding import (
    Metadata,
    find_metadata,
)

__all__ = [
    "Metadata",
    "find_metadata",
]
