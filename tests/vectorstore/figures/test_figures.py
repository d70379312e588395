"""Figures: labelled surface forms, equality over units, and properties that hold for any text."""

import json
import re
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.figures import Figure, find_figures, format_decimal, number_value, same_value

FORMS = [
    json.loads(line) for line in Path(__file__).with_name("figure_forms.jsonl").read_text(encoding="utf-8").splitlines()
]

MEASURED = ["亿元", "万元", "元", "%", "个百分点", "万人", "人次", "万亿元", "微克/立方米", "倍", "公里", "亿千瓦时"]
COUNTED = ["家", "个", "项", "户"]
SCALED = st.tuples(
    st.sampled_from(["", "千", "万", "百万", "千万", "亿", "万亿"]),
    st.sampled_from(["元", "吨", "人", "亩", "公里", "立方米", "人次", "千瓦时", "美元", "斤", "平方米"]),
).map("".join)
QUALIFIERS = {
    **{"": (None, ""), "约": ("约", ""), "近": ("近", ""), "将近": ("近", ""), "超": ("超", ""), "突破": ("超", "")},
    **{"不低于": ("不低于", ""), "至少": ("不低于", ""), "不超过": ("不超过", ""), "最多": ("不超过", "")},
    **{" 以上": ("以上", "以上"), " 以内": ("以内", "以内"), " 左右": ("左右", "左右"), " 上下": ("左右", "上下")},
}
"""What is printed before (or, after a blank, behind) a figure: its canonical form, and the part behind."""
VERBS = {
    **{"完成": 0, "达到": 0, "提高到": 0, "降至": 0, "其中": 0},
    **{"同比增长": 1, "比上年增加": 1, "上升": 1, "下降": -1, "环比减少": -1, "收窄": -1},
}
BEFORE = st.sampled_from(
    ["", "云汀市全年", "2025年，", "（一）上半年汐川区", "第二产业", "“十四五”时期青禾区", "6月末\n岚桥区"]
)
AFTER = st.sampled_from(["", "。", "，同期持平", "；其中城镇部分持平", "、居全市前列", "\n第三", "（快报数）", ",较好"])
PIECES = st.sampled_from(
    [
        *("增长", "下降", "约", "超过", "提高到", "由", "至", "、", "和", ",", "，", "。", "—", "-", " ", "\n", "\t"),
        *("“", "”", "1", "2020", "年", "3.5", "%", "个百分点", "亿元", "万", "余", "多", "家", "左右", "以上"),
        *("一", "两", "三", "十", "百", "千", "分之", "点", "成", "番", "翻", "第", "前", "首位"),
        *("/", ":", "+", ".", "月", "个", "位", "４", "．", "％", "\u3000"),
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=40))
NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
QUANTITIES = st.one_of(
    st.tuples(NUMBERS, st.sampled_from(MEASURED)),
    st.tuples(st.integers(0, 10**9).map(Decimal), st.sampled_from(COUNTED)),
)


FULL_WIDTH = str.maketrans("0123456789.%:/+-", "０１２３４５６７８９．％：／＋－")


def in_chinese(value: int) -> str:
    """A whole number below a million million in Chinese numerals: 一百零五, 三亿零二十万."""
    for unit, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if value >= size:
            high, low = divmod(value, size)
            gap = "零" if 0 < low < size // 10 else ""
            return in_chinese(high) + unit + gap + (in_chinese(low) if low else "")
    return "零一二三四五六七八九"[value]


def only(text: str) -> Figure:
    """The one figure of a text."""
    [figure] = find_figures(text)
    return figure


def described(figure: Figure) -> dict[str, Any]:
    return {
        "low": figure.low,
        "high": figure.high,
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "sign": figure.sign,
        "ordinal": figure.ordinal,
        "text": figure.text,
    }


@pytest.mark.parametrize("form", FORMS, ids=[form["text"] for form in FORMS])
def test_a_labelled_form_gives_its_figures_and_no_others(form: dict[str, Any]) -> None:
    expected = [
        {**figure, "low": Decimal(figure["low"]), "high": Decimal(figure["high"])} for figure in form["figures"]
    ]
    assert [described(figure) for figure in find_figures(form["text"])] == expected


def test_there_are_labels_for_every_kind_of_form() -> None:
    figures = [figure for form in FORMS for figure in form["figures"]]
    assert len(FORMS) >= 790
    assert len({form["text"] for form in FORMS}) == len(FORMS)
    assert {figure["sign"] for figure in figures} == {-1, 0, 1}
    assert {figure["qualifier"] for figure in figures} == {
        *(None, "约", "近", "超", "以上", "以内", "左右", "余", "不低于", "不超过"),
    }


@pytest.mark.parametrize(
    ("text", "scale", "base"),
    [
        ("3174.6亿元", "100000000", "元"),
        ("10万亿元", "1000000000000", "元"),
        ("1.3万余份", "10000", "份"),
        ("5千人", "1000", "人"),
        ("2万吨标准煤", "10000", "吨标准煤"),
        ("540万千瓦", "10000", "千瓦"),
        ("5‰", "0.1", "%"),
        ("3万元/人", "10000", "元/人"),
        ("近60亿", "100000000", ""),
        ("4.9个百分点", "1", "个百分点"),
        ("0.3个千分点", "0.1", "个百分点"),
        ("1200万市亩", "10000", "亩"),
        ("4.5万吨/年", "10000", "吨/年"),
    ],
)
def test_a_unit_is_parted_into_scale_and_base(text: str, scale: str, base: str) -> None:
    figure = only(text)
    assert (figure.scale, figure.base) == (Decimal(scale), base)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("3174.6亿元", "31746000万元"),
        ("1.2万亿元", "一万二千亿元"),
        ("4000万元", "0.4亿元"),
        ("五成", "50%"),
        ("1/4", "25%"),
        ("百分之五", "5％"),
        ("5‰", "0.5%"),
        ("1,234家", "1234家"),
        ("5790名", "5790人"),
        ("近60亿", "60亿元"),
        ("18.5", "18.50"),
        ("4.5%-5%", "4.5%—5.0%"),
        ("5000万元-1亿元", "0.5亿元至1亿元"),
        ("3000米", "3000米"),
        ("居首位", "排名第一"),
        ("第5位", "第五名"),
        ("约3175亿元", "3174.6亿元"),
        ("3175亿元左右", "3174.6亿元"),
        ("超3174亿元", "3174.6亿元"),
        ("近3175亿元", "3174.6亿元"),
        ("3174亿多元", "3174亿元"),
        ("约33.3%", "三分之一"),
        ("2000亿度", "2000亿千瓦时"),
        ("0.3个百分点", "3个千分点"),
        ("１，２３４．５亿元", "1,234.5亿元"),
        ("40市斤", "40斤"),
        ("1.2亿m³", "12000万立方米"),
        ("2.0∶1", "2.0:1"),
        ("三年半", "3.5年"),
        ("一点三倍", "1.3倍"),
    ],
)
def test_the_same_quantity_is_recognised_however_it_is_printed(a: str, b: str) -> None:
    assert same_value(find_figures(a)[0], find_figures(b)[0])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("5%", "5个百分点"),
        ("3174.6亿元", "3174.6万元"),
        ("3175亿元", "3174.6亿元"),
        ("超3175亿元", "3174.6亿元"),
        ("近3174亿元", "3174.6亿元"),
        ("约3176亿元", "3174.6亿元"),
        ("约3174.5亿元", "3174.6亿元"),
        ("3174亿元以上", "3174.6亿元"),
        ("12家", "12户"),
        ("5%", "4.5%—5%"),
        ("4%—5%", "4.5%—5%"),
        ("第三名", "第四名"),
        ("全市前三", "全市第三"),
        ("倒数第三", "第三"),
        ("第3位", "3位"),
        ("31.8亿美元", "31.8亿元"),
        ("2.5:1", "1:2.5"),
        ("25微克/立方米", "25微克"),
        ("3成", "3个"),
    ],
)
def test_different_quantities_are_told_apart(a: str, b: str) -> None:
    assert not same_value(find_figures(a)[0], find_figures(b)[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一万二千亿", "1200000000000"),
        ("1,234.5", "1234.5"),
        ("４．５", "4.5"),
        ("百分之五", "0.05"),
        ("三分之二", None),
        ("两", "2"),
        ("半", "0.5"),
        ("十五", "15"),
        ("一百零五", "105"),
        ("一万二", "12000"),
        ("三亿五千万", "350000000"),
        ("二〇二〇", "2020"),
        ("十二点五", "12.5"),
        ("1.5亿", "150000000"),
        ("5%", "0.05"),
        ("五成", "0.5"),
        ("-3.2", "-3.2"),
        ("零", "0"),
    ],
)
def test_a_numeral_has_its_value(text: str, value: str | None) -> None:
    assert number_value(text) == (Decimal(2) / 3 if value is None else Decimal(value))


@pytest.mark.parametrize(
    "text", ["", "两三", "十百", "五十四六", "一体", "1,23", "3..5", "亿元", "点五", "百分之", "一" * 5000, "1" * 5000]
)
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    assert number_value(text) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [("3174.60", "3174.6"), ("1E+3", "1000"), ("0.0001", "0.0001"), ("-0.0", "0"), ("100", "100"), ("-2.50", "-2.5")],
)
def test_a_decimal_is_written_in_its_shortest_plain_form(value: str, text: str) -> None:
    assert format_decimal(Decimal(value)) == text


@given(TEXTS)
def test_spans_are_exact_ordered_and_never_overlap(text: str) -> None:
    end = 0
    for figure in find_figures(text):
        assert figure.text == text[figure.start : figure.end] != ""
        assert figure.start >= end
        assert figure.low <= figure.high
        end = figure.end


@given(TEXTS)
def test_no_figure_starts_or_ends_inside_a_run_of_digits(text: str) -> None:
    for figure in find_figures(text):
        for edge in (figure.start, figure.end):
            assert not re.fullmatch(r"[0-9０-９]{2}", text[max(0, edge - 1) : edge + 1])


@given(QUANTITIES)
def test_a_written_figure_reads_back_as_the_same_value(quantity: tuple[Decimal, str]) -> None:
    value, unit = quantity
    figure = only(f"{format_decimal(value)}{unit}")
    assert (figure.low, figure.high, figure.unit) == (value, value, unit)


@given(BEFORE, st.sampled_from(sorted(VERBS)), st.sampled_from(sorted(QUALIFIERS)), NUMBERS, SCALED, AFTER)
def test_value_scale_unit_qualifier_and_sign_read_back_amid_any_clause(
    before: str, verb: str, qualifier: str, value: Decimal, unit: str, after: str
) -> None:
    name, behind = QUALIFIERS[qualifier]
    printed = f"{'' if behind else qualifier}{format_decimal(value)}{unit}{behind}"
    figure = only(f"{before}{verb}{printed}{after}")
    assert described(figure) == {
        **{"low": value, "high": value, "unit": unit, "qualifier": name},
        **{"sign": VERBS[verb], "ordinal": False, "text": printed},
    }
    assert figure.start == len(before + verb)


@given(st.sampled_from(sorted(VERBS)), NUMBERS, NUMBERS, st.sampled_from(["-", "—", "～", "~", "至", "到", "–"]))
def test_a_range_reads_back_with_its_ends_and_its_sign(verb: str, one: Decimal, other: Decimal, joint: str) -> None:
    low, high = sorted((one, other))
    figure = only(f"{verb}{format_decimal(low)}{joint}{format_decimal(high)}个百分点")
    assert (figure.low, figure.high, figure.unit, figure.sign) == (low, high, "个百分点", VERBS[verb])


@given(st.integers(1000, 10**12), st.sampled_from([",", "，"]))
def test_thousands_separators_change_no_value(value: int, comma: str) -> None:
    printed = f"{value:,}.5".replace(",", comma)
    figure = only(f"收入{printed}万元")
    assert (figure.low, figure.text) == (Decimal(f"{value}.5"), f"{printed}万元")


@given(st.integers(3, 10**12 - 1))
def test_a_number_in_chinese_numerals_reads_back(value: int) -> None:
    numeral = in_chinese(value)
    assert number_value(numeral) == value
    figure = only(f"全区共有{numeral}户")
    assert (figure.low * figure.scale, figure.base, figure.text) == (Decimal(value), "户", f"{numeral}户")


@given(TEXTS)
def test_full_width_printing_moves_no_span_and_changes_no_value(text: str) -> None:
    plain, wide = find_figures(text), find_figures(text.translate(FULL_WIDTH))
    assert [replace(figure, text="") for figure in plain] == [replace(figure, text="") for figure in wide]


@given(TEXTS, TEXTS)
def test_same_value_is_reflexive_and_symmetric(text: str, other: str) -> None:
    figures = find_figures(text) + find_figures(other)
    for a in figures:
        assert same_value(a, a)
        for b in figures:
            assert same_value(a, b) == same_value(b, a)


@given(NUMBERS, st.sampled_from(["", "约", "近", "超"]))
def test_a_percentage_is_never_a_percentage_point(value: Decimal, qualifier: str) -> None:
    number = qualifier + format_decimal(value)
    assert not same_value(only(f"{number}%"), only(f"{number}个百分点"))


@given(QUANTITIES, st.sampled_from(["", "左右", "以上", "以内"]))
def test_chinese_text_around_a_figure_changes_nothing_but_its_place(quantity: tuple[Decimal, str], after: str) -> None:
    value, unit = quantity
    alone = only(f"{format_decimal(value)}{unit}{after}")
    before = "云溪区全年完成"
    around = only(f"{before}{alone.text}，同期持平。")
    assert described(around) == described(alone)
    assert around.start == alone.start + len(before)


def test_a_long_report_is_read_at_three_hundred_kilobytes_a_second() -> None:
    clauses = (
        *("云溪区上半年实现产值3174.6亿元,同比下降4.9%,较一季度收窄1.9个百分点", "一批重点项目进一步推进"),
        "三大片区协同发展。",
    )
    text = "，".join(clauses) * 2000
    started = time.process_time()
    figures = find_figures(text)
    elapsed = time.process_time() - started
    assert len(figures) == 4 * 2000
    assert len(text.encode()) / elapsed > 300_000


@pytest.mark.parametrize("repeated", ["一", "1", "一亿", "，123", ",123", "第一、", "1.5个"])
def test_a_text_that_only_repeats_is_read_in_linear_time(repeated: str) -> None:
    started = time.process_time()
    find_figures(repeated * (60_000 // len(repeated)))
    assert time.process_time() - started < 5
