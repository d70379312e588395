"""Gold questions: what is asked, which facts answer it, and where the reports say so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError, model_validator

from evals.evidence import FORMS, Checked, Correction, Evidence
from vectorstore.errors import GongbaoError


class Type(StrEnum):
    """What a question puts to the test."""

    NUMBER = "number"
    ENTITY = "entity"
    DISAMBIGUATION = "disambiguation"
    CROSS_REPORT = "cross_report"
    TEMPORAL = "temporal"
    MULTI_FACT = "multi_fact"
    REASONING = "reasoning"
    UNANSWERABLE = "unanswerable"


class GoldQuestion(Checked):
    """One question with everything its answer is held against."""

    id: str = Field(min_length=1)
    type: Type
    question: str = Field(min_length=1)
    answerable: bool
    answers: tuple[tuple[str, ...], ...]
    """Facts, each as its accepted forms; every fact is needed."""
    forbidden: tuple[str, ...]
    """Figures that show a wrong report or year."""
    sources: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    computed: bool
    """Whether the answer is arithmetic and stands in no report."""
    target_vs_actual: bool
    """Whether a target lies near that must not be taken for the result, or the other way round."""
    style: str
    lang: str
    distractors: tuple[str, ...] = ()
    """Tempting values of the same report."""
    calc: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    """Places as the answer ranks them."""
    winner: str | None = None
    reason: str | None = None
    """Why it can't be answered: other_district, other_year, indicator_absent, false_premise, …"""
    near_miss: tuple[str, ...] = ()
    """What a careless answer to an unanswerable question would give."""
    correction: tuple[Correction, ...] = ()
    note: str | None = None
    round: str | None = None
    """Of questions that were written in rounds, each asked before it was read: which one."""

    @property
    def has_false_premise(self) -> bool:
        """Whether it takes for granted what the reports contradict, so that a correction is right."""
        return self.reason == "false_premise"

    @model_validator(mode="after")
    def _answered_or_not(self) -> "GoldQuestion":
        if self.answerable and not (self.answers and all(form.strip() for fact in self.answers for form in fact)):
            raise ValueError("answers：可以回答的问题至少要有一个事实，写法不能是空的")
        if self.answerable and not (self.evidence and all(self.answers)):
            raise ValueError("evidence：可以回答的问题要有原文依据，每个事实至少一种写法")
        if not self.answerable and not self.reason:
            raise ValueError("reason：不能回答的问题要写明原因")
        return self


@dataclass(frozen=True, slots=True)
class StaleEvidence:
    """Evidence, or a correction, that its report no longer bears out."""

    question: str
    """Id of the question."""
    source: str
    """The report, as the gold names it."""
    missing: bool
    """Whether the report itself isn't there."""


def read_gold(path: Path) -> tuple[GoldQuestion, ...]:
    """The questions of a JSON lines file, in its order; empty lines are passed over.

    Raises GongbaoError, naming the file, the line and the field, at the first line that is not a gold question.
    """
    questions: dict[str, GoldQuestion] = {}
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            question = GoldQuestion.model_validate_json(line)
        except ValidationError as error:
            raise GongbaoError(f"{path} 第 {number} 行{_reason(error)}") from error
        if question.id in questions:
            raise GongbaoError(f"{path} 第 {number} 行的字段 id：{question.id} 前面已经用过，请换一个")
        questions[question.id] = question
    if not questions:
        raise GongbaoError(f"{path} 里一个问题也没有；每行应是一个标准问题的 JSON 对象")
    return tuple(questions.values())


def stale(questions: Iterable[GoldQuestion], texts: Mapping[str, str]) -> tuple[StaleEvidence, ...]:
    """Evidence whose report is not among ``texts`` (canonical text by source) or has other words now."""
    found = []
    for question in questions:
        for place in (*question.evidence, *question.correction):
            text = place.text(texts)
            if text is None or not place.spans(text):
                found.append(StaleEvidence(question.id, place.source, missing=text is None))
    return tuple(found)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise GongbaoError(f"{path} 不是 UTF-8 编码，请另存为 UTF-8 再试") from error
    except OSError as error:
        raise GongbaoError(f"读不了标准问题 {path}（{error.strerror}）：请检查路径和权限") from error


_REASONS = {
    "missing": "缺少这个字段，请补上",
    "extra_forbidden": "没有这个字段，请检查拼写",
    "string_type": "应当是字符串",
    "bool_type": "应当是 true 或 false",
    "int_type": "应当是整数",
    "greater_than_equal": "不能小于 {ge}",
    "string_pattern_mismatch": "应当是 12 位十六进制数字",
    "tuple_type": "应当是数组",
    "model_type": "应当是对象",
    "string_too_short": "不能是空的",
    "enum": "应当是 {expected} 之一",
}


def _reason(error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return "不是合法的 JSON，请检查引号和逗号"
    place = [str(part) for part in first["loc"] if part not in FORMS]
    if first["type"] == "value_error":
        return f"的字段 {'.'.join([*place, str(first['ctx']['error'])])}"
    if not place:
        return "不是 JSON 对象，请写成 {…}"
    known = _REASONS.get(first["type"])
    reason = known.format(**first.get("ctx", {})) if known else f"的值不可用（{first['msg']}）"
    return f"的字段 {'.'.join(place)}：{reason}"
