"""``gongbao ingest``: what it tells of each file, what it refuses, and how it waits."""

import json
import threading
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

from bot.commands import refuse
from tests.vectorstore.ingest.test_kills import written

PLAN = """关于柳溪区2023年国民经济和社会发展计划上半年执行情况的报告

一、上半年计划执行情况

（一）经济运行稳中有进。上半年，我区地区生产总值实现412.6亿元，同比增长5.8%。固定资产投资完成86.3亿元，同比增长4.2%。

二、下半年工作安排

下半年，力争地区生产总值增长6%左右，新建学校3所。
"""
WORK = """青田县政府工作报告

一、2022年工作回顾

全县地区生产总值达到158.4亿元，增长4.7%。粮食总产量21.3万吨。
"""


@pytest.fixture(autouse=True)
def _apart(own_surroundings):
    """Nothing of the machine's own is read or written."""


@pytest.fixture
def told(gongbao):
    """Runs ``ingest --json``; gives what it tells, a line a file."""

    def told(*arguments):
        return [json.loads(line) for line in gongbao("ingest", *arguments, "--json")[1].splitlines()]

    return told


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "柳溪区.txt").write_text(PLAN, encoding="utf-8")
    (folder / "青田县.txt").write_text(WORK, encoding="utf-8")
    return folder


def test_ingest_tells_of_each_file_and_sums_up(gongbao, reports):
    code, out, err = gongbao("ingest", reports)
    assert (code, err) == (0, "")
    first, second, last = out.splitlines()
    assert first.startswith("柳溪区.txt：新增，")
    assert second.startswith("青田县.txt：新增，")
    assert last.startswith("新增 2，替换 0，未变 0，拒绝 0；")
    assert "未变 2" in gongbao("ingest", reports)[1]


def test_ingest_in_json_is_one_line_a_file_with_all_that_is_known_of_it(told, reports):
    first, second = told(reports)
    assert (first["source"], first["state"], first["error"]) == ("柳溪区.txt", "added", None)
    assert (first["place"], first["period"]) == ("柳溪区", "2023年上半年")
    assert first["title"] == PLAN.splitlines()[0]
    assert (first["pages"], first["figures"], first["warnings"]) == (0, 6, [])
    assert all(first[name] for name in ("report", "sections", "passages", "sentences", "facts"))
    assert first["seconds"] >= 0
    assert second["source"] == "青田县.txt"
    (reports / "青田县.txt").write_text(WORK.replace("21.3", "21.4"), encoding="utf-8")
    assert [line["state"] for line in told(reports)] == ["unchanged", "replaced"]


def test_a_moved_file_and_a_twin_are_told_of(gongbao, told, reports, tmp_path):
    text = written("岚桥区", 1)
    (tmp_path / "甲.txt").write_text(text, encoding="utf-8")
    (tmp_path / "乙.txt").write_text(text.replace("，", ",").replace("新增学位", "新增学位1", 1), encoding="utf-8")
    (first,) = told(tmp_path / "甲.txt")
    (twin,) = told(tmp_path / "乙.txt")
    assert (twin["state"], twin["twin_of"]) == ("twin", first["report"])
    assert "1 处数字不同" in twin["warnings"][0]
    (tmp_path / "甲.txt").rename(tmp_path / "丙.txt")
    out = gongbao("ingest", tmp_path / "丙.txt", tmp_path / "乙.txt")[1]
    assert "丙.txt：换了位置，" in out
    assert "换了位置 1" in out


def test_warnings_stand_below_their_file(gongbao, tmp_path):
    text = written("岚桥区", 1)
    (tmp_path / "甲.txt").write_text(text, encoding="utf-8")
    (tmp_path / "乙.txt").write_text(text.replace("，", ","), encoding="utf-8")
    lines = gongbao("ingest", tmp_path / "甲.txt", tmp_path / "乙.txt")[1].splitlines()
    assert lines[0].startswith("乙.txt：重复，")
    assert lines[1].startswith("  注意：与“甲.txt”是同一份报告；")
    assert "重复 1" in lines[-1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.txt", None),
        ("empty.txt", b""),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("undecodable.txt", "柳溪区".encode() + b"\xff\xfe\xff\x81" * 50),
        ("broken.docx", b"PK\x03\x04 broken"),
    ],
)
def test_a_bad_file_is_one_line_that_names_it_and_the_others_are_read(gongbao, reports, tmp_path, name, content):
    bad = tmp_path / name
    if content is not None:
        bad.write_bytes(content)
    code, out, err = gongbao("ingest", bad, reports / "柳溪区.txt")
    assert code == 1
    assert err.count("\n") == 1
    assert name in err
    assert "柳溪区.txt：新增" in out
    assert "拒绝 1" in out


def test_a_folder_without_reports_is_refused_and_makes_no_home(gongbao, tmp_path):
    (tmp_path / "bare").mkdir()
    code, out, err = gongbao("ingest", tmp_path / "bare")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "bare" in err
    assert not (tmp_path / "home").exists()


def test_bad_files_are_in_the_json_too(gongbao, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    code, out, err = gongbao("ingest", tmp_path / "empty.txt", tmp_path / "none.txt", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert {(line["source"], line["state"]) for line in lines} == {("empty.txt", "failed"), ("none.txt", "failed")}
    assert all(line["error"] in err for line in lines)


def test_a_file_over_the_size_that_is_set_is_refused(gongbao, tmp_path, monkeypatch):
    monkeypatch.setenv("GONGBAO_LARGEST_FILE", "1")
    (tmp_path / "large.txt").write_text("一句话。\n" * 200_000, encoding="utf-8")
    code, _, err = gongbao("ingest", tmp_path / "large.txt")
    assert code == 1
    assert "large.txt" in err
    assert "GONGBAO_LARGEST_FILE" in err


def test_the_members_of_an_archive_are_read(told, reports, tmp_path):
    with zipfile.ZipFile(tmp_path / "reports.zip", "w") as archive:
        for path in sorted(reports.iterdir()):
            archive.write(path, path.name)
    assert [line["source"] for line in told(tmp_path / "reports.zip")] == ["柳溪区.txt", "青田县.txt"]
    assert {line["state"] for line in told(tmp_path / "reports.zip")} == {"unchanged"}


def test_the_samples_of_the_package_are_read(gongbao):
    code, out, _ = gongbao("ingest", "--samples", "--json")
    assert code == 0
    lines = [json.loads(line) for line in out.splitlines()]
    assert {line["state"] for line in lines} == {"added"}
    assert len(lines) >= 3
    assert all(line["place"] for line in lines)


def test_a_second_ingest_waits_for_the_first_and_says_so(gongbao, reports, tmp_path, monkeypatch):
    (tmp_path / "home").mkdir()
    held, told = threading.Event(), threading.Event()

    def first():
        with FileLock(tmp_path / "home" / "writing.lock"):
            held.set()
            told.wait(10)

    def tell(message):
        refuse(message)
        told.set()

    monkeypatch.setattr("bot.commands.ingest.refuse", tell)
    monkeypatch.setattr("vectorstore.ingest.writing._PATIENCE", 0.05)
    thread = threading.Thread(target=first)
    thread.start()
    held.wait(10)
    code, out, err = gongbao("ingest", reports)
    thread.join()
    assert (code, err.count("\n")) == (0, 1)
    assert err.startswith("正在等待另一个 gongbao 进程")
    assert "新增 2" in out


def test_a_second_ingest_that_will_not_wait_is_refused_at_once(gongbao, reports, tmp_path):
    (tmp_path / "home").mkdir()
    with FileLock(tmp_path / "home" / "writing.lock"):
        code, out, err = gongbao("ingest", reports, "--no-wait")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "另一个 gongbao 进程" in err


def test_files_are_read_side_by_side_and_told_of_in_their_order(gongbao, tmp_path):
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(PLAN.replace("柳溪", "甲乙丙丁戊己"[number]), encoding="utf-8")
    paths = [tmp_path / f"{number}.txt" for number in range(6)]
    Path(paths[3]).write_bytes(b"")
    code, out, err = gongbao("ingest", *paths, "--jobs", "2", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert (code, err.count("3.txt")) == (1, 1)
    assert [line["source"] for line in lines if line["state"] == "added"] == [
        "0.txt",
        "1.txt",
        "2.txt",
        "4.txt",
        "5.txt",
    ]
