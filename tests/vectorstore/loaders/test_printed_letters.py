import pytest

from vectorstore.loaders.printed.letters import joined, ordinary, readable

PROSE = "全市经济发展的质量不断提高，社会事业的进步在各区实现，这是人民的要求。" * 6


@pytest.mark.parametrize(
    ("letter", "typed"),
    [
        ("⼀", "一"),
        ("⻓", "长"),
        ("⺠", "民"),
        ("里", "里"),
        ("ﬁ", "fi"),
        ("，", "，"),
        ("％", "％"),
        ("\x02", "-"),
        ("\x07", ""),
    ],
)
def test_letters_of_text_layers_become_ordinary_and_full_width_marks_stay(letter, typed):
    assert ordinary(letter) == typed


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("增长3174.", "6亿元", "增长3174.6亿元"),
        ("共1,", "234个", "共1,234个"),
        ("生产总", "值", "生产总值"),
        ("invest-", "ment", "investment"),
        ("COVID-", "19", "COVID-19"),
        ("the city", "of Yunting", "the city of Yunting"),
        ("推进,", "CBD建设", "推进,CBD建设"),
        ("实现G", "DP增长", "实现GDP增长"),
        ("PM", "2.5", "PM2.5"),
        ("负债率为", "　　5%", "负债率为5%"),
    ],
)
def test_lines_are_joined_as_they_were_before_they_were_broken(before, after, whole):
    assert joined(before, after) == whole


def test_a_blank_at_the_end_of_a_latin_line_is_kept():
    assert joined("in 2024", "15 cities", blank=True) == "in 2024 15 cities"


@pytest.mark.parametrize(
    ("text", "is_readable"),
    [
        (PROSE, True),
        ("2023 3174.6 5.2% 4.9% 128.5 131.2 2024 3339.7 " * 4, True),
        ("The city recorded a gross domestic product of three thousand one hundred and seventy-four.", True),
        ("", True),
        ("\ue001\ue002\ue003\ue004", False),
        ("\ufffd" * 9 + "一二三", False),
        ("".join(chr(0x6000 + 37 * n) for n in range(300)), False),
        ("!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~" * 4, False),
    ],
)
def test_garbled_text_layers_are_told_from_prose_figures_and_english(text, is_readable):
    assert readable(text) == is_readable
