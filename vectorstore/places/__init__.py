"""Places as reports and questions name them: 朝阳区, 内蒙古, 云汀市.

The gazetteer holds provinces, prefectures and counties (``places.csv``: GB/T 2260 codes, the names
of districts renamed since 2017 beside the old ones) and those that reports since 1949 speak of and
that have gone or bear another name (``former.csv``). A library's own places come first: 朝阳 is 朝阳区
where a report of 朝阳区 is at hand. Relative words (我区, 全市) are the caller's.
"""

from vectorstore.places.gazetteer import (
    Place,
    PlaceMention,
    chain_of,
    find_places,
    now_called,
    parents_of,
    place_named,
    short_name,
)

__all__ = [
    "Place",
    "PlaceMention",
    "chain_of",
    "find_places",
    "now_called",
    "parents_of",
    "place_named",
    "short_name",
]
