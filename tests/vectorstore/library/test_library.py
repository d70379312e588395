import json
import sqlite3
from dataclasses import replace

import numpy as np
import pytest
from pydantic import TypeAdapter

from vectorstore.corrections import UNCORRECTED, Corrections
from vectorstore.errors import GongbaoError, StoreError
from vectorstore.library import DamagedError, Library, State
from vectorstore.report import Found, Layout, Report

TEXT = "全县生产总值41.2亿元。同比增长5%。\n新增学位620个。"


@pytest.fixture
def library(tmp_path):
    with Library(tmp_path / "catalogue.sqlite") as library:
        yield library


def test_a_report_comes_back_exactly_as_it_was_added(library, make_report):
    report = make_report(TEXT)
    library.add(report)
    assert library.report(report.id) == report


def test_a_report_comes_back_exactly_from_another_process_view(tmp_path, make_report):
    report = make_report(TEXT + "\u00a0\u3000\x00\t“引号”")
    with Library(tmp_path / "c.sqlite") as first:
        first.add(report)
    with Library(tmp_path / "c.sqlite") as second:
        assert second.report(report.id) == report


def test_a_card_shows_what_the_report_says_of_itself(library, make_report):
    library.add(make_report(TEXT))
    (card,) = library.reports()
    assert (card.place, card.period, card.kind, card.date) == ("云泽县", "2023年上半年", "政府工作报告", "2023-07-20")
    assert (card.passages, card.sentences, card.state) == (2, 3, State.INDEXING)


def test_a_card_shows_what_was_guessed_set_by_hand_and_warned_of(library, make_report):
    report = make_report(TEXT)
    layout = Layout(pages=(0, 20), published="2023-07-21", warnings=("第 2 页是扫描的。",))
    library.add(replace(report, place=Found("云泽县", by_hand=True), layout=layout), origin="甲/云泽县.txt")
    (card,) = library.reports()
    assert (card.guessed, card.by_hand, card.warnings) == (("period",), ("place",), ("第 2 页是扫描的。",))
    assert (card.pages, card.sections, card.figures, card.facts, card.level) == (2, 1, 3, 3, "district")
    assert card.covers == (("2023年上半年", "achieved"),)
    assert (card.published, card.origin, card.twin_of) == ("2023-07-21", "甲/云泽县.txt", "")


def test_every_state_has_a_name_for_lists():
    assert len({state.label for state in State}) == len(State)


def test_a_report_is_searched_by_words_and_then_ready(library, make_report):
    report = make_report(TEXT)
    library.add(report)
    library.mark_words(report.id)
    assert library.reports()[0].state is State.WORDS
    library.mark_ready(report.id, "hash")
    assert library.reports()[0].state is State.READY


def test_corrections_are_kept_for_a_report_that_is_gone_and_can_be_taken_back(library, make_report):
    report = make_report(TEXT)
    library.add(report, corrections=Corrections(place="岚桥区"))
    library.remove(report.id)
    assert library.corrections(report.id) == Corrections(place="岚桥区")
    library.correct(report.id, UNCORRECTED)
    assert library.corrections(report.id) == UNCORRECTED


def test_a_report_marked_ready_replaces_the_older_one_of_the_same_file(library, make_report):
    old, new = make_report(TEXT), make_report(TEXT + "另有补充。")
    other = make_report("别的报告。", source="明河市.txt")
    for report in (old, other):
        library.add(report)
        library.mark_ready(report.id, "hash")
    library.add(new)
    assert library.mark_ready(new.id, "hash") == (old.id,)
    assert {number: standing.state for number, standing in library.standings().items()} == {
        old.id: State.LEAVING,
        new.id: State.READY,
        other.id: State.READY,
    }


def test_an_older_report_marked_ready_late_does_not_replace_the_newer_one(library, make_report):
    old, new = make_report(TEXT), make_report(TEXT + "另有补充。")
    library.add(old)
    library.add(new)
    library.mark_ready(new.id, "hash")
    assert library.mark_ready(old.id, "hash") == ()


def test_an_id_is_found_by_its_beginning_only_when_one_report_has_it(library, make_report):
    reports = [make_report(f"第{n}份报告。") for n in range(20)]
    for report in reports:
        library.add(report)
    wanted = reports[0].id
    assert library.find(wanted[:12]) == wanted
    with pytest.raises(GongbaoError, match="多份报告"):
        library.find("")
    with pytest.raises(GongbaoError, match="没有编号为 zz"):
        library.find("zz")


def test_percent_and_underscore_in_an_id_are_no_wildcards(library, make_report):
    library.add(make_report(TEXT))
    with pytest.raises(GongbaoError, match="没有编号"):
        library.find("%")


def test_a_removed_report_is_gone_even_from_memory(library, make_report):
    report = make_report(TEXT)
    library.add(report)
    library.report(report.id)
    library.remove(report.id)
    with pytest.raises(GongbaoError, match=report.id):
        library.report(report.id)
    assert library.reports() == []


def test_kept_vectors_come_back_by_text_and_by_embedder(library):
    vectors = np.arange(8, dtype=np.float32).reshape(2, 4)
    library.keep_vectors("hash", ["甲", "乙"], vectors)
    found = library.vectors("hash", ["乙", "丙"])
    assert list(found) == ["乙"]
    np.testing.assert_array_equal(found["乙"], vectors[1])
    assert library.vectors("other", ["甲"]) == {}


def test_keeping_a_vector_twice_keeps_the_first(library):
    library.keep_vectors("hash", ["甲", "甲"], np.ones((2, 4), np.float32))
    library.keep_vectors("hash", ["甲"], np.zeros((1, 4), np.float32))
    assert library.vectors("hash", ["甲"])["甲"].sum() == 4


def test_more_texts_than_one_query_takes_are_all_looked_up(library):
    texts = [f"第{n}段" for n in range(1203)]
    library.keep_vectors("hash", texts, np.ones((len(texts), 2), np.float32))
    assert len(library.vectors("hash", texts)) == len(texts)


def test_reading_a_library_that_does_not_exist_makes_nothing(tmp_path):
    with Library(tmp_path / "none" / "catalogue.sqlite", create=False) as library:
        assert library.reports() == []
        assert library.missing
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_catalogue_is_named_with_its_mend(tmp_path):
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(b"no database at all" * 500)
    with pytest.raises(DamagedError, match=r"catalogue\.sqlite 已损坏.*doctor --rebuild"):
        Library(path)


def test_pages_damaged_inside_are_found_by_a_check(tmp_path, make_report):
    path = tmp_path / "catalogue.sqlite"
    with Library(path) as library:
        for n in range(30):
            library.add(make_report(f"第{n}份报告。\n" * 200))
    content = bytearray(path.read_bytes())
    content[8192:40960] = b"\xff" * 32768
    path.write_bytes(content)
    with pytest.raises(DamagedError), Library(path) as library:
        library.check()


def test_a_full_disk_is_called_by_its_name(library, make_report):
    with library._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 20")
    with pytest.raises(StoreError, match="磁盘已满"):
        library.add(make_report("一句话。" * 20_000), facts=())


def test_a_home_that_is_a_file_is_refused_with_its_name(tmp_path):
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(StoreError, match="home"):
        Library(tmp_path / "home" / "catalogue.sqlite")


def test_a_catalogue_from_a_newer_version_is_not_touched(tmp_path):
    path = tmp_path / "catalogue.sqlite"
    with Library(path) as library, library._engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO catalogue (version) VALUES (99)")
    with pytest.raises(StoreError, match="升级"):
        Library(path)


OLD_TABLES = """
CREATE TABLE catalogue (version INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE reports (id VARCHAR(64) NOT NULL PRIMARY KEY, source VARCHAR(1024) NOT NULL, title TEXT NOT NULL,
  place VARCHAR(256) NOT NULL, parent VARCHAR(256) NOT NULL, period VARCHAR(64) NOT NULL, kind VARCHAR(64) NOT NULL,
  date VARCHAR(10) NOT NULL, passages INTEGER NOT NULL, sentences INTEGER NOT NULL, state VARCHAR(16) NOT NULL,
  added VARCHAR(40) NOT NULL, embedder VARCHAR(256) NOT NULL, parser INTEGER NOT NULL, content TEXT NOT NULL);
CREATE TABLE vectors (embedder VARCHAR(256) NOT NULL, text VARCHAR(64) NOT NULL, vector BLOB NOT NULL,
  PRIMARY KEY (embedder, text));
INSERT INTO catalogue (version) VALUES (1);
"""
"""As the first version of the catalogue made them."""


@pytest.fixture
def old_home(tmp_path, make_report):
    """A catalogue of the first version with one report, whose content has what reports had then."""
    report = make_report(TEXT)
    content = json.loads(TypeAdapter(Report).dump_json(report))
    for later in ("session", "speaker", "published", "layout"):
        del content[later]
    for section in content["sections"]:
        del section["part"]
    row = (
        report.id,
        "云泽县.txt",
        "云泽县政府工作报告",
        "云泽县",
        "",
        "2023年上半年",
        "政府工作报告",
        "2023-07-20",
        2,
        3,
    )
    place = tmp_path / "catalogue.sqlite"
    with sqlite3.connect(place) as connection:
        connection.executescript(OLD_TABLES)
        written = (*row, "ready", "2024-01-01T00:00:00.000000+00:00", "hash", 3, json.dumps(content))
        connection.execute("INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", written)
    connection.close()
    return place, report


def test_a_catalogue_of_the_first_version_opens_with_all_that_is_known_of_its_reports(old_home):
    place, report = old_home
    with Library(place) as library:
        (card,) = library.reports()
        assert library.report(report.id) == report
        assert (card.state, card.level, card.sections, card.guessed) == (State.READY, "district", 1, ("period",))
        assert card.covers == (("2023年上半年", "achieved"),)
        assert library.standings()[report.id].indexed


def test_the_facts_of_a_report_of_the_first_version_are_found_when_they_are_asked_for(old_home, tmp_path):
    place, report = old_home
    with Library(place) as library:
        facts = [kept.fact for kept in library.facts()]
        assert library.reports()[0].facts == len(facts) == 3
    with Library(tmp_path / "new.sqlite") as new:
        new.add(report)
        new.mark_ready(report.id, "hash")
        assert [kept.fact for kept in new.facts()] == facts
