"""From files to a searchable library: repeatable, safe to kill, one writer at a time.

A file is read and kept in the catalogue with its facts, then indexed by its words and from then on searched;
then every such report is embedded and is ``ready``. Each step is whole or not done at all, so that a run killed
anywhere leaves nothing half visible, and the next run goes on where it stopped: files that were read are not
read again, passages that were embedded not embedded again.
"""

from vectorstore.ingest.running import (
    PARSER,
    Event,
    Happening,
    OnEvent,
    Summary,
    amend,
    ingest,
    rebuild,
    remove,
)

__all__ = [
    "PARSER",
    "Event",
    "Happening",
    "OnEvent",
    "Summary",
    "amend",
    "ingest",
    "rebuild",
    "remove",
]
