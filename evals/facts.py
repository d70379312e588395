"""How right the facts table is: extracted facts against those that people read out of the same sentences.

A gold sentence names its report's file, its span and its facts; a fact counts as found when indicator, value, unit,
period, kind and sign all agree. ``python -m evals.facts FOLDER`` prints precision, recall and every mistake.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from vectorstore.facts import Fact, Measure, facts_of
from vectorstore.figures.amounts import SCALES
from vectorstore.places import place_named
from vectorstore.reading import read_report
from vectorstore.report import Report

GOLD = Path(__file__).with_name("gold") / "facts.jsonl"
TARGETS = GOLD.with_name("gdp_targets.jsonl")


class GoldFact(BaseModel):
    """One figure of a sentence as a person reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    figure: str
    """As printed, to tell which one is meant."""
    low: Decimal
    high: Decimal
    unit: str
    indicator: str
    """The dictionary's name, or a short name of the reader's own."""
    core: tuple[str, ...]
    """Words of which a name in the report's own words must hold one."""
    measure: str
    sign: int
    period: str | None
    period_also: tuple[str, ...] = ()
    kind: str
    place_other: str | None = None
    """The place it is of, where that is not the report's."""
    optional: bool = False
    """Debatable: neither found nor missed."""


class GoldSentence(BaseModel):
    """A sentence that was read, by where it stands; its words stay in the report."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    source: str
    start: int
    end: int
    facts: tuple[GoldFact, ...]


class GoldTarget(BaseModel):
    """The growth target of 2025 that a province's report states, as a person read it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    place: str
    low: Decimal
    high: Decimal
    qualifier: str | None
    printed: str


@dataclass
class Tally:
    """What a comparison found; the counts are of facts."""

    right: int = 0
    given: int = 0
    wanted: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    """Mistakes by field; a fact may be wrong in several. ``missed`` and ``added`` count whole facts."""
    mistakes: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of the given facts that are right in every field."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Share of the wanted facts that were given right in every field."""
        return self.right / self.wanted if self.wanted else 1.0


def read_gold(path: Path = GOLD) -> tuple[GoldSentence, ...]:
    """The gold sentences of a file. Raises ValueError when one doesn't fit the schema."""
    adapter = TypeAdapter(GoldSentence)
    return tuple(adapter.validate_json(line) for line in path.read_text("utf-8").splitlines() if line)


def read_targets(path: Path = TARGETS) -> tuple[GoldTarget, ...]:
    """The growth targets of the provinces."""
    adapter = TypeAdapter(GoldTarget)
    return tuple(adapter.validate_json(line) for line in path.read_text("utf-8").splitlines() if line)


def compare(gold: Sequence[GoldSentence], reports: Sequence[Report]) -> Tally:
    """Every gold sentence against the facts of its report. Raises KeyError when a report is missing."""
    tally = Tally()
    by_source = {report.source: report for report in reports}
    facts = {report.source: facts_of(report) for report in reports}
    for sentence in gold:
        report = by_source[sentence.source]
        own = [fact for fact in facts[sentence.source] if sentence.start <= fact.figure.start < sentence.end]
        _compare_sentence(sentence, report, own, tally)
    return tally


def _compare_sentence(sentence: GoldSentence, report: Report, own: Sequence[Fact], tally: Tally) -> None:
    left = list(own)
    at = sentence.start
    for wanted in sentence.facts:
        begin = report.text.find(wanted.figure, at, sentence.end)
        begin = begin if begin >= 0 else report.text.find(wanted.figure, sentence.start, sentence.end)
        end = begin + len(wanted.figure)
        at = max(at, begin)
        given = next((fact for fact in left if fact.figure.start < end and begin < fact.figure.end), None)
        if given is not None:
            left.remove(given)
            at = given.figure.end
        if wanted.optional:
            continue
        tally.wanted += 1
        if given is None:
            tally.wrong["missed"] += 1
            tally.mistakes.append(f"{sentence.id} missed {wanted.figure} {wanted.indicator}")
            continue
        tally.given += 1
        fields = tuple(_differences(wanted, given, report))
        tally.wrong.update(fields)
        tally.right += not fields
        if fields:
            tally.mistakes.append(f"{sentence.id} {','.join(fields)}: {_told(wanted)} ≠ {_given(given)}")
    for fact in left:
        tally.given += 1
        tally.wrong["added"] += 1
        tally.mistakes.append(f"{sentence.id} added {_given(fact)}")


def _told(wanted: GoldFact) -> str:
    return (
        f"{wanted.indicator} {wanted.figure} {wanted.sign:+d} {wanted.period} {wanted.kind} {wanted.place_other or ''}"
    )


def _given(fact: Fact) -> str:
    period = fact.period.label if fact.period else None
    star = "*" if fact.known else ""
    return f"{fact.indicator}{star} {fact.figure.text} {fact.figure.sign:+d} {period} {fact.kind.value} {fact.place}"


def _differences(wanted: GoldFact, given: Fact, report: Report) -> Iterator[str]:
    """The fields in which a fact differs from what a person read."""
    if not _same_name(wanted, given):
        yield "indicator"
    if not _same_value(wanted, given):
        yield "value"
    if wanted.sign != given.figure.sign and (given.measure not in _AMOUNTS or wanted.sign < 0 or given.figure.sign < 0):
        yield "sign"
    told = {wanted.period, *wanted.period_also}
    if (given.period.label if given.period else None) not in told and wanted.period is not None:
        yield "period"
    if wanted.kind != given.kind.value:
        yield "kind"
    if _other_place(wanted, given, report):
        yield "place"


def _other_place(wanted: GoldFact, given: Fact, report: Report) -> bool:
    """Whether the places differ; a name in the report's own words may hold the place itself (鄂州花湖机场货线)."""
    if wanted.place_other:
        place = place_named(wanted.place_other).name
        return given.place != place and (given.known or wanted.place_other not in given.indicator)
    return given.known and given.place != report.place.value


_AMOUNTS = (Measure.LEVEL, Measure.SHARE, Measure.RANK)
"""Of these 新增 and 提高到 may be read as a rise or as the amount it came to; a fall is a fall."""


def _same_value(wanted: GoldFact, given: Fact) -> bool:
    figure = given.figure
    if wanted.unit[:2] in (figure.unit[:2], "千米"):
        pairs = ((wanted.low, figure.low), (wanted.high, figure.high))
        if all(_close(a, b) for a, b in pairs):
            return True
    scale = SCALES[max((scale for scale in SCALES if wanted.unit.startswith(scale)), key=len)]
    return all(_close(a * scale, b * figure.scale) for a, b in ((wanted.low, figure.low), (wanted.high, figure.high)))


def _close(a: Decimal, b: Decimal) -> bool:
    """Whether two values agree to three digits, as 1/3 and 33.3 do."""
    return abs(a - b) <= max(abs(a), abs(b)) * Decimal("0.002")


def _same_name(wanted: GoldFact, given: Fact) -> bool:
    if given.indicator == wanted.indicator:
        return True
    if given.known:
        from vectorstore.indicators import find_indicators

        own = [mention.indicator.name for mention in find_indicators(wanted.indicator)]
        return given.indicator in own
    return any(core in given.indicator for core in (*wanted.core, wanted.indicator))


def _main(folder: Path, parity: str = "") -> None:
    files = sorted([*folder.glob("*.txt"), *folder.glob("*/*.docx")])
    gold = [sentence for sentence in read_gold() if not parity or int(sentence.id[1:]) % 2 == int(parity)]
    tally = compare(gold, [read_report(file) for file in files])
    out = sys.stdout.write
    for line in tally.mistakes:
        out(line + "\n")
    out(json.dumps(tally.wrong, ensure_ascii=False) + "\n")
    out(f"{len(gold)} sentences, {tally.wanted} facts: precision {tally.precision:.3f}, recall {tally.recall:.3f}\n")


if __name__ == "__main__":
    _main(Path(sys.argv[1]), *sys.argv[2:])
