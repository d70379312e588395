"""Several questions in one, over made-up reports."""

import pytest

from bot.parts import parts
from bot.question import understand

KNOWN = {"松屿区", "柳堤区"}


def split(text: str) -> list[str]:
    return parts(understand(text, known_places=KNOWN), KNOWN)


@pytest.mark.parametrize("between", ["？", "；", "，"])
def test_parts_that_can_be_asked_alone_get_the_place_and_time(between):
    assert split(f"松屿区2022年上半年GDP是多少{between}新增停车位多少个？") == [
        "松屿区2022年上半年GDP是多少？",
        "松屿区2022年上半年，新增停车位多少个？",
    ]


def test_a_part_with_a_place_of_its_own_keeps_it():
    first, second = split("松屿区2022年上半年GDP是多少？柳堤区停车位新增多少？")
    assert first.startswith("松屿区")
    assert "柳堤区停车位" in second
    assert "松屿区" not in second


@pytest.mark.parametrize(
    "question",
    [
        "松屿区2022年GDP是多少，比柳堤区高多少？",
        "松屿区和柳堤区2022年GDP是多少，差多少？",
        "松屿区2022年上半年GDP是多少，增速多少？",
        "松屿区2022年新增停车位目标是多少，完成了吗？",
        "松屿区新增停车位2022年上半年是多少，2023年要增加到多少？",
        "What was the GDP of 松屿区; and the unemployment rate?",
    ],
)
def test_what_hangs_on_the_part_before_it_stays_with_it(question):
    assert len(split(question)) == 1


def test_the_answer_has_every_part_in_its_order(asked):
    answer = asked("松屿区2022年上半年GDP是多少，失业率多少，新增停车位多少个？")
    found = [answer.answer.find(figure) for figure in ("412.6亿元", "3.17%", "1240个")]
    assert -1 < found[0] < found[1] < found[2]


def test_a_part_that_is_not_told_is_said_to_be_missing(asked):
    answer = asked("松屿区2022年上半年GDP是多少？新增地铁站多少座？")
    assert "412.6亿元" in answer.answer
    assert "第二问：" in answer.answer


def test_a_goal_behind_a_reason_is_of_the_same_indicator():
    first, second = split("松屿区2022年上半年社会消费品零售总额为什么下降？全年目标是多少？")
    assert "为什么下降" in first
    assert "目标" not in first
    assert "社会消费品零售总额全年目标是多少" in second


def test_a_thing_listed_beside_known_indicators_is_told_too(asked):
    answer = asked("松屿区2022年上半年固定资产投资、城镇登记失业率、邻里驿站的数字都给我")
    assert [figure for figure in ("86.4亿元", "3.17%", "18家") if figure not in answer.answer] == []
