"""Where, when and by whom a report was delivered, as its session and speaker lines tell; when it went on the web."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from vectorstore.days import find_days
from vectorstore.report import NOTHING, Found
from vectorstore.structure.lines import Line

__all__ = ["find_delivered", "find_published", "find_session", "find_speaker", "header_of"]

_LONGEST = 120
"""Letters of a session line at most; what is longer is text."""
_SALUTATION = re.compile(r"(?:各位|主任|同志们|诸位)[^。]{0,40}[:：]$")

_COUNT = r"[一二三四五六七八九十百零〇\d]{1,4}"
_SESSION = re.compile(
    rf"(?P<place>[\u4e00-\u9fff]{{0,24}}?)\s*(?:第?\s*{_COUNT}\s*届)?\s*(?:全国)?\s*(?:人民代表大会|人大)\s*(?:常务委员会|常委会)?\s*"
    rf"(?:第?\s*{_COUNT}\s*届)?\s*第\s*{_COUNT}\s*次\s*(?:全体)?\s*会议"
)
_BEFORE_PLACE = re.compile(r".*(?:[在日向]|于(?![都田]))")

_OFFICE = (
    r"(?:常务副|第一副|代理|副|代)?(?:总理|主席|省长|市长|区长|县长|州长|盟长|旗长|镇长|乡长|行政长官|主任|局长|厅长|部长|院长|检察长|审计长|"
    r"委员长|署长|秘书长|行长)"
)
_NAME = r"(?:[\u4e00-\u9fff](?:\s*[\u4e00-\u9fff]){1,3}|[\u4e00-\u9fff]{1,8}(?:[·•．][\u4e00-\u9fff]{1,8})+)"
_SPEAKER_LINE = re.compile(
    rf"[-—－–（(\s]*(?P<office>[\u4e00-\u9fff（）()、]{{0,40}}{_OFFICE})\s*(?P<name>{_NAME})\s*(?:同志)?\s*(?:[（(][^）)]*)?[）)]?\s*$"
)
_SPEAKER_INSIDE = re.compile(
    rf"(?P<office>[\u4e00-\u9fff]{{0,24}}?{_OFFICE})\s*(?P<name>[\u4e00-\u9fff·]{{2,12}}?)(?:同志)?\s*(?=所?作|在[\u4e00-\u9fff]|代表|向)"
)
_SPEAKER_TURNED = re.compile(rf"日\s*(?P<name>[\u4e00-\u9fff]{{2,4}}?)(?P<office>{_OFFICE})(?=在)")
_BEFORE_OFFICE = re.compile(r".*会议上?|日")
_NAME_ALONE = re.compile(rf"{_NAME}$")
_NO_NAME = re.compile(r"报告|会议|工作|委员|代表|目录|全文|摘要|正文|讲话|书面|草案|同志|各位|公报|纲要")
_BUREAU = re.compile(r"统计局|调查队|调查总队")

_PUBLISHED = (
    re.compile(r"发布(?:日期|时间)\s*[:：]"),
    re.compile(r"(?<!成文)(?<!发文)(?<!更新)(?<!生成)(?<!索取)(?:日期|时间)\s*[:：]"),
    re.compile(r"(?:更新|生成)(?:日期|时间)\s*[:：]"),
)


def header_of(front: Sequence[Line]) -> tuple[Line, ...]:
    """Title, session and speaker lines: those before the salutation, short ones only."""
    end = next((number for number, line in enumerate(front) if _SALUTATION.search(line.words)), len(front))
    return tuple(line for line in front[:end] if len(line.words) <= _LONGEST and "。" not in line.words[:-1])


def find_session(text: str, header: Sequence[Line]) -> Found:
    """The session a report was given to, as printed without its blanks: 云汀市第三届人民代表大会第一次会议."""
    for start, words in _stretches(text, header):
        if match := _SESSION.search(words):
            begin = match.start()
            if before := _BEFORE_PLACE.match(match["place"]):
                begin += before.end()
            value = "".join(words[begin : match.end()].split())
            return Found(value, start + begin, start + match.end())
    return NOTHING


def find_delivered(text: str, header: Sequence[Line]) -> Found:
    """The day of delivery, ISO 8601: in the session line, in brackets, or on a line of its own beside those."""
    for number, line in enumerate(header):
        days = find_days(line.words)
        if not days:
            continue
        day, around = days[0], header[max(0, number - 1) : number + 2]
        before, behind = line.words[: day.start].strip(), line.words[day.end :].strip()
        opens = not before.strip("-—－–（( ")
        told = _SESSION.search(" ".join([line.words, *(other.words for other in around[-1:])]))
        bracketed = before.endswith(("（", "(")) and behind.startswith(("）", ")"))
        if told or bracketed or (opens and "在" in behind[:25]):
            return Found(day.iso, line.start + day.start, line.start + day.end)
        beside = any(
            _SESSION.search(other.words) or _SPEAKER_LINE.match(other.words) or _BUREAU.search(other.words)
            for other in around
        )
        if opens and not behind and beside:
            return Found(day.iso, line.start + day.start, line.start + day.end)
    return NOTHING


def find_speaker(text: str, header: Sequence[Line]) -> Found:
    """Office and name of who delivered it: 云汀市市长 林远."""
    for start, words in _stretches(text, header):
        if (match := _SPEAKER_LINE.match(words)) and not _NO_NAME.search(match["name"]):
            return _speaker(match, start, match.start("office"), match.end("name"))
    for start, words in _stretches(text, header):
        if match := _SPEAKER_TURNED.search(words):
            return _speaker(match, start, match.start("name"), match.end("office"))
        match = _SPEAKER_INSIDE.search(words)
        if match and not _NO_NAME.search(match["name"]):
            before = _BEFORE_OFFICE.match(match["office"])
            begin = match.start("office") + (before.end() if before else 0)
            return _speaker(match, start, begin, match.end("name"))
    for line, following in pairwise(header):
        named = _NAME_ALONE.match(following.words) and not _NO_NAME.search(following.words)
        if named and _SESSION.search(line.words):
            name = "".join(following.words.split())
            return Found(name, following.start, following.end, certain=False)
    return NOTHING


def _speaker(match: re.Match[str], start: int, begin: int, end: int) -> Found:
    office = match.string[max(begin, match.start("office")) : match.end("office")]
    name = "".join(match["name"].split())
    return Found(f"{office.lstrip('（(')} {name}", start + begin, start + end)


def _stretches(text: str, header: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """Each line, and each with the next one, which a long line may be broken into."""
    for line in header:
        yield line.start, line.words
    for line, following in pairwise(header):
        if not text[line.end : following.start].strip():
            yield line.start, text[line.start : following.end]


def find_published(published: str, furniture: Sequence[Line]) -> Found:
    """The day it went on the web, ISO 8601: what its format tells, or a line such as 发布日期：2021-03-03."""
    for label in _PUBLISHED:
        for line in furniture:
            if match := label.search(line.words):
                day = next((day for day in find_days(line.words) if 0 <= day.start - match.end() <= 2), None)
                if day and published in ("", day.iso):
                    return Found(day.iso, line.start + day.start, line.start + day.end)
    return Found(published) if published else NOTHING
