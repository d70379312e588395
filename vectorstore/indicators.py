"""The indicators reports speak of: their canonical names, what else they are called, and what only looks like them."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from vectorstore.errors import ConfigurationError

_PATH = Path(__file__).with_name("indicators.yaml")

_DIVIDER = re.compile("[、,，]")

_PLAIN = {0xFEE0 + c: chr(c).lower() for c in range(0x21, 0x7F)} | {c: chr(c).lower() for c in range(0x41, 0x5B)}
"""Full-width and capital letters to plain small ones, one for one, so that offsets stay true."""


@dataclass(frozen=True)
class Indicator:
    """One indicator of the dictionary."""

    name: str
    """The canonical name, such as 地区生产总值."""
    aliases: tuple[str, ...] = ()
    """Other names reports and questions use; the canonical name is not repeated here."""
    unit: str = ""
    """The usual unit of its level, such as 亿元; its growth is in % whatever this says."""
    english: tuple[str, ...] = ()
    """What an English question calls it, in small letters."""
    unlike: tuple[str, ...] = ()
    """Canonical names of indicators that only look alike; the relation holds both ways."""
    of: str = ""
    """Canonical name of the indicator that this is at one level of government; one of ``unlike`` too."""


@dataclass(frozen=True)
class IndicatorMention:
    """An indicator named in a text, with the span of its words."""

    start: int
    end: int
    indicator: Indicator
    alternatives: tuple[Indicator, ...] = ()
    """Other readings of the same words (失业率: surveyed, or registered); the likeliest is ``indicator``."""


@lru_cache(maxsize=1)
def indicators() -> tuple[Indicator, ...]:
    """The whole dictionary, in the order of its file; raises ConfigurationError when that can't be read."""
    return read_indicators(_PATH.read_text(encoding="utf-8"))


def read_indicators(text: str) -> tuple[Indicator, ...]:
    """The dictionary a YAML text holds, with ``unlike`` made to hold both ways."""
    try:
        # The C loader takes a tenth of the time of the other.
        rows: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
        unlike: dict[str, dict[str, None]] = {name: {} for name in rows}
        for name, fields in rows.items():
            for other in _list(f"{fields.pop('unlike', '')}、{fields.get('of', '')}"):
                unlike[name][other] = unlike[other][name] = None
        return tuple(_indicator(name, fields, tuple(unlike[name])) for name, fields in rows.items())
    except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())
        message = f"{_PATH.name}：指标词典无法读取（{reason}）；请核对缩进、字段名以及 unlike 所列名称"
        raise ConfigurationError(message) from error


def _indicator(name: str, fields: dict[str, str], unlike: tuple[str, ...]) -> Indicator:
    unit, of = fields.pop("unit", ""), fields.pop("of", "")
    lists = {key: _list(value) for key, value in fields.items()}
    return Indicator(name=name, unit=unit, of=of, unlike=unlike, **lists)


def _list(names: str) -> tuple[str, ...]:
    return tuple(name for part in _DIVIDER.split(names) if (name := part.strip()))


def find_indicators(text: str) -> list[IndicatorMention]:
    """Every indicator named in a text, in order: the longest name wins, spans never overlap.

    Latin letters match in either case and either width. A name that several indicators share gives the first
    of them in the dictionary, with the others as its alternatives.
    """
    pattern, readings = _names()
    mentions = []
    for match in pattern.finditer(text.translate(_PLAIN)):
        first, *others = readings[match.group()]
        mentions.append(IndicatorMention(match.start(), match.end(), first, tuple(others)))
    return mentions


@lru_cache(maxsize=1)
def _names() -> tuple[re.Pattern[str], dict[str, list[Indicator]]]:
    """The alternation of all names, longest first, and what each of them may mean."""
    readings: dict[str, list[Indicator]] = {}
    for indicator in indicators():
        for name in (indicator.name, *indicator.aliases):
            readings.setdefault(name.translate(_PLAIN), []).append(indicator)
    by_initial: dict[str, list[str]] = {}
    for name in sorted(readings, key=len, reverse=True):
        by_initial.setdefault(name[0], []).append(_bounded(name))
    # The leading class lets the engine skip nearly every position of a report without trying the branches.
    initials = "".join(map(re.escape, by_initial))
    branches = "|".join(f"(?:{'|'.join(names)})" for names in by_initial.values())
    return re.compile(f"(?=[{initials}])(?:{branches})"), readings


def _bounded(name: str) -> str:
    """A name as a pattern; one that begins or ends in a Latin letter must not be part of a longer Latin word."""
    before = "(?<![a-z0-9])" if name[0].isascii() else ""
    after = "(?![a-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    return before + re.escape(name) + after
