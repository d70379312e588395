"""What several cells say together: who is higher, by how much, what share, whether a target was met.

Every figure compared is cited; every difference is computed by ``calculate`` and shown with its formula.
"""

from bot.comparison.operands import of_one_place
from bot.comparison.sides import aligned, sides
from bot.comparison.targets import second_half, target_and_outcome
from bot.comparison.verdicts import conclude

__all__ = ["aligned", "conclude", "of_one_place", "second_half", "sides", "target_and_outcome"]
