import subprocess
import sys

import pytest

from vectorstore.index import passage_text
from vectorstore.ingest import ingest
from vectorstore.library import State
from vectorstore.search import search
from vectorstore.store import Store, open_store

REPORTS = {
    "云泽县.txt": "云泽县2023年上半年工作报告\n一、上半年工作\n新增停车位1666个。城镇登记失业率0.84%。\n",
    "明河市.txt": "明河市2023年上半年工作报告\n一、上半年工作\n新增停车位930个。粮食产量12.5万吨。\n",
}


@pytest.fixture
def store(tmp_path, hash_embedder, make_report):
    with Store(tmp_path / "home", hash_embedder) as store:
        for source, text in REPORTS.items():
            _add(store, make_report(text, source=source, title=source.removesuffix(".txt")))
        yield store


def _add(store, report):
    library = store.writable()
    library.add(report)
    store.index.add_words(report)
    store.index.add_vectors(report, store.embedder.passages([passage_text(report, p) for p in report.passages]))
    library.mark_ready(report.id, store.embedder.name)


def test_a_found_passage_is_an_exact_piece_of_its_report(store):
    best = search(store, "粮食产量", 1)[0]
    assert best.report.source == "明河市.txt"
    assert best.text == best.report.text[best.passage.start : best.passage.end]
    assert "粮食产量12.5万吨" in best.text


def test_only_the_reports_asked_for_are_searched(store):
    (wanted,) = [card.id for card in store.library.reports() if card.source == "明河市.txt"]
    assert {found.report.id for found in search(store, "云泽县失业率", 10, [wanted])} == {wanted}
    assert search(store, "失业率", 10, ["ffff"]) == []
    assert search(store, "失业率", 10, []) == []


def test_no_more_passages_than_asked_for_are_given(store):
    assert len(search(store, "工作", 2)) == 2
    assert search(store, "工作", 0) == []


@pytest.mark.parametrize("text", ["", " \n\u3000"])
def test_an_empty_question_finds_nothing(store, text):
    assert search(store, text, 5) == []


@pytest.mark.parametrize("state", [State.INDEXING, State.LEAVING])
def test_a_report_that_is_not_ready_is_not_found(store, state):
    store.library.mark(state, [card.id for card in store.library.reports() if card.source == "云泽县.txt"])
    assert {found.report.source for found in search(store, "停车位", 10)} == {"明河市.txt"}


def test_searching_a_home_that_does_not_exist_finds_nothing_and_makes_nothing(tmp_path, hash_embedder):
    with Store(tmp_path / "none", hash_embedder) as store:
        assert search(store, "停车位", 5) == []
        assert store.library.reports() == []
    assert list(tmp_path.iterdir()) == []


def test_a_home_made_after_the_first_look_is_noticed(tmp_path, hash_embedder, make_report):
    with Store(tmp_path / "late", hash_embedder) as reader:
        assert search(reader, "停车位", 5) == []
        with Store(tmp_path / "late", hash_embedder) as writer:
            _add(writer, make_report("新增停车位1666个。"))
        assert len(search(reader, "停车位", 5)) == 1


def test_what_another_process_adds_is_found_by_words_and_by_vectors(store, tmp_path):
    search(store, "停车位", 5)
    script = (
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "from pathlib import Path; from conftest import HashEmbedder, build_report\n"
        "from test_search import _add; from vectorstore.store import Store\n"
        "with Store(Path(sys.argv[1]), HashEmbedder()) as store:\n"
        "    _add(store, build_report('新能源汽车产量7.7万辆。', source='青岭区.txt', title='青岭区'))\n"
    )
    here = __file__.rpartition("/")[0]
    paths = [str(tmp_path / "home"), here.rpartition("/")[0], here]
    subprocess.run([sys.executable, "-c", script, *paths], check=True)
    best = search(store, "新能源汽车产量", 1)[0]
    assert best.report.source == "青岭区.txt"
    assert set(best.ranks) == {"words", "dense"}


def test_real_files_read_embedded_and_searched_by_the_built_in_model(tmp_path):
    for source, text in REPORTS.items():
        (tmp_path / source).write_text(text, encoding="utf-8")
    with open_store(tmp_path / "home", threads=2) as store:
        assert ingest(sorted(tmp_path.glob("*.txt")), store).failed == ()
        best = search(store, "明河市收了多少粮食?", 3)[0]
    assert best.report.source == "明河市.txt"
    assert "粮食产量12.5万吨" in best.text
    assert set(best.ranks) == {"words", "dense"}
