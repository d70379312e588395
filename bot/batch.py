"""Many questions at once: JSON lines with ``id`` and ``question`` in, one object a line out."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.written_file import reason_of, whole_file
from vectorstore.errors import GongbaoError, ReadError


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a batch."""

    id: str | int
    text: str
    """The question, or the task of a briefing."""


def read_batch(path: Path, field: str = "question") -> tuple[Item, ...]:
    """The items of a JSON lines file, in its order; empty lines are passed over.

    Raises ReadError, naming the file and the first bad line, before anything is asked.
    """
    items: list[Item] = []
    refused: list[tuple[int, str]] = []
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            items.append(_item(json.loads(line), field))
        except ReadError as error:
            refused.append((number, str(error)))
        except (ValueError, RecursionError):
            refused.append((number, "不是合法的 JSON"))
    if refused:
        number, reason = refused[0]
        more = f"（共 {len(refused)} 行有问题）" if len(refused) > 1 else ""
        example = json.dumps({"id": 1, field: "……"}, ensure_ascii=False)
        raise ReadError(f"{path} 第 {number} 行{reason}{more}；每行应是 {example}")
    if not items:
        raise ReadError(f"{path} 里一行也没有；每行应是一个带 id 和 {field} 的 JSON 对象")
    return tuple(items)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ReadError(f"{path} 第 {line} 行不是 UTF-8 编码，请另存为 UTF-8 再试") from error
    except OSError as error:
        raise ReadError(f"读不了批量文件 {path}：{reason_of(error)}") from error


def _item(value: Any, field: str) -> Item:
    """One line's object; ReadError says what it lacks."""
    if not isinstance(value, dict):
        raise ReadError("不是 JSON 对象")
    if not isinstance(value.get("id"), str | int) or isinstance(value["id"], bool):
        raise ReadError("缺少 id（字符串或整数）")
    if not isinstance(value.get(field), str):
        raise ReadError(f"缺少 {field}（字符串）")
    return Item(value["id"], value[field])


def run_batch(items: Iterable[Item], out: Path, reply: Callable[[str], dict[str, Any]]) -> int:
    """Write each item's reply, its ``id`` first, to ``out``; give the number of items that were refused.

    A GongbaoError over one item becomes that item's ``{"id", "error"}`` and the others go on. ``out`` appears
    whole or not at all. Raises ReadError when it can't be written, before the first item is asked.
    """
    refused = 0
    with whole_file(out) as stream:
        for item in items:
            try:
                line = {"id": item.id, **reply(item.text)}
            except GongbaoError as error:
                line = {"id": item.id, "error": str(error)}
                refused += 1
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    return refused
