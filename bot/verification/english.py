"""English statements as the checks read them: put back into Chinese, their quotes compared to the letter."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.answer import Citation, Statement
from bot.english_answers.phrases import chinese_of
from bot.english_answers.reading import read
from bot.verification.fault import Fault

_FRAME = re.compile(
    r"(?:(?P<label>[^“”]+?)(?P<mark>[:;]) )?“(?P<quote>.+)”(?: \([^()“”]*\))?(?P<end>[.;])", re.DOTALL
)
_LABEL = re.compile(r"(?P<place>[^,]+), (?:(?P<goal>target for )(?P<of>.+)|(?P<when>.+?)(?P<target> target)?)(?:: (?P<body>.+))?", re.DOTALL)
_OPENING = re.compile(r"In (?P<when>.+?\d{4}), (?P<what>.+?) of (?P<place>.+?\)) was (?P<rest>.+)", re.DOTALL)


def in_chinese(statement: Statement, cited: Sequence[Citation], known: Collection[str]) -> tuple[Statement, list[Fault]]:
    """An English statement in Chinese, and what of its quotes no cited sentence has."""
    text = statement.text
    own = chinese_of(text, known)
    if own is not None:
        return replace(statement, text=own), []
    faults = []
    quote = ""
    if frame := _FRAME.fullmatch(text):
        quote = frame["quote"]
        squeezed = "".join(quote.split())
        if not any(squeezed in "".join(c.words.split()) for c in cited):
            faults.append(Fault("引语与所引原文不同", quote[:20]))
        text = frame["label"] or ""
        if frame["mark"] == ":" and (label := _LABEL.fullmatch(text)):
            goal = bool(label["goal"] or label["target"])
            when = read(label["of"] or label["when"], known)
            return replace(statement, text=f"{read(label['place'], known)}{when}{'目标：' if goal else '，'}{quote}。"), faults
    chinese = _sentence(text.rstrip(".;"), known) if text else ""
    whole = "，".join(filter(None, (chinese, quote)))
    return replace(statement, text=f"{whole}。"), faults


def _sentence(text: str, known: Collection[str]) -> str:
    """A sentence of figures, its place and time before it as in Chinese."""
    if opening := _OPENING.fullmatch(text):
        head = f"{read(opening['place'], known)}{read(opening['when'], known)}"
        return f"{head}{_plain(read(opening['what'], known))}为{_plain(read(opening['rest'], known))}"
    label = _LABEL.fullmatch(text)
    if label and label["body"] and (label["goal"] or label["target"]):
        head = f"{read(label['place'], known)}{read(label['of'] or label['when'], known)}"
        return f"{head}目标：{_plain(read(label['body'], known))}"
    return _plain(read(text, known))


def _plain(text: str) -> str:
    return re.sub(r"\s*\bwas\b\s*", "为", re.sub(r";\s+", "；", re.sub(r",\s+", "，", text)))
