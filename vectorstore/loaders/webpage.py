"""The elements of a web page, without what is never shown; bounded in number and depth."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from vectorstore.errors import ReadError

__all__ = ["MOST_NODES", "Element", "parse_page"]

MOST_NODES = 200_000
"""Elements and texts of a page: real reports have under 10,000, one with many tables 50,000; these take 10 seconds."""
_DEEPEST = 150
"""Levels kept as such; what is nested deeper (fonts never closed) is set level, with its line breaks."""

_BLOCK = re.compile(
    r"address|article|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|"
    r"form|h1|h2|h3|h4|h5|h6|header|hr|html|li|main|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|"
    r"ul"
)
"""Elements that begin and end a line."""
_UNSEEN = re.compile(
    r"script|style|noscript|template|iframe|object|embed|svg|math|canvas|select|datalist|button|input|textarea|"
    r"audio|video|map|nav|footer|aside|dialog|menu"
)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_HIDDEN_CLASSES = frozenset({"hidden", "hide", "d-none", "sr-only", "visually-hidden"})
_KEPT = re.compile(r"id|class|style|href|rowspan|colspan|name|property|content|datetime|role|hidden|aria-hidden")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@lru_cache(512)
def _is_block(tag: str) -> bool:
    return _BLOCK.fullmatch(tag) is not None


@dataclass(eq=False, slots=True)
class Element:
    """An element and what is in it, in order."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    parent: "Element | None" = None
    children: "list[Element | str]" = field(default_factory=list)
    letters: int = 0
    """Letters of all text in it, blanks left out."""
    linked: int = 0
    """Of these, in links."""

    @property
    def labels(self) -> str:
        """Its id and classes."""
        return f"{self.attributes.get('id', '')} {self.attributes.get('class', '')}"

    @property
    def is_block(self) -> bool:
        """Whether it begins and ends a line."""
        return _is_block(self.tag)

    @property
    def is_link(self) -> bool:
        """Whether it leads to another page."""
        return self.tag == "a" and not self.attributes.get("href", "#").startswith("#")

    def inside(self) -> "Iterator[Element]":
        """The elements in it, in order of the page, itself first."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))

    def around(self) -> "Iterator[Element]":
        """The elements it stands in, itself first, the page last."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent

    def words(self) -> str:
        """All of its text, on one line."""
        pieces: list[str] = []
        waiting: list[Element | str] = [self]
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                pieces.append(each)
            else:
                waiting.extend(reversed(each.children))
        return " ".join("".join(pieces).split())


def parse_page(text: str, name: str, *, with_hidden: bool = False) -> Element:
    """The page in this text, however badly it is written; ``with_hidden`` keeps what scripts would make visible.

    Raises ReadError when it has more elements than any report.
    """
    from lxml import etree

    target = _Builder(name, with_hidden)
    # A target, and not lxml's own tree: that takes minutes over a tag with 300,000 attributes and drops
    # whatever stands behind the 256th level. Nothing declared in a DOCTYPE is expanded or fetched.
    parser = etree.HTMLParser(target=target, huge_tree=False, no_network=True)
    declared = re.sub(r"^\s*<\?xml[^>]*\?>", "", _CONTROL.sub("", text))
    if declared.strip():
        parser.feed(declared)
        parser.close()
    return target.page


class _Builder:
    """What lxml tells of a page, made into elements."""

    def __init__(self, name: str, with_hidden: bool) -> None:
        self.page = Element("page")
        self._name = name
        self._with_hidden = with_hidden
        self._open = [self.page]
        self._links = 0
        self._unseen = 0
        """Open elements counted from the outermost that is not shown."""
        self._nodes = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._unseen or self._is_unseen(tag, attributes):
            self._unseen += 1
            return
        kept = {key: value for key, value in attributes.items() if _KEPT.fullmatch(key)}
        element = Element(tag, kept, self._open[-1])
        self._links += element.is_link
        self._add(element)
        self._open.append(element)

    def end(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
            return
        element = self._open.pop()
        self._links -= element.is_link
        if len(self._open) >= _DEEPEST and element.is_block:
            self._add(Element(element.tag, parent=self._open[_DEEPEST - 1]))
        elif len(self._open) < _DEEPEST:
            self._open[-1].letters += element.letters
            self._open[-1].linked += element.linked

    def data(self, data: str) -> None:
        if self._unseen:
            return
        holder = self._add(data)
        letters = sum(map(len, data.split()))
        holder.letters += letters
        holder.linked += letters if self._links else 0

    def comment(self, text: str) -> None:
        """Comments say nothing."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Nor do processing instructions."""

    def close(self) -> Element:
        while len(self._open) > 1:
            self.end(self._open[-1].tag)
        return self.page

    def _add(self, child: Element | str) -> Element:
        """Put into the innermost element that is not too deep; gives that element."""
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise ReadError(f"网页“{self._name}”的结构过于庞大，已拒绝；请把正文复制到 .txt 或 .docx 文件后再导入。")
        holder = self._open[min(len(self._open), _DEEPEST) - 1]
        holder.children.append(child)
        return holder

    def _is_unseen(self, tag: str, attributes: Mapping[str, str]) -> bool:
        if _UNSEEN.fullmatch(tag) or attributes.get("role") == "navigation":
            return True
        if self._with_hidden or tag in ("html", "body"):
            return False
        classes = attributes.get("class", "").lower().split()
        return (
            "hidden" in attributes
            or attributes.get("aria-hidden") == "true"
            or not _HIDDEN_CLASSES.isdisjoint(classes)
            or _HIDDEN_STYLE.search(attributes.get("style", "")) is not None
        )
