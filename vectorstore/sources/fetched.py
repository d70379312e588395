"""What a web server sent, made into a file: unpacked, in a known encoding, with a name that fits its content."""

import gzip
import hashlib
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote_to_bytes, urlsplit

from vectorstore.sources.formats import LONGEST_NAME, SUFFIXES, decoded_name, shown

__all__ = ["Body", "content_of", "name_of"]


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a reply and what its headers say of it."""

    data: bytes
    encoding: str
    """Content-Encoding: gzip, deflate, or nothing."""
    kind: str
    """Content-Type."""
    disposition: str
    """Content-Disposition."""


_SIGNATURES = {
    b"%PDF": ".pdf",
    b"\xd0\xcf\x11\xe0": ".doc",
    b"{\\rtf": ".rtf",
    b"\x89PNG": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"II*\x00": ".tif",
    b"MM\x00*": ".tif",
    b"BM": ".bmp",
}
_FAMILIES = ({".html", ".htm"}, {".doc", ".wps"}, {".jpg", ".jpeg"}, {".tif", ".tiff"})
_TEXTS = {".txt", ".text", ".md", ".markdown", ".csv", ".tsv"}
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|span|article)\b", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_CHARSETS = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cp950"), "big5hkscs"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be"), "utf-16"),
}
"""What is believed of a server; others (iso-8859-1) it says of every page it has."""
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_COMMON_NAME = re.compile(r"(?:index|default|content|main|home|list|show|view|detail|info|news|\d{0,4})", re.IGNORECASE)
"""Names that many pages have: they would replace each other in the library."""
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]+')


def content_of(body: Body, most: int) -> bytes | None:
    """The content, unpacked, and in UTF-8 where the server tells a text's encoding; None beyond ``most`` bytes."""
    content = _unpacked(body, most)
    if content is None or len(content) > most:
        return None
    told = _CHARSET.search(body.kind)
    charset = _CHARSETS.get(told[1].lower()) if told else None
    if charset is None or content.startswith(_MARKS) or _suffix_of(content) not in (".html", ".txt"):
        return content
    try:
        # The mark outranks a <meta charset> that the text no longer has.
        return _MARKS[0] + content.decode(charset).encode()
    except UnicodeError:
        return content


def _unpacked(body: Body, most: int) -> bytes | None:
    try:
        if body.encoding in ("gzip", "x-gzip"):
            return gzip.GzipFile(fileobj=io.BytesIO(body.data)).read(most + 1)
        if body.encoding == "deflate":
            wrapped = body.data[:1] == b"\x78"
            return zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS).decompress(body.data, most + 1)
    except (OSError, EOFError, zlib.error):
        # Some servers say gzip and send the plain page.
        return body.data
    return body.data


def name_of(address: str, body: Body, content: bytes) -> str:
    """A file name for what an address holds: as the server calls it, else by the address; suffix by content."""
    name = _UNSAFE.sub("_", shown(_told_name(body.disposition) or _name_in(address))).strip("._ ") or "网页"
    suffix = _suffix_of(content)
    own = PurePosixPath(name).suffix.lower()
    fits = own == suffix or (own in _TEXTS and suffix == ".txt") or any({own, suffix} <= each for each in _FAMILIES)
    if not fits:
        name = (name[: -len(own)] if own in SUFFIXES else name) + suffix
    return _shortened(name, address)


def _shortened(name: str, address: str) -> str:
    if len(name) < LONGEST_NAME:
        return name
    suffix = PurePosixPath(name).suffix
    mark = hashlib.sha256(address.encode()).hexdigest()[:8]
    return f"{name[: LONGEST_NAME - len(suffix) - 10]}~{mark}{suffix}"


def _told_name(disposition: str) -> str:
    """The name in a Content-Disposition, its folders cut off; RFC 6266, and the ways in which servers break it."""
    if extended := re.search(r"filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)", disposition, re.IGNORECASE):
        raw = unquote_to_bytes(extended[2])
    elif plain := re.search(r'filename\s*=\s*(?:"([^"]*)"|([^;]+))', disposition, re.IGNORECASE):
        raw = unquote_to_bytes(_as_sent((plain[1] or plain[2] or "").strip()))
    else:
        return ""
    return re.split(r"[\\/]", decoded_name(raw))[-1]


def _as_sent(header: str) -> bytes:
    """The bytes of a header's text, which httpx reads as UTF-8 where it can and as Latin-1 where it can't."""
    try:
        return header.encode("latin-1")
    except UnicodeEncodeError:
        return header.encode()


def _name_in(address: str) -> str:
    """The last part of an address; with what else tells it from others where that is a name that many pages have."""
    parts = urlsplit(address)
    path = decoded_name(unquote_to_bytes(parts.path))
    last = path.rpartition("/")[2]
    if _COMMON_NAME.fullmatch(PurePosixPath(last).stem if last else ""):
        last = f"{parts.hostname or ''}{path}".strip("/").replace("/", "_")
    return last + (f"_{decoded_name(unquote_to_bytes(parts.query))}" if parts.query else "")


def _suffix_of(content: bytes) -> str:
    """The suffix that fits the content, whatever the server calls it."""
    if content.startswith(b"PK\x03\x04"):
        return _suffix_of_archive(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return ".webp"
    known = next((suffix for signature, suffix in _SIGNATURES.items() if content.startswith(signature)), None)
    return known or (".html" if _PAGE.search(content[:4096].replace(b"\x00", b"")) else ".txt")


def _suffix_of_archive(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ".zip"
    return ".docx" if "word/document.xml" in names else ".xlsx" if "xl/workbook.xml" in names else ".zip"
