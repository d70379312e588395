"""Follow-ups and the whole questions that they stand for, over the sample reports."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation import Narrowing, Turn, rules
from bot.conversation.followup import Surroundings, Whole, made_whole
from bot.conversation.shape import shaped
from tests.bot.conversation.conftest import Talk

GDP = "岚桥区2024年上半年GDP是多少？"
PARKING = "岚桥区2024年上半年新增停车位多少个？"
BUILDING = "岚桥区2024年上半年建安投资是多少？"
PROBLEMS = "岚桥区2024年上半年主要问题有哪些？"
BOTH = "岚桥区和汐川区2024年上半年GDP哪个更高？"
ENGLISH = "What was Lanqiao District's GDP in the first half of 2024?"
AIM_OF_2023 = "岚桥区2023年新增停车位目标是多少？"

PLACES = [
    (GDP, "那汐川区呢？", "汐川区2024年上半年GDP是多少？"),
    (GDP, "汐川呢", "汐川区2024年上半年GDP是多少？"),
    (GDP, "汐川区的呢？", "汐川区2024年上半年GDP是多少？"),
    (GDP, "那汐川区的GDP是多少？", "汐川区2024年上半年GDP是多少？"),
    (GDP, "换成汐川区", "汐川区2024年上半年GDP是多少？"),
    (GDP, "那么云汀市呢？", "云汀市2024年上半年GDP是多少？"),
    (GDP, "那全市呢？", "云汀市2024年上半年GDP是多少？"),
    (GDP, "那全国呢？", "全国2024年上半年GDP是多少？"),
    (GDP, "那星河区呢？", "星河区2024年上半年GDP是多少？"),
    (GDP, "海淀区呢？", "海淀区2024年上半年GDP是多少？"),
    (GDP, "汐川区和云汀市呢？", "汐川区和云汀市2024年上半年GDP是多少？"),
    (PROBLEMS, "汐川区呢？", "汐川区2024年上半年主要问题有哪些？"),
    (BOTH, "云汀市呢？", "云汀市2024年上半年GDP是多少？"),
    ("岚桥区2024年上半年建安投资为什么下降？", "汐川区呢？", "汐川区2024年上半年建安投资为什么变化？"),
]
PERIODS = [
    (GDP, "2023年上半年呢？", "岚桥区2023年上半年GDP是多少？"),
    (GDP, "2023年呢？", "岚桥区2023年上半年GDP是多少？"),
    (GDP, "那去年呢", "岚桥区2023年上半年GDP是多少？"),
    (GDP, "去年同期呢？", "岚桥区2023年上半年GDP是多少？"),
    (GDP, "上年同期是多少？", "岚桥区2023年上半年GDP是多少？"),
    (GDP, "2022年呢？", "岚桥区2022年GDP是多少？"),
    (GDP, "全年呢？", "岚桥区2024年GDP是多少？"),
    (GDP, "2023年全年呢？", "岚桥区2023年GDP是多少？"),
    (GDP, "汐川区2023年呢？", "汐川区2023年上半年GDP是多少？"),
    ("岚桥区2023年GDP是多少？", "上半年呢？", "岚桥区2023年上半年GDP是多少？"),
    (BOTH, "2023年呢？", "岚桥区和汐川区2023年上半年GDP哪个更高？"),
]
COMPARISONS = [
    (GDP, "比去年呢？", "岚桥区2024年上半年和2023年上半年GDP相差多少？"),
    (GDP, "比去年高多少？", "岚桥区2024年上半年和2023年上半年GDP相差多少？"),
    (GDP, "和去年同期相比呢？", "岚桥区2024年上半年和2023年上半年GDP相差多少？"),
    (GDP, "比2022年多多少？", "岚桥区2024年上半年和2022年上半年GDP相差多少？"),
    (GDP, "跟汐川区比呢？", "岚桥区和汐川区2024年上半年GDP哪个更高，相差多少？"),
    (GDP, "和汐川区相比", "岚桥区和汐川区2024年上半年GDP哪个更高，相差多少？"),
    (GDP, "比汐川区高多少？", "岚桥区和汐川区2024年上半年GDP哪个更高，相差多少？"),
    (GDP, "比全市呢", "岚桥区和云汀市2024年上半年GDP哪个更高，相差多少？"),
    (GDP, "增速比汐川区快吗？", "岚桥区和汐川区2024年上半年GDP增速哪个更高，相差多少？"),
    (GDP, "占全市的比重呢？", "岚桥区2024年上半年GDP占云汀市的比重是多少？"),
    (PARKING, "和目标比呢？", "岚桥区2024年上半年新增停车位的目标完成了吗？"),
]
REASONS = [
    (GDP, "为什么？", "岚桥区2024年上半年GDP为什么增长？"),
    (BUILDING, "为什么？", "岚桥区2024年上半年建安投资为什么下降？"),
    (BUILDING, "原因呢？", "岚桥区2024年上半年建安投资为什么下降？"),
    (BUILDING, "为什么下降？", "岚桥区2024年上半年建安投资为什么下降？"),
    (BUILDING, "怎么降了？", "岚桥区2024年上半年建安投资为什么降了？"),
    (GDP, "汐川区为什么？", "汐川区2024年上半年GDP为什么增长？"),
]
TARGETS = [
    (PARKING, "目标呢？", "岚桥区2024年新增停车位的目标是多少？"),
    (PARKING, "目标是多少？", "岚桥区2024年新增停车位的目标是多少？"),
    (PARKING, "2023年的任务是多少", "岚桥区2023年新增停车位的目标是多少？"),
    (PARKING, "完成了吗？", "岚桥区2024年上半年新增停车位的目标完成了吗？"),
    (PARKING, "汐川区的目标完成了吗？", "汐川区2024年上半年新增停车位的目标完成了吗？"),
    (PARKING, "还差多少？", "岚桥区2024年上半年新增停车位离全年目标还差多少？"),
    (PARKING, "离目标还差多少？", "岚桥区2024年上半年新增停车位离全年目标还差多少？"),
    (PARKING, "进度呢？", "岚桥区2024年上半年新增停车位完成全年任务的百分之几？"),
    (AIM_OF_2023, "实际呢？", "岚桥区2023年新增停车位实际完成多少？"),
    (AIM_OF_2023, "完成了多少？", "岚桥区2023年新增停车位实际完成多少？"),
    (AIM_OF_2023, "超额了吗？", "岚桥区2023年新增停车位的目标完成了吗？"),
]
INDICATORS = [
    (GDP, "那CPI呢？", "岚桥区2024年上半年CPI是多少？"),
    (GDP, "失业率呢", "岚桥区2024年上半年失业率是多少？"),
    (GDP, "失业率是多少？", "岚桥区2024年上半年失业率是多少？"),
    (GDP, "2023年上半年的失业率呢？", "岚桥区2023年上半年失业率是多少？"),
    (GDP, "汐川区的失业率呢？", "汐川区2024年上半年失业率是多少？"),
    (PARKING, "新建5G基站呢？", "岚桥区2024年上半年新建5G基站是多少？"),
    (BOTH, "失业率呢？", "岚桥区和汐川区2024年上半年失业率哪个更高？"),
    (GDP, "增速呢？", "岚桥区2024年上半年GDP增速是多少？"),
    (GDP, "同比呢？", "岚桥区2024年上半年GDP同比增长多少？"),
    (GDP, "同比增长多少？", "岚桥区2024年上半年GDP同比增长多少？"),
    ("岚桥区2024年上半年GDP增速是多少？", "总量呢？", "岚桥区2024年上半年GDP总量是多少？"),
    ("岚桥区2024年上半年建安投资为什么下降？", "失业率呢？", "岚桥区2024年上半年失业率是多少？"),
]
PRONOUNS = [
    (GDP, "他们区的失业率是多少？", "岚桥区2024年上半年失业率是多少？"),
    (GDP, "该区失业率呢？", "岚桥区2024年上半年失业率是多少？"),
    (GDP, "当地的主要问题有哪些？", "岚桥区2024年上半年主要问题有哪些？"),
    (GDP, "它的失业率是多少？", "岚桥区2024年上半年失业率是多少？"),
    (GDP, "那里的失业率呢", "岚桥区2024年上半年失业率是多少？"),
    (GDP, "这个数比去年高多少？", "岚桥区2024年上半年和2023年上半年GDP相差多少？"),
    (GDP, "这一指标的目标是多少？", "岚桥区2024年GDP的目标是多少？"),
    (GDP, "我们区失业率是多少？", "岚桥区2024年上半年失业率是多少？"),
    (GDP, "全区失业率是多少", "岚桥区2024年上半年失业率是多少？"),
    (GDP, "汐川区同期GDP是多少？", "汐川区2024年上半年GDP是多少？"),
]
MORE = [
    (PARKING, "还有呢？", "岚桥区2024年上半年新增停车位具体情况如何？"),
    (PARKING, "详细说说", "岚桥区2024年上半年新增停车位具体情况如何？"),
    (PROBLEMS, "具体呢？", "岚桥区2024年上半年主要问题具体有哪些？"),
    (GDP, "有哪些主要问题？", "岚桥区2024年上半年有哪些主要问题？"),
    (GDP, "报告是谁作的？", "岚桥区2024年上半年报告是谁作的？"),
    (GDP, "下半年有什么打算？", "岚桥区2024年下半年有哪些工作安排？"),
]
IN_ENGLISH = [
    (GDP, "What about Xichuan?", "汐川区2024年上半年GDP是多少？"),
    (GDP, "and in 2023?", "岚桥区2023年上半年GDP是多少？"),
    (GDP, "why?", "岚桥区2024年上半年GDP为什么增长？"),
    (GDP, "How about the retail sales of consumer goods?", "岚桥区2024年上半年社会消费品零售总额是多少？"),
    (ENGLISH, "What about Xichuan?", "汐川区2024年上半年地区生产总值是多少？"),
    (ENGLISH, "compared with last year?", "岚桥区2024年上半年和2023年上半年地区生产总值相差多少？"),
    (ENGLISH, "那汐川区呢？", "汐川区2024年上半年地区生产总值是多少？"),
    (PARKING, "was the target met?", "岚桥区2024年上半年新增停车位的目标完成了吗？"),
]


@pytest.mark.parametrize(
    ("before", "words", "whole"),
    PLACES + PERIODS + COMPARISONS + REASONS + TARGETS + INDICATORS + PRONOUNS + MORE + IN_ENGLISH,
)
def test_a_follow_up_is_made_whole_from_the_question_before(talk: Talk, before, words, whole):
    assert talk(before).understand(words) == whole


@pytest.mark.parametrize(
    ("questions", "whole"),
    [
        ((GDP, "汐川区呢？", "哪个更高？"), "岚桥区和汐川区2024年上半年GDP哪个更高？"),
        ((GDP, "汐川区呢？", "差多少？"), "岚桥区和汐川区2024年上半年GDP相差多少？"),
        ((GDP, "汐川区呢？", "加起来呢？"), "岚桥区和汐川区2024年上半年GDP合计多少？"),
        ((GDP, "汐川区呢？", "两个区合计多少？"), "岚桥区和汐川区2024年上半年GDP合计多少？"),
        ((GDP, "汐川区呢？", "分别是多少？"), "岚桥区和汐川区2024年上半年GDP分别是多少？"),
        ((GDP, "汐川区呢？", "增速哪个更快？"), "岚桥区和汐川区2024年上半年GDP增速哪个更快？"),
        ((GDP, "汐川区呢？", "云汀市呢？", "谁的增速更高？"), "岚桥区、汐川区和云汀市2024年上半年GDP增速哪个更高？"),
        ((GDP, "2023年上半年呢？", "差多少？"), "岚桥区2024年上半年和2023年上半年GDP相差多少？"),
        ((GDP, "汐川区呢？", "失业率呢？", "2023年呢？"), "汐川区2023年上半年失业率是多少？"),
        ((GDP, "汐川区呢？", "2023年呢？", "哪个更高？"), "汐川区2024年上半年和2023年上半年GDP哪个更高？"),
        ((PARKING, "目标呢？", "汐川区呢？"), "汐川区2024年新增停车位的目标是多少？"),
        ((PARKING, "还差多少？", "汐川区呢？"), "汐川区2024年上半年新增停车位离全年目标还差多少？"),
        ((GDP, "去年呢？", "今年呢？"), "岚桥区2024年上半年GDP是多少？"),
        ((GDP, "去年呢？", "比去年呢？"), "岚桥区2023年上半年和2022年上半年GDP相差多少？"),
        ((GDP, "那全市呢？", "占全市多少？"), "岚桥区2024年上半年GDP占云汀市的比重是多少？"),
        ((GDP, "汐川区呢？", "和汐川区比呢？"), "岚桥区和汐川区2024年上半年GDP哪个更高，相差多少？"),
        (("岚桥区2024年GDP增长目标是多少？", "汐川区呢？", "哪个更高？"), "岚桥区和汐川区2024年GDP增长目标哪个更高？"),
        (
            ("岚桥区2024年GDP增长目标是多少？", "汐川区呢？", "哪个更高？", "云汀市呢？"),
            "云汀市2024年GDP增长目标是多少？",
        ),
        ((GDP, "那海淀区呢？", "岚桥区呢？"), "岚桥区2024年上半年GDP是多少？"),
        ((GDP, "Xichuan?", "which is higher?"), "岚桥区和汐川区2024年上半年GDP哪个更高？"),
        ((PROBLEMS, "具体呢？", "还有呢？", "汐川区呢？"), "汐川区2024年上半年主要问题具体有哪些？"),
    ],
)
def test_follow_ups_follow_follow_ups(talk: Talk, questions, whole):
    *earlier, last = questions
    assert talk(*earlier).understand(last) == whole


@pytest.mark.parametrize(
    ("before", "words", "whole"),
    [
        ("岚桥区GDP是多少？", "汐川区呢？", "汐川区2024年上半年GDP是多少？"),
        ("岚桥区上半年GDP是多少？", "汐川区呢？", "汐川区2024年上半年GDP是多少？"),
        ("岚桥区GDP是多少？", "比去年呢？", "岚桥区2024年上半年和2023年上半年GDP相差多少？"),
        ("汐湾湿地公园开园到2024年年中来了多少游客？", "失业率呢？", "汐川区2024年上半年失业率是多少？"),
    ],
)
def test_a_place_or_period_that_the_answer_made_certain_comes_along(talk: Talk, before, words, whole):
    assert talk(before).understand(words) == whole


@pytest.mark.parametrize(
    ("questions", "figure"),
    [
        ((GDP, "那汐川区呢？"), "373.4"),
        ((GDP, "那全市呢？"), "3142.7"),
        ((GDP, "去年同期呢？"), "612.8"),
        ((GDP, "2023年全年呢？"), "1286.4"),
        ((GDP, "那海淀区呢？"), "没有收录海淀区"),
        ((GDP, "比去年高多少？"), "35.4"),
        ((GDP, "跟汐川区比呢？"), "274.8"),
        ((GDP, "汐川区呢？", "哪个更高？"), "岚桥区更高"),
        ((GDP, "汐川区呢？", "差多少？"), "274.8"),
        ((GDP, "汐川区呢？", "加起来呢？"), "1021.6"),
        ((BUILDING, "为什么下降？"), "建安投资"),
        ((PARKING, "目标呢？"), "3500"),
        ((PARKING, "还差多少？"), "1958"),
        ((PARKING, "汐川区呢？", "还差多少？"), "776"),
        ((AIM_OF_2023, "实际呢？"), "4218"),
        ((AIM_OF_2023, "完成了吗？"), "目标已完成"),
        ((GDP, "失业率呢？"), "2.91"),
        ((GDP, "那CPI呢？"), "没有提到"),
        ((GDP, "汐川区呢？", "同比呢？"), "6.2"),
        ((GDP, "他们区的失业率是多少？"), "2.91"),
        ((PARKING, "新建5G基站呢？"), "318"),
        ((GDP, "有哪些主要问题？"), "消费增长动力减弱"),
        ((PROBLEMS, "汐川区呢？"), "产业结构仍需优化"),
        ((GDP, "报告是谁作的？"), "许清和"),
        ((GDP, "What about Xichuan?"), "373.4"),
    ],
)
def test_the_whole_question_is_answered(talk: Talk, questions, figure):
    *earlier, last = questions
    answer = talk(*earlier).ask(last, mode="reader")
    assert figure in answer.answer
    assert answer.question == last
    assert answer.as_json()["understood"] == answer.understood != last


def test_what_was_asked_whole_says_nothing_of_how_it_was_understood(talk: Talk):
    answer = talk(PARKING).ask(GDP, mode="reader")
    assert answer.understood is None
    assert "understood" not in answer.as_json()


SAMPLES = [
    json.loads(line)["question"]
    for line in (Path(__file__).parents[3] / "evals/gold/samples.jsonl").read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(
    "before", [GDP, BOTH, PROBLEMS, ENGLISH, AIM_OF_2023, "汐川区新增停车位完成全年任务的百分之几？"]
)
def test_no_question_of_the_gold_set_is_touched_whatever_was_asked_before(whole_after, before):
    assert [question for question in SAMPLES if whole_after(question, before).changed] == []
    assert [question for question in SAMPLES if whole_after(question, before).unclear] == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.sampled_from([*SAMPLES, GDP, BOTH, PROBLEMS]),
    place=st.sampled_from(["岚桥区", "汐川", "云汀市", "岚桥区和汐川区", "海淀区"]),
    period=st.sampled_from(["2024年上半年", "2023年", "去年", "2023H1", "前三季度"]),
    thing=st.sampled_from(["GDP", "失业率", "新增停车位", "一般公共预算收入", "老旧小区改造"]),
    ask=st.sampled_from(
        ["是多少？", "增长了多少？", "的目标是多少", "完成了吗？", "为什么下降？", "，增速呢？", "多少？比去年高多少？"]
    ),
)
def test_a_question_with_place_period_and_indicator_is_whole(
    whole_after: Callable[..., Whole], before, place, period, thing, ask
):
    question = f"{place}{period}{thing}{ask}"
    assert whole_after(question, before) == Whole(question)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(
        st.sampled_from("那汐川区岚桥云汀市的呢？GDP失业率2023年上半去比为什么目标完成了吗差多少哪个更高它全 "),
        min_size=1,
        max_size=24,
    )
)
def test_whatever_is_typed_becomes_some_question(whole_after: Callable[..., Whole], words):
    whole = whole_after(words, GDP, "汐川区呢？")
    assert whole.text
    assert whole.text == words or whole.changed
    assert whole_after(words) == Whole(words) or whole_after(words).changed


@pytest.mark.parametrize(
    "words", ["那汐川区呢？", "为什么？", "哪个更高？", "还有呢？", "增速呢？", "it?", "why?", "目标呢"]
)
def test_where_nothing_was_asked_before_words_stay_as_they_are(whole_after, words):
    assert whole_after(words) == Whole(words)


@pytest.mark.parametrize(
    "words", ["这算高吗", "好的谢谢", "那跟上一年放一起看看", "这里头做得最好的是哪块", "哪个更高？"]
)
def test_what_no_rule_can_tell_is_left_to_a_model(whole_after, words):
    whole = whole_after(words, GDP)
    assert whole == Whole(words, unclear=True)


def test_our_district_is_the_one_narrowed_to(sample_bot):
    cards = {card.id: card.place for card in sample_bot.store.library.reports()}
    of_xichuan = tuple(number for number, place in cards.items() if place == "汐川区")
    session = sample_bot.converse(keep=False)
    session.narrow(reports=of_xichuan)
    assert session.understand("我们区2024年上半年GDP是多少？") == "汐川区2024年上半年GDP是多少？"
    session.narrow(places=["岚桥区"])
    assert session.understand("本区2024年上半年GDP是多少？") == "岚桥区2024年上半年GDP是多少？"


def test_our_district_is_left_open_where_there_are_several(whole_after):
    assert whole_after("本区2024年上半年GDP是多少？") == Whole("本区2024年上半年GDP是多少？")


def test_our_city_is_the_only_one_in_the_library(whole_after):
    assert whole_after("我市2024年上半年GDP是多少？").text == "云汀市2024年上半年GDP是多少？"


def test_our_district_is_the_only_one_in_the_library(sample_bot):
    held = [holding for holding in sample_bot.holdings() if holding.place == "汐川区"]
    around = Surroundings(held, lambda text: sample_bot.understand(text, held), Narrowing())
    assert made_whole("本区上半年GDP是多少？", (), around).text == "汐川区上半年GDP是多少？"


def test_a_library_of_one_place_needs_no_place_in_a_whole_question(sample_bot, talk):
    held = [holding for holding in sample_bot.holdings() if holding.place == "汐川区"]
    around = Surroundings(held, lambda text: sample_bot.understand(text, held), Narrowing())
    turns = talk("汐川区2024年上半年GDP是多少？").conversation.turns
    assert made_whole("2023年上半年GDP是多少？", turns, around) == Whole("2023年上半年GDP是多少？")


def test_each_rule_is_the_first_to_fit_its_own_example(sample_bot):
    known = {holding.place for holding in sample_bot.holdings()}
    last = Turn(GDP, GDP, sample_bot.ask(GDP, mode="reader"))
    reference = sample_bot.understand(last.whole, sample_bot.holdings()).periods[0]
    for rule in rules.RULES:
        shape = shaped(rule.example, known, reference, home=lambda level: "云汀市" if level == "市" else "").shape
        first = next(other for other in rules.RULES if other.shape.fullmatch(shape))
        assert first is rule, (rule.example, shape, first.example)


def test_a_question_made_whole_that_is_as_asked_is_not_announced(talk: Talk):
    assert talk(GDP).ask("岚桥区2024年上半年GDP是多少", mode="reader").understood is None
