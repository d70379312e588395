import io
import zipfile
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from vectorstore.errors import ReadError
from vectorstore.loaders import load_bytes, sheet, sheet_book
from vectorstore.loaders.sheet_numbers import shown


def xlsx(build, name="主要指标"):
    """A workbook whose first sheet ``build`` fills; it may add more to ``sheet.parent``."""
    workbook = Workbook()
    workbook.active.title = name
    build(workbook.active)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def rows(*values):
    return lambda sheet: [sheet.append(row) for row in values]


def cells(loaded, number=0):
    return [
        (loaded.text[cell.start : cell.end], cell.row, cell.column, cell.rows, cell.columns)
        for cell in loaded.layout.tables[number].cells
    ]


def repacked(data, change):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


def yearbook(sheet):
    for place, value in {
        "A1": "云汀市2024年主要经济指标",
        "D2": "单位：亿元",
        "A3": "指标",
        "B3": "2024年",
        "D3": "备注",
        "B4": "总量",
        "C4": "增速",
        "A5": "生产总值",
        "B5": 3174.6000000000004,
        "C5": 0.049,
        "A6": "投资\n（不含农户）",
        "B6": 1234567,
        "A7": "注：数据为初步核算数。",
    }.items():
        sheet[place] = value
    for area in ("A1:D1", "A3:A4", "B3:C3", "D3:D4", "A7:D7"):
        sheet.merge_cells(area)
    sheet["C5"].number_format = "0.0%"
    sheet["B6"].number_format = "#,##0"


def test_a_sheet_is_its_name_its_title_lines_its_table_and_its_notes():
    loaded = load_bytes(xlsx(yearbook), "年报.xlsx")
    assert loaded.text.split("\n") == [
        "主要指标",
        "云汀市2024年主要经济指标",
        "单位：亿元",
        "指标\t2024年\t备注",
        "总量\t增速",
        "生产总值\t3174.6\t4.9%\t",
        "投资 （不含农户）\t1,234,567\t\t",
        "注：数据为初步核算数。",
    ]
    assert loaded.layout.headings == ((0, 1),)
    assert cells(loaded)[:6] == [
        ("指标", 0, 0, 2, 1),
        ("2024年", 0, 1, 1, 2),
        ("备注", 0, 3, 2, 1),
        ("总量", 1, 1, 1, 1),
        ("增速", 1, 2, 1, 1),
        ("生产总值", 2, 0, 1, 1),
    ]


def test_a_workbook_is_known_by_its_content():
    assert "生产总值" in load_bytes(xlsx(yearbook), "年报.docx").text


def test_the_name_that_a_sheet_has_from_the_start_is_no_heading():
    loaded = load_bytes(xlsx(rows(["指标", "数值"], ["产值", 5]), "Sheet1"), "年报.xlsx")
    assert (loaded.text, loaded.layout.headings) == ("指标\t数值\n产值\t5", ())


def test_tables_divided_by_empty_rows_are_several_and_empty_columns_are_dropped():
    loaded = load_bytes(
        xlsx(
            rows(
                ["表一 人口情况"],
                ["区", None, "人口"],
                ["青禾区", None, 12],
                [],
                ["表二 用地情况"],
                ["区", None, "面积"],
                ["汐川区", None, 30],
            )
        ),
        "年报.xlsx",
    )
    assert loaded.text.split("\n")[1:] == [
        "表一 人口情况",
        "区\t人口",
        "青禾区\t12",
        "表二 用地情况",
        "区\t面积",
        "汐川区\t30",
    ]
    assert len(loaded.layout.tables) == 2
    assert cells(loaded, 1)[-1] == ("30", 1, 1, 1, 1)


def test_every_sheet_is_a_section_and_hidden_ones_are_named_in_a_warning():
    def build(sheet):
        rows(["区", "人口"], ["青禾区", 12])(sheet)
        rows(["区", "面积"], ["汐川区", 30])(sheet.parent.create_sheet("用地"))
        sheet.parent.create_sheet("空表")
        hidden = sheet.parent.create_sheet("底稿")
        hidden["A1"], hidden.sheet_state = "不公开", "hidden"

    loaded = load_bytes(xlsx(build, "人口"), "年报.xlsx")
    assert loaded.text == "人口\n区\t人口\n青禾区\t12\n用地\n区\t面积\n汐川区\t30"
    assert [loaded.text[start : start + 2] for start, _ in loaded.layout.headings] == ["人口", "用地"]
    assert loaded.layout.warnings == ("隐藏的工作表没有读取：底稿。",)


def test_hidden_rows_and_columns_are_left_out_without_dividing_the_table():
    def build(sheet):
        rows(["区", "底稿", "人口"], ["青禾区", 1, 12], ["汐川区", 2, 13], ["岚桥区", 3, 14])(sheet)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet["A6"] = "合计"
        sheet["C6"] = 39
        sheet.merge_cells("A3:A4")

    loaded = load_bytes(xlsx(build), "年报.xlsx")
    assert loaded.text.split("\n")[1:4] == ["区\t人口", "青禾区\t12", "\t14"]
    assert len(loaded.layout.tables) == 2
    assert loaded.layout.warnings == ("工作表“主要指标”中隐藏的行或列没有读取。",)


def test_a_cell_merged_over_empty_rows_does_not_divide_its_table():
    def build(sheet):
        rows(["区", "人口"], ["青禾区", 12], [], ["汐川区", 13])(sheet)
        sheet.merge_cells("A2:A4")

    loaded = load_bytes(xlsx(build), "年报.xlsx")
    assert loaded.text.split("\n")[1:] == ["区\t人口", "青禾区\t12", "13"]
    assert cells(loaded)[2] == ("青禾区", 1, 0, 2, 1)


def test_a_sheet_of_one_column_is_paragraphs():
    loaded = load_bytes(xlsx(rows(["云汀市政府工作报告"], ["一、工作回顾"], ["产值增长5%。"])), "报告.xlsx")
    assert loaded.text == "主要指标\n云汀市政府工作报告\n一、工作回顾\n产值增长5%。"
    assert loaded.layout.tables == ()


def test_formulas_without_a_kept_result_are_empty_and_counted():
    loaded = load_bytes(xlsx(rows(["甲", "乙"], [1, "=A2*2"])), "年报.xlsx")
    assert loaded.text.endswith("甲\t乙\n1\t")
    assert "1 个公式没有存下结果" in loaded.layout.warnings[0]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (3174.6000000000004, "General", "3174.6"),
        (1 / 3, "General", "0.333333333"),
        (5.0, "General", "5"),
        (1.23e-7, "General", "0.000000123"),
        (1e300, "0", "1e+300"),
        (7, "", "7"),
        (0.049, "0.0%", "4.9%"),
        (4.9, '0.0"%"', "4.9%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (2.675, "0.00", "2.68"),
        (2.0, "0.0#", "2.0"),
        (5, "000", "005"),
        (5, '0.00"亿元"', "5.00亿元"),
        (1234.5, '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ', "¥1,234.50"),
        (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
        (12345678, "0!.0,", "1234.6"),
        (12345, '0.0,"千"', "12.3千"),
        (-4.9, "0.0", "-4.9"),
        (-4.9, "0.0;[Red]0.0", "-4.9"),
        (-4.9, "0.0_);(0.0)", "-4.9"),
        (-4.9, '0.0;"下降"0.0', "下降4.9"),
        (0, '0;-0;"—"', "—"),
        (0, "0;-0;;@", ""),
        (15000, '[>=10000]0.0,"万";0', "15000"),
        (0.5, "# ?/?", "0.5"),
        (12, "@", "12"),
        (True, "General", "TRUE"),
        ("文字", "0.0", "文字"),
        (None, "General", ""),
        (datetime(2020, 8, 20), 'yyyy"年"m"月"d"日"', "2020年8月20日"),  # noqa: DTZ001
        (datetime(2020, 8, 20), "mm-dd-yy", "2020年8月20日"),  # noqa: DTZ001
        (datetime(2020, 8, 20), 'yyyy"年"m"月"', "2020年8月"),  # noqa: DTZ001
        (datetime(2020, 8, 20, 15, 5), "yyyy-mm-dd hh:mm", "2020年8月20日 15:05"),  # noqa: DTZ001
        (time(9, 5), "h:mm", "9:05"),
        (timedelta(hours=30), "[h]:mm", "30:00"),
    ],
)
def test_values_are_printed_as_their_formats_show_them(value, form, text):
    assert shown(value, form) == text


@given(
    st.floats(allow_nan=True) | st.integers(-(10**18), 10**18), st.text('0#?.,%;"[]()-_*!\\ E+/@年亿$¥Red', max_size=12)
)
def test_no_number_and_no_format_stops_a_sheet(value, form):
    assert isinstance(shown(value, form), str)


@given(st.decimals(-(10**8), 10**8, places=2))
def test_a_number_with_two_decimals_keeps_its_value(number):
    assert float(shown(float(number), "#,##0.00").replace(",", "")) == float(number)
    assert float(shown(float(number))) == float(number)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_any_usual_encoding_and_with_any_usual_delimiter(encoding, delimiter):
    lines = ["表1 云汀市2024年主要指标", "指标,总量,增速", '"产值, 亿元","1,200",5.2%', "投资,300,-1.5%"]
    if delimiter != ",":
        lines = [
            line.replace(",", delimiter) if '"' not in line else f'"产值, 亿元"{delimiter}"1,200"{delimiter}5.2%'
            for line in lines
        ]
    loaded = load_bytes("\r\n".join(lines).encode(encoding), "指标.csv")
    assert loaded.text == "表1 云汀市2024年主要指标\n指标\t总量\t增速\n产值, 亿元\t1,200\t5.2%\n投资\t300\t-1.5%"
    assert cells(loaded)[3] == ("产值, 亿元", 1, 0, 1, 1)


def test_excels_own_line_about_the_delimiter_is_obeyed():
    assert load_bytes("sep=|\n区|人口\n青禾区|12\n".encode(), "a.csv").text == "区\t人口\n青禾区\t12"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x00\x01,\x02", "文本"),
        (b"\x81\xff\x8e\xff" * 20, "编码"),
        (b"a,\x07b", "文本"),
        (('"' + "长" * 200_000 + '",1').encode(), "不是规范的 CSV"),
    ],
)
def test_bad_csv_is_refused_in_one_line(data, words):
    with pytest.raises(ReadError, match=words) as caught:
        load_bytes(data, "坏.csv")
    assert "坏.csv" in str(caught.value)


def test_a_table_beyond_any_reports_is_refused(monkeypatch):
    monkeypatch.setattr(sheet, "_MOST_CELLS", 3)
    with pytest.raises(ReadError, match="单元格"):
        load_bytes(b"a,b\nc,d\n", "大.csv")
    with pytest.raises(ReadError, match="单元格"):
        load_bytes(xlsx(rows(["甲", "乙"], [1, 2])), "大.xlsx")


PLAIN = xlsx(rows(["甲", "乙"], [1, 2]))
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("part", "change", "words"),
    [
        (SHEET, lambda content: b"<!DOCTYPE x>" + content, "不安全"),
        (SHEET, lambda content: content[:200], "已损坏"),
        (SHEET, lambda content: content.replace(b"<v>1</v>", b"<v>x</v>"), "已损坏"),
        (SHEET, lambda content: content.replace(b'<row r="2"', b'<row r="99999999999999999999"'), "已损坏"),
        (SHEET, lambda content: content.replace(b'r="A2"', b'r="AAAAAAA2"'), "已损坏"),
        ("xl/workbook.xml", lambda content: content[:50], "已损坏"),
        ("xl/styles.xml", lambda content: b"", "已损坏"),
        (
            SHEET,
            lambda content: content.replace(
                b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
            ),
            "太多",
        ),
    ],
)
def test_damaged_and_dangerous_workbooks_are_refused(part, change, words):
    data = repacked(PLAIN, lambda name, content: change(content) if name == part else content)
    with pytest.raises(ReadError, match=words) as caught:
        load_bytes(data, "坏.xlsx")
    assert "坏.xlsx" in str(caught.value)


def test_a_workbook_that_stores_too_many_cells_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(sheet_book, "_MOST_STORED", 3)
    with pytest.raises(ReadError, match="太多"):
        load_bytes(PLAIN, "大.xlsx")


def test_stray_cells_far_away_cost_nothing_but_their_own_line():
    def build(sheet):
        rows(["区", "人口"], ["青禾区", 12])(sheet)
        sheet["XFD1048576"] = "远处的备注"

    assert load_bytes(xlsx(build), "年报.xlsx").text == "主要指标\n区\t人口\n青禾区\t12\n远处的备注"


def test_a_binary_workbook_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.bin", b"\x00")
    with pytest.raises(ReadError, match="xlsb"):
        load_bytes(stream.getvalue(), "年报.xlsb")
