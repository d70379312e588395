"""Each statement against the sentences it cites, before anyone sees it.

A statement is verified when every figure in it equals a figure of a cited sentence (value, unit and
direction; a rounded restatement only where it says 约), every place and year it names is the cited
report's or stands in the quote, and every quoted name “…” occurs there. Computed figures come from
the calculation that the statement carries.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.answer import Check, Citation, Statement
from vectorstore.figures import Figure, find_figures, number_value, same_value
from vectorstore.periods import find_periods
from vectorstore.places import find_places, short_name

_QUOTED = re.compile(r"[“\"「]([^”\"」]{1,40})[”\"」]")
_BARE_NUMBER = re.compile(r"(?<![\d.A-Za-z])\d+(?:\.\d+)?(?![\d.]*\d)")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a statement did not pass: what is wrong, and the words it concerns."""

    kind: str
    words: str

    def __str__(self) -> str:
        return f"{self.kind}：{self.words}"


def faults(statement: Statement, citations: Mapping[int, Citation]) -> list[Fault]:
    """Everything in a statement that its citations do not bear out; empty when it may be shown as checked."""
    cited = [citations[n] for n in statement.citations if n in citations]
    found = [Fault("出处不存在", f"[{n}]") for n in statement.citations if n not in citations]
    if not cited:
        return [*found, Fault("没有出处", statement.text[:20])]
    quotes = [c.quote for c in cited]
    support = [figure for quote in quotes for figure in find_figures(quote)]
    if statement.calculation:
        support += find_figures(statement.calculation.formula)
        computed = _numbers(statement.calculation.formula)
    else:
        computed = set()
    plain = _without_own_terms(statement.text)
    for figure in find_figures(plain):
        if figure.ordinal:
            continue
        if not any(_supports(figure, other) for other in support) and not (
            computed and {str(figure.low), str(figure.high)} <= computed
        ):
            found.append(Fault("数字不在所引原文中", figure.text))
    known = set().union(*(_numbers(quote) for quote in quotes)) | computed
    found += [Fault("数字不在所引原文中", n) for n in sorted(_numbers(plain) - known)]
    found += _places(statement.text, cited)
    found += _periods(statement.text, cited)
    joined = "".join(quotes)
    found += [Fault("名称不在所引原文中", m[1]) for m in _QUOTED.finditer(statement.text) if m[1] not in joined]
    return list(dict.fromkeys(found))


def check(statement: Statement, citations: Mapping[int, Citation]) -> Statement:
    """The statement with its status set."""
    if faults(statement, citations):
        return replace(statement, status=Check.UNVERIFIED)
    comparable = find_figures(statement.text) or _QUOTED.search(statement.text) or _verbatim(statement, citations)
    return replace(statement, status=Check.VERIFIED if comparable else Check.POINTER_ONLY)


def _verbatim(statement: Statement, citations: Mapping[int, Citation]) -> bool:
    """Whether the statement repeats its source's own words after its label."""
    body = re.sub(r"[\s。，,；;]", "", statement.text.rsplit("：", 1)[-1])
    return any(body in re.sub(r"[\s。，,；;]", "", citations[n].quote) for n in statement.citations)


def _supports(figure: Figure, other: Figure) -> bool:
    """Whether a quoted figure bears out a stated one; opposite directions never do."""
    if not same_value(figure, other):
        return False
    return not (figure.sign and other.sign and figure.sign != other.sign)


_DATE = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d.])(?:\s*[-—–~～至到/]\s*(?:19|20)\d\d(?![\d.]))?\s*年?|\d+(?:\.\d+)?\s*(?:年|月|日|号|季度)|\d{1,2}\s*[-—–~～至到]\s*(?=\d{1,2}月)")


def _without_own_terms(text: str) -> str:
    """A statement without its dates and quoted names, whose digits are no figures."""
    return _DATE.sub(lambda m: " " * len(m.group(0)), _QUOTED.sub(lambda m: " " * len(m.group(0)), text))


def _numbers(text: str) -> set[str]:
    values = (number_value(m.group(0)) for m in _BARE_NUMBER.finditer(re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)))
    return {format(v.normalize(), "f") for v in values if v is not None}


def _places(text: str, cited: list[Citation]) -> list[Fault]:
    own = {c.place for c in cited}
    joined = "".join(c.quote for c in cited)
    return [
        Fault("地区与所引报告不符", m.place.name)
        for m in find_places(text, own)
        if m.place.name not in own and m.place.name not in joined and short_name(m.place.name) not in joined
    ]


def _periods(text: str, cited: list[Citation]) -> list[Fault]:
    years = {year for c in cited for p in find_periods(c.period + c.quote + c.title) for year in range(p.period.year, p.period.last_year + 1)}
    if not years:
        return []
    return [
        Fault("时间与所引报告不符", text[m.start : m.end])
        for m in find_periods(text)
        if not years & set(range(m.period.year, m.period.last_year + 1))
    ]
