"""Sentences → clauses → facts: which figure says what of which thing, when, achieved or intended.

Chinese report prose strings a subject and its measures together with commas:
``社会消费品零售额完成1409.9亿元,同比降低16.6%,较一季度收窄6.3个百分点``. A clause that opens with a
measure (同比, 较…, 占…, 完成全年任务的) speaks of the subject of the clause before it.
"""

from vectorstore.facts.sentences import (
    YEAR_TASK,
    Clause,
    Fact,
    Measure,
    clauses,
    facts_of,
)
from vectorstore.facts.times import find_period_of, time_of

__all__ = [
    "YEAR_TASK",
    "Clause",
    "Fact",
    "Measure",
    "clauses",
    "facts_of",
    "find_period_of",
    "time_of",
]
