"""Files that are known, copied, moved, renamed, or of the same name."""

import pytest

from vectorstore.ingest import ingest
from vectorstore.search import search
from vectorstore.sources import Source

CLOUDS = "新增停车位1666个。\n城镇登记失业率0.84%。"

pytestmark = pytest.mark.usefixtures("plain_reader")


def found(store, text):
    return [passage.text for passage in search(store, text, 1)]


def test_two_files_of_one_name_in_two_folders_both_live(store, files, tmp_path):
    namesake = tmp_path / "other" / files[0].name
    namesake.parent.mkdir()
    namesake.write_text("另一份报告。")
    assert ingest([files[0], namesake], store).added == ("云泽县.txt", "云泽县.txt")
    assert found(store, "停车位") == ["新增停车位1666个。"]
    assert found(store, "另一份") == ["另一份报告。"]
    namesake.write_text("又改了一回。")
    assert ingest([tmp_path], store).replaced == ("云泽县.txt",)
    assert found(store, "停车位") == ["新增停车位1666个。"]
    assert {card.origin for card in store.library.reports()} == {str(path) for path in (*files, namesake)}


def test_an_unchanged_file_is_not_read_again(store, files, monkeypatch):
    ingest(files, store)
    monkeypatch.setattr("vectorstore.ingest.readers.read_source", lambda *_: pytest.fail("read again"))
    assert ingest(files, store).unchanged == ("云泽县.txt", "明河市.txt")


def test_a_copy_under_another_name_is_unchanged_and_is_not_read(store, files, tmp_path, monkeypatch):
    copy = tmp_path / "副本.txt"
    copy.write_text(CLOUDS)
    ingest([files[0]], store)
    monkeypatch.setattr("vectorstore.ingest.readers.read_source", lambda *_: pytest.fail("read again"))
    assert ingest([copy], store).unchanged == ("副本.txt",)
    assert [card.source for card in store.library.reports()] == ["云泽县.txt"]


def test_a_file_that_moved_takes_its_report_along_without_embedding(store, files, tmp_path, hash_embedder):
    ingest(files, store)
    embedded = len(hash_embedder.embedded)
    moved = tmp_path / "归档" / files[0].name
    moved.parent.mkdir()
    files[0].rename(moved)
    assert ingest([moved], store).moved == ("云泽县.txt",)
    assert str(moved) in {card.origin for card in store.library.reports()}
    assert len(hash_embedder.embedded) == embedded
    assert found(store, "停车位") == ["新增停车位1666个。"]
    assert ingest([moved], store).unchanged == ("云泽县.txt",)


def test_a_renamed_file_gives_its_report_the_new_name(store, files, tmp_path):
    ingest(files, store)
    files[0].rename(tmp_path / "云泽县（终稿）.txt")
    assert ingest([tmp_path / "云泽县（终稿）.txt"], store).moved == ("云泽县（终稿）.txt",)
    best = search(store, "停车位", 1)[0]
    assert (best.report.source, best.report.title.value) == ("云泽县（终稿）.txt", "云泽县（终稿）")


def test_a_changed_file_whose_older_text_has_a_copy_leaves_that_to_the_copy(store, files, tmp_path):
    copy = tmp_path / "副本.txt"
    copy.write_text(CLOUDS)
    ingest([files[0], copy], store)
    files[0].write_text("新增停车位2020个。")
    assert ingest([files[0]], store).added == ("云泽县.txt",)
    assert {card.source for card in store.library.reports()} == {"云泽县.txt", "副本.txt"}
    assert found(store, "停车位1666") == ["新增停车位1666个。"]
    assert search(store, "停车位1666", 1)[0].report.source == "副本.txt"


def test_sources_of_archives_and_addresses_live_beside_files(store, files):
    inside = Source("云泽县.txt", "https://example.invalid/云泽县.txt", content="粮食产量9万吨。".encode())
    assert ingest([inside, *files], store).added == ("云泽县.txt", "云泽县.txt", "明河市.txt")
    assert ingest([inside], store).unchanged == ("云泽县.txt",)
