"""What prints of figures allow, and when two of them exclude each other."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.check.values import contradict, cut_short
from vectorstore.figures import Figure, find_figures


def figure(text: str) -> Figure:
    return find_figures(text)[-1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("收入412.6亿元", "收入412.7亿元"),
        ("收入412.6亿元", "收入4127000万元"),
        ("增长4.4%", "增长4.5%"),
        ("增长4.9%", "下降4.9%"),
        ("约3000家", "3600家"),
        ("近500家", "512家"),
        ("超500家", "480家"),
        ("500余家", "620家"),
        ("99%以上", "98.2%"),
        ("5.5%以内", "5.8%"),
        ("增长5%—5.5%", "增长6%"),
        ("增长5%左右", "增长6%"),
        ("居全市第三", "居全市第四"),
        ("收入20.6亿元", "收入20.68亿元"),
    ],
)
def test_figures_that_exclude_each_other_contradict(first, second):
    assert contradict(figure(first), figure(second))
    assert contradict(figure(second), figure(first))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("收入20.6亿元", "收入20.58亿元"),
        ("收入20.58亿元", "收入205843万元"),
        ("增长5%", "增长5.0%"),
        ("约3000家", "3174家"),
        ("近500家", "489家"),
        ("超500家", "512家"),
        ("500余家", "531家"),
        ("99%以上", "99.4%"),
        ("5.5%以内", "5.1%"),
        ("增长5%—5.5%", "增长5.3%"),
        ("增长5%左右", "增长5.4%"),
        ("前三位", "第二位"),
        ("120人", "120名"),
        ("1.8万家", "18234家"),
        ("下降3.1%", "-3.1%"),
    ],
)
def test_figures_that_may_both_be_true_do_not_contradict(first, second):
    assert not contradict(figure(first), figure(second))
    assert not contradict(figure(second), figure(first))


def test_figures_of_different_units_are_never_compared():
    assert not contradict(figure("收入412.6亿元"), figure("增长4.4%"))
    assert not contradict(figure("增长4.4%"), figure("提高4.5个百分点"))


_VALUES = st.decimals(min_value=Decimal("0.001"), max_value=Decimal(10**7), places=5, allow_nan=False)
_UNITS = st.sampled_from([("亿元", 8), ("万元", 4), ("元", 0)])


def printed(value: Decimal, unit: tuple[str, int], places: int) -> Figure:
    """A value in 元 × 10⁸ printed in a unit with so many places."""
    amount = (value * 10 ** (8 - unit[1])).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return figure(f"收入{amount:f}{unit[0]}")


@given(_VALUES, _UNITS, _UNITS, st.integers(0, 4), st.integers(0, 4))
def test_one_value_rounded_in_two_ways_never_contradicts_itself(value, unit, other, places, more):
    assert not contradict(printed(value, unit, places), printed(value, other, more))


@given(_VALUES, st.integers(0, 3))
def test_two_values_one_printed_unit_apart_contradict_in_the_same_print(value, places):
    first = printed(value, ("亿元", 8), places)
    second = printed(value + Decimal(1).scaleb(-places), ("亿元", 8), places)
    assert contradict(first, second)


@given(_VALUES, st.integers(0, 2), st.integers(1, 3))
def test_digits_that_were_dropped_are_told_from_other_errors(value, places, more):
    fine = printed(value, ("亿元", 8), places + more)
    short = fine.low.quantize(Decimal(1).scaleb(-places), ROUND_DOWN)
    assert cut_short(figure(f"收入{short:f}亿元"), fine)
    assert not cut_short(figure(f"收入{short + Decimal(1).scaleb(1 - places):f}亿元"), fine)
