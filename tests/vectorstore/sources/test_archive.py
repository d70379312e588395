import io
import stat
import struct
import zipfile

import pytest

from vectorstore.errors import ReadError
from vectorstore.loaders.base import Limits
from vectorstore.sources import archive
from vectorstore.sources.archive import Member, Trouble, is_archive, members

REPORT = "云汀市政府工作报告。".encode()


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()


def renamed(data, old, new):
    assert len(old) == len(new)
    return data.replace(old, new)


def taken(data, limits=None):
    found = list(members(data, "包.zip", limits or Limits()))
    return (
        {each.path: each.content for each in found if isinstance(each, Member)},
        [each.reason for each in found if isinstance(each, Trouble)],
    )


def test_reports_in_folders_come_in_order_and_what_systems_leave_about_is_passed_over():
    data = zipped(
        {
            "乙/丙.docx": b"PK",
            "甲 😀.txt": REPORT,
            "__MACOSX/._甲.txt": b"x",
            "乙/Thumbs.db": b"x",
            "乙/~$丙.docx": b"x",
            ".隐/丁.txt": b"x",
            "读我.exe": b"x",
            "空/": b"",
        }
    )
    assert taken(data) == ({"乙/丙.docx": b"PK", "甲 😀.txt": REPORT}, [])


@pytest.mark.parametrize("name", ["云汀市/报告.txt", "一.txt", "报告\\岚桥区.txt"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_without_a_mark_of_their_encoding_are_read(name, encoding):
    raw = name.encode(encoding)
    stand_in = b"x" * len(raw)
    data = renamed(zipped({stand_in.decode(): REPORT}), stand_in, raw)
    assert taken(data)[0] == {name.replace("\\", "/"): REPORT}


def test_sidecars_come_with_their_report_the_full_name_first():
    data = zipped(
        {
            "a/甲.txt": REPORT,
            "a/甲.meta.yaml": b"stem",
            "a/甲.txt.meta.yaml": b"full",
            "b/甲.txt": REPORT,
            "b/甲.meta.yaml": b"stem",
            "甲.txt": REPORT,
        }
    )
    found = {each.path: each.sidecar for each in members(data, "包.zip") if isinstance(each, Member)}
    assert {path: sidecar and sidecar.content for path, sidecar in found.items()} == {
        "a/甲.txt": b"full",
        "b/甲.txt": b"stem",
        "甲.txt": None,
    }


@pytest.mark.parametrize("name", ["../外.txt", "/etc/外.txt", "C:\\外.txt", "a/../../外.txt", "..\\外.txt"])
def test_paths_that_lead_out_are_refused_with_a_line(name):
    found, troubles = taken(zipped({name: REPORT, "里.txt": REPORT}))
    assert found == {"里.txt": REPORT}
    (line,) = troubles
    assert "之外" in line
    assert "外.txt" in line
    assert "\n" not in line


def test_links_are_refused():
    link = zipfile.ZipInfo("链.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        new.writestr(link, "/etc/passwd")
    found, (line,) = taken(stream.getvalue())
    assert found == {}
    assert "符号链接" in line


def encrypted(data):
    """The archive with the flag for encryption set in the list and before each member."""
    changed = bytearray(data)
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(signature)
        while at >= 0:
            (flags,) = struct.unpack_from("<H", changed, at + offset)
            struct.pack_into("<H", changed, at + offset, flags | 1)
            at = data.find(signature, at + 1)
    return bytes(changed)


def test_locked_members_are_told_of_in_one_line():
    found, troubles = taken(encrypted(zipped({"甲.txt": REPORT, "乙.txt": REPORT})))
    assert found == {}
    assert troubles == ["“包.zip”里的“甲.txt”等 2 个文件设有密码，打不开；请解压后导入文件夹，或去掉密码重新压缩。"]


def test_archives_in_archives_are_not_unpacked():
    found, (line,) = taken(zipped({"内.zip": zipped({"甲.txt": REPORT}), "乙.txt": REPORT}))
    assert found == {"乙.txt": REPORT}
    assert "内.zip" in line


def test_damaged_members_are_told_of_and_the_others_read():
    data = zipped({"甲.txt": REPORT, "乙.txt": "另一份。".encode()}, zipfile.ZIP_STORED)
    found, (line,) = taken(data.replace("另一份".encode(), "另二份".encode()))
    assert found == {"甲.txt": REPORT}
    assert "乙.txt" in line


def test_a_member_that_tells_too_small_a_size_is_not_unpacked_beyond_it():
    data = bytearray(zipped({"甲.txt": b"0" * 5_000_000}))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    found, (line,) = taken(bytes(data))
    assert found == {}
    assert "甲.txt" in line


@pytest.mark.parametrize(
    ("parts", "limits", "words"),
    [
        ({"甲.txt": b"0" * 2_000_000}, Limits(), "压缩炸弹"),
        ({"甲.txt": REPORT * 9, "乙.txt": REPORT * 9}, Limits(unpacked=200), "解压后超过"),
    ],
)
def test_bombs_are_refused_before_anything_is_unpacked(parts, limits, words):
    with pytest.raises(ReadError, match=words) as caught:
        taken(zipped(parts), limits)
    assert "包.zip" in str(caught.value)


def test_a_member_larger_than_a_file_may_be_is_left_out():
    found, (line,) = taken(zipped({"大.txt": REPORT * 9, "小.txt": b"1"}), Limits(file=100))
    assert found == {"小.txt": b"1"}
    assert "大.txt" in line


@pytest.mark.parametrize("most", ["MOST_MEMBERS", "_MOST_ENTRIES"])
def test_archives_of_too_many_members_are_refused(monkeypatch, most):
    monkeypatch.setattr(archive, most, 2)
    with pytest.raises(ReadError, match="个，已拒绝"):
        taken(zipped({f"{number}.txt": REPORT for number in range(3)}))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 and nothing", "已损坏"),
        (zipped({"甲.txt": REPORT})[:-10], "已损坏"),
        (b"Rar!\x1a\x07\x00", "RAR"),
    ],
)
def test_what_is_no_zip_archive_is_refused(data, words):
    with pytest.raises(ReadError, match=words):
        taken(data)


def test_an_archive_without_reports_says_what_could_be_read():
    assert "没有报告" in taken(zipped({"a.exe": b"x"}))[1][0]
    assert ".pdf" in taken(zipped({}))[1][0].lower()


def test_control_signs_in_names_do_not_reach_the_user():
    found, _ = taken(zipped({"甲\n\u202e乙.txt": REPORT}))
    assert found == {"甲__乙.txt": REPORT}


@pytest.mark.parametrize(
    ("parts", "name", "expected"),
    [
        ({"甲.txt": REPORT}, "包", True),
        ({"[Content_Types].xml": b"", "word/document.xml": b""}, "报告.zip", False),
        ({"xl/workbook.xml": b""}, "表", False),
        ({"other.xml": b""}, "损坏.docx", False),
    ],
)
def test_office_files_are_no_archives_of_reports(parts, name, expected):
    assert is_archive(zipped(parts), name) is expected
