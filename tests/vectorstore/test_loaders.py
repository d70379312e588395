import codecs
import io
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from vectorstore import loaders
from vectorstore.errors import ReadError
from vectorstore.loaders import docx as docx_loader
from vectorstore.loaders import load, load_bytes, report_files

TEXT = (
    "云汀市2024年政府工作报告\r\n\r\n　我代表市人民政府报告工作,全市生产总值增长5.2%。\n"
    "发展质量不断提高，社会事业全面进步。\n"
)
TRADITIONAL = "雲汀市政府工作報告\n全市經濟發展的質量不斷提高，社會事業的進步在各區實現，這是國家與人民的要求。\n" * 3


def docx_bytes(build):
    document = Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def repacked(data, change):
    """The archive with each part passed through ``change(name, content)``; None leaves a part out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return stream.getvalue()


PLAIN_DOCX = docx_bytes(lambda document: document.add_paragraph("云汀市政府工作报告"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_the_decoded_file_with_its_newlines(encoding):
    assert load_bytes(TEXT.encode(encoding), "报告.txt").text == TEXT


@pytest.mark.parametrize(("mark", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_both_byte_orders_of_utf_16_are_read(mark, encoding):
    assert load_bytes(mark + TEXT.encode(encoding), "报告.txt").text == TEXT


def test_big5_is_told_from_gb18030():
    assert load_bytes(TRADITIONAL.encode("big5"), "報告.txt").text == TRADITIONAL


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).map("报告".__add__))
def test_any_utf_8_text_comes_back_unchanged(text):
    assert load_bytes(text.encode(), "报告.txt").text == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空文件"),
        (b" \r\n\t \xe3\x80\x80\n", "没有文字"),
        (bytes(range(256)), "不是文本文件"),
        (b"MZ\x01\x02\x03", "不是文本文件"),
        (b"\xff\xfe\x00", "编码无法识别"),
        (b"\x81\xff\x8e\xff" * 20, "编码无法识别"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"{\\rtf1 ...", "RTF"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "网页"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\0o\0r\0d\0" * 9, "另存为 .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
    ],
)
def test_bad_bytes_are_refused_in_one_line_that_names_the_file(data, words):
    with pytest.raises(ReadError) as caught:
        load_bytes(data, "坏.txt")
    message = str(caught.value)
    assert words in message
    assert "坏.txt" in message
    assert "\n" not in message
    assert "请" in message


def test_paragraphs_and_tables_keep_their_order():
    def build(document):
        document.add_paragraph("第一段")
        table = document.add_table(rows=2, cols=2)
        for cell, words in zip(table._cells, ["指标", "数值", "生产总值", "5.2%"], strict=True):
            cell.text = words
        document.add_paragraph("").add_run("第\n二段")

    assert load_bytes(docx_bytes(build), "报告.docx").text == "第一段\n指标\t数值\n生产总值\t5.2%\n第\n二段"


def test_heading_styles_are_recorded_from_level_one_without_the_title():
    def build(document):
        document.add_heading("云汀市政府工作报告", level=1)
        document.add_heading("过去一年", level=2)
        document.add_paragraph("正文。")
        document.add_heading("产业", level=3)
        document.add_paragraph("正文。")

    loaded = load_bytes(docx_bytes(build), "报告.docx")
    assert [(loaded.text[start : start + 2], level) for start, level in loaded.headings] == [("过去", 1), ("产业", 2)]


def test_deleted_words_and_hidden_fields_are_not_read():
    tracked = b"<w:r><w:t>\xe7\x94\xb2</w:t></w:r><w:del><w:r><w:delText>\xe4\xb9\x99</w:delText></w:r></w:del></w:p>"
    change = lambda name, content: content.replace(b"</w:p>", tracked, 1) if name == "word/document.xml" else content  # noqa: E731
    assert load_bytes(repacked(PLAIN_DOCX, change), "报告.docx").text == "云汀市政府工作报告甲"


def test_word_files_are_known_by_content_and_not_by_suffix():
    assert load_bytes(PLAIN_DOCX, "报告.txt").text == "云汀市政府工作报告"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"not a zip at all", "已损坏"),
        (PLAIN_DOCX[: len(PLAIN_DOCX) // 2], "已损坏"),
        (
            repacked(PLAIN_DOCX, lambda name, content: None if name == "word/document.xml" else content),
            "不是 Word 文档",
        ),
        (
            repacked(PLAIN_DOCX, lambda name, content: content[:80] if name == "word/document.xml" else content),
            "已损坏",
        ),
        (repacked(PLAIN_DOCX, lambda name, content: None if name.startswith("[Content") else content), "已损坏"),
        (
            repacked(
                PLAIN_DOCX,
                lambda name, content: (
                    b'<!DOCTYPE x [<!ENTITY a "b">]>' + content if name == "word/document.xml" else content
                ),
            ),
            "不安全",
        ),
    ],
)
def test_damaged_and_dangerous_word_files_are_refused(data, words):
    with pytest.raises(ReadError, match=words) as caught:
        load_bytes(data, "坏.docx")
    assert "坏.docx" in str(caught.value)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(docx_loader, "LARGEST_UNPACKED", 1000)
    with pytest.raises(ReadError, match="解压后超过"):
        load_bytes(PLAIN_DOCX, "炸弹.docx")


def test_a_file_that_is_too_large_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(loaders, "LARGEST", 10)
    path = tmp_path / "大.txt"
    path.write_text(TEXT, "utf-8")
    with pytest.raises(ReadError, match="太大"):
        load(path)
    with pytest.raises(ReadError, match="太大"):
        load_bytes(TEXT.encode(), "大.txt")


def test_missing_paths_and_folders_are_refused(tmp_path):
    with pytest.raises(ReadError, match="找不到"):
        load(tmp_path / "无.txt")
    with pytest.raises(ReadError, match="是文件夹"):
        load(tmp_path)


def test_folders_are_searched_in_order_without_hidden_files_locks_and_stray_links(tmp_path):
    folder = tmp_path / "reports"
    (folder / "下级").mkdir(parents=True)
    (folder / ".git").mkdir()
    outside = tmp_path / "外.txt"
    for path in (outside, folder / "乙.txt", folder / "甲.DOCX", folder / "下级" / "丙.txt"):
        path.write_text("报告", "utf-8")
    for name in (".隐.txt", "~$甲.docx", "图.png", ".git/x.txt"):
        (folder / name).write_text("报告", "utf-8")
    (folder / "链.txt").symlink_to(outside)
    names = [path.name for path in report_files([folder, outside, folder / "乙.txt"])]
    assert names == [*sorted(["乙.txt", "甲.DOCX", "丙.txt"], key=["丙.txt", "乙.txt", "甲.DOCX"].index), "外.txt"]


def test_a_folder_without_reports_and_a_missing_path_are_refused(tmp_path):
    with pytest.raises(ReadError, match="没有报告"):
        report_files([tmp_path])
    with pytest.raises(ReadError, match="找不到"):
        report_files([tmp_path / "无"])
