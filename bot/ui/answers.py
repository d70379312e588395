"""An answer as the chat shows it: statements with their marks, checks, formulae and sources."""

from bot.answer import ENDS, Answer, Calculation, Check, Citation, Statement, Status
from bot.ui.markup import text

STATUS_WORDS = {
    Status.CORRECTED: "已更正",
    Status.NOT_IN_LIBRARY: "未收录",
    Status.NOT_STATED: "报告未提及",
    Status.TARGET_ONLY: "仅有目标",
}
"""What stands over an answer that is not simply one."""

_CHECKS = {
    Check.VERIFIED: ("✓", "已核对：数字、地区和时间都与所引原句相符"),
    Check.POINTER_ONLY: ("○", "仅指出处：句中没有可核对的数字，请看原句"),
    Check.UNVERIFIED: ("✗", "未通过核对：请以原句为准"),
}


def asked(question: str) -> str:
    """The question as the chat shows it."""
    return f'<div class="gb-question">{text(question)}</div>'


def remark(words: str, kind: str = "wait") -> str:
    """One line of the page's own: ``wait`` while it works, ``refused`` for an error, ``stopped``."""
    return f'<div class="gb-answer"><div class="gb-remark gb-{kind}">{text(words)}</div></div>'


def answered(answer: Answer, writing: bool = False) -> str:
    """The whole answer on one line of HTML; without its footing while a model is still ``writing``."""
    citations = {c.number: c for c in answer.citations}
    status = STATUS_WORDS.get(answer.status)
    parts = [
        f'<div class="gb-notice">{text(answer.notice)}</div>' if answer.notice else "",
        f'<div class="gb-understood">理解为：{text(answer.understood)}</div>' if answer.understood else "",
        f'<div class="gb-status gb-{answer.status}">{status}</div>' if status else "",
        *(_statement(s, citations) for s in answer.statements),
        _sources(answer.citations),
        "" if writing else _footing(answer),
    ]
    return f'<div class="gb-answer">{"".join(parts)}</div>'


def _statement(statement: Statement, citations: dict[int, Citation]) -> str:
    words = statement.text.strip()
    end = words[-1] if words and words[-1] in ENDS else ""
    marks = "".join(mark(citations[n]) for n in statement.citations if n in citations)
    check = _check(statement.status) if statement.citations else ""
    formula = _formula(statement.calculation, words) if statement.calculation else ""
    return f'<div class="gb-statement">{text(words[: len(words) - len(end)])}{marks}{end}{check}</div>{formula}'


def _formula(calculation: Calculation, words: str) -> str:
    """The arithmetic under a computed statement; its name alone where the statement spells it out."""
    if calculation.formula in words:
        return '<div class="gb-formula"><span>推算</span>由程序按上式算出，不是报告原文</div>'
    return f'<div class="gb-formula"><span>推算</span>{text(calculation.formula)}</div>'


def mark(citation: Citation) -> str:
    """The small button that opens a citation; its class carries what ``sources.parsed`` reads.

    A class, because Gradio's sanitizer lets no ``data-`` attribute through.
    """
    place = f"at-{citation.report}-{citation.start}-{citation.end}-{citation.number}"
    return f'<button type="button" class="gb-cite {text(place)}" title="看原文">&#91;{citation.number}&#93;</button>'


def _check(status: Check) -> str:
    sign, meaning = _CHECKS[status]
    return f'<span class="gb-check gb-{status}" title="{meaning}">{sign}</span>'


def _sources(citations: tuple[Citation, ...]) -> str:
    if not citations:
        return ""
    lines = "".join(f"<li>{mark(c)} {text(_whereabouts(c))}</li>" for c in citations)
    return f'<ul class="gb-sources">{lines}</ul>'


def _whereabouts(citation: Citation) -> str:
    return " · ".join(filter(None, (citation.place, citation.period, *citation.section[-1:]))) or citation.source


def _footing(answer: Answer) -> str:
    checked = sum(s.status is Check.VERIFIED for s in answer.statements if s.citations)
    pointed = sum(s.status is Check.POINTER_ONLY for s in answer.statements if s.citations)
    written = f"模型 {answer.model or ''}" if answer.mode == "model" else "原文摘答"
    parts = [
        f"✓ {checked} 句已核对" if checked else "",
        f"○ {pointed} 句仅指出处" if pointed else "",
        written.strip(),
        f"{sum(answer.milliseconds.values())} 毫秒" if answer.milliseconds else "",
    ]
    return f'<div class="gb-footing">{text("　".join(p for p in parts if p))}</div>'
