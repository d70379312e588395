"""PDF files: the text layer in reading order where there is one, pages that are pictures through the OCR extra."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vectorstore.errors import ReadError
from vectorstore.loaders.base import Loaded
from vectorstore.loaders.ocr import DPI, Picture, require_ocr
from vectorstore.loaders.pdf_page import PageContent, read_page
from vectorstore.loaders.printed import PrintedPage, assemble
from vectorstore.loaders.printed.letters import readable
from vectorstore.loaders.printed.pieces import pieces_of, wrapped
from vectorstore.loaders.printed.ruled import find_frames, loose_rules, tables_in
from vectorstore.loaders.scan import ScannedPage, page_numbers, read_scan, scan_warnings

__all__ = ["PdfLoader"]

_MOST_PAGES = 2_000
_MOST_SCANNED = 500
"""Recognising that many takes about half an hour on two cores."""
_MOST_SECONDS = 30.0
"""That one page's text may take; the usual one takes a thirtieth of a second."""
_MOST_PIECES = 4_000
"""Stretches of letters on one page; a page of a dense table without lines has 1,500."""
_MOST_LETTERS = 8_000_000
_MOST_PIXELS = 12_000_000
"""Of a page rendered to be recognised: A3 at 200 dpi has 7.7 million."""
_FEW_LETTERS = 50
"""A page that is a picture may have its number or a scanner's stamp as text."""
_PICTURE = 0.5
"""Share of a page that a scan's picture covers at the least."""
_OUTLINES = 300
"""Paths on a page without letters, from which on its letters are taken to be drawn as outlines."""
_HEAD = 1_024
_TAIL = 4_096
"""Bytes in which the signature and the end mark stand; senders add a few before and behind."""

_PDFIUM = threading.Lock()
"""PDFium may be used by one thread at a time."""


class PdfLoader:
    """A PDF file."""

    def accepts(self, data: bytes, name: str) -> bool:
        """By its signature, which a few bytes of a sender may precede."""
        return data.startswith(b"%PDF-") or (b"%PDF-" in data[:_HEAD] and b"endobj" in data)

    def load(self, data: bytes, name: str) -> Loaded:
        """Paragraphs and tables of all pages. Raises ReadError when it is locked, damaged or beyond the limits."""
        if b"%%EOF" not in data[-_TAIL:]:
            raise ReadError(f"“{name}”不完整（PDF 缺少结尾）；请重新下载或复制后再导入。")
        with _opened(data, name) as document:
            file = _read(document, name)
        return assemble(file.pages, _told(file))


@dataclass(frozen=True, slots=True)
class _File:
    """The pages of a file, and which of them need a second look."""

    pages: list[PrintedPage] = field(default_factory=list)
    scans: list[ScannedPage] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    """Numbers of pages whose text layer can't be used."""
    overlaid: list[int] = field(default_factory=list)
    """Numbers of pages whose text layer a scanner's program recognised."""


def _told(file: _File) -> list[str]:
    """What the user should know of how the file was read."""
    told = scan_warnings(file.scans, len(file.pages))
    if file.overlaid:
        told.insert(0, f"第{page_numbers(file.overlaid)}页的文字由扫描软件识别，引用前请对照原件核对数字。")
    if file.garbled:
        told.insert(0, f"第{page_numbers(file.garbled)}页的文字层是乱码，已改为按图像识别。")
    return told


@contextmanager
def _opened(data: bytes, name: str) -> Iterator[Any]:
    import pypdfium2

    try:
        with _PDFIUM:
            document = pypdfium2.PdfDocument(data)
            count = len(document)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise ReadError(f"“{name}”设有打开密码；请在 PDF 阅读器中取消密码后再导入。") from error
        raise ReadError(_DAMAGED.format(name=name)) from error
    try:
        if count > _MOST_PAGES:
            raise ReadError(f"“{name}”有 {count} 页，超过 {_MOST_PAGES} 页；请拆分后再导入。")
        yield document
    finally:
        with _PDFIUM:
            document.close()


_INTRICATE = "“{name}”第{number}页过于复杂；请另存为 .docx 或打印成新的 PDF 后再导入。"
_DAMAGED = "“{name}”已损坏或一页也没有，打不开；请重新下载，或用 PDF 阅读器打开后另存一份再导入。"


def _read(document: Any, name: str) -> _File:
    file = _File()
    letters = 0
    for number in range(1, len(document) + 1):
        content, picture, is_garbled = _content(document, number, name)
        if is_garbled:
            file.garbled.append(number)
        if picture is not None:
            if len(file.scans) == _MOST_SCANNED:
                raise ReadError(f"“{name}”的扫描页超过 {_MOST_SCANNED} 页；请拆分后再导入。")
            file.scans.append(read_scan(picture, number))
            file.pages.append(file.scans[-1].page)
            continue
        letters += len(content.glyphs)
        if letters > _MOST_LETTERS:
            raise ReadError(f"“{name}”超过 {_MOST_LETTERS // 10_000} 万字；请拆分后再导入。")
        if content.hidden and content.pictured >= _PICTURE:
            file.overlaid.append(number)
        file.pages.append(_printed_page(content, number))
        if len(file.pages[-1].pieces) > _MOST_PIECES:
            raise ReadError(_INTRICATE.format(name=name, number=number))
    return file


def _content(document: Any, number: int, name: str) -> tuple[PageContent, Picture | None, bool]:
    """What is printed on a page, its picture when that is to be recognised, and whether its text layer is garbled."""
    import pypdfium2

    with _PDFIUM:
        started = time.monotonic()
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise ReadError(f"“{name}”第{number}页已损坏；请重新下载，或另存一份再导入。") from error
        try:
            content = read_page(page)
            text = "".join(glyph.letter for glyph in content.glyphs)
            is_garbled = not readable(text)
            picture = None
            if is_garbled or _is_picture(content, text):
                require_ocr(name)
                picture = _rendered(page)
        finally:
            page.close()
        if time.monotonic() - started > _MOST_SECONDS:
            raise ReadError(_INTRICATE.format(name=name, number=number))
    return content, picture, is_garbled


def _is_picture(content: PageContent, text: str) -> bool:
    """Whether a page's words are in its pictures or drawings and not in its text layer."""
    letters = sum(not letter.isspace() for letter in text)
    return (letters < _FEW_LETTERS and content.pictured >= _PICTURE) or (not letters and content.drawn >= _OUTLINES)


def _rendered(page: Any) -> Picture:
    width, height = page.get_size()
    scale = min(DPI / 72, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        return np.array(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, -1)[:, : bitmap.width]
    finally:
        bitmap.close()


def _printed_page(content: PageContent, number: int) -> PrintedPage:
    """A page from its glyphs and ruling lines."""
    frames = find_frames(content.edges)
    tables, glyphs = tables_in(frames, number, content.glyphs, lambda letters: wrapped(pieces_of(letters)))
    rules = loose_rules(content.edges, tables)
    return PrintedPage(number, content.width, content.height, tuple(pieces_of(glyphs)), tuple(tables), rules)
