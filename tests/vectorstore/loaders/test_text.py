import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.errors import ReadError
from vectorstore.loaders import load_bytes
from vectorstore.loaders.text import TextLoader

TEXT = (
    "云汀市2024年政府工作报告\r\n\r\n　我代表市人民政府报告工作,全市生产总值增长5.2%。\n"
    "发展质量不断提高，社会事业全面进步。\n"
)
TRADITIONAL = "雲汀市政府工作報告\n全市經濟發展的質量不斷提高，社會事業的進步在各區實現，這是國家與人民的要求。\n" * 3
MARKDOWN = """---
title: 别的
---
# 云汀市政府工作报告

## 一、工作回顾

全市生产总值**增长5.2%。**全市[粮食](https://example.org/x)总产
*稳定*。
第二段。

- 新增就业1.2万人
  - 其中`岚桥区`0.3万人
3. 第三项

| 指标 | 2023年 | 增速 |
| --- | ---: | --- |
| 生产总值 | **3174.6** | 5.2% |
| 粮食 | | \\| |

<table><tr><td>甲</td><td>乙</td></tr></table>

### （一）产业
![图](a.png)增长7.8%。
"""


def load(text, name="报告.txt"):
    return TextLoader().load(text.encode(), name)


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


def test_rows_of_cells_divided_by_tabs_are_a_table_of_the_unchanged_text():
    text = "主要指标\r\n指标\t2022年\t2023年\r\n生产总值 \t3017\t 3174.6\r\n粮食\t\t12\r\n\r\n正文。"
    loaded = load(text)
    (table,) = loaded.layout.tables
    assert loaded.text == text
    assert text[table.start : table.end] == "指标\t2022年\t2023年\r\n生产总值 \t3017\t 3174.6\r\n粮食\t\t12"
    assert [(text[c.start : c.end], c.row, c.column) for c in table.cells][3:8] == [
        ("生产总值", 1, 0),
        ("3017", 1, 1),
        ("3174.6", 1, 2),
        ("粮食", 2, 0),
        ("", 2, 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "甲\t乙\t丙\n丁\t戊",
        "甲\t乙\t丙\n\n丁\t戊\t己",
        "\t\t全市增长。\n\t\t全区增长。",
        "市长\t林远\n区长\t周岚",
        "甲\t乙\t丙",
    ],
)
def test_indents_pairs_and_single_rows_are_no_tables(text):
    assert load(text).layout.tables == ()


@given(st.lists(st.lists(st.text(alphabet="甲5 \t", max_size=4), max_size=5).map("\t".join), max_size=6).map("\n".join))
def test_cells_of_tables_hold_neither_tabs_nor_newlines_and_come_in_order(text):
    for table in load("报告" + text).layout.tables:
        assert all(not set("\t\n") & set(("报告" + text)[cell.start : cell.end]) for cell in table.cells)
        assert [(cell.row, cell.column) for cell in table.cells] == sorted((c.row, c.column) for c in table.cells)
        assert all(one.end <= two.start for one, two in zip(table.cells, table.cells[1:], strict=False))


def test_markdown_is_read_as_its_reader_sees_it():
    loaded = load(MARKDOWN, "报告.MD")
    assert loaded.text.split("\n") == [
        "云汀市政府工作报告",
        "一、工作回顾",
        "全市生产总值增长5.2%。全市粮食总产稳定。",
        "第二段。",
        "新增就业1.2万人",
        "其中岚桥区0.3万人",
        "3. 第三项",
        "指标\t2023年\t增速",
        "生产总值\t3174.6\t5.2%",
        "粮食\t\t|",
        "甲\t乙",
        "（一）产业",
        "增长7.8%。",
    ]
    levels = [(loaded.text[start : start + 2], level) for start, level in loaded.layout.headings]
    assert levels == [("一、", 1), ("（一", 2)]
    first, second = loaded.layout.tables
    assert [loaded.text[cell.start : cell.end] for cell in first.cells][3:5] == ["生产总值", "3174.6"]
    assert [loaded.text[cell.start : cell.end] for cell in second.cells] == ["甲", "乙"]


def test_the_title_of_front_matter_counts_where_there_is_no_other():
    assert load("---\ntitle: 云汀市报告\n---\n增长5.2%。", "a.md").text == "云汀市报告\n增长5.2%。"


def test_markdown_by_another_name_stays_as_it_is_but_has_headings():
    text = "# 云汀市报告\n\n## 回顾\n\n增长**5%**。\n\n## 安排\n\n增长。\n"
    loaded = load(text)
    assert loaded.text == text
    assert [(text[start:].partition("\n")[0], level) for start, level in loaded.layout.headings] == [
        ("## 回顾", 1),
        ("## 安排", 1),
    ]


def test_deeply_nested_markdown_is_read_in_bounded_time():
    assert "增长" in load("> " * 20_000 + "增长", "a.md").text


def test_markdown_that_would_take_too_long_to_parse_is_read_as_it_is():
    text = "[" * 6000 + "增长5%。"
    assert load(text, "a.md").text == text
