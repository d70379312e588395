"""Whether a model has anything to add to the reader's answer, and what it is asked for: decided here alone."""

from bot.answer import Answer, Route, Status, Task
from bot.confidence import chosen, confidence
from bot.question import Want
from bot.reader import Reader
from bot.second_opinion import rivals

_COMPUTED = frozenset({Want.COMPARISON, Want.DIFFERENCE, Want.SHARE, Want.PROGRESS, Want.REMAINDER, Want.FULFILMENT})
"""What takes arithmetic; 一共多少 of one place does not."""


def route(reader: Reader, answer: Answer, *, always: bool = False) -> Route:
    """What the model does for an answer of the reader's.

    ``always`` lets it put into words what needs no judgement, too, where there is anything to word.
    """
    stated = [s for s in answer.statements if s.citations]
    if answer.status in (Status.NOT_IN_LIBRARY, Status.TARGET_ONLY):
        return Route(Task.SKIP, "所缺的由程序说明")
    if len(answer.statements) - len(stated) > 1:
        return Route(Task.SKIP, "各部分分别作答")
    if any(s.calculation for s in answer.statements):
        return Route(Task.SKIP, "推算由程序完成")
    if answer.status is Status.NOT_STATED:
        if len(reader.plan.places) > 1 or reader.parts or reader.question.wants & _COMPUTED or not rivals(reader):
            return Route(Task.SKIP, "没有可供判断的原文")
        return Route(Task.JUDGE, "原文摘答没有找到答案，相近的原文交模型判断")
    told = chosen(answer, reader.seen)
    if not told:
        return Route(Task.SKIP, "按报告的层次列出")
    single = answer.status is Status.ANSWERED and len(stated) == 1 and len(reader.plan.places) <= 1
    if single and not confidence(reader, told[0]).sure:
        return Route(Task.JUDGE, "是否答其所问，交模型判断")
    if always:
        return Route(Task.WRITE, "由模型组织文字")
    of_one_place = answer.status is Status.ANSWERED and len(reader.plan.places) <= 1
    if of_one_place and len(told) > 1 and len(stated) == len(answer.statements):
        return Route(Task.JUDGE, "几处原文各答一部分，有没有答到交模型判断")
    return Route(Task.SKIP, "地区、时间、指标和数字都对得上" if single else "逐项摘自原文")
