"""What is let through, and what never is."""

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.answer import Calculation, Check, Citation, Statement
from bot.verify import check, faults
from vectorstore.figures import find_figures

GDP = "上半年，全区地区生产总值完成412.6亿元,同比增长3.8%,较一季度提高0.9个百分点。"
RETAIL = "社会消费品零售总额实现158.3亿元,同比下降4.1%。"
BUILDING = "截至6月底，新建“邻里驿站”18家，服务居民约2.3万人次，数量居全市第三位。"


def verified(citation, text, quote=GDP, formula=None, **fields):
    cited = {1: citation(quote, **fields)}
    calculation = Calculation(formula, (1,)) if formula else None
    return check(Statement(text, (1,), calculation=calculation), cited).status is Check.VERIFIED


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        (GDP, "松屿区2022年上半年：全区地区生产总值完成412.6亿元。"),
        (GDP, "2022年上半年松屿区GDP为４１２．６亿元，增长3.8％。"),
        (GDP, "松屿区地区生产总值4126000万元，增速3.8%，较一季度提高0.9个百分点。"),
        (GDP, "松屿区地区生产总值约413亿元。"),
        (RETAIL, "松屿区社会消费品零售总额158.3亿元，降幅4.1%。"),
        (RETAIL, "松屿区社会消费品零售总额158.30亿元。"),
        (BUILDING, "松屿区新建“邻里驿站”18家，居全市第三位。"),
        (BUILDING, "松屿区6月底邻里驿站服务居民约2.3万人次。"),
        ("较2021年增长5%，受疫情影响2021年8月20日停业。", "松屿区较2021年增长5%。"),
        ("上年同期为38.1亿元。", "2021年上半年为38.1亿元。"),
        ("引进“2030未来谷”项目。", "松屿区引进“2030未来谷”项目。"),
        ("新增1—5月减税1.2亿元。", "松屿区1—5月减税1.2亿元。"),
    ],
)
def test_what_the_quote_says_is_let_through(citation, quote, text):
    assert verified(citation, text, quote), faults(Statement(text, (1,)), {1: citation(quote)})


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        pytest.param(GDP, "松屿区地区生产总值完成421.6亿元。", id="a wrong figure"),
        pytest.param(GDP, "松屿区地区生产总值完成412.6万元。", id="the right digits with a wrong unit"),
        pytest.param(GDP, "松屿区地区生产总值完成412.6。", id="no unit at all"),
        pytest.param(GDP, "松屿区地区生产总值增长3.8个百分点。", id="points for per cent"),
        pytest.param(GDP, "松屿区地区生产总值较一季度提高0.9%。", id="per cent for points"),
        pytest.param(GDP, "松屿区地区生产总值同比下降3.8%。", id="a rise called a fall"),
        pytest.param(RETAIL, "松屿区社会消费品零售总额同比增长4.1%。", id="a fall called a rise"),
        pytest.param(RETAIL, "松屿区社会消费品零售总额同比为4.1%。", id="a fall without its direction"),
        pytest.param(GDP, "松屿区地区生产总值增长412.6亿元。", id="a level called a rise"),
        pytest.param(GDP, "松屿区地区生产总值413亿元。", id="rounded without saying so"),
        pytest.param(GDP, "松屿区地区生产总值约410亿元。", id="rounded too far"),
        pytest.param(GDP, "松屿区2021年上半年地区生产总值412.6亿元。", id="another year"),
        pytest.param(GDP, "松屿区2022年地区生产总值412.6亿元。", id="the whole year for its half"),
        pytest.param(GDP, "松屿区2022年下半年地区生产总值412.6亿元。", id="the other half"),
        pytest.param(GDP, "松屿区1986亿元投资落地。", id="a figure that looks like a year"),
        pytest.param(GDP, "北京市地区生产总值412.6亿元。", id="another place"),
        pytest.param(BUILDING, "松屿区新建“邻里之家”18家。", id="a name that is not there"),
        pytest.param(BUILDING, "《邻里驿站管理办法》覆盖18家。", id="a document that is not there"),
        pytest.param(BUILDING, "松屿区邻里驿站数量居全市第二位。", id="another rank"),
        pytest.param(BUILDING, "松屿区7月底新建邻里驿站18家。", id="another month"),
        pytest.param(BUILDING, "松屿区邻里驿站18家，另有5所。", id="one figure too many"),
        pytest.param(BUILDING, "松屿区邻里驿站运行3年，共18家。", id="a duration that is not there"),
        pytest.param(GDP, "地区生产总值412.6亿元，详见https://example.org/a。", id="a link"),
        pytest.param(GDP, "地区生产总值[412.6亿元](http://example.org)。", id="a Markdown link"),
        pytest.param(GDP, "地区生产总值412.6亿元<img src=x onerror=alert(1)>。", id="HTML"),
        pytest.param(GDP, "地区生产总值412.6亿元[1]。", id="somebody else's citation mark"),
        pytest.param(GDP, "地区生产总值412.6亿元c1。", id="a handle without its brackets"),
    ],
)
def test_what_the_quote_does_not_say_is_kept_back(citation, quote, text):
    assert check(Statement(text, (1,)), {1: citation(quote)}).status is Check.UNVERIFIED


def test_a_citation_that_does_not_exist_and_none_at_all_are_faults(citation):
    known = {1: citation(GDP)}
    assert [f.kind for f in faults(Statement("地区生产总值412.6亿元。", (1, 7)), known)] == ["出处不存在"]
    assert [f.kind for f in faults(Statement("地区生产总值412.6亿元。"), known)] == ["没有出处"]


def test_a_fault_names_the_words_it_is_about(citation):
    (fault,) = faults(Statement("松屿区地区生产总值完成421.6亿元。", (1,)), {1: citation(GDP)})
    assert "421.6亿元" in str(fault)


def test_a_place_of_the_library_that_is_not_cited_is_noticed_though_no_gazetteer_has_it(citation):
    both = {1: citation(GDP), 2: citation(RETAIL, 2, place="柳堤区")}
    assert faults(Statement("柳堤区地区生产总值412.6亿元。", (1,)), both)
    assert not faults(Statement("松屿区地区生产总值412.6亿元。", (1,)), both)


@pytest.mark.parametrize(("address", "right"), [("北京市朝阳区", True), ("上海市朝阳区", False), ("朝阳区", True)])
def test_a_place_may_be_named_with_the_city_that_it_is_in(citation, address, right):
    assert verified(citation, f"{address}地区生产总值412.6亿元。", place="朝阳区") is right


def test_a_figure_of_another_quote_does_not_help(citation):
    known = {1: citation(GDP), 2: citation(RETAIL, 2)}
    assert faults(Statement("松屿区地区生产总值158.3亿元。", (1,)), known)
    assert not faults(Statement("158.3亿元与412.6亿元。", (1, 2)), known)


@pytest.mark.parametrize(
    ("text", "formula", "right"),
    [
        ("相差254.3亿元（412.6 - 158.3 = 254.3 亿元）。", "412.6 - 158.3 = 254.3 亿元", True),
        ("相差254.3亿元。", None, False),
        ("相差254.3万元（412.6 - 158.3 = 254.3 亿元）。", "412.6 - 158.3 = 254.3 亿元", False),
        ("相差255亿元（412.6 - 158.3 = 254.3 亿元）。", "412.6 - 158.3 = 254.3 亿元", False),
        ("相差254.3亿元（500 - 245.7 = 254.3 亿元）。", "500 - 245.7 = 254.3 亿元", False),
        ("相差7.9个百分点（3.8 - (-4.1) = 7.9 个百分点）。", "3.8 - (-4.1) = 7.9 个百分点", True),
        ("约占38.4%（158.3 ÷ 412.6 × 100% ≈ 38.4%）。", "158.3 ÷ 412.6 × 100% ≈ 38.4%", True),
        ("约占100%（158.3 ÷ 412.6 × 100% ≈ 38.4%）。", "158.3 ÷ 412.6 × 100% ≈ 38.4%", False),
    ],
)
def test_a_computed_figure_needs_its_calculation_and_that_its_operands_in_the_quotes(citation, text, formula, right):
    known = {1: citation(GDP), 2: citation(RETAIL, 2)}
    calculation = Calculation(formula, (1, 2)) if formula else None
    assert (not faults(Statement(text, (1, 2), calculation=calculation), known)) is right


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("松屿区地区生产总值412.6亿元。", Check.VERIFIED),
        ("松屿区经济保持增长。", Check.POINTER_ONLY),
        ("松屿区：", Check.POINTER_ONLY),
        ("松屿区：上半年，全区地区生产总值完成412.6亿元。", Check.VERIFIED),
    ],
)
def test_a_statement_with_nothing_to_compare_only_points(citation, text, status):
    assert check(Statement(text, (1,)), {1: citation(GDP)}).status is status


subjects = st.sampled_from(["固定资产投资", "一般公共预算收入", "新增停车位", "旅游收入", "养老床位"])
verbs = st.sampled_from(["完成", "达到", "同比增长", "同比下降", "较一季度提高", "力争达到约"])
units = st.sampled_from(["亿元", "万元", "%", "个百分点", "个", "家", "万人次", "平方米", "户"])
numbers = st.one_of(
    st.integers(1, 99999).map(str), st.decimals("0.1", "9999", places=2).map(lambda d: f"{d:f}"), st.just("1,234.5")
)
openings = st.sampled_from(["", "上半年，", "2022年，", "截至8月20日，", "其中“1+3”行动", "去年，"])
clauses = st.lists(st.tuples(subjects, verbs, numbers, units).map("".join), min_size=1, max_size=3)
quotes = st.builds(lambda opening, parts: f"{opening}{'，'.join(parts)}。", openings, clauses)


def build(quote):
    return {1: Citation(1, "0" * 16, "松屿区.txt", "", "松屿区", "2022年上半年", (), 0, len(quote), quote)}


@given(quotes)
@example("14.2022年办好10件实事：改造老旧小区46个。")
@example("排查３１７户，整改率达９５％，PM2.5浓度降至35微克/立方米。")
def test_a_statement_copied_from_its_quote_is_always_verified(quote):
    assert check(Statement(quote, (1,)), build(quote)).status is Check.VERIFIED


@given(quotes, st.data())
def test_a_copied_statement_with_one_digit_of_a_figure_changed_never_is(quote, data):
    digits = [i for f in find_figures(quote) for i in range(f.start, f.end) if quote[i].isdigit()]
    at = data.draw(st.sampled_from(digits))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != quote[at]]))
    changed = quote[:at] + digit + quote[at + 1 :]
    values = {(f.low * f.scale, f.base) for f in find_figures(quote)}
    assume(not {(f.low * f.scale, f.base) for f in find_figures(changed)} <= values)
    assert check(Statement(changed, (1,)), build(quote)).status is Check.UNVERIFIED


@given(quotes)
def test_a_copied_statement_with_its_directions_turned_round_never_is(quote):
    turned = re.sub("增长|下降", lambda m: "下降" if m[0] == "增长" else "增长", quote)
    rates = [f for f in find_figures(quote) if f.sign and quote[f.start - 2 : f.start] in ("增长", "下降")]
    assume(rates)
    assume(not any(a.text == b.text and a.sign != b.sign for a in rates for b in find_figures(quote)))
    assert check(Statement(turned, (1,)), build(quote)).status is Check.UNVERIFIED
