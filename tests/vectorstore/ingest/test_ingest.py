from pathlib import Path

import pytest
from filelock import FileLock

from vectorstore.errors import StoreError
from vectorstore.ingest import Event, Happening, ingest, readers, rebuild, remove
from vectorstore.ingest import running as module
from vectorstore.ingest import writing as writing_module
from vectorstore.library import State
from vectorstore.loaders import Limits
from vectorstore.search import search
from vectorstore.store import Store

CLOUDS = "新增停车位1666个。\n城镇登记失业率0.84%。"

pytestmark = pytest.mark.usefixtures("plain_reader")


class KilledError(BaseException):
    """Stands for a kill: nothing may catch it."""


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


def test_nothing_is_made_where_nothing_was_found(store, home, tmp_path):
    events: list[Event] = []
    summary = ingest([tmp_path / "没有.txt"], store, events.append)
    assert summary.failed == ("没有.txt",)
    assert "没有.txt" in events[0].message
    assert not home.exists()


def test_a_file_over_the_limit_is_refused(store, files):
    assert ingest(files, store, limits=Limits(file=10)).failed == ("云泽县.txt", "明河市.txt")


def test_a_report_is_searched_by_its_words_before_it_is_embedded(store, files, hash_embedder, monkeypatch):
    ingest([files[1]], store)
    told: list[object] = []

    def look(texts, progress=None):
        told.append({card.source: card.state for card in store.library.reports()})
        told.append([(hit.text, set(hit.ranks)) for hit in search(store, "新增停车位", 1)])
        raise KilledError

    monkeypatch.setattr(hash_embedder, "passages", look)
    with pytest.raises(KilledError):
        ingest(files, store)
    assert told == [
        {"云泽县.txt": State.WORDS, "明河市.txt": State.READY},
        [("新增停车位1666个。", {"words"})],
    ]


def test_only_the_paragraph_that_changed_is_embedded_again(store, files, hash_embedder):
    ingest(files, store)
    files[0].write_text(CLOUDS.replace("0.84", "0.85"))
    before = len(hash_embedder.embedded)
    ingest(files, store)
    (text,) = hash_embedder.embedded[before:]
    assert "0.85" in text


def test_every_file_is_told_of_with_its_report(store, files):
    events: list[Event] = []
    ingest(files, store, events.append)
    told = {event.report: event.source for event in events if event.happening is Happening.ADDED}
    assert told == {card.id: card.source for card in store.library.reports()}
    assert all(event.seconds > 0 for event in events if event.happening is Happening.ADDED)


def test_an_unexpected_error_of_a_loader_costs_its_file_only(store, files, monkeypatch, plain_reader):
    def crash(source, limits):
        if source.name == "云泽县.txt":
            raise ZeroDivisionError
        return plain_reader(source, limits)

    monkeypatch.setattr(readers, "read_source", crash)
    events: list[Event] = []
    summary = ingest(files, store, events.append)
    assert (summary.failed, summary.added) == (("云泽县.txt",), ("明河市.txt",))
    assert "ZeroDivisionError" in events[0].message


@pytest.mark.parametrize("step", ["add", "add_words", "mark_words"])
def test_a_run_killed_anywhere_shows_nothing_half_and_is_finished_by_the_next(
    home, files, hash_embedder, monkeypatch, step
):
    def kill(*_, **__):
        raise KilledError

    with Store(home, hash_embedder) as store:
        target = store.index if step == "add_words" else store.writable()
        monkeypatch.setattr(target, step, kill)
        with pytest.raises(KilledError):
            ingest(files, store)
        assert search(store, "停车位", 5) == []
    with Store(home, hash_embedder) as store:
        assert ingest(files, store).added == ("云泽县.txt", "明河市.txt")
        assert found(store, "停车位") == ["新增停车位1666个。"]


def test_a_replacement_killed_halfway_still_shows_the_older_text(home, files, hash_embedder, monkeypatch):
    with Store(home, hash_embedder) as store:
        ingest(files, store)
        files[0].write_text("新增停车位2020个。")

        def kill(*_, **__):
            raise KilledError

        monkeypatch.setattr(store.index, "add_words", kill)
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
        monkeypatch.setattr(store.index, "add_vectors", lambda *_: (_ for _ in ()).throw(KilledError()))
        with pytest.raises(KilledError):
            ingest([files[0]], store)
    assert len(hash_embedder.embedded) == 2
    with Store(home, hash_embedder) as store:
        ingest([files[0]], store)
    assert len(hash_embedder.embedded) == 2


def test_a_newer_parser_reads_the_same_file_again(store, files, monkeypatch):
    ingest(files, store)
    monkeypatch.setattr(module, "PARSER", module.PARSER + 1)
    assert ingest(files, store).reread == ("云泽县.txt", "明河市.txt")
    assert len(store.library.reports()) == 2


def test_a_second_writer_is_refused_at_once_when_it_will_not_wait(store, files, home):
    home.mkdir()
    with FileLock(home / "writing.lock"), pytest.raises(StoreError, match="另一个 gongbao 进程"):
        ingest(files, store, wait=False)


def test_a_second_writer_says_that_it_waits_and_goes_on_when_the_first_is_done(store, files, home, monkeypatch):
    monkeypatch.setattr(writing_module, "_PATIENCE", 0.05)
    home.mkdir()
    first = FileLock(home / "writing.lock", thread_local=False)
    first.acquire()
    happenings = []

    def tell(event):
        happenings.append(event.happening)
        if event.happening is Happening.WAITING:
            first.release()

    assert ingest(files, store, tell).added == ("云泽县.txt", "明河市.txt")
    assert happenings.count(Happening.WAITING) == 1
    assert happenings[0] is Happening.WAITING


def test_a_home_that_cannot_be_made_is_named(tmp_path, files, hash_embedder):
    (tmp_path / "file").write_text("no folder")
    with Store(tmp_path / "file" / "home", hash_embedder) as store, pytest.raises(StoreError, match="file"):
        ingest(files, store)


def test_no_path_of_the_machine_is_part_of_a_report(store, files):
    ingest(files, store)
    for card in store.library.reports():
        assert str(files[0].parent) not in repr(store.library.report(card.id))


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


def test_an_index_of_words_that_a_kill_damaged_is_made_anew_by_the_next_run(home, files, hash_embedder, tmp_path):
    with Store(home, hash_embedder) as store:
        ingest(files, store)
    (home / "tantivy" / "meta.json").write_text("{", encoding="utf-8")
    added = tmp_path / "新泽县.txt"
    added.write_text("新泽县2024年政府工作报告\n一、2023年工作回顾\n茶叶产量8.1万吨。\n", encoding="utf-8")
    with Store(home, hash_embedder) as store:
        assert ingest([added], store).added == ("新泽县.txt",)
        assert "茶叶产量8.1万吨。" in found(store, "茶叶产量")[0]
        assert found(store, "粮食产量") == ["粮食产量12.5万吨。"]
        assert store.index.size() == 7


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


def test_a_missing_file_is_refused_by_its_name(store):
    assert ingest([Path("没有.pdf")], store).failed == ("没有.pdf",)
