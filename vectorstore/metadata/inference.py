"""Place, containing place and year of a report that doesn't state them: by votes over its text."""

import re
from collections import Counter
from collections.abc import Iterator

from vectorstore.periods import plain_years
from vectorstore.places import Place, find_places, parents_of, place_named, short_name
from vectorstore.report import Found

__all__ = ["parent_of", "place_by_vote", "year_by_vote"]

_OWN = {"省": "province", "市": "city", "区": "district", "县": "district"}
_SPEAKS = re.compile(
    r"(?:我|本)([省市区县])|([省市区县])(?:委、\2政府|委、\2人民政府)|中共(?:[\u4e00-\u9fff]{2,8})([省市区县])委|自治(区)党委"
)
_FULL_WEIGHT, _SHORT_WEIGHT = 3, 1
"""A full name tells more than a short one, which also stands in names of streets and brands."""
_CLOSING_WEIGHT = 5
"""截至2023年6月底 tells the year a report closes with; other years are those it compares with or plans for."""
_FEWEST_VOTES = 3
"""Votes a place needs; one passing mention makes no report its own."""


def place_by_vote(text: str) -> Found | None:
    """The place a text speaks of most, among those of the level that 我区, 区委 and the like tell; never certain."""
    level = _own_level(text)
    votes: Counter[str] = Counter()
    for name, weight in _votes(text, level):
        votes[name] += weight
    if not votes or max(votes.values()) < _FEWEST_VOTES:
        return None
    best = max(votes, key=lambda name: (votes[name], -text.find(short_name(name))))
    return Found(best, certain=False)


def _own_level(text: str) -> str:
    """The level that a text's own words for its place tell; empty when it uses none."""
    counts = Counter(next(filter(None, match.groups())) for match in _SPEAKS.finditer(text))
    return _OWN[counts.most_common(1)[0][0]] if counts else ""


def _votes(text: str, level: str) -> Iterator[tuple[str, int]]:
    for mention in find_places(text):
        place = mention.place
        if _may_be(place, level):
            yield place.name, _FULL_WEIGHT if text[mention.start : mention.end] == place.name else _SHORT_WEIGHT
    if level == "district":
        # Short names of districts are found with care only: count how often each full name's short form recurs.
        full = {mention.place for mention in find_places(text) if mention.place.level == level}
        yield from ((place.name, text.count(short_name(place.name)) - text.count(place.name)) for place in full)


def _may_be(place: Place, level: str) -> bool:
    """我区 is a district or an autonomous region, 我市 a prefecture or a municipality."""
    if level == "district":
        return place.level == "district" or place.name.endswith("自治区")
    if level == "city":
        return place.name.endswith("市")
    return not level or place.level == level


def parent_of(text: str, name: str, around: str = "") -> Found:
    """The place that contains a place: named before it, the only one there is, or the one the text names most."""
    if around:
        return Found(place_named(around).name)
    parents = parents_of(name)
    if len(parents) == 1:
        return Found(parents[0])
    votes = {parent: text.count(short_name(parent)) for parent in parents}
    best = max(votes, key=lambda parent: votes[parent], default="")
    if not best or not votes[best]:
        return Found("", certain=False)
    at = text.find(short_name(best))
    return Found(best, at, at + len(short_name(best)), certain=sum(map(bool, votes.values())) == 1)


def year_by_vote(text: str) -> int | None:
    """The year a text names most, the later of two that it names as often; None when it names none."""
    plain = plain_years(text)
    years = Counter(int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)\s*年", plain))
    for year in re.findall(r"截至\s*((?:19|20)\d\d)\s*年", plain):
        years[int(year)] += _CLOSING_WEIGHT
    return max(years, key=lambda year: (years[year], year), default=None)
