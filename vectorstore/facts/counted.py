"""The thing that is counted, named behind its figure: 年度共建项目 in 实施320个年度共建项目."""

import re

import rjieba

from vectorstore.facts.subjects import is_bare

__all__ = ["counted_behind", "done_behind"]

_CLASSIFIERS = frozenset("个家条项场件所座户位名种处辆台套批大类只支张份栋间部艘架宗起例款对队人")
_LONGEST_OBJECT = 16
_OBJECT = re.compile(r"(?:\dA级|[4-6]G)?(?:“[^”]{1,16}”)?[^，。；、,;:：（）()\d％%”]+")
_NO_OBJECT = re.compile(
    r"(?:以[上下内]|左右|以?及|和|与|或|的(?!$)|等|多|余|中(?![小学医心国央高外型职])|上(?!市|海|规)|下|内(?!蒙)|后|前|来|为|在(?![建线校册营])|被|将|已|均|都|"
    r"占|比|较|同比|增长|下降|提高|增加|减少|达(?!标|人)|超|居(?![民住家])|位|并|高于|低于|快于|好于|优于|保持|"
    r"实现|完成|投入|建成|开工|竣工|落地|签约|获|入选|通过|纳入|新增|进入|全面|顺利|正式|率先|投产|投用|运营|启用|全部|基本|共|仅|”)"
)
_GRADES = ("级", "类", "型")
_HEAD = re.compile(r"、[^、]*[级类型]([\u4e00-\u9fff]{2,12})$")
"""What is counted, named once behind its grades: 8个国家级、36个省级临床重点专科."""
_FUNDS = re.compile(r"[\u4e00-\u9fff]{0,10}(?:资金|基金|补贴|贷款|消费券|债券|经费|红包)")
_STOPS_OBJECT = frozenset(("d", "c", "p", "u", "uj", "ul", "r", "y"))
_ENDS_OBJECT = re.compile(
    r"(?<=..)(?:及时|入选|获[得评批]|被|落地|建成|顺利|全部|成功|正式|通过|实现|完成|达到|开工|竣工|投产|投用|新增|进行|开展|提供)"
)


def counted_behind(tail: str, unit: str, lead: str) -> str:
    """The thing that a figure's own words name behind it: 年度共建项目 in 实施320个年度共建项目; empty when none is.

    A rate names it so too (80%的县级医院达到…), where nothing before it does.
    """
    if not (is_bare(lead) or unit.lstrip("十百千万亿") in _CLASSIFIERS or (unit.endswith("元") and _FUNDS.match(tail))):
        return ""
    tail = re.sub(r"^(?:进行|的)|[（(][^（()）]{0,20}[)）]", "", tail)
    match = _OBJECT.match(tail)
    if match is None or _NO_OBJECT.match(tail):
        return ""
    words = ""
    for word, kind in rjieba.tag(_ENDS_OBJECT.split(match.group()[:_LONGEST_OBJECT])[0]):
        if words and kind in _STOPS_OBJECT and word not in ("未", "无", "不"):
            break
        words += word
    if words.endswith(_GRADES) and (head := _HEAD.search(re.split("[，。；]", tail, maxsplit=1)[0])):
        return words + head[1]
    return words if len(words) > 1 else ""


def done_behind(tail: str, unit: str) -> str:
    """What is done with the counted, where only that is told: 实现就业 in 促进5777人实现就业; empty when nothing is."""
    match = _OBJECT.match(tail)
    if match is None or unit.lstrip("十百千万亿") not in _CLASSIFIERS or _QUALIFIES.match(tail):
        return ""
    return match.group()[:_LONGEST_OBJECT] if len(match.group()) > 1 else ""


_QUALIFIES = re.compile(r"以[上下内]|左右|以?及|和|与|的|等|多|余|占|比|较|同比|增长|下降")
