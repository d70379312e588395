"""Questions of several parts: each asked by itself in the whole question's place and time, the answers put together."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.answer import Answer, Statement, Status, marked
from bot.question import Question, understand
from bot.terms import stop_words
from vectorstore.indicators import find_indicators
from vectorstore.words import segment

_ENDS = re.compile(
    r"[?？；;。]+|(?<=多少)[,，](?!(?:\d{2,4}|[今明去前后当次同])年)|[,，](?=(?:主要)?(?:原因|为什么|为何|什么原因|怎么回事))"
)
_HANGS_ON = re.compile(
    r"^(?:[(（]|那|那么|它|他|其|这|两者|二者|两地|两区|谁|哪个?(?:更|最|掉|降|增|高|低)?|差|相差|合计|加起来|一共|总共|共|分别|各|是否|是不是|是|有没有"
    r"|比|跟|与|和|离|距|还|更|高|低|多|少|大|小|快|慢|收窄|扩大|数字?(?:一样|相同|一致)|一样|相同|一致|年底|年末|全年|后来|最后|最终|下半年|上半年|目标|完成|达到|达成|占|超|同比|环比|增速|降幅|增幅|如果|按)"
)
"""How a part begins that says more of the part before it and can't be asked alone."""
_EMPTY = re.compile(r"^[的地得了吗呢吧啊\s，,、“”\"]*$")
_WHY = re.compile("为什么|为何|原因|怎么回事")
_GOAL = re.compile(r"^(?:今年|全年|年度|下半年)?的?(?:预期)?目标(?:是|为|定)?(?:多少|什么|几)")
"""A goal asked for behind a reason: of the same indicator, and answered by itself."""
_LEAST = 4
"""Characters; a shorter part hangs on the one before it."""


def parts(question: Question, known: Collection[str]) -> list[str]:
    """The parts of a Chinese question that can be asked alone, each with the place and time it needs.

    One part, the question itself, where its parts belong together: 谁高？高多少？
    """
    if question.language != "zh":
        return [question.text]
    pieces = [piece.strip(" ,，") for piece in _ENDS.split(question.plain)]
    pieces = [piece for piece in pieces if not _EMPTY.match(piece)]
    groups: list[str] = []
    for piece in pieces:
        apart = bool(groups) and bool(_GOAL.match(piece)) and bool(_WHY.search(groups[-1]))
        if groups and not apart and (_HANGS_ON.match(piece) or len(piece) < _LEAST or not _has_subject(piece, known)):
            groups[-1] += f"？{piece}"
        else:
            groups.append(piece)
    if len(groups) < 2:
        return [question.text]
    theme = _theme(groups[0], known)
    return [_whole(group, groups[0], question, known, theme if number else "") for number, group in enumerate(groups)]


_THEME = re.compile(r"^([^:：?？,，]{2,28})[:：]")
_ASKS = re.compile(r"多少|几|什么|哪|谁|吗|何|怎")


def _theme(first: str, known: Collection[str]) -> str:
    """What a question names before a colon for all its parts: 轨道交通：东城…？朝阳…？"""
    match = _THEME.match(first)
    if match is None or _ASKS.search(match[1]):
        return ""
    return re.sub(r"\s", "", understand(match[1], known_places=known).topic)


_GENERAL = frozenset(
    "市里 修成 样子 啥样 进展 后来 完成 达到 变化 步 说 报告 政府 工作 安排 计划 规定 要求 情况 数字 "  # noqa: SIM905
    "数据 指标 提到 时候 什么 多少 怎么 具体 依据".split()
)
"""Words that name nothing by themselves."""


def _has_subject(piece: str, known: Collection[str]) -> bool:
    """Whether a part names something of its own that it is about; a 为什么 takes that of the part before it."""
    words = segment(understand(piece, known_places=known).topic)
    own = [word for word in words if len(word) > 1 and word not in _GENERAL and word not in stop_words()]
    return bool(own) or bool(_ELLIPTIC.match(piece))


def _whole(piece: str, first: str, question: Question, known: Collection[str], theme: str) -> str:
    """A part with the places and periods of the question where it names none, and its subject where it has none."""
    read = understand(piece, known_places=known)
    of_city = read.whole_city and not _BESIDE_CITY.search(piece)
    places = "" if read.places or of_city else "、".join(question.places)
    periods = "" if read.periods else "、".join(period.label for period in question.periods)
    if _GOAL.match(piece):
        subject = next((first[m.start : m.end] for m in find_indicators(first)), "")
    else:
        subject = _subject(first, known) if _ELLIPTIC.match(piece) else f"{theme}，" if theme else ""
    context = f"{places}{periods}"
    return f"{context}{'，' if context else ''}{subject}{piece}？"


_BESIDE_CITY = re.compile(r"[占比居在于获较]全[市省]|全[市省](?:第|排|前|首|平均|“|首个|唯一)")
"""Where the city is only what a district is set against."""
_ELLIPTIC = re.compile(r"^(?:主要)?(?:原因|为什么|为何|什么原因|怎么回事)")


def _subject(first: str, known: Collection[str]) -> str:
    """What the first part is about, for a 为什么 that names nothing: 财政收入下降."""
    read = understand(first, known_places=known)
    return re.sub(r"\s", "", read.topic)


_NUMERALS = "一二三四五六七八九十"


def together(question: str, answers: Sequence[Answer]) -> Answer:
    """One answer of those to the parts: no statement twice, citations numbered through.

    A part that can't be answered says so in its place.
    """
    numbers: dict[tuple[str, int], int] = {}
    citations = []
    statements: list[Statement] = []
    told: set[str] = set()
    for number, answer in enumerate(answers):
        renumbered = {}
        if answer.status.abstains:
            # the question's own words are never said back: they may be anything
            statements.append(Statement(f"第{_NUMERALS[number % len(_NUMERALS)]}问："))
        for citation in answer.citations:
            key = (citation.report, citation.start)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(replace(citation, number=numbers[key]))
            renumbered[citation.number] = numbers[key]
        for statement in answer.statements:
            if statement.text in told:
                continue
            told.add(statement.text)
            calculation = statement.calculation
            if calculation:
                calculation = replace(calculation, operands=tuple(renumbered[n] for n in calculation.operands))
            cited = tuple(renumbered[n] for n in statement.citations)
            statements.append(replace(statement, citations=cited, calculation=calculation))
    used = {n for s in statements for n in s.citations}
    return Answer(
        question=question,
        answer="".join(marked(s) for s in statements),
        status=_status([answer.status for answer in answers]),
        statements=tuple(statements),
        citations=tuple(c for c in citations if c.number in used),
    )


def _status(statuses: Sequence[Status]) -> Status:
    """A correction before all, then answers; an abstention only where no part is answered."""
    if Status.CORRECTED in statuses:
        return Status.CORRECTED
    return Status.ANSWERED if Status.ANSWERED in statuses else statuses[0]
