import itertools
import re

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.vectorstore.loaders.sheets import HEIGHT, WIDTH, Sheets, Style, typeset
from vectorstore.loaders.pdf import PdfLoader

HEADINGS = ("一、2024年工作回顾", "（一）经济运行稳中有进", "（二）存在的问题", "二、2025年工作安排")
CLAUSES = (
    "全市实现地区生产总值3174.6亿元",
    "同比增长5.2%",
    "规模以上工业增加值下降0.7个百分点",
    "完成投资1,234.56万元",
    "新建学校12所",
    "“一网通办”改革走在前列",
    "《云汀市城市更新条例》颁布施行",
    "研发投入强度达到2.35‰",
    "坚持以人民为中心",
)
OPENING = "我代表市人民政府，向大会报告工作，请予审议，并请市政协委员提出意见。" * 10
"""Long enough to show where the margins are, as any report's first page does."""
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?[%‰]?")


def read(data):
    return PdfLoader().load(data, "报告.pdf")


def lines(data):
    return read(data).text.split("\n")


sentences = st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=4).map(lambda clauses: "，".join(clauses) + "。")
paragraphs = st.lists(sentences, min_size=1, max_size=6).map("".join) | st.sampled_from(HEADINGS)
styles = st.sampled_from(
    [Style(), Style(size=16), Style(columns=2, size=10.5), Style(columns=3, size=9), Style(indent=0, spacing=9)]
)


@given(st.lists(paragraphs, min_size=1, max_size=25), styles)
@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_no_letter_is_lost_no_figure_is_broken_and_no_sentence_is_cut(paragraphs, style):
    paragraphs = [OPENING, *paragraphs]
    text = [line for line in lines(typeset(paragraphs, style)) if line != style.head]
    assert FIGURE.findall("\n".join(text)) == FIGURE.findall("\n".join(paragraphs))
    assert "".join(text) == "".join(paragraphs)
    # Two may come back as one where nothing on the page tells them apart: a full last line, a page of headings only.
    assert all(line.endswith(("。", *HEADINGS)) for line in text)


def test_each_sentence_keeps_its_page_though_its_paragraph_runs_on():
    sentences = [f"第{number}项任务完成投资{number}.5亿元，进度快于计划。" for number in range(200)]
    loaded = read(typeset(["".join(sentences)], Style(size=16)))
    pages = loaded.layout.pages
    assert loaded.text == "".join(sentences)
    assert len(pages) > 3
    assert pages[0] == 0
    for start, end in itertools.pairwise(pages):
        per_page = (HEIGHT - 2 * 72) / (1.6 * 16) * ((WIDTH - 2 * 72) / 16)
        assert 0.8 * per_page < end - start < 1.6 * per_page


def test_a_page_without_words_begins_where_the_next_one_does():
    sheets = Sheets()
    sheets.next_page()
    sheets.write(72, 100, "第二页的话。")
    sheets.next_page()
    assert read(sheets.pdf()).layout.pages == (0, 0, 6)


def test_running_heads_and_page_numbers_are_dropped_and_repeated_body_text_is_not():
    sheets = Sheets()
    for page in range(1, 5):
        sheets.write(72, 40, "云汀市第三届人民代表大会文件" if page % 2 else "政府工作报告", 9)
        sheets.write(72, 90, "各项工作取得新进展。")
        sheets.write(72, 110, f"第{page}部分完成。")
        sheets.centre(800, f"{page}/4", 9)
        sheets.next_page()
    assert lines(sheets.pdf()) == [
        line for page in range(1, 5) for line in ("各项工作取得新进展。", f"第{page}部分完成。")
    ]


@pytest.mark.parametrize("number", ["— 12 —", "-12-", "第12页", "第 12 页 共 30 页", "12/30"])
def test_a_page_number_is_told_on_a_single_page(number):
    sheets = Sheets()
    sheets.write(72, 100, "正文只有一页。")
    sheets.centre(800, number, 9)
    assert lines(sheets.pdf()) == ["正文只有一页。"]


def test_a_year_alone_at_the_foot_of_the_text_stays():
    sheets = Sheets()
    for row in range(40):
        sheets.write(72, 80 + 18 * row, f"第{row}行写到页面的右边为止并且一直写到底共三十六个字一个也不少啊真的不少。")
    sheets.write(72, 80 + 18 * 40, "2024")
    assert lines(sheets.pdf())[-1].endswith("2024")


def test_two_columns_are_read_one_after_the_other_below_a_title_over_both():
    left = [f"左栏第{n}行写满一整行为止共有十八个字呢" for n in range(5)]
    right = [f"右栏第{n}行写满一整行为止共有十八个字呢" for n in range(5)]
    sheets = Sheets()
    sheets.centre(80, "云汀市人民政府关于上半年工作的报告", 18)
    for number, (a, b) in enumerate(zip(left, right, strict=True)):
        sheets.write(72, 120 + 18 * number, a, 11)
        sheets.write(310, 123 + 18 * number, b, 11)
    assert lines(sheets.pdf()) == ["云汀市人民政府关于上半年工作的报告", "".join(left + right)]


def test_a_title_over_two_lines_is_one_and_its_subtitle_another():
    sheets = Sheets()
    sheets.centre(100, "关于云汀市2024年国民经济和社会发展计划", 20)
    sheets.centre(130, "执行情况的报告", 20)
    sheets.centre(160, "——2025年1月8日在市人民代表大会上", 12)
    for row in range(10):
        sheets.write(
            72 + 24 * (row % 2 == 0), 200 + 20 * row, "正文写在这里一直写到右边才换行" + "的" * 20 + "。" * (row % 2)
        )
    text = lines(sheets.pdf())
    assert text[:2] == ["关于云汀市2024年国民经济和社会发展计划执行情况的报告", "——2025年1月8日在市人民代表大会上"]


def test_latin_words_keep_their_blanks_and_lose_their_hyphens():
    sheets = Sheets()
    for row, words in enumerate(
        ["The city of Yunting recorded a gross domestic product of three thousand one hundred and sev-",
         "enty-four point six in the first half of the year, and the district plans further invest-",
         "ment."]
    ):  # fmt: skip
        sheets.write(72, 100 + 18 * row, words, 11)
    assert lines(sheets.pdf()) == [
        "The city of Yunting recorded a gross domestic product of three thousand one hundred and seventy-four point six"
        " in the first half of the year, and the district plans further investment."
    ]


def test_pages_that_lie_on_their_side_are_read_upright():
    sheets = Sheets()
    sheets.canvas.setPageRotation(90)
    sheets.canvas.rotate(90)
    sheets.canvas.setFont("STSong-Light", 12)
    for row in range(5):
        sheets.canvas.drawString(72, -72 - 20 * row, f"横排第{row}行。")
    assert lines(sheets.pdf()) == [f"横排第{row}行。" for row in range(5)]


def test_slanted_watermarks_are_not_read():
    sheets = Sheets()
    sheets.write(72, 100, "正文在此，水印不在。")
    sheets.canvas.rotate(45)
    sheets.canvas.setFont("STSong-Light", 60)
    sheets.canvas.drawString(300, 100, "内部资料")
    assert lines(sheets.pdf()) == ["正文在此，水印不在。"]


def test_bold_print_made_by_printing_twice_is_read_once():
    sheets = Sheets()
    sheets.write(72, 100, "增长5.2%，好于预期。")
    sheets.write(72.3, 100, "增长5.2%，好于预期。")
    assert lines(sheets.pdf()) == ["增长5.2%，好于预期。"]


def test_footnotes_stand_apart_and_their_marks_touch_no_figure():
    sheets = Sheets()
    sheets.write(72, 100, "全市生产总值达到3174.6亿元")
    end = 72 + 12 * 10 + 6 * 6 + 2
    sheets.write(end + 12, 95, "1", 7)
    sheets.write(end + 18, 100, "，绿地5万m")
    sheets.write(end + 84, 95, "2", 7)
    sheets.write(end + 90, 100, "。")
    sheets.rule(72, 700, 200, 700)
    sheets.write(72, 715, "1", 6)
    sheets.write(77, 718, "按可比价格计算。", 9)
    loaded = read(sheets.pdf())
    body, note = loaded.text.split("\n")
    assert "3174.6亿元" in body
    assert re.search("元\\s*，", body)
    assert "m²" in body.replace(" ", "")
    assert [loaded.text[start:end] for start, end in loaded.layout.asides] == [note]
    assert note.endswith("按可比价格计算。")


def test_a_footnote_keeps_its_page_when_the_text_runs_on():
    sheets = Sheets()
    line = "这一段话从第一页写到第二页中间没有停顿一直往下写每行都写满"
    for row in range(30):
        sheets.write(72 + (24 if row == 0 else 0), 80 + 20 * row, line[2 if row == 0 else 0 :] + "的" * 8)
    sheets.rule(72, 720, 200, 720)
    sheets.write(72, 735, "① 第一页的注释。", 9)
    sheets.next_page()
    sheets.write(72, 80, "到这里才完。")
    loaded = read(sheets.pdf())
    ((start, _),) = loaded.layout.asides
    assert loaded.text[start:].startswith("① 第一页的注释。\n")
    assert start < loaded.layout.pages[1]
    assert loaded.text[loaded.layout.pages[1] :] == "到这里才完。"
