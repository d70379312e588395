import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.places import chain_of, find_places, now_called, parents_of, place_named, short_name


def names(text, known=()):
    return [mention.place.name for mention in find_places(text, known)]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("朝阳区", "朝阳"),
        ("云汀市", "云汀"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("香港特别行政区", "香港"),
        ("延边朝鲜族自治州", "延边"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("伊犁哈萨克自治州", "伊犁"),
        ("浦东新区", "浦东"),
        ("忠县", "忠县"),
        ("东城", "东城"),
    ],
)
def test_a_short_name_leaves_out_the_suffix_and_the_peoples(name, short):
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("name", "full", "level", "parent"),
    [
        ("京", "北京市", "province", "中国"),
        ("北京", "北京市", "province", "中国"),
        ("内蒙古", "内蒙古自治区", "province", "中国"),
        ("东城区", "东城区", "district", "北京市"),
        ("全国", "中国", "country", ""),
        ("云汀市", "云汀市", "city", ""),
        ("青禾区", "青禾区", "district", ""),
        ("钱塘区", "钱塘区", "district", "杭州市"),
    ],
)
def test_a_name_stands_for_a_place_with_level_and_parent(name, full, level, parent):
    place = place_named(name)
    assert (place.name, place.level, place.parent) == (full, level, parent)


def test_a_district_that_several_cities_have_gets_no_parent():
    assert place_named("鼓楼区").parent == ""
    assert {"南京市", "福州市"} <= set(parents_of("鼓楼区"))


def test_an_ambiguous_short_name_follows_the_library():
    assert place_named("朝阳").name == "朝阳市"
    assert place_named("朝阳", known=["朝阳区"]).name == "朝阳区"
    assert names("朝阳2020年的增速") == ["朝阳市"]
    assert names("朝阳2020年的增速", ["朝阳区"]) == ["朝阳区"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("海淀2020年上半年GDP", ["海淀区"]),
        ("比较西城、海淀和通州的财政收入", ["西城区", "海淀区", "通州区"]),
        ("内蒙古与新疆今年的目标", ["内蒙古自治区", "新疆维吾尔自治区"]),
        ("海南省和海淀哪个高", ["海南省", "海淀区"]),
        ("深圳呢", ["深圳市"]),
        ("上海市场规模", ["上海市"]),
        ("北京市大兴区", ["北京市", "大兴区"]),
        ("石家庄市赵县", ["石家庄市", "赵县"]),
    ],
)
def test_places_are_found_in_questions(question, expected):
    assert names(question) == expected


ORDINARY = """
朝阳站 朝阳园 北京银行 东城模式 北京大兴国际机场 南京东路 大兴调查研究 促进合作 公安机关 建成县城 城区改造
长江干流 化解中小金融风险 宁德时代
"""


@pytest.mark.parametrize("words", ORDINARY.split())
def test_words_that_only_hold_a_name_are_left_alone(words):
    assert names(words) == []
    assert names(words, ["青禾区"]) == []


def test_a_station_is_not_the_district_even_when_the_library_has_it():
    assert names("朝阳站与朝阳区域", ["朝阳区"]) == ["朝阳区"]
    assert find_places("朝阳站与朝阳区域", ["朝阳区"])[0].start == 4


def test_an_everyday_word_is_a_place_only_where_the_library_knows_it():
    assert names("和平2020年的投资") == []
    assert names("和平2020年的投资", ["和平区"]) == ["和平区"]
    assert names("维护和平稳定", ["和平区"]) == []


def test_fictional_places_of_the_library_are_found_by_both_names():
    assert names("云汀市和青禾哪个快", ["云汀市", "青禾区"]) == ["云汀市", "青禾区"]


def test_the_name_before_it_tells_which_of_two_districts_is_meant():
    assert find_places("长春市朝阳区")[1].place.parent == "长春市"
    assert find_places("北京市朝阳区")[1].place.parent == "北京市"


@given(st.text(alphabet="北京市朝阳区东城海淀内蒙古赵县银行站2020年和的云汀", max_size=60))
def test_mentions_are_in_order_apart_and_hold_the_name(text):
    end = 0
    for mention in find_places(text, ["云汀市", "朝阳区"]):
        assert end <= mention.start < mention.end <= len(text)
        assert short_name(mention.place.name).startswith(text[mention.start : mention.end][:2])
        end = mention.end


def test_a_question_is_searched_in_well_under_a_millisecond():
    question = (
        "比较海淀、西城、通州和朝阳区2020年上半年地区生产总值增速与一般公共预算收入的完成情况,哪个更高?请列出来源"
    )
    find_places(question)
    begin = time.process_time()
    for _ in range(100):
        find_places(question)
    assert time.process_time() - begin < 0.1


@pytest.mark.parametrize(
    ("name", "full", "level", "parent", "now"),
    [
        ("崇文区", "崇文区", "district", "北京市", "东城区"),
        ("襄樊", "襄樊市", "city", "湖北省", "襄阳市"),
        ("思茅市", "思茅市", "city", "云南省", "普洱市"),
        ("热河省", "热河省", "province", "中国", "河北省、辽宁省、内蒙古自治区"),
        ("西康", "西康省", "province", "中国", "四川省、西藏自治区"),
        ("东城区", "东城区", "district", "北京市", ""),
    ],
)
def test_places_that_have_gone_are_known_by_their_old_name(name, full, level, parent, now):
    place = place_named(name)
    assert (place.name, place.level, place.parent) == (full, level, parent)
    assert now_called(full) == now
    assert names(f"{full}的情况") == [full]


def test_short_names_of_places_that_have_gone_are_words():
    assert names("新增城市绿地，超50万县城人口，西延、西康等线路") == []
    assert names("襄樊2008年的增速", ["襄樊市"]) == ["襄樊市"]


@pytest.mark.parametrize(
    ("name", "parent", "chain"),
    [
        ("青羊区", "", ("成都市", "四川省")),
        ("朝阳区", "北京市", ("北京市",)),
        ("朝阳区", "长春市", ("长春市", "吉林省")),
        ("岚桥区", "云汀市", ("云汀市",)),
        ("四川省", "中国", ()),
        ("鼓楼区", "", ()),
    ],
)
def test_the_places_around_a_place_are_told_outwards(name, parent, chain):
    assert chain_of(name, parent) == chain
