"""Where the reports of a library disagree, with each other, with their own targets and with arithmetic."""

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.check.conflicts import conflicts
from bot.check.finding import Finding, Kind, Severity, clear_facts
from bot.check.growth import growth_errors
from bot.check.outcomes import outcomes
from bot.cited_facts import CitedFact

__all__ = ["check", "summary"]

_ORDER = list(Kind)


def check(facts: Iterable[CitedFact]) -> list[Finding]:
    """Every finding over these facts, the gravest first.

    >>> check([])
    []
    """
    clear = clear_facts(facts)
    found = [*conflicts(clear), *outcomes(clear), *growth_errors(clear)]
    return sorted(found, key=_order)


def _order(finding: Finding) -> tuple[int, int, str, str, str]:
    fact = finding.facts[0].fact
    return finding.severity, _ORDER.index(finding.kind), finding.verdict, fact.place, fact.indicator


def summary(findings: Sequence[Finding], checked: int) -> str:
    """One line: how many facts were looked at, and what was found."""
    kinds = Counter(finding.kind for finding in findings)
    verdicts = Counter(finding.verdict for finding in findings if finding.kind is Kind.OUTCOME)
    parts = [f"说法不一 {kinds[Kind.CONFLICT]} 处", f"增速与数量不合 {kinds[Kind.GROWTH]} 处"]
    parts += [f"目标{verdict} {number} 个" for verdict, number in verdicts.most_common()]
    grave = sum(finding.severity is Severity.SERIOUS for finding in findings)
    return f"核对了 {checked} 个指标数字：{'，'.join(parts)}；其中需要核对 {grave} 处。"
