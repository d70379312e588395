"""A conversation as a document: Markdown with footnotes, or JSON."""

import json
import re
from collections.abc import Iterator

from bot.answer import ENDS, Answer, Citation, Statement, joined
from bot.conversation.conversation import Conversation, Turn

_MARKS = re.compile(r"([\\`*_\[\]{}|~$!^])")
_OPENS = re.compile(r"^([-+=#>]|\d+(?=[.)、]))")
"""At the start of a line these begin lists, headings and quotes."""
_ADDRESS = re.compile(r"(?i)(?<=http)s?(?=:)|(?<=ftp)(?=:)|(?<=mailto)(?=:)|(?<=xmpp)(?=:)|(?<=www)(?=\.)|(?=@)")
_JOINER = "\u2060"
"""Word joiner: not seen, but some readers make links of bare addresses however they are escaped."""
_STATUS = {
    "corrected": "问题里的说法与报告不符，以报告为准。",
    "not_in_library": "未作答：库里没有所问地区或时期的报告。",
    "not_stated": "未作答：库里有相关报告，但报告没有说到。",
    "target_only": "未作答：报告只给了目标，没有给出完成情况。",
}


def as_json(conversation: Conversation) -> str:
    """The whole conversation, each answer in the contract's form."""
    return json.dumps(conversation.as_json(), ensure_ascii=False, indent=1) + "\n"


def as_markdown(conversation: Conversation) -> str:
    """The questions and answers, with the cited sentences as footnotes.

    Whatever users and reports wrote is shown as the text it is: no link, image, formula or HTML of theirs is active.
    """
    lines = [f"# {escaped(conversation.title or '对话')}", ""]
    changed = conversation.changed[:16].replace("T", " ")
    lines += [f"对话 {conversation.id}，{len(conversation.turns)} 问；最后更改 {changed}（UTC）", ""]
    narrowing = conversation.narrowing
    if narrowing:
        lines += [f"范围：{escaped('、'.join((*narrowing.reports, *narrowing.places, *narrowing.periods)))}", ""]
    for number, turn in enumerate(conversation.turns, 1):
        lines += _turn(number, turn)
    notes = [note for number, turn in enumerate(conversation.turns, 1) for note in _notes(number, turn.answer)]
    if notes:
        lines += ["## 出处", "", *notes]
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """A text on one line in which nothing is Markdown, HTML or an address any more."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    line = _ADDRESS.sub(lambda m: m[0] + _JOINER, line)
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _OPENS.sub(lambda m: f"{m[1]}\\" if m[1].isdigit() else f"\\{m[1]}", _MARKS.sub(r"\\\1", line))


def _turn(number: int, turn: Turn) -> Iterator[str]:
    answer = turn.answer
    yield from (f"## {number}. {escaped(turn.question)}", "")
    if answer.understood:
        yield from (f"理解为：{escaped(answer.understood)}", "")
    yield from (joined(_marked(number, statement) for statement in answer.statements) or escaped(answer.answer), "")
    for statement in answer.statements:
        if statement.calculation and statement.calculation.formula not in statement.text:
            yield from (f"推算：{escaped(statement.calculation.formula)}", "")
    for remark in (_STATUS.get(answer.status, ""), f"注意：{answer.notice}" if answer.notice else ""):
        if remark:
            yield from (f"*{escaped(remark)}*", "")
    yield from (f"——{_writer(answer)}", "")


def _writer(answer: Answer) -> str:
    return f"模型 {escaped(answer.model or '')}".strip() if answer.mode == "model" else "原文摘答"


def _marked(number: int, statement: Statement) -> str:
    marks = "".join(f"[^{number}-{cited}]" for cited in statement.citations)
    text = statement.text.strip()
    if text and text[-1] in ENDS:
        return f"{escaped(text[:-1])}{marks}{text[-1]}"
    return escaped(text) + marks


def _notes(number: int, answer: Answer) -> Iterator[str]:
    for citation in answer.citations:
        yield f"[^{number}-{citation.number}]: {_source(citation)}"
        yield ""


def _source(citation: Citation) -> str:
    page = f"，第 {citation.page} 页" if citation.page else ""
    where = " › ".join((citation.title or citation.source, *citation.section))
    return f"{escaped(where)}{page}（{escaped(citation.source)}）：“{escaped(citation.quote)}”"
