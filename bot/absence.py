"""The ways not to know, each saying what there is; and the correction of what a question takes for granted."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.answer import Answer, Status
from bot.asked_figures import stated
from bot.draft import Draft
from bot.evidence import Candidate
from bot.plan import Holding, Plan
from bot.question import Want
from bot.writing import label_of, sentence_text
from vectorstore.facts import Measure
from vectorstore.figures import Figure, same_value
from vectorstore.report import Outlook

if TYPE_CHECKING:
    from bot.reader import Filled, Reader


def _holdings(reports: Sequence[Holding], most: int = 8) -> str:
    """What the library holds, in a few words: 朝阳区（2020年上半年、2021年）."""
    periods: dict[str, list[str]] = {}
    for report in reports:
        periods.setdefault(report.place or "地区不明", []).append(report.period or "时间不明")
    items = [f"{place}（{'、'.join(sorted(set(when)))}）" for place, when in periods.items()]
    rest = f"等{len(items)}个地区" if len(items) > most else ""
    return "、".join(items[:most]) + rest


def not_in_library(draft: Draft, plan: Plan, reports: Sequence[Holding]) -> Answer:
    """No report of the place, or none about the period."""
    if not reports:
        draft.say("报告库是空的，请先收录报告。")
    elif plan.missing_places:
        draft.say(f"没有收录{'、'.join(plan.missing_places)}的报告；已收录：{_holdings(reports)}。")
    else:
        when = "、".join(p.label for p in plan.missing_periods) or "所问时间"
        own = [r for r in reports if r.place in plan.places] or reports
        draft.say(f"没有收录{'、'.join(plan.places)}{when}的相关报告；已收录：{_holdings(own)}。")
    return draft.finish(Status.NOT_IN_LIBRARY)


def not_stated(draft: Draft, reader: "Reader", filled: Sequence["Filled"]) -> Answer:
    """The reports are there and do not say it."""
    where = "、".join(dict.fromkeys(_where(f) for f in filled))
    near = [f.nearest for f in filled if f.nearest and f.nearest.leading_facts]
    if not near:
        draft.say(f"{where}的报告没有提到{_what(reader)}。")
        return draft.finish(Status.NOT_STATED)
    remark = f"{where}的报告没有给出所问的数字"
    draft.say(f"{remark}，有关的只有：")
    for candidate in near[:_MOST_NEAR]:
        draft.add(sentence_text(candidate, label_of(candidate)), [(candidate.report, candidate.sentence)])
    if not draft.statements[-1].citations:
        draft.statements.pop()
        draft.say(f"{remark}。")
    return draft.finish(Status.NOT_STATED)


_MOST_NEAR = 2


def _what(reader: "Reader") -> str:
    """What was asked of: an indicator, or the question's own words where they are one plain phrase."""
    indicators = [term.word for term in reader.asked if term.indicator]
    if len(indicators) == 1:
        return indicators[0]
    topic = reader.question.topic
    plain = re.fullmatch(r"[\u4e00-\u9fff]{2,10}", topic) and reader.question.language == "zh"
    return f"“{topic}”" if plain else "这一点"


def _where(filled: "Filled") -> str:
    place = filled.cell.place or "已收录"
    return f"{place}{filled.cell.period.label if filled.cell.period else ''}"


def target_only(draft: Draft, answered: Sequence["Filled"]) -> Answer:
    """The reports give an intention and no result."""
    draft.say("报告只给出目标，没有给出实际完成情况。")
    for f in answered:
        for c in f.chosen[:1]:
            draft.add(sentence_text(c, label_of(c)), [(c.report, c.sentence)])
    return draft.finish(Status.TARGET_ONLY)


def false_premise(draft: Draft, reader: "Reader", answered: Sequence["Filled"]) -> Answer | None:
    """A figure that the question takes for granted and the reports contradict, with the cited truth.

    None when the question states no figure, or the reports bear it out.
    """
    question = reader.question
    if (
        not question.figures
        or len(answered) != 1
        or question.wants & {Want.PROGRESS, Want.REMAINDER, Want.FULFILMENT, Want.SHARE}
    ):
        return None
    claims = [f for f in question.figures if f.base and not f.ordinal]
    sentences = reader.evidence(answered[0].cell)[:30]
    for figure in claims:
        holders = [c for c in sentences if any(stated(figure, fact) for fact in c.facts)]
        rivals = [
            c
            for c in sentences
            if any(_rival(figure, fact.figure) for fact in c.leading_facts or c.facts)
            and (c.coverage >= _SURELY_ABOUT or c.sure > 0 or any(_reversed(figure, fact.figure) for fact in c.facts))
        ]
        wrong_kind = (
            holders and all(c.outlook is Outlook.TARGET for c in holders) and question.outlook is Outlook.ACHIEVED
        )
        if (not holders or wrong_kind) and rivals:
            best = next((c for c in rivals if c.outlook is Outlook.ACHIEVED), rivals[0])
            draft.say(f"问题中的“{figure.text}”与报告不符。")
            draft.add(sentence_text(best, label_of(best)), [(best.report, best.sentence)])
            if wrong_kind:
                draft.add(sentence_text(holders[0], label_of(holders[0])), [(holders[0].report, holders[0].sentence)])
            return draft.finish(Status.CORRECTED)
    return None


_SURELY_ABOUT = 0.6
"""Share of what is asked that a stretch must cover for its figure to contradict the question's."""
_WHY = re.compile(r"为什么|为何|为啥|原因|怎么会|因何|缘何")
_SAID_TO_FALL = re.compile(r"负增长|下降|下滑|减少|降低|回落|下跌|缩水|萎缩|掉|跌|亏")
_SAID_TO_RISE = re.compile(r"(?<!负)增长|上升|提高|增加|上涨|回升|攀升|涨")


def false_direction(draft: Draft, reader: "Reader", answered: Sequence["Filled"]) -> Answer | None:
    """For a question why something fell that rose, or the other way round: what the report says.

    None when the question asks no reason, or the direction is borne out.
    """
    text = reader.question.plain
    falls, rises = bool(_SAID_TO_FALL.search(text)), bool(_SAID_TO_RISE.search(text))
    if not _WHY.search(text) or falls == rises or len(answered) != 1:
        return None
    found = [c for c in (*answered[0].chosen, *answered[0].found) if c.outlook is Outlook.ACHIEVED]
    found = [c for c in found if c.sure or c in answered[0].chosen]
    excepted = next((c for c in found if _is_excepted(reader, c)), None)
    best = excepted or next((c for c in found if any(f.figure.sign for f in c.leading_facts or c.facts)), None)
    facts = (best.leading_facts or best.facts) if best else ()
    signs = {f.figure.sign for f in facts if f.measure is Measure.GROWTH}
    if best is None or (excepted is None and signs != {1 if falls else -1}):
        return None
    said, told = ("下降", "增长") if falls else ("增长", "下降")
    draft.say(f"问题说的是{said}，报告给出的{'不是这样' if excepted else f'是{told}'}。")
    draft.add(sentence_text(best, label_of(best)), [(best.report, best.sentence)])
    return draft.finish(Status.CORRECTED)


_EVENT = re.compile(
    r"(?P<deed>贯通|开了?工|动工|封顶|开诊|完工|建成|竣工|投用|投入使用|开通|通车|开园|开业|清零|脱贫|摘帽|完成)"
    r"[\u4e00-\u9fff]{0,8}?(?:后|以后|之后|了[，,]|[，,]|的(?=[\u4e00-\u9fff\d]{2,16}(?:分布|分别|一共|总共|共)))"
)
_UNDER_WAY = re.compile(
    r"开工建设|推进|加快|启动|正在|在建|前期|力争|争取|计划|拟(?!定)|完成[^，。；]{0,8}?\d+(?:\.\d+)?%|仍有|尚未|差距|开工率"
)


def unfinished(draft: Draft, reader: "Reader", answered: Sequence["Filled"]) -> Answer | None:
    """For a question that takes a work to be finished which the report tells of as under way: what it says.

    None when the question takes nothing to be finished, or some sentence about it says that it is.
    """
    event = _EVENT.search(reader.question.plain)
    if (
        event is None
        or len(answered) != 1
        or not reader.question.wants & {Want.VALUE, Want.LIST, Want.CHANGE, Want.SUM}
    ):
        return None
    before = reader.question.plain[: event.start()]
    named = [t for t in reader.asked if t.known and any(form in before for form in t.forms)]
    weight = sum(t.weight for t in named)
    about = [c for c in answered[0].found if sum(t.weight for t in named if t.word in c.covered) >= _MOSTLY * weight]
    if not named or not about or any(event["deed"] in c.text and not _UNDER_WAY.search(c.text) for c in about):
        return None
    best = next((c for c in about if _UNDER_WAY.search(c.text)), None)
    if best is None:
        return None
    draft.say("报告没有说这已经完成，只说：")
    draft.add(sentence_text(best, label_of(best)), [(best.report, best.sentence)])
    return draft.finish(Status.CORRECTED)


_MOSTLY = 0.7
"""Share of the weight of what is taken to be finished that a stretch must cover to tell of it."""


def _is_excepted(reader: "Reader", candidate: Candidate) -> bool:
    """Whether a stretch names what is asked of only to except it: 主要税种除个人所得税外均呈现负增长."""
    excepted = _EXCEPT.search(candidate.text)
    forms = (form for term in reader.asked for form in term.forms if len(form) > 1)
    return excepted is not None and any(form in excepted[1] for form in forms)


_EXCEPT = re.compile(r"除([^，。；外]{2,16})[以之]?外")


def _reversed(figure: Figure, other: Figure) -> bool:
    """Whether one is the other with its direction turned round: 涨了5.5% and 下降5.5%."""
    return other.base == figure.base and figure.low == other.low and figure.sign * other.sign < 0


def _rival(figure: Figure, other: Figure) -> bool:
    return other.base == figure.base and (figure.sign * other.sign < 0 or not same_value(figure, other))


def remark_gaps(draft: Draft, reader: "Reader", filled: Sequence["Filled"]) -> None:
    """Say which of several cells stayed empty, and which places were never read."""
    empty = [f for f in filled if not f.chosen]
    if empty and len(filled) > 1 and not reader.plan.open_place:
        draft.say(f"{'、'.join(dict.fromkeys(_where(f) for f in empty))}的报告没有提到{_what(reader)}。")
    missing = [*reader.plan.missing_places, *(p.label for p in reader.plan.missing_periods)]
    if missing and reader.plan.told_by_others:
        draft.say(f"没有收录{'、'.join(missing)}的报告，以上出自其他报告。")
    elif reader.plan.missing_places:
        draft.say(f"没有收录{'、'.join(reader.plan.missing_places)}的报告。")
