"""Office Open XML packages (.docx, .xlsx): a zip archive of XML parts, opened within bounds and never trusted."""

import io
import posixpath
import re
import zipfile
import zlib
from typing import Any

from vectorstore.errors import ReadError
from vectorstore.loaders.base import DEFAULT_LIMITS

__all__ = ["ZIP", "Package", "open_package", "parts_named"]

ZIP = b"PK\x03\x04"
"""How a zip archive begins."""

_MOST_PARTS = 10_000
"""Of an archive: a report has under 100, one with a picture on each page some hundreds."""
_LARGEST_PART = 64 * 1024 * 1024
"""Bytes of XML parsed at once: 30,000 characters take some 2 MB; parsed, XML takes several times its size."""
_HIGHEST_RATIO = 400
"""Of unpacked to packed bytes: XML packs some 20 times, the tables of a sheet up to 100 times."""
_UNSUSPECTED = 8 * 1024 * 1024
"""Bytes of a part up to which its ratio does not matter: blank pictures pack any number of times."""

_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|officeDocument|drawingml|spreadsheetml)/")
"""Namespaces of the strict variant that Word can save; elements and attributes are those of the usual one."""
_UNREADABLE = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """The parts of an archive that passed ``open_package``."""

    def __init__(self, archive: zipfile.ZipFile, name: str, kind: str) -> None:
        self._archive, self._name, self._kind = archive, name, kind
        self.parts = frozenset(archive.namelist())

    def read(self, part: str) -> bytes:
        """The bytes of an XML part. Raises ReadError when it is missing, damaged, too large or declares entities."""
        try:
            if self._archive.getinfo(part).file_size > _LARGEST_PART:
                raise ReadError(f"“{self._name}”的内容太多（{part}），已拒绝；请拆分成几个文件后再导入。")
            content = self._archive.read(part)
        except (KeyError, *_UNREADABLE) as error:
            raise self.damaged() from error
        # UTF-16 is seen through as well.
        if _DECLARATION.search(content.replace(b"\x00", b"")):
            raise ReadError(f"“{self._name}”含有不安全的 XML 声明，已拒绝；请用 Office 或 WPS 打开后另存一份再导入。")
        return content

    def root(self, part: str) -> Any:
        """The root element of a part, in the usual namespaces. Raises ReadError as ``read`` does."""
        from lxml import etree

        content = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", self.read(part))
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.damaged() from error

    def related(self, part: str, kind: str) -> list[str]:
        """Parts inside the archive that a part (empty for the package itself) points to as ``kind``.

        What lies outside the archive, such as a template at an address, is never followed.
        """
        return list(self.linked(part, kind).values())

    def linked(self, part: str, kind: str) -> dict[str, str]:
        """``related`` parts by the ids of their links."""
        folder, own = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{own}.rels")
        if relations not in self.parts:
            return {}
        targets = {
            relation.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))[1:]
            for relation in self.root(relations).iter(_RELATIONSHIP)
            if relation.get("TargetMode") != "External" and relation.get("Type", "").endswith(f"/{kind}")
        }
        return {link: target for link, target in targets.items() if target in self.parts}

    def damaged(self) -> ReadError:
        """What the user is told of an archive that can't be read."""
        return _damaged(self._name, self._kind)


def open_package(data: bytes, name: str, kind: str) -> Package:
    """The archive in the bytes of a file; ``kind`` is the suffix it should be saved with, such as .docx.

    Raises ReadError, with one line for the user, when it is damaged or asks for more than a report may.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _UNREADABLE as error:
        raise _damaged(name, kind) from error
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS:
        raise ReadError(f"“{name}”里有 {len(parts)} 个部分，不像报告，已拒绝；请用 Office 或 WPS 另存一份再导入。")
    if sum(part.file_size for part in parts) > DEFAULT_LIMITS.unpacked:
        size = DEFAULT_LIMITS.unpacked // 1024**2
        raise ReadError(f"“{name}”解压后超过 {size} MB，已拒绝；请删去其中的图片后再导入。")
    if any(part.file_size > max(_UNSUSPECTED, part.compress_size * _HIGHEST_RATIO) for part in parts):
        raise ReadError(f"“{name}”的压缩比异常（疑似压缩炸弹），已拒绝；请用 Office 或 WPS 另存一份再导入。")
    if any(part.flag_bits & 1 for part in parts):
        raise ReadError(f"“{name}”是加密的压缩包；请解除密码后再导入。")
    return Package(archive, name, kind)


def parts_named(data: bytes) -> frozenset[str]:
    """The names of an archive's parts; empty when the bytes are no archive that can be opened."""
    if not data.startswith(ZIP):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except _UNREADABLE:
        return frozenset()


def _damaged(name: str, kind: str) -> ReadError:
    return ReadError(f"“{name}”已损坏，打不开；请用 Office 或 WPS 打开后另存一份 {kind} 再导入。")
