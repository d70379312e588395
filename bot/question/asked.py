"""A question, understood: frozen data."""

import re
from dataclasses import dataclass, field

from bot.question.cues import ACHIEVED, FIGURES, SPLIT_YEAR, TARGET
from bot.question.wants import Want
from vectorstore.figures import Figure
from vectorstore.periods import Period
from vectorstore.report import Outlook

__all__ = ["Question", "Want"]


@dataclass(frozen=True)
class Question:
    """A question, understood by rule."""

    text: str
    """As asked."""
    plain: str
    """NFKC-folded, simplified, typos mended: what rules and retrieval read."""
    places: tuple[str, ...] = ()
    """Full names, in order of mention."""
    periods: tuple[Period, ...] = ()
    within: Period | None = None
    """Months without a year (上半年), as months of year 0."""
    wants: frozenset[Want] = frozenset()
    outlook: Outlook | None = None
    unit: str | None = None
    """Unit the question names for its answer, such as 家."""
    percent: bool = False
    """Whether a percentage would answer it."""
    figures: tuple[Figure, ...] = ()
    """Figures the question itself states."""
    topic: str = ""
    """The question without its places, periods and question words: what it is about."""
    terms_en: tuple[str, ...] = ()
    language: str = "zh"
    everywhere: bool = False
    """Whether it asks of every report at once (三份报告, 各区)."""
    across: bool = False
    """Whether it asks which of many places, or how many of them, have something (哪个省最高, 几个省)."""
    whole_city: bool = False
    later: bool = False
    """Whether it asks after the outcome of an earlier figure (年底呢)."""
    told_in: int | None = None
    """The year in the name of the work report that is asked about (2021年政府工作报告)."""
    pairs: tuple[tuple[str, Period], ...] = ()
    """Places each with its own time (东城2020年多少？朝阳2024年多少？); empty where all times are for all places."""
    full_year: bool = False
    """Whether it asks of a year as a whole (全年), which no part of it answers."""
    outlooks: tuple[tuple[Period, Outlook], ...] = ()
    """Periods of which it says itself whether results or plans are asked for: 2020年实际完成及2021年计划."""
    section: str = ""
    """Words of a heading, where it asks of one stretch of a report (“稳企业”这一段)."""
    indicator: bool = False
    """Whether it names an indicator of the table."""
    listed: int = 0
    """How many things it wants named (哪五个方面)."""
    counted: str = ""
    """What it asks the number of: 干部 in 多少干部."""
    items: int = 1
    """How many figures it asks for at least: 多少笔、多少金额 of two centres are four."""
    spans: tuple[tuple[int, int], ...] = field(default=(), repr=False)

    @property
    def squeezed(self) -> str:
        """The question without its places and periods and the 的 between its words: 城镇居民人均可支配收入."""
        kept = "".join(c for i, c in enumerate(self.plain) if not any(a <= i < b for a, b in self.spans))
        return re.sub(r"[的\s]", "", kept)

    @property
    def outcome_of_year(self) -> bool:
        """Whether it sets the middle of a year beside its end (年中和年底分别是多少)."""
        return SPLIT_YEAR.search(self.plain) is not None

    @property
    def contrasts(self) -> bool:
        """Whether it sets what was intended against what came of it."""
        return bool(TARGET.search(self.plain) and ACHIEVED.search(self.plain))

    @property
    def wants_figure(self) -> bool:
        """Whether the answer must be a figure."""
        return bool(self.wants & FIGURES)
