"""One writer at a time: the second waits for the first, or is refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from vectorstore.errors import StoreError
from vectorstore.library import Library
from vectorstore.store import Store

__all__ = ["sole_writer", "writing"]

_PATIENCE = 1.0
"""Seconds waited in silence: most that is written takes less."""


@contextmanager
def writing(store: Store, *, wait: bool = True, on_wait: Callable[[], None] = lambda: None) -> Iterator[Library]:
    """The catalogue to write to, with no other process writing in this home; raises StoreError as ``sole_writer``."""
    with sole_writer(store, wait=wait, on_wait=on_wait):
        yield store.writable()


@contextmanager
def sole_writer(store: Store, *, wait: bool = True, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """The right to write in a home. ``on_wait`` is called once, after a second, when another process has it.

    Raises StoreError at once with ``wait=False`` when another process writes, and when the home can't be written.
    """
    from filelock import FileLock, Timeout

    store.make_home()
    lock = FileLock(store.home / "writing.lock")
    try:
        try:
            lock.acquire(timeout=_PATIENCE if wait else 0)
        except Timeout as error:
            if not wait:
                raise StoreError(f"另一个 gongbao 进程正在写入 {store.home}: 请等它结束后重试") from error
            on_wait()
            lock.acquire()
    except PermissionError as error:
        raise StoreError(f"无法写入 {store.home}: 请检查权限, 或用 GONGBAO_HOME 换一处") from error
    try:
        yield
    finally:
        lock.release()
