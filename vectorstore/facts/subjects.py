"""What a figure is about: the words before it, the thing counted behind it, or one of several things named together.

``地区生产总值完成3174.6亿元`` names it before; ``实施320个年度共建项目`` behind; in ``A、B分别增长4.3%和7.1%`` the
first figure is of A, the second of B.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import rjieba

from vectorstore.figures import Figure
from vectorstore.indicators import IndicatorMention, find_indicators, indicators
from vectorstore.periods import Period, find_periods
from vectorstore.places import find_places

__all__ = [
    "Subject",
    "in_context",
    "is_bare",
    "named",
    "runs_of",
    "shared_names",
    "subject_words",
    "unit_of",
    "whole_of",
    "within",
]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a figure is about."""

    indicator: str
    """The dictionary's name; where it has none, the words as printed."""
    known: bool
    """Whether the dictionary has it."""
    place: str = ""
    """A place named as the owner of it (全国, 深圳市); empty when it is the report's own."""

    def measured_in(self, base: str, level: bool) -> bool:
        """Whether a figure of this base unit can be of it: 338天 is no level of a rate, 102个 none of an investment."""
        unit = unit_of(self.indicator) if self.known else ""
        if not unit or not level or not base:
            return True
        own, other = (_KIND_OF_UNIT.get(_scaleless(u), "count") for u in (unit, base))
        return own == other


_KIND_OF_UNIT = (
    dict.fromkeys(("元", "美元", "欧元", "港元"), "money")
    | dict.fromkeys(("吨", "公斤", "斤", "千克", "吨标准煤"), "mass")
    | dict.fromkeys(("公里", "米", "千米"), "length")
    | dict.fromkeys(("亩", "公顷", "平方公里", "平方米", "平方千米"), "area")
    | dict.fromkeys(("千瓦", "兆瓦", "吉瓦"), "power")
    | dict.fromkeys(("年", "天", "岁", "小时", "分钟"), "time")
    | {"千瓦时": "energy", "%": "share", "‰": "share", "微克/立方米": "density"}
)


def _scaleless(unit: str) -> str:
    return unit.lstrip("十百千万亿") if not unit.startswith("千") else unit


def whole_of(subject: Subject) -> Subject:
    """The stock that a flow adds to, for what 累计 or 总数 tells after it: 高技能人才 for 新增高技能人才."""
    wider = _wholes().get(subject.indicator, "") if subject.known else ""
    return Subject(wider, True, subject.place) if wider else subject


@lru_cache(maxsize=1)
def _wholes() -> dict[str, str]:
    return {indicator.name: indicator.of for indicator in indicators() if indicator.of}


def unit_of(indicator: str) -> str:
    """The usual unit of an indicator's level, such as 亿元; empty for one that the dictionary doesn't have."""
    return _units().get(indicator, "")


@lru_cache(maxsize=1)
def _units() -> dict[str, str]:
    """The usual unit of each indicator's level."""
    return {indicator.name: indicator.unit for indicator in indicators()}


_LEADING = re.compile(
    r"^(?:[(（]?其中|[(（]?含|同时|此外|另外|目前|预计|总的来看|初步|截至目前|全年|今年|当年|上半年|下半年|年均|推动|实现|完成|力争|确保|争取|"
    r"\s|[:：，,、。；（(]|的(?!确))+"
)
_TRAILING = re.compile(
    r"(?:分别)?(?:已经|已)?(?:预计|迈[上入]|跨[上越]|[升降跃增]至?|跃升|压缩|实现|完成|达到|达|为|是|共|共计|合计|累计|控制在|保持在|稳定在|约|近|超过|超|突破|由|从|不低于|不超过|不少于|"
    r"增长|下降|降低|上升|减少|提高到?|提升到?|增加到?|扩大到?|压缩到?|同比|环比|较?比?上年|预期|目标|左右|在|到|至|计|再|新高|连续|继续|持续|始终|平均|年均|各|均|净|了|"
    r"(?:位?居|位列|列|排名?|占|在)?(?:全[国省市区球县]|世界|同类地区|全国同类城市)(?:的|比重|总量的?)?|占比?|居|位居|位列|排名?)+$"
)


TIMELY = re.compile(r"[年月季度半旬底初末]|\d{4}|[hHqQ]\d|[“十]")
"""What some letter of every period is; the most of leads have none."""


@lru_cache(maxsize=50_000)
def subject_words(lead: str) -> str:
    """The words before a clause's first figure, without its time, its verbs and its particles."""
    lead = _LEADING.sub("", lead.strip())
    for mention in reversed(find_periods(lead, Period.months(2000)) if TIMELY.search(lead) else ()):
        lead = lead[: mention.start] + lead[mention.end :]
    lead = lead.strip(" ,，、:：()（）")
    return _TRAILING.sub("", lead).strip(" ,，、:：")


_GENERIC = frozenset(
    (
        "投资",
        "总投资",
        "投资额",
        "金额",
        "规模",
        "总量",
        "增量",
        "产值",
        "面积",
        "总面积",
        "占比",
        "比重",
        "营业收入",
        "收入",
        "从业人员",
    )
)
"""Names that say what is measured but not of what; that is said before them."""


def within(subject: Subject, lead: str) -> Subject | None:
    """A generic measure (投资, 面积, 占比) of the subject before it; None when the words name a thing of their own."""
    words = subject_words(lead)
    if words not in _GENERIC or not subject.indicator or subject.indicator.endswith(words):
        return None
    return Subject(subject.indicator + words, False, subject.place)


_OPENS = re.compile(
    r"\s*([\u4e00-\u9fff]{2,8}?)(?:作为|是|为|持续|快速|稳步|加快|平稳|较快|保持|发展|增长|实现|生产|再获|再创)"
)


def measured_of(before: str, lead: str, own_place: str) -> Subject | None:
    """A generic measure by the clause before it: 金融业作为第一大行业，增加值增长…; None when that is no indicator."""
    words = subject_words(lead)
    if not 2 <= len(words) <= 4 or words in ("增长", "下降"):
        return None
    mentions = find_indicators(before)
    if len(mentions) == 1 and mentions[0].indicator.name.endswith(words) and mentions[0].indicator.name != words:
        return Subject(mentions[0].indicator.name, True)
    opening = _OPENS.match(before)
    whole = named(opening[1] + words, own_place) if opening else None
    return whole if whole and whole.known else None


def in_context(lead: str, before: str) -> Subject | None:
    """A bare verb's subject by the clause before it: 推进老旧小区改造，新开工23个; None when that names nothing."""
    mentions = find_indicators(before)
    if len(mentions) == 1:
        return Subject(mentions[0].indicator.name, True)
    words = subject_words(re.split(r"\d", before.strip(" ，。；、,;"), maxsplit=1)[0])
    return Subject(_trimmed(words)[-16:] + subject_words(lead), False) if len(words) > 1 else None


_MODIFIERS = re.compile(
    r"(?:^|其中|全年|全国|全[省市区县州疆域]|[我本][省市区县州]|自治区|地方|辖区|区域|完成|实现|带动|拉动|推动|促进|预计|力争|确保|争取|使|让|保持|"
    r"当年|上半年|期末|年末|年底|累计|年度|整体|总体|平均|主要|各项|的|和|与|及|以及|、|，|,|：|:|；|;|\s|[）)”]|新增|是|将|对|超过|高于|低于|同期|预期|目标)$"
)
"""What may stand before an indicator's name and leave it what it is; anything else makes it another."""
_MEASURED = re.compile(
    r"(?:\s|总?量|总?额|总?值|总?数|规模|水平|增速|增幅|降幅|涨幅|增长率|增长|比重|比例|占比|指数|均|同比|环比|实际|名义|可比|预期|目标|计划|任务|"
    r"[（(][^（()）]{0,12}[)）]|[的为是在达约近超和与、，,：:]|分别|完成|实现|突破|达到|提高到|提升到|增加到|扩大到|保持|控制|稳定|位居|位列|居|列|排名?|较|比|上年|去年|年均|累计|"
    r"全[国省市区球]|世界|占|排|由|从|增加|减少|下降|降低|压减|上升|提高|提升|回升|回落|收窄|扩大|高于|低于|快于|持续|连续|预计|力争|左右|以上)*"
)
"""What may stand between an indicator's name and its figure."""


_PART_OF = re.compile(r"占(?!地)[^，,。；;、]{0,10}$")
"""Before what something else is a share of: 县域经济总量占全省经济总量比重 is no level or growth of the whole."""


@lru_cache(maxsize=50_000)
def named(lead: str, own_place: str) -> Subject:
    """The indicator that the words before a figure name, and whose it is; ``own_place`` is the report's.

    The dictionary's name counts only where nothing before it makes it another indicator (新能源产业投资 is
    not 产业投资) and nothing behind it either (民间投资项目的资金占比).
    """
    words = subject_words(lead)
    for mention in reversed(find_indicators(lead)):
        if not _MEASURED.fullmatch(lead, mention.end) or _PART_OF.search(lead, 0, mention.start):
            break
        if (place := _owner(lead, mention, own_place)) is not None:
            return Subject(mention.indicator.name, True, place)
        break
    return Subject(_trimmed(words), False, _leading_place(words, own_place))


def _owner(lead: str, mention: IndicatorMention, own_place: str) -> str | None:
    """The place named before an indicator; empty for the report's own, None where other words change its meaning."""
    before = lead[: mention.start]
    place = ""
    while before and not _ends_freely(before):
        found = [place for place in find_places(before, {own_place}) if place.end == len(before)]
        if not found:
            return None
        place = found[-1].place.name if found[-1].place.name != own_place else place
        before = before[: found[-1].start]
    if re.search(r"全国$", lead[: mention.start].rstrip("的")):
        place = "中国"
    return place


def _ends_freely(before: str) -> bool:
    return bool(_MODIFIERS.search(before)) or bool(
        find_periods(before[-8:], Period.months(2000)) and before[-1] in "年度月"
    )


def _leading_place(words: str, own_place: str) -> str:
    if words.startswith("全国"):
        return "中国"
    found = [place for place in find_places(words[:12], {own_place}) if place.start == 0]
    return found[0].place.name if found and found[0].place.name != own_place else ""


_LONGEST_NAME = 24
"""Letters of a name made of the text's own words; the end of them says what is measured."""


def _trimmed(words: str) -> str:
    """The last part of long words, cut at a verb's or a list's border where there is one."""
    if len(words) <= _LONGEST_NAME:
        return words
    tail = words[-_LONGEST_NAME:]
    cut = re.search(r"[、，,：:；”]|等", tail)
    return tail[cut.end() :] if cut and len(tail) - cut.end() >= 2 else tail


_AMOUNTS = re.compile(r"收入|支出|投资|消费|贷款|存款|产值|出口|进口|产量|就业|税收|[降增涨]幅|[率额值量数]$")
"""Nouns of quantity that the tagger takes for verbs."""
_PROPER = frozenset(("ns", "nr", "nz"))
_DEEDS = re.compile(
    r"(?:新|改|扩|续|共|已|再|计划|组织|累计|全部|集中|免费|联合|分别|为|给|向|将|、|和|与|及|建|建设|建成|改造|提升|提质|开工|完工|竣工|开行|"
    r"落地|办理|整治|治理|惠及|受益|增|新增|实施|推进|完成|开展|启动|投用|投产|发放|引进|培育|认定|创建|打造|推出|制定|出台|发布|举办|签约|清理|拆除|"
    r"全[国省市区县州疆域]|[我本][省市区县州]|城乡|各地)+"
)
"""Verbs of getting things done, some of which the tagger takes for nouns."""


@lru_cache(maxsize=50_000)
def is_bare(lead: str, most: int = 8) -> bool:
    """Whether the words before a figure are a verb or less, of ``most`` letters, and name nothing."""
    words = subject_words(lead)
    if len(words) < 2:
        return True
    if _DEEDS.fullmatch(words):
        return True
    if len(words) > most:
        return False
    return not _AMOUNTS.search(words) and not any(
        kind[0] in "nljxzi" and kind not in _PROPER for _, kind in rjieba.tag(words)
    )


_BOTH = ("城镇", "农村")
_SIDES = frozenset(("城镇", "农村", "城市", "乡村", "城镇居民", "农村居民"))
_JOINTS = re.compile(r"、|和(?!平|谐)|与|以及|(?<!普)及(?![时早格物])")
_RESPECTIVELY = re.compile(r"分别|各自|依次")


def runs_of(figures: Sequence[Figure], text: str) -> list[list[Figure]]:
    """Figures of one unit that stand together, two or more: 4.3%和7.1%."""
    runs: list[list[Figure]] = []
    for before, after in pairwise(figures):
        if before.base != after.base or not _JOINTS.fullmatch(text[before.end : after.start].strip()):
            continue
        if runs and runs[-1][-1] is before:
            runs[-1].append(after)
        else:
            runs.append([before, after])
    return runs


def shared_names(lead: str, number: int, own_place: str, before: Subject) -> tuple[Subject, ...]:
    """Who owns each of ``number`` figures behind a list of names; empty when they are not paired so.

    城镇和农村居民人均可支配收入分别增长4.3%和7.1%: what the last name ends in belongs to the others too where the
    dictionary says so; and what was told ``before`` does, in 居民收入增长7%，城镇、农村分别增长6.8%、8.3%.
    """
    words = subject_words(_RESPECTIVELY.sub("", lead))
    parts = [part for part in _JOINTS.split(words) if part]
    if number == len(_BOTH) and len(parts) == 1 and "城乡" in words:
        parts = [words.replace("城乡", side) for side in _BOTH]
    if len(parts) < number:
        return ()
    if len(parts) > number and not _RESPECTIVELY.search(lead):
        return ()
    parts = parts[-number:]
    if all(part in _SIDES for part in parts) and before.known:
        sides = tuple(named(part + before.indicator.removeprefix("全体"), own_place) for part in parts)
        return sides if all(side.known for side in sides) else ()
    last = named(parts[-1], own_place)
    if not last.known and (shared := _with_beginning(parts[-1], parts[0], own_place)):
        last = shared
    return (*(_completed(part, parts[-1], own_place) for part in parts[:-1]), last)


def _with_beginning(part: str, first: str, own_place: str) -> Subject | None:
    """A name that goes on from the beginning of the first one: 快递业务量和收入."""
    for length in range(len(first) - 1, 1, -1):
        whole = named(first[:length] + part, own_place)
        if whole.known:
            return whole
    return None


def _completed(part: str, last: str, own_place: str) -> Subject:
    """A name of a list, with the end of the last one where only both together are an indicator."""
    alone = named(part, own_place)
    if alone.known:
        return alone
    for at in range(1, len(last)):
        whole = named(part + last[at:], own_place)
        if whole.known:
            return whole
    if _AMOUNTS.search(last) and not _AMOUNTS.search(part):
        head, *rest = [word for word, _ in rjieba.tag(last)]
        return named(part + "".join(rest), own_place) if rest and len(head) > 1 else alone
    return alone
