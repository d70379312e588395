import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.question.spelling import mend

LIBRARY = (
    "云汀区上半年完成核酸检测十万人，日最大核酸检测能力增至五万份。社会消费品零售总额完成三十亿元，"
    "固定资产投资和建安投资保持增长，新增停车位一百个，为企业减免租金，完成棚户区改造。"
    "垃圾分类成效明显，城镇登记失业率保持稳定，新兴市场不断壮大，东城区与朝阳区经验得到推广。"
)
GRAMS = frozenset(LIBRARY[i : i + size] for size in (2, 3, 4) for i in range(len(LIBRARY) - size + 1))
LEXICON_WORDS = (
    "东城区 朝阳区 西城区 海淀区 石河市 兴城市 核酸检测 零售 社会消费品零售总额 固定资产投资 建安投资 投资 停车位 租金 "
    "棚户区改造 垃圾分类 失业率 登记失业率 事业 一季度 十月 再就业 新星"
)
LEXICON = frozenset(LEXICON_WORDS.split())


def mended(question: str) -> str:
    return mend(question, GRAMS.__contains__, LEXICON)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("东城上半年合酸检测了多少人份?", "东城上半年核酸检测了多少人份?"),
        ("核算监测了多少", "核酸检测了多少"),
        ("东成区调配了多少口罩", "东城区调配了多少口罩"),
        ("朝杨区2020年GDP", "朝阳区2020年GDP"),
        ("社会消费品另售总额", "社会消费品零售总额"),
        ("固定资产头资", "固定资产投资"),
        ("建安头资完成多少", "建安投资完成多少"),
        ("减免祖金多少", "减免租金多少"),
        ("新增停车卫多少个", "新增停车位多少个"),
        ("实业率", "失业率"),
        ("西成区GDP", "西城区GDP"),
        ("棚护区改造", "棚户区改造"),
        ("垃圾份类", "垃圾分类"),
    ],
)
def test_a_homophone_is_mended_to_what_the_library_or_the_lexicon_says(typed: str, meant: str) -> None:
    assert mended(typed) == meant


def test_tongue_and_nose_sounds_count_as_one() -> None:
    assert mended("朝杨区") == mended("朝样区") == "朝阳区"
    assert mended("东层区与东城区") == "东城区与东城区"


@pytest.mark.parametrize(
    ("typed", "meant"), [("朝扬区", "朝阳区"), ("固定资产没资", "固定资产没资"), ("拆城区", "拆城区")]
)
def test_nearly_the_same_shape_is_mended_and_another_shape_is_not(typed: str, meant: str) -> None:
    assert mended(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "东城区2020上半年核酸检测了多少人份?",
        "石河市合作社有多少",
        "友好型城市建设情况",
        "实业发展得怎么样",
        "海淀区2020年上半年GDP是多少?",
        "以季度计",
        "四月和是月",
        "在就业方面做了什么",
        "",
        "What is GDP?",
    ],
)
def test_what_is_spelt_right_or_may_be_stays(question: str) -> None:
    assert mended(question) == question


def test_a_stretch_the_library_knows_is_never_touched() -> None:
    assert mend("东成区", frozenset(("东成区",)).__contains__, LEXICON) == "东成区"
    assert mend("南东成区", frozenset(("南东成区",)).__contains__, LEXICON) == "南东成区"


def test_two_equal_candidates_leave_the_question_alone() -> None:
    assert mend("朝杨区", lambda _: False, {"朝阳区", "朝洋区"}) == "朝杨区"
    assert mend("朝杨区", {"朝阳区"}.__contains__, {"朝阳区", "朝洋区"}) == "朝阳区"


def test_nothing_is_mended_without_a_lexicon() -> None:
    assert mend("东成区", lambda _: False, ()) == "东成区"


@given(st.text(alphabet="东西城成区合核酸检测头投资0123456789.%一二三四万亿年月，? aG", max_size=24))
def test_length_figures_and_everything_that_is_not_chinese_stay(question: str) -> None:
    kept = "0123456789.%一二三四万亿，? aG"
    result = mended(question)
    assert len(result) == len(question)
    assert [(i, c) for i, c in enumerate(result) if c in kept] == [(i, c) for i, c in enumerate(question) if c in kept]


@given(st.integers(0, len(LIBRARY)), st.integers(2, 30))
def test_the_library_s_own_words_are_never_mended(start: int, size: int) -> None:
    text = LIBRARY[start : start + size]
    assert mended(text) == text
