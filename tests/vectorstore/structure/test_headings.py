import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.report import Layout, Part, Section, Table
from vectorstore.structure.headings import build_sections, find_headings
from vectorstore.structure.lines import lines_of

BODY = "完善河道巡查制度,新建绿道12公里,栽种乔木3400株,出行条件有了改善。"


def sections_of(text, styled=()):
    return build_sections(text, find_headings(lines_of(text), Layout(headings=tuple(styled))))


def tree(text, styled=()):
    return [(section.level, section.heading) for section in sections_of(text, styled)]


def test_marks_nest_to_any_depth():
    text = f"云汀市报告\n各位代表:\n一、产业\n（一）工业\n1.园区\n(1)厂房\n{BODY}\n(二)农业\n{BODY}\n二、民生\n{BODY}"
    assert tree(text) == [
        (0, ""),
        (1, "一、产业"),
        (2, "（一）工业"),
        (3, "1.园区"),
        (4, "(1)厂房"),
        (2, "(二)农业"),
        (1, "二、民生"),
    ]
    assert sections_of(text)[4].path == ("一、产业", "（一）工业", "1.园区", "(1)厂房")


def test_a_section_ends_where_the_next_of_its_level_begins():
    text = f"一、产业\n（一）工业\n{BODY}\n二、民生\n{BODY}"
    industry, manufacturing, welfare = sections_of(text)
    assert industry.end == manufacturing.end == welfare.start == text.index("二、")
    assert welfare.end == len(text)


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u3000\u3000", "\u2003"])
def test_blanks_before_a_mark_do_not_hide_it(blank):
    assert tree(f"开头\n{blank}一、产业 \n{BODY}") == [(0, ""), (1, "一、产业")]


def test_a_marked_heading_is_split_from_the_text_that_runs_on():
    text = f"一、产业\n（一）细化调度、分类施策，带动产业回升。{BODY}{BODY}"
    section = sections_of(text)[1]
    assert section.heading == "（一）细化调度、分类施策，带动产业回升"
    assert text[section.start : section.end].endswith(BODY)


def test_a_long_line_without_a_full_stop_is_a_heading_as_a_whole():
    words = "（一）“稳健”主要表现为" + "统筹有力," * 12 + "成效显著"
    assert tree(f"一、产业\n{words}\n{BODY}")[1] == (2, words)


def test_a_paragraphs_short_first_sentence_heads_that_paragraph_only():
    text = f"一、产业\n绿色转型步伐加快。{BODY}\n此段没有小标题,{BODY}"
    industry, green = sections_of(text)
    assert (green.level, green.heading, green.end) == (2, "绿色转型步伐加快", text.index("\n此段"))
    assert industry.end == len(text)


@pytest.mark.parametrize(
    "paragraph",
    [
        f"新增绿地12公顷。{BODY}",
        f"我区坚持绿色发展。{BODY}",
        f"各位代表,成绩来之不易。{BODY}",
        f"任重道远，奋发有为。{BODY}",
        f"发展才能行稳致远。我们要再接再厉,{BODY}",
        f"一是产业加快转型。{BODY}",
        f"绿色转型：步伐加快。{BODY}",
        f"面向未来,坚持绿色,坚持转型。{BODY}",
        "绿色转型步伐加快。短。",
    ],
)
def test_other_first_sentences_are_text(paragraph):
    assert tree(f"一、产业\n{paragraph}") == [(1, "一、产业")]


def test_ordinals_head_sections_when_alone_on_their_line():
    assert tree(f"一、产业\n一是稳住工业基本盘\n{BODY}\n{BODY}\n二是稳住农业基本盘\n{BODY}") == [
        (1, "一、产业"),
        (2, "一是稳住工业基本盘"),
        (2, "二是稳住农业基本盘"),
    ]


def test_ordinals_that_count_on_head_their_paragraphs():
    text = f"一、产业\n一是稳住工业基本盘。{BODY}\n二是稳住农业基本盘。{BODY}\n此段不在其中,{BODY}\n二、民生\n{BODY}"
    assert tree(text) == [
        (1, "一、产业"),
        (2, "一是稳住工业基本盘"),
        (2, "二是稳住农业基本盘"),
        (1, "二、民生"),
    ]
    assert sections_of(text)[2].end == text.index("\n此段")


@pytest.mark.parametrize(
    "paragraphs",
    [
        f"一是稳住工业基本盘。{BODY}\n{BODY}",
        f"一是新建学校8所。{BODY}\n二是新建医院2家。{BODY}",
        f"一是稳住工业基本盘。{BODY}\n{BODY}\n{BODY}\n二是稳住农业基本盘。{BODY}",
        f"我们做好三件事:一是稳住工业基本盘；二是稳住农业基本盘。{BODY}",
    ],
)
def test_other_ordinals_are_text(paragraphs):
    assert tree(f"一、产业\n{paragraphs}") == [(1, "一、产业")]


def test_entries_of_a_list_are_no_sections():
    text = f"一、产业\n{BODY}\n附件:1.名词解释\n2.2020年上半年重点指标\n3.项目进展表"
    assert tree(text) == [(1, "一、产业"), (1, "附件:1.名词解释")]
    assert tree(f"一、产业\n二、民生\n三、生态\n{BODY}") == [(0, ""), (1, "三、生态")]
    assert tree(f"一、产业\n{BODY}\n名词解释\n1.“三河”：三条河流。\n2.“一园”：一个公园。")[1:] == [(1, "名词解释")]


def test_marks_in_an_annex_stand_below_it():
    text = f"一、产业\n{BODY}\n附件\n2025年云汀市实事\n一、修路。{BODY}\n二、植树。{BODY}"
    assert tree(text)[1:] == [(1, "附件"), (2, "2025年云汀市实事"), (3, "一、修路"), (3, "二、植树")]


def test_headings_without_marks_are_known_by_their_words():
    assert tree(f"各位代表：\n2024年工作回顾\n{BODY}\n2025年工作安排\n{BODY}") == [
        (0, ""),
        (1, "2024年工作回顾"),
        (1, "2025年工作安排"),
    ]


def test_decimals_and_years_at_a_lines_start_are_no_marks():
    assert tree(f"一、产业\n3.5万人参加\n{BODY}\n2020年\n{BODY}") == [(1, "一、产业")]


def test_heading_styles_win_and_marks_stand_below_them():
    text = f"开头\n发展\n一、产业\n{BODY}\n民生\n{BODY}"
    assert tree(text, [(text.index("发展"), 1), (text.index("民生"), 1)]) == [
        (0, ""),
        (1, "发展"),
        (2, "一、产业"),
        (1, "民生"),
    ]


@pytest.mark.parametrize(
    ("styles", "levels"),
    [
        ("1、 （1） ① （1） 2、 （1）", [1, 2, 3, 2, 1, 2]),
        ("一、 1. (1) 1. 二、 1.", [1, 2, 3, 2, 1, 2]),
        ("第一章 第一节 一、 （一） 1. (1) ① 第二节 一、 第二章", [1, 2, 3, 4, 5, 6, 7, 2, 3, 1]),
        ("第一部分 一、 （一） 二、 第二部分 一、", [1, 2, 3, 2, 1, 2]),
        ("I. 1. II. 1.", [1, 2, 1, 2]),
        ("Ⅰ、 一、 Ⅱ、", [1, 2, 1]),
        ("1. 一、 二、 2. 一、", [1, 2, 2, 1, 2]),
        ("1. 2. 一、 1. 2. 二、 1.", [1, 1, 1, 2, 2, 1, 2]),
        ("（一） （二） 一、 （一）", [1, 1, 1, 2]),
        ("一、 ㈠ ⑴ ㈡ 二、", [1, 2, 3, 2, 1]),
        ("１． （１） ２．", [1, 2, 1]),
    ],
)
def test_levels_follow_the_order_in_which_marks_appear(styles, levels):
    text = "\n".join(
        f"{mark}推进工作{letter}组\n{BODY}"
        for mark, letter in zip(styles.split(), "甲乙丙丁戊己庚辛壬癸", strict=False)
    )
    assert [level for level, _ in tree(f"开头\n{text}")[1:]] == levels


def test_a_mark_alone_on_its_line_is_headed_by_the_next():
    text = f"开头\n第一章\n发展环境\n{BODY}\n第二章\n指导方针\n{BODY}"
    assert tree(text)[1:] == [(1, "第一章 发展环境"), (1, "第二章 指导方针")]


def test_a_table_of_contents_makes_no_sections():
    contents = "目录\n第一章 回顾……1\n第一节 成就……2\n第二章 目标\t12\n"
    text = f"{contents}第一章 回顾\n第一节 成就\n{BODY}\n第二章 目标\n{BODY}"
    assert tree(text) == [(0, ""), (1, "第一章 回顾"), (2, "第一节 成就"), (1, "第二章 目标")]
    again = f"一、产业\n主要任务\n{BODY}\n二、民生\n主要任务\n{BODY}"
    assert tree(again) == [(1, "一、产业"), (2, "主要任务"), (1, "二、民生"), (2, "主要任务")]


def test_marks_below_a_heading_known_by_its_words_start_anew():
    text = f"开头\n2024年工作回顾\n一、产业\n{BODY}\n二、民生\n{BODY}\n2025年工作安排\n一、产业\n{BODY}"
    assert [level for level, _ in tree(text)] == [0, 1, 2, 2, 1, 2]
    inside = f"一、回顾\n{BODY}\n二、安排\n总体要求\n{BODY}\n主要目标\n{BODY}\n三、政府\n{BODY}"
    assert [level for level, _ in tree(inside)] == [1, 1, 2, 2, 1]


def test_a_title_in_a_heading_style_is_no_section():
    text = f"2025年云汀市政府工作报告\n一、产业\n（一）工业\n{BODY}\n二、民生\n{BODY}"
    starts = [text.index(words) for words in ("2025", "一、", "（一）", "二、")]
    assert tree(text, zip(starts, (1, 2, 3, 2), strict=True)) == [
        (0, ""),
        (1, "一、产业"),
        (2, "（一）工业"),
        (1, "二、民生"),
    ]


def test_a_heading_whose_style_was_forgotten_keeps_its_marks_level():
    text = f"开头\n一、产业\n（一）工业\n{BODY}\n二、民生\n（一）就业\n{BODY}"
    assert [level for level, _ in tree(text, [(text.index("一、"), 1), (text.index("（一）"), 2)])] == [0, 1, 2, 1, 2]


def parts(text, **layout):
    found = build_sections(text, find_headings(lines_of(text), Layout(**layout)))
    return [(section.level, section.heading, section.part) for section in found if section.level]


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("附件", Part.ANNEX),
        ("附件1：重点项目表", Part.ANNEX),
        ("附表2 2020年上半年主要指标完成情况", Part.ANNEX),
        ("附 录", Part.ANNEX),
        ("附：重点项目清单", Part.ANNEX),
        ("名词解释", Part.GLOSSARY),
        ("《政府工作报告》有关用语说明", Part.GLOSSARY),
        ("相关词语解释：", Part.GLOSSARY),
        ("附件2 名词解释", Part.GLOSSARY),
        ("注释", Part.GLOSSARY),
        ("附件:1.名词解释", Part.ANNEX),
    ],
)
def test_annexes_and_glossaries_are_parts_of_their_own(heading, part):
    assert parts(f"开头\n一、产业\n{BODY}\n{heading}\n{BODY}")[-1] == (1, heading, part)


def test_what_stands_below_an_annex_belongs_to_it():
    text = f"开头\n一、产业\n{BODY}\n附件2\n名词解释\n1.绿道\n{BODY}\n附件3：项目\n一、道路\n{BODY}\n（一）主路\n{BODY}"
    assert [(level, part) for level, _, part in parts(text)] == [
        (1, Part.BODY),
        (1, Part.GLOSSARY),
        (2, Part.GLOSSARY),
        (1, Part.ANNEX),
        (2, Part.ANNEX),
        (3, Part.ANNEX),
    ]


def test_the_body_goes_on_behind_an_annex_in_its_midst():
    text = f"开头\n一、产业\n{BODY}\n附表1：主要指标\n{BODY}\n二、民生\n{BODY}"
    assert [(level, part) for level, _, part in parts(text)] == [(1, Part.BODY), (1, Part.ANNEX), (1, Part.BODY)]


def test_sentences_that_begin_with_annex_words_are_no_annex():
    found = parts(f"开头\n一、产业\n附件所列项目已经全部开工建设。{BODY}\n附表中的指标{BODY}")
    assert {part for _, _, part in found} == {Part.BODY}


def test_notes_make_a_section_of_their_own():
    text = f"开头\n一、产业\n{BODY}\n此处为文本框的话\n{BODY}\n二、民生\n{BODY}\n一、这是脚注一\n二、这是脚注二"
    box, first, second = (text.index(words) for words in ("此处", "一、这是", "二、这是"))
    asides = ((box, box + 8), (first, first + 7), (second, len(text)))
    assert parts(text, asides=asides) == [
        (1, "一、产业", Part.BODY),
        (2, "注释", Part.NOTE),
        (1, "二、民生", Part.BODY),
        (1, "注释", Part.NOTE),
    ]
    found = build_sections(text, find_headings(lines_of(text), Layout(asides=asides)))
    assert [(s.start, s.end) for s in found if s.part is Part.NOTE] == [asides[0], (first, len(text))]


def test_rows_of_a_table_are_no_headings_and_its_caption_is():
    rows = "指标\t数值\n一、生产总值\t5"
    text = f"开头\n一、产业\n{BODY}\n表1 2025年主要预期目标\n单位：亿元\n{rows}\n{BODY}\n二、民生\n{BODY}"
    table = Table(text.index("指标\t"), text.index("\t5") + 2, ())
    assert parts(text, tables=(table,)) == [
        (1, "一、产业", Part.BODY),
        (2, "表1 2025年主要预期目标", Part.BODY),
        (1, "二、民生", Part.BODY),
    ]


MARKED = st.sampled_from(
    [
        "一、产业", "二、民生", "（一）工业", "（二）农业", "1.园区", "(1)厂房", "①设备", "第一章 总则",
        "附件", "名词解释", "一是稳住基本盘。" + BODY, "二是稳住农业盘。" + BODY, "2024年工作回顾", "总体要求",
        "I.总体", BODY, "绿色转型步伐加快。" + BODY, "第一，稳住基本盘", "附表1",
    ]
)  # fmt: skip


def test_an_annex_below_a_title_that_looks_like_a_heading_is_read():
    sections = sections_of("一、产业\n附件\n2024年工作回顾\n附件", ())
    assert sections[0].heading == "一、产业"


@given(st.lists(MARKED, max_size=25).map("\n".join), st.data())
def test_sections_nest_whatever_the_marks(text, data):
    starts = [line.start for line in lines_of(text)]
    styled = data.draw(st.lists(st.tuples(st.sampled_from(starts or [0]), st.integers(1, 6)), max_size=4))
    sections = sections_of(text, sorted(dict(styled).items()))
    opened: list[Section] = []
    for section in sections:
        assert 0 <= section.start < section.end <= len(text)
        opened = [outer for outer in opened if section.start < outer.end]
        assert all(section.end <= outer.end for outer in opened)
        assert section.level == 0 or len(section.path) <= section.level
        opened.append(section)


def test_a_very_long_list_of_marks_is_nested_within_a_second():
    text = "\n".join(f"{n % 20 + 1}.第{n}项\n（{n % 9 + 1}）推进\n{BODY}" for n in range(3000))
    begin = time.process_time()
    assert len(sections_of(text)) > 3000
    assert time.process_time() - begin < 1.5


def test_a_text_of_no_headings_is_one_section():
    assert tree(BODY) == [(0, "")]
    assert sections_of("") == []
