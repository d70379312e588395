"""The history of conversations: one JSON file each in the home's ``conversations`` folder."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from bot.conversation.conversation import Conversation, is_id
from bot.conversation.kept import NewerFormatError, conversation_from
from bot.written_file import reason_of, write_whole
from vectorstore.errors import GongbaoError, StoreError
from vectorstore.words import fold

FOLDER = "conversations"
_LOCK = ".lock"
_WAIT_SECONDS = 10
"""For another process that writes; it takes milliseconds."""
_LARGEST = 64 * 1024 * 1024
"""Bytes; a thousand long answers take a tenth of that."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the history holds: conversations, the last changed first, and a line on each file that can't be read."""

    conversations: tuple[Conversation, ...]
    damaged: tuple[str, ...] = ()


class History:
    """The conversations of one home; safe for several processes at once."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    def all(self, words: str = "") -> Kept:
        """Every conversation whose title, questions or answers have all of these words."""
        found: list[Conversation] = []
        damaged: list[str] = []
        for path in sorted(self.folder.glob("*.json")) if self.folder.is_dir() else ():
            try:
                conversation = self._read(path)
            except StoreError as error:
                damaged.append(str(error))
                continue
            if conversation and _has(conversation, fold(words).split()):
                found.append(conversation)
        found.sort(key=lambda conversation: (conversation.changed, conversation.id), reverse=True)
        return Kept(tuple(found), tuple(damaged))

    def find(self, prefix: str) -> str:
        """The id that a prefix stands for. Raises GongbaoError when it fits none, or more than one."""
        prefix = prefix.strip()
        if not is_id(prefix):
            raise GongbaoError("对话编号只能由小写字母、数字和短横组成；gongbao conversations 会列出全部编号")
        if self._path(prefix).is_file():
            return prefix
        fitting = sorted(path.stem for path in self.folder.glob(f"{prefix}*.json") if is_id(path.stem))
        if len(fitting) != 1:
            what = (
                f"有 {len(fitting)} 个对话的编号以它开头，请多写几位"
                if fitting
                else "gongbao conversations 会列出全部编号"
            )
            raise GongbaoError(f"{'不能确定是哪个对话' if fitting else '没有这个对话'}：{prefix}；{what}")
        return fitting[0]

    def get(self, prefix: str) -> Conversation:
        """A conversation by its id or the start of it. Raises GongbaoError or StoreError when it can't be had."""
        number = self.find(prefix)
        if conversation := self._read(self._path(number)):
            return conversation
        raise GongbaoError(f"没有这个对话：{number}；它刚刚被删除了")

    def update(self, conversation: Conversation, change: Callable[[Conversation], Conversation]) -> Conversation:
        """Change a conversation as it is kept now, and keep it; ``conversation`` itself where none is kept yet.

        Two processes that change the same one wait for each other, so that no turn is lost.
        """
        path = self._path(conversation.id)
        with self._lock():
            changed = change(self._read(path) or conversation)
            write_whole(path, json.dumps(changed.as_json(), ensure_ascii=False, indent=1).encode())
        return changed

    def remove(self, prefix: str) -> str:
        """Remove a conversation, damaged or not; gives its id."""
        number = self.find(prefix)
        with self._lock():
            try:
                self._path(number).unlink(missing_ok=True)
            except OSError as error:
                raise StoreError(f"删除不了对话 {number}：{reason_of(error)}") from error
        return number

    def _path(self, number: str) -> Path:
        if not is_id(number):
            raise GongbaoError(f"对话编号不对：{number!r}")
        return self.folder / f"{number}.json"

    def _lock(self) -> AbstractContextManager[object]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return FileLock(self.folder / _LOCK).acquire(timeout=_WAIT_SECONDS)
        except Timeout as error:
            raise StoreError(f"对话正被另一个程序写入，等了 {_WAIT_SECONDS} 秒：请稍后再试") from error
        except OSError as error:
            raise StoreError(f"不能在 {self.folder} 里保存对话：{reason_of(error)}") from error

    def _read(self, path: Path) -> Conversation | None:
        """The conversation of a file; None when there is none. Raises StoreError when it can't be read."""
        damaged = f"对话文件 {path.name} 已损坏，其余对话不受影响；用 gongbao conversations remove {path.stem} 删除它"
        try:
            if path.stat().st_size > _LARGEST:
                raise StoreError(damaged)
            conversation = conversation_from(json.loads(path.read_bytes()))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"读不了对话文件 {path.name}：{reason_of(error)}") from error
        except NewerFormatError as error:
            raise StoreError(f"对话文件 {path.name} 由更新的版本写成，请先升级 gongbao") from error
        except (ValueError, RecursionError) as error:
            raise StoreError(damaged) from error
        if conversation.id != path.stem:
            raise StoreError(damaged)
        return conversation


def _has(conversation: Conversation, words: list[str]) -> bool:
    if not words:
        return True
    text = "\n".join(
        [
            conversation.title,
            *(part for turn in conversation.turns for part in (turn.question, turn.whole, turn.answer.answer)),
        ]
    )
    folded = fold(text)
    return all(word in folded for word in words)
