"""From a file to a Report: loaded, split into sections, sentences and passages, its metadata found."""

import hashlib
from pathlib import Path

from vectorstore import loaders
from vectorstore.headings import build_sections, find_headings
from vectorstore.lines import is_furniture, lines_of
from vectorstore.metadata import find_metadata
from vectorstore.outlook import with_times
from vectorstore.passages import cut
from vectorstore.report import Kind, Report

__all__ = ["read_bytes", "read_report"]


def read_report(path: Path) -> Report:
    """The report in a file. Raises ReadError, with one line for the user, when the file can't be read as one."""
    return _report(loaders.load(path), path.name)


def read_bytes(data: bytes, name: str) -> Report:
    """The report in the bytes of a file of this name. Raises ReadError as ``read_report`` does."""
    return _report(loaders.load_bytes(data, name), name)


def _report(loaded: loaders.Loaded, source: str) -> Report:
    text = loaded.text
    every = lines_of(text)
    lines = [line for line in every if not is_furniture(line.words)]
    sections = build_sections(text, find_headings(lines, loaded.headings))
    found = find_metadata(text, lines, sections, source)
    timed = with_times(sections, Kind(found.kind.value), found.time, found.title.value)
    passages, sentences = cut(text, lines, timed)
    return Report(
        id=hashlib.sha256(text.encode()).hexdigest()[:16],
        source=source,
        text=text,
        title=found.title,
        place=found.place,
        parent=found.parent,
        period=found.period,
        kind=found.kind,
        date=found.date,
        sections=timed,
        passages=passages,
        sentences=sentences,
        furniture=tuple((line.start, line.end) for line in every if is_furniture(line.words)),
    )
