"""Archives of reports (.zip): their members one by one, read in memory; nothing is ever written to disk."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from vectorstore.errors import ReadError
from vectorstore.loaders.base import DEFAULT_LIMITS, Limits
from vectorstore.sources.formats import FORMATS, SIDECAR, SUFFIXES, decoded_name, is_junk, shown, sidecar_names

__all__ = ["MOST_MEMBERS", "Member", "Trouble", "foreign_archive", "is_archive", "members"]

MOST_MEMBERS = 5000
"""Members of an archive: the reports of every province for a hundred years are fewer."""
_MOST_ENTRIES = 20 * MOST_MEMBERS
"""Entries looked for before the list is parsed, which takes a second for so many; stored .docx files hold 15 each."""
_HIGHEST_RATIO = 300
"""Unpacked to packed size of a member over 1 MB: a scanned blank page reaches 100 to 1, a bomb 1000 to 1."""
_RATIO_MATTERS_FROM = 1024 * 1024

_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENTRY = b"PK\x01\x02"
_OFFICE_PARTS = frozenset({"[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "mimetype"})
_OFFICE_SUFFIXES = (".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".wps", ".et", ".odt", ".ods", ".ofd", ".pptx")
_FOREIGN = {b"Rar!\x1a\x07": "RAR", b"7z\xbc\xaf\x27\x1c": "7z", b"\x1f\x8b": "gzip"}
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_DAMAGE = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file out of an archive."""

    path: str
    """Its path in the archive, parts divided by /."""
    content: bytes
    sidecar: "Member | None" = None
    """The ``NAME.meta.yaml`` that lies beside it."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Members that were left out."""

    reason: str
    """What was wrong and how to mend it: one line for the user."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A member not yet read."""

    listed: zipfile.ZipInfo
    path: str


def is_archive(data: bytes, name: str) -> bool:
    """Whether these bytes are an archive of files, or claim to be one by their name; Office files are none."""
    if not data.startswith(_SIGNATURES):
        return name.lower().endswith(".zip")
    if name.lower().endswith(_OFFICE_SUFFIXES):
        return False
    if data.count(_ENTRY) > _MOST_ENTRIES:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return not _OFFICE_PARTS.intersection(archive.namelist())
    except _DAMAGE:
        return name.lower().endswith(".zip")


def foreign_archive(data: bytes) -> str | None:
    """The kind of an archive that is not unpacked here (RAR, 7z, gzip); None for anything else."""
    return next((kind for signature, kind in _FOREIGN.items() if data.startswith(signature)), None)


def members(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Iterator[Member | Trouble]:
    """The files in an archive that may be reports, in order of their paths, and what had to be left out.

    Raises ReadError when the archive as a whole is damaged, too large or a bomb.
    """
    if data.count(_ENTRY) > _MOST_ENTRIES:
        raise ReadError(_too_many(name))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE as error:
        kind = foreign_archive(data)
        wrong = f"其实是 {kind} 压缩包" if kind else "已损坏，或者不是 zip 压缩包"
        raise ReadError(f"“{name}”{wrong}；请解压后导入文件夹，或重新压缩成 .zip。") from error
    with archive:
        listed = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(listed) > MOST_MEMBERS:
            raise ReadError(_too_many(name))
        entries = [_Entry(entry, _path(entry)) for entry in listed]
        _check_sizes(entries, name, limits)
        yield from _troubles(entries, name)
        sound = {entry.path: entry for entry in entries if _cause(entry) is None and _is_wanted(entry.path)}
        for path in sorted(path for path in sound if not path.endswith(SIDECAR)):
            yield _with_sidecar(archive, sound, path, name, limits)


def _too_many(name: str) -> str:
    return f"“{name}”里的文件超过 {MOST_MEMBERS} 个，已拒绝；请只压缩报告文件，或分成几个压缩包。"


def _path(entry: zipfile.ZipInfo) -> str:
    """The path as its author wrote it: archives made by Chinese Windows hold GBK and backslashes."""
    written = entry.orig_filename
    if not entry.flag_bits & _UTF_8:
        written = decoded_name(written.encode("cp437"))
    return written.replace("\\", "/")


def _check_sizes(entries: Sequence[_Entry], name: str, limits: Limits) -> None:
    """Raise ReadError for a bomb. The sizes that are told hold: zipfile never unpacks a member beyond its own."""
    if sum(entry.listed.file_size for entry in entries) > limits.unpacked:
        size = limits.unpacked // 1024**2
        raise ReadError(f"“{name}”解压后超过 {size} MB，已拒绝；请只压缩报告文件，或分成几个压缩包。")
    for entry in entries:
        large = entry.listed.file_size > _RATIO_MATTERS_FROM
        if large and entry.listed.file_size > _HIGHEST_RATIO * max(1, entry.listed.compress_size):
            reason = f"“{name}”里“{shown(entry.path)}”的压缩比高得反常，像是压缩炸弹，已拒绝；请解压检查后再导入。"
            raise ReadError(reason)


def _troubles(entries: Sequence[_Entry], name: str) -> Iterator[Trouble]:
    """What is said of members that can't be taken, a line a cause, or of an archive without reports."""
    refused: dict[str, list[str]] = {}
    for entry in entries:
        if cause := _cause(entry):
            refused.setdefault(cause, []).append(entry.path)
    for cause, paths in refused.items():
        yield Trouble(f"“{name}”里的{_listed(paths)}{cause}")
    if not refused and not any(_is_wanted(entry.path) and not entry.path.endswith(SIDECAR) for entry in entries):
        yield Trouble(f"压缩包“{name}”里没有报告；请放入能读的文件：{FORMATS}。")


def _cause(entry: _Entry) -> str | None:
    """Why a member is not taken; None when it may be, or is of no interest anyway."""
    path = PurePosixPath(entry.path)
    if path.is_absolute() or ".." in path.parts or entry.path[1:2] == ":" or "\x00" in entry.path:
        return "路径指向压缩包之外，已略过；请核对压缩包的来源，重新压缩后再导入。"
    if stat.S_ISLNK(entry.listed.external_attr >> 16):
        return "是符号链接，已略过；请把它指向的文件本身放进压缩包。"
    if is_junk(path):
        return None
    if entry.listed.flag_bits & _ENCRYPTED:
        return "设有密码，打不开；请解压后导入文件夹，或去掉密码重新压缩。"
    if path.suffix.lower() in (".zip", ".rar", ".7z"):
        return "是压缩包里的压缩包，不再解开；请先解压它，再导入文件夹。"
    return None


def _is_wanted(path: str) -> bool:
    name = PurePosixPath(path)
    return not is_junk(name) and (name.suffix.lower() in SUFFIXES or path.endswith(SIDECAR))


def _listed(paths: Sequence[str]) -> str:
    first = f"“{shown(paths[0])}”"
    return first if len(paths) == 1 else f"{first}等 {len(paths)} 个文件"


def _with_sidecar(
    archive: zipfile.ZipFile, sound: Mapping[str, _Entry], path: str, name: str, limits: Limits
) -> Member | Trouble:
    member = _read(archive, sound[path], name, limits)
    place = PurePosixPath(path)
    beside = (str(place.with_name(other)) for other in sidecar_names(place.name))
    entry = next((sound[other] for other in beside if other in sound), None)
    if entry is None or isinstance(member, Trouble):
        return member
    sidecar = _read(archive, entry, name, limits)
    return sidecar if isinstance(sidecar, Trouble) else replace(member, sidecar=sidecar)


def _read(archive: zipfile.ZipFile, entry: _Entry, name: str, limits: Limits) -> Member | Trouble:
    path = shown(entry.path)
    if entry.listed.file_size > limits.file:
        size = limits.file // 1024**2
        return Trouble(f"“{name}”里的“{path}”超过 {size} MB，太大了；请拆分后再导入，或调大 GONGBAO_LARGEST_FILE。")
    try:
        with archive.open(entry.listed) as stream:
            return Member(path, stream.read(limits.file + 1))
    except _DAMAGE:
        return Trouble(f"“{name}”里的“{path}”已损坏或压缩方式不支持；请解压后导入，或重新压缩成 .zip。")
