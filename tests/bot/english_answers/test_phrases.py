"""The program's own sentences: into English, and back into the very Chinese they were made from."""

import pytest

from bot.english_answers.phrases import chinese_of, english_of, phrases
from bot.english_answers.slots import SLOTS
from bot.question.english import place_mentions

KNOWN = ["岚桥区", "汐川区", "云汀市"]


@pytest.mark.parametrize(
    "chinese",
    [
        "岚桥区降幅更大，相差1.7个百分点（10.6 - 8.9 = 1.7 个百分点）。",
        "2020年更高，相差约3.2亿元（6.4 - 3.2 = 3.2 亿元）。",
        "2021年目标更高，相差3.2亿元（6.4 - 3.2 = 3.2 亿元）。",
        "两者增幅相同。",
        "约占云汀市的20.6%（3 ÷ 2 × 100% ≈ 20.6%）。",
        "据此推算一季度为2.8%（3.8% - 1 = 2.8%）。",
        "这与数字不符：岚桥区降幅更大，相差1.7个百分点（10.6 - 8.9 = 1.7 个百分点）。",
        "汐川区更高，相差约2078家（3978 - 1900 = 2078 家）。",
        "增速由高到低：云汀市增长3%、岚桥区下降4.9%、汐川区下降5%。",
        "2处数值相同，均为3.2%。",
        "在给出可比数字的9个地区中，2025年地区生产总值增速目标最高的是西藏自治区（7%以上）、河北省（5.5%左右）。",
        "2025年地区生产总值增速目标为5%左右的有3个：河北省、山西省、陕西省。",
        "其次是云汀市（约3亿元）。",
        "据此推算全市为下降10.1%（10.8% - 0.7 = 10.1%）。",
        "据此推算下半年为446.7亿元（859.3 - 412.6 = 446.7 亿元）。",
        "据此推算上年约为3.2亿元（3 ÷ (1 - 4%) ≈ 3.2 亿元）。",
        "合计3.2亿元（1 + 2.2 = 3.2 亿元）。",
        "岚桥区平均每家约4.83万元（11.6亿元 ÷ 2.4万家 ≈ 4.83 万元）。",
        "云汀市约为岚桥区的3.21倍（3 ÷ 2 ≈ 3.21 倍）。",
        "岚桥区约占云汀市的10.1%（3 ÷ 2 × 100% ≈ 10.1%）。",
        "目标已完成，超过130个（2130 - 2000 = 130 个）。",
        "目标未完成，差130个（2130 - 2000 = 130 个）。",
        "关于岚桥区2022年的报告由岚桥区发展和改革委员会主任周闻笛作。",
    ],
)
def test_a_conclusion_is_the_same_after_it_went_into_english_and_back(chinese):
    english = english_of(chinese)
    assert english
    assert chinese_of(english, KNOWN) == chinese


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        (
            "没有收录海淀区的报告；已收录：岚桥区（2020年上半年、2021年）、云汀市（2020年）等9个地区。",
            "The library holds no report on Haidian District (海淀区). It holds Lanqiao District (岚桥区; "
            "first half of 2020, 2021) and Yunting City (云汀市; 2020) and more, 9 places in all.",
        ),
        (
            "没有收录岚桥区2019年的相关报告；已收录：岚桥区（2020年上半年）。",
            "The library holds no report that covers Lanqiao District (岚桥区) in 2019. It holds Lanqiao District "
            "(岚桥区; first half of 2020).",
        ),
        (
            "岚桥区2020年上半年、汐川区2020年的报告没有提到地区生产总值。",
            "The reports on Lanqiao District (岚桥区) in the first half of 2020 and Xichuan District (汐川区) in 2020 "
            "do not mention GDP.",
        ),
        ("岚桥区2020年的报告没有提到GDP。", "The reports on Lanqiao District (岚桥区) in 2020 do not mention GDP."),
        (
            "2025年GDP增速目标最高的是西藏自治区（7%以上）。",
            "The 2025 target for GDP growth is highest in Tibet (西藏自治区) 7%以上 (or more).",
        ),
        ("报告只给出目标，没有给出实际完成情况。", "The reports give only a target, not what was achieved."),
        ("问题中的“5%”与报告不符。", "The figure “5%” in the question does not agree with the reports."),
        (
            "问题说的是下降，报告给出的是增长。",
            "The question speaks of a fall; the report tells of a rise.",
        ),
        ("第二问：", "Question two:"),
    ],
)
def test_what_is_not_known_is_said_in_english(chinese, english):
    assert english_of(chinese) == english


def test_a_sentence_of_a_report_is_none_of_the_programs():
    assert english_of("岚桥区2022年上半年地区生产总值完成412.6亿元，同比增长3.8%。") is None


def test_a_name_that_is_no_place_keeps_its_sentence_chinese():
    assert english_of("没有收录某某的报告。") is None


@pytest.mark.parametrize("phrase", phrases(), ids=lambda phrase: phrase.english)
def test_both_sides_of_the_table_have_the_same_slots_and_no_word_that_is_a_place(phrase):
    assert set(phrase.in_chinese.groupindex) == set(phrase.in_english.groupindex) <= set(SLOTS)
    fixed = phrase.english.format(**dict.fromkeys(SLOTS, "…"))
    assert place_mentions(fixed, KNOWN) == []
