"""Whose report it is: the place that title, session line and speaker line name."""

import re
from collections.abc import Iterator, Sequence

from vectorstore.periods import plain_years
from vectorstore.places import place_named
from vectorstore.report import Found
from vectorstore.structure.lines import Line

__all__ = ["TITLE_PLACE", "names_in", "place_in_header", "speaks_for_the_country"]

_COUNTRY = re.compile(
    r"全国人民代表大会|全国人大|国务院(?!.{0,8}调查组)|最高人民(?:法院|检察院)|"
    r"国家(?:发展和改革委员会|发展计划委员会|计划委员会)|国家统计局(?!.{0,8}(?:调查|总队))|(?<![\u4e00-\u9fff])财政部"
)
_FOR_THE_COUNTRY = re.compile(r"(?:代表|受)国务院[^。\n]{0,12}(?:报告|委托|作)")
_ASSEMBLY = re.compile(r"在\s*(?P<place>[\u4e00-\u9fff]{2,24}?)\s*第[一二三四五六七八九十百]+届")
_SPEAKER = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,24}?)(?:人民政府|发展和改革|发展改革|财政局|统计局|审计局)")
TITLE_PLACE = re.compile(
    r"(?:关于)?\s*(?:(?:19|20)\d\d\s*年(?:度|上半年|下半年)?)?\s*(?P<place>[\u4e00-\u9fff]{2,24}?)\s*"
    r"(?=(?:19|20)\d\d|\d\d年|人民政府|政府|国民经济|[上下]半年|前三季度|计划|预算|决算|审计|第?“?[一二三四五六七八九十]{1,2}五[”时]|落实|人大|"
    r"人民代表大会|(?:高级|中级)?人民法院|人民检察院|关于|第.{1,3}[个次]|统计|专项)"
)
"""The place a title names; for a title with its years in plain digits."""
_NO_ONE_PLACE = re.compile(r"[各全诸两]")
"""各县区 is no place of its own."""
_NAME = re.compile(r"[\u4e00-\u9fff]{2,}?(?:特别行政区|自治[区州县旗]|地区|新区|[省市区县旗盟])")
_LONGEST = 90


def place_in_header(start: int | None, title: str, header: Sequence[Line]) -> tuple[Found, str] | None:
    """The place, with the name that stands before its own in the same words (云汀市 before 青禾区); None when untold.

    ``start`` is the title's offset; None when it stands in no text.
    """
    for begin, words in _stretches(start, title, header):
        if names := names_in(words):
            name, at = names[-1]
            span = (None, None) if begin is None else (begin + at, begin + at + len(name))
            return Found(place_named(name).name, *span), names[-2][0] if len(names) > 1 else ""
    for begin, words in [(start, title), *((line.start, line.words) for line in header)]:
        if (match := _COUNTRY.search(words)) and len(words) <= _LONGEST:
            span = (None, None) if begin is None else (begin + match.start(), begin + match.end())
            return Found("中国", *span), ""
    return None


def speaks_for_the_country(text: str) -> tuple[int, int] | None:
    """Where a speaker says that he reports for the State Council."""
    match = _FOR_THE_COUNTRY.search(text)
    return match.span() if match else None


def _stretches(start: int | None, title: str, header: Sequence[Line]) -> Iterator[tuple[int | None, str]]:
    """Stretches of the title, the session line and the speaker line that may name the place."""
    if match := TITLE_PLACE.match(plain_years(title)):
        yield None if start is None else start + match.start("place"), match["place"]
    for pattern in (_ASSEMBLY, _SPEAKER):
        for line in header:
            if len(line.words) <= _LONGEST and (match := pattern.search(line.words)):
                yield line.start + match.start("place"), match["place"]


def names_in(words: str) -> list[tuple[str, int]]:
    """Names of places that a stretch consists of, each with its offset; empty when it holds anything else."""
    whole = place_named(words)
    if whole.level == "country" or (whole.name != words and whole.level in ("province", "city", "district")):
        return [(words, 0)]
    names = [
        (match.group(), match.start()) for match in _NAME.finditer(words) if not _NO_ONE_PLACE.match(match.group())
    ]
    return names if names and names[-1][1] + len(names[-1][0]) == len(words) else []
