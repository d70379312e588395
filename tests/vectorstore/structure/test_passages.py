import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.figures import find_figures
from vectorstore.reading import read_bytes, read_report, reread
from vectorstore.report import Kind, Layout, Table
from vectorstore.structure.headings import build_sections, find_headings
from vectorstore.structure.lines import is_furniture, lines_of, sentence_spans
from vectorstore.structure.outlook import with_times
from vectorstore.structure.passages import LONGEST, cut

REPORTS = Path(__file__).resolve().parents[4] / "shared" / "reports"
FOUND = sorted(REPORTS.glob("*.txt")) + sorted(REPORTS.glob("provinces-*/*.docx"))


def sentences(line):
    return [line[start:end] for start, end in sentence_spans(line, 0, len(line))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("增长3.5%。达到12.6亿元；下降2%;持平。", ["增长3.5%。", "达到12.6亿元；", "下降2%;", "持平。"]),
        ("好吗？好！各位代表!走!", ["好吗？", "好！", "各位代表!", "走!"]),
        ("坚持“先体检。后修缮”原则。再推进。", ["坚持“先体检。后修缮”原则。", "再推进。"]),
        ("他说：“完成了。”大家鼓掌。", ["他说：“完成了。”", "大家鼓掌。"]),
        ("落实“做得到。”的要求。", ["落实“做得到。”的要求。"]),
        ("印发《办法；细则。》并执行。", ["印发《办法；细则。》并执行。"]),
        ("建成(其中甲3座；乙5座)。完工。", ["建成(其中甲3座；乙5座)。", "完工。"]),
        ("称为“小巨人企业414家。另有2家。", ["称为“小巨人企业414家。", "另有2家。"]),
        ("没有句号的标题", ["没有句号的标题"]),
        ("推进。(1)建厂。(2)修路。", ["推进。", "(1)建厂。", "(2)修路。"]),
        ("甲&nbsp;乙。", ["甲&nbsp;乙。"]),
        ("\u3000\u00a0首尾空白。 \u00a0下一句。 ", ["首尾空白。", "下一句。"]),
        ("真好！！！（笑）", ["真好！！！", "（笑）"]),
    ],
)
def test_sentences_end_at_marks_outside_quotations_and_brackets(line, expected):
    assert sentences(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "您当前的位置:首页>>人大刊物>>会刊",
        "当前位置: 首页>>政务公开",
        "面包屑导航小图标 首页\u00a0>\u00a0发布",
        "日期:2021-03-03 16:10 来源:办公室 打印页面 关闭页面",
        "【字号: 收藏收藏 打印打印",
        "扫一扫在手机上打开页面",
        "来源 : 某某日报",
        "责任编辑：某某",
        "分享到：",
        "— 12 —",
    ],
)
def test_page_furniture_is_known(line):
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "——2020年8月20日在云汀市第五届人民代表大会常务委员会第九次会议上",
        "云汀市人民政府市长 林远",
        "各位代表:",
        "时间紧、任务重,我们加快推进。",
        "来源多样的资金支持了项目。",
        "分享发展成果。",
    ],
)
def test_lines_of_a_report_are_no_furniture(line):
    assert not is_furniture(line)


def report_of(text):
    return read_bytes(text.encode(), "甲.txt")


FRONT = "政府工作报告\n——2022年1月8日在云汀市第五届人民代表大会第一次会议上\n市长 林远\n各位代表:\n"
PARAGRAPH = "绿色转型步伐加快。" + "新建绿道12公里,栽种乔木3400株,全年优良天数达到300天。" * 6


def test_title_session_and_speaker_stand_in_one_passage():
    report = report_of(f"{FRONT}一、回顾\n{PARAGRAPH}")
    front = report.quote(report.passages[0])
    assert front.startswith("政府工作报告")
    assert "2022年1月8日" in front
    assert "林远" in front


def test_a_passage_is_a_paragraph_in_the_usual_case():
    report = report_of(f"{FRONT}一、回顾\n{PARAGRAPH}\n{PARAGRAPH}")
    assert [report.quote(passage) for passage in report.passages[1:]] == [f"一、回顾\n{PARAGRAPH}", PARAGRAPH]


def test_a_heading_without_text_goes_with_the_first_passage_below_it():
    report = report_of(f"{FRONT}一、回顾\n（一）生态\n{PARAGRAPH}")
    passage = report.passages[1]
    assert report.quote(passage).startswith("一、回顾\n（一）生态\n绿色")
    assert report.section_of(passage).path == ("一、回顾", "（一）生态", "绿色转型步伐加快")
    heading = report.sentences_of_passage[1][0]
    assert report.section_of(heading).heading == "一、回顾"


def test_a_long_paragraph_is_cut_into_even_pieces_at_sentence_ends():
    report = report_of(f"{FRONT}一、回顾\n{'新建绿道12公里,栽种乔木3400株。' * 50}")
    lengths = [len(report.quote(passage)) for passage in report.passages[1:]]
    assert len(lengths) > 2
    assert max(lengths) <= LONGEST
    assert max(lengths) - min(lengths) < 60


def test_furniture_is_in_no_passage_and_recorded():
    report = report_of(f"当前位置: 首页>>公开\n{FRONT}一、回顾\n{PARAGRAPH}\n扫一扫在手机上打开页面")
    assert [report.text[start:end][:4] for start, end in report.furniture] == ["当前位置", "扫一扫在"]
    assert not any(
        "扫一扫" in report.quote(sentence) or "首页" in report.quote(sentence) for sentence in report.sentences
    )


PIECES = st.sampled_from(
    [
        "一、回顾", "（一）生态", "1.园区", "附件", "二、2025年工作安排", "各位代表:", PARAGRAPH, "“开放。合作”",
        "增长3.5%，达到1234.56亿元。", "；", "。”", "“", "（", "）", " ", "\u3000", "\n", "\n\n", "\r\n", "扫一扫打开",
        "2024年工作回顾", "首页>>", "12.5", "是的!", "\t", "当前位置: 首页>>公开", "一是稳增长", "政府工作报告",
    ]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=30).map("".join).map("报告".__add__))
def test_sentences_tile_the_text_and_each_has_one_passage_and_section(text):
    report = report_of(text)
    covered: set[int] = set()
    end = 0
    for number, sentence in enumerate(report.sentences):
        assert sentence.number == number
        assert end <= sentence.start < sentence.end
        end = sentence.end
        covered.update(range(sentence.start, sentence.end))
        passage, section = report.passages[sentence.passage], report.section_of(sentence)
        assert passage.start <= sentence.start
        assert sentence.end <= passage.end
        assert section.start <= sentence.start < section.end
        inner = [other for other in report.sections if other.start <= sentence.start < other.end]
        assert section == inner[-1]
        assert report.section_of(passage).path[: len(section.path)] == section.path
        before, after = text[sentence.start - 1 : sentence.start], text[sentence.end : sentence.end + 1]
        assert not (before.isdigit() and text[sentence.start].isdigit())
        assert not (after.isdigit() and text[sentence.end - 1] in "0123456789.")
    for start, stop in report.furniture:
        assert not covered & set(range(start, stop))
        covered.update(range(start, stop))
    assert all(text[position].isspace() for position in range(len(text)) if position not in covered)


@given(st.lists(PIECES, min_size=1, max_size=30).map("".join).map("报告".__add__))
def test_passages_hold_whole_sentences_and_are_short(text):
    report = report_of(text)
    end = 0
    for passage in report.passages:
        own = report.sentences_of_passage[passage.number]
        assert end <= passage.start
        end = passage.end
        assert (own[0].start, own[-1].end) == (passage.start, passage.end)
        assert len(report.quote(passage)) <= LONGEST or len(own) == 1


def test_every_kind_of_line_end_parts_lines():
    assert [line.words for line in lines_of("甲\r\n乙\r丙\u2028 丁 \n\n\u3000\n")] == ["甲", "乙", "丙", "丁"]


def cut_table(text, *rows):
    """Sentences and passages of a text in which a table of these rows stands."""
    lines = lines_of(text)
    start = text.index(rows[0])
    table = Table(start, text.index(rows[-1]) + len(rows[-1]), ())
    layout = Layout(tables=(table,))
    sections = with_times(build_sections(text, find_headings(lines, layout)), Kind.PLAN, None, "")
    passages, sentences = cut(text, lines, sections, layout.tables)
    return [text[p.start : p.end] for p in passages], [text[s.start : s.end] for s in sentences]


HEAD = "指标\t单位\t完成情况"


def test_a_row_of_a_table_is_one_sentence():
    rows = [HEAD, "工业增加值\t亿元\t按计划完成。增长4.5%；位居全市第一。", "新建绿道\t公里\t12"]
    text = f"报告\n一、情况\n{PARAGRAPH}\n" + "\n".join(rows) + f"\n{PARAGRAPH}"
    passages, sentences = cut_table(text, *rows)
    assert set(rows) <= set(sentences)
    assert "\n".join(rows) in passages


def test_a_long_table_is_cut_between_rows_with_its_head_and_caption_in_the_first_passage():
    rows = [HEAD, "\t上年\t本年", *(f"第{n}项主要经济指标\t亿元\t{1000 + n}.5" for n in range(60))]
    text = f"报告\n一、情况\n{PARAGRAPH}\n表1 主要指标完成情况\n单位：亿元\n" + "\n".join(rows) + f"\n{PARAGRAPH}"
    passages, _ = cut_table(text, *rows)
    pieces = [passage for passage in passages if "\t" in passage]
    assert len(pieces) > 2
    assert pieces[0].startswith(f"表1 主要指标完成情况\n单位：亿元\n{HEAD}\n\t上年\t本年\n第0项")
    assert "\n".join(pieces).endswith("\n".join(row.strip() for row in rows[-30:]))
    assert all(piece.split("\n")[0] in {"表1 主要指标完成情况", *rows} for piece in pieces)
    assert max(map(len, pieces)) <= LONGEST


def test_a_row_that_looks_like_furniture_is_kept_and_is_no_heading():
    text = "政府工作报告\n一、情况\n日期：2024-01-01\t来源：财政\n二、民生\t8.5\n结束了。"
    table = Table(text.index("日期"), text.index("8.5") + 3, ())
    report = reread(replace(report_of(text), layout=Layout(tables=(table,))))
    assert report.furniture == ()
    assert [section.heading for section in report.sections if section.level] == ["一、情况"]
    assert [report.quote(s) for s in report.sentences][-3:-1] == ["日期：2024-01-01\t来源：财政", "二、民生\t8.5"]


FIGURES = st.sampled_from(
    [
        "地区生产总值达到3174.6亿元，", "同比增长4.5%。", "降低0.3个百分点；", "约1.3万余份，", "4.5%—5%，",
        "1,234.5万元。", "位居第三位；", "一万二千亿斤！", "“十四五”规划", "坚持“先体检。后修缮”的原则，",
        "说：“完成了5.2%。”", "（其中甲3座；乙5座）", "《办法；2024》", "七成以上？", "12.5公里;", "三是新建学校8所。",
        "\n", "3.2021年新开工12个项目。", "1.5级！",
    ]
)  # fmt: skip


@given(st.lists(FIGURES, min_size=1, max_size=40).map("".join).map("一、回顾\n我们".__add__))
def test_no_boundary_falls_inside_a_figure_or_a_quotation(text):
    assert torn(report_of(text)) == []


def torn(report):
    """Figures and quotations that a boundary of a sentence or passage falls into."""
    bounds = sorted({b for unit in (*report.sentences, *report.passages) for b in (unit.start, unit.end)})
    spans = [(figure.start, figure.end) for figure in find_figures(report.text)]
    spans += [match.span() for match in re.finditer("“[^“”\n]*”", report.text)]
    return [report.text[start:end] for start, end in spans if bisect_right(bounds, start) != bisect_left(bounds, end)]


@pytest.mark.reports
@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem[:12])
def test_no_boundary_falls_inside_a_figure_or_a_quotation_of_a_real_report(path):
    assert torn(read_report(path)) == []
