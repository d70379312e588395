import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.periods import Period, find_period, find_periods

YEAR = Period.months(2020)


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("2020年上半年", ["2020年上半年"]),
        ("2020年1—5月", ["2020年1—5月"]),
        ("２０２０年１—５月", ["2020年1—5月"]),
        ("2020H1", ["2020年上半年"]),
        ("二〇二〇年", ["2020年"]),
        ("2024 年工作回顾", ["2024年"]),
        ("上半年(2020年)", ["2020年上半年"]),
        ("2021—2025年", ["2021—2025年"]),
        ("“十四五”时期", ["2021—2025年"]),
        ("“十三五”", ["2016—2020年"]),
        ("十五五规划", ["2026—2030年"]),
        ("2020年300个社区", ["2020年"]),
        ("2020年前三季度和2019年", ["2020年前三季度", "2019年"]),
        ("一九七八年", ["1978年"]),
        ("一九五三年至一九五七年", ["1953—1957年"]),
        ("1954年", ["1954年"]),
        ("“一五”计划", ["1953—1957年"]),
        ("二五时期", ["1958—1962年"]),
        ("国民经济调整时期", ["1963—1965年"]),
        ("“七五”和“八五”期间", ["1986—1990年", "1991—1995年"]),
        ("第一个五年计划", ["1953—1957年"]),
        ("第十四个五年规划", ["2021—2025年"]),
        ("2023年头三个季度", ["2023年前三季度"]),
        ("2023年一至三季度", ["2023年前三季度"]),
        ("2023年第一季度", ["2023年一季度"]),
        ("2023年1至8月份", ["2023年1—8月"]),
        ("二〇二三年一至八月", ["2023年1—8月"]),
        ("2023年前8个月", ["2023年1—8月"]),
        ("2023年3月上旬", ["2023年3月"]),
    ],
)
def test_explicit_periods_are_read(words, labels):
    assert [mention.period.label for mention in find_periods(words)] == labels


@pytest.mark.parametrize(
    "words",
    [
        "第二十五次会议",
        "百分之十五,",
        "2019家企业",
        "3.2020",
        "2020年8月20日",
        "上半年",
        "今年",
        "12020年级",
        "“八五”普法",
        "“五五”购物节",
        "“四五”运动",
        "一五一十",
        "三五年内",
        "结构调整时期",
        "第二五七次",
        "十四个五年级",
    ],
)
def test_numbers_days_and_relative_words_are_no_explicit_periods(words):
    assert find_periods(words) == []


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("今年上半年和去年", ["2020年上半年", "2019年"]),
        ("1-10月", ["2020年1—10月"]),
        ("截至6月底", ["2020年6月"]),
        ("截至8月末", ["2020年8月"]),
        ("前十个月", ["2020年1—10月"]),
        ("头八个月", ["2020年1—8月"]),
        ("2—4季度", ["2020年4—12月"]),
        ("十月革命", []),
        ("前几个月", []),
        ("1—3日", []),
        ("前三季度", ["2020年前三季度"]),
        ("明年", ["2021年"]),
        ("1月23日", []),
        ("13月", []),
    ],
)
def test_relative_periods_follow_the_reference(words, labels):
    mentions = find_periods(words, YEAR)
    assert [mention.period.label for mention in mentions] == labels
    assert not any(mention.explicit for mention in mentions)


def test_the_quotation_marks_belong_to_the_mention():
    mention = find_periods("展望“十四五”时期")[0]
    assert (mention.start, mention.end) == (2, 7)


def test_the_first_period_is_found_or_none():
    assert find_period("2024年与2023年") == Period.months(2024)
    assert find_period("没有时间") is None


def test_a_year_covers_its_half_and_not_the_other_way_round():
    half = Period.months(2020, 1, 6)
    assert YEAR.covers(half)
    assert not half.covers(YEAR)
    assert half.shifted(1).label == "2021年上半年"


@given(st.text(alphabet="2019年上下半1—5月今去十四五“”Ｈ１季度前三个", max_size=40))
def test_mentions_are_in_order_apart_and_inside_the_text(words):
    end = 0
    for mention in find_periods(words, YEAR):
        assert end <= mention.start < mention.end <= len(words)
        assert mention.period.first <= mention.period.last
        end = mention.end
