"""What a question asks: of which places and periods, about what, and what kind of answer it wants."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.english import chinese_terms, is_english, periods_in_english, places_in_english
from bot.regions import places_of_regions
from bot.wording import plainly
from vectorstore.facts import YEAR_TASK
from vectorstore.figures import Figure, find_figures
from vectorstore.indicators import find_indicators
from vectorstore.periods import Mention, Period, find_periods
from vectorstore.places import PlaceMention, find_places
from vectorstore.report import Outlook
from vectorstore.words import segment, simplified


class Want(StrEnum):
    """The kinds of answer a question can ask for."""

    VALUE = "value"
    CHANGE = "change"
    COMPARISON = "comparison"
    DIFFERENCE = "difference"
    SUM = "sum"
    SHARE = "share"
    AVERAGE = "average"
    """An amount for each of what is counted."""
    PROGRESS = "progress"
    """How much of a target is done."""
    REMAINDER = "remainder"
    """How much of a target is left."""
    FULFILMENT = "fulfilment"
    """Whether a target was met."""
    LIST = "list"
    PERSON = "person"
    NAME = "name"
    REASON = "reason"


_CUES: tuple[tuple[Want, re.Pattern[str]], ...] = tuple(
    (want, re.compile(pattern))
    for want, pattern in (
        (Want.SUM, r"加起来|合计|总共|一共.{0,6}两|之和|相加|合起来|共计多少|原来.{0,8}(?:一共|共有|总)"),
        (
            Want.DIFFERENCE,
            r"差(?:了|距|额|值)?多少|相差|差几|高(?:出|了)?(?:多少|几)|低(?:了)?(?:多少|几)|快(?:了)?(?:多少|几)|慢多少|多[\u4e00-\u9fff]{0,2}?了?(?:多少|几)|少(?:了)?(?:多少|几)|增加了?多少|减少了?多少|差.{0,3}个百分点",
        ),
        (
            Want.COMPARISON,
            r"谁|哪个(?:区|更|最|掉|降|增|高|低|大|多)|哪(?:个|一)?(?:区|市|省)|更(?:高|低|大|多|快|狠|厉害|好)|最(?:高|低|大|多|快|狠|好|小|少)|相比|对比|比较|不同|差别|差异|异同|走势|分别|各(?:是|为|有|多少)|收窄|比(?:去年|上年|同期)|\bvs\b|还是.{0,10}(?:高|低|大|多)|[由从][大高小低]到[大高小低]|怎么排|排序",
        ),
        (
            Want.SHARE,
            r"(?:占|相当于).{0,18}(?:比例|比重|份额|几成|百分之几|百分之多少|多少|几分之几)|比例(?:是|约|大约)|占比|几成是",
        ),
        (
            Want.AVERAGE,
            r"平均每|摊到|均摊|每[家户人个名所](?:企业|居民|学校)?(?:平均|大约|约|能|可)?(?:分|得|拿|补|免|减|花|投)?(?:了|到)?(?:多少|几)|户均|平均(?:各|一)?[家户人个]?",
        ),
        (Want.PROGRESS, r"进度|完成率|完成了?(?:全年)?(?:任务|目标|计划)?的?(?:百分之几|几成|多大比例)"),
        (
            Want.REMAINDER,
            r"还差|还剩|还缺|还需|还有多少.{0,4}[没未]|没用上|没完成的|尚未|差(?:多少|几).{0,6}(?:完成|达标|任务|目标)|缺口",
        ),
        (
            Want.FULFILMENT,
            r"(?:完成|达到|达成|实现|达标|兑现)(?:了|.{0,12})?(?:吗|没有|没|么|否)|"
            r"(?:建成|开园|开工|竣工|完工|通车|开通|投用|脱贫|摘帽|搬完|建好|办好|落地)了?(?:吗|没有|没|么|否)|"
            r"是否(?:已?经?|全部|如期)*(?:完成|达到|达成|实现|达标|建成|开园|竣工|通车|脱贫|兑现)|有没有(?:完成|达到|实现|建成|兑现)|"
            r"是目标还是|目标还是已|还(?:只)?是目标|是完成还是|完成还是目标|已完成还是|(?:干成|办成|做成|做到|落实|兑现)了?(?:没有|没|吗)|是目标还是|目标还是(?:成绩|结果|实绩|完成)|是完成数还是",
        ),
        (Want.REASON, r"为什么|为何|原因|怎么会|因何|缘何|\bwhy\b"),
        (
            Want.PERSON,
            r"谁(?:作|做|报告|宣读|提交|代表)|(?:主任|书记|区长|市长|省长|县长|局长|报告人|主席|主讲人)(?:是|叫)?(?:谁|什么名字)|是谁|换成了?谁|哪位|\bwho\b",
        ),
        (
            Want.LIST,
            r"哪些|哪几|有什么(?:措施|举措|办法|问题|做法)|"
            r"(?:措施|举措|问题|做法|重点|方面)(?:是|有|包括)?什么|分别在哪|几个方面|\blist\b|\bwhat are\b",
        ),
        (
            Want.NAME,
            r"哪(?:家|里|栋|条|座|所|个|种|一|儿|位|次)|叫什么|叫啥|什么(?:名|平台|街|大厦|医院|公园|机构|会议|称号|地方|项目|格局|模式|机制)|怎么(?:概括|称呼|叫)|在哪|\bwhich\b|\bwhere\b",
        ),
        (
            Want.CHANGE,
            r"同比|环比|增速|(?:增长|下降|涨|跌|掉|降|增)得?(?:更|最)[快慢多少大小高低猛狠]|增长目标|增幅|降幅|涨幅|(?:增长|增加|下降|降低|减少|上升|掉|涨|降|跌|增|升)了?(?:多少|百分之几|百分之多少|几)(?![家个户项人名套张座所条件部辆](?!百分))|增长率|变化|改善幅度|减少的?幅度|升(?:了)?(?:多少|几)|\bgr[oe]w|\bdeclin|\bincreas|\bdecreas|\bdrop|\bfall|\bfell",
        ),
        (
            Want.VALUE,
            r"多少|百分之几|几成|几(?:个|家|项|次|户|套|亿|万|张|名|人|成|所|处|条|"
            r"件|座|栋|辆|场|届)|多大|多高|总额|总量|规模|数量|多长|第几|\bhow (?:many|much|large|big|long|high|far)\b|"
            r"\bwhat\b.{0,60}\b(?:number|total|amount|length|rates?|share|percentage|proportion|size|value|capacity)\b",
        ),
    )
)

_TARGET = re.compile(
    r"目标|计划(?!执行|单列)|打算|预期|力争|要(?:求|达到|建|新增|完成|增长|有几|创建|形成|实现|建成|把|将|使|让|再|在|治理|改造|推进|提高|提升|扩大|引进|培育|开工|打造|压减|疏解|整治|争取|超过|控制)|准备|拟|将(?!近)|承诺|定的|安排|\b(?:target|plan(?:s|ned)?|aims?|goals?)\b"
)
_ACHIEVED = re.compile(
    r"(?<![为除])[\u4e00-\u9fff]了(?:多少|几)|实际|完成了|做了|实现了|已经?|完成多少|落实了|成绩|做到|干了|\b(?:actual|achieved|completed|did)\b"
)
_MEANT = re.compile(r"(?:打算|计划|预计|力争|要|拟|目标)(?:新增|完成|达到|实现)(?:多少|几)")
"""What is to be done, though it has 完成多少 in it."""
_UNIT = re.compile(
    r"(?:多少|几|多大)\s*(?P<unit>亿元|万元|亿斤|万吨|亿吨|斤|亿|元|家|个百分点|百分点|人份|人次|成|项|户|套|张|个|名|人|次|所|处|条|件|座|栋|公里|平方米|平|亩|吨|微克|例|份|辆|部|台|场|只|届|倍|天|年|小时|分钟)"
)
_MONEY = re.compile(r"多少钱|多少资金|金额(?:是|有)?多少|多少金额")
_PERCENT = re.compile(
    r"百分之几|百分之多少|几个?百分点|多少个?百分点|比例|比重|占比|率(?:是|为|有)?(?:多少|几|达|最|$|？|\?)|增速|增幅|降幅|同比|[降增]了?(?:多少|几)$"
)
_ALL_REPORTS = re.compile(
    r"(?:[两三四五六几]|各)份|(?<!哪)(?:[两三四五六几])(?:地|个地方|个区)|各(?:区|地|市|省)(?!级)"
)
_ACROSS = re.compile(
    r"(?:哪|几|多少)(?:个|些|几个|一个)?(?:省份?|省区市?|省市|地区?|市|区|县|地方|区县)(?!级|间|里|企|直)"
    r"|最[\u4e00-\u9fff]{1,2}的(?:一个)?(?:省份?|市|区县?|县|地区|地方)"
    r"|(?:各|所有|全部|\d{2}|[二三]十[一二]?)个?(?:省份?|省区市?|省市|市|区县?)(?:区市|市)?"
)
_WHOLE_CITY = re.compile(r"全市|本市|(?<![区省])市里|全省|本省|(?<!个)省里")
_SPLIT_YEAR = re.compile(
    r"(?:年中|半年|上半年|H1).{0,6}(?:和|与|、|到|至|vs|跟|对比).{0,4}(?:年底|全年|年末|12月)", re.IGNORECASE
)
_AND_LATER = re.compile(r"(?:年底|全年|年末|最后|最终|后来)(?:呢|又|怎|完成|实现|达到)?")


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
        return _SPLIT_YEAR.search(self.plain) is not None

    @property
    def contrasts(self) -> bool:
        """Whether it sets what was intended against what came of it."""
        return bool(_TARGET.search(self.plain) and _ACHIEVED.search(self.plain))

    @property
    def wants_figure(self) -> bool:
        """Whether the answer must be a figure."""
        return bool(self.wants & _FIGURES)


_QUESTION_WORDS = re.compile(
    r"啥|咋|请问|请|告诉我|帮我|查一下|看一下|给我|是多少|有多少|多少|多大|多高|几(?=[个家项次户套亿万张名人成所处条件座栋辆场届])|第几|百分之几|是什么|叫什么|什么|哪里|哪个|哪些|哪家|哪栋|哪条|哪位|哪次|哪一|哪|谁|"
    r"为什么|为何|怎么样|怎么|如何|是不是|是否|有没有|吗|呢|么|的|了|和(?!谐|平)|(?<!参)与|(?<![惠涉普顾])及|跟|在|里|上(?=融)|把|被|给|一共|总共|分别|各自|各是|各|都|最后|两区|两地|三地|由大到小|由高到低|由小到大|由低到高|从大到小|从高到低|怎么排|排序|排个?名|依次|有何|大约|大概|最|更|从|到(?!位)|"
    r"[?？。，,、:：;；!！\s\"“”()（）/]+"
)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


_FIGURES = frozenset(
    {
        Want.VALUE,
        Want.CHANGE,
        Want.DIFFERENCE,
        Want.SUM,
        Want.SHARE,
        Want.AVERAGE,
        Want.PROGRESS,
        Want.REMAINDER,
    }
)
_QUANTITY = re.compile(
    r"(?:率|数|额|量|值|比重|浓度|收入|支出|面积|人口|投资|规模|数字|GDP)\s*(?:[?？。]|$|最后|[(（]|都|给)"
)

_LONGEST_CUE = 6
"""Characters; a longer match of a cue spans words that the question is about."""


def _asking(plain: str) -> list[tuple[int, int]]:
    """Spans of the words that only say what kind of answer is wanted."""
    return [
        match.span()
        for want, cue in _CUES
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
    wants = frozenset(want for want, cue in _CUES if cue.search(plain.lower()) or cue.search("".join(terms)))
    target = bool(_TARGET.search(plain.lower()))
    return Question(
        text=text,
        plain=plain,
        places=tuple(places_in_english(named, known_places)),
        periods=tuple(dict.fromkeys(m.period for m in found)),
        wants=wants | ({Want.VALUE} if find_indicators("，".join(terms)) and not wants - {Want.CHANGE} else set()),
        outlook=Outlook.TARGET if target and not _ACHIEVED.search(plain.lower()) else None,
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
_DEADLINE = re.compile(r"(?:到)?(?:今年|本年|(?:19|20)\d\d年)?年(?:底|末)前")
"""By when something is to be done, beside the time the question is of."""
_PLAN_NAME = re.compile(r"“?十[三四五]五”?(?=[区市省县]?级?(?:的)?(?:各项|专项|总体)?(?:规划|纲要))")
"""A five-year plan as a document that is written, not as the time it is for."""
_WORK_REPORT = re.compile(r"(?:19|20)\d\d年(?=[\u4e00-\u9fff]{0,6}政府工作报告)")
_FORMER_YEAR = re.compile(r"(?:19|20)\d\d年(?:年)?初(?=.{0,6}(?:原来|原有|当初|一共|有多少|该区|全区|的?P2P))")
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
    found = [m for m in found if not (_DEADLINE.match(plain, m.start) and len({x.period for x in found}) > 1)]
    within = None
    if not found:
        relative = find_periods(untasked, Period.months(0))
        within = next((m.period for m in relative if m.period != Period.months(0)), None)
        spans = [(m.start, m.end) for m in relative]
    else:
        spans = [(m.start, m.end) for m in found]
    spans += [(m.start, m.end) for m in mentions] + [(start, end) for start, end, _ in regions]
    wants = frozenset(want for want, cue in _CUES if cue.search(plain))
    if not wants & _FIGURES and (not wants or Want.COMPARISON in wants) and _QUANTITY.search(plain):
        wants |= {Want.VALUE}
    if wants <= {Want.COMPARISON, Want.NAME} and find_indicators(plain) and (wants or _TARGET.search(plain)):
        wants |= {Want.VALUE}
    told = [f for f in find_figures(plain) if f.base == "%" and not any(a < f.end and f.start < b for a, b in spans)]
    if wants and wants <= {Want.COMPARISON, Want.FULFILMENT} and told:
        wants |= {Want.VALUE}
    unit = m["unit"] if (m := _UNIT.search(plain)) else "元" if _MONEY.search(plain) else None
    if unit is None and _HEADS.search(plain) and Want.CHANGE not in wants:
        unit = "人"
    blank = [*spans, *_asking(plain)]
    blanked = "".join(" " if any(a <= i < b for a, b in blank) else c for i, c in enumerate(plain))
    topic = " ".join(_QUESTION_WORDS.sub(" ", blanked).split())
    sides = max(len(places), len({m.period for m in found}), 2 if "城乡" in plain else 1)
    points_apart = unit in ("个百分点", "百分点") and sides > 1 and bool(wants & {Want.DIFFERENCE, Want.COMPARISON})
    if points_apart:
        unit, wants = None, wants | {Want.CHANGE}
    if Want.SHARE in wants and unit in ("成", "个百分点", "百分点"):
        unit = None  # of the share that is worked out, not of what it is worked out from
    target, achieved = bool(_TARGET.search(plain)), bool(_ACHIEVED.search(_MEANT.sub("", plain)))
    return Question(
        text=text,
        plain=plain,
        places=places,
        periods=tuple(dict.fromkeys(m.period for m in found)),
        within=within,
        wants=wants,
        outlook=Outlook.TARGET if target and not achieved else Outlook.ACHIEVED if achieved and not target else None,
        unit=unit,
        percent=points_apart or (bool(_PERCENT.search(plain)) and Want.SHARE not in wants),
        figures=tuple(
            f
            for f in find_figures(plain)
            if not any(a < f.end and f.start < b for a, b in spans) and _tells(f) and not _PLACES.match(plain, f.end)
        ),
        topic=topic,
        everywhere=bool(_ALL_REPORTS.search(plain)),
        listed=_NUMERALS.index(m[1]) if (m := _NAMED.search(plain)) else 0,
        counted=_counted(plain),
        full_year=bool(_FULL_YEAR.search(untasked))
        and not wants & {Want.PROGRESS, Want.REMAINDER, Want.FULFILMENT}
        and all(m.period.first % 12 == 0 and m.period.last % 12 == _DECEMBER for m in found),
        outlooks=tuple(_outlooks(plain, found)),
        items=_items(plain),
        across=bool(_ACROSS.search(plain)),
        whole_city=bool(_WHOLE_CITY.search(plain)),
        later=bool(_AND_LATER.search(plain)),
        pairs=_pairs(plain, mentions, found),
        told_in=int(told_in.group()[:4]) if told_in else None,
        section=m[1] if (m := _SECTION.search(plain)) else "",
        indicator=bool(find_indicators(plain)),
        spans=tuple(spans),
    )


_COUNTED_NOUN = re.compile(r"(?:多少|几)[名个位家户项座栋条件张次笔万亿]{0,2}(?P<noun>[\u4e00-\u9fff]{2,6})")
_NUMBER_OF = re.compile(r"(?P<noun>[\u4e00-\u9fff]{2,6}?)的?(?:数量|个数|数目|总数)")
_HOW_MANY = re.compile(r"多少|几(?=[个家项次户套亿万张名人笔条件座成])|多高|多大|百分之几")
_EACH = re.compile(r"分别|各(?=[是为有自多几])")
_COORDINATED = re.compile(r"[\u4e00-\u9fff]{2,}(?:、[\u4e00-\u9fff]{2,})*(?:和|与|及|跟)[\u4e00-\u9fff]{2,}")


_NUMERALS = "〇一二三四五六七八九十"
_NAMED = re.compile(r"(?:哪|是|指)(?:的是)?哪?([三四五六七八九十])(?:大|个|项|方面|样|类|条|种)")
_DECEMBER = 11
_FULL_YEAR = re.compile(r"全年|年底|年末|整年|一整年|(?:19|20)\d\d年度")


def _pairs(plain: str, places: Sequence[PlaceMention], times: Sequence[Mention]) -> tuple[tuple[str, Period], ...]:
    """Each place with the time of its own part, where every part that names one names both, and they differ."""
    pairs: list[tuple[str, Period]] = []
    for part in _PARTED.finditer(plain):
        start, end = part.span()
        named = {m.place.name for m in places if start <= m.start < end}
        told = {m.period for m in times if start <= m.start < end}
        if not named and not told:
            continue
        if len(named) != 1 or len(told) != 1:
            return ()
        pairs.append((named.pop(), told.pop()))
    apart = len({place for place, _ in pairs}) > 1 and len({period for _, period in pairs}) > 1
    return tuple(dict.fromkeys(pairs)) if apart else ()


_PARTED = re.compile(r"[^,，;；?？、:：和与]+")


def _outlooks(plain: str, found: Sequence[Mention]) -> Iterator[tuple[Period, Outlook]]:
    """What each of several periods is asked for: its own words reach to the next period."""
    ordered = sorted(found, key=lambda mention: mention.start)
    for mention, following in zip(ordered, [*ordered[1:], None], strict=False):
        words = plain[mention.end : following.start if following else len(plain)]
        words = re.split(r"[?？]", words)[0] if following is None else words
        target, achieved = bool(_TARGET.search(words)), bool(_ACHIEVED.search(_MEANT.sub("", words)))
        if target != achieved and len({m.period for m in ordered}) > 1:
            yield mention.period, Outlook.TARGET if target else Outlook.ACHIEVED


def _counted(plain: str) -> str:
    """The first word of what is counted, without what can stand behind any number."""
    match = _COUNTED_NOUN.search(plain) or _NUMBER_OF.search(plain)
    if match is None:
        return ""
    word = segment(match["noun"])[0 if match.re is _COUNTED_NOUN else -1]
    return word if len(word) > 1 else ""


def _items(plain: str) -> int:
    """The number of 多少, times that of the things they are asked of (续贷中心和首贷中心分别)."""
    asked = max(1, len(_HOW_MANY.findall(plain)))
    each = _EACH.search(plain)
    listed = _COORDINATED.search(plain[: each.start()]) if each else None
    things = 1 + len(re.findall("[、和与及跟]", listed.group())) if listed else 1
    return asked * things


_SEGMENT = re.compile(r"[,，;；。?？:：]")
_AGAINST = re.compile(r"[比较与跟和].{0,12}[高低多少快慢大小差]|相差|呢\s*$")
"""A part that sets its place against the one before asks no question of its own."""
_ASKS = re.compile(r"多少|几|什么|哪|吗|是否|何")


def parts_by_place(question: Question, known: Collection[str]) -> dict[str, Question]:
    """What is asked of each place, where a question asks different things of different places; else empty."""
    if len(question.places) < 2 or question.language != "zh":
        return {}
    segments = [s for s in _SEGMENT.split(question.plain) if s.strip()]
    owners = [{m.place.name for m in find_places(s, known)} & set(question.places) for s in segments]
    asking = [o for s, o in zip(segments, owners, strict=True) if o and _ASKS.search(s)]
    if any(o and _AGAINST.search(s) for s, o in zip(segments, owners, strict=True)):
        return {}
    if not all(len(o) == 1 for o in owners if o) or len(asking) < 2 or len(set().union(*asking)) < 2:
        return {}
    shared = "，".join(s for s, o in zip(segments, owners, strict=True) if not o and not _ASKS.search(s))
    return {
        place: replace(understand(f"{shared}，{'，'.join(own)}", known_places=known), text=question.text)
        for place in question.places
        if (own := [s for s, o in zip(segments, owners, strict=True) if o == {place}])
    }
