"""Gold questions: what is asked, which facts answer it, and where the reports say so."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

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


class _Checked(BaseModel):
    # a mistyped optional field would otherwise be lost in silence
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Evidence(_Checked):
    """An exact quote that answers, or helps to."""

    source: str = Field(min_length=1)
    """Name of the report's file."""
    quote: str = Field(min_length=1)


class Correction(_Checked):
    """An exact quote that contradicts a false premise."""

    doc: str
    """Beginning of the name of the report's file."""
    quote: str = Field(min_length=1)


class GoldQuestion(_Checked):
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


class StaleEvidence(Evidence):
    """Evidence that its report no longer bears out."""

    question: str
    """Id of the question."""


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
    """Evidence whose report is not among ``texts`` (canonical text by source) or no longer contains it."""
    return tuple(
        StaleEvidence(question=question.id, source=evidence.source, quote=evidence.quote)
        for question in questions
        for evidence in question.evidence
        if evidence.quote not in texts.get(evidence.source, "")
    )


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
    "tuple_type": "应当是数组",
    "model_type": "应当是对象",
    "string_too_short": "不能是空的",
    "enum": "应当是 {expected} 之一",
}


def _reason(error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return "不是合法的 JSON，请检查引号和逗号"
    if first["type"] == "value_error":
        return f"的字段 {first['ctx']['error']}"
    if not first["loc"]:
        return "不是 JSON 对象，请写成 {…}"
    field = ".".join(map(str, first["loc"]))
    known = _REASONS.get(first["type"])
    reason = known.format(**first.get("ctx", {})) if known else f"的值不可用（{first['msg']}）"
    return f"的字段 {field}：{reason}"
