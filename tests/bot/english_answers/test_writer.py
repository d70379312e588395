"""English questions answered in English over made-up reports: figures, checks, statuses and sources as in Chinese."""

import re

import pytest

from bot.answer import Status
from bot.bot import Bot
from bot.english_answers.writer import in_english
from vectorstore.figures import find_figures

QUESTIONS = [
    ("What was Songyu District's GDP in the first half of 2022?", "answered"),
    ("How fast did retail sales in Liudi District fall in the first half of 2022?", "answered"),
    ("What is the 2023 GDP growth target of Songyu District?", "answered"),
    ("Which district had the larger fall in retail sales in the first half of 2022, Songyu or Liudi?", "answered"),
    ("What is the sum of fixed asset investment of Songyu and Liudi in the first half of 2022?", "answered"),
    ("Who presented the Songyu District 2023 government work report?", "answered"),
    ("What was the fertility rate of Songyu District in 2022?", "not_stated"),
    ("What was the GDP of Haidian District in 2022?", "not_in_library"),
    ("What was the GDP of Songyu District in 2019?", "not_in_library"),
    ("Did GDP of Liudi District grow 9.9% in the first half of 2022?", "corrected"),
]
CHINESE = [
    "松屿区2022年新增停车位的目标完成了吗？",
    "松屿区2022年上半年新增停车位还差多少完成目标？",
    "松屿区、柳堤区、澜江市2022年上半年GDP增速怎么排？",
    "松屿区2022年下半年GDP是多少？",
    "松屿区2022年上半年社会消费品零售总额占澜江市的比例是多少？",
    "松屿区和柳堤区2022年上半年社会消费品零售总额谁降幅更大？",
    "松屿区2022年上半年GDP为什么下降？",
    "松屿区2022年上半年存在哪些问题？",
    "松屿区2022年实际改造了多少老旧小区？",
    "松屿区2022年上半年GDP是多少？澜江市人口是多少？",
    "松屿区2022年上半年“远帆智能”落户哪里？",
]
_IN_CHINESE = re.compile(r"“[^”]*”|「[^」]*」|\([^()]*\)|,\s[\u4e00-\u9fff]+ \(")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@pytest.mark.parametrize(("question", "status"), QUESTIONS)
def test_an_english_question_is_answered_in_english_with_the_status_it_had(asked, question, status):
    english, chinese = asked(question), asked(question, language="zh")
    assert english.status is chinese.status is Status(status)
    assert english.citations == chinese.citations
    assert not _left_in_chinese(english)


@pytest.mark.parametrize("question", [*CHINESE, *(question for question, _ in QUESTIONS)])
def test_the_english_has_the_figures_of_its_quotes_and_every_statement_is_checked(asked, question):
    english, chinese = asked(question, language="en"), asked(question, language="zh")
    assert ([s.status for s in english.statements if s.citations] and not _left_in_chinese(english)) or not any(
        s.citations for s in english.statements
    )
    quotes = {c.number: c for c in english.citations}
    for told, was in zip(english.statements, chinese.statements, strict=True):
        assert told.citations == was.citations
        assert told.calculation == was.calculation
        assert told.status == was.status or told.status == "verified"
        words = "".join(f"{quotes[n].quote}{quotes[n].period}{quotes[n].title}" for n in told.citations)
        if told.calculation:
            assert told.calculation.formula in told.text
            words += told.calculation.formula
        if told.citations:
            assert set(_NUMBER.findall(told.text)) <= set(_NUMBER.findall(words))


@pytest.mark.parametrize("question", CHINESE)
def test_a_chinese_question_is_answered_in_chinese_as_before(asked, question):
    assert asked(question).answer == asked(question, language="zh").answer
    assert not re.search(r"[a-z]{2}", asked(question).answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "How fast did retail sales in Liudi District fall in the first half of 2022?",
            "In the first half of 2022, total retail sales of consumer goods of Liudi District (柳堤区) were 140.8亿元 "
            "(hundred million yuan), down 2.7% year on year[1].",
        ),
        (
            "What is the 2023 GDP growth target of Songyu District?",
            "Songyu District (松屿区), 2023 target: GDP up 5.5%左右 (about)[1].",
        ),
        (
            "Who presented the Songyu District 2023 government work report?",
            "“松屿区2023年政府工作报告” was presented by 顾行舟 (Gu Xingzhou), 松屿区代区长 (acting district head)[1].",
        ),
        (
            "松屿区2022年上半年存在哪些问题？",
            "Songyu District (松屿区), first half of 2022: “一是消费恢复不及预期”[1]; “二是重点项目开工偏慢”[2]; "
            "“三是养老床位存在缺口”[3].",
        ),
        (
            "松屿区2022年新增停车位的目标完成了吗？",
            "Songyu District (松屿区), 2022 target: “力争全年新增停车位2000个”[1]. Songyu District (松屿区), 2022: "
            "“全年新增停车位2130个”[2]. The target was met, and exceeded by 130个 (2130 - 2000 = 130 个)[1][2].",
        ),
    ],
)
def test_the_sentence_says_who_when_what_and_how_much(asked, question, answer):
    assert asked(question, language="en").answer == answer


def test_an_english_follow_up_is_answered_in_english(library_bot: Bot):
    talk = library_bot.converse(keep=False)
    talk.ask("What was Songyu District's GDP in the first half of 2022?", mode="reader")
    answer = talk.ask("What about Liudi?", mode="reader")
    assert answer.answer.startswith("In the first half of 2022, GDP of Liudi District (柳堤区) was 365.2亿元")
    assert answer.understood == "柳堤区2022年上半年地区生产总值是多少？"


def test_an_answer_that_is_english_already_stays_as_it_is(asked, library_bot: Bot):
    answer = asked("What was Songyu District's GDP in the first half of 2022?")
    assert in_english(answer, library_bot.store.library.report) == answer


def _left_in_chinese(answer) -> list[str]:
    """Statements with Chinese that is neither quoted, nor a name in brackets, nor part of a figure."""
    left = []
    for statement in answer.statements:
        plain = statement.text
        for figure in reversed(find_figures(plain)):
            plain = plain[: figure.start] + plain[figure.end :]
        plain = _IN_CHINESE.sub("", re.sub(r"by [\u4e00-\u9fff]+ \([^)]*\), [\u4e00-\u9fff]+", "", plain))
        if re.search(r"[\u4e00-\u9fff]{2}", plain):
            left.append(statement.text)
    return left
