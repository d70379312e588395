from decimal import Decimal

import pytest

from vectorstore.facts import Measure, clauses, facts_of
from vectorstore.periods import Period
from vectorstore.reading import read_bytes
from vectorstore.report import Outlook

TITLE = "关于岚桥区2023年国民经济和社会发展计划上半年执行情况的报告"


def report_of(sentence, heading="一、上半年计划执行情况"):
    text = f"{TITLE}\n{heading}\n{sentence}\n"
    return read_bytes(text.encode(), "岚桥区.txt")


def facts_in(sentence, heading="一、上半年计划执行情况"):
    report = report_of(sentence, heading)
    return [fact for fact in facts_of(report) if report.text[fact.figure.start : fact.figure.end] in sentence]


def told(sentence, heading="一、上半年计划执行情况"):
    return [(fact.indicator, fact.figure.text) for fact in facts_in(sentence, heading)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("地区生产总值完成812.4亿元，同比增长5.1%。", [("地区生产总值", "812.4亿元"), ("地区生产总值", "5.1%")]),
        ("GDP增长5.1%左右。", [("地区生产总值", "5.1%左右")]),
        ("全区经济增长5.5%左右。", [("地区生产总值", "5.5%左右")]),
        ("细颗粒物年均浓度下降8.2%。", [("PM2.5浓度", "8.2%")]),
        (
            "城镇和农村居民人均可支配收入分别增长4.3%和7.1%。",
            [("城镇居民人均可支配收入", "4.3%"), ("农村居民人均可支配收入", "7.1%")],
        ),
        (
            "城乡居民人均可支配收入分别增长6.8%和8.3%。",
            [("城镇居民人均可支配收入", "6.8%"), ("农村居民人均可支配收入", "8.3%")],
        ),
        (
            "规模以上工业增加值、固定资产投资、社会消费品零售总额分别增长4%、5%、6%。",
            [("规模以上工业增加值", "4%"), ("固定资产投资", "5%"), ("社会消费品零售总额", "6%")],
        ),
        (
            "宝林里、清河和东湾项目整体签约率分别达到97.5%、99.3%和100%。",
            [("宝林里项目整体签约率", "97.5%"), ("清河项目整体签约率", "99.3%"), ("东湾项目整体签约率", "100%")],
        ),
        (
            "实施32个年度共建项目，召开16场新闻发布会。",
            [("实施年度共建项目", "32个"), ("召开新闻发布会", "16场")],
        ),
        (
            "实施18公里管道清淤、17公里河道疏浚。",
            [("实施管道清淤", "18公里"), ("河道疏浚", "17公里")],
        ),
        ("推进老旧小区改造，新开工23个、完工52个。", [("老旧小区改造", "23个"), ("老旧小区改造", "52个")]),
        ("新开通充电站135座、累计开通225座。", [("新开通充电站", "135座"), ("新开通充电站", "225座")]),
        ("实施城市更新项目24个、投资14.5亿元。", [("实施城市更新项目", "24个"), ("实施城市更新项目投资", "14.5亿元")]),
        ("80%以上的乡镇医院达到服务能力标准。", [("乡镇医院", "80%以上")]),
        ("1.2万户、3.9万人稳定消除返贫风险。", [("稳定消除返贫风险", "1.2万户"), ("稳定消除返贫风险", "3.9万人")]),
        ("财政发放200万元文旅消费券。", [("文旅消费券", "200万元")]),
        ("金融业作为支柱产业，增加值增长7.3%。", [("金融业增加值", "7.3%")]),
        ("快递业务量和收入分别增长9%、4%。", [("快递业务量", "9%"), ("快递业务收入", "4%")]),
    ],
)
def test_a_figure_is_given_to_what_it_is_about(sentence, expected):
    got = told(sentence)
    assert [figure for _, figure in got] == [figure for _, figure in expected]
    for (indicator, figure), (wanted, _) in zip(got, expected, strict=True):
        assert wanted in indicator or indicator == wanted, figure


@pytest.mark.parametrize(
    ("sentence", "alike"),
    [
        ("新能源产业投资突破110亿元。", "产业投资"),
        ("支持民间投资项目的资金占比不低于40%。", "民间投资"),
        ("对沿线国家进出口额增长12%。", "进出口总额"),
        ("空气质量优良天数达到338天。", "空气质量优良天数比率"),
        ("为经营主体减负25亿元。", "经营主体"),
        ("县域经济总量占全区经济总量比重达63%。", "地区生产总值"),
    ],
)
def test_what_only_looks_like_an_indicator_keeps_its_own_words(sentence, alike):
    (fact,) = facts_in(sentence)
    assert fact.indicator != alike
    assert not fact.known


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("城镇登记失业率为2.1%。", "城镇调查失业率"),
        ("区级一般公共预算收入完成61.2亿元。", "一般公共预算收入"),
        ("建安投资完成112亿元。", "固定资产投资"),
    ],
)
def test_indicators_that_look_alike_are_never_merged(sentence, other):
    (fact,) = facts_in(sentence)
    assert fact.known
    assert fact.indicator != other


@pytest.mark.parametrize(
    "sentence",
    [
        "热烈庆祝建区75周年。",
        "加快33千伏变电站建设。",
        "落实“31条”政策。",
        "发展六大优势产业。",
        "统筹五个方面的工作。",
        "建设时速250公里城际列车。",
        "加快50万吨乙醇项目建设。",
        "惠及3岁以下婴幼儿。",
        "连续八年保持稳定。",
        "学科进入全球前1%行列。",
    ],
)
def test_what_names_or_limits_a_thing_is_no_fact(sentence):
    assert facts_in(sentence) == []


def test_a_threshold_stays_in_its_clause_and_out_of_the_table():
    report = report_of("新引进总投资10亿元以上项目102个。")
    every = [fact for sentence in report.sentences for clause in clauses(report, sentence) for fact in clause.facts]
    assert [fact.measure for fact in every if fact.figure.text == "10亿元以上"] == [Measure.THRESHOLD]
    assert "10亿元以上" not in [fact.figure.text for fact in facts_of(report)]
    assert "102个" in [fact.figure.text for fact in facts_of(report)]


@pytest.mark.parametrize(
    ("sentence", "heading", "kind", "period"),
    [
        ("税收收入完成61亿元。", "一、上半年计划执行情况", Outlook.ACHIEVED, "2023年上半年"),
        ("力争全年税收收入达到120亿元。", "一、上半年计划执行情况", Outlook.TARGET, "2023年"),
        ("税收收入增幅高于年度预期目标1.6个百分点。", "一、上半年计划执行情况", Outlook.ACHIEVED, "2023年上半年"),
        ("争取上级资金3.2亿元。", "一、上半年计划执行情况", Outlook.ACHIEVED, "2023年上半年"),
        ("税收收入增长6%。", "二、下半年主要工作措施", Outlook.TARGET, "2023年"),
        ("去年税收收入完成118亿元。", "二、下半年主要工作措施", Outlook.ACHIEVED, "2022年"),
        (
            "截至6月底，贷款余额为230亿元，比2022年末减少1.2亿元。",
            "一、上半年计划执行情况",
            Outlook.ACHIEVED,
            "2023年6月",
        ),
    ],
)
def test_period_and_kind_follow_the_words_and_the_section(sentence, heading, kind, period):
    facts = facts_in(sentence, heading)
    assert {fact.kind for fact in facts} == {kind}
    assert {fact.period.label for fact in facts} == {period}


def test_a_half_year_is_of_the_time_that_its_section_tells_of():
    text = "岚桥区2024年政府工作报告\n一、2023年工作回顾\n上半年，税收收入完成31亿元。\n去年，税收收入增长3%。\n"
    facts = facts_of(read_bytes(text.encode(), "岚桥区.txt"))
    assert [fact.period for fact in facts] == [Period.months(2023, 1, 6), Period.months(2023)]


def test_each_figure_of_a_clause_has_the_period_named_before_it():
    first, second = facts_in("森林面积由2020年的5.1万亩增加到2022年的6.3万亩。")
    assert (first.period.label, second.period.label) == ("2020年", "2022年")


def test_a_year_in_a_name_or_a_comparison_is_no_period():
    facts = facts_in("实施“2030先锋工程”，新增发明专利120件，为1998年以来最多。")
    assert {fact.period.label for fact in facts} == {"2023年上半年"}


def test_a_count_that_looks_like_a_year_is_no_period():
    facts = facts_in("完成审批1949笔，首贷审批通过810笔。")
    assert {fact.period.label for fact in facts} == {"2023年上半年"}


def test_a_figure_of_another_place_is_given_to_it():
    facts = facts_in("全国地区生产总值增长5.5%，全区地区生产总值增长5.1%。")
    assert [(fact.place, fact.figure.low) for fact in facts] == [("中国", Decimal("5.5")), ("岚桥区", Decimal("5.1"))]


def test_a_reduction_has_a_negative_sign():
    reduced, fewer = facts_in("压减地下水开采量1.57亿立方米，就业人数减少1.2万人。")
    assert (reduced.figure.sign, fewer.figure.sign) == (-1, -1)


def test_facts_cite_their_sentence_and_point_to_their_figure():
    report = report_of("地区生产总值完成812.4亿元，同比增长5.1%。")
    for fact in facts_of(report):
        assert report.text[fact.start : fact.end] == "地区生产总值完成812.4亿元，同比增长5.1%。"
        assert report.text[fact.figure.start : fact.figure.end] == fact.figure.text


def test_a_glossary_gives_no_facts():
    text = f"{TITLE}\n一、上半年计划执行情况\n税收收入完成61亿元。\n名词解释\n1.消费券：财政出资3亿元发放的凭证。\n"
    report = read_bytes(text.encode(), "岚桥区.txt")
    assert [fact.figure.text for fact in facts_of(report)] == ["61亿元"]
