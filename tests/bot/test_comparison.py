"""What follows from several cited figures, with its formula."""

import pytest


def calculation(answer):
    (made,) = [s.calculation for s in answer.statements if s.calculation]
    quotes = {c.number: c.quote for c in answer.citations}
    return made, [quotes[n] for n in made.operands]


@pytest.mark.parametrize(
    ("question", "result", "formula", "operands"),
    [
        (
            "松屿区和柳堤区2022年上半年地区生产总值相差多少？",
            "47.4亿元", "412.6 - 365.2 = 47.4 亿元", ["412.6亿元", "365.2亿元"],
        ),
        (
            "2022年上半年一般公共预算收入，松屿区比柳堤区多多少？",
            "8.3亿元", "39.5 - 31.2 = 8.3 亿元", ["39.5亿元", "31.2亿元"],
        ),
        (
            "松屿区和柳堤区2022年上半年地区生产总值增速差多少？",
            "0.7个百分点", "4.5 - 3.8 = 0.7 个百分点", ["3.8%", "4.5%"],
        ),
        (
            "松屿区和柳堤区2022年上半年固定资产投资增速相差多少？",
            "8.6个百分点", "5.2 - (-3.4) = 8.6 个百分点", ["5.2%", "3.4%"],
        ),
        (
            "松屿区和柳堤区2022年上半年新增停车位合计多少个？",
            "2220个", "1240 + 980 = 2220 个", ["1240个", "980个"],
        ),
        (
            "松屿区2022年上半年地区生产总值占澜江市的比例是多少？",
            "22.3%", "412.6 ÷ 1850.4 × 100% ≈ 22.3%", ["412.6亿元", "1850.4亿元"],
        ),
        (
            "松屿区2022年新增停车位的目标完成了吗？",
            "超过130个", "2130 - 2000 = 130 个", ["2000个", "2130个"],
        ),
        (
            "澜江市2022年新增停车位的目标完成了吗？",
            "差2850个", "6150 - 9000 = -2850 个", ["9000个", "6150个"],
        ),
        (
            "柳堤区2022年上半年新增停车位完成了全年目标的百分之几？",
            "70%", "980 ÷ 1400 × 100% ≈ 70%", ["1400个", "980个"],
        ),
    ],
)  # fmt: skip
def test_a_computed_figure_shows_its_formula_and_cites_its_operands(asked, question, result, formula, operands):
    answer = asked(question)
    assert answer.status == "answered"
    assert result in answer.answer
    made, quotes = calculation(answer)
    assert made.formula == formula
    assert len(quotes) == len(operands)
    for operand in operands:
        assert any(operand in quote for quote in quotes)


@pytest.mark.parametrize(
    ("question", "order"),
    [
        (
            "松屿区、柳堤区、澜江市2022年上半年社会消费品零售总额同比降幅哪个最大？",
            ["松屿区4.1%", "澜江市3.2%", "柳堤区2.7%"],
        ),
        (
            "松屿区、柳堤区和澜江市2022年上半年地区生产总值增速谁最高？",
            ["柳堤区4.5%", "澜江市4.1%", "松屿区3.8%"],
        ),
    ],
)
def test_three_places_are_ranked_by_what_is_asked(asked, question, order):
    answer = asked(question)
    last = answer.statements[-1]
    positions = [last.text.index(item) for item in order]
    assert positions == sorted(positions)
    assert {c.place for c in answer.citations} == {"松屿区", "柳堤区", "澜江市"}


def test_a_fall_is_never_ranked_above_a_rise(asked):
    answer = asked("松屿区、柳堤区、澜江市2022年上半年固定资产投资增速谁最高？")
    for place in ("松屿区", "柳堤区", "澜江市"):
        assert place in answer.answer
    for statement in answer.statements:
        if "柳堤区" in statement.text and "澜江市" in statement.text:
            assert statement.text.index("澜江市") < statement.text.index("柳堤区")


def test_the_middle_and_the_end_of_a_year_stand_side_by_side(asked):
    answer = asked("松屿区2022年上半年和2022年全年地区生产总值分别是多少？")
    assert "松屿区2022年上半年" in answer.answer
    assert {c.source for c in answer.citations} == {"松屿区2022上半年.txt", "松屿区2023工作报告.txt"}
    assert "412.6亿元" in answer.answer
    assert "859.3亿元" in answer.answer


def test_a_side_that_was_never_read_is_named_and_nothing_is_computed(asked):
    answer = asked("松屿区和浦东新区2022年上半年地区生产总值相差多少？")
    assert "浦东新区" in answer.answer
    assert not any(statement.calculation for statement in answer.statements)


def test_between_a_rise_and_a_fall_the_rise_is_the_higher(asked):
    answer = asked("柳堤区和澜江市2022年上半年固定资产投资增速谁高？")
    assert "澜江市增速更高，相差5.3个百分点" in answer.answer
