"""The kinds of answer a question can ask for."""

from enum import StrEnum


class Want(StrEnum):
    """The kinds of answer a question can ask for."""

    VALUE = "value"
    CHANGE = "change"
    COMPARISON = "comparison"
    DIFFERENCE = "difference"
    SUM = "sum"
    SHARE = "share"
    AVERAGE = "average"
    """An amount for each of what is counted."""
    PROGRESS = "progress"
    """How much of a target is done."""
    REMAINDER = "remainder"
    """How much of a target is left."""
    FULFILMENT = "fulfilment"
    """Whether a target was met."""
    LIST = "list"
    PERSON = "person"
    NAME = "name"
    REASON = "reason"
