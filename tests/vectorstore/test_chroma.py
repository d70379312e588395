from dataclasses import replace

import numpy as np
import pytest

from vectorstore.chroma import ChromaTantivyIndex, collection_name
from vectorstore.errors import ConfigurationError, StoreError
from vectorstore.index import fuse, passage_text

CLOUDS = "新增停车位1666个。\n城镇登记失业率0.84%。\n进出口总额4548.2亿元。"
RIVERS = "新增停车位930个。\n粮食产量12.5万吨。"


@pytest.fixture
def index(tmp_path):
    index = ChromaTantivyIndex(tmp_path, "hash")
    yield index
    index.close()


@pytest.fixture
def add(hash_embedder):
    def add(index, report):
        index.add_words(report)
        index.add_vectors(report, hash_embedder.passages([passage_text(report, p) for p in report.passages]))
        return report

    return add


@pytest.fixture
def reports(index, add, make_report):
    clouds = add(index, make_report(CLOUDS, source="云泽县.txt"))
    rivers = add(index, make_report(RIVERS, source="明河市.txt", title="明河市政府工作报告", place="明河市"))
    return clouds, rivers


def places(hits):
    return [(hit.report, hit.passage) for hit in hits]


def test_words_and_vectors_agree_on_the_best_passage(index, reports, hash_embedder):
    clouds, _ = reports
    question = "云泽县新增停车位多少个"
    best = index.search(question, hash_embedder.query(question), 3)[0]
    assert (best.report, best.passage) == (clouds.id, 0)
    assert set(best.ranks) == {"words", "dense"}


def test_words_are_searched_without_a_vector(index, reports):
    clouds, _ = reports
    hits = index.search("失业率", None, 5)
    assert places(hits)[0] == (clouds.id, 1)
    assert set(hits[0].ranks) == {"words"}


def test_a_figure_is_one_word(index, reports):
    clouds, _ = reports
    assert places(index.search("4548.2", None, 5)) == [(clouds.id, 2)]
    assert index.search("4548", None, 5) == []


def test_traditional_and_full_width_questions_find_simplified_text(index, reports):
    clouds, _ = reports
    assert places(index.search("進出口總額４５４８.２億元", None, 5))[0] == (clouds.id, 2)


def test_headings_and_title_are_searched_though_they_are_not_in_the_passage(index, reports):
    _, rivers = reports
    assert {report for report, _ in places(index.search("明河市", None, 5))} == {rivers.id}


def test_a_filter_lets_only_its_reports_through(index, reports, hash_embedder):
    _, rivers = reports
    question = "云泽县新增停车位多少个"
    hits = index.search(question, hash_embedder.query(question), 10, {rivers.id})
    assert {hit.report for hit in hits} == {rivers.id}
    assert places(hits)[0] == (rivers.id, 0)
    assert index.search(question, hash_embedder.query(question), 10, set()) == []


def test_a_filter_does_not_change_the_order_of_words(index, reports):
    clouds, rivers = reports
    free = places(index.search("新增停车位多少个", None, 10))
    filtered = places(index.search("新增停车位多少个", None, 10, {clouds.id, rivers.id}))
    assert free == filtered


def test_a_question_of_nothing_but_punctuation_finds_nothing_by_words(index, reports):
    assert index.search("?？！\n", None, 5) == []


def test_an_index_that_was_never_written_finds_nothing_and_makes_nothing(tmp_path, hash_embedder):
    index = ChromaTantivyIndex(tmp_path / "home", "hash")
    assert index.search("停车位", hash_embedder.query("停车位"), 5) == []
    assert index.report_ids() == set()
    index.delete("0123")
    assert list(tmp_path.iterdir()) == []


def test_a_deleted_report_is_found_neither_by_words_nor_by_vectors(index, reports, hash_embedder):
    clouds, rivers = reports
    index.delete(clouds.id)
    question = "新增停车位多少个"
    assert {hit.report for hit in index.search(question, hash_embedder.query(question), 20)} == {rivers.id}
    assert index.report_ids() == {rivers.id}


def test_adding_a_report_again_leaves_no_passage_of_before(index, add, make_report, hash_embedder):
    report = add(index, make_report(CLOUDS))
    add(index, replace(report, passages=report.passages[:1]))
    hits = index.search("失业率 停车位", hash_embedder.query("失业率"), 20)
    assert places(hits) == [(report.id, 0)]


def test_what_was_written_is_there_after_reopening(tmp_path, add, make_report, hash_embedder):
    first = ChromaTantivyIndex(tmp_path, "hash")
    report = add(first, make_report(CLOUDS))
    first.close()
    second = ChromaTantivyIndex(tmp_path, "hash")
    best = second.search("进出口总额", hash_embedder.query("进出口总额"), 1)
    second.close()
    assert places(best) == [(report.id, 2)]


def test_vectors_of_two_embedders_do_not_meet(tmp_path, index, reports, hash_embedder):
    index.close()
    other = ChromaTantivyIndex(tmp_path, "another")
    assert other.nearest(hash_embedder.query("停车位"), 5) == []
    other.close()
    assert collection_name("openai:m", 8) != collection_name("openai-m", 8)


def test_a_report_is_deleted_from_the_collection_of_another_embedder_too(tmp_path, index, reports, hash_embedder):
    clouds, rivers = reports
    index.close()
    other = ChromaTantivyIndex(tmp_path, "another")
    other.delete(clouds.id)
    other.close()
    assert {report for report, _ in index.nearest(hash_embedder.query("停车位"), 10)} == {rivers.id}


def test_damaged_word_files_are_named_with_their_mend(tmp_path, index, reports):
    index.close()
    (tmp_path / "tantivy" / "meta.json").write_text("{bad")
    with pytest.raises(StoreError, match=r"词语索引 .*tantivy 已损坏.*doctor --rebuild"):
        index.search("停车位", None, 5)


def test_a_damaged_vector_store_is_named_with_its_mend(tmp_path, index, reports, hash_embedder):
    index.close()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"garbage" * 2000)
    with pytest.raises(StoreError, match=r"向量索引 .*chroma 已损坏.*doctor --rebuild"):
        index.search("停车位", hash_embedder.query("停车位"), 5)


def test_a_damaged_index_can_be_cleared_and_filled_again(tmp_path, index, add, make_report, hash_embedder):
    add(index, make_report(CLOUDS))
    index.close()
    (tmp_path / "tantivy" / "meta.json").write_text("{bad")
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"garbage" * 2000)
    index.clear()
    report = add(index, make_report(CLOUDS))
    assert places(index.search("失业率", hash_embedder.query("失业率"), 1)) == [(report.id, 1)]


def test_a_chroma_server_that_does_not_answer_is_named(tmp_path, hash_embedder):
    index = ChromaTantivyIndex(tmp_path, "hash", "http://127.0.0.1:1")
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:1 .*GONGBAO_CHROMA_URL"):
        index.nearest(hash_embedder.query("停车位"), 5)


def test_a_chroma_url_that_is_none_is_refused(tmp_path, hash_embedder):
    index = ChromaTantivyIndex(tmp_path, "hash", "localhost")
    with pytest.raises(ConfigurationError, match="http://"):
        index.nearest(hash_embedder.query("停车位"), 5)


def test_fusion_puts_what_both_rankings_found_before_what_one_found_first():
    hits = fuse({"words": [("a", 1), ("b", 2)], "dense": [("c", 3), ("b", 2)]}, 3)
    assert (hits[0].report, dict(hits[0].ranks)) == ("b", {"words": 2, "dense": 2})
    assert len(fuse({"words": [("a", n) for n in range(9)]}, 4)) == 4


def test_a_report_without_vectors_is_not_put_behind_those_that_have_them():
    rankings = {"words": [("new", 1), ("old", 2)], "dense": [("old", 2), ("other", 3)]}
    assert [hit.report for hit in fuse(rankings, 3)] == ["old", "new", "other"]
    hits = fuse(rankings, 3, {"new"})
    assert [hit.report for hit in hits] == ["new", "old", "other"]
    assert dict(hits[0].ranks) == {"words": 1}


def test_old_vectors_of_a_report_that_waits_for_new_ones_are_not_searched(index, reports, hash_embedder):
    clouds, rivers = reports
    question = "新增停车位多少个"
    for among in (None, {clouds.id, rivers.id}):
        hits = index.search(question, hash_embedder.query(question), 20, among, {clouds.id})
        assert {name for hit in hits if hit.report == clouds.id for name in hit.ranks} == {"words"}
        assert "dense" in {name for hit in hits if hit.report == rivers.id for name in hit.ranks}


def test_passages_that_score_alike_come_in_an_order_of_their_own(tmp_path, add, make_report):
    orders = []
    for turn in (1, -1):
        index = ChromaTantivyIndex(tmp_path / str(turn), "hash")
        for number in range(6)[::turn]:
            add(index, make_report(f"新增停车位1666个。{'' * number}\n第{number}段。"))
        orders.append(places(index.search("新增停车位1666个", None, 4)))
        index.close()
    assert orders[0] == orders[1]


def test_an_empty_report_is_indexed_without_complaint(index, make_report):
    index.add_words(make_report(""))
    index.add_vectors(make_report(""), np.empty((0, 0), np.float32))
    assert index.report_ids() == set()


def test_only_ids_and_vectors_go_to_chroma_and_no_text(tmp_path, index, reports):
    index.close()
    files = [path for path in (tmp_path / "chroma").rglob("*") if path.is_file()]
    assert files
    assert not any("停车位".encode() in path.read_bytes() for path in files)
