import io

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from tests.vectorstore.loaders.sheets import Sheets, typeset
from vectorstore.errors import ReadError
from vectorstore.loaders import ocr, pdf
from vectorstore.loaders.pdf import PdfLoader
from vectorstore.loaders.printed import Box, Piece, PrintedPage
from vectorstore.loaders.scan import ScannedPage

WHOLE = typeset(["云汀市上半年生产总值增长5.2%。"] * 3)


def no_pages():
    stream = io.BytesIO()
    pypdfium2.PdfDocument.new().save(stream)
    return stream.getvalue()


def refused(data):
    with pytest.raises(ReadError) as caught:
        PdfLoader().load(data, "坏.pdf")
    message = str(caught.value)
    assert "坏.pdf" in message
    assert "\n" not in message
    assert "请" in message
    return message


def encrypted(user):
    sheets = Sheets(encryption=StandardEncryption(user, ownerPassword="主人"))
    sheets.write(72, 100, "加密的报告。")
    return sheets.pdf()


def draw_picture(sheets):
    """Fill the page with a grey picture."""
    sheets.canvas.drawImage(ImageReader(Image.new("L", (400, 560), 200)), 0, 0, 595, 842)


def scanned():
    sheets = Sheets()
    draw_picture(sheets)
    sheets.centre(800, "— 1 —", 9)
    return sheets.pdf()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (WHOLE[: len(WHOLE) // 2], "不完整"),
        (WHOLE[:100] + b"\n%%EOF", "已损坏"),
        (b"%PDF-1.7 nonsense %%EOF", "已损坏"),
        (no_pages(), "一页也没有"),
    ],
)
def test_damaged_files_are_refused_in_one_line(data, words):
    assert words in refused(data)


def test_a_file_that_wants_a_password_is_refused_and_one_that_only_forbids_changes_is_read():
    assert "密码" in refused(encrypted("读者"))
    assert PdfLoader().load(encrypted(""), "报告.pdf").text == "加密的报告。"


def test_too_many_pages_letters_and_seconds_are_refused(monkeypatch):
    monkeypatch.setattr(pdf, "_MOST_SECONDS", 0.0)
    assert "过于复杂" in refused(WHOLE)
    monkeypatch.setattr(pdf, "_MOST_LETTERS", 20)
    monkeypatch.setattr(pdf, "_MOST_SECONDS", 30.0)
    assert "万字" in refused(WHOLE)
    monkeypatch.setattr(pdf, "_MOST_PAGES", 0)
    assert "请拆分" in refused(WHOLE)


def test_too_many_scanned_pages_are_refused(monkeypatch):
    monkeypatch.setattr(pdf, "_MOST_SCANNED", 0)
    assert "扫描页超过" in refused(scanned())


def test_invisible_letters_over_a_picture_are_read_with_a_warning():
    sheets = Sheets()
    draw_picture(sheets)
    words = sheets.canvas.beginText(72, 700)
    words.setFont("STSong-Light", 12)
    words.setTextRenderMode(3)
    for number in range(5):
        words.textLine(f"扫描软件识别的第{number}行文字写满一整行没有标点符号直到行末")
    sheets.canvas.drawText(words)
    loaded = PdfLoader().load(sheets.pdf(), "报告.pdf")
    assert loaded.text.startswith("扫描软件识别的第0行")
    assert "第1页的文字由扫描软件识别" in loaded.layout.warnings[0]


def test_bytes_before_the_signature_do_not_hide_it_and_a_mention_of_it_does_not_make_one():
    assert PdfLoader().accepts(b"\r\n\r\n" + WHOLE, "报告.pdf")
    assert not PdfLoader().accepts("本文介绍%PDF-1.7格式。".encode(), "报告.txt")


def test_a_scan_without_the_extra_is_refused_with_what_to_install(monkeypatch):
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    assert "pip install 'gongbao[ocr]'" in refused(scanned())


def test_scanned_and_garbled_pages_are_recognised_and_named_and_text_pages_are_not(monkeypatch):
    def recognised(picture, number):
        assert picture.dtype == np.uint8
        assert picture.shape[0] > picture.shape[1] > 1000
        piece = Piece("一二三四五"[number] + "号图上的话。", Box(72, 100, 172, 112), 12)
        return ScannedPage(PrintedPage(number, 595, 842, (piece,), scanned=True), doubtful=number == 2)

    sheets = Sheets()
    sheets.write(72, 100, "第一页有文字层。")
    sheets.next_page()
    draw_picture(sheets)
    sheets.next_page()
    sheets.write(72, 100, "\ue001\ue002\ue003\ue004\ue005\ue006\ue007")
    monkeypatch.setattr(pdf, "read_scan", recognised)
    loaded = PdfLoader().load(sheets.pdf(), "报告.pdf")
    assert loaded.text.split("\n") == ["第一页有文字层。", "三号图上的话。", "四号图上的话。"]
    garbled, scanned, doubtful = loaded.layout.warnings
    assert "第3页" in garbled
    assert "第2—3页" in scanned
    assert "第2页" in doubtful
