"""The lines of a batch: which can be asked, and what is wrong with the others."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.written_file import reason_of
from vectorstore.errors import ReadError


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a batch."""

    id: str | int | None
    """None where the line is too broken to have one."""
    text: str
    """The question, or the task of a briefing; empty where the line is refused."""
    refusal: str = ""
    """What is wrong with the line; empty when it can be asked."""
    line: int = field(default=0, compare=False)
    """Its number in the file, from 1."""


def read_batch(path: Path, field: str = "question") -> tuple[Item, ...]:
    """The items of a JSON lines file, in its order; empty lines are passed over.

    A line that can't be asked is an item with its ``refusal``, and harms no other. Raises ReadError, naming the
    file and the first bad line, where none can be asked: it is no batch then.
    """
    lines = _read(path).removeprefix(b"\xef\xbb\xbf").split(b"\n")
    items = [_item(line, number, field) for number, line in enumerate(lines, start=1) if line.strip()]
    example = json.dumps({"id": 1, field: "……"}, ensure_ascii=False)
    if not items:
        raise ReadError(f"{path} 里一行也没有；每行应是一个带 id 和 {field} 的 JSON 对象")
    if all(item.refusal for item in items):
        more = f"（{len(items)} 行都不能用）" if len(items) > 1 else ""
        raise ReadError(f"{path} 第 {items[0].line} 行{items[0].refusal}{more}；每行应是 {example}")
    return tuple(items)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReadError(f"读不了批量文件 {path}：{reason_of(error)}") from error


def _item(line: bytes, number: int, field: str) -> Item:
    """One line as it can be asked, or with the reason why it can't."""
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Item(None, "", "不是 UTF-8 编码，请另存为 UTF-8 再试", number)
    except (ValueError, RecursionError):
        return Item(None, "", "不是合法的 JSON", number)
    name = value.get("id") if isinstance(value, dict) else None
    name = name if isinstance(name, str | int) and not isinstance(name, bool) else None
    text = value.get(field) if isinstance(value, dict) else None
    refusal = _refusal(value, name, text, field)
    return Item(name, "" if refusal else str(text), refusal, number)


def _refusal(value: Any, name: str | int | None, text: Any, field: str) -> str:
    if not isinstance(value, dict):
        return "不是 JSON 对象"
    if name is None:
        return "缺少 id（字符串或整数）"
    return "" if isinstance(text, str) else f"缺少 {field}（字符串）"
