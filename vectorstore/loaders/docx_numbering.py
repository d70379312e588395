"""The automatic numbers of a Word file: 一、 and （二） that Word draws and that its paragraphs do not hold.

Rules of ECMA-376, part 1, 17.9: definitions (``w:num``) share the count of their abstract definition; a level
starts anew behind any level above it; ``w:startOverride`` starts anew where its definition is first used.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from vectorstore.loaders.docx_numerals import printed
from vectorstore.loaders.docx_styles import number_of, switched_on, value_of, w

__all__ = ["Numbering"]

_PLACE = re.compile(r"%([1-9])")
_CLOSED = re.compile("[、，：）】〕］》]$")
"""Ends that text follows directly. Behind 1. or ① a blank stands: 1.5万亩 would be read as a figure."""


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    words: str = ""
    """With %1 to %9 where the counts of levels go."""
    restart: int | None = None
    """Levels down to this one start it anew; None for all above it, 0 for none."""
    legal: bool = False
    """Whether all counts are printed in ASCII digits."""
    style: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Definition:
    abstract: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]
    """Starts of levels where the definition is first used."""


class Numbering:
    """Counts along a text. ``root`` is that of word/numbering.xml, None for a file without one.

    ``list_styles`` are number definitions by style, for abstract definitions that only point to a style.
    """

    def __init__(self, root: Any, list_styles: Mapping[str, str]) -> None:
        self._definitions = {} if root is None else _definitions(root, list_styles)
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def level_of(self, definition: str, style: str) -> int | None:
        """The level that a definition links to a style; None when it links none."""
        known = self._definitions.get(definition)
        return (
            next((at for at, level in known.levels.items() if level.style == style), None) if known and style else None
        )

    def next(self, definition: str, at: int) -> str:
        """The number of the next paragraph of a level (0 to 8), with the blank that stands behind it if any.

        Empty for bullets and for definitions that do not exist.
        """
        known = self._definitions.get(definition)
        if known is None or at not in known.levels:
            return ""
        self._count(definition, known, at)
        level = known.levels[at]
        if level.hidden or level.form in {"bullet", "none"}:
            return ""
        words = _PLACE.sub(lambda match: self._printed(known, level, int(match[1]) - 1), level.words).strip()
        return words if not words or _CLOSED.search(words) else f"{words} "

    def _count(self, definition: str, known: _Definition, at: int) -> None:
        counts = self._counts.setdefault(known.abstract, {})
        if at in known.starts and (definition, at) not in self._started:
            self._started.add((definition, at))
            counts[at] = known.starts[at]
        else:
            counts[at] = counts[at] + 1 if at in counts else known.levels[at].start
        for below, level in known.levels.items():
            if below > at and (level.restart is None or at < level.restart):
                counts.pop(below, None)

    def _printed(self, known: _Definition, level: _Level, at: int) -> str:
        other = known.levels.get(at, _Level())
        count = self._counts[known.abstract].get(at, known.starts.get(at, other.start))
        return printed(count, "decimal" if level.legal else other.form)


def _definitions(root: Any, list_styles: Mapping[str, str]) -> dict[str, _Definition]:
    abstracts = {element.get(w("abstractNumId"), ""): element for element in root.findall(w("abstractNum"))}
    numbers = {element.get(w("numId"), ""): element for element in root.findall(w("num"))}
    definitions = {}
    for name, number in numbers.items():
        abstract = value_of(number, "w:abstractNumId") or ""
        linked = list_styles.get(value_of(abstracts.get(abstract), "w:numStyleLink") or "")
        if linked in numbers:
            abstract = value_of(numbers[linked], "w:abstractNumId") or ""
        if abstract in abstracts and name != "0":
            definitions[name] = _definition(number, abstract, abstracts[abstract])
    return definitions


def _definition(number: Any, name: str, abstract: Any) -> _Definition:
    levels = {at: _level(element) for element in abstract.findall(w("lvl")) if (at := _at(element)) is not None}
    starts: dict[int, int] = {}
    for override in number.findall(w("lvlOverride")):
        at = _at(override)
        if at is None:
            continue
        own = override.find(w("lvl"))
        if own is not None:
            levels[at] = _level(own)
        start = number_of(override, "w:startOverride")
        if start is not None:
            starts[at] = start
            levels[at] = replace(levels.get(at, _Level()), start=start)
    return _Definition(name, levels, starts)


def _at(element: Any) -> int | None:
    at = element.get(w("ilvl"), "")
    return int(at) if re.fullmatch("[0-8]", at) else None


def _level(element: Any) -> _Level:
    start = number_of(element, "w:start")
    return _Level(
        # A level without w:start counts from 0 by the standard.
        start=0 if start is None else start,
        form=value_of(element, "w:numFmt") or "decimal",
        words=value_of(element, "w:lvlText") or "",
        restart=number_of(element, "w:lvlRestart"),
        legal=switched_on(element, "isLgl") is True,
        style=value_of(element, "w:pStyle") or "",
        hidden=switched_on(element.find(w("rPr")), "vanish") is True,
    )
