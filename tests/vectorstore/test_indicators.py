import re
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
        ("区级财政收入", "区级一般公共预算收入"),
        ("棚改", "棚户区改造"),
        ("登记失业率", "城镇登记失业率"),
        ("待业率", "城镇登记失业率"),
        ("煤产量", "原煤产量"),
        ("M2", "广义货币供应量"),
        ("赤字率", "财政赤字率"),
        ("居民医保人均财政补助标准", "城乡居民医保补助标准"),
        ("义务教育巩固率", "九年义务教育巩固率"),
        ("农民人均纯收入", "农村居民人均纯收入"),
        ("工农业总产值", "工农业总产值"),
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


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("新增减税降费", "减税降费"),
        ("社会融资规模增量", "社会融资规模"),
        ("社会融资规模存量", "社会融资规模"),
        ("人民币各项存款余额", "存款余额"),
        ("人民币贷款余额", "贷款余额"),
        ("普惠型小微企业贷款余额", "普惠小微贷款"),
        ("境内上市公司", "上市公司"),
        ("全社会固定资产投资", "固定资产投资"),
        ("制造业技改投资", "技改投资"),
        ("实物商品网上零售额", "网上零售额"),
        ("限额以上餐饮收入", "餐饮收入"),
        ("国内游客", "游客人次"),
        ("接待入境过夜游客", "入境游客"),
        ("新设外资企业", "外商投资企业数"),
        ("规上工业总产值", "工业总产值"),
        ("规上制造业增加值", "制造业增加值"),
        ("新增规上工业企业", "规上工业企业"),
        ("“小巨人”企业", "专精特新企业"),
        ("新设经营主体", "新登记企业"),
        ("毕业去向落实率", "高校毕业生就业率"),
        ("城市低保标准", "城乡低保标准"),
        ("常住外来人口", "流动人口"),
        ("技术交易额", "技术合同成交额"),
        ("智能算力规模", "算力规模"),
        ("新建5G基站", "5G基站"),
        ("城市污水处理率", "污水处理率"),
        ("新增绿化面积", "绿化面积"),
        ("光伏装机", "新能源装机"),
        ("农业总产值", "农林牧渔业总产值"),
        ("新建改造高标准农田", "高标准农田"),
        ("毛入园率", "入园率"),
        ("学前学位", "学位"),
        ("新增养老床位", "养老床位"),
        ("每千名老人养老床位数", "每千人养老床位数"),
        ("开工改造老旧小区", "老旧小区改造"),
        ("完成老旧小区改造", "老旧小区改造"),
        ("商品住宅销售面积", "商品房销售面积"),
        ("刑事警情", "刑事案件"),
        ("补贴性职业技能培训", "职业技能培训"),
        ("新增高技能人才", "高技能人才"),
    ],
)
def test_a_part_is_kept_apart_from_the_whole_and_answers_for_it(part: str, whole: str) -> None:
    (found,), (other,) = find_indicators(part), find_indicators(whole)
    assert found.indicator.of == other.indicator.name
    assert other.indicator.name in found.indicator.unlike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("建筑业增加值", "建筑业总产值"),
        ("发明专利拥有量", "发明专利授权量"),
        ("专利授权量", "发明专利授权量"),
        ("数字经济核心产业营收", "数字经济核心产业增加值"),
        ("基本养老保险参保率", "养老保险参保人数"),
        ("医保参保人数", "医保参保率"),
        ("护理型床位占比", "护理型床位"),
        ("再生水利用量", "再生水利用率"),
        ("家庭厨余垃圾日均分出量", "厨余垃圾分出率"),
        ("每千人口医疗卫生机构床位数", "医疗床位"),
        ("托位数", "每千人口托位数"),
        ("林木绿化率", "森林覆盖率"),
        ("工业用电量", "全社会用电量"),
        ("铁路营业里程", "高铁里程"),
        ("农村公路里程", "公路里程"),
        ("高中阶段毛入学率", "普通高中入学率"),
        ("就业困难人员就业", "失业人员再就业"),
        ("招商引资到位资金", "引进省外资金"),
        ("商品房销售额", "商品房销售"),
        ("户籍人口城镇化率", "城镇化率"),
        ("社会商品零售总额", "社会消费品零售总额"),
        ("基本建设投资", "固定资产投资"),
        ("国民收入", "国民生产总值"),
        ("零售物价总指数", "物价"),
        ("农民人均纯收入", "农村居民人均可支配收入"),
        ("财力", "一般公共预算收入"),
    ],
)
def test_different_things_of_like_names_are_never_merged(one: str, other: str) -> None:
    (found,), (alike,) = find_indicators(one), find_indicators(other)
    assert alike.indicator.name in found.indicator.unlike
    assert found.indicator.of != alike.indicator.name


def test_words_used_loosely_keep_their_other_reading() -> None:
    readings = {
        words: [mention.indicator.name, *(other.name for other in mention.alternatives)]
        for words in ("财力", "财政收入", "基建投资", "工业增加值", "总人口")
        for mention in find_indicators(words)
    }
    assert readings == {
        "财力": ["可用财力", "一般公共预算收入"],
        "财政收入": ["一般公共预算收入", "财政总收入"],
        "基建投资": ["基础设施投资", "基本建设投资"],
        "工业增加值": ["全部工业增加值", "规模以上工业增加值"],
        "总人口": ["年末总人口", "常住人口"],
    }


INCREASE = re.compile(r"新增|净增|增量|新[设建登]|新改建|新开工|退税")


def test_no_total_goes_by_the_name_of_an_increase() -> None:
    increases = [
        (indicator.name, alias)
        for indicator in indicators()
        for alias in indicator.aliases
        if re.match(r"新增|净增|新?开工", alias) and not INCREASE.search(indicator.name)
    ]
    assert increases == []


def test_no_amount_goes_by_the_name_of_a_rate_nor_a_rate_by_that_of_an_amount() -> None:
    mixed = [
        (indicator.name, alias)
        for indicator in indicators()
        for alias in indicator.aliases
        if (indicator.unit not in "%‰" and re.search(r"率$|占比$|比重$", alias) and "生产率" not in alias)
        or (indicator.unit in "%‰" and re.search(r"量$|额$|人数$", alias))
    ]
    assert mixed == []


def test_no_total_goes_by_the_name_of_a_number_per_head() -> None:
    mixed = [
        (indicator.name, alias)
        for indicator in indicators()
        for alias in indicator.aliases
        if re.match(r"每?[千万]名?人|每[千万]", alias) and not re.search(r"[千万].{0,3}人", indicator.name)
    ]
    assert mixed == []


def test_what_answers_for_another_is_not_answered_for_itself() -> None:
    assert [name for name, indicator in NAMES.items() if indicator.of and NAMES[indicator.of].of] == []
    assert [name for name, indicator in NAMES.items() if indicator.of and indicator.of not in indicator.unlike] == []


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
