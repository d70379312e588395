import io
import socket
import struct
import zipfile

import pytest
from docx import Document

from vectorstore.errors import ReadError
from vectorstore.loaders import load_bytes, ooxml
from vectorstore.loaders.base import Limits


def plain():
    document = Document()
    document.add_paragraph("云汀市政府工作报告")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def repacked(data, change, **more):
    """The archive with each part passed through ``change(name, content)``; None leaves a part out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return stream.getvalue()


def with_body(change):
    return repacked(PLAIN, lambda name, content: change(content) if name == "word/document.xml" else content)


def archive(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


PLAIN = plain()


def lying_about_sizes():
    """An archive whose body unpacks to far more than its directory says."""
    data = bytearray(with_body(lambda content: content + b" " * 1_000_000))
    at = data.find(b"PK\x01\x02")
    while data[at + 46 : at + 46 + 17] != b"word/document.xml":
        at = data.find(b"PK\x01\x02", at + 4)
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"not a zip at all", "不是 Word 文档"),
        (b"PK\x05\x06" + bytes(18), "不是 Word 文档"),
        (b"PK\x03\x04 and no more", "已损坏"),
        (PLAIN[: len(PLAIN) // 2], "已损坏"),
        (archive(**{"甲.txt": "报告"}), "压缩文件"),
        (archive(ppt__presentation="<p/>"), "演示文稿"),
        (repacked(PLAIN, lambda name, content: None if name == "word/document.xml" else content), "不是 Word 文档"),
        (with_body(lambda content: content[:80]), "已损坏"),
        (with_body(lambda content: b""), "已损坏"),
        (with_body(lambda content: content.replace(b"w:body", b"w:bodies")), "已损坏"),
        (with_body(lambda content: b'<!DOCTYPE x [<!ENTITY a "b">]>' + content), "不安全"),
        (with_body(lambda content: '<!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode("utf-16")), "不安全"),
        (with_body(lambda content: b"<a>" * 5000 + b"</a>" * 5000), "已损坏"),
        (with_body(lambda content: content + b" " * 20_000_000), "压缩比"),
        (lying_about_sizes(), "已损坏"),
    ],
)
def test_damaged_foreign_and_dangerous_files_are_refused_in_one_line(data, words):
    with pytest.raises(ReadError, match=words) as caught:
        load_bytes(data, "坏.docx")
    message = str(caught.value)
    assert "坏.docx" in message
    assert "请" in message
    assert "\n" not in message


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(ooxml, "DEFAULT_LIMITS", Limits(unpacked=1000))
    with pytest.raises(ReadError, match="解压后超过"):
        load_bytes(PLAIN, "炸弹.docx")


def test_an_archive_of_very_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(ooxml, "_MOST_PARTS", 5)
    with pytest.raises(ReadError, match="个部分"):
        load_bytes(PLAIN, "碎.docx")


def test_a_part_too_large_to_be_parsed_is_refused(monkeypatch):
    monkeypatch.setattr(ooxml, "_LARGEST_PART", 300)
    with pytest.raises(ReadError, match="内容太多"):
        load_bytes(PLAIN, "长.docx")


def test_a_password_on_the_archive_is_told():
    data = bytearray(PLAIN)
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(ReadError, match="密码"):
        load_bytes(bytes(data), "密.docx")


def test_files_with_macros_are_read_without_running_them():
    macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    usual = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    data = repacked(PLAIN, lambda name, content: content.replace(usual, macro), **{"word/vbaProject.bin": b"\x00"})
    loaded = load_bytes(data, "宏.docm")
    assert loaded.text == "云汀市政府工作报告"
    assert loaded.layout.warnings == ("文件带有宏；宏没有运行，只读取了文字。",)


def test_what_lies_outside_the_file_is_not_followed(monkeypatch):
    def refuse(*given):
        raise AssertionError(given)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    outside = b'Target="http://outside.example/styles.xml" TargetMode="External"'
    data = repacked(
        PLAIN,
        lambda name, content: (
            content.replace(b'Target="styles.xml"', outside) if name.endswith("document.xml.rels") else content
        ),
    )
    assert load_bytes(data, "外.docx").text == "云汀市政府工作报告"


def test_word_files_are_known_by_content_and_not_by_suffix():
    assert load_bytes(PLAIN, "报告.txt").text == "云汀市政府工作报告"
