"""Answers without a model, over the small library: the right sentence, from the right report."""

import pytest

from bot.answer import Check
from vectorstore.figures import find_figures, format_decimal


def only(answer):
    (citation,) = answer.citations
    return citation


@pytest.mark.parametrize(
    ("question", "stated", "source"),
    [
        ("松屿区2022年上半年地区生产总值是多少？", "412.6亿元", "松屿区2022上半年.txt"),
        ("柳堤区2022年上半年地区生产总值是多少？", "365.2亿元", "柳堤区2022上半年.txt"),
        ("澜江市2022年上半年GDP是多少？", "1850.4亿元", "澜江市2022上半年.txt"),
        ("松屿区2022年全年地区生产总值是多少？", "859.3亿元", "松屿区2023工作报告.txt"),
        ("松屿区2022年上半年城镇登记失业率是多少？", "3.17%", "松屿区2022上半年.txt"),
        ("柳堤区2022年上半年城镇登记失业率是多少？", "3.42%", "柳堤区2022上半年.txt"),
        ("松屿区2022年上半年建安投资同比下降多少？", "2.6%", "松屿区2022上半年.txt"),
        ("松屿2022H1建安投资多少亿元", "31.7亿元", "松屿区2022上半年.txt"),
        ("松屿区2022年上半年地區生產總值是多少？", "412.6亿元", "松屿区2022上半年.txt"),
        ("松屿区2022年上半年一般公共预算收入占全市的比重是多少？", "21.4%", "松屿区2022上半年.txt"),
        ("松屿区2022年上半年新建了几家“邻里驿站”？", "18家", "松屿区2022上半年.txt"),
        ("柳堤区2022年新增停车位的目标是多少？", "1400个", "柳堤区2022上半年.txt"),
        ("松屿区2022年上半年引进了哪家企业的区域总部？", "“远帆智能”", "松屿区2022上半年.txt"),
        ("澜江市松屿区2022年上半年地区生产总值是多少？", "412.6亿元", "松屿区2022上半年.txt"),
    ],
)
def test_a_single_fact_is_given_with_its_sentence(asked, question, stated, source):
    answer = asked(question)
    assert answer.status == "answered"
    assert stated in answer.answer
    assert stated in only(answer).quote
    assert only(answer).source == source


@pytest.mark.parametrize(
    ("question", "label", "kept_out"),
    [
        ("松屿区2022年上半年地区生产总值是多少？", "松屿区2022年上半年", ["859.3", "365.2", "5%左右"]),
        ("松屿区2022年地区生产总值是多少？", "松屿区2022年", ["412.6", "5%左右", "5.5%"]),
        ("柳堤区2022年上半年固定资产投资是多少？", "柳堤区2022年上半年", ["86.4", "190.2", "402.5"]),
        ("松屿区2022年上半年新增停车位多少个？", "松屿区2022年上半年", ["2000", "2130", "1800", "980"]),
    ],
)
def test_the_figure_of_another_place_or_period_or_of_a_target_is_kept_out(asked, question, label, kept_out):
    answer = asked(question)
    assert label in answer.answer
    assert not [figure for figure in kept_out if figure in answer.answer]


def test_a_target_alone_is_said_to_be_one(asked):
    for question in ("松屿区2022年上半年实际改造了多少个老旧小区？", "松屿区2023年地区生产总值实际增长多少？"):
        answer = asked(question)
        assert answer.status == "target_only"
        assert "目标" in answer.answer
        assert answer.citations


@pytest.mark.parametrize("thing", ["常住人口是多少？", "地铁里程是多少公里？", "新建了多少座博物馆？"])
def test_what_the_reports_do_not_say_is_not_made_up(asked, thing):
    answer = asked(f"松屿区2022年上半年{thing}")
    assert answer.status == "not_stated"
    assert "松屿区2022年上半年" in answer.answer


@pytest.mark.parametrize(
    ("question", "missing", "held"),
    [
        ("上海市2022年上半年地区生产总值是多少？", "上海市", "柳堤区"),
        ("北京市朝阳区2022年上半年地区生产总值是多少？", "朝阳区", "柳堤区"),
        ("松屿区2019年上半年地区生产总值是多少？", "2019年上半年", "2022年上半年"),
    ],
)
def test_what_was_never_read_is_named_together_with_what_was(asked, question, missing, held):
    answer = asked(question)
    assert answer.status == "not_in_library"
    assert missing in answer.answer
    assert held in answer.answer
    assert answer.citations == ()


def test_a_narrowing_by_place_period_and_report_holds(asked, library_bot):
    assert "365.2" in asked("地区生产总值是多少？", places=("柳堤区",), periods=("2022年上半年",)).answer
    (year,) = [c.id for c in library_bot.store.library.reports() if c.source == "松屿区2023工作报告.txt"]
    narrowed = asked("松屿区2022年新增停车位多少个？", reports=(year,))
    assert {c.source for c in narrowed.citations} == {"松屿区2023工作报告.txt"}


def test_the_problems_that_a_report_counts_off_are_listed_each_with_its_sentence(asked):
    answer = asked("松屿区2022年上半年存在哪些主要问题？")
    for problem in ("消费恢复不及预期", "重点项目开工偏慢", "养老床位存在缺口"):
        assert problem in answer.answer
    assert len(answer.citations) == 3


@pytest.mark.parametrize(
    ("question", "speaker", "other"),
    [
        ("松屿区2022年上半年计划执行情况的报告是谁作的？", "周闻笛", "顾行舟"),
        ("松屿区2023年政府工作报告是谁作的？", "顾行舟", "周闻笛"),
        ("柳堤区2022年上半年计划执行情况的报告是谁作的？", "沈听澜", "周闻笛"),
    ],
)
def test_who_presented_a_report_is_told_from_its_opening(asked, question, speaker, other):
    answer = asked(question)
    assert speaker in answer.answer
    assert other not in answer.answer
    assert speaker in only(answer).quote


@pytest.mark.parametrize(
    "question",
    [
        "松屿区2022年上半年地区生产总值是多少？",
        "松屿区和柳堤区2022年上半年地区生产总值相差多少？",
        "松屿区、柳堤区、澜江市2022年上半年新增停车位分别多少？",
        "松屿区2022年新增停车位的目标完成了吗？",
        "2022年上半年新增停车位多少个？",
    ],
)
def test_every_figure_of_a_statement_stands_in_its_quotes_or_its_calculation(asked, question):
    answer = asked(question)
    quotes = {c.number: c.quote for c in answer.citations}
    for statement in answer.statements:
        assert statement.status is Check.VERIFIED
        source = "".join(quotes[n] for n in statement.citations)
        source += statement.calculation.formula.replace(" ", "") if statement.calculation else ""
        figures = find_figures(statement.text.partition("：")[2] or statement.text)
        assert figures
        assert all(f"{format_decimal(figure.low)}{figure.unit}" in source for figure in figures if figure.unit)
