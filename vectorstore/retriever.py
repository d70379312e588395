"""The library as a LangChain retriever."""

from collections.abc import Collection

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from vectorstore.search import FoundPassage, search
from vectorstore.store import Store


class ReportRetriever(BaseRetriever):
    """Finds passages of reports; a Document's ``page_content`` is the passage, exactly as printed.

    Its metadata: ``report``, ``source``, ``title``, ``place``, ``period``, ``section`` (headings from the
    outermost), ``start`` and ``end`` (offsets into the report's canonical text) and ``score``.

    Example::

        from pathlib import Path
        from vectorstore.retriever import ReportRetriever
        from vectorstore.store import open_store

        with open_store(Path("library")) as store:
            for document in ReportRetriever(store=store, k=3).invoke("新增停车位多少个?"):
                print(document.metadata["place"], document.page_content)
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: Store
    """Where to look."""
    k: int = 10
    """Passages given, at most."""
    reports: Collection[str] | None = None
    """Ids of the reports to look in; all when None."""

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(found) for found in search(self.store, query, self.k, self.reports)]


def _document(found: FoundPassage) -> Document:
    report, passage = found.report, found.passage
    return Document(
        page_content=found.text,
        metadata={
            "report": report.id,
            "source": report.source,
            "title": report.title.value,
            "place": report.place.value,
            "period": report.period.value,
            "section": list(report.section_of(passage).path),
            "start": passage.start,
            "end": passage.end,
            "score": found.score,
        },
    )
