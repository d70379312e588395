"""What was measured as rows: a measure, its bar, the value, and whether it is met."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from evals.bars import DEVELOPED_ON, Bars
from evals.scoring import Score, Tally
from evals.speed import percentile
from evals.trial import PASSAGES, Measured


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; without a bar it is told and not judged."""

    measure: str
    value: float | None
    """None when there was nothing to measure it on."""
    form: str = "{:g}"
    least: float | None = None
    most: float | None = None
    of: int | None = None
    """What a share is a share of."""

    @property
    def met(self) -> bool | None:
        """Whether the value keeps to the bar; None without a bar or a value."""
        if self.value is None or (self.least is None and self.most is None):
            return None
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    @property
    def shown(self) -> str:
        """The value as people read it."""
        if self.value is None:
            return "—"
        return self.form.format(self.value) + (f" of {self.of}" if self.of is not None else "")

    @property
    def bar(self) -> str:
        """The bar as people read it; empty without one."""
        if self.least is not None:
            return f"≥ {self.form.format(self.least)}"
        return f"≤ {self.form.format(self.most)}" if self.most is not None else ""

    @property
    def verdict(self) -> str:
        """``met``, ``missed``, or nothing without a bar."""
        return {True: "met", False: "missed", None: ""}[self.met]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one heading."""

    title: str
    rows: tuple[Row, ...]

    @property
    def missed(self) -> tuple[Row, ...]:
        """Rows whose bar is missed."""
        return tuple(row for row in self.rows if row.met is False)


def quality(measured: Measured) -> Table:
    """Answers without a model, retrieval, and whether gold and reports still agree."""
    reports = len(measured.ingested.added)
    rows = [
        *answers(measured.reader),
        _share(f"gold evidence in search --k {PASSAGES}", measured.recall.evidence, least=0.92),
        _share("questions with all their evidence there", measured.recall.questions),
        Row("gold evidence that no longer matches its report", len(measured.stale), most=0),
    ]
    return Table(f"{measured.name}: {len(measured.questions)} questions, {reports} reports, no model", tuple(rows))


def with_model(measured: Measured, model: str) -> Table | None:
    """The same answers with a model; None where none was asked."""
    if measured.model is None:
        return None
    return Table(f"{measured.name}: with {model}", answers(measured.model))


def speed(measured: Measured, cold_help: float, cold_ask: float) -> Table:
    """Start, answers and ingest, in seconds and milliseconds."""
    ingested = measured.ingested
    rest = ingested.seconds - ingested.embedding_seconds
    rows = (
        Row("`gongbao --help`, median of 5", cold_help, "{:.2f} s", most=0.5),
        Row("cold `gongbao ask`, median of 5", cold_ask, "{:.2f} s", most=3),
        Row("warm answer, median", median(measured.milliseconds), "{:.0f} ms", most=50),
        Row("warm answer, 95th percentile", percentile(measured.milliseconds, 0.95), "{:.0f} ms", most=120),
        Row("first embedding, once a home (converts the model)", measured.conversion, "{:.1f} s"),
        Row(f"ingest of {ingested.passages} passages", ingested.seconds, "{:.1f} s"),
        Row("of it in the embedder", ingested.embedding_seconds, "{:.1f} s"),
        Row("of it in all the rest", rest / ingested.seconds, "{:.1%}", most=0.15),
    )
    return Table(f"Speed, over {measured.name}", rows)


def answers(score: Score, bars: Bars = DEVELOPED_ON) -> tuple[Row, ...]:
    """What the answers to a gold set are worth."""
    return (
        _share("right, all", score.right, least=bars.right),
        _share("right, answerable", score.answerable),
        *(_share(f"right, {kind.value}", tally) for kind, tally in score.by_type.items()),
        Row("mix-ups of place or period", score.mixups, most=bars.mixups),
        Row("abstentions on answerable questions", score.over_abstained),
        _share("figures grounded", score.figures, least=bars.figures),
        _share("quotes exact", score.quotes, least=bars.quotes),
        _share("gold evidence cited", score.evidence),
        Row("median characters", score.median_characters),
    )


def times(milliseconds: Sequence[float]) -> tuple[Row, ...]:
    """How long answers took."""
    return (
        Row("milliseconds, median", median(milliseconds), "{:.0f}"),
        Row("milliseconds, 95th percentile", percentile(milliseconds, 0.95), "{:.0f}"),
    )


def _share(measure: str, tally: Tally, least: float | None = None) -> Row:
    return Row(measure, tally.share, "{:.3f}", least=least, of=tally.total)


def missed(tables: Sequence[Table]) -> list[str]:
    """Every missed bar, by its table and measure."""
    return [f"{table.title}: {row.measure}" for table in tables for row in table.missed]
