import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.lines import is_furniture, lines_of, sentence_spans
from vectorstore.passages import LONGEST
from vectorstore.reading import read_bytes


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
