"""Which words around a figure make it another thing."""

import pytest

from bot.check.scope import basis_of, scope_of
from tests.bot.stated import stated
from vectorstore.facts.measures import Measure


@pytest.mark.parametrize(
    ("sentence", "figure", "indicator"),
    [
        ("上半年，全区地区生产总值完成412.6亿元。", "412.6亿元", "地区生产总值"),
        ("预计2023年岚桥区GDP达到412.6亿元。", "412.6亿元", "地区生产总值"),
        ("一般公共预算收入完成39.5亿元，同比增长5.2%。", "5.2%", "一般公共预算收入"),
        ("粮食产量12万吨、高新技术企业总数达320家。", "320家", "高新技术企业"),
        ("社会消费品零售总额实际增长4.1%。", "4.1%", "社会消费品零售总额"),
    ],
)
def test_whose_when_and_how_it_moved_do_not_narrow_an_indicator(sentence, figure, indicator):
    assert scope_of(stated(sentence, figure, indicator)) == ""


@pytest.mark.parametrize(
    ("sentence", "figure", "indicator"),
    [
        ("新增高新技术企业120家。", "120家", "高新技术企业"),
        ("新增高新技术企业120家，总量达到1.8万家。", "1.8万家", "高新技术企业"),
        ("全区进出口总额增长12.3%，其中对中亚增长48.1%。", "48.1%", "进出口总额"),
        ("园区一般公共预算收入完成3.2亿元。", "3.2亿元", "一般公共预算收入"),
        ("一般公共预算收入占全市的21.4%。", "21.4%", "一般公共预算收入"),
        ("五年来城镇新增就业累计5万人。", "5万人", "城镇新增就业"),
        ("新增专精特新企业80家、高新技术企业120家。", "120家", "高新技术企业"),
    ],
)
def test_words_that_make_it_another_thing_are_kept(sentence, figure, indicator):
    assert scope_of(stated(sentence, figure, indicator))


def test_a_figure_of_what_stands_behind_it_is_of_nothing_before_it():
    cited = stated("贡献了全区一半的一般公共预算收入和40%左右的税收。", "40%左右", measure=Measure.SHARE)
    assert scope_of(cited) is None


def test_a_text_that_names_the_indicator_nowhere_tells_no_scope():
    assert scope_of(stated("增长4.4%。", "4.4%", subject="它")) is None


def test_a_cell_is_named_by_its_row_and_column():
    cell = stated("39.5", "39.5", subject="一般公共预算收入（亿元） 2023年完成", row="一般公共预算收入（亿元） | 39.5")
    assert scope_of(cell) == ""


@pytest.mark.parametrize(
    ("basis", "word"),
    [(None, "同比"), ("同比", "同比"), ("比上年", "同比"), ("年均", "年均"), ("较一季度", "较一季度")],
)
def test_one_basis_has_one_word(basis, word):
    cited = stated("一般公共预算收入增长5.2%。", "5.2%", measure=Measure.GROWTH, basis=basis)
    assert basis_of(cited) == word
