"""The same report transcribed twice is flagged, whatever was lost on the way; reports of one pattern are not."""

import random
from dataclasses import replace

import pytest

from tests.vectorstore.ingest.killable import CountingEmbedder
from tests.vectorstore.ingest.test_kills import written
from vectorstore.corrections import Corrections
from vectorstore.ingest import Event, Happening, amend, ingest, remove
from vectorstore.library import State
from vectorstore.library.twins import alike, differing, fuller, may_be_twins, share_figures, sketch
from vectorstore.reading import read_bytes
from vectorstore.report import Layout
from vectorstore.search import search
from vectorstore.store import Store

TEXT = written("岚桥区", 1)


def read(text):
    return read_bytes(text.encode(), "报告.txt")


def misread(text, share, seed=1):
    """A text with some of the Chinese letters below its title misread, as from a scan."""
    draw = random.Random(seed)  # noqa: S311
    title, _, body = text.partition("\n\n")
    read = (draw.choice("的一是在") if letter > "一" and draw.random() < share else letter for letter in body)
    return f"{title}\n\n{''.join(read)}"


def without(text, share, seed=1):
    """A text without some of its paragraphs."""
    draw = random.Random(seed)  # noqa: S311
    lines = text.split("\n\n")
    return "\n\n".join(line for number, line in enumerate(lines) if number < 2 or draw.random() > share)


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("\n\n", "\n").replace("，", ",").replace("。", "．"),
        "首页 > 政务公开 > 正文\n字号：大 中 小\n" + TEXT + "【打印本页】 【关闭窗口】\n",
        misread(TEXT, 0.03),
        without(TEXT, 0.15),
        TEXT.translate({ord(digit): ord("０") + int(digit) for digit in "0123456789"}),
    ],
    ids=["punctuation", "furniture", "misread", "paragraphs", "full width"],
)
def test_transcriptions_of_one_report_are_alike(other):
    one, two = read(TEXT), read(other)
    assert alike(sketch(one), sketch(two))
    assert share_figures(one, two)


@pytest.mark.parametrize("seed", range(2, 8))
def test_reports_of_one_pattern_with_other_figures_are_not_one(seed):
    one, two = read(TEXT), read(written("岚桥区", seed))
    assert not (alike(sketch(one), sketch(two)) and share_figures(one, two))


def test_texts_too_short_to_tell_are_never_alike():
    one = read("新增停车位1666个。\n")
    assert sketch(one) == b""
    assert not alike(sketch(one), sketch(one))


def test_the_figures_that_differ_are_counted_and_those_of_an_annex_are_not():
    changed = TEXT.replace("新增学位", "新增学位1", 2)
    assert changed != TEXT
    assert differing(read(TEXT), read(changed)) == 2
    assert differing(read(TEXT), read(TEXT + "附件\n另有公园12座、学校9所。\n")) == 0


def test_the_fuller_one_is_that_with_more_text_else_that_with_pages_else_the_first():
    report = read(TEXT)
    paged = replace(report, layout=Layout(pages=(0,)))
    assert fuller(report, read(without(TEXT, 0.4)))
    assert not fuller(read(without(TEXT, 0.4)), paged)
    assert fuller(paged, report)
    assert not fuller(report, report)


def test_what_is_known_must_agree_and_what_is_not_known_may_be_anything():
    about = ("岚桥区", "2023年上半年", "计划执行情况报告")
    assert may_be_twins(about, ("岚桥区", "", "其他报告"))
    assert not may_be_twins(about, ("岚桥区", "2023年", "计划执行情况报告"))
    assert not may_be_twins(about, ("汐川区", "", "计划执行情况报告"))


# in the library


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "home", CountingEmbedder()) as store:
        yield store


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "甲.txt").write_text(TEXT, encoding="utf-8")
    return folder


def states(store):
    return {card.source: card.state for card in store.library.reports()}


def test_a_twin_is_kept_and_listed_and_not_searched_and_its_figures_are_told_of(store, folder):
    other = TEXT.replace("新增学位", "新增学位1", 1).replace("，", ",").replace("\n\n", "\n")
    (folder / "乙.txt").write_text(other, encoding="utf-8")
    events: list[Event] = []
    summary = ingest([folder / "甲.txt", folder / "乙.txt"], store, events.append)
    assert (summary.added, summary.twins) == (("甲.txt",), ("乙.txt",))
    assert states(store) == {"甲.txt": State.READY, "乙.txt": State.TWIN}
    (message,) = [event.message for event in events if event.happening is Happening.TWIN]
    assert "甲.txt" in message
    assert "1 处数字不同" in message
    main, twin = sorted(store.library.reports(), key=lambda card: card.state != State.READY)
    assert (twin.twin_of, twin.differing) == (main.id, 1)
    assert {hit.report.id for hit in search(store, "新增学位", 20)} == {main.id}
    assert {kept.report for kept in store.library.facts()} == {main.id}
    assert store.index.report_ids() == {main.id}
    assert ingest([folder], store).unchanged == ("乙.txt", "甲.txt")


def test_a_fuller_twin_takes_the_place_of_the_first_once_it_is_searched(store, folder):
    (folder / "摘登.txt").write_text(without(TEXT, 0.3), encoding="utf-8")
    ingest([folder / "摘登.txt"], store)
    summary = ingest([folder / "甲.txt"], store)
    assert (summary.added, summary.twins) == (("甲.txt",), ("摘登.txt",))
    assert states(store) == {"甲.txt": State.READY, "摘登.txt": State.TWIN}
    assert {hit.report.source for hit in search(store, "新增学位", 20)} == {"甲.txt"}
    assert len(store.index.report_ids()) == 1


def test_a_twin_takes_the_place_of_one_that_was_removed_or_replaced(store, folder):
    for name in ("乙.txt", "丙.txt"):
        (folder / name).write_text(misread(TEXT, 0.01, ord(name[0])), encoding="utf-8")
    ingest([folder / "甲.txt", folder / "乙.txt", folder / "丙.txt"], store)
    (main,) = [card.id for card in store.library.reports() if card.state is State.READY]
    remove(store, main)
    assert states(store) == {"乙.txt": State.READY, "丙.txt": State.TWIN}
    (folder / "乙.txt").write_text(written("岚桥区", 5), encoding="utf-8")
    ingest([folder / "乙.txt"], store)
    assert states(store) == {"乙.txt": State.READY, "丙.txt": State.READY}
    assert not any(card.twin_of for card in store.library.reports())


def test_a_changed_main_report_keeps_its_twin(store, folder):
    (folder / "乙.txt").write_text(misread(TEXT, 0.01), encoding="utf-8")
    ingest([folder / "甲.txt", folder / "乙.txt"], store)
    (folder / "甲.txt").write_text(TEXT + "\n另有补充说明。\n", encoding="utf-8")
    assert ingest([folder / "甲.txt"], store).replaced == ("甲.txt",)
    assert states(store) == {"甲.txt": State.READY, "乙.txt": State.TWIN}
    (twin,) = [card for card in store.library.reports() if card.source == "乙.txt"]
    assert twin.twin_of == next(card.id for card in store.library.reports() if card.source == "甲.txt")


def test_a_report_corrected_to_another_place_is_no_twin_any_more(store, folder):
    (folder / "乙.txt").write_text(misread(TEXT, 0.01), encoding="utf-8")
    ingest([folder / "甲.txt", folder / "乙.txt"], store)
    (twin,) = [card.id for card in store.library.reports() if card.state is State.TWIN]
    assert amend(store, twin, Corrections(place="汐川区")).state is State.READY
    assert states(store) == {"甲.txt": State.READY, "乙.txt": State.READY}
