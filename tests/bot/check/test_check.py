"""Findings over made-up reports: conflicts, outcomes, growth; and what must never be found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.check import check, summary
from bot.check.finding import Kind, Severity
from bot.check.outcomes import reached
from tests.bot.stated import stated
from vectorstore.facts.measures import Measure
from vectorstore.figures import find_figures
from vectorstore.report import Outlook

GROWTH, SHARE, RANK = Measure.GROWTH, Measure.SHARE, Measure.RANK
TARGET = Outlook.TARGET


def revenue(figure, **fields):
    return stated(f"一般公共预算收入完成{figure}。", figure, **fields)


def growth(figure, verb="增长", **fields):
    fields.setdefault("indicator", "地区生产总值")
    return stated(f"{fields['indicator']}{verb}{figure}。", figure, measure=GROWTH, **fields)


# conflicts


def test_two_reports_that_give_one_thing_two_values_are_found_with_both_quotes():
    (finding,) = check([revenue("39.5亿元"), revenue("41.2亿元", report="b", told="2024年")])
    assert (finding.kind, finding.verdict, finding.severity) == (Kind.CONFLICT, "两份报告不一", Severity.SERIOUS)
    assert [cited.quote for cited in finding.facts] == [
        "一般公共预算收入完成39.5亿元。",
        "一般公共预算收入完成41.2亿元。",
    ]
    assert "岚桥区2023年一般公共预算收入" in finding.message
    assert "39.5亿元" in finding.message
    assert "《岚桥区2024年政府工作报告》" in finding.message


def test_a_report_that_contradicts_itself_is_found():
    (finding,) = check([revenue("39.5亿元"), revenue("41.2亿元", start=100)])
    assert finding.verdict == "同一报告前后不一"
    assert "另一处作“41.2亿元”" in finding.message


@pytest.mark.parametrize(
    "other",
    [
        {"place": "汐川区"},
        {"period": "2023年上半年"},
        {"period": "2022年"},
        {"kind": TARGET},
        {"indicator": "税收收入"},
        {"known": False},
        {"period": ""},
    ],
    ids=str,
)
def test_another_place_time_kind_or_indicator_is_another_thing(other):
    assert [
        f for f in check([revenue("39.5亿元"), revenue("41.2亿元", report="b", **other)]) if f.kind == "conflict"
    ] == []


def test_the_same_value_in_another_unit_is_no_conflict():
    assert check([revenue("39.5亿元"), revenue("395000万元", report="b"), revenue("39.52亿元", report="c")]) == []


def test_two_places_of_one_name_in_two_cities_are_not_compared():
    assert check([revenue("39.5亿元", parent="云汀市"), revenue("41.2亿元", report="b", parent="松屿市")]) == []


def test_a_sentence_that_gives_one_thing_two_values_is_not_compared():
    text = "居民人均可支配收入分别增长4.1%、6%。"
    sentence = [stated(text, value, "居民人均可支配收入", measure=GROWTH) for value in ("4.1%", "6%")]
    other = stated("居民人均可支配收入增长5%。", "5%", "居民人均可支配收入", measure=GROWTH, report="b")
    assert check([*sentence, other]) == []


def test_words_that_narrow_a_figure_keep_it_from_being_compared():
    total = stated("高新技术企业达到320家。", "320家", "高新技术企业")
    added = stated("新增高新技术企业45家。", "45家", "高新技术企业", start=50)
    part = stated("园区高新技术企业280家。", "280家", "高新技术企业", report="b")
    assert check([total, added, part]) == []


def test_an_increase_is_not_compared_with_the_level():
    level = stated("空气质量优良天数达到290天。", "290天", "空气质量优良天数比率")
    more = stated("空气质量优良天数增加19天。", "19天", "空气质量优良天数比率", start=60)
    assert check([level, more]) == []


def test_growth_against_another_basis_is_another_growth():
    yearly = growth("4.4%", basis="同比")
    mean = growth("6.9%", basis="年均", report="b")
    assert check([yearly, mean, growth("4.4%", basis="比上年", report="c")]) == []


def test_a_rise_and_a_fall_of_the_same_size_are_found():
    (finding,) = check([growth("4.4%"), growth("4.4%", verb="下降", report="b")])
    assert "作“增长4.4%”" in finding.message
    assert "作“下降4.4%”" in finding.message


def test_dropped_digits_estimates_and_changed_targets_are_marked_as_possible():
    dropped = check([revenue("39.58亿元"), revenue("39.5亿元", report="b")])
    estimated = stated("预计一般公共预算收入完成38亿元。", "38亿元", report="b")
    targets = check([growth("6%左右", kind=TARGET), growth("5%左右", kind=TARGET, report="b", told="2023年上半年")])
    findings = [*dropped, *check([revenue("39.5亿元"), estimated]), *(f for f in targets if f.kind is Kind.CONFLICT)]
    assert [finding.severity for finding in findings] == [Severity.POSSIBLE] * 3
    assert [note in finding.message for note, finding in zip(("尾数", "预计", "调整"), findings, strict=True)] == [
        True
    ] * 3


def test_cells_of_one_report_are_not_set_against_each_other():
    row = "一般公共预算收入 | 39.5 | 41.2"
    cells = [stated(v, v, subject="一般公共预算收入", start=at, row=row) for at, v in ((10, "39.5"), (20, "41.2"))]
    assert check(cells) == []
    assert len(check([cells[0], stated("41.2", "41.2", subject="一般公共预算收入", row=row, report="b")])) == 1


def test_ranks_differ_only_where_they_are_of_the_same_thing():
    def rank(words, figure, **fields):
        return stated(words, figure, "地区生产总值", measure=RANK, **fields)

    volume = rank("地区生产总值总量居全市第三。", "第三")
    assert check([volume, rank("地区生产总值增速居全市第一。", "第一", report="b")]) == []
    assert len(check([volume, rank("地区生产总值总量居全市第四。", "第四", report="b")])) == 1


# outcomes


@pytest.mark.parametrize(
    ("target", "result", "indicator", "verdict"),
    [
        ("增长5%", "增长5%", "地区生产总值", "达到"),
        ("增长5%", "增长4.9%", "地区生产总值", "未达到"),
        ("增长5%以上", "增长6.1%", "地区生产总值", "达到"),
        ("增长5%左右", "增长4.5%", "地区生产总值", "达到"),
        ("增长5%左右", "增长4.4%", "地区生产总值", "未达到"),
        ("增长5%左右", "下降1%", "地区生产总值", "未达到"),
        ("增长5%—5.5%", "增长5.2%", "地区生产总值", "达到"),
        ("增长5%—5.5%", "增长5.8%", "地区生产总值", "达到"),
        ("增长5%—5.5%", "增长4.8%", "地区生产总值", "未达到"),
        ("5.5%左右", "5.1%", "城镇调查失业率", "达到"),
        ("5.5%左右", "6.2%", "城镇调查失业率", "未达到"),
        ("5.5%以内", "5.5%", "城镇调查失业率", "达到"),
        ("5.5%以内", "5.6%", "城镇调查失业率", "未达到"),
        ("上涨2%左右", "上涨0.3%", "居民消费价格指数", "达到"),
        ("下降2%", "下降3.1%", "单位地区生产总值能耗", "达到"),
        ("下降2%", "下降1.2%", "单位地区生产总值能耗", "未达到"),
        ("下降2%", "增长1.2%", "单位地区生产总值能耗", "未达到"),
        ("不低于1.2万人", "12500人", "城镇新增就业", "达到"),
        ("1.2万人以上", "1.2万人", "城镇新增就业", "达到"),
        ("控制在330万人以内", "331.5万人", "常住人口", "未达到"),
        ("99%", "99%以上", "药品抽检合格率", "达到"),
        ("5.3%", "增长5%", "地区生产总值", "不能确定"),
        ("5000家", "近5000家", "高新技术企业", "不能确定"),
        ("100万吨", "突破80万吨", "机场货邮吞吐量", "未达到"),
        ("1200亿元", "突破1000亿元", "数字经济规模", "不能确定"),
        ("增长6%以上", "增长6.5%左右", "海洋生产总值", "达到"),
        ("增长5%左右", "增长4.2%左右", "地区生产总值", "不能确定"),
        ("99.5%", "99%以上", "药品抽检合格率", "不能确定"),
    ],
)
def test_a_target_is_judged_by_its_direction_and_its_words(target, result, indicator, verdict):
    assert reached(find_figures(target)[0], find_figures(result)[0], indicator) == verdict


def test_a_target_is_set_beside_the_result_that_a_later_report_gives():
    target = growth("5.5%左右", kind=TARGET)
    (finding,) = check([target, growth("4.4%", report="b", told="2024年")])
    assert (finding.kind, finding.verdict) == (Kind.OUTCOME, "未达到")
    assert finding.facts[0] is target
    assert "《岚桥区2024年政府工作报告》作“增长4.4%”" in finding.message


def test_the_report_that_sets_a_target_cannot_tell_its_outcome():
    assert check([growth("5.5%", kind=TARGET), growth("4.4%", start=60)]) == []


def test_half_a_year_is_told_as_under_way():
    half = growth("4.4%", report="b", period="2023年上半年", told="2023年上半年")
    (finding,) = check([growth("5.5%左右", kind=TARGET), half])
    assert finding.verdict == "进行中"
    assert "截至2023年上半年为“增长4.4%”" in finding.message


def test_a_count_that_is_reached_in_half_a_year_is_reached():
    target = stated("城镇新增就业1.2万人以上。", "1.2万人以上", "城镇新增就业", kind=TARGET)
    half = stated("城镇新增就业1.3万人。", "1.3万人", "城镇新增就业", report="b", period="2023年上半年")
    assert [finding.verdict for finding in check([target, half])] == ["达到"]


def test_silence_is_told_only_where_a_later_report_could_have_spoken():
    target = growth("5.5%左右", kind=TARGET)
    later = revenue("39.5亿元", report="b", told="2024年")
    assert check([target]) == []
    assert [finding.verdict for finding in check([target, later])] == ["没有下文"]
    narrowed = stated("园区地区生产总值增长9%。", "9%", "地区生产总值", measure=GROWTH, report="b", told="2024年")
    assert check([target, later, narrowed]) == []


# growth


def counted(figure, **fields):
    return stated(f"粮食产量{figure}。", figure, "粮食产量", **fields)


def rise(figure, verb="增长", **fields):
    return stated(f"粮食产量{verb}{figure}。", figure, "粮食产量", measure=GROWTH, start=80, **fields)


def test_a_growth_that_two_levels_exclude_is_found_and_computed():
    facts = [counted("100万吨", period="2022年", report="b"), counted("120万吨"), rise("5%")]
    (finding,) = check(facts)
    assert (finding.kind, finding.severity) == (Kind.GROWTH, Severity.SERIOUS)
    assert "推算为20%" in finding.message
    assert [cited.fact.figure.text for cited in finding.facts] == ["5%", "120万吨", "100万吨"]


@pytest.mark.parametrize(
    "facts",
    [
        [counted("100万吨", period="2022年"), counted("104.9万吨"), rise("5%")],
        [counted("约100万吨", period="2022年"), counted("120万吨"), rise("18%")],
        [counted("100万吨", period="2021年"), counted("120万吨"), rise("5%")],
        [counted("100万吨", period="2022年"), counted("120万吨", kind=TARGET), rise("5%")],
        [counted("100万吨", period="2022年"), counted("120万吨"), rise("5%", basis="年均")],
        [counted("100万吨", period="2022年", place="汐川区"), counted("120万吨"), rise("5%")],
        [counted("100万吨", period="2022年"), counted("超120万吨"), rise("25%")],
    ],
    ids=["rounded", "about", "other year", "target", "mean", "other place", "above"],
)
def test_what_the_levels_do_not_exclude_is_left_alone(facts):
    assert [finding for finding in check(facts) if finding.kind is Kind.GROWTH] == []


def test_growth_at_constant_prices_is_not_held_against_current_prices():
    levels = [
        stated(f"地区生产总值{value}。", value, "地区生产总值", period=period, start=at)
        for value, period, at in (("400亿元", "2022年", 0), ("480亿元", "2023年", 40))
    ]
    assert check([*levels, growth("5%", start=80)]) == []


def test_money_whose_base_may_be_revised_is_only_possible_and_only_beyond_three_points():
    def facts(rate):
        return [
            revenue("100亿元", period="2022年"),
            revenue("110亿元", start=40),
            growth(rate, indicator="一般公共预算收入", start=80),
        ]

    assert check(facts("7.5%")) == []
    assert [finding.severity for finding in check(facts("2%"))] == [Severity.POSSIBLE]


@given(st.integers(10_000, 10**7), st.integers(-40, 80), st.integers(0, 2), st.integers(0, 2))
def test_levels_and_a_rate_rounded_from_the_truth_are_never_at_odds(base, percent, places, rate_places):
    later = base * (100 + percent) / 100
    rate = abs(round(percent + 0.0, rate_places))
    facts = [
        counted(f"{base / 100:.{places}f}万吨", period="2022年"),
        counted(f"{later / 100:.{places}f}万吨"),
        rise(f"{rate:.{rate_places}f}%", verb="下降" if percent < 0 else "增长"),
    ]
    assert check(facts) == []


# the whole


def test_the_gravest_come_first_and_the_summary_counts_them():
    facts = [
        growth("5.5%左右", kind=TARGET),
        growth("4.4%", report="b", told="2024年"),
        revenue("39.5亿元", report="b", told="2024年"),
        revenue("41.2亿元", report="c", told="2024年"),
    ]
    findings = check(facts)
    assert [finding.kind for finding in findings] == [Kind.CONFLICT, Kind.OUTCOME]
    line = summary(findings, len(facts))
    for words in ("核对了 4 个指标数字", "说法不一 1 处", "目标未达到 1 个", "需要核对 1 处"):
        assert words in line


def test_a_finding_as_json_carries_its_facts_as_the_contract_has_them():
    (finding,) = check([revenue("39.5亿元"), revenue("41.2亿元", report="b")])
    printed = finding.as_json()
    assert printed["kind"] == "conflict"
    assert [fact["report"] for fact in printed["facts"]] == ["a", "b"]
    assert printed["facts"][0]["low"] == "39.5"
