"""BM25 over passages in a tantivy folder: words and character pairs, in one Boolean query."""

import shutil
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import tantivy

from vectorstore.errors import DamagedWordsError, StoreError
from vectorstore.index import passage_text
from vectorstore.report import Passage, Report
from vectorstore.words import bigrams, words

Found = TypeVar("Found")

_HEAP = 32_000_000
"""Bytes a writer may gather before it writes a segment; a report needs less than one."""

_TIED = 50
"""Hits looked at beyond those asked for, to choose among equals at the end."""

_EXACT = 4
"""Decimals of a score that don't depend on the order in which its terms were added up."""


class WordIndex:
    """A tantivy index in one folder; made when the first report is added."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        self._opened: Any = None

    def add(self, report: Report) -> None:
        """Indexes a report's passages in place of what it held under that id."""
        self._guarded(lambda: self._write(report.id, report))

    def delete(self, report_id: str) -> None:
        """Forgets a report's passages."""
        if self._opened is not None or self._folder.exists():
            self._guarded(lambda: self._write(report_id, None))

    def search(self, query: str, k: int, reports: Collection[str] | None = None) -> list[tuple[str, int]]:
        """The best ``k`` passages as (report id, passage number), best first."""
        terms = _terms(self._schema, query)
        index = self._guarded(self._open)
        if index is None or not terms:
            return []
        wanted = tantivy.Query.boolean_query(terms)
        if reports is not None:
            among = tantivy.Query.term_set_query(self._schema, "report", sorted(reports))
            must = tantivy.Occur.Must
            wanted = tantivy.Query.boolean_query([(must, wanted), (must, tantivy.Query.const_score_query(among, 0.0))])
        return self._guarded(lambda: _found(index.searcher(), wanted, k))

    def frequency(self, text: str) -> int:
        """In how many passages a text stands, at most: the count of its rarest character pair or word."""
        index = self._guarded(self._open)
        if index is None:
            return 0
        searcher = index.searcher()
        counts = [self._guarded(partial(searcher.doc_freq, "bigrams", token)) for token in bigrams(text)]
        return min(counts, default=0)

    def size(self) -> int:
        """Passages held."""
        index = self._guarded(self._open)
        return 0 if index is None else int(index.searcher().num_docs)

    def report_ids(self) -> set[str]:
        """Ids of the reports it holds passages of."""
        index = self._guarded(self._open)
        if index is None:
            return set()
        everything, count = tantivy.Query.all_query(), index.searcher().num_docs
        found: list[tuple[str, int]] = self._guarded(lambda: _found(index.searcher(), everything, count))
        return {report for report, _ in found}

    def refresh(self) -> None:
        """Takes notice of what other processes wrote."""
        if self._opened is not None:
            self._guarded(self._opened.reload)

    def clear(self) -> None:
        """Removes the folder, whatever state it is in."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """Lets go of the folder."""
        self._opened = None

    def _open(self) -> Any:
        if self._opened is None and (self._folder / "meta.json").exists():
            self._opened = tantivy.Index(self._schema, path=str(self._folder))
        return self._opened

    def _write(self, report_id: str, report: Report | None) -> None:
        if self._opened is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._opened = tantivy.Index(self._schema, path=str(self._folder))
        writer = self._opened.writer(heap_size=_HEAP, num_threads=1)
        try:
            writer.delete_documents_by_term("report", report_id)
            if report is not None:
                for passage in report.passages:
                    writer.add_document(_document(report, passage))
            writer.commit()
        finally:
            writer.wait_merging_threads()  # and so lets another process write
        self._opened.reload()

    def _guarded(self, step: Callable[[], Found]) -> Found:
        """Runs a step of tantivy, whose every failure is a ValueError or an OSError."""
        try:
            return step()
        except (ValueError, OSError) as error:
            raise _explained(self._folder, str(error)) from error


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("report", tokenizer_name="raw", index_option="basic")
    for field in ("words", "bigrams"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _document(report: Report, passage: Passage) -> Any:
    text = passage_text(report, passage)
    return tantivy.Document(
        id=f"{report.id}:{passage.number}",
        report=report.id,
        words=" ".join(words(text)),
        bigrams=" ".join(bigrams(text)),
    )


def _terms(schema: Any, query: str) -> list[Any]:
    """One optional term a distinct token; a parsed query on such fields would demand phrases."""
    return [
        (tantivy.Occur.Should, tantivy.Query.term_query(schema, field, token, index_option="freq"))
        for field, tokens in (("words", words(query)), ("bigrams", bigrams(query)))
        for token in dict.fromkeys(tokens)
    ]


def _found(searcher: Any, query: Any, k: int) -> list[tuple[str, int]]:
    """The best ``k``; of those that score alike in an order of their own, not in that of tantivy's files."""
    hits = searcher.search(query, max(k, 1) + _TIED, count=False).hits
    scored = []
    for score, address in hits:
        report, _, number = searcher.doc(address)["id"][0].rpartition(":")
        scored.append((-round(score, _EXACT), report, int(number)))
    return [(report, number) for _, report, number in sorted(scored)[:k]]


def _explained(folder: Path, reason: str) -> StoreError:
    if "Lock" in reason:
        return StoreError(f"词语索引 {folder} 正被另一个进程写入: 请等它结束后重试")
    if "ermission" in reason or "Read-only" in reason:
        return StoreError(f"词语索引 {folder} 无法写入: 请检查权限, 或用 GONGBAO_HOME 换一处")
    if "No space" in reason:
        return StoreError(f"词语索引 {folder} 所在的磁盘已满: 请腾出空间后重试")
    return DamagedWordsError(f"词语索引 {folder} 已损坏: 请运行 gongbao doctor --rebuild")
