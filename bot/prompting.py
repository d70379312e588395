"""Prompts by name: one Markdown file each in ``prompts/``, a YAML head and ``# role`` parts."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from bot import markers

_HEAD = re.compile(r"\A---\n(?P<head>.*?)\n---\n", re.DOTALL)
_PART = re.compile(r"^# (system|user|assistant)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A versioned prompt; the messages hold ``{name}`` fields to fill."""

    name: str
    version: int
    messages: tuple[tuple[str, str], ...]
    """(role, text) pairs, in order."""

    def filled(self, **fields: str) -> list[tuple[str, str]]:
        """The messages with the fields put in; braces in the fields' own text are left alone.

        Raises KeyError for a field that the prompt has and the call does not.
        """

        def fill(text: str) -> str:
            return re.sub(r"\{(\w+)\}", lambda m: fields[m[1]], text)

        return [(role, fill(text)) for role, text in self.messages]


_SPECIAL = re.compile(r"<\|(?=[^|<>\n]{1,40}\|>)")
"""Opens a chat template's token (<|im_start|>), which some servers obey wherever it stands."""


def inert(text: str) -> str:
    """A text that no server takes for its own marks."""
    return _SPECIAL.sub("<", text)


def plain(sentence: str) -> str:
    """A report's sentence on one line, without anything that could pass for a handle of ours or a server's token."""
    return markers.without(inert(" ".join(sentence.split())))


@lru_cache(maxsize=16)
def prompt(name: str) -> Prompt:
    """The prompt in ``prompts/NAME.md``. Raises FileNotFoundError when there is none."""
    text = (files("prompts") / f"{name}.md").read_text(encoding="utf-8")
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"prompts/{name}.md has no YAML head")
    fields = yaml.safe_load(head["head"])
    pieces = _PART.split(text[head.end() :])[1:]
    messages = tuple((role, body.strip()) for role, body in zip(pieces[::2], pieces[1::2], strict=True))
    return Prompt(fields["name"], int(fields["version"]), messages)
