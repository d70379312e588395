from collections import Counter
from itertools import pairwise

import pytest

from vectorstore.errors import ConfigurationError, GongbaoError
from vectorstore.indicators import find_indicators, indicators, read_indicators

NAMES = {indicator.name: indicator for indicator in indicators()}


def named(text: str) -> list[str]:
    return [mention.indicator.name for mention in find_indicators(text)]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("细颗粒物", "PM2.5浓度"),
        ("PM2.5", "PM2.5浓度"),
        ("pm2.5累计浓度", "PM2.5浓度"),
        ("ＰＭ２．５", "PM2.5浓度"),
        ("社零", "社会消费品零售总额"),
        ("社消零总额", "社会消费品零售总额"),
        ("社会消费品零售额", "社会消费品零售总额"),
        ("规上工业增加值", "规模以上工业增加值"),
        ("gdp", "地区生产总值"),
        ("经济总量", "地区生产总值"),
        ("区级一般公共预算收入", "一般公共预算收入"),
        ("棚改", "棚户区改造"),
        ("登记失业率", "城镇登记失业率"),
    ],
)
def test_an_alias_names_its_indicator(words: str, name: str) -> None:
    assert named(f"上半年云汀区{words}怎么样") == [name]


def test_the_longest_name_wins_over_the_names_inside_it() -> None:
    assert named("进出口总额与出口总额") == ["进出口总额", "出口总额"]
    assert named("单位地区生产总值能耗下降3%") == ["单位地区生产总值能耗"]
    assert named("研发经费支出相当于全市生产总值的比例达到4%") == ["研发经费投入强度"]
    assert named("人均GDP") == ["人均地区生产总值"]


def test_spans_are_offsets_into_the_text_as_given_and_never_overlap() -> None:
    text = "ＧＤＰ、PM２.5和社会消费品零售总额"
    mentions = find_indicators(text)
    assert [text[m.start : m.end] for m in mentions] == ["ＧＤＰ", "PM２.5", "社会消费品零售总额"]
    assert all(a.end <= b.start for a, b in pairwise(mentions))


def test_latin_names_are_not_found_inside_longer_words() -> None:
    assert named("GDPR与CPIX") == []


def test_an_ambiguous_name_keeps_its_other_readings() -> None:
    (mention,) = find_indicators("云汀区失业率是多少")
    assert mention.indicator.name == "城镇调查失业率"
    assert [other.name for other in mention.alternatives] == ["城镇登记失业率"]
    assert find_indicators("城镇登记失业率")[0].alternatives == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("城镇登记失业率", "城镇调查失业率"),
        ("固定资产投资", "建安投资"),
        ("网上零售额", "社会消费品零售总额"),
        ("城镇居民人均可支配收入", "农村居民人均可支配收入"),
        ("居民人均可支配收入", "农村居民人均可支配收入"),
        ("一般公共预算收入", "一般公共预算支出"),
        ("一般公共预算收入", "税收收入"),
    ],
)
def test_lookalikes_know_each_other_both_ways(one: str, other: str) -> None:
    assert other in NAMES[one].unlike
    assert one in NAMES[other].unlike


def test_every_indicator_has_a_unit_and_an_english_name() -> None:
    assert len(NAMES) >= 120
    assert [name for name, indicator in NAMES.items() if not (indicator.unit and indicator.english)] == []


def test_every_canonical_name_is_found_as_itself() -> None:
    assert [name for name in NAMES if named(name) != [name]] == []


def test_no_alias_is_the_canonical_name_of_another_indicator_nor_written_twice() -> None:
    for indicator in indicators():
        assert set(indicator.aliases).isdisjoint(NAMES), indicator.name
        assert max(Counter(indicator.aliases).values(), default=1) == 1, indicator.name


@pytest.mark.parametrize("text", ["甲: [", "甲:\n  unlike: 乙", "甲:\n  alias: 乙", "- 甲"])
def test_a_broken_dictionary_is_refused_in_one_line_that_names_the_file(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^indicators\.yaml：[^\n]+请核对[^\n]+$") as caught:
        read_indicators(text)
    assert isinstance(caught.value, GongbaoError)
