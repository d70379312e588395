"""Where a report says what a gold question is about: by its words, or by where they stand and what they hash to.

Gold over reports that anyone may read quotes them. Gold over real reports, whose sentences stay out of the repository,
gives offsets into the canonical text and a hash of the words there, which tells when a report has changed.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

FORMS = ("<quote>", "<span>")
"""How pydantic names the two forms in the place of an error; no field is called so."""


class Checked(BaseModel):
    """What is read from a gold file: no field is converted, none is unknown."""

    # a mistyped optional field would otherwise be lost in silence
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Quote(Checked):
    """The words themselves."""

    quote: str = Field(min_length=1)

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Everywhere the words stand in a canonical text, as half-open offsets; empty where they don't."""
        return tuple(match.span() for match in re.finditer(re.escape(self.quote), text))


class Span(Checked):
    """Where the words stand, and what they hash to."""

    start: int = Field(ge=0)
    end: int
    hash: str = Field(pattern=r"^[0-9a-f]{12}$")
    """``hash_of`` the words."""

    @model_validator(mode="after")
    def _is_not_empty(self) -> "Span":
        if self.end <= self.start:
            raise ValueError("end：要大于 start")
        return self

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """The span alone, or none where a canonical text has other words there."""
        same = hash_of(text[self.start : self.end]) == self.hash
        return ((self.start, self.end),) if same else ()


def hash_of(words: str) -> str:
    """The first twelve hexadecimal digits of the SHA-256 of the words in UTF-8."""
    return sha256(words.encode()).hexdigest()[:12]


class _OfSource(Checked):
    source: str = Field(min_length=1)
    """Name of the report's file."""

    def text(self, texts: Mapping[str, str]) -> str | None:
        """The report's canonical text among texts by source; None when it isn't there."""
        return texts.get(self.source)


class QuotedEvidence(_OfSource, Quote):
    """An exact quote that answers, or helps to."""


class LocatedEvidence(_OfSource, Span):
    """The same by where it stands."""


class _OfDocument(Checked):
    doc: str = Field(min_length=1)
    """Beginning of the name of the report's file."""

    @property
    def source(self) -> str:
        """The report as it is named here."""
        return self.doc

    def text(self, texts: Mapping[str, str]) -> str | None:
        """The canonical text of the first report, by name, that begins so; None when there is none."""
        return next((texts[name] for name in sorted(texts) if name.startswith(self.doc)), None)


class QuotedCorrection(_OfDocument, Quote):
    """An exact quote that contradicts a false premise."""


class LocatedCorrection(_OfDocument, Span):
    """The same by where it stands."""


def _form(line: Any) -> str:
    names = line if isinstance(line, dict) else getattr(line, "__dict__", {})
    return FORMS["start" in names or "end" in names or "hash" in names]


Evidence = Annotated[
    Annotated[QuotedEvidence, Tag(FORMS[0])] | Annotated[LocatedEvidence, Tag(FORMS[1])], Discriminator(_form)
]
Correction = Annotated[
    Annotated[QuotedCorrection, Tag(FORMS[0])] | Annotated[LocatedCorrection, Tag(FORMS[1])], Discriminator(_form)
]
