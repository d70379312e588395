"""Bars, and how rows are shown."""

import pytest

from evals.page import page
from evals.rows import Row, Table, missed
from evals.speed import percentile


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("right", 0.65, least=0.65), True),
        (Row("right", 0.6499, least=0.65), False),
        (Row("seconds", 0.5, most=0.5), True),
        (Row("seconds", 0.51, most=0.5), False),
        (Row("mix-ups", 0, most=0), True),
        (Row("seconds", 9.0), None),
        (Row("right", None, least=0.65), None),
    ],
)
def test_a_bar_is_kept_up_to_its_very_value(row, met):
    assert row.met is met


def test_a_share_that_rounds_up_to_its_bar_is_still_missed():
    row = Row("quotes exact", 0.99996, "{:.3f}", least=1, of=25000)
    assert (row.shown, row.bar, row.verdict) == ("1.000 of 25000", "≥ 1.000", "missed")


def test_a_value_that_could_not_be_measured_is_shown_as_a_dash():
    assert Row("quotes exact", None, "{:.3f}", least=1).shown == "—"


def test_missed_bars_are_named_with_their_table():
    tables = [Table("甲", (Row("right", 0.1, least=0.65), Row("seconds", 1, most=3))), Table("乙", (Row("n", 4),))]
    assert missed(tables) == ["甲: right"]


def test_the_page_has_a_line_for_every_row():
    text = page([Table("甲", (Row("right", 0.7, "{:.2f}", least=0.65, of=10), Row("characters", 40)))])
    assert "## 甲\n" in text
    assert "| right | ≥ 0.65 | 0.70 of 10 | met |\n| characters |  | 40 |  |\n" in text


def test_a_percentile_is_the_value_that_so_many_do_not_exceed():
    values = [float(value) for value in range(100, 0, -1)]
    assert (percentile(values, 0.95), percentile(values, 0.5), percentile([7.0], 0.95)) == (95, 50, 7)
