from collections import Counter
from importlib.resources import files

import pytest
import yaml

from bot.question import english
from bot.question.english import chinese_terms, is_english, periods_in_english, places_in_english
from vectorstore.periods import Period, find_periods

KNOWN = ("朝阳区", "北京市", "东城区")


@pytest.mark.parametrize(
    "question",
    [
        "What was Beijing's GDP in H1 2020?",
        "gdp of chaoyang",
        "WHO PRESENTED THE REPORT",
        "How did 朝阳区 grow in 2020?",
    ],
)
def test_an_english_question_is_recognised_even_with_chinese_names(question: str) -> None:
    assert is_english(question)


@pytest.mark.parametrize(
    "question", ["朝阳区2020上半年GDP总量?", "东城PM2.5", "PM2.5 2020", "朝阳GDP:2020 vs 全年", "", "GDP"]
)
def test_a_chinese_question_with_latin_names_is_not_english(question: str) -> None:
    assert not is_english(question)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many nucleic acid tests per day at its peak?", {"核酸检测", "日", "最大"}),
        ("Who presented the mid-year plan implementation report?", {"计划执行情况的报告", "主任", "报告人", "谁"}),
        ("retail sales decline", {"社会消费品零售总额", "下降"}),
        ("How much rent relief was granted?", {"减免租金", "减免房租"}),
        ("parking spaces and 5G base stations", {"停车位", "5G基站"}),
        ("elderly care beds", {"养老床位"}),
        ("pre-hospital emergency call satisfaction rate", {"院前急救呼叫满足率"}),
        ("shantytown renovation, garbage sorting, kitchen waste", {"棚户区改造", "垃圾分类", "厨余垃圾"}),
        ("kindergarten places", {"学位"}),
        ("jobs in each subdistrict", {"就业", "街道"}),
        ("testing capacity", {"核酸检测能力"}),
        ("unemployment rate", {"城镇调查失业率", "城镇登记失业率"}),
    ],
)
def test_english_words_become_the_words_of_the_reports(question: str, wanted: set[str]) -> None:
    assert wanted <= set(chinese_terms(question))


def test_the_longest_phrase_comes_first_and_its_words_count_once() -> None:
    assert chinese_terms("jobs, and retail sales of consumer goods")[0] == "社会消费品零售总额"
    assert "医院" not in chinese_terms("hospital beds")
    assert chinese_terms("retail sales; Retail Sales") == ("社会消费品零售总额",)


def test_plurals_and_possessives_are_seen_through() -> None:
    assert chinese_terms("the companies' taxes") == chinese_terms("company tax")
    assert chinese_terms("hospitals’ masks") == chinese_terms("hospital mask") == ("医院", "口罩")


def test_a_question_without_known_words_gives_nothing() -> None:
    assert chinese_terms("lorem ipsum dolor") == ()


def test_the_dictionary_has_its_promised_size_and_no_phrase_twice() -> None:
    phrases = Counter(english._phrase(phrase) for phrase, _ in english._entries("terms"))
    assert len(phrases) >= 250
    assert [phrase for phrase, count in phrases.items() if count > 1] == []


def test_the_dictionary_holds_only_text() -> None:
    for part in ("terms", "places"):
        rows = english._dictionary()[part]
        assert [key for key, value in rows.items() if not (isinstance(key, str) and isinstance(value, str))] == []


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("What was Chaoyang District's GDP?", ["朝阳区"]),
        ("what about chaoyang and beijing", ["朝阳区", "北京市"]),
        ("Xicheng District’s retail sales", ["西城区"]),
        ("Chaoyang City in Liaoning", ["朝阳市", "辽宁省"]),
        ("Shaanxi and Shanxi", ["陕西省", "山西省"]),
        ("Xi'an, Lüliang and Lu'an", ["西安市", "吕梁市", "六安市"]),
        ("Inner Mongolia, Tibet, Hong Kong, Peking", ["内蒙古自治区", "西藏自治区", "香港特别行政区", "北京市"]),
        ("Changsha and Chongqing", ["长沙市", "重庆市"]),
        ("Hainan", ["海南省"]),
        ("Zhong County", ["忠县"]),
        ("Xinjiang Province", ["新疆维吾尔自治区"]),
        ("Beijing's and Beijing municipal growth", ["北京市"]),
    ],
)
def test_places_are_found_by_their_pinyin(question: str, places: list[str]) -> None:
    assert places_in_english(question, KNOWN) == places


def test_a_place_of_the_library_wins_over_a_bigger_one_of_the_same_sound() -> None:
    assert places_in_english("Chaoyang", KNOWN) == ["朝阳区"]
    assert places_in_english("Chaoyang", ()) == ["朝阳市"]
    assert places_in_english("Yunting District", ("云汀区",)) == ["云汀区"]


@pytest.mark.parametrize(
    "question",
    ["Who is Li Xin?", "Guide me, a mile of lean roads", "9 Yuan a day", "the shanghai of it", "zhong he an"],
)
def test_people_words_and_small_letters_are_not_places(question: str) -> None:
    assert places_in_english(question, KNOWN) == []


@pytest.mark.parametrize(
    ("question", "chinese"),
    [
        ("H1 2020", "2020年上半年"),
        ("2020H1", "2020年上半年"),
        ("the first half of 2020", "2020年上半年"),
        ("Beijing municipal 2020 mid-year report", "2020年上半年"),
        ("in the second half of 2021", "2021年下半年"),
        ("the first three quarters of 2024", "2024年前三季度"),
        ("the first nine months of 2024", "2024年前三季度"),
        ("the first five months of 2020", "2020年1—5月"),
        ("Q3 2024 and the fourth quarter of 2023", "2024年三季度、2023年四季度"),
        ("by the end of 2025", "2025年"),
        ("by the end of June 2020", "2020年6月"),
        ("as of 30 June 2020", "2020年6月"),
        ("on May 1, 2020", "2020年5月"),
        ("January to May 2020", "2020年1—5月"),
        ("Jan-May 2020", "2020年1—5月"),
        ("the full year of 2020", "2020年全年"),
        ("between 2021 and 2024", "2021—2024年"),
        ("from 2016 to 2020", "2016—2020年"),
        ("2020 and 2021", "2020年、2021年"),
        ("under the 14th Five-Year Plan", "“十四五”"),
        ("the thirteenth five-year plan", "“十三五”"),
        ("H1 and the full year 2020", "2020年上半年、2020年全年"),
        ("last year", "去年"),
        ("the first half of this year", "今年上半年"),
        ("in the first half", "上半年"),
        ("May it grow by 12.2020 or 2,020?", ""),
        ("in May", "5月"),
        ("no time at all", ""),
    ],
)
def test_periods_get_their_chinese_wording(question: str, chinese: str) -> None:
    assert periods_in_english(question) == chinese


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("H1 2020", Period.months(2020, 1, 6)),
        ("January to May 2020", Period.months(2020, 1, 5)),
        ("first three quarters of 2024", Period.months(2024, 1, 9)),
        ("14th Five-Year Plan", Period.years(2021, 2025)),
        ("from 2016 to 2020", Period.years(2016, 2020)),
        ("full year 2020", Period.months(2020)),
    ],
)
def test_the_chinese_wording_is_one_that_periods_are_read_from(question: str, period: Period) -> None:
    assert [mention.period for mention in find_periods(periods_in_english(question))] == [period]


def test_the_dictionary_is_plain_yaml_without_repeated_keys() -> None:
    text = (files("bot.question") / "english.yaml").read_text(encoding="utf-8")
    node = yaml.compose(text)
    assert node is not None
    for _, part in node.value:
        keys = Counter(key.value for key, _ in part.value)
        assert [key for key, count in keys.items() if count > 1] == []
