import pytest

from tests.vectorstore.loaders.sheets import Sheets
from vectorstore.loaders.pdf import PdfLoader

HEAD = ["指标", "2023年", "2024年"]
ROWS = [["地区生产总值", "3174.6亿元", "3339.7亿元"], ["增速", "4.9%", "5.2%"], ["失业率", "5.1%", "4.98%"]]


def read(sheets):
    return PdfLoader().load(sheets.pdf(), "报告.pdf")


def cells(loaded, number=0):
    table = loaded.layout.tables[number]
    return [(loaded.text[c.start : c.end], c.row, c.column, c.rows, c.columns) for c in table.cells]


def test_a_ruled_table_stands_once_between_its_paragraphs():
    sheets = Sheets()
    sheets.write(72, 100, "主要指标如下：")
    sheets.grid([72, 200, 320, 440], [120, 140, 160, 180, 200], [HEAD, *ROWS])
    sheets.write(72, 240, "以上数据为初步统计。")
    loaded = read(sheets)
    rows = ["\t".join(row) for row in [HEAD, *ROWS]]
    assert loaded.text.split("\n") == ["主要指标如下：", *rows, "以上数据为初步统计。"]
    table = loaded.layout.tables[0]
    assert loaded.text[table.start : table.end] == "\n".join(rows)
    assert cells(loaded)[4] == ("3174.6亿元", 1, 1, 1, 1)


def test_merged_cells_are_one_at_their_upper_left_and_empty_ones_are_kept():
    sheets = Sheets()
    for x, top in ((72, 100), (200, 120), (320, 100), (440, 100)):
        sheets.rule(x, top, x, 160)
    sheets.rule(200, 120, 200, 160)
    for y in (100, 160):
        sheets.rule(72, y, 440, y)
    sheets.rule(72, 120, 320, 120)
    sheets.rule(72, 140, 440, 140)
    for x, y, words in (
        (80, 114, "分区指标"),
        (330, 124, "全市"),
        (80, 134, "岚桥区"),
        (210, 134, "5.2%"),
        (80, 154, "汐川区"),
    ):
        sheets.write(x, y, words, 10)
    loaded = read(sheets)
    assert cells(loaded) == [
        ("分区指标", 0, 0, 1, 2),
        ("全市", 0, 2, 2, 1),
        ("岚桥区", 1, 0, 1, 1),
        ("5.2%", 1, 1, 1, 1),
        ("汐川区", 2, 0, 1, 1),
        ("", 2, 1, 1, 1),
        ("", 2, 2, 1, 1),
    ]


def test_words_that_wrap_in_a_cell_are_one():
    sheets = Sheets()
    sheets.grid([72, 132, 192], [100, 140, 160], [["", "数值"], ["失业率", "5.1%"]])
    sheets.write(76, 114, "社会消费品", 10)
    sheets.write(76, 128, "零售总额", 10)
    assert cells(read(sheets))[0][0] == "社会消费品零售总额"


def test_a_table_open_at_its_sides_keeps_its_outer_columns():
    sheets = Sheets()
    sheets.grid([200, 320], [120, 140, 160, 180, 200], [["", ""]] * 4)
    for y, row in zip((120, 140, 160, 180, 200), [*[HEAD], *ROWS, []], strict=True):
        sheets.rule(72, y, 440, y)
        for x, words in zip((76, 204, 324), row, strict=False):
            sheets.write(x, y + 14, words, 10)
    assert read(sheets).text == "\n".join("\t".join(row) for row in [HEAD, *ROWS])


def test_a_table_over_two_pages_is_one_and_its_repeated_head_is_dropped():
    sheets = Sheets()
    sheets.write(72, 100, "主要指标如下：")
    sheets.grid([72, 200, 320, 440], [700, 720, 740], [HEAD, ROWS[0]])
    sheets.next_page()
    sheets.write(72, 66, "续表")
    sheets.grid([72, 200, 320, 440], [72, 92, 112, 132], [HEAD, *ROWS[1:]])
    loaded = read(sheets)
    assert loaded.text.split("\n") == ["主要指标如下：", *("\t".join(row) for row in [HEAD, *ROWS])]
    assert len(loaded.layout.tables) == 1
    assert loaded.text[loaded.layout.pages[1] :].startswith("增速")


def test_a_row_that_a_page_ends_within_is_made_whole():
    sheets = Sheets()
    sheets.grid([72, 200, 320, 440], [700, 720, 740], [HEAD, ["财政收入", "128.5", "131.2亿元"]])
    sheets.next_page()
    sheets.grid([72, 200, 320, 440], [72, 92, 112], [["", "亿元", ""], ROWS[1]])
    assert read(sheets).text.split("\n")[1:] == ["财政收入\t128.5亿元\t131.2亿元", "\t".join(ROWS[1])]


def test_aligned_figures_without_ruling_lines_are_a_table():
    sheets = Sheets()
    for number, row in enumerate([HEAD, *ROWS]):
        for x, words in zip((72, 240, 360), row, strict=True):
            sheets.write(x, 100 + 18 * number, words)
    loaded = read(sheets)
    assert loaded.text == "\n".join("\t".join(row) for row in [HEAD, *ROWS])
    assert len(loaded.layout.tables) == 1


@pytest.mark.parametrize("box", [(60, 60, 535, 780), (60, 90, 535, 130)])
def test_a_frame_around_words_is_no_table(box):
    sheets = Sheets()
    left, top, right, bottom = box
    sheets.grid([left, right], [top, bottom], [[]])
    sheets.write(72, 110, "框里的话仍是正文。")
    loaded = read(sheets)
    assert loaded.text == "框里的话仍是正文。"
    assert loaded.layout.tables == ()
