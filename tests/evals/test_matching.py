"""Facts and figures in a text, on number boundaries."""

import pytest

from evals.matching import figures, numbers, plain, states, without_marks


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("失业率2.1%。", "2.1%"),
        ("新增就业12,300人", "12300"),
        ("新增就业１２３００人", "12300"),
        ("總額412.6億元", "412.6亿"),
        ("细颗粒物35μg/立方米", "35微克"),
        ("云泽 新城 正式开园", "云泽新城"),
        ("Yunze New Town opened", "yunze new town"),
        ("共70，其中新建3", "70"),
        ("为70家", "70"),
        ("2023年上半年为5.", "5"),
    ],
)
def test_a_fact_is_found_whatever_its_script_width_or_spacing(text, fact):
    assert states(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("增长14.9%", "4.9%"),
        ("共170家", "70"),
        ("共70.5", "70"),
        ("占70%", "70"),
        ("1970年", "70"),
        ("70年", "70"),
        ("3.70亿", "70"),
        ("35g", "35"),
        ("增长5.30", "5.3"),
        ("增长5.3%", ""),
    ],
)
def test_a_longer_number_does_not_state_a_shorter_one(text, fact):
    assert not states(text, fact)


def test_periods_names_in_quotes_and_citation_marks_are_no_figures():
    text = "2023年上半年，“7+2”行动和《3号文》推进，2021-2025规划，1—5月增长5.3%[1][2]【c3】，新增12,300人"
    assert [str(figure) for figure in figures(text)] == ["1", "5.3", "12300"]


def test_equal_figures_written_differently_are_equal():
    assert set(figures("增长5.30%，12,300人")) <= numbers("增长5.3%，12300人")


def test_a_number_inside_a_word_is_not_a_number():
    assert not numbers("pm2.5")


def test_marks_are_blanked_and_other_brackets_stay():
    assert without_marks("增长5.3%[1,2]（约三成）") == "增长5.3% （约三成）"


def test_thousands_are_joined_only_where_they_are_thousands():
    assert plain("1,234,567和5.2,300和2020,12") == "1234567和5.2,300和2020,12"


def test_a_figure_that_begins_like_a_year_is_a_figure():
    assert [str(figure) for figure in figures("2020年收入20916元，产值2012.6亿元")] == ["20916", "2012.6"]
