"""Places as reports and questions name them: 朝阳区, 内蒙古, 云汀市.

The gazetteer holds provinces, prefectures and counties (``places.csv``: GB/T 2260 codes, the names
of districts renamed since 2017 beside the old ones) and those that reports since 1949 speak of and
that have gone or bear another name (``former.csv``). A library's own places come first: 朝阳 is 朝阳区
where a report of 朝阳区 is at hand. Relative words (我区, 全市) are the caller's.
"""

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from vectorstore.places.names import ORDINARY, breaks_after, breaks_before, goes_on, short_name

__all__ = ["Place", "PlaceMention", "chain_of", "find_places", "now_called", "parents_of", "place_named", "short_name"]

_LETTERS = {
    "京": "北京", "津": "天津", "冀": "河北", "晋": "山西", "蒙": "内蒙古", "辽": "辽宁", "吉": "吉林",
    "黑": "黑龙江", "沪": "上海", "苏": "江苏", "浙": "浙江", "皖": "安徽", "闽": "福建", "赣": "江西",
    "鲁": "山东", "豫": "河南", "鄂": "湖北", "湘": "湖南", "粤": "广东", "桂": "广西", "琼": "海南",
    "渝": "重庆", "川": "四川", "蜀": "四川", "贵": "贵州", "黔": "贵州", "云": "云南", "滇": "云南",
    "藏": "西藏", "陕": "陕西", "秦": "陕西", "甘": "甘肃", "陇": "甘肃", "青": "青海", "宁": "宁夏",
    "新": "新疆", "港": "香港", "澳": "澳门", "台": "台湾",
}  # fmt: skip
"""One-letter names of provinces; read by ``place_named`` only, for in running text they are part of words."""

_COUNTRY = frozenset({"中国", "全国", "我国", "中华人民共和国", "国务院"})
_LEVELS = ("country", "province", "city", "district", "other")


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its full name."""

    name: str
    """Full name: 朝阳区, 内蒙古自治区."""
    level: str
    """country, province, city, district or other."""
    parent: str
    """Full name of the place that contains it; empty when unknown or when several places bear the name."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in a text, with the span of its name."""

    start: int
    end: int
    place: Place


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    full: dict[str, tuple[Place, ...]]
    """Every bearer of a full name, most prominent first."""
    short: dict[str, Place]
    """The most prominent bearer of a short name."""
    now: dict[str, str]
    """What stands in the stead of a place that has gone."""


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    """The shipped list, read once."""
    rows = [(code, name) for code, name in csv.reader(_lines("places.csv"))]
    names = dict(rows)
    full: dict[str, list[Place]] = {}
    for code, name in rows:
        full.setdefault(name, []).append(_place_of_code(code, name, names))
    ranked = {name: tuple(sorted(bearers, key=_rank)) for name, bearers in full.items()}
    short: dict[str, Place] = {}
    for name, bearers in sorted(ranked.items(), key=lambda entry: _rank(entry[1][0])):
        short.setdefault(short_name(name), _common(bearers))
    now: dict[str, str] = {}
    for name, level, parent, successor in csv.reader(_lines("former.csv")):
        if name not in ranked:
            ranked[name] = (Place(name, level, parent),)
            short.setdefault(short_name(name), ranked[name][0])
            now[name] = successor
    return _Gazetteer(ranked, short, now)


def _lines(name: str) -> list[str]:
    """The rows of a shipped table, without those that name its columns."""
    return (files("vectorstore.places") / name).read_text("utf-8").splitlines()[1:]


def _place_of_code(code: str, name: str, names: dict[str, str]) -> Place:
    province = names.get(code[:2] + "0000", "")
    if code.endswith("0000"):
        return Place(name, "province", "中国")
    if code.endswith("00"):
        return Place(name, "city", province)
    return Place(name, "district", names.get(code[:4] + "00", province))


def _rank(place: Place) -> int:
    return _LEVELS.index(place.level)


def _common(bearers: tuple[Place, ...]) -> Place:
    """The most prominent bearer; its parent left out where the bearers differ in it."""
    alike = {bearer.parent for bearer in bearers if bearer.level == bearers[0].level}
    return bearers[0] if len(alike) == 1 else replace(bearers[0], parent="")


def parents_of(name: str) -> tuple[str, ...]:
    """Full names of every place that contains a place of this full name: 朝阳区 → 北京市, 长春市."""
    return tuple(dict.fromkeys(bearer.parent for bearer in _gazetteer().full.get(name, ())))


def now_called(name: str) -> str:
    """What stands in the stead of a place that has gone: 崇文区 → 东城区; empty for others."""
    return _gazetteer().now.get(name, "")


def chain_of(name: str, parent: str = "") -> tuple[str, ...]:
    """The places around a place, from its own ``parent`` outwards: 青羊区 → 成都市, 四川省.

    ``parent`` is asked for where several places bear the name; the country itself is left out.
    """
    chain: list[str] = []
    around = parent or place_named(name).parent
    while around and around not in (*chain, name, "中国"):
        chain.append(around)
        around = place_named(around).parent
    return tuple(chain)


def place_named(name: str, known: Collection[str] = ()) -> Place:
    """The place a name stands for: by the library's own places, the gazetteer, or its suffix.

    北京, 京 → 北京市; 朝阳 → 朝阳区 when ``known`` has it, else the most prominent one of that name.
    A name in none of these, such as 云汀市, gets its level from its suffix.
    """
    name = re.sub(r"\s", "", name)
    if name in _COUNTRY:
        return Place("中国", "country", "")
    name = _LETTERS.get(name, name)
    if name in known:
        return _by_full_name(name)
    if name in (own := _short_names(frozenset(known))):
        return own[name]
    gazetteer = _gazetteer()
    return gazetteer.short[name] if name in gazetteer.short and name not in gazetteer.full else _by_full_name(name)


def _by_full_name(name: str) -> Place:
    bearers = _gazetteer().full.get(name)
    return _common(bearers) if bearers else Place(name, _level_of_suffix(name), "")


def _level_of_suffix(name: str) -> str:
    if re.search(r"(?:省|特别行政区|自治区)$", name):
        return "province"
    if re.search(r"(?:市|自治州|地区|盟)$", name):
        return "city"
    return "district" if re.search(r"[区县旗]$", name) else "other"


@lru_cache(maxsize=16)
def _short_names(known: frozenset[str]) -> dict[str, Place]:
    """Short names of the library's places; the most prominent place wins, then the order of names."""
    places = sorted((_by_full_name(name) for name in known if name), key=lambda place: (_rank(place), place.name))
    own: dict[str, Place] = {}
    for place in places:
        own.setdefault(short_name(place.name), place)
    return own


@dataclass(frozen=True, slots=True)
class _Lexicon:
    names: dict[str, Place]
    care: dict[str, str]
    """strict: a word must begin before the name and end behind it; loose: one of the two; absent: neither."""
    longest: dict[str, int]
    """Length of the longest name by its first two letters."""


@lru_cache(maxsize=16)
def _lexicon(known: frozenset[str]) -> _Lexicon:
    """The names that are looked for when a library holds these places."""
    gazetteer = _gazetteer()
    # short names of places that have gone are ordinary words by now: 新增城市, 超50万县
    short = {name: place for name, place in gazetteer.short.items() if place.name not in gazetteer.now}
    names = {name: place for name, place in short.items() if name not in ORDINARY and len(name) > 1}
    # Short names of districts and counties are also parts of many words (江干, 小金, 墨玉), those of provinces of none.
    care = {name: {"district": "strict", "city": "loose"}.get(place.level, "sure") for name, place in names.items()}
    names |= {name: _common(bearers) for name, bearers in gazetteer.full.items() if name not in ORDINARY}
    care |= {name: "strict" if len(name) == 2 else "sure" for name in gazetteer.full}
    care |= {name: "loose" for name in gazetteer.now if len(name) > 2}
    own = {name: place for name, place in _short_names(known).items() if len(name) > 1}
    own |= {name: _by_full_name(name) for name in known if len(name) > 1}
    names |= own
    care |= {name: "strict" if name in ORDINARY else "sure" for name in own}
    longest: dict[str, int] = {}
    for name in names:
        longest[name[:2]] = max(longest.get(name[:2], 0), len(name))
    return _Lexicon(names, care, longest)


def find_places(text: str, known: Collection[str] = ()) -> list[PlaceMention]:
    """Every province, city and district named in a text, in order, the longest name first.

    Full names of places in the library (``known``) win, then their short names, then the gazetteer's.
    A name that goes on into another one (朝阳站, 北京银行) or is an ordinary word (合作, 公安) is left out.
    """
    lexicon = _lexicon(frozenset(known))
    mentions: list[PlaceMention] = []
    at = 0
    while at < len(text) - 1:
        end = _name_at(text, at, lexicon, mentions[-1].end if mentions else -1)
        if end is None:
            at += 1
            continue
        place = lexicon.names[text[at:end]]
        if mentions and mentions[-1].end == at and mentions[-1].place.name in parents_of(place.name):
            place = replace(place, parent=mentions[-1].place.name)
        mentions.append(PlaceMention(at, end, place))
        at = end
    return mentions


def _name_at(text: str, at: int, lexicon: _Lexicon, previous: int) -> int | None:
    """The end of the longest name that begins here, or None; ``previous`` is the end of the mention before."""
    for end in range(min(at + lexicon.longest.get(text[at : at + 2], 0), len(text)), at + 1, -1):
        name = text[at:end]
        if name not in lexicon.names or goes_on(name, text, end):
            continue
        before = previous == at or breaks_before(text, at)
        after = breaks_after(text, end)
        if {"sure": True, "loose": before or after, "strict": before and after}[lexicon.care.get(name, "sure")]:
            return end
    return None
