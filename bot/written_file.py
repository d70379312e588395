"""A file that appears whole or not at all."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from vectorstore.errors import ReadError

__all__ = ["is_direct", "reason_of", "whole_file", "write_whole"]

_REASONS = {
    FileNotFoundError: "没有这个文件或文件夹，请检查路径",
    NotADirectoryError: "路径中间有一段不是文件夹，请检查路径",
    IsADirectoryError: "它是一个文件夹，请给出文件名",
    PermissionError: "没有权限，请换一个位置或调整权限",
}


def reason_of(error: OSError) -> str:
    """Why a file can't be read or written, and the mend, in Chinese."""
    return _REASONS.get(type(error), error.strerror or type(error).__name__)


def write_whole(out: Path, content: bytes) -> None:
    """Puts the content where ``out`` says, in place of what was there. Raises ReadError when it can't be written."""
    with _opened(out) as stream:
        try:
            stream.write(content)
        except OSError as error:
            raise ReadError(f"写不了 {out}：{reason_of(error)}") from error


@contextmanager
def whole_file(out: Path) -> Iterator[TextIO]:
    """A text stream whose contents are put where ``out`` says when it is closed; nothing is when it fails.

    Half a surrogate pair, which JSON may carry and UTF-8 may not, is written as JSON's own escape. Raises
    ReadError when it can't be opened.
    """
    with _opened(out) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8", errors="backslashreplace", newline="\n")
        yield text
        text.flush()


def is_direct(out: Path) -> bool:
    """Whether it is a device or a pipe, which is written to as it goes and never replaced."""
    return out.is_relative_to("/dev") or (out.exists() and not out.is_file() and not out.is_dir())


@contextmanager
def _opened(out: Path) -> Iterator[BinaryIO]:
    """A file beside ``out`` that is renamed to it at the end; devices and pipes are written to directly."""
    direct = is_direct(out)
    target = out if direct else Path(os.path.realpath(out))
    written = out if direct else target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        if out.is_dir():
            raise IsADirectoryError(None, "")
        stream = written.open("wb")
    except OSError as error:
        raise ReadError(f"写不了 {out}：{reason_of(error)}") from error
    try:
        with stream:
            yield stream
        if not direct:
            written.replace(target)
    finally:
        if not direct:
            written.unlink(missing_ok=True)
