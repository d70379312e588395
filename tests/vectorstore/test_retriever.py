import pytest

from vectorstore.index import passage_text
from vectorstore.retriever import ReportRetriever
from vectorstore.store import Store


@pytest.fixture
def retriever(tmp_path, hash_embedder, make_report):
    with Store(tmp_path, hash_embedder) as store:
        report = make_report("新增停车位1666个。\n城镇登记失业率0.84%。")
        store.writable().add(report)
        store.index.add_words(report)
        store.index.add_vectors(report, hash_embedder.passages([passage_text(report, p) for p in report.passages]))
        store.library.mark_ready(report.id, hash_embedder.name)
        yield ReportRetriever(store=store, k=1)


def test_a_document_is_the_passage_as_printed_and_says_where_it_stands(retriever):
    (document,) = retriever.invoke("失业率")
    report = retriever.store.library.report(document.metadata["report"])
    assert document.page_content == "城镇登记失业率0.84%。"
    assert document.page_content == report.text[document.metadata["start"] : document.metadata["end"]]
    told = {key: document.metadata[key] for key in ("source", "title", "place", "period", "section")}
    assert told == {
        "source": "云泽县.txt",
        "title": "云泽县政府工作报告",
        "place": "云泽县",
        "period": "2023年上半年",
        "section": ["一、上半年工作"],
    }
    assert document.metadata["score"] > 0


def test_it_stays_within_the_reports_given(retriever):
    assert ReportRetriever(store=retriever.store, reports=["0000"]).invoke("失业率") == []


def test_it_takes_its_place_in_a_chain(retriever):
    chain = retriever | (lambda documents: [document.page_content for document in documents])
    assert chain.batch(["失业率", "停车位"]) == [["城镇登记失业率0.84%。"], ["新增停车位1666个。"]]
