import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.vectorstore.loaders.sheets import Sheets
from vectorstore.errors import ReadError
from vectorstore.loaders import ocr, scan
from vectorstore.loaders.pdf import PdfLoader
from vectorstore.loaders.printed import PrintedPage
from vectorstore.loaders.scan import ImageLoader, ScannedPage

SCAN = Path(__file__).with_name("scan.jpg").read_bytes()
"""Half a page at 150 dpi, lying half a degree askew, with noise; a made-up report."""
LINES = [
    "云汀市2024年国民经济运行情况",
    "2024年，全市实现地区生产总值3174.6亿元，同比增长5.2%；规模以上工业增加值下降0.7%，第一产业增加值1,234.56万元。"
    "全年城镇调查失业率为4.98%，人口自然增长率为2.35‰，低于年初预期。",
    "分区看，岚桥区和汐川区增速居前。主要指标如下：",
    "指标\t岚桥区\t汐川区",
    "财政收入\t128.5亿元\t96.03亿元",
    "同比增长\t6.0%\t-1.4%",
    "云汀市统计局将继续做好监测，数据以年鉴为准。",
]


def encoded(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def blank(width=40, height=60, mode="L"):
    return Image.new(mode, (width, height), 0)


@pytest.fixture
def pictures(monkeypatch):
    """The pictures of pages that are given to be recognised."""
    given = []

    def recorded(picture, number):
        given.append(picture)
        return ScannedPage(PrintedPage(number, 595, 842, scanned=True), doubtful=False)

    monkeypatch.setattr(scan, "read_scan", recorded)
    return given


def refused(data):
    with pytest.raises(ReadError) as caught:
        ImageLoader().load(data, "图.png")
    message = str(caught.value)
    assert "图.png" in message
    assert "\n" not in message
    return message


def test_a_scan_gives_its_paragraphs_its_table_and_every_figure():
    loaded = ImageLoader().load(SCAN, "扫描.jpg")
    figures = re.compile(r"-?\d[\d,.]*[%‰]?")
    assert figures.findall(loaded.text) == figures.findall("\n".join(LINES))
    assert loaded.text.split("\n") == LINES
    (table,) = loaded.layout.tables
    assert [loaded.text[cell.start : cell.end] for cell in table.cells][3:6] == ["财政收入", "128.5亿元", "96.03亿元"]
    assert "扫描件" in loaded.layout.warnings[0]


def test_an_upside_down_scan_in_a_pdf_beside_a_text_page_is_read():
    head = Image.open(io.BytesIO(SCAN)).crop((0, 0, 1240, 215)).rotate(180)
    sheets = Sheets()
    sheets.write(72, 100, "第一页有文字层，不必识别。")
    sheets.next_page()
    sheets.canvas.setPageSize((595, 103))
    sheets.canvas.drawInlineImage(head, 0, 0, 595, 103)
    loaded = PdfLoader().load(sheets.pdf(), "混合.pdf")
    first, title, beginning = loaded.text.split("\n")
    assert (first, title) == ("第一页有文字层，不必识别。", LINES[0])
    assert LINES[1].startswith(beginning)
    assert "3174.6亿元，同比增长5.2%" in beginning
    assert loaded.layout.pages == (0, 14)
    assert loaded.layout.warnings == ("第2页由扫描件识别而来，引用前请对照原件核对数字。",)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_pictures_are_known_by_content(kind, pictures):
    data = encoded(blank(), kind)
    assert ImageLoader().accepts(data, "无名")
    ImageLoader().load(data, "无名")
    assert [picture.shape for picture in pictures] == [(60, 40)]


@pytest.mark.parametrize("data", [b"BMW in a text", b"RIFFWAVE", b"GIF89a", "图片".encode()])
def test_what_is_no_picture_is_left_to_other_loaders(data):
    assert not ImageLoader().accepts(data, "图.png")


def test_each_page_of_a_tiff_is_a_page(pictures):
    data = encoded(blank(40), "TIFF", save_all=True, append_images=[blank(50), blank(60)])
    loaded = ImageLoader().load(data, "三页.tif")
    assert [picture.shape[1] for picture in pictures] == [40, 50, 60]
    assert len(loaded.layout.pages) == 3


def test_a_photograph_is_turned_as_its_camera_says_and_a_transparent_ground_is_white(pictures):
    turned = Image.Exif()
    turned[0x0112] = 6
    ImageLoader().load(encoded(blank(80, 40), "JPEG", exif=turned), "照片.jpg")
    ImageLoader().load(encoded(Image.new("RGBA", (9, 9), (0, 0, 0, 0)), "PNG"), "透明.png")
    photograph, transparent = pictures
    assert photograph.shape == (80, 40)
    assert np.all(transparent == 255)


def test_large_pages_are_made_smaller_before_they_are_read(pictures):
    ImageLoader().load(encoded(blank(100, 5000), "PNG"), "长图.png")
    assert pictures[0].shape[0] <= 3300


def test_damaged_and_oversized_pictures_are_refused(monkeypatch):
    whole = encoded(blank(400, 600), "PNG")
    assert "已损坏" in refused(whole[: len(whole) // 2])
    assert "已损坏" in refused(b"\x89PNG\r\n\x1a\n nonsense")
    monkeypatch.setattr(scan, "_MOST_PIXELS", 1000)
    assert "像素" in refused(whole)
    monkeypatch.setattr(scan, "_MOST_PAGES", 1)
    assert "请拆分" in refused(encoded(blank(), "TIFF", save_all=True, append_images=[blank()]))


def test_pictures_without_the_extra_are_refused_with_what_to_install(monkeypatch):
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    assert "pip install 'gongbao[ocr]'" in refused(SCAN)


def test_the_engine_reads_its_models_from_its_package_only(monkeypatch):
    from rapidocr.inference_engine.onnxruntime import main as inference

    def no_download(*_):
        raise AssertionError

    ocr._engine.cache_clear()
    monkeypatch.setattr(inference.DownloadFile, "run", no_download)
    engine = ocr._engine()
    engine._load_det_model()
    engine._load_rec_model()


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("2.35%0，", "2.35‰，"),
        ("48一112个", "48—112个"),
        ("5.2%,增长", "5.2%,增长"),
        ("同比增长,其中", "同比增长，其中"),
        ("3174 .6亿元", "3174.6亿元"),
    ],
)
def test_what_the_recogniser_confuses_in_figures_is_put_right(read, meant):
    assert ocr._mended(read) == meant
