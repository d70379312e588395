"""What an ingest is given (files, folders, archives, addresses), and the single reports' files it comes to."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vectorstore.errors import ReadError
from vectorstore.loaders.base import DEFAULT_LIMITS, Limits
from vectorstore.sources.archive import Trouble, foreign_archive, is_archive, members
from vectorstore.sources.formats import FORMATS, SIDECAR, SUFFIXES, is_junk, shown, sidecar_names

__all__ = ["LARGEST_SIDECAR", "SUFFIXES", "Refusal", "Source", "find_sources", "is_address", "source_of"]

LARGEST_SIDECAR = 64 * 1024
"""Bytes of a sidecar: eight short fields take under 1 kB."""
_SIGNATURE = 8
"""Bytes that tell an archive from other files."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to be read as one report."""

    name: str
    """The file's own name, as citations show it."""
    origin: str
    """Where it was found: an absolute path, archive.zip/folder/name, or an address."""
    path: Path | None = None
    """The file itself; None for members of archives and for addresses."""
    content: bytes | None = None
    """The bytes of what has no path."""
    sidecar: str | None = None
    """The text of the ``NAME.meta.yaml`` that lies beside it."""

    def read(self, limits: Limits = DEFAULT_LIMITS) -> bytes:
        """Its bytes. Raises ReadError when it is missing, unreadable or larger than ``limits`` allow."""
        if self.path is None:
            return self.content or b""
        data = _beginning(self.path, limits.file)
        if len(data) > limits.file:
            size, name = limits.file // 1024**2, shown(self.path.name)
            raise ReadError(f"“{name}”超过 {size} MB，太大了；请删去图片或拆分后再导入，或调大 GONGBAO_LARGEST_FILE。")
        return data


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was named and gives no report."""

    name: str
    reason: str
    """What was wrong and how to mend it: one line for the user."""


def is_address(given: Path | str) -> bool:
    """Whether what was given is a web address (or one of another scheme) and no path."""
    return isinstance(given, str) and "://" in given.lstrip()[:12]


def source_of(path: Path) -> Source:
    """The source that one file is, with its sidecar. Raises ReadError when the sidecar can't be read."""
    return Source(shown(path.name), shown(str(path.absolute())), path, sidecar=_sidecar_of(path))


def find_sources(
    inputs: Sequence[Path | str], limits: Limits = DEFAULT_LIMITS, *, allow_private: bool = False
) -> Iterator[Source | Refusal]:
    """The files that inputs come to: files as they are, folders and archives looked through, addresses fetched.

    In order, each once. Raises nothing for a bad input: that gives a Refusal, and the others go on. In folders,
    hidden files, Word's lock files (~$…) and links that lead out of the folder are left out. What an archive or
    an address holds is in memory only as long as its Source. ``allow_private`` lets addresses lead into the intranet.
    """
    seen: set[Path | str] = set()
    for given in inputs:
        if is_address(given):
            if given not in seen:
                seen.add(given)
                yield from _at_address(str(given).strip(), limits, allow_private)
            continue
        for found in _named(Path(given), inputs):
            if isinstance(found, Refusal):
                yield found
            elif (real := found.resolve()) not in seen:
                seen.add(real)
                yield from _in_file(found, limits)


def _named(path: Path, inputs: Sequence[Path | str]) -> Iterator[Path | Refusal]:
    """The files that a path given by the user comes to."""
    name = shown(path.name or str(path))
    try:
        if path.is_dir():
            yield from _in_folder(path)
        elif not path.exists():
            yield Refusal(name, f"找不到“{shown(str(path))}”；请检查路径和文件名。")
        elif not path.is_file():
            yield Refusal(name, f"“{shown(str(path))}”不是普通文件；请给出报告文件、文件夹或 .zip 压缩包。")
        elif not path.name.endswith(SIDECAR):
            yield path
        elif not any(_belongs(path, Path(given)) for given in inputs if not is_address(given)):
            yield Refusal(name, f"“{name}”是更正说明，不是报告；请给出它旁边的报告文件，更正会一并读入。")
    except OSError as error:
        yield Refusal(name, _unreadable(path, error))


def _belongs(sidecar: Path, given: Path) -> bool:
    """Whether the report of a sidecar is what was given too, itself or within its folder."""
    return given == sidecar.parent or (given.parent == sidecar.parent and sidecar.name in sidecar_names(given.name))


def _in_folder(folder: Path) -> Iterator[Path | Refusal]:
    root = folder.resolve()
    closed: list[OSError] = []
    # os.walk does not go into linked folders, so that no loop of links is entered.
    files = [Path(place, name) for place, _, names in os.walk(folder, onerror=closed.append) for name in names]
    found = sorted(file for file in files if _is_report(file, folder, root))
    yield from found
    for error in closed:
        place = Path(error.filename or folder)
        yield Refusal(shown(place.name), _unreadable(place, error))
    if not found and not closed:
        yield Refusal(shown(folder.name), f"文件夹“{shown(str(folder))}”里没有报告；请放入能读的文件：{FORMATS}。")


def _is_report(file: Path, folder: Path, root: Path) -> bool:
    if file.suffix.lower() not in SUFFIXES or is_junk(file.relative_to(folder)):
        return False
    # A loop of links exists for no one, and resolve() raises for it.
    return file.is_file() and file.resolve().is_relative_to(root)


def _in_file(path: Path, limits: Limits) -> Iterator[Source | Refusal]:
    """The sources in one file: itself, or the members of an archive."""
    name = shown(path.name)
    try:
        with path.open("rb") as stream:
            signature = stream.read(_SIGNATURE)
        if kind := foreign_archive(signature):
            yield Refusal(name, f"“{name}”是 {kind} 压缩包，解不开；请解压后导入文件夹，或改压成 .zip。")
        elif is_archive(signature, name) or signature.startswith(b"PK"):
            yield from _in_archive_or_itself(path, limits)
        else:
            yield source_of(path)
    except OSError as error:
        yield Refusal(name, _unreadable(path, error))
    except ReadError as error:
        yield Refusal(name, str(error))


def _in_archive_or_itself(path: Path, limits: Limits) -> Iterator[Source | Refusal]:
    # An archive may be larger than a file may be, for its members are read one by one.
    data = _beginning(path, limits.unpacked)
    if len(data) > limits.unpacked:
        size, name = limits.unpacked // 1024**2, shown(path.name)
        raise ReadError(f"“{name}”超过 {size} MB，太大了；请解压后导入文件夹，或分成几个压缩包。")
    if is_archive(data, path.name):
        yield from _in_archive(data, shown(path.name), shown(str(path.absolute())), limits)
    else:
        yield source_of(path)


def _in_archive(data: bytes, name: str, origin: str, limits: Limits) -> Iterator[Source | Refusal]:
    for member in members(data, name, limits):
        if isinstance(member, Trouble):
            yield Refusal(name, member.reason)
            continue
        own = member.path.rpartition("/")[2]
        try:
            beside = member.sidecar
            sidecar = sidecar_text(beside.content, beside.path.rpartition("/")[2]) if beside else None
            yield Source(own, f"{origin}/{member.path}", content=member.content, sidecar=sidecar)
        except ReadError as error:
            yield Refusal(own, str(error))


def _at_address(address: str, limits: Limits, allow_private: bool) -> Iterator[Source | Refusal]:
    from vectorstore.sources.address import fetch

    try:
        source = fetch(address, limits, allow_private=allow_private)
        content = source.content or b""
        if is_archive(content, source.name):
            yield from _in_archive(content, source.name, source.origin, limits)
        else:
            yield source
    except ReadError as error:
        yield Refusal(shown(address), str(error))


def _sidecar_of(path: Path) -> str | None:
    for name in sidecar_names(path.name):
        beside = path.with_name(name)
        if beside.is_file():
            return sidecar_text(_beginning(beside, LARGEST_SIDECAR), shown(name))
    return None


def sidecar_text(data: bytes, name: str) -> str:
    """The text of a sidecar. Raises ReadError when it is larger than any is, or no UTF-8 or GB18030 text."""
    if len(data) > LARGEST_SIDECAR:
        raise ReadError(f"更正说明“{name}”超过 {LARGEST_SIDECAR // 1024} kB，没有读入；请只留下要更正的几项。")
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ReadError(f"更正说明“{name}”不是文本，没有读入；请用记事本打开，另存为 UTF-8 编码后再导入。")


def _beginning(path: Path, most: int) -> bytes:
    """The bytes of a file, one more than ``most`` at most. Raises ReadError when it can't be read."""
    name = shown(str(path))
    if not path.exists():
        raise ReadError(f"找不到“{name}”；请检查路径和文件名。")
    if path.is_dir():
        raise ReadError(f"“{name}”是文件夹，不是报告文件；请指定其中的一个文件。")
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as error:
        raise ReadError(_unreadable(path, error)) from error


def _unreadable(path: Path, error: OSError) -> str:
    return f"读不了“{shown(str(path))}”（{error.strerror}）；请检查文件权限，或先关闭正在使用它的程序。"
