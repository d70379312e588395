"""Each statement against the sentences it cites, before anyone sees it.

A statement is verified when every figure in it equals a figure of a cited sentence (value, unit and
direction; a rounded restatement only where it says 约), every place and period it names is the cited
report's or stands in the quote, and every quoted name “…” occurs there. Computed figures come from
the calculation that the statement carries, and its operands from the cited sentences.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.answer import Check, Citation, Statement
from bot.english_answers.reading import is_english_statement
from bot.verification.directions import direction_faults
from bot.verification.english import in_chinese
from bot.verification.fault import Clauses, Fault, held, restates
from bot.verification.kinds import kind_faults
from bot.verification.owners import owner_faults, time_faults
from bot.verification.qualifiers import qualifier_faults
from bot.verification.subjects import subject_faults
from vectorstore.facts import YEAR_TASK
from vectorstore.figures import Figure, find_figures, number_value, same_value
from vectorstore.periods import Period, find_period, find_periods
from vectorstore.places import find_places, parents_of, short_name

_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{1,40})[”\"」』]")
_TITLED = re.compile(r"《([^》]{1,60})》")
_BARE_NUMBER = re.compile(r"(?<![\d.A-Za-z])\d+(?:\.\d+)?(?![\d.]*\d)")
_FOREIGN = re.compile(
    r"(?i)https?:\S*|www\.\S*|javascript:\S*|<[a-z!/?][^>]*>?|\[[^\]]*\]\([^)]*\)?|`+"
    r"|[\[［【]\s*c?\d+[^\]］】]{0,12}[\]］】]|(?<![a-z0-9])c\d{1,2}(?![a-z0-9])"
)
"""Links, HTML, Markdown and what looks like a citation mark: nothing a statement may bring in by itself."""
_LABELLED = re.compile(r"(?:^|[，。；、：])([\u4e00-\u9fff]{2,4}[区县市州])(?=(?:19|20)\d\d)")
"""A place before a year, where every statement names its own; also one that no gazetteer has."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_FALL = re.compile("[降减跌落窄缩负亏滑]")
_SAME_MONTHS = re.compile("[去上]年同期")
_RESULT = re.compile(r"[=≈](?=[^=≈]*$)")
_TIMES_100 = Decimal(100)


__all__ = ["Clauses", "Fault", "check", "faults"]


def faults(
    statement: Statement, citations: Mapping[int, Citation], clauses: Clauses | None = None, under: str = ""
) -> list[Fault]:
    """Everything in a statement that its citations do not bear out; empty when it may be shown as checked.

    ``citations`` may hold more than the statement cites: their places are known as other places. ``clauses`` are
    those of the cited sentences; without them it can't be told whose a figure is, and whether it is a target.
    ``under`` is the label of a statement before that holds for this one, too (岚桥区2024年目标：).
    """
    cited = [citations[n] for n in statement.citations if n in citations]
    found = [Fault("出处不存在", f"[{n}]") for n in statement.citations if n not in citations]
    if not cited:
        return [*found, Fault("没有出处", statement.text[:20])]
    if is_english_statement(statement.text):
        statement, wrong = in_chinese(statement, cited, {c.place for c in citations.values()} - {""})
        found += wrong
    found += _figures(statement, cited)
    found += _places(statement.text, cited, {c.place for c in citations.values()} - {""})
    found += _periods(statement.text, cited)
    found += _names(statement.text, cited)
    found += _claims(statement, cited, clauses or {}, under)
    return list(dict.fromkeys(found))


def _claims(statement: Statement, cited: Sequence[Citation], clauses: Clauses, under: str) -> Iterator[Fault]:
    """What is wrong with a statement whose figures are all there: their direction, bounds, kind, and whose they are."""
    text = statement.text
    if statement.calculation:
        text = text.replace(statement.calculation.formula, "")
    figures = [f for f in find_figures(text) if not _in_name(text, f)]
    yield from direction_faults(text, cited, figures, statement.calculation)
    if statement.calculation:
        return
    yield from qualifier_faults(text, figures, [f for c in cited for f in _figures_of(c)])
    every = held(cited, clauses)
    yield from kind_faults(text, under, figures, every)
    yield from owner_faults(text, figures, cited, {c.number: set(_periods_of(c)) for c in cited})
    yield from time_faults(f"{under}{text}", figures, every)
    if not _only_labelled(statement.text, cited):
        # the report's own words say of its figures what they say, whatever was read into them
        yield from subject_faults(text, cited[0].place, every)


def _in_name(text: str, figure: Figure) -> bool:
    return any(m.start() <= figure.start < m.end() for pattern in (_QUOTED, _TITLED) for m in pattern.finditer(text))


def check(
    statement: Statement, citations: Mapping[int, Citation], clauses: Clauses | None = None, under: str = ""
) -> Statement:
    """The statement with its status set."""
    if faults(statement, citations, clauses, under):
        return replace(statement, status=Check.UNVERIFIED)
    comparable = find_figures(statement.text) or _QUOTED.search(statement.text) or _verbatim(statement, citations)
    return replace(statement, status=Check.VERIFIED if comparable else Check.POINTER_ONLY)


def _only_labelled(text: str, cited: Sequence[Citation]) -> bool:
    """Whether a statement is its source's own words with nothing before them but place, time and 目标."""
    words = _squeezed(text)
    for quote in (_squeezed(c.words) for c in cited):
        start = next((i for i in range(min(_LABEL, len(words) - _LEAST)) if words[i:] in quote), None)
        if start is None:
            continue
        label = words[:start]
        spans = [(m.start, m.end) for m in find_periods(label)]
        spans += [(m.start, m.end) for m in find_places(label, {c.place for c in cited})]
        rest = "".join(c for i, c in enumerate(label) if not any(a <= i < b for a, b in spans))
        if not rest.strip("：:目标"):
            return True
    return False


def _verbatim(statement: Statement, citations: Mapping[int, Citation]) -> bool:
    """Whether the statement repeats its source's own words after its label."""
    words = _squeezed(statement.text)
    quotes = [_squeezed(citations[n].words) for n in statement.citations if n in citations]
    bodies = (words[start:] for start in range(min(_LABEL, max(1, len(words) - _LEAST))))
    return any(body in quote for body in bodies for quote in quotes)


_LABEL, _LEAST = 30, 4
"""Characters at most that place and time take before a source's own words, and at least that these are."""


def _squeezed(text: str) -> str:
    return re.sub(r"[\s。，,；;]", "", text)


def _figures(statement: Statement, cited: Sequence[Citation]) -> Iterator[Fault]:
    """Figures and other numbers that neither a cited sentence nor the statement's calculation has."""
    support = [figure for c in cited for figure in _figures_of(c)]
    text, computed = statement.text, list[Figure]()
    if statement.calculation:
        formula = statement.calculation.formula
        text = text.replace(formula, " " * len(formula))
        left, _, right = formula.rpartition(m.group(0)) if (m := _RESULT.search(formula)) else ("", "", formula)
        computed = find_figures(right)
        yield from _operands(left, support)
    figures, numbers = _read(text, cited)
    said = _blanked(text, cited)
    for figure in figures:
        if not any(_supports(figure, other, said) for other in support) and not any(
            same_value(figure, other) for other in computed
        ):
            yield Fault("数字不在所引原文中", figure.text)
    known = set().union(*(_read(c.words)[1] | _numbers(_without(find_figures(c.words), c.words)) for c in cited))
    known |= set().union(*(_numbers(f"{c.period} {c.title}") for c in cited))
    yield from (Fault("数字不在所引原文中", n) for n in sorted(numbers - known))


def _read(text: str, cited: Sequence[Citation] = ()) -> tuple[list[Figure], set[str]]:
    """The figures of a text without its periods and names, and the numbers that are in none of them."""
    plain = _blanked(text, cited)
    figures = find_figures(plain)
    return figures, _numbers(_without(figures, plain))


def _without(figures: Sequence[Figure], text: str) -> str:
    for figure in figures:
        text = text[: figure.start] + " " * (figure.end - figure.start) + text[figure.end :]
    return text


def _figures_of(citation: Citation) -> list[Figure]:
    """The figures of a quote, read whole and read as a statement is, without its periods and names."""
    return find_figures(citation.words) + _read(citation.words)[0]


def _supports(figure: Figure, other: Figure, text: str) -> bool:
    """Whether a quoted figure bears out one stated in a text; a change must keep its direction, a level gains none."""
    if not restates(figure, other):
        return False
    if figure.sign or figure.ordinal:
        return figure.sign == other.sign
    return other.sign >= 0 or other.base not in ("%", "个百分点") or _FALL.search(text) is not None


def _operands(formula: str, support: Sequence[Figure]) -> Iterator[Fault]:
    """Numbers on the left of a formula that no quoted figure has; 亿 and 万 may have been made alike."""
    known = {_digits(end) for figure in support for end in (figure.low, figure.high)} | {_digits(_TIMES_100)}
    for number in _BARE_NUMBER.findall(formula):
        if _digits(Decimal(number)) not in known:
            yield Fault("算式里的数字不在所引原文中", number)


def _digits(value: Decimal) -> tuple[int, ...]:
    return value.normalize().as_tuple().digits


def _blanked(text: str, cited: Sequence[Citation]) -> str:
    """A statement without its periods and quoted names, whose digits are no figures and checked elsewhere."""
    spans = [match.span() for pattern in (_QUOTED, _TITLED) for match in pattern.finditer(text)]
    spans += [(m.start, m.end) for m in find_periods(text)]
    for title in {c.title for c in cited if c.title and c.title in text}:
        spans.append((text.index(title), text.index(title) + len(title)))
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _numbers(text: str) -> set[str]:
    values = (number_value(m.group(0)) for m in _BARE_NUMBER.finditer(re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)))
    return {format(v.normalize(), "f") for v in values if v is not None}


def _places(text: str, cited: Sequence[Citation], known: set[str]) -> Iterator[Fault]:
    """Places that are neither a cited report's, nor named in a quote, nor the address of one that is (北京市朝阳区)."""
    own = {c.place for c in cited}
    joined = "".join(c.words for c in cited)
    mentions = find_places(text, known)
    followers = {m.start: m.place.name for m in mentions}
    for name in _LABELLED.findall(text):
        if not name.endswith(tuple(own)) and name not in joined and not any(name in c.title for c in cited):
            yield Fault("地区与所引报告不符", name)
    for m in mentions:
        # 河北省2020年… at the head says whose report it is; that a quote names 河北省, too, is no excuse
        heads = not m.start and _YEAR.match(text, m.end)
        if heads and not any(m.place.name in (c.place, *parents_of(c.place)) or m.place.name in c.title for c in cited):
            yield Fault("地区与所引报告不符", m.place.name)
    for m in mentions:
        name, follower = m.place.name, followers.get(m.end, "")
        address = follower in own and (name in parents_of(follower) or any(name in c.title for c in cited))
        if name not in own and name not in joined and short_name(name) not in joined and not address:
            yield Fault("地区与所引报告不符", name)


def _periods(text: str, cited: Sequence[Citation]) -> Iterator[Fault]:
    """Periods that are neither those of the cited sections nor named, as 去年 may be, in a quote."""
    known = {period for c in cited for period in _periods_of(c)}
    for title in {c.title for c in cited if c.title}:
        text = text.replace(title, " ")
    for m in find_periods(text):
        if m.period not in known:
            yield Fault("时间与所引报告不符", text[m.start : m.end])


def _periods_of(citation: Citation) -> Iterator[Period]:
    own = find_period(citation.period)
    if own:
        yield own
        if _SAME_MONTHS.search(citation.words):
            yield own.shifted(-1)
    yield from (m.period for m in find_periods(YEAR_TASK.sub("＿＿", citation.words), own))


def _names(text: str, cited: Sequence[Citation]) -> Iterator[Fault]:
    """Quoted names, titles, links and marks that no cited sentence has."""
    joined = _full_width("".join(c.words for c in cited))
    titles = _full_width("".join(c.title for c in cited))
    text = _full_width(text)
    yield from (Fault("名称不在所引原文中", m[1]) for m in _QUOTED.finditer(text) if m[1] not in joined)
    yield from (Fault("名称不在所引原文中", m[1]) for m in _TITLED.finditer(text) if m[1] not in joined + titles)
    marks = (m[0].rstrip("。") for m in _FOREIGN.finditer(text))
    yield from (Fault("原文里没有的链接或标记", mark[:20]) for mark in marks if mark not in joined)


def _full_width(text: str) -> str:
    """A text with the commas that a statement has of a report's own (``bot.writing``)."""
    return text.translate(_FULL_WIDTH)


_FULL_WIDTH = str.maketrans({",": "，", ";": "；"})
