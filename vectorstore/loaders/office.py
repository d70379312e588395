"""Old office files (.doc, .wps, .rtf, .odt): turned into .docx by LibreOffice, where it is installed."""

import re
from dataclasses import replace

from vectorstore.errors import ReadError
from vectorstore.loaders.base import Loaded
from vectorstore.loaders.docx import DocxLoader
from vectorstore.loaders.office_convert import ConversionError, converted, find_office

__all__ = ["OfficeLoader"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"
_OPEN_DOCUMENT = re.compile(rb"PK\x03\x04.{22,200}?mimetypeapplication/vnd\.oasis\.opendocument\.([a-z]+)", re.DOTALL)
_WORD_XML = re.compile(rb"progid=\"Word\.Document\"|schemas\.microsoft\.com/office/word/2003/wordml")
_HEAD = 2048
_WORD_STREAM, _WORD_MAGIC, _LOCKED = 512, b"\xec\xa5", 0x01
"""Where the text of a .doc file begins as a rule, how, and the bit of its header that says it is locked.

[MS-DOC] 2.5.2: fEncrypted is the ninth of the flags at offset 10.
"""
_REFUSED = {
    "locked": "“{name}”设有打开密码；请在 Word、Excel 或 WPS 中取消密码后再导入。",
    "sheet": "“{name}”是旧版 Excel 等表格（.xls、.et、.ods）；请用 Excel 或 WPS 另存为 .xlsx 后再导入。",
    "slides": "“{name}”是演示文稿；请把其中的文字复制到 .docx 文件后再导入。",
    "xml": "“{name}”是 Word 2003 XML 文件；请用 Word 或 WPS 另存为 .docx 后再导入。",
    "unknown": "“{name}”是不认识的旧版 Office 格式；请用 Word 或 WPS 另存为 .docx 后再导入。",
}
_CALLED = {".doc": "旧版 Word", ".rtf": " RTF", ".odt": " OpenDocument"}


class OfficeLoader:
    """Word before 2007, WPS, RTF and OpenDocument."""

    def accepts(self, data: bytes, name: str) -> bool:
        """By its first bytes."""
        return _kind(data, name) != ""

    def load(self, data: bytes, name: str) -> Loaded:
        """What ``DocxLoader`` reads in the .docx that LibreOffice makes of it.

        Raises ReadError when LibreOffice is not installed or can't read the file, for files with a password, and
        for spreadsheets and slides.
        """
        kind = _kind(data, name)
        if kind in _REFUSED:
            raise ReadError(_REFUSED[kind].format(name=name))
        loaded = DocxLoader().load(_docx(data, kind, name), name)
        remark = f"原文件是{_CALLED[kind]} 格式，经 LibreOffice 转换后读取；自动编号和表格请与原文件核对。"
        return replace(loaded, layout=replace(loaded.layout, warnings=(remark, *loaded.layout.warnings)))


def _docx(data: bytes, suffix: str, name: str) -> bytes:
    office = find_office()
    mend = "请用 Word 或 WPS 另存为 .docx 后再导入。"
    if office is None:
        raise ReadError(
            f"“{name}”是{_CALLED[suffix]} 文件，读取需要 LibreOffice；请安装，或用 Word/WPS 另存为 .docx 后再导入。"
        )
    try:
        return converted(data, suffix, office)
    except TimeoutError as error:
        raise ReadError(f"用 LibreOffice 转换“{name}”超时，已停止；{mend}") from error
    except ConversionError as error:
        raise ReadError(f"LibreOffice 转换不了“{name}”，文件可能已损坏或设有密码；{mend}") from error
    except OSError as error:
        raise ReadError(f"LibreOffice 启动不了（{error.strerror}），读不了“{name}”；{mend}") from error


def _kind(data: bytes, name: str) -> str:
    """The suffix of a text document, or why it is refused; empty for files of other loaders."""
    head = data[:_HEAD]
    if head.startswith(_OLE):
        return _ole_kind(data, name)
    if head.startswith(_RTF):
        return ".rtf"
    if match := _OPEN_DOCUMENT.match(head):
        return {b"text": ".odt", b"spreadsheet": "sheet", b"presentation": "slides"}.get(match[1], "unknown")
    return "xml" if _WORD_XML.search(head) and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml") else ""


def _ole_kind(data: bytes, name: str) -> str:
    """By the names of its streams, which stand in UTF-16 in its directory."""
    if _names(data, "EncryptedPackage"):
        return "locked"
    flags = data[_WORD_STREAM + 11 : _WORD_STREAM + 12]
    if data[_WORD_STREAM:].startswith(_WORD_MAGIC) and flags and flags[0] & _LOCKED:
        return "locked"
    if _names(data, "WordDocument"):
        return ".doc"
    if _names(data, "Workbook") or _names(data, "Book"):
        return "sheet"
    if _names(data, "PowerPoint Document"):
        return "slides"
    return ".doc" if name.lower().endswith((".doc", ".wps", ".dot")) else "unknown"


def _names(data: bytes, stream: str) -> bool:
    return f"{stream}\x00".encode("utf-16-le") in data
