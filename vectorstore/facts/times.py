"""What time a sentence tells of where it names none: its section's, or the five years its paragraph looks back on."""

import re
from functools import lru_cache

from vectorstore.periods import Period, find_periods
from vectorstore.report import Outlook, Report, Sentence

__all__ = ["find_period_of", "time_of"]

_FIVE_YEARS = re.compile(
    r"(?:过去|这|近|回望|回顾|刚刚过去的)五年(?!规划|计划|行动)|五年(?:来|间|里)|“?十[一二三四]五”?(?:时期|期间|以来|发展|规划|各项)"
)
"""Opens a review of the five years that end with its section's own year."""
_THIS_YEAR = re.compile(r"(?:过去|刚刚过去的?|这)一年(?:里|来|间)?|一年来|(?:19|20)\d\d年[，,]")


def find_period_of(report: Report) -> Period | None:
    """The period in a report's title, as a range of months."""
    mentions = find_periods(report.period.value)
    return mentions[0].period if mentions else None


@lru_cache(maxsize=20_000)
def time_of(report: Report, sentence: Sentence) -> Period | None:
    """The time of a sentence's unlabelled figures; None where neither section nor title tells one."""
    section = report.section_of(sentence)
    own = section.period or find_period_of(report)
    if own is None or section.outlook is not Outlook.ACHIEVED or own != Period.months(own.year) or own.year % 5:
        return own  # only the last year of a five-year plan closes with a review of all five
    start = max(report.text.rfind("\n", 0, sentence.start) + 1, section.start)
    before = report.text[start : sentence.end]
    told = list(_FIVE_YEARS.finditer(before))
    if not told or _THIS_YEAR.search(before, told[-1].end()):
        return own
    return Period.years(own.year - 4, own.year)
