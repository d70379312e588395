"""From a file to its canonical text; the format is told by the content, not by the suffix alone.

A format plugs in as an object with ``accepts`` and ``load`` (``Loader``), added to ``LOADERS``.
"""

from collections.abc import Sequence
from pathlib import Path

from vectorstore.errors import ReadError
from vectorstore.loaders.base import Loaded, Loader
from vectorstore.loaders.docx import DocxLoader
from vectorstore.loaders.text import TextLoader

__all__ = ["LARGEST", "LOADERS", "Loaded", "Loader", "load", "load_bytes", "report_files"]

LARGEST = 50 * 1024 * 1024
"""Bytes of a file at most: provincial reports have under 0.1 MB; this leaves room for pictures."""

LOADERS: tuple[Loader, ...] = (DocxLoader(), TextLoader())
"""In the order they are asked; plain text last, for it accepts what no other format claims."""

_SUFFIXES = frozenset({".txt", ".text", ".docx"})
"""What a folder is searched for; a file that is named itself is judged by its content."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"%PDF", "是 PDF 文件；请在原软件中另存为 .docx 或 .txt 后再导入。"),
    (b"{\\rtf", "是 RTF 文件；请用 Word 另存为 .docx 后再导入。"),
    (b"<!doctype html", "是网页文件；请把正文复制到 .txt 或 .docx 文件后再导入。"),
    (b"<html", "是网页文件；请把正文复制到 .txt 或 .docx 文件后再导入。"),
)


def load(path: Path) -> Loaded:
    """The canonical text of a file. Raises ReadError with one line for the user when there is none to be had."""
    return load_bytes(_bytes_of(path), path.name)


def load_bytes(data: bytes, name: str) -> Loaded:
    """The canonical text in the bytes of a file of this name. Raises ReadError like ``load``."""
    if not data:
        raise ReadError(f"“{name}”是空文件；请检查文件是否保存完整。")
    if len(data) > LARGEST:
        raise ReadError(f"“{name}”超过 {LARGEST // 1024**2} MB，太大了；请删去其中的图片或拆分后再导入。")
    _refuse_foreign(data, name)
    loaded = next(loader for loader in LOADERS if loader.accepts(data, name)).load(data, name)
    if not loaded.text.strip("\ufeff\u200b \t\r\n\f\v\u00a0\u3000"):
        raise ReadError(f"“{name}”里没有文字；如果是扫描件或图片，请先转换成文字。")
    return loaded


def _bytes_of(path: Path) -> bytes:
    if not path.exists():
        raise ReadError(f"找不到“{path}”；请检查路径和文件名。")
    if path.is_dir():
        raise ReadError(f"“{path}”是文件夹，不是报告文件；请指定其中的 .txt 或 .docx 文件。")
    try:
        if path.stat().st_size > LARGEST:
            raise ReadError(f"“{path.name}”超过 {LARGEST // 1024**2} MB，太大了；请删去其中的图片或拆分后再导入。")
        return path.read_bytes()
    except OSError as error:
        raise ReadError(f"读不了“{path}”（{error.strerror}）；请检查文件权限，或先关闭正在使用它的程序。") from error


def _refuse_foreign(data: bytes, name: str) -> None:
    """Raise ReadError for a format that is known, and known not to be read here."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise ReadError(f"“{name}”设有打开密码；请在 Word 中取消密码后再导入。")
        raise ReadError(f"“{name}”是旧版 Word（.doc）等格式；请用 Word 或 WPS 另存为 .docx 后再导入。")
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, advice in _FOREIGN:
        if head.startswith(magic.lower()):
            raise ReadError(f"“{name}”{advice}")


def report_files(paths: Sequence[Path]) -> list[Path]:
    """The files that paths name: files as they are, folders searched through, in order and each once.

    In folders, hidden files, Word's lock files (~$…) and links that lead out of the folder are left
    out. Raises ReadError for a path that isn't there and for a folder without reports.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise ReadError(f"找不到“{path}”；请检查路径和文件名。")
        inside = _in_folder(path) if path.is_dir() else [path]
        if not inside:
            raise ReadError(f"文件夹“{path}”里没有报告；请放入 .txt 或 .docx 文件后再试。")
        found |= dict.fromkeys(inside)
    return list(found)


def _in_folder(folder: Path) -> list[Path]:
    root = folder.resolve()
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in _SUFFIXES
        and not any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
        and file.is_file()
        and file.resolve().is_relative_to(root)
    )
