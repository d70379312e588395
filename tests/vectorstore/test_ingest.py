from pathlib import Path

import pytest
from filelock import FileLock

from vectorstore import ingest as module
from vectorstore.errors import ReadError, StoreError
from vectorstore.ingest import Event, Happening, ingest, rebuild, remove
from vectorstore.library import State
from vectorstore.search import search
from vectorstore.store import Store

CLOUDS = "新增停车位1666个。\n城镇登记失业率0.84%。"
RIVERS = "粮食产量12.5万吨。\n新增学位620个。"


class KilledError(BaseException):
    """Stands for a kill: nothing may catch it."""


@pytest.fixture(autouse=True)
def plain_reader(monkeypatch, make_report):
    def read(path):
        if path.suffix != ".txt":
            raise ReadError(f"{path.name}: 不是可以读取的报告")
        return make_report(path.read_text(), source=path.name, title=path.stem)

    monkeypatch.setattr(module, "read_report", read)


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def store(home, hash_embedder):
    with Store(home, hash_embedder) as store:
        yield store


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / "云泽县.txt", tmp_path / "明河市.txt"]
    for path, text in zip(paths, (CLOUDS, RIVERS), strict=True):
        path.write_text(text)
    return paths


def found(store, text):
    return [passage.text for passage in search(store, text, 1)]


def test_ingested_files_are_searched_and_shown(store, files):
    summary = ingest(files, store)
    assert summary.added == ("云泽县.txt", "明河市.txt")
    assert summary.passages == 4
    assert found(store, "粮食产量") == ["粮食产量12.5万吨。"]
    assert {card.state for card in store.library.reports()} == {State.READY}


def test_a_second_run_does_nothing(store, files, hash_embedder):
    ingest(files, store)
    embedded = len(hash_embedder.embedded)
    summary = ingest(files, store)
    assert (summary.added, summary.unchanged) == ((), ("云泽县.txt", "明河市.txt"))
    assert len(hash_embedder.embedded) == embedded


def test_a_bad_file_is_told_of_and_the_others_go_on(store, files, tmp_path):
    bad = tmp_path / "照片.jpg"
    bad.write_bytes(b"\xff\xd8")
    events: list[Event] = []
    summary = ingest([files[0], bad, files[1]], store, events.append)
    assert summary.failed == ("照片.jpg",)
    assert summary.added == ("云泽县.txt", "明河市.txt")
    (failure,) = [event for event in events if event.happening is Happening.FAILED]
    assert "照片.jpg" in failure.message


def test_progress_reaches_its_total_and_never_goes_back(store, files):
    events: list[Event] = []
    ingest(files, store, events.append)
    steps = [(event.done, event.total) for event in events if event.happening is Happening.EMBEDDING]
    assert steps[-1] == (4, 4)
    assert steps == sorted(steps)
    assert {total for _, total in steps} == {4}


def test_a_changed_file_replaces_its_older_text(store, files):
    ingest(files, store)
    files[0].write_text("新增停车位2020个。")
    summary = ingest(files, store)
    assert (summary.replaced, summary.unchanged) == (("云泽县.txt",), ("明河市.txt",))
    assert found(store, "新增停车位") == ["新增停车位2020个。"]
    assert len(store.library.reports()) == 2
    assert len(store.index.report_ids()) == 2


def test_a_file_changed_back_is_itself_again_without_embedding(store, files, hash_embedder):
    ingest(files, store)
    files[0].write_text("新增停车位2020个。")
    ingest(files, store)
    files[0].write_text(CLOUDS)
    embedded = len(hash_embedder.embedded)
    assert ingest(files, store).replaced == ("云泽县.txt",)
    assert len(hash_embedder.embedded) == embedded
    assert found(store, "停车位1666") == ["新增停车位1666个。"]


def test_two_files_of_one_name_do_not_replace_each_other_in_one_run(store, files, tmp_path):
    twin = tmp_path / "other" / files[0].name
    twin.parent.mkdir()
    twin.write_text("另一份报告。")
    summary = ingest([files[0], twin], store)
    assert (summary.added, summary.failed) == (("云泽县.txt",), ("云泽县.txt",))
    assert found(store, "停车位") == ["新增停车位1666个。"]


def test_a_copy_under_another_name_is_unchanged(store, files, tmp_path):
    copy = tmp_path / "副本.txt"
    copy.write_text(CLOUDS)
    assert ingest([files[0]], store).added == ("云泽县.txt",)
    assert ingest([copy], store).unchanged == ("副本.txt",)
    assert len(store.library.reports()) == 1


@pytest.mark.parametrize("step", ["add", "mark_ready", "keep_vectors"])
def test_a_run_killed_anywhere_shows_nothing_half_and_is_finished_by_the_next(
    home, files, hash_embedder, monkeypatch, step
):
    def kill(*_):
        raise KilledError

    with Store(home, hash_embedder) as store:
        target = store.index if step == "add" else store.writable()
        monkeypatch.setattr(target, step, kill)
        with pytest.raises(KilledError):
            ingest(files, store)
        assert search(store, "停车位", 5) == []
    with Store(home, hash_embedder) as store:
        summary = ingest([], store)
        assert summary.added == ("云泽县.txt", "明河市.txt")
        assert found(store, "停车位") == ["新增停车位1666个。"]


def test_a_replacement_killed_halfway_still_shows_the_older_text(home, files, hash_embedder, monkeypatch):
    with Store(home, hash_embedder) as store:
        ingest(files, store)
        files[0].write_text("新增停车位2020个。")

        def kill(*_):
            raise KilledError

        monkeypatch.setattr(store.index, "add", kill)
        with pytest.raises(KilledError):
            ingest(files, store)
        assert found(store, "新增停车位") == ["新增停车位1666个。"]
    with Store(home, hash_embedder) as store:
        assert ingest(files, store).replaced == ("云泽县.txt",)
        assert found(store, "新增停车位") == ["新增停车位2020个。"]


def test_a_replaced_report_that_a_kill_left_behind_leaves_with_the_next_run(home, files, hash_embedder, monkeypatch):
    with Store(home, hash_embedder) as store:
        ingest(files, store)
        files[0].write_text("新增停车位2020个。")
        with monkeypatch.context() as patch:
            patch.setattr(store.index, "delete", lambda _: (_ for _ in ()).throw(KilledError()))
            with pytest.raises(KilledError):
                ingest(files, store)
        assert found(store, "新增停车位1666") == ["新增停车位2020个。"]
        ingest([], store)
        assert len(store.index.report_ids()) == len(store.library.reports()) == 2


def test_passages_embedded_before_a_kill_are_not_embedded_again(home, files, hash_embedder, monkeypatch):
    with Store(home, hash_embedder) as store:
        monkeypatch.setattr(store.index, "add", lambda *_: (_ for _ in ()).throw(KilledError()))
        with pytest.raises(KilledError):
            ingest([files[0]], store)
    assert len(hash_embedder.embedded) == 2
    with Store(home, hash_embedder) as store:
        ingest([files[0]], store)
    assert len(hash_embedder.embedded) == 2


def test_a_newer_parser_reads_the_same_file_again(store, files, monkeypatch):
    ingest(files, store)
    monkeypatch.setattr(module, "PARSER", module.PARSER + 1)
    assert ingest(files, store).added == ("云泽县.txt", "明河市.txt")
    assert len(store.library.reports()) == 2


def test_only_one_process_writes_at_a_time(store, files, home):
    home.mkdir()
    with FileLock(home / "writing.lock"), pytest.raises(StoreError, match="另一个 gongbao 进程"):
        ingest(files, store)


def test_a_home_that_cannot_be_made_is_named(tmp_path, files, hash_embedder):
    (tmp_path / "file").write_text("no folder")
    with Store(tmp_path / "file" / "home", hash_embedder) as store, pytest.raises(StoreError, match="file"):
        ingest(files, store)


def test_no_path_of_the_machine_reaches_the_catalogue(store, files, home):
    ingest(files, store)
    store.close()
    assert str(files[0].parent).encode() not in (home / "catalogue.sqlite").read_bytes()


def test_a_removed_report_is_nowhere(store, files):
    ingest(files, store)
    card = next(card for card in store.library.reports() if card.source == "云泽县.txt")
    assert remove(store, card.id[:8]).source == "云泽县.txt"
    assert "停车位" not in "".join(found(store, "停车位"))
    assert card.id not in store.index.report_ids()
    assert [card.source for card in store.library.reports()] == ["明河市.txt"]


def test_a_rebuild_makes_a_damaged_index_anew_without_embedding(home, files, hash_embedder):
    with Store(home, hash_embedder) as store:
        ingest(files, store)
    embedded = len(hash_embedder.embedded)
    (home / "tantivy" / "meta.json").write_text("{bad")
    (home / "chroma" / "chroma.sqlite3").write_bytes(b"garbage" * 2000)
    with Store(home, hash_embedder) as store:
        with pytest.raises(StoreError, match="doctor --rebuild"):
            search(store, "停车位", 5)
        rebuild(store)
        assert found(store, "停车位") == ["新增停车位1666个。"]
    assert len(hash_embedder.embedded) == embedded


def test_a_rebuild_sets_a_damaged_catalogue_aside_and_keeps_it(home, files, hash_embedder):
    with Store(home, hash_embedder) as store:
        ingest(files, store)
    (home / "catalogue.sqlite").write_bytes(b"garbage" * 2000)
    with Store(home, hash_embedder) as store:
        rebuild(store)
        assert search(store, "停车位", 5) == []
        assert ingest(files, store).added == ("云泽县.txt", "明河市.txt")
    (kept,) = home.glob("catalogue.sqlite.damaged-*")
    assert kept.read_bytes().startswith(b"garbage")


def test_another_embedder_is_refused_until_the_index_is_rebuilt(home, files, hash_embedder):
    from vectorstore.errors import ConfigurationError

    with Store(home, hash_embedder) as store:
        ingest(files, store)
    other = type(hash_embedder)("other")
    with Store(home, other) as store:
        with pytest.raises(ConfigurationError, match=r"hash.*other.*rebuild"):
            search(store, "停车位", 5)
        rebuild(store)
        assert found(store, "停车位") == ["新增停车位1666个。"]
        assert len(other.embedded) == 4


def test_a_report_without_passages_is_ready_and_harmless(store, files, tmp_path):
    empty = tmp_path / "空.txt"
    empty.write_text("")
    ingest([empty, *files], store)
    assert {card.state for card in store.library.reports()} == {State.READY}
    assert found(store, "停车位") == ["新增停车位1666个。"]


def test_a_folder_given_as_text_is_no_file(store):
    assert ingest([Path("没有.pdf")], store).failed == ("没有.pdf",)
