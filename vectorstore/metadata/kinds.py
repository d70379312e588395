"""What kind of report a title names."""

import re

from vectorstore.report import Kind

__all__ = ["kind_in_front", "kind_in_headings", "kind_in_title"]

_REVIEW = re.compile(
    r"(?:审[议查]|初审)意见[^。\n]{0,40}?(?:落实|办理|研究处理)[^。\n]{0,6}?(?:情况|报告)|落实[^。\n]{0,30}审[议查]意见"
)
_PLAN = re.compile(r"计划[^。\n]{0,12}?执行情况|执行情况[^。\n]{0,12}?计划")
_WORK = re.compile(r"政\s*府\s*工\s*作\s*报\s*告")
_PROGRAMME = re.compile(
    r"(?:规划|计划)[^。\n]{0,24}纲\s*要|第.{1,3}个五年(?:计划|规划)|[“\"]?[一二三四五六七八九十]{1,2}五[”\"]?(?:时期)?[^。\n]{0,12}(?:规划|计划)"
)
_CARRIED_OUT = re.compile(r"执行情况|实施情况|完成情况|进展情况|评估|审议意见|编制")
_IN_TITLE = (
    (Kind.REVIEW, _REVIEW),
    (Kind.WORK, _WORK),
    (Kind.CONGRESS, re.compile(r"(?:常\s*务\s*委\s*员\s*会|常委会)\s*工\s*作\s*报\s*告")),
    (Kind.COURT, re.compile(r"法\s*院\s*工\s*作\s*报\s*告")),
    (Kind.PROCURATORATE, re.compile(r"检\s*察\s*院\s*工\s*作\s*报\s*告")),
    (Kind.AUDIT, re.compile(r"审\s*计\s*(?:工\s*作|结\s*果|查\s*出)[^。\n]{0,20}?报\s*告")),
    (Kind.BULLETIN, re.compile(r"(?:统\s*计|普\s*查|调\s*查)[^。\n]{0,10}?公\s*报")),
    (Kind.PROGRAMME, _PROGRAMME),
    (Kind.PLAN, _PLAN),
    (Kind.PLAN, re.compile(r"(?:国民经济|社会发展)[^。\n]{0,12}?计划")),
    (Kind.BUDGET, re.compile(r"预\s*算|决\s*算")),
    (
        Kind.SPECIAL,
        re.compile(r"专项[^。\n]{0,10}报\s*告|关于[^。\n]{2,70}(?:情况|工作)的?\s*(?:专项)?(?:工作)?\s*报\s*告"),
    ),
)
_IN_FRONT = (
    (Kind.REVIEW, _REVIEW),
    (Kind.WORK, _WORK),
    (Kind.PLAN, _PLAN),
    (Kind.BUDGET, re.compile(r"预算[^。\n]{0,12}?执行情况")),
    # the opening words of a speech
    (Kind.WORK, re.compile(r"代表[^。\n]{0,16}(?:人民政府|国务院)[^。\n]{0,10}报告(?:政府)?工作")),
)
_IN_HEADINGS = _IN_FRONT[:4]

_Span = tuple[Kind, int, int]


def kind_in_title(words: str) -> _Span | None:
    """The kind that a title names, with the span of the words; None when it names none."""
    for kind, pattern in _IN_TITLE:
        if kind is Kind.PROGRAMME and _CARRIED_OUT.search(words):
            continue
        if match := pattern.search(words):
            return kind, match.start(), match.end()
    return None


def kind_in_front(words: str) -> _Span | None:
    """The kind that a line between title and first heading tells, with the span of the words."""
    return next(((kind, m.start(), m.end()) for kind, pattern in _IN_FRONT if (m := pattern.search(words))), None)


def kind_in_headings(headings: str) -> Kind | None:
    """The kind that headings of level 1 tell."""
    kind = next((kind for kind, pattern in _IN_HEADINGS if pattern.search(headings)), None)
    return Kind.WORK if kind is None and "工作回顾" in headings else kind
