"""Word files (.docx): paragraphs in order, tables as lines with tabs, heading styles kept."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from vectorstore.errors import ReadError
from vectorstore.loaders.base import Loaded

__all__ = ["LARGEST_UNPACKED", "DocxLoader"]

LARGEST_UNPACKED = 300 * 1024 * 1024
"""Bytes that a file may unpack to: real reports unpack to under 1 MB; more is a zip bomb or not a report."""

_BODY = "word/document.xml"
_ZIP = b"PK\x03\x04"
_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_TEXT = qn("w:t")
_BLANKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_SKIPPED = frozenset({qn("w:del"), qn("w:pPr"), qn("w:rPr"), qn("w:txbxContent"), qn("w:footnoteReference")})
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class DocxLoader:
    """Files of Word 2007 and later, and of WPS."""

    def accepts(self, data: bytes, name: str) -> bool:
        """Whether it is a zip archive, or claims by its name to be a Word file."""
        return data.startswith(_ZIP) or name.lower().endswith(".docx")

    def load(self, data: bytes, name: str) -> Loaded:
        """Paragraphs and table rows, one a line. Raises ReadError for damaged, foreign and dangerous archives."""
        _check(data, name)
        try:
            document = Document(io.BytesIO(data))
            lines = list(_lines(document.element.body, _style_levels(document)))
        except (OpcError, KeyError, ValueError, AttributeError, SyntaxError, zipfile.BadZipFile) as error:
            raise ReadError(_DAMAGED.format(name=name)) from error
        headings, at = [], 0
        for text, level in lines:
            if level and text.strip():
                headings.append((at, level))
            at += len(text) + 1
        return Loaded("\n".join(text for text, _ in lines), _without_title(headings, lines))


_DAMAGED = "“{name}”已损坏，打不开；请用 Word 或 WPS 打开后另存一份 .docx 再导入。"


def _check(data: bytes, name: str) -> None:
    """Raise ReadError unless the archive is a Word file that is safe to unpack."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise ReadError(
                    f"“{name}”解压后超过 {LARGEST_UNPACKED // 1024**2} MB，已拒绝；请删去其中的图片后再导入。"
                )
            if _BODY not in {part.filename for part in parts}:
                raise ReadError(f"“{name}”不是 Word 文档（.docx）；请导入 .txt 或 .docx 格式的报告。")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _declares(archive.read(part)):
                    raise ReadError(f"“{name}”含有不安全的 XML 声明，已拒绝；请用 Word 打开后另存一份 .docx 再导入。")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise ReadError(_DAMAGED.format(name=name)) from error


def _declares(part: bytes) -> bool:
    """Whether an XML part declares a document type or entities, in UTF-8 or UTF-16; Word never does."""
    return _DECLARATION.search(part.replace(b"\x00", b"")) is not None


def _style_levels(document: Any) -> dict[str, int]:
    """Heading levels by style id."""
    levels = {}
    for style in document.styles:
        if match := _HEADING_STYLE.match(style.name or ""):
            levels[style.style_id] = int(match[1])
    return levels


def _lines(parent: Any, levels: dict[str, int]) -> Iterator[tuple[str, int]]:
    """Text and heading level (0 for none) of each paragraph and table row, content controls looked into."""
    for child in parent:
        if child.tag == qn("w:p"):
            style = child.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            yield _text(child), levels.get(style.get(qn("w:val")), 0) if style is not None else 0
        elif child.tag == qn("w:tbl"):
            yield from ((_row(row), 0) for row in child.iter(qn("w:tr")))
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")):
            yield from _lines(child, levels)


def _row(row: Any) -> str:
    cells = (" ".join(_text(paragraph).strip() for paragraph in cell.iter(qn("w:p"))) for cell in row.iter(qn("w:tc")))
    return "\t".join(re.sub(r"\s+", " ", cell).strip() for cell in cells)


def _text(element: Any) -> str:
    """The letters of an element; deleted ones, text boxes and properties left out."""
    if element.tag == _TEXT:
        return element.text or ""
    if element.tag in _BLANKS:
        return _BLANKS[element.tag]
    return "".join(_text(child) for child in element if child.tag not in _SKIPPED)


def _without_title(headings: list[tuple[int, int]], lines: list[tuple[str, int]]) -> tuple[tuple[int, int], ...]:
    """Heading levels counted from 1, the report's own title left out: it heads no section."""
    first = next((text for text, level in lines if level and text.strip()), "")
    if (
        headings
        and re.search(r"(?:报告|公报)\s*$", first)
        and [level for _, level in headings].count(headings[0][1]) == 1
    ):
        headings = headings[1:]
    ranks = {level: rank for rank, level in enumerate(sorted({level for _, level in headings}), 1)}
    return tuple((start, ranks[level]) for start, level in headings)
