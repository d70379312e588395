"""From a file to a Report: loaded, split into sections, sentences and passages, its metadata found."""

import hashlib
from bisect import bisect_right
from pathlib import Path

from vectorstore import loaders
from vectorstore.corrections import UNCORRECTED, Corrections, parse_sidecar
from vectorstore.loaders.base import DEFAULT_LIMITS, Limits
from vectorstore.metadata import find_metadata
from vectorstore.report import Kind, Layout, Report
from vectorstore.sources import Source, source_of
from vectorstore.structure.headings import build_sections, find_headings
from vectorstore.structure.lines import Line, is_furniture, lines_of
from vectorstore.structure.outlook import with_times
from vectorstore.structure.passages import cut

__all__ = ["read_bytes", "read_report", "read_source", "reread"]


def read_report(path: Path) -> Report:
    """The report in a file. Raises ReadError, with one line for the user, when the file can't be read as one."""
    return read_source(source_of(path))


def read_source(source: Source, limits: Limits = DEFAULT_LIMITS, corrections: Corrections = UNCORRECTED) -> Report:
    """The report in a source, its metadata corrected by its sidecar and, over that, by ``corrections``.

    Raises ReadError, with one line for the user, when it can't be read as one.
    """
    beside = parse_sidecar(source.sidecar, source.name) if source.sidecar else UNCORRECTED
    return _report(loaders.load_bytes(source.read(limits), source.name), source.name, beside.over(corrections))


def reread(report: Report, corrections: Corrections = UNCORRECTED) -> Report:
    """The report again from its kept text and layout, with other corrections; its id and offsets stay."""
    return _report(loaders.Loaded(report.text, report.layout), report.source, corrections)


def read_bytes(data: bytes, name: str) -> Report:
    """The report in the bytes of a file of this name. Raises ReadError as ``read_report`` does."""
    return _report(loaders.load_bytes(data, name), name, UNCORRECTED)


def _report(loaded: loaders.Loaded, source: str, corrections: Corrections) -> Report:
    text = loaded.text
    every = lines_of(text)
    furniture = [line for line in every if _is_apart(line, loaded.layout)]
    lines = [line for line in every if not _is_apart(line, loaded.layout)]
    sections = build_sections(text, find_headings(lines, loaded.layout))
    found = find_metadata(
        text,
        lines,
        sections,
        source,
        corrections,
        furniture=furniture,
        published=loaded.layout.published,
        tables=loaded.layout.tables,
    )
    timed = with_times(sections, Kind(found.kind.value), found.time, found.title.value)
    passages, sentences = cut(text, lines, timed, loaded.layout.tables)
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
        furniture=tuple((line.start, line.end) for line in furniture),
        session=found.session,
        speaker=found.speaker,
        published=found.published,
        layout=loaded.layout,
    )


def _is_apart(line: Line, layout: Layout) -> bool:
    """Whether a line is page furniture; a row of a table never is, whatever its words."""
    place = bisect_right(layout.tables, line.start, key=lambda table: table.start)
    return is_furniture(line.words) and not (place and line.start < layout.tables[place - 1].end)
