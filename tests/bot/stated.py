"""Facts for tests, made of one sentence and the words of one figure in it."""

from dataclasses import replace

from bot.cited_facts import CitedFact
from vectorstore.facts import Fact
from vectorstore.facts.measures import Measure
from vectorstore.figures import find_figures
from vectorstore.periods import find_period
from vectorstore.report import Outlook


def stated(
    sentence: str,
    figure: str,
    indicator: str = "一般公共预算收入",
    *,
    measure: Measure = Measure.LEVEL,
    kind: Outlook = Outlook.ACHIEVED,
    period: str = "2023年",
    place: str = "岚桥区",
    report: str = "a",
    told: str = "2023年",
    basis: str | None = None,
    start: int = 0,
    known: bool = True,
    parent: str = "",
    row: str = "",
    subject: str = "",
) -> CitedFact:
    """The fact of the first figure of the sentence that is printed so."""
    found = next(candidate for candidate in find_figures(sentence) if candidate.text == figure)
    end = start + len(sentence)
    fact = Fact(
        figure=replace(found, start=found.start + start, end=found.end + start),
        measure=measure,
        subject=subject or indicator,
        basis=basis,
        indicator=indicator,
        known=known,
        place=place,
        period=find_period(period) if period else None,
        kind=kind,
        start=start,
        end=end,
    )
    title = f"{place}{told}政府工作报告"
    return CitedFact(fact, report, f"{report}.txt", title, sentence, told=find_period(told), parent=parent, row=row)
