"""Statements whose figures are all in the quote, and that say something else with them."""

import pytest

from bot.answer import Calculation, Statement, cite
from bot.verify import faults
from vectorstore.facts import clauses

TEXT = (
    "固定资产投资完成86.4亿元,同比增长5.2%;其中建安投资完成31.7亿元,同比下降2.6%。"
    "力争全年新增停车位2000个,地区生产总值增长5%左右。"
    "城镇登记失业率控制在4.5%以内,新增就业3万人以上。"
    "城镇和农村居民人均可支配收入分别增长4.3%、6.1%。"
    "地区生产总值增速高于全市0.5个百分点,降幅比一季度收窄1.2个百分点。"
    "消费恢复不及预期。"
    "为1.3万家企业申请失业保险返还、技能培训和岗位补贴等资金6.4亿元。"
    "网上可办率由去年的90%提高到97%。"
    "授予“高效,便民”窗口称号12个。"
)
BUILDING, GOALS, BOUNDS, RESPECTIVELY, COMPARED, SLUGGISH, LISTED, SINCE, NAMED = range(1, 10)


@pytest.fixture
def found(make_report):
    """The kinds of fault of a statement about one of the sentences above."""
    report = make_report(TEXT)
    cited = {n: cite(n, report, sentence) for n, sentence in enumerate(report.sentences, 1)}
    known = {n: clauses(report, sentence) for n, sentence in enumerate(report.sentences, 1)}

    def find(text, *numbers, under="", formula=""):
        calculation = Calculation(formula, numbers) if formula else None
        return [fault.kind for fault in faults(Statement(text, numbers, calculation=calculation), cited, known, under)]

    return find


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("云泽县固定资产投资86.4亿元，增长5.2%。", BUILDING),
        ("云泽县固投为86.4亿元。", BUILDING),
        ("云泽县建安投资完成31.7亿元，同比下降2.6%。", BUILDING),
        ("建安投资31.7亿元，降幅2.6%。", BUILDING),
        ("云泽县计划全年新增停车位2000个。", GOALS),
        ("云泽县2023年目标：新增停车位2000个,地区生产总值增长5%左右。", GOALS),
        ("GDP增长目标是5%左右。", GOALS),
        ("GDP增长目标约为5%。", GOALS),
        ("城镇登记失业率控制在4.5%以内。", BOUNDS),
        ("城镇登记失业率不超过4.5%。", BOUNDS),
        ("新增就业不少于3万人。", BOUNDS),
        ("农村居民人均可支配收入增长6.1%。", RESPECTIVELY),
        ("城镇和农村居民人均可支配收入分别增长4.3%、6.1%。", RESPECTIVELY),
        ("地区生产总值增速高于全市0.5个百分点。", COMPARED),
        ("地区生产总值增速快于全市0.5个百分点。", COMPARED),
        ("降幅比一季度收窄1.2个百分点。", COMPARED),
        ("消费恢复不及预期。", SLUGGISH),
        ("云泽县2023年上半年为1.3万家企业申请失业保险返还、技能培训和岗位补贴等资金6.4亿元。", LISTED),
        ("云泽县2023年上半年网上可办率由去年的90%提高到97%。", SINCE),
        ("云泽县授予“高效，便民”窗口称号12个。", NAMED),
    ],
)
def test_what_the_sentence_says_is_let_through(found, text, number):
    assert found(text, number) == []


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("云泽县固定资产投资31.7亿元。", BUILDING, "数字说的不是这一项"),
        ("云泽县建安投资增长5.2%。", BUILDING, "数字说的不是这一项"),
        ("社会消费品零售总额完成86.4亿元。", BUILDING, "数字说的不是这一项"),
        ("农村居民人均可支配收入增长4.3%。", RESPECTIVELY, "数字说的不是这一项"),
        ("云泽县2023年新增停车位2000个。", GOALS, "目标说成了结果"),
        ("云泽县完成停车位2000个。", GOALS, "目标说成了结果"),
        ("云泽县固定资产投资力争完成86.4亿元。", BUILDING, "结果说成了目标"),
        ("云泽县2023年上半年目标：固定资产投资86.4亿元。", BUILDING, "结果说成了目标"),
        ("城镇登记失业率目标为4.5%。", BOUNDS, "数字的限定语与原文不符"),
        ("计划新增就业3万人。", BOUNDS, "数字的限定语与原文不符"),
        ("地区生产总值力争增长5%。", GOALS, "数字的限定语与原文不符"),
        ("固定资产投资超86.4亿元。", BUILDING, "数字的限定语与原文不符"),
        ("地区生产总值增速低于全市0.5个百分点。", COMPARED, "比较在所引原文中没有依据"),
        ("固定资产投资86.4亿元，低于建安投资31.7亿元。", BUILDING, "比较在所引原文中没有依据"),
        ("消费增长不及预期。", SLUGGISH, "升降与所引原文不符"),
        ("云泽县失业保险返还6.4亿元。", LISTED, "数字说的不是这一项"),
        ("云泽县2023年上半年网上可办率为90%。", SINCE, "数字不是这个时间的"),
        ("云泽县授予“高效，为民”窗口称号12个。", NAMED, "名称不在所引原文中"),
        ("地区生产总值增长4.9%左右，为目标。", GOALS, "数字不在所引原文中"),
    ],
)
def test_what_it_does_not_say_is_found_though_the_figure_is_there(found, text, number, kind):
    assert kind in found(text, number)


def test_two_cited_figures_may_be_compared_as_they_are(found):
    assert found("固定资产投资86.4亿元，高于建安投资31.7亿元。", BUILDING) == []


def test_a_label_that_still_holds_marks_a_target(found):
    assert found("新增停车位2000个。", GOALS, under="云泽县2023年目标：") == []
    assert found("新增停车位2000个。", GOALS, under="云泽县2023年：") == ["目标说成了结果"]


@pytest.fixture
def between(make_report):
    """The kinds of fault of a statement that cites two places."""
    one = make_report("地区生产总值412.6亿元,同比增长3.8%。", place="松屿区", title="松屿区政府工作报告")
    other = make_report("地区生产总值365.2亿元,同比增长4.5%。", place="柳堤区", title="柳堤区政府工作报告")
    sources = [(one, one.sentences[0]), (other, other.sentences[0])]
    cited = {n: cite(n, *source) for n, source in enumerate(sources, 1)}
    known = {n: clauses(*source) for n, source in enumerate(sources, 1)}

    def find(text, formula=""):
        calculation = Calculation(formula, (1, 2)) if formula else None
        return [fault.kind for fault in faults(Statement(text, (1, 2), calculation=calculation), cited, known)]

    return find


@pytest.mark.parametrize(
    ("text", "formula", "kinds"),
    [
        ("松屿区地区生产总值412.6亿元，柳堤区地区生产总值365.2亿元。", "", []),
        ("松屿区地区生产总值365.2亿元，柳堤区地区生产总值412.6亿元。", "", ["数字不是这个地区的"] * 2),
        ("增幅由大到小：柳堤区4.5%、松屿区3.8%。", "", []),
        ("增幅由大到小：松屿区4.5%、柳堤区3.8%。", "", ["数字不是这个地区的"] * 2),
        ("柳堤区增幅更大，相差0.7个百分点（4.5 - 3.8 = 0.7 个百分点）。", "4.5 - 3.8 = 0.7 个百分点", []),
        (
            "松屿区增幅更大，相差0.7个百分点（4.5 - 3.8 = 0.7 个百分点）。",
            "4.5 - 3.8 = 0.7 个百分点",
            ["比较与所引数字不符"],
        ),
        (
            "松屿区更低，相差47.4亿元（412.6 - 365.2 = 47.4 亿元）。",
            "412.6 - 365.2 = 47.4 亿元",
            ["比较与所引数字不符"],
        ),
    ],
)
def test_a_figure_belongs_to_the_place_it_stands_beside(between, text, formula, kinds):
    assert between(text, formula) == kinds


def test_a_figure_is_of_its_own_time(make_report):
    report = make_report("新增停车位1240个,去年同期新增停车位980个。")
    cited, known = {1: cite(1, report, report.sentences[0])}, {1: clauses(report, report.sentences[0])}
    assert faults(Statement("2022年上半年新增停车位980个。", (1,)), cited, known) == []
    wrong = faults(Statement("2022年上半年新增停车位1240个。", (1,)), cited, known)
    assert [fault.kind for fault in wrong] == ["数字不是这个时间的"]
