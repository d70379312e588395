"""English names of places, periods, people and units; the places are read back by the reader of English questions."""

import csv
from importlib.resources import files

import pytest

from bot.english_answers.names import english_indicator, english_period, english_person, english_place, glossed
from bot.question.english import place_mentions
from vectorstore.figures import find_figures
from vectorstore.indicators import indicators
from vectorstore.periods import find_period


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("朝阳区", "Chaoyang District"),
        ("北京市", "Beijing"),
        ("内蒙古自治区", "Inner Mongolia"),
        ("陕西省", "Shaanxi"),
        ("西安市", "Xi'an City"),
        ("吕梁市", "Lüliang City"),
        ("忠县", "Zhong County"),
        ("浦东新区", "Pudong New Area"),
        ("高新区", "Gaoxin District"),
        ("恩施土家族苗族自治州", "Enshi Autonomous Prefecture"),
        ("全市", "the whole city"),
    ],
)
def test_a_place_is_called_by_its_pinyin_and_level_or_by_its_usual_name(name, english):
    assert english_place(name) == english


def test_nearly_every_place_of_the_gazetteer_is_read_back_from_its_english_name():
    lines = (files("vectorstore.places") / "places.csv").read_text(encoding="utf-8").splitlines()
    every = [row["name"] for row in csv.DictReader(lines)][::10]
    lost = [name for name in every if [m[2] for m in place_mentions(english_place(name), [name])] != [name]]
    assert len(lost) <= len(every) / 100


@pytest.mark.parametrize(
    ("label", "english"),
    [
        ("2020年", "2020"),
        ("2020年上半年", "the first half of 2020"),
        ("2020年前三季度", "the first three quarters of 2020"),
        ("2020年四季度", "the fourth quarter of 2020"),
        ("2020年1—5月", "January–May 2020"),
        ("2020年6月", "June 2020"),
        ("2021—2025年", "2021–2025"),
    ],
)
def test_a_period_is_named_in_words(label, english):
    period = find_period(label)
    assert period is not None
    assert english_period(period) == english


@pytest.mark.parametrize(
    ("name", "english"), [("谈绪祥", "Tan Xuxiang"), ("顾　行　舟", "Gu Xingzhou"), ("欧阳明远", "Ouyang Mingyuan")]
)
def test_a_person_has_the_family_name_first(name, english):
    assert english_person(name) == english


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("3174.6亿元", "3174.6亿元 (hundred million yuan)"),
        ("约2.3万人次", "约2.3万人次 (about, ten thousand person-times)"),
        ("6%左右", "6%左右 (about)"),
        ("4.9%", "4.9%"),
        ("1.7个百分点", "1.7个百分点 (percentage points)"),
        ("130个", "130个"),
    ],
)
def test_a_figure_stays_as_printed_with_its_unit_in_words(printed, shown):
    [figure] = find_figures(printed)
    assert glossed(figure, printed) == shown


def test_every_indicator_has_an_english_name():
    assert all(english_indicator(indicator.name) for indicator in indicators())
    assert english_indicator("地区生产总值") == "GDP"
