"""What an interrupted batch has answered, kept beside its output until the whole is there."""

import json
import threading
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from bot.batch.lines import Item
from bot.written_file import reason_of
from vectorstore.errors import ReadError

__all__ = ["Partial"]


class Partial:
    """Replies by what they reply to, a line each in ``<out>.partial``; written as they come, from any thread.

    A reply is found again only for the same id and text under the same ``circumstances``: command, options,
    library. What was changed since is asked anew, and the rest is kept.
    """

    def __init__(self, out: Path, circumstances: Mapping[str, Any]) -> None:
        self.path = out.with_name(f"{out.name}.partial")
        self._circumstances = json.dumps(circumstances, sort_keys=True, default=str)
        self._lock = threading.Lock()
        self._replies = self._kept()
        self._stream: Any = None

    def get(self, item: Item) -> dict[str, Any] | None:
        """The reply an earlier run gave to an item, if one did."""
        return self._replies.get(self._key(item))

    def put(self, item: Item, reply: dict[str, Any]) -> None:
        """Keeps a reply. Raises ReadError when the file can't be written."""
        line = json.dumps({"key": self._key(item), "reply": reply}, ensure_ascii=False)
        with self._lock:
            try:
                if self._stream is None:
                    self._begin()
                self._stream.write(line.encode("utf-8", "backslashreplace") + b"\n")
                self._stream.flush()
            except OSError as error:
                raise ReadError(f"写不了 {self.path}：{reason_of(error)}") from error

    def remove(self) -> None:
        """Removes the file: its replies are where they belong."""
        self.close()
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Lets go of the file, which stays."""
        with self._lock:
            if self._stream is not None:
                self._stream.close()
                self._stream = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _key(self, item: Item) -> str:
        text = json.dumps([self._circumstances, item.id, item.text])
        return sha256(text.encode()).hexdigest()[:24]

    def _begin(self) -> None:
        """A killed run may have left half a line, which must not swallow the next."""
        self._stream = self.path.open("ab")
        if self._stream.tell():
            self._stream.write(b"\n")

    def _kept(self) -> dict[str, dict[str, Any]]:
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise ReadError(f"读不了 {self.path}：{reason_of(error)}") from error
        replies = {}
        for line in lines:
            try:
                kept = json.loads(line)
                replies[str(kept["key"])] = dict(kept["reply"])
            except (ValueError, TypeError, KeyError):  # half a line of a killed run, or none of ours: asked anew
                continue
        return replies
