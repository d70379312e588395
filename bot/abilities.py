"""What a model's server turned out to be able to do: found out once, by trying, and remembered."""

from dataclasses import dataclass


@dataclass
class Abilities:
    """Of one server and model; None until it was tried. Kept for as long as the bot lives."""

    schema: bool | None = None
    """Whether it keeps to a JSON schema (``response_format``); without, citations come as marks in the text."""
    odds: bool | None = None
    """Whether it tells the probabilities of its first word (``logprobs``), so that a yes can be weighed."""
