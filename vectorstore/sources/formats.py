"""The formats that reports come in, the names of their files, and how a file's name is shown."""

import os
import re
from pathlib import PurePath

__all__ = ["FORMATS", "LONGEST_NAME", "SIDECAR", "SUFFIXES", "decoded_name", "is_junk", "shown", "sidecar_names"]

_TEXTS = {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".csv", ".tsv"}
_BINARIES = {".docx", ".doc", ".docm", ".wps", ".rtf", ".odt", ".pdf", ".xlsx", ".zip"}
_PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"}
SUFFIXES = frozenset(_TEXTS | _BINARIES | _PICTURES)
"""What a folder or an archive is searched for; a file that is named itself is judged by its content."""

FORMATS = (
    "Word（.docx、.doc、.wps、.rtf）、PDF（.pdf）、Excel（.xlsx）和 .csv、纯文本（.txt）、Markdown（.md）、"
    "网页（.html）、图片（.png、.jpg、.tif、.bmp、.webp）和 .zip 压缩包"
)
"""The formats that are read, for messages."""

SIDECAR = ".meta.yaml"
"""What the name of a file ends in that corrects the metadata of the report it lies beside."""

LONGEST_NAME = 120
"""Letters of a name as it is shown; file systems allow 85 Chinese letters."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_CHINESE = re.compile("[\u3400-\u9fff]")
_JUNK = re.compile(r"__MACOSX|~\$.*|\..*|Thumbs\.db|desktop\.ini|README(?:\..*)?", re.IGNORECASE)


def shown(name: str) -> str:
    """A file's name on one line, without control characters and halves of letters that no terminal can show."""
    try:
        name.encode()
    except UnicodeEncodeError:
        name = decoded_name(os.fsencode(name))
    return _CONTROL.sub("_", name)


def decoded_name(raw: bytes) -> str:
    """A file name of unknown encoding: UTF-8 where it gives Chinese, else GB18030 as Chinese Windows writes it."""
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
    # Some pairs of GBK bytes are also letters of UTF-8, but of Cyrillic or Hebrew.
    if name.isascii() or _CHINESE.search(name):
        return name
    in_gbk = raw.decode("gb18030", "replace")
    return in_gbk if _CHINESE.search(in_gbk) and "\ufffd" not in in_gbk else name


def sidecar_names(name: str) -> tuple[str, str]:
    """What the sidecar of a file may be called, the full name first: 报告.docx.meta.yaml, 报告.meta.yaml."""
    return f"{name}{SIDECAR}", f"{PurePath(name).stem}{SIDECAR}"


def is_junk(path: PurePath) -> bool:
    """Whether a part of a path is hidden, or one of the files that systems and Word leave lying about."""
    return any(_JUNK.fullmatch(part) for part in path.parts)
