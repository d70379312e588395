"""Arithmetic over figures as reports print them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import calculate
from vectorstore.figures import Figure, find_figures


def figure(text: str) -> Figure:
    (found,) = find_figures(text)
    return found


@pytest.mark.parametrize(
    ("a", "b", "value", "text", "formula"),
    [
        ("412.6亿元", "365.2亿元", "47.4", "47.4亿元", "412.6 - 365.2 = 47.4 亿元"),
        ("365.2亿元", "412.6亿元", "-47.4", "47.4亿元", "365.2 - 412.6 = -47.4 亿元"),
        ("1.2亿元", "3500万元", "0.85", "0.85亿元", "1.2 - 0.35 = 0.85 亿元"),
        ("3500万元", "1.2亿元", "-8500", "8500万元", "3500 - 12000 = -8500 万元"),
        ("1240个", "980个", "260", "260个", "1240 - 980 = 260 个"),
        ("1,240个", "９８０个", "260", "260个", "1240 - 980 = 260 个"),
        ("占比21.4%", "占比20%", "1.4", "1.4个百分点", "21.4 - 20 = 1.4 个百分点"),
        ("同比增长5.2%", "同比下降3.4%", "8.6", "8.6个百分点", "5.2 - (-3.4) = 8.6 个百分点"),
        ("同比下降3.4%", "同比增长5.2%", "-8.6", "8.6个百分点", "(-3.4) - 5.2 = -8.6 个百分点"),
        ("同比下降4.1%", "同比下降2.7%", "1.4", "1.4个百分点", "4.1 - 2.7 = 1.4 个百分点"),
        ("0.3亿元", "0.1亿元", "0.2", "0.2亿元", "0.3 - 0.1 = 0.2 亿元"),
    ],
)
def test_a_difference_is_exact_in_the_unit_of_the_first(a, b, value, text, formula):
    result = calculate.difference(figure(a), figure(b))
    assert (result.value, result.text, result.formula) == (Decimal(value), text, formula)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("412.6亿元", "增长3.8%"),
        ("1240个", "18家"),
        ("增长5.2%", "提高0.9个百分点"),
        ("增长4%—5%", "增长3%"),
        ("全市第三位", "全市第五位"),
    ],
)
def test_unlike_figures_ranges_and_ranks_are_not_subtracted(a, b):
    with pytest.raises(ValueError, match="can't be subtracted"):
        calculate.difference(figure(a), figure(b))


def test_a_sum_brings_its_parts_to_the_unit_of_the_first():
    result = calculate.total([figure("1.2亿元"), figure("3500万元"), figure("0.05亿元")])
    assert (result.value, result.formula) == (Decimal("1.6"), "1.2 + 0.35 + 0.05 = 1.6 亿元")


@pytest.mark.parametrize("others", [("增长3.8%", "增长4.5%"), ("412.6亿元", "18家"), ("412.6亿元", "1—2亿元")])
def test_rates_and_unlike_figures_are_not_added(others):
    with pytest.raises(ValueError, match="can't be added"):
        calculate.total([figure(text) for text in others])


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        ("412.6亿元", "1850.4亿元", "22.3%"),
        ("3500万元", "1.4亿元", "25%"),
        ("1240个", "2000个", "62%"),
        ("1户", "8户", "12.5%"),
        ("2户", "3户", "66.7%"),
        ("1户", "2000户", "0.1%"),  # 0.05 is rounded up
    ],
)
def test_a_share_is_rounded_half_up_to_one_place(part, whole, text):
    result = calculate.share(figure(part), figure(whole))
    assert result.text == text
    assert result.formula.endswith(f"× 100% ≈ {text}")


@pytest.mark.parametrize(("part", "whole"), [("1240个", "0个"), ("412.6亿元", "2000个"), ("412.6亿元", "60%")])
def test_a_share_of_nothing_or_of_something_else_is_refused(part, whole):
    with pytest.raises(ValueError, match="is no part of"):
        calculate.share(figure(part), figure(whole))


def test_a_whole_follows_from_a_part_and_its_rate():
    result = calculate.implied_whole(figure("371.4万元"), figure("22.4%"))
    assert (result.text, result.formula) == ("1658万元", "371.4 ÷ 22.4% ≈ 1658 万元")


@pytest.mark.parametrize(("part", "rate"), [("371.4万元", "22.4万元"), ("22.4%", "22.4%"), ("371.4万元", "0%")])
def test_no_whole_follows_from_what_is_no_rate(part, rate):
    with pytest.raises(ValueError, match="is no rate of"):
        calculate.implied_whole(figure(part), figure(rate))


amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(99999), places=2).map(lambda d: d.normalize())
units = st.sampled_from(["亿元", "万元", "元"])


@given(amounts, units, amounts, units)
def test_a_difference_and_a_share_do_not_depend_on_the_printed_unit(x, unit_x, y, unit_y):
    a, b = figure(f"{x:f}{unit_x}"), figure(f"{y:f}{unit_y}")
    result = calculate.difference(a, b)
    assert result.value * a.scale == a.low * a.scale - b.low * b.scale
    assert result.value * a.scale == -calculate.difference(b, a).value * b.scale
    exact = 100 * (a.low * a.scale) / (b.low * b.scale)
    assert abs(calculate.share(a, b).value - exact) <= Decimal("0.05")


@pytest.mark.parametrize(
    ("amount", "count", "each"),
    [
        ("116.35亿元", "15家", "7.76亿元"),
        ("11.6亿元", "2.4万家", "4.83万元"),
        ("1200万元", "3000户", "4000元"),
    ],
)
def test_an_average_is_told_in_the_largest_unit_that_it_fills(amount, count, each):
    assert calculate.average(figure(amount), figure(count)).text == each


def test_nothing_is_shared_out_among_nothing():
    with pytest.raises(ValueError, match="can't be shared out"):
        calculate.average(figure("12亿元"), figure("0家"))
