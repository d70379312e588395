"""English statements as the checks read them: put back into Chinese, their quotes compared to the letter."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.answer import Citation, Statement
from bot.english_answers.phrases import chinese_of
from bot.english_answers.reading import mispaired, read
from bot.verification.fault import Fault

_FRAME = re.compile(
    r"(?:(?P<label>[^“”「」]+?)(?P<mark>[:;]) )?(?:“(?P<quote>[^「].*)”|「(?P<corner>.+)」)"
    r"(?: \((?P<meanings>[^()“”]*)\))?[.;]",
    re.DOTALL,
)
_LABEL = re.compile(
    r"(?P<place>[^,]+), (?:(?P<goal>target for )(?P<of>.+?)|(?P<when>.+?)(?P<target> target)?)(?:: (?P<body>.+))?",
    re.DOTALL,
)
_OPENING = re.compile(r"In (?P<when>.+?\d{4}), (?P<what>.+?) of (?P<place>.+?\)) (?:was|were) (?P<rest>.+)", re.DOTALL)


def in_chinese(
    statement: Statement, cited: Sequence[Citation], known: Collection[str]
) -> tuple[Statement, list[Fault]]:
    """An English statement in Chinese, and what is wrong with its quotes and with the names of its places."""
    faults = [Fault("地区的英文与中文不符", name) for name in mispaired(statement.text, known)]
    own = chinese_of(statement.text, known)
    if own is not None:
        return replace(statement, text=own), faults
    frame = _FRAME.fullmatch(statement.text)
    if frame is None:
        return replace(statement, text=f"{_sentence(statement.text.rstrip('.;'), known)}。"), faults
    quote = frame["quote"] or frame["corner"]
    squeezed = "".join(quote.split())
    if not any(squeezed in "".join(c.words.split()) for c in cited):
        faults.append(Fault("引语与所引原文不同", quote[:20]))
    before = frame["label"] or ""
    if frame["mark"] == ":" and (label := _LABEL.fullmatch(before)):
        text = f"{_head(label, known)}{quote}。"
    else:
        text = "，".join(filter(None, (_sentence(before, known), f"{quote}。")))
    return replace(statement, text=text), faults


def _head(label: re.Match[str], known: Collection[str]) -> str:
    goal = bool(label["goal"] or label["target"])
    return f"{read(label['place'], known)}{read(label['of'] or label['when'], known)}{'目标：' if goal else '，'}"


def _sentence(text: str, known: Collection[str]) -> str:
    """A sentence of figures, its place and time before it as in Chinese."""
    if opening := _OPENING.fullmatch(text):
        head = f"{read(opening['place'], known)}{read(opening['when'], known)}"
        return f"{head}{_plain(read(opening['what'], known))}为{_plain(read(opening['rest'], known))}"
    label = _LABEL.fullmatch(text)
    if label and label["body"] and (label["goal"] or label["target"]):
        return f"{_head(label, known)}{_plain(read(label['body'], known))}"
    return _plain(read(text, known))


def _plain(text: str) -> str:
    return re.sub(r"\s*\b(?:was|were)\b\s*", "为", re.sub(r";\s+", "；", re.sub(r",\s+", "，", text)))
