import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.days import find_days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2020年8月20日", ["2020-08-20"]),
        ("2020 年 8 月 20 日", ["2020-08-20"]),
        ("２０２０年８月２０日", ["2020-08-20"]),
        ("一九七八年二月二十六日", ["1978-02-26"]),
        ("一九八○年八月三十号", ["1980-08-30"]),
        ("二〇二一年十二月三十一日", ["2021-12-31"]),
        ("2020-08-20 16:10", ["2020-08-20"]),
        ("2020/8/2", ["2020-08-02"]),
        ("2020年8月20日至2021年1月3日", ["2020-08-20", "2021-01-03"]),
        ("2020年2月30日", []),
        ("2020年13月1日", []),
        ("2020年8月", []),
        ("8月20日", []),
        ("2020-08/20", []),
        ("12020-08-20", []),
    ],
)
def test_days_are_read_however_they_are_printed(words, days):
    assert [day.iso for day in find_days(words)] == days


@given(st.text(alphabet="12〇一二九七八十年月日-/ 号０", max_size=30))
def test_the_span_of_a_day_holds_its_words(words):
    for day in find_days(f"在{words}在"):
        assert [found.iso for found in find_days(f"在{words}在"[day.start : day.end])] == [day.iso]
