"""Markdown: rendered as plain lines, for a sentence is quoted and its figures are read without ** and #."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from vectorstore.loaders.base import Loaded
from vectorstore.loaders.grid import Draft, Spread

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["can_render", "heading_lines", "is_markdown", "rendered"]

_MOST_LETTERS = 300_000
"""Of a file that is parsed, which takes 6 seconds for so many; the longest reports have 35,000."""
_MOST_BRACKETS = 5_000
"""The parser's time grows with their square: half a second for so many."""

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(\S.*)$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:.*\r?\n){0,100}?---[ \t]*\r?\n")
_FRONT_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_FEWEST_HEADINGS = 2
_LEFT_MARKS = re.compile(r"\*{2,3}|~~|(?<!_)__(?!_)")
"""Marks that CommonMark leaves standing where they touch Chinese punctuation: **增长5.2%。**全市."""
_STOPS = "。！？；：…”）」』"
_DEEPEST = 100
"""Levels of lists and quotations: the parser drops what is nested deeper."""
_DEEP = re.compile(rf"^[ \t>*+-]{{{_DEEPEST // 2},}}", re.MULTILINE)


def is_markdown(text: str) -> bool:
    """Whether a text without the name of Markdown is clearly Markdown: it has two headings marked by #."""
    return len(heading_lines(text)) >= _FEWEST_HEADINGS


def heading_lines(text: str) -> tuple[tuple[int, int], ...]:
    """(start, level) of lines that are headings marked by #, levels counted from 1; the title is not among them."""
    found = [(match.start(), len(match[1])) for match in _HEADING.finditer(text)]
    return _without_title(found)


def can_render(text: str) -> bool:
    """Whether a text is small enough to be parsed as Markdown in bounded time."""
    return len(text) <= _MOST_LETTERS and text.count("[") <= _MOST_BRACKETS


def rendered(text: str) -> Loaded:
    """The text of a Markdown file as a reader sees it: headings, paragraphs, list items and tables in order.

    Marks, addresses of links and pictures are left out, and so is front matter but for its title.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    draft = Draft()
    front = _FRONT_MATTER.match(text)
    body = text[front.end() :] if front else text
    title = _FRONT_TITLE.search(front.group()) if front else None
    if title and not re.search(r"^# ", body, re.MULTILINE):
        draft.paragraph(title[1])
    _set(parser.parse(_DEEP.sub("", body)), draft)
    loaded = draft.finished()
    return Loaded(loaded.text, replace(loaded.layout, headings=_without_title(loaded.layout.headings)))


def _without_title(headings: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Levels counted from 1; a first heading that alone has the highest level is the report's title."""
    levels = [level for _, level in headings]
    if len(headings) > 1 and levels[0] < min(levels[1:]):
        headings, levels = headings[1:], levels[1:]
    ranks = {level: rank for rank, level in enumerate(sorted(set(levels)), 1)}
    return tuple((start, ranks[level]) for start, level in headings)


def _set(tokens: "Sequence[Token]", draft: Draft) -> None:
    rows: list[list[Spread]] = []
    mark, level, in_table = "", 0, False
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "list_item_open":
            mark = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "table_open":
            rows, in_table = [], True
        elif token.type == "table_close":
            draft.table(rows)
            in_table = False
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and in_table:
            rows[-1].append(Spread(" ".join(_lines(token))))
        elif token.type == "inline":
            for number, line in enumerate(_lines(token)):
                draft.paragraph(f"{mark}{line}" if number == 0 else line, level)
            mark = ""
        elif token.type in ("fence", "code_block"):
            for line in token.content.splitlines():
                draft.paragraph(line.strip())
        elif token.type == "html_block":
            _set_html(token.content, draft)


def _set_html(content: str, draft: Draft) -> None:
    """Tables and lines given as HTML, as converters from Word and PDF write them."""
    from vectorstore.loaders.webpage import parse_page
    from vectorstore.loaders.webtext import blocks_of

    for block in blocks_of(parse_page(content, "Markdown")):
        if block.rows:
            draft.table(block.rows)
        else:
            draft.paragraph(block.text, block.level)


def _lines(inline: "Token") -> list[str]:
    """The lines of a paragraph: a newline in the file ends one only behind the end of a sentence."""
    text = _LEFT_MARKS.sub("", "".join(_pieces(inline.children or ())))
    return [line for each in text.split("\n") if (line := each.strip())]


def _pieces(tokens: "Sequence[Token]") -> Iterator[str]:
    last = ""
    for token in tokens:
        if token.type in ("text", "code_inline"):
            last = token.content
            yield last
        elif token.type == "hardbreak" or (token.type == "html_inline" and token.content.lower().startswith("<br")):
            yield "\n"
        elif token.type == "softbreak":
            ends = last.rstrip("*_ ")[-1:] in _STOPS
            yield "\n" if ends else " " if last[-1:].isascii() and last else ""
