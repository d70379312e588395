"""Metadata that a person corrects: by a ``NAME.meta.yaml`` beside the file, or by ``gongbao reports edit``."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from vectorstore.days import find_days
from vectorstore.errors import ReadError
from vectorstore.periods import find_period
from vectorstore.report import Kind

__all__ = ["FIELDS", "UNCORRECTED", "Corrections", "corrections_from", "field_named", "parse_sidecar"]

FIELDS = {
    "place": "地方",
    "parent": "上级",
    "period": "时期",
    "kind": "类别",
    "title": "标题",
    "date": "日期",
    "session": "会议",
    "speaker": "报告人",
}
"""What can be corrected, and its name in Chinese, which a sidecar may use as well."""

_LARGEST = 64 * 1024
"""Letters of a sidecar at most: eight short lines need one thousand."""
_DEEPEST = 3
"""Nesting of a sidecar at most; a good one has 1."""
_LONGEST = 200
"""Letters of a value at most; no title has 100."""


class Corrections(BaseModel):
    """Metadata set by hand; a field left None stays as it was read, an empty one is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str | None = None
    place: str | None = None
    parent: str | None = None
    period: str | None = None
    kind: str | None = None
    date: str | None = None
    session: str | None = None
    speaker: str | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _words(cls, value: object) -> str | None:
        """A day as ISO 8601, a year as its digits, words without the blanks at their ends."""
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ValueError("要写成一行文字")
        words = str(value).strip()
        if len(words) > _LONGEST:
            raise ValueError(f"超过了 {_LONGEST} 个字")
        if not words.isprintable():
            raise ValueError("只能写一行，不能有换行或控制字符")
        return words

    @field_validator("period")
    @classmethod
    def _period(cls, value: str | None) -> str | None:
        if value and find_period(value) is None:
            raise ValueError(
                f"“{value}”不是认得的时期；请写成“2020年”“2020年上半年”“2020年1—5月”“2021—2025年”这样的形式"
            )
        return value

    @field_validator("kind")
    @classmethod
    def _kind(cls, value: str | None) -> str | None:
        if value and value not in set(Kind):
            raise ValueError(f"“{value}”不是认得的类别；可以写：{'、'.join(Kind)}")
        return value

    @field_validator("date")
    @classmethod
    def _date(cls, value: str | None) -> str | None:
        days = find_days(value) if value else []
        if value and not (len(days) == 1 and (days[0].start, days[0].end) == (0, len(value))):
            raise ValueError(f"“{value}”不是认得的日期；请写成“2020-08-20”或“2020年8月20日”")
        return days[0].iso if value else value

    def over(self, later: "Corrections") -> "Corrections":
        """These, with what ``later`` sets in their place."""
        return self.model_copy(update=later.model_dump(exclude_none=True))

    def without(self, fields: "frozenset[str]") -> "Corrections":
        """These, without what was set for some fields: they are as they were read."""
        return self.model_copy(update=dict.fromkeys(fields))


UNCORRECTED = Corrections()
"""Nothing set by hand."""


def parse_sidecar(text: str, name: str) -> Corrections:
    """The corrections a sidecar holds; ``name`` is that of the report's file.

    Raises ReadError, one line for the user, when it is no YAML mapping of known fields to good values.
    """
    import yaml

    beside = f"“{name}”的元数据文件"
    if len(text) > _LARGEST:
        raise ReadError(f"{beside}太大了；它只需写几行，例如“地方: 云汀市”。")
    try:
        plain = _is_plain(text)
        content = yaml.safe_load(text) if plain else None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else ""
        raise ReadError(f"{beside}{where}不是正确的 YAML；请一行写一项，例如“地方: 云汀市”。") from error
    if not plain:
        raise ReadError(f"{beside}写得太复杂；请一行写一项，例如“地方: 云汀市”。")
    if content is None:
        return UNCORRECTED
    if not isinstance(content, dict):
        raise ReadError(f"{beside}要一行写一项，例如“地方: 云汀市”。")
    return corrections_from(content, beside)


def _is_plain(text: str) -> bool:
    """Whether YAML has no references and no deep nesting, whose loading may cost time and memory without bound."""
    import yaml

    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
            return False
    return True


def field_named(key: object, where: str) -> str:
    """The field that a key stands for, ``place`` or 地方. Raises ReadError, which lists them, when it is none."""
    named = {label: field for field, label in FIELDS.items()} | {field: field for field in FIELDS}
    field = named.get(str(key).strip())
    if field is None:
        allowed = "、".join(f"{label}（{name}）" for name, label in FIELDS.items())
        raise ReadError(f"{where}里的“{_shown(key)}”不是认得的项目；可以写：{allowed}。")
    return field


def corrections_from(values: Mapping[Any, object], where: str) -> Corrections:
    """Corrections from fields (``place`` or 地方) and their values; ``where`` names them to the user.

    Raises ReadError, one line for the user, for an unknown field, a field given twice or a bad value.
    """
    fields: dict[str, object] = {}
    for key, value in values.items():
        field = field_named(key, where)
        if field in fields:
            raise ReadError(f"{where}里“{FIELDS[field]}”写了两次；请只留一个。")
        fields[field] = value
    try:
        return Corrections.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise ReadError(f"{where}的“{FIELDS[str(first['loc'][0])]}”写得不对：{reason}。") from error


def _shown(key: object) -> str:
    words = "".join(letter if letter.isprintable() else " " for letter in str(key))
    return words if len(words) <= 20 else f"{words[:20]}…"
