"""The direction of a figure: +1 after 增长 or in +3.2%, -1 after 下降 or in -3.2%, 0 for levels."""

import re

from vectorstore.figures.units import PLACES, RATES

__all__ = ["printed_sign", "sign_before", "sign_behind"]

_RELATIVE = r"(?:同比|环比|年均|上年|分别|净|各|再)"
_UP = (
    r"(?:(?<!负)增长|提高|上升|升高|增加(?!值)|提升|扩大|上涨|攀升|跃升|增收|增产|增多|回升|加快|提速|上调|调增|上浮|高出|多增|递增|前移"
    rf"|偏高|偏多|↑|{_RELATIVE}[增升涨])"
)
_DOWN = (
    r"(?:下降|降低|减少|收窄|回落|压减|下滑|减收|短收|减产|减排|减碳|缩减|缩短|缩小|下跌|下调|调减|核减|下浮|减轻|压缩|压降|削减|精简|降价|递减"
    rf"|负增长|放缓|萎缩|少增|后移|偏低|偏少|零下|↓|▼|{_RELATIVE}[降减跌])"
)
_BETWEEN = r"(?:了|约|达到?|高达|平均|分别|各|均|预计|累计|幅度)*"
_NOUN_GAP = r"(?:(?:达到|保持在|稳定在|[^，。；：、,;:\d由从于至到较比出]){0,6})"
_SIGNED = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_BETWEEN} ?$"
    rf"|(?:(?P<noun_up>增速|增幅|涨幅|升幅|增长率)|(?P<noun_down>降幅|跌幅|减幅|降速|下降率)){_NOUN_GAP}$"
)
# 压减时限66%: the object stands between verb and share; 提升占比 is left alone, for its share is a level.
_SIGNED_OBJECT = re.compile(
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))[^，。；：、,;:（）()“”\d由从于至到为较比占率达出的完实工项目\s]{{1,6}}$"
    r"|(?:(?P<up_alone>(?<![新倍激徒])增|涨)|(?P<down_alone>降|跌)) ?$"
)
# 高于全国平均1.2个百分点, 比上年高0.5个百分点: how far the subject is from what it is measured by.
_APART = re.compile(
    r"(?:(?P<up>[高快好优大]于|跑赢|超过|超出|领先)|(?P<down>[低慢弱少]于|落后))"
    r"(?:[^，。；,;：:\d]{1,16}|(?<=跑赢|领先|落后)) ?$"
    r"|[比较][^，。；,;：:]{1,14}(?:(?P<up_than>[高快多])|(?P<down_than>[低慢少])) ?$"
)
# 提升100家水厂 betters a hundred works; 提升3位 and 提升0.7个百分点 are changes.
_BETTERED = re.compile(r"(?:提升|加快|扩大|提高)[^，。；、,;]{0,4}$")
_THINGS = frozenset("大个家户项件套张所栋座处条场亩") | {"公里", "平方米", "平方公里", "公顷", "千伏", *PLACES}
# 保持20%以上的增长; 贡献了40%的增长 is a share.
_KEEPS = re.compile(r"(?:保持|实现|取得|出现|呈现|达到|以)[^，。；、,;:\d]{0,6}$")
_BEHIND = re.compile(
    r"的[^，。；、,;\d的]{0,4}?(?:(?P<up>(?<!负)增长(?![极点贡目空需])|增速|增幅|涨幅|速度(?:增长|递增))|(?P<down>负增长|降幅|跌幅|下降|速度递减))"
)
_VERB_REACH, _APART_REACH = 16, 22


def printed_sign(plain: str, floor: int, start: int) -> int:
    """The sign printed before ``start``: -1 in 同比-3.2%, +1 in 同比+3.2%, 0 in 4-5, 3+1 and COVID-19."""
    mark = plain[start - 1 : start]
    if start <= floor or mark not in ("-", "+") or not mark:
        return 0
    if start - 1 == floor > 0:  # the mark closes a figure
        return 0
    before = plain[max(0, start - 2) : start - 1]
    if before.isascii() and (before.isalnum() or before in tuple("-+)%")):
        return 0
    return -1 if mark == "-" else 0 if before in ("“", "‘", "") else 1


def sign_before(plain: str, start: int, base: str) -> int:
    """-1 after 下降 and its like, +1 after 增长 and its like, 0 after neither or after 提高到."""
    window = max(0, start - _VERB_REACH)
    match = _SIGNED.search(plain, window, start)
    if match is None and base in RATES:
        match = _SIGNED_OBJECT.search(plain, window, start)
    if match is None and base == "个百分点":
        match = _APART.search(plain, max(0, start - _APART_REACH), start)
    if match is None or (base in _THINGS and _BETTERED.search(match.group())):
        return 0
    group = match.lastgroup or ""
    if group.startswith("noun") and base not in RATES:  # 增速连续四年居首
        return 0
    return 1 if "up" in group else -1


def sign_behind(plain: str, start: int, end: int, base: str) -> int:
    """The direction of a rate that its noun tells: +1 in 实现6.5%的增长, -1 in 出现3.2%的降幅, else 0."""
    match = _BEHIND.match(plain, end) if base in RATES else None
    if match is None or not _KEEPS.search(plain, max(0, start - 10), start):
        return 0
    return 1 if match["up"] else -1
