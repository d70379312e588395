"""What becomes of a file that was read: new, changed, moved, a copy, or the twin of another."""

from dataclasses import dataclass, replace

from vectorstore.corrections import UNCORRECTED, Corrections, parse_sidecar
from vectorstore.facts import Fact, facts_of
from vectorstore.index import passage_text
from vectorstore.ingest.indexing import clear_away, index_words
from vectorstore.ingest.progress import Event, Happening, Run
from vectorstore.library import SEARCHED, Standing, State
from vectorstore.library.files import KnownFile, is_gone
from vectorstore.library.twins import Kinship, sketch
from vectorstore.reading import reread
from vectorstore.report import Report

__all__ = ["Corrected", "corrected", "keep", "known_report", "take_in"]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A report with what people set by hand, and its facts."""

    report: Report
    facts: tuple[Fact, ...]


def known_report(run: Run, file: KnownFile) -> tuple[str, bool]:
    """Id of the report that these very bytes gave, and whether this very file did; empty when they were never read."""
    known = run.library.file(file.origin)
    if known and replace(known, report="", size=file.size, modified=file.modified) == file:
        same_file = True
    else:
        known, same_file = run.library.file_with(file.hash, file.parser), False
    standing = run.library.standing(known.report) if known else None
    if known is None or standing is None or standing.parser != run.parser:
        return "", False
    return known.report, same_file


def take_in(run: Run, file: KnownFile, read: Corrected, *, afresh: bool) -> None:
    """Settles what a file's report is to the library, and lets it be searched by its words if it is new.

    ``afresh`` tells that it was read just now, with this file's name and sidecar. Raises ReadError when a
    sidecar can't be understood.
    """
    file = replace(file, report=read.report.id)
    held = run.library.standing(file.report)
    home = _home(run, file, held)
    corrections, carried = _corrections(run, file)
    if not afresh or home is not file or corrections != UNCORRECTED:
        read = corrected(read.report, home, corrections)
    as_it_was = held and held.parser == run.parser and held.origin == home.origin
    if as_it_was and run.library.report(file.report) == read.report:
        run.library.keep_file(file)
        run.report(Happening.UNCHANGED, file.name, file.report)
        return
    moved = held.origin if held and home is file and held.origin != file.origin else ""
    if held and held.state is not State.INDEXING:
        run.outcomes[file.report] = Happening.MOVED if moved else Happening.REREAD
    keep(run, read, held, home.origin, file=file, moved_from=moved, corrections=carried)


def keep(
    run: Run,
    read: Corrected,
    held: Standing | None,
    origin: str,
    *,
    file: KnownFile | None = None,
    moved_from: str = "",
    corrections: Corrections | None = None,
) -> None:
    """Puts a report into the catalogue in one step, and lets it be searched by its words if they are others now."""
    report, library = read.report, run.library
    sketched = sketch(report)
    kinship = library.kinship(report, sketched, origin)
    as_before = None if kinship.twin_of else _still_indexed(run, held, report)
    library.add(
        report,
        parser=run.parser,
        facts=read.facts,
        file=file,
        kinship=kinship,
        corrections=corrections,
        origin=origin,
        indexed_as=as_before,
        moved_from=moved_from,
        sketched=sketched,
    )
    if kinship.twin_of:
        run.report(Happening.TWIN, report.source, report.id, _twin_of(run, kinship))
        clear_away(run)
        return
    for twin, _ in kinship.twins:
        _tell_put_aside(run, twin, report)
    if as_before:
        clear_away(run)
        if as_before.state is State.READY:
            run.report(run.outcomes.get(report.id, Happening.REREAD), report.source, report.id)
    else:
        run.tell(Event(Happening.READ, report.source, report=report.id, seconds=run.seconds.get(report.id, 0.0)))
        index_words(run, report)


def corrected(report: Report, home: KnownFile | None, corrections: Corrections) -> Corrected:
    """A report by the name and sidecar of the file it goes by, and over that what people set by hand.

    Raises ReadError when the sidecar can't be understood.
    """
    beside = parse_sidecar(home.sidecar, home.name) if home and home.sidecar else UNCORRECTED
    named = replace(report, source=home.name) if home else report
    again = reread(named, beside.over(corrections))
    return Corrected(again, facts_of(again))


def _home(run: Run, file: KnownFile, held: Standing | None) -> KnownFile:
    """The file whose name a report goes by: the first it was read from, as long as that is there."""
    if held is None or held.origin in ("", file.origin) or is_gone(held.origin):
        return file
    return run.library.file(held.origin) or file


def _corrections(run: Run, file: KnownFile) -> tuple[Corrections, Corrections | None]:
    """What people set by hand of a report; and the same if it must be carried over.

    It must where a newer parser makes another text, and so another id, of the same bytes.
    """
    kept = run.library.corrections(file.report)
    before = run.library.file(file.origin)
    if kept == UNCORRECTED and before and before.hash == file.hash and before.report != file.report:
        kept = run.library.corrections(before.report)
        return kept, kept
    return kept, None


def _still_indexed(run: Run, held: Standing | None, report: Report) -> Standing | None:
    """How a report stands, if what the index holds of it is what it would hold now."""
    if held is None or held.state not in SEARCHED:
        return None
    before = run.library.report(report.id)
    same = [passage_text(before, p) for p in before.passages] == [passage_text(report, p) for p in report.passages]
    return held if same else None


def _twin_of(run: Run, kinship: Kinship) -> str:
    main = run.library.card(kinship.twin_of)
    name = main.source if main else kinship.twin_of
    differ = f"，但有 {kinship.differing} 处数字不同，请核对" if kinship.differing else ""
    return f"与“{name}”是同一份报告{differ}；检索时只用那一份（{kinship.twin_of}），移除它之后改用这一份"


def _tell_put_aside(run: Run, twin_id: str, main: Report) -> None:
    twin = run.library.card(twin_id)
    if twin is not None and twin.state in SEARCHED:
        message = _twin_of(run, Kinship(main.id, twin.differing))
        run.report(Happening.TWIN, twin.source, twin.id, message)
