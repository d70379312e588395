"""Reading a question by rule, in Chinese or English."""

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import replace

from bot.question.asked import Question, Want
from bot.question.cues import (
    ACHIEVED,
    ACROSS,
    ALL_REPORTS,
    AND_LATER,
    CUES,
    FIGURES,
    MEANT,
    MONEY,
    PERCENT,
    QUESTION_WORDS,
    TARGET,
    UNIT,
    WHOLE_CITY,
)
from bot.question.details import (
    DECEMBER,
    FULL_YEAR,
    NAMED,
    NUMERALS,
    counted_noun,
    figures_asked,
    outlooks_of,
    pairs_of,
)
from bot.question.english import chinese_terms, is_english, periods_in_english, places_in_english
from bot.question.regions import places_of_regions
from bot.question.wording import plainly
from vectorstore.facts import YEAR_TASK
from vectorstore.figures import Figure, find_figures
from vectorstore.indicators import find_indicators
from vectorstore.periods import Mention, Period, find_periods
from vectorstore.places import find_places
from vectorstore.report import Outlook
from vectorstore.words import simplified


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


_QUANTITY = re.compile(
    r"(?:率|数|额|量|值|比重|浓度|收入|支出|面积|人口|投资|规模|数字|GDP)\s*(?:[?？。]|$|最后|[(（]|都|给)"
)

_LONGEST_CUE = 6
"""Characters; a longer match of a cue spans words that the question is about."""


def _asking(plain: str) -> list[tuple[int, int]]:
    """Spans of the words that only say what kind of answer is wanted."""
    return [
        match.span()
        for want, cue in CUES
        if want not in (Want.CHANGE, Want.VALUE, Want.PERSON)
        for match in cue.finditer(plain)
        if match.end() - match.start() <= _LONGEST_CUE
    ]


def _tells(figure: Figure) -> bool:
    """Whether a figure in a question is a claim rather than a way of counting what is asked (五个问题, 三份报告)."""
    return (
        (bool(figure.base) or figure.scale != 1)
        and not figure.ordinal
        and not (figure.base in "个份项条点方面大区" and figure.low <= _COUNTED)
    )


_COUNTED = 10
_PLACES = re.compile(r"(?:省份?|省区市?|省市|地区|市|区县?|县|地方|个(?:省|市|区|县))")


def understand(
    text: str,
    *,
    known_places: Collection[str] = (),
    mend: Callable[[str], str] | None = None,
) -> Question:
    """Read a question by rule.

    ``known_places`` are the places of the library, full names; ``mend`` corrects typing mistakes.
    """
    plain = simplified(_folded(text))
    if is_english(plain):
        return _in_english(text, plain, known_places)
    if mend is not None:
        plain = mend(plain)
    plain = _SHORT_YEAR.sub(r"20\1年", plain)
    plain = _PLAN_END.sub(lambda m: f"{_PLAN_YEARS[m[1]]}年", plain)
    plain = _MID_YEAR.sub(r"\1年上半年", plain)
    plain = plainly(plain)
    plain = _ECONOMY.sub("GDP增长", plain)
    return _in_chinese(text, plain, known_places)


_ACCORDING = re.compile(r",?\s*(?:according to|as reported in|as stated in|per) [^?]*?report\b", re.IGNORECASE)
"""Which report is to be believed: neither what is asked nor of when."""


def _in_english(text: str, plain: str, known_places: Collection[str]) -> Question:
    """An English question, read through its Chinese wordings."""
    named = plain
    plain = _ACCORDING.sub("", plain) or plain
    terms = chinese_terms(plain)
    found = find_periods(periods_in_english(plain))
    wants = frozenset(want for want, cue in CUES if cue.search(plain.lower()) or cue.search("".join(terms)))
    target = bool(TARGET.search(plain.lower()))
    return Question(
        text=text,
        plain=plain,
        places=tuple(places_in_english(named, known_places)),
        periods=tuple(dict.fromkeys(m.period for m in found)),
        wants=wants | ({Want.VALUE} if find_indicators("，".join(terms)) and not wants - {Want.CHANGE} else set()),
        outlook=Outlook.TARGET if target and not ACHIEVED.search(plain.lower()) else None,
        figures=tuple(figure for figure in find_figures(plain) if figure.unit == "%"),
        percent=bool(re.search(r"percent|rate|%|growth|decline", plain.lower())),
        terms_en=tuple(term for term in terms if term not in _ASKING_TERMS),
        language="en",
        indicator=bool(find_indicators("，".join(terms))),
    )


_ECONOMY = re.compile(r"经济(?:总体)?(?:增长率?|增速)(?=目标|多少|几|是|为|率|[?？,，]|$)")
"""In a question, growth of the economy is growth of GDP; in a report it may be anything."""
_SECTION = re.compile(r"[“\"]([^”\"]{2,12})[”\"](?:这|那|一)*(?:段|节|部分|章|块)")
_UNKNOWN_PLACE = re.compile(
    r"^(?:请问)?((?![全我本该各两三几某哪])[\u4e00-\u9fff]{2,3}(?:自治县|自治州|县|区|市|省|旗|镇|乡))"
    r"(?=(?:19|20)\d\d|[上下]半年|今年|去年|前三季度|的)"
)
_UNKNOWN_CHILD = re.compile(
    r"((?![全我本该各两三几某辖市老新城郊的和与跟及同比、])[\u4e00-\u9fff]{1,3}(?:县|区|旗))"
    r"(?=(?:19|20)\d\d|[上下]半年|今年|去年|前三季度|的|[,，?？、和与])"
)
"""Right behind the name of a held city: a district that no gazetteer has."""
_NO_PLACE = re.compile(
    r"(?:社|园|地|街|城|小|山|景|新|校|库|片|辖|战|灾|老|牧|林|矿|港|厂|开发|示范|保税|自贸|功能|核心|合作)区$|[城都门超上股]市$"
)
_COUNTRY = re.compile(
    r"^(?:请问)?(?:全国|我国|中国|国家)(?=(?:19|20)\d\d|[去今]年|的?(?:GDP|粮食|城镇|居民|财政|一般公共|外贸|进出口|社会消费|固定资产|CPI|PM))"
)
"""The country as a place of its own; 全国第几 and 国家级 only say where a place of the library stands."""
_SAME_MONTHS = re.compile(
    r"(?<![是为占])(?<![只才]有)(?<!相当于)(?<!达到)(?:去年|上年|上一年)同期(?!的?(?:几成|百分之|多少倍|几倍))"
)
"""The same months a year before, where they are asked about and not only compared with."""
_BASE_MONTHS = re.compile(r"(?:去年|上年|上一年)同期")
_MONTHS_OF_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)年的?同期")
"""The months asked about, in a year that is named: 2024年上半年比2023年同期."""
_DEADLINE = re.compile(r"(?:到)?(?:今年|本年|(?:19|20)\d\d年)?年(?:底|末)前")
"""By when something is to be done, beside the time the question is of."""
_PLAN_NAME = re.compile(r"“?十[三四五]五”?(?=[区市省县]?级?(?:的)?(?:各项|专项|总体)?(?:规划|纲要))")
"""A five-year plan as a document that is written, not as the time it is for."""
_WORK_REPORT = re.compile(r"(?:19|20)\d\d年(?=[\u4e00-\u9fff]{0,6}政府工作报告)")
_FORMER_YEAR = re.compile(r"(?:19|20)\d\d年(?:年)?初(?=.{0,6}(?:原来|原有|当初|一共|有多少|该区|全区))")
"""The beginning of a year, to which a report only looks back."""
_PLAN_END = re.compile(r"[“\"]?(十一五|十二五|十三五)[”\"]?(?:期)?(?:末|收官之年|最后一年|结束时)")
_PLAN_YEARS = {"十一五": 2010, "十二五": 2015, "十三五": 2020}
"""The last years of plans that are over; of one under way its end is the plan's own target."""
_HEADS = re.compile(r"(?<!每千)(?<!死亡)人数(?:是|有|达|为)?(?:多少)?[?？。]?$")
_MID_YEAR = re.compile(r"((?:19|20)\d\d)年年?中(?![国央心部小期学华关医共信外铁建石欧枢网超甲])")
_SHORT_YEAR = re.compile(
    r"(?<![\d.])([012]\d)年(?=全年|上半|下半|底|初|末|前三|[一二三四]季|\s|[\u4e00-\u9fff])(?!前|内|来|间|以|左右)"
)
_ASKING_TERMS = frozenset({"谁", "多少", "哪", "比较", "差"})


def _in_chinese(text: str, plain: str, known_places: Collection[str]) -> Question:
    regions = places_of_regions(plain)
    mentions = [
        m for m in find_places(plain, known_places) if not any(a < m.end and m.start < b for a, b, _ in regions)
    ]
    named_at = [(m.start, (m.place.name,)) for m in mentions] + [(start, names) for start, _, names in regions]
    places = tuple(dict.fromkeys(name for _, names in sorted(named_at) for name in names))
    if not places and _COUNTRY.search(plain):
        places = ("中国",)
    for named in mentions:
        child = _UNKNOWN_CHILD.match(plain, named.end)
        apart = child and not any(named.end <= other.start < child.end() for other in mentions)
        if child and apart and named.place.name in known_places and named.place.name[-1] in "市省":
            places = places if _NO_PLACE.search(child[1]) else (*places, child[1])
    if not places and (unknown := _UNKNOWN_PLACE.match(plain)) and not _NO_PLACE.search(unknown[1]):
        places = (unknown[1],)
    untasked = YEAR_TASK.sub("＿＿", plain)
    if _FORMER_YEAR.search(untasked):
        untasked = _FORMER_YEAR.sub(lambda m: "＿" * len(m.group()), untasked)
    told_in = _WORK_REPORT.search(untasked)
    untasked = _WORK_REPORT.sub(lambda m: "＿" * len(m.group()), untasked)
    untasked = _PLAN_NAME.sub(lambda m: "＿" * len(m.group()), untasked)
    years = find_periods(untasked)
    reference = years[0].period if years else None
    found = find_periods(untasked, reference) if reference else years
    if reference and (same := _BASE_MONTHS.search(plain)):
        found = [m for m in found if not same.start() <= m.start < same.end()]
        if _SAME_MONTHS.search(plain):
            found.append(Mention(same.start(), same.end(), reference.shifted(-1), explicit=False))
    if reference and (that_year := _MONTHS_OF_YEAR.search(untasked)):
        beside = next((m.period for m in found if m.start != that_year.start()), reference)
        same_months = beside.shifted(int(that_year["year"]) - beside.year)
        found = [replace(m, period=same_months) if m.start == that_year.start() else m for m in found]
    found = [m for m in found if not (_DEADLINE.match(plain, m.start) and len({x.period for x in found}) > 1)]
    within = None
    if not found:
        relative = find_periods(untasked, Period.months(0))
        within = next((m.period for m in relative if m.period != Period.months(0)), None)
        spans = [(m.start, m.end) for m in relative]
    else:
        spans = [(m.start, m.end) for m in found]
    spans += [(m.start, m.end) for m in mentions] + [(start, end) for start, end, _ in regions]
    wants = frozenset(want for want, cue in CUES if cue.search(plain))
    if not wants & FIGURES and (not wants or Want.COMPARISON in wants) and _QUANTITY.search(plain):
        wants |= {Want.VALUE}
    if wants <= {Want.COMPARISON, Want.NAME} and find_indicators(plain) and (wants or TARGET.search(plain)):
        wants |= {Want.VALUE}
    told = [f for f in find_figures(plain) if f.base == "%" and not any(a < f.end and f.start < b for a, b in spans)]
    if wants and wants <= {Want.COMPARISON, Want.FULFILMENT} and told:
        wants |= {Want.VALUE}
    unit = m["unit"] if (m := UNIT.search(plain)) else "元" if MONEY.search(plain) else None
    if unit is None and _HEADS.search(plain) and Want.CHANGE not in wants:
        unit = "人"
    blank = [*spans, *_asking(plain)]
    blanked = "".join(" " if any(a <= i < b for a, b in blank) else c for i, c in enumerate(plain))
    topic = " ".join(QUESTION_WORDS.sub(" ", blanked).split())
    sides = max(len(places), len({m.period for m in found}), 2 if "城乡" in plain else 1)
    points_apart = unit in ("个百分点", "百分点") and sides > 1 and bool(wants & {Want.DIFFERENCE, Want.COMPARISON})
    if points_apart:
        unit, wants = None, wants | {Want.CHANGE}
    if Want.SHARE in wants and unit in ("成", "个百分点", "百分点"):
        unit = None  # of the share that is worked out, not of what it is worked out from
    target, achieved = bool(TARGET.search(plain)), bool(ACHIEVED.search(MEANT.sub("", plain)))
    return Question(
        text=text,
        plain=plain,
        places=places,
        periods=tuple(dict.fromkeys(m.period for m in found)),
        within=within,
        wants=wants,
        outlook=Outlook.TARGET if target and not achieved else Outlook.ACHIEVED if achieved and not target else None,
        unit=unit,
        percent=points_apart or (bool(PERCENT.search(plain)) and Want.SHARE not in wants),
        figures=tuple(
            f
            for f in find_figures(plain)
            if not any(a < f.end and f.start < b for a, b in spans) and _tells(f) and not _PLACES.match(plain, f.end)
        ),
        topic=topic,
        everywhere=bool(ALL_REPORTS.search(plain)),
        listed=NUMERALS.index(m[1]) if (m := NAMED.search(plain)) else 0,
        counted=counted_noun(plain),
        full_year=bool(FULL_YEAR.search(untasked))
        and not wants & {Want.PROGRESS, Want.REMAINDER, Want.FULFILMENT}
        and all(m.period.first % 12 == 0 and m.period.last % 12 == DECEMBER for m in found),
        outlooks=tuple(outlooks_of(plain, found)),
        items=figures_asked(plain),
        across=bool(ACROSS.search(plain)),
        whole_city=bool(WHOLE_CITY.search(plain)),
        later=bool(AND_LATER.search(plain)),
        pairs=pairs_of(plain, mentions, found),
        told_in=int(told_in.group()[:4]) if told_in else None,
        section=m[1] if (m := _SECTION.search(plain)) else "",
        indicator=bool(find_indicators(plain)),
        spans=tuple(spans),
    )
