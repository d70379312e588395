"""What is read out of a question by rule."""

import pytest

from bot.question import Want, understand
from vectorstore.periods import Period
from vectorstore.report import Outlook

PLACES = {"松屿区", "柳堤区", "澜江市", "朝阳区"}
HALF = Period.months(2022, 1, 6)


def read(text, **fields):
    return understand(text, known_places=PLACES, **fields)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("松屿区2022年GDP", ("松屿区",)),
        ("松屿2022年GDP", ("松屿区",)),
        ("柳堤和松屿的GDP谁高", ("柳堤区", "松屿区")),
        ("松屿区、松屿区和柳堤区", ("松屿区", "柳堤区")),
        ("上海市2022年GDP", ("上海市",)),
        ("新增停车位多少个", ()),
        ("Chaoyang District GDP in 2020?", ("朝阳区",)),
    ],
)
def test_places_are_read_by_full_or_short_name_in_order(text, places):
    assert read(text).places == places


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("2022年上半年GDP", ["2022年上半年"]),
        ("2022H1的GDP", ["2022年上半年"]),
        ("22年上半年GDP", ["2022年上半年"]),
        ("２０２２年上半年GDP", ["2022年上半年"]),
        ("二〇二二年上半年GDP", ["2022年上半年"]),
        ("2022年上半年和全年GDP", ["2022年上半年", "2022年"]),
        ("2022年5月和6月GDP", ["2022年5月", "2022年6月"]),
        ("2021年、2022年GDP", ["2021年", "2022年"]),
        ("2022年上半年比去年同期", ["2022年上半年", "2021年上半年"]),
        ("2022年上半年比2020年同期", ["2022年上半年", "2020年上半年"]),
        ("“十四五”期间GDP", ["2021—2025年"]),
        ("GDP in the first half of 2022?", ["2022年上半年"]),
        ("停车位多少个", []),
    ],
)
def test_periods_are_read_in_every_usual_spelling(text, labels):
    assert [period.label for period in read(f"松屿区{text}").periods] == labels


def test_months_without_a_year_are_kept_for_the_library_to_place():
    asked = read("松屿区上半年新增停车位多少个")
    assert asked.periods == ()
    assert asked.within is not None
    assert asked.within.shifted(2022) == HALF


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("GDP是多少", Want.VALUE),
        ("GDP同比增长多少", Want.CHANGE),
        ("GDP谁更高", Want.COMPARISON),
        ("GDP相差多少", Want.DIFFERENCE),
        ("停车位加起来多少个", Want.SUM),
        ("GDP占全市的比例是多少", Want.SHARE),
        ("停车位任务进度如何", Want.PROGRESS),
        ("停车位离目标还差多少", Want.REMAINDER),
        ("停车位的目标完成了吗", Want.FULFILMENT),
        ("有哪些主要问题", Want.LIST),
        ("报告是谁作的", Want.PERSON),
        ("引进了哪家企业", Want.NAME),
        ("消费为什么下降", Want.REASON),
    ],
)
def test_the_kind_of_answer_is_told_from_the_words(text, want):
    assert want in read(f"松屿区2022年上半年{text}？").wants


@pytest.mark.parametrize("text", ["有哪些主要问题", "报告是谁作的", "引进了哪家企业", "消费为什么下降"])
def test_a_question_after_words_wants_no_figure(text):
    assert not read(f"松屿区2022年上半年{text}？").wants_figure


@pytest.mark.parametrize(
    ("text", "outlook"),
    [
        ("新增停车位的目标是多少", Outlook.TARGET),
        ("计划新增多少停车位", Outlook.TARGET),
        ("实际新增了多少停车位", Outlook.ACHIEVED),
        ("新增停车位多少个", None),
        ("停车位目标2000个，实际完成多少", None),
    ],
)
def test_intended_and_achieved_are_told_apart(text, outlook):
    assert read(f"松屿区2022年{text}？").outlook is outlook


@pytest.mark.parametrize(("text", "unit"), [("多少亿元", "亿元"), ("多少个", "个"), ("多少家", "家"), ("多少", None)])
def test_the_unit_of_the_answer_is_the_one_asked_for(text, unit):
    assert read(f"松屿区2022年完成{text}？").unit == unit


def test_a_figure_that_the_question_takes_for_granted_is_kept_and_a_count_of_points_is_not():
    asked = read("松屿区2022年上半年GDP达到500亿元，增长9.9%，对吗？")
    assert [figure.text for figure in asked.figures] == ["500亿元", "9.9%"]
    assert read("报告归纳的五个问题是哪些？").figures == ()
    assert read("2022年5月的GDP是多少？").figures == ()


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("松嶼區2022年上半年地區生產總值是多少？", "地区生产总值"),
        ("松屿区　２０２２年ＧＤＰ多少", "2022年GDP"),
    ],
)
def test_traditional_and_full_width_characters_are_read_as_the_usual_ones(written, plain):
    asked = read(written)
    assert plain in asked.plain
    assert asked.places == ("松屿区",)
    assert asked.text == written


def test_typing_mistakes_are_mended_before_reading():
    asked = read("松屿区2022年失业律是多少？", mend=lambda text: text.replace("失业律", "失业率"))
    assert "失业率" in asked.topic
    assert asked.text == "松屿区2022年失业律是多少？"


def test_an_english_question_is_read_through_chinese_terms():
    asked = read("What was Chaoyang's GDP growth in the first half of 2022?")
    assert asked.language == "en"
    assert asked.periods == (HALF,)
    assert "地区生产总值" in asked.terms_en
    assert asked.wants_figure


def test_the_topic_leaves_out_place_period_and_question_words():
    topic = read("请问松屿区2022年上半年的新增停车位是多少？").topic
    assert "停车位" in topic
    assert not any(word in topic for word in ("松屿", "2022", "上半年", "多少", "请问"))


@pytest.mark.parametrize("text", ["？", "你好", "!!!", "2022", "a" * 2000, "区区区区", "，，，"])
def test_a_question_that_asks_nothing_is_still_read(text):
    assert read(text).text == text


@pytest.mark.parametrize(
    ("text", "outlook"),
    [
        ("松屿区2022年下半年打算完成多少人的职业培训？", Outlook.TARGET),
        ("松屿区2022年上半年完成多少人的职业培训？", Outlook.ACHIEVED),
        ("松屿区2022上半年5G基站建了几个，下半年还打算建几个？", None),
    ],
)
def test_what_is_to_be_done_is_a_target_even_where_it_says_done(text, outlook):
    assert understand(text, known_places=["松屿区"]).outlook is outlook


def test_the_years_task_is_no_period():
    assert understand("松屿区2022年上半年投资完成多少，占全年任务多少？", known_places=["松屿区"]).periods == (
        Period.months(2022, 1, 6),
    )
