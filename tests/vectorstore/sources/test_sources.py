import io
import os
import zipfile

import pytest

from vectorstore.errors import ReadError
from vectorstore.loaders.base import Limits
from vectorstore.sources import LARGEST_SIDECAR, Refusal, Source, address, find_sources, source_of

TEXT = "云汀市2024年政府工作报告\n全市生产总值增长5.2%。\n"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "报告 2024 😀"
    place.mkdir()
    return place


def put(path, content=TEXT):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def zipped(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        for name, content in parts.items():
            new.writestr(name.replace("__", "."), content)
    return stream.getvalue()


def names(inputs, **options):
    return [found.name for found in find_sources(inputs, **options) if isinstance(found, Source)]


def refusals(inputs, **options):
    found = [each for each in find_sources(inputs, **options) if isinstance(each, Refusal)]
    assert not [each for each in found if "\n" in each.reason or "请" not in each.reason]
    return [each.reason for each in found]


def test_folders_are_searched_in_order_without_hidden_files_locks_and_stray_links(tmp_path, folder):
    outside = put(tmp_path / "外.txt")
    for path in (folder / "乙.txt", folder / "甲.DOCX", folder / "下级" / "丙.pdf", folder / "页.html"):
        put(path)
    for name in (".隐.txt", "~$甲.docx", "图.exe", ".git/x.txt", "__MACOSX/甲.txt"):
        put(folder / name)
    (folder / "链.txt").symlink_to(outside)
    (folder / "圈").symlink_to(folder)
    (folder / "环.txt").symlink_to(folder / "环.txt")
    assert names([folder, outside, folder / "乙.txt"]) == ["丙.pdf", "乙.txt", "甲.DOCX", "页.html", "外.txt"]
    assert refusals([folder]) == []


def test_a_file_named_twice_or_by_a_link_comes_once(tmp_path, folder):
    file = put(folder / "甲.txt")
    (tmp_path / "链.txt").symlink_to(file)
    assert names([tmp_path / "链.txt", str(file), folder, folder / ".." / folder.name / "甲.txt"]) == ["链.txt"]


def test_a_source_gives_its_bytes_and_where_it_was_found(folder):
    file = put(folder / "甲.txt")
    (source,) = find_sources([file])
    assert isinstance(source, Source)
    assert (source.read(), source.origin, source.path) == (TEXT.encode(), str(file), file)


def test_bad_inputs_give_a_line_each_and_the_others_go_on(tmp_path, folder):
    good = put(folder / "甲.txt")
    (tmp_path / "空").mkdir()
    (tmp_path / "环").symlink_to(tmp_path / "环")
    os.mkfifo(tmp_path / "管道")
    rar = put(tmp_path / "包.rar", b"Rar!\x1a\x07\x00")
    bad = [
        tmp_path / "无.txt",
        tmp_path / "空",
        tmp_path / "环",
        tmp_path / "管道",
        "x" * 5000,
        "甲\0乙",
        rar,
        "ftp://a/b",
    ]
    lines = refusals([*bad, good])
    words = ["找不到", "没有报告", "找不到", "普通文件", "读不了", "找不到", "RAR", "ftp"]
    assert [word in line for word, line in zip(words, lines, strict=True)] == [True] * len(words)
    assert names([*bad, good]) == ["甲.txt"]
    assert all(suffix in lines[1] for suffix in (".docx", ".pdf", ".xlsx", ".html", ".md", ".zip"))


def test_names_that_are_not_utf_8_are_shown_as_what_they_most_likely_are(folder):
    raw = os.fsencode(folder) + b"/" + "云汀市报告.txt".encode("gb18030")
    with open(raw, "wb") as file:  # noqa: PTH123
        file.write(TEXT.encode())
    (source,) = find_sources([folder])
    assert isinstance(source, Source)
    assert (source.name, source.read()) == ("云汀市报告.txt", TEXT.encode())


@pytest.mark.parametrize("sidecar", ["甲.docx.meta.yaml", "甲.meta.yaml"])
def test_the_sidecar_beside_a_file_comes_with_it_and_is_no_source(folder, sidecar):
    put(folder / "甲.docx")
    put(folder / sidecar, "\ufeffplace: 云汀市\n")
    (found,) = find_sources([folder])
    assert isinstance(found, Source)
    assert found.sidecar == "place: 云汀市\n"
    assert names(sorted(folder.iterdir())) == ["甲.docx"]
    assert refusals(sorted(folder.iterdir())) == []


def test_the_sidecar_with_the_full_name_wins(folder):
    put(folder / "甲.docx.meta.yaml", "place: 岚桥区")
    put(folder / "甲.meta.yaml", "place: 汐川区")
    assert source_of(put(folder / "甲.docx")).sidecar == "place: 岚桥区"


def test_a_sidecar_alone_is_refused(folder):
    assert "更正说明" in refusals([put(folder / "甲.meta.yaml", "place: 岚桥区")])[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\x00\x81", "不是文本"), (b"a" * (LARGEST_SIDECAR + 1), "64 kB")],
    ids=["binary", "large"],
)
def test_a_sidecar_that_can_not_be_read_keeps_its_report_out(folder, content, words):
    report = put(folder / "甲.docx")
    put(folder / "甲.meta.yaml", content)
    (line,) = refusals([folder])
    assert words in line
    assert "甲.meta.yaml" in line
    assert names([folder]) == []
    with pytest.raises(ReadError, match=words):
        source_of(report)


def test_a_sidecar_in_gb18030_is_read(folder):
    put(folder / "甲.meta.yaml", "place: 岚桥区".encode("gb18030"))
    assert source_of(put(folder / "甲.docx")).sidecar == "place: 岚桥区"


def test_members_of_archives_are_sources_with_their_own_names(folder):
    archive = put(folder / "各区.zip", zipped(a="x", 岚桥区__txt=TEXT, 岚桥区__meta__yaml="date: 2024-01-20"))
    put(folder / "名不符.txt", zipped(汐川区__txt=TEXT))
    found = [each for each in find_sources([folder]) if isinstance(each, Source)]
    assert [(each.name, each.read(), each.path) for each in found] == [
        ("岚桥区.txt", TEXT.encode(), None),
        ("汐川区.txt", TEXT.encode(), None),
    ]
    assert found[0].origin == f"{archive}/岚桥区.txt"
    assert found[0].sidecar == "date: 2024-01-20"


def test_word_files_are_no_archives_whatever_they_are_called(folder):
    part = {"[Content_Types].xml": "", "word/document.xml": ""}
    assert names([put(folder / "报告.zip", zipped(**part)), put(folder / "报告.docx", b"PK\x03\x04")]) == [
        "报告.zip",
        "报告.docx",
    ]


def test_damaged_and_too_large_archives_are_refused(folder):
    assert "已损坏" in refusals([put(folder / "坏.zip", b"PK\x03\x04")])[0]
    assert "已损坏" in refusals([put(folder / "假.zip", b"text")])[0]
    archive = put(folder / "大.zip", zipped(甲__txt=TEXT))
    assert "大.zip" in refusals([archive], limits=Limits(unpacked=50))[0]


def test_addresses_are_fetched_once_and_archives_there_are_looked_through(monkeypatch):
    def fetch(url, limits, *, allow_private):
        if "bad" in url:
            raise ReadError(f"网址“{url}”连不上；请稍后再试。")
        content = zipped(甲__txt=TEXT) if "zip" in url else TEXT.encode()
        return Source("页.zip" if "zip" in url else f"{allow_private}.txt", url, content=content)

    monkeypatch.setattr(address, "fetch", fetch)
    inputs = ["https://a.cn/zip", "https://a.cn/x", "https://a.cn/bad", "https://a.cn/x"]
    assert names(inputs, allow_private=True) == ["甲.txt", "True.txt"]
    assert refusals(inputs) == ["网址“https://a.cn/bad”连不上；请稍后再试。"]


def test_a_file_that_is_too_large_is_refused_when_read(folder):
    source = source_of(put(folder / "大.txt"))
    with pytest.raises(ReadError, match="太大") as caught:
        source.read(Limits(file=10))
    assert "大.txt" in str(caught.value)


def test_missing_paths_and_folders_are_refused_when_read(folder):
    with pytest.raises(ReadError, match="找不到"):
        source_of(folder / "无.txt").read()
    with pytest.raises(ReadError, match="是文件夹"):
        source_of(folder).read()
