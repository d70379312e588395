"""Web pages, saved or fetched: the report's own lines, tables and headings, without menus and buttons."""

import codecs
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace

from vectorstore.errors import ReadError
from vectorstore.loaders.article import Article, find_article
from vectorstore.loaders.base import Loaded
from vectorstore.loaders.grid import Draft
from vectorstore.loaders.text import decoded
from vectorstore.loaders.webpage import parse_page
from vectorstore.loaders.webtext import Block

__all__ = ["HtmlLoader"]

_BEGINS = re.compile(
    r"[\ufeff\s]*(?:<\?xml[^>]*\?>\s*|<!--(?:(?!-->)[\s\S])*-->\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title|link|base|script|"
    r"style|div|p|table|article|section|main|header|h[1-6]|span|center|font|ul|ol)(?=[\s/>]))",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_META_CHARSET = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs", "unicode": "utf-16"}
"""Encodings that hold more letters than those pages name, as browsers read them."""
_MOST_DAMAGED = 0.002
"""Share of letters that may be lost: old editors cut Chinese letters in half here and there."""
_LOOKED_AT = 4096
_LONGEST_HEADING = 100
_LEAST_LETTERS = 100
"""Letters shown by a page that is not waiting for its script to uncover the rest."""
_NO_TEXT = "网页“{name}”里没有正文（可能由脚本另行载入）；请在浏览器里打开后另存，或把正文复制到 .docx 文件再导入。"


class HtmlLoader:
    """A web page, or a piece of one."""

    def accepts(self, data: bytes, name: str) -> bool:
        """By its first tag; by its suffix only when there is a tag at all."""
        encoding = "utf-16" if data.startswith(_MARKS[1:]) else "latin-1"
        start = data[:_LOOKED_AT].decode(encoding, "replace").removeprefix("ï»¿")
        by_name = name.lower().endswith((".html", ".htm", ".shtml", ".xhtml")) and b"\x00" not in data[:_LOOKED_AT]
        return _BEGINS.match(start) is not None or (by_name and _TAG.search(start) is not None)

    def load(self, data: bytes, name: str) -> Loaded:
        """The report's lines and tables in order. Raises ReadError when it is garbled, huge, or holds no text."""
        text, lost = _page_text(data, name)
        page = parse_page(text, name)
        if page.letters < _LEAST_LETTERS:
            page = parse_page(text, name, with_hidden=True)
        article = find_article(page)
        if not article.blocks:
            raise ReadError(_NO_TEXT.format(name=name))
        warnings = (f"网页里有 {lost} 处文字编码已损坏，显示为“\ufffd”，请对照原网页核对。",) if lost else ()
        loaded = _drafted(article).finished(warnings)
        return replace(loaded, layout=replace(loaded.layout, published=article.published))


def _page_text(data: bytes, name: str) -> tuple[str, int]:
    """The decoded page, and how many letters of it were lost."""
    told = _META_CHARSET.search(data[:_LOOKED_AT])
    if told is None or data.startswith(_MARKS):
        return decoded(data, name), 0
    encoding = told[1].decode("ascii").lower()
    try:
        encoding = codecs.lookup(_WIDER.get(encoding, encoding)).name
        return data.decode(encoding), 0
    except (LookupError, UnicodeError):
        pass
    try:
        return decoded(data, name), 0
    except ReadError:
        for guess in dict.fromkeys((encoding, "gb18030", "utf-8")):
            text = _with_losses(data, guess)
            lost = text.count("\ufffd")
            if text and lost <= max(1, _MOST_DAMAGED * len(text)):
                return text, lost
        raise


def _with_losses(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except LookupError:
        return ""


def _drafted(article: Article) -> Draft:
    """The canonical text: title, body, then the footnotes."""
    draft = Draft()
    if article.title:
        draft.paragraph(article.title)
    levels = _levels(article.blocks, titled=bool(article.title))
    for block in sorted(article.blocks, key=lambda block: block.is_note):
        with ExitStack() as stack:
            if block.is_note:
                stack.enter_context(draft.aside())
            if block.rows:
                draft.table(block.rows)
            else:
                draft.paragraph(block.text, levels.get(id(block), 0))
    return draft


def _levels(blocks: Sequence[Block], *, titled: bool) -> dict[int, int]:
    """Levels of the headings, counted from 1; the report's own title heads no section, nor does a long paragraph."""
    headings = [
        block for block in blocks if block.level and len(block.text) <= _LONGEST_HEADING and "。" not in block.text
    ]
    if headings and not titled and headings[0] in blocks[:3]:
        alone = [block.level for block in headings].count(headings[0].level) == 1
        highest = headings[0].level == min(block.level for block in headings)
        headings = headings[1:] if alone and highest else headings
    ranks = {level: rank for rank, level in enumerate(sorted({block.level for block in headings}), 1)}
    return {id(block): ranks[block.level] for block in headings}
