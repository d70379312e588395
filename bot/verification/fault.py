"""What a check finds wrong, and what it is given to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.answer import Citation
from vectorstore.facts import Clause, Fact
from vectorstore.figures import Figure, same_value

Clauses = Mapping[int, tuple[Clause, ...]]
"""The clauses of cited sentences, by the number of their citation."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a statement did not pass: what is wrong, and the words it concerns."""

    kind: str
    words: str

    def __str__(self) -> str:
        return f"{self.kind}：{self.words}"


@dataclass(frozen=True, slots=True)
class Held:
    """A figure of a cited sentence, with what the sentence says of it."""

    fact: Fact
    clause: Clause
    citation: Citation

    @property
    def before(self) -> str:
        """The words of its clause before it, after the figure before it."""
        figure = self.fact.figure
        others = [f.figure.end for f in self.clause.facts if f.figure.end <= figure.start]
        return self._cut(max([self.clause.start, *others]), figure.start)

    @property
    def behind(self) -> str:
        """The words of its clause right behind it, up to the next figure."""
        figure = self.fact.figure
        others = [f.figure.start for f in self.clause.facts if f.figure.start >= figure.end]
        return self._cut(figure.end, min([self.clause.end, *others]))

    @property
    def whole(self) -> str:
        """Its clause; for a cell of a table, its headings and value as words."""
        return self.clause.spoken or self._cut(self.clause.start, self.clause.end)

    @property
    def opening(self) -> str:
        """The clause that names its subject, where its own goes on about it."""
        return self._cut(self.clause.head, self.clause.start) if self.clause.continues else ""

    def _cut(self, start: int, end: int) -> str:
        return self.citation.quote[max(0, start - self.citation.start) : max(0, end - self.citation.start)]


def held(cited: Sequence[Citation], clauses: Clauses) -> list[Held]:
    """Every figure of the cited sentences."""
    return [
        Held(fact, clause, citation)
        for citation in cited
        for clause in clauses.get(citation.number, ())
        for fact in clause.facts
    ]


def holders(figure: Figure, every: Sequence[Held]) -> list[Held]:
    """Those that a stated figure may be a copy of: the same quantity, in a direction that does not contradict."""
    return [h for h in every if restates(figure, h.fact.figure) and figure.sign * h.fact.figure.sign >= 0]


def restates(stated: Figure, quoted: Figure) -> bool:
    """Whether a stated figure is a quoted one or a rounding of it; never a finer one than was printed."""
    if not same_value(stated, quoted):
        return False
    return (
        stated.ordinal
        or _last_place(stated) >= _last_place(quoted)
        or stated.low * stated.scale == quoted.low * quoted.scale
    )


def _last_place(figure: Figure) -> Decimal:
    return Decimal(1).scaleb(int(figure.low.as_tuple().exponent)) * figure.scale
