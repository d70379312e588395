"""The bars that answers to a gold set are held to."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

BARS = Path(__file__).with_name("bars.yaml")


class Bars(BaseModel):
    """The least shares and the most mix-ups; None is no bar. The defaults are for sets that were developed on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    right: float | None = Field(default=0.93, ge=0, le=1)
    mixups: int | None = Field(default=0, ge=0)
    figures: float | None = Field(default=1.0, ge=0, le=1)
    quotes: float | None = Field(default=1.0, ge=0, le=1)


DEVELOPED_ON = Bars()
NONE = Bars(right=None, mixups=None, figures=None, quotes=None)


@lru_cache(maxsize=1)
def read_bars(path: Path = BARS) -> Mapping[str, Bars]:
    """Bars by the name of a gold set. Raises ValueError when one doesn't fit the schema."""
    return TypeAdapter(dict[str, Bars]).validate_python(yaml.safe_load(path.read_text("utf-8")))
