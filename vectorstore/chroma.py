"""The built-in index: Chroma for vectors, tantivy for words, fused by reciprocal rank."""

import re
import shutil
import threading
from collections.abc import Callable, Collection
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from vectorstore.bm25 import WordIndex
from vectorstore.errors import ConfigurationError, GongbaoError, StoreError
from vectorstore.index import Hit, fuse
from vectorstore.report import Report

Found = TypeVar("Found")

_DEPTH = 50
"""Passages taken from each ranking before they are fused: a passage further down gains too little to matter."""

_AT_ONCE = 5_000
"""Vectors in one upsert; Chroma's own limit is 5,461."""

_EXPLORED = 200
"""HNSW ef_search; at its default of 100 a filter on few reports may leave fewer than asked for."""


_DAMAGED = "向量索引 {} 已损坏: 请运行 gongbao doctor --rebuild"


class ChromaTantivyIndex:
    """Passages in Chroma, embedded in ``<home>/chroma`` or at a server, and in tantivy at ``<home>/tantivy``.

    Chroma holds ids, report ids and vectors, one collection for each embedder and dimension. Chroma
    takes a second to import: that happens at the first search with a vector, or ahead in ``warm``.
    """

    def __init__(self, home: Path, embedder: str, url: str | None = None) -> None:
        self._folder = home / "chroma"
        self._words = WordIndex(home / "tantivy")
        self._embedder = embedder
        self._url = url
        self._client: Any = None
        self._collections: dict[int, Any] = {}
        """Open collections by dimension, as long as the client is."""
        self._lock = threading.RLock()  # two embedded clients on one folder bring Chroma down

    def add_words(self, report: Report) -> None:
        """Indexes the words of a report's passages in place of what it held under that id."""
        self._words.add(report)

    def add_vectors(self, report: Report, vectors: NDArray[np.float32]) -> None:
        """Indexes the vectors of a report's passages, one each in order, in place of those under that id."""
        with self._lock:
            self._guarded(lambda: self._forget(report.id))
            if report.passages:
                self._guarded(lambda: self._upsert(report, vectors))

    def clear_words(self) -> None:
        """Forgets the words of every report; vectors stay."""
        self._words.clear()

    def delete(self, report_id: str) -> None:
        """Forgets a report's passages, in every collection."""
        self._words.delete(report_id)
        with self._lock:
            if self._url or self._folder.exists():
                self._guarded(lambda: self._forget(report_id))

    def search(
        self,
        query: str,
        vector: NDArray[np.float32] | None,
        k: int,
        reports: Collection[str] | None = None,
        by_words: Collection[str] = (),
    ) -> list[Hit]:
        """The best ``k`` passages, best first, of the reports given or of all; by words alone without a vector.

        ``by_words`` are reports whose vectors are not there yet, or are those of an older reading.
        """
        if k < 1 or (reports is not None and not reports):
            return []
        depth = max(_DEPTH, k)
        rankings = {"words": self._words.search(query, depth, reports)}
        if vector is not None:
            rankings["dense"] = self.nearest(vector, depth, reports, by_words)
        return fuse(rankings, k, by_words)

    def nearest(
        self,
        vector: NDArray[np.float32],
        k: int,
        reports: Collection[str] | None = None,
        but: Collection[str] = (),
    ) -> list[tuple[str, int]]:
        """The ``k`` passages nearest to a vector as (report id, passage number), nearest first.

        Of the reports given, or of all, ``but`` for some.
        """
        where = _among(reports, but)
        if reports is not None and not set(reports) - set(but):
            return []
        with self._lock:
            if not self._url and not self._folder.exists():
                return []
            answer = self._guarded(
                lambda: self._collection(len(vector)).query(
                    query_embeddings=[vector], n_results=k, where=where, include=[]
                )
            )
        ids = (name.rpartition(":") for name in answer["ids"][0])
        return [(report, int(number)) for report, _, number in ids]

    def warm(self) -> None:
        """Imports and opens Chroma, so that it can be done while a query is embedded."""
        with self._lock:
            if self._url or self._folder.exists():
                self._guarded(self._open)

    def frequency(self, text: str) -> int:
        """In how many passages a text stands, at most."""
        return self._words.frequency(text)

    def size(self) -> int:
        """Passages held."""
        return self._words.size()

    def report_ids(self) -> set[str]:
        """Ids of the reports it holds passages of."""
        return self._words.report_ids()

    def refresh(self) -> None:
        """Takes notice of what other processes wrote; an embedded Chroma keeps its first view until reopened."""
        self._words.refresh()
        if not self._url:
            self._close_client()

    def clear(self) -> None:
        """Forgets everything, even what is too damaged to be opened."""
        self._words.clear()
        if self._url:
            with self._lock:
                self._guarded(self._drop_collections)
        else:
            self._close_client()
            shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Lets go of files and connections."""
        self._words.close()
        self._close_client()

    def _close_client(self) -> None:
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None
                self._collections.clear()

    def _open(self) -> Any:
        if self._client is None:
            self._client = _connect(self._url) if self._url else _embedded(self._folder)
        return self._client

    def _collection(self, dimension: int) -> Any:
        client = self._open()
        if dimension not in self._collections:
            self._collections[dimension] = client.get_or_create_collection(
                collection_name(self._embedder, dimension),
                embedding_function=None,
                configuration={"hnsw": {"space": "cosine", "ef_search": _EXPLORED}},
            )
        return self._collections[dimension]

    def _ours(self) -> list[Any]:
        named = self._open().list_collections()
        return [
            self._open().get_collection(c.name, embedding_function=None) for c in named if c.name.startswith(_PREFIX)
        ]

    def _forget(self, report_id: str) -> None:
        for collection in self._ours():
            collection.delete(where={"report": report_id})

    def _drop_collections(self) -> None:
        for collection in self._ours():
            self._open().delete_collection(collection.name)
        self._collections.clear()

    def _upsert(self, report: Report, vectors: NDArray[np.float32]) -> None:
        collection = self._collection(vectors.shape[1])
        ids = [f"{report.id}:{passage.number}" for passage in report.passages]
        for start in range(0, len(ids), _AT_ONCE):
            batch = ids[start : start + _AT_ONCE]
            of_report = [{"report": report.id}] * len(batch)
            collection.upsert(ids=batch, embeddings=vectors[start : start + _AT_ONCE], metadatas=of_report)

    def _guarded(self, step: Callable[[], Found]) -> Found:
        """Runs a step of Chroma; its failures name the place and the mend."""
        errors = _import_chroma().errors
        import httpx

        try:
            return step()
        except (errors.InvalidArgumentError, errors.InvalidDimensionException, GongbaoError):
            raise
        except (errors.ChromaError, httpx.HTTPError, OSError) as error:
            raise StoreError(self._explained(str(error))) from error

    def _explained(self, reason: str) -> str:
        if self._url:
            return f"Chroma 服务 {self._url} 无法使用({reason.splitlines()[0]}): 请检查 GONGBAO_CHROMA_URL"
        if "readonly" in reason or "ermission" in reason:
            return f"向量索引 {self._folder} 无法写入: 请检查权限, 或用 GONGBAO_HOME 换一处"
        if "full" in reason or "No space" in reason:
            return f"向量索引 {self._folder} 所在的磁盘已满: 请腾出空间后重试"
        return _DAMAGED.format(self._folder)


def _among(reports: Collection[str] | None, but: Collection[str]) -> dict[str, Any] | None:
    """Chroma's filter: none where it would let all through, for it costs as much again as the search."""
    if reports is not None:
        return {"report": {"$in": sorted(set(reports) - set(but))}}
    return {"report": {"$nin": sorted(but)}} if but else None


_PREFIX = "gongbao-"


def collection_name(embedder: str, dimension: int) -> str:
    """A name Chroma accepts, one for each vector space."""
    readable = re.sub(r"[^A-Za-z0-9]+", "-", embedder).strip("-")[:80]
    return f"{_PREFIX}{readable}-{sha256(embedder.encode()).hexdigest()[:8]}-{dimension}"


def _import_chroma() -> Any:
    try:
        import chromadb
        import chromadb.errors
    except ValueError as error:
        # Chroma reads ./.env while it is imported, before anyone can tell it not to
        raise ConfigurationError("当前文件夹的 .env 文件无法读取: 请改正或移走它, 或换一个文件夹运行") from error
    return chromadb


def _embedded(folder: Path) -> Any:
    chromadb = _import_chroma()
    folder.mkdir(parents=True, exist_ok=True)
    settings = chromadb.Settings(anonymized_telemetry=False)
    with ExitStack() as on_failure:
        # a client that failed to open stays in Chroma's cache, half made, for the next one on that folder
        on_failure.callback(chromadb.api.client.SharedSystemClient.clear_system_cache)
        try:
            client = chromadb.PersistentClient(folder, settings)
        except ValueError as error:  # what Chroma makes of a store without its tables
            raise StoreError(_DAMAGED.format(folder)) from error
        on_failure.pop_all()
    return client


def _connect(url: str) -> Any:
    chromadb = _import_chroma()
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(f"GONGBAO_CHROMA_URL={url} 不是地址: 请写成 http://主机:端口")
    secure = parts.scheme == "https"
    settings = chromadb.Settings(anonymized_telemetry=False)
    port = parts.port or (443 if secure else 8000)
    try:
        return chromadb.HttpClient(parts.hostname, port, ssl=secure, settings=settings)
    except ValueError as error:  # what Chroma makes of a refused connection
        raise StoreError(f"Chroma 服务 {url} 无法连接: 请检查 GONGBAO_CHROMA_URL 和服务是否在运行") from error
