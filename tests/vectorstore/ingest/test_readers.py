"""Reading in processes of their own: one that crashes costs its file and no other."""

import os

import pytest

from vectorstore.errors import ReadError
from vectorstore.ingest import readers
from vectorstore.ingest.readers import Readers, read_one
from vectorstore.loaders import Limits
from vectorstore.sources import Source

TEXT = "云汀区2023年政府工作报告\n一、2022年工作回顾\n新增停车位1666个。\n"


def source(name: str, text: str = TEXT) -> Source:
    return Source(name, name, content=text.encode())


def crash_over(source: Source, limits: Limits) -> readers.Reading:
    """Stands for a loader in C: ends its process over some files."""
    if source.name.startswith("坏"):
        os._exit(11)
    return read_one(source, limits)


def read_all(jobs: int | None, names: list[str]) -> list[str]:
    told = []
    with Readers(Limits(), jobs) as some:
        begun = [(one, some.begin(one)) for one in map(source, names)]
        for one, reading in begun:
            try:
                told.append(some.finish(one, reading).report.source)
            except ReadError as error:
                told.append(str(error))
    return told


def test_a_process_that_crashes_costs_its_file_and_no_other(monkeypatch):
    monkeypatch.setattr(readers, "read_one", crash_over)
    first, bad, third, empty = read_all(2, ["甲.txt", "坏.txt", "乙.txt", "丙.txt"])
    assert (first, third, empty) == ("甲.txt", "乙.txt", "丙.txt")
    assert bad.startswith("读“坏.txt”的进程意外终止")


def test_few_files_are_read_in_this_process_and_in_their_order(monkeypatch):
    monkeypatch.setattr(readers, "_processes", lambda number: pytest.fail("a process was started"))
    names = [f"{number}.txt" for number in range(4)]
    assert read_all(None, names) == names


def test_what_is_read_has_its_facts_and_the_seconds_it_took():
    reading = read_one(source("云汀区.txt"), Limits())
    assert [fact.figure.text for fact in reading.facts] == ["1666个"]
    assert reading.seconds > 0


def test_a_bad_file_says_what_is_wrong_with_it():
    with Readers(Limits(), 1) as some:
        empty = source("空.txt", "")
        with pytest.raises(ReadError, match="空"):
            some.finish(empty, some.begin(empty))
