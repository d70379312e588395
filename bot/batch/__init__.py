"""Many questions at once: JSON lines with ``id`` and ``question`` in, one object a line out."""

from bot.batch.lines import Item, read_batch
from bot.batch.partial import Partial
from bot.batch.running import Progress, run_batch

__all__ = ["Item", "Partial", "Progress", "read_batch", "run_batch"]
