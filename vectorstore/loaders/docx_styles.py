"""The paragraph and character styles of a Word file: heading levels, numbering and hidden text, as inherited."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Styles", "number_of", "switched_on", "value_of", "w"]

_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\s*\d$", re.IGNORECASE)
_LONGEST_CHAIN = 20
"""Styles based on one another; Word itself allows ten."""


def w(tag: str) -> str:
    """A name in the main namespace of Word files, as lxml writes it."""
    return _NAMESPACE + tag


def value_of(element: Any, path: str) -> str | None:
    """The ``w:val`` of the descendant at a path such as ``w:pPr/w:pStyle``; None when either is missing."""
    found = element.find("/".join(w(step[2:]) for step in path.split("/"))) if element is not None else None
    return None if found is None else found.get(w("val"))


def number_of(element: Any, path: str) -> int | None:
    """``value_of`` as a whole number; None when it is none, or larger than anyone counts."""
    value = value_of(element, path)
    return int(value) if value is not None and re.fullmatch(r"-?\d{1,9}", value) else None


def switched_on(properties: Any, tag: str) -> bool | None:
    """Whether a property such as ``vanish`` is on; None when nothing is said of it."""
    found = properties.find(w(tag)) if properties is not None else None
    return None if found is None else found.get(w("val"), "true").lower() not in {"0", "false", "off"}


@dataclass(frozen=True, slots=True)
class _Style:
    id: str
    name: str
    based_on: str | None
    level: int | None
    """Of its outline: 1 to 9, 0 for body text; None when it says nothing."""
    numbering: str | None
    numbering_level: int | None
    hidden: bool | None


class Styles:
    """The styles by their ids. ``root`` is the root of word/styles.xml, None for a file without one."""

    def __init__(self, root: Any) -> None:
        self._styles: dict[str, _Style] = {}
        self._default: str | None = None
        for element in root.iter(w("style")) if root is not None else ():
            style = _style(element)
            self._styles.setdefault(style.id, style)
            if element.get(w("type")) == "paragraph" and element.get(w("default")) in {"1", "true", "on"}:
                self._default = style.id

    def heading_level(self, style: str | None) -> int:
        """1 to 9 for paragraphs in a heading style, by its outline level or name or those it is based on; else 0."""
        for step in self._chain(style):
            if step.level is not None:
                return step.level
            if match := _HEADING.match(step.name):
                return int(match[1])
        return 0

    def is_contents(self, style: str | None) -> bool:
        """Whether paragraphs in this style are lines of a table of contents."""
        return any(_CONTENTS.match(step.name) for step in self._chain(style))

    def numbering(self, style: str | None) -> tuple[str | None, int | None, str]:
        """Number definition, level, and the style that names them; (None, None, "") when paragraphs have no number."""
        chain = list(self._chain(style))
        for step in chain:
            if step.numbering is not None:
                level = next((each.numbering_level for each in chain if each.numbering_level is not None), None)
                return step.numbering, level, step.id
        return None, None, ""

    def is_hidden(self, style: str | None) -> bool:
        """Whether text in this style is hidden."""
        return next((step.hidden for step in self._chain(style) if step.hidden is not None), False)

    def list_styles(self) -> dict[str, str]:
        """Number definitions by the style that names them."""
        return {style.id: style.numbering for style in self._styles.values() if style.numbering is not None}

    def _chain(self, style: str | None) -> Iterator[_Style]:
        """A style and those it is based on; that of unmarked paragraphs for None."""
        at = style if style in self._styles else self._default
        for _ in range(_LONGEST_CHAIN):
            if at is None or at not in self._styles:
                return
            yield self._styles[at]
            at = self._styles[at].based_on


def _style(element: Any) -> _Style:
    outline = number_of(element, "w:pPr/w:outlineLvl")
    return _Style(
        id=element.get(w("styleId"), ""),
        name=(value_of(element, "w:name") or "").strip(),
        based_on=value_of(element, "w:basedOn"),
        level=None if outline is None else outline + 1 if 0 <= outline < 9 else 0,
        numbering=value_of(element, "w:pPr/w:numPr/w:numId"),
        numbering_level=number_of(element, "w:pPr/w:numPr/w:ilvl"),
        hidden=switched_on(element.find(w("rPr")), "vanish"),
    )
