"""Statements in a reader's words: a stretch of a report as a sentence with its place and time before it."""

import re

from bot.evidence import Candidate
from vectorstore.places import place_named
from vectorstore.report import Outlook

_LEADING = re.compile(r"^(?:其中|同时|此外|另外|并且|并|与此同时)[,，]?")
_HALF_WIDTH = str.maketrans({",": "，", ";": "；"})
_COMMA_OF_PROSE = re.compile(r"(?<!\d)[,;]|[,;](?!\d{3}(?!\d))")
_OF_ITS_OWN = {
    "province": r"(?:我|全|本)(?:省|区|市)",
    "city": r"(?:我|全|本)市",
    "district": r"(?:我|全|本)[区县旗市]",
}
"""What a report calls its own place, by level; 全市 in a district's report is another place."""
_HAN = re.compile(r"[\u4e00-\u9fff]")


def label_of(candidate: Candidate) -> str:
    """Place, period and whether it is a target: 朝阳区2020年上半年, 朝阳区2021年目标."""
    period = candidate.period.label if candidate.period else candidate.report.period.value
    return f"{candidate.report.place.value}{period}{'目标' if candidate.outlook is Outlook.TARGET else ''}"


def sentence_text(candidate: Candidate, label: str) -> str:
    """The stretch as a statement: ``朝阳区2020年上半年GDP实现3174.6亿元，同比降低4.9%。``

    What the label says already (上半年, 我区) is not said again; without a label the stretch stands alone.
    """
    body = body_of(candidate)
    if not label:
        return f"{body}。"
    if label.endswith("目标"):
        return f"{label}：{body}。"
    told_at_once = _HAN.match(body) and any(c.isdigit() for c in body.split("，")[0])
    return f"{label}{'' if told_at_once else '，'}{body}。"


def body_of(candidate: Candidate) -> str:
    """A stretch without what leads up to it, in Chinese punctuation."""
    body = _LEADING.sub("", candidate.text)
    body = _COMMA_OF_PROSE.sub(lambda match: match.group().translate(_HALF_WIDTH), body)
    for told in (_own_time(candidate), _own_place(candidate)):
        if told:
            body = re.sub(rf"^(?:{told})[，,]?(?:的)?(?=[\u4e00-\u9fffA-Za-z\d“])", "", body)
    return body


def _own_time(candidate: Candidate) -> str:
    """The time of the label as the report's own words may repeat it: 2020年上半年, 上半年."""
    if candidate.period is None:
        return ""
    label = candidate.period.label
    short = re.sub(r"^(?:19|20)\d\d年", "", label)
    names = [label, *([short] if short else ["全年", "去年", "今年", "一年来"])]
    return "|".join(re.escape(name) for name in names)


def _own_place(candidate: Candidate) -> str:
    name = candidate.report.place.value
    return f"{_OF_ITS_OWN.get(place_named(name).level, '(?!)')}|{re.escape(name)}" if name else ""
