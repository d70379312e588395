import pytest

from bot.answer import Answer, Calculation, Check, Citation, Statement, Status
from bot.ui import answers, sources

REPORT = "0123456789abcdef"
CITATION = Citation(1, REPORT, "云泽.txt", "云泽县报告", "云泽县", "2023年上半年", ("一、经济",), 12, 30, "增长5.1%。")


def answer(*statements: Statement, status: Status = Status.ANSWERED, **more) -> Answer:
    return Answer("问", "答", status, statements, (CITATION,), **more)


def test_the_mark_stands_before_the_full_stop_and_the_check_after_it():
    shown = answers.answered(answer(Statement("增长5.1%。", (1,), Check.VERIFIED)))
    assert shown.index("gb-cite") < shown.index("。<span") < shown.index("✓")


def test_a_mark_carries_the_place_that_a_click_asks_for():
    token = answers.mark(CITATION).split('class="gb-cite ')[1].split('"')[0].replace("&#45;", "-")
    assert sources.parsed(token) == sources.Place(REPORT, 12, 30, 1)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.NOT_IN_LIBRARY, "未收录"),
        (Status.NOT_STATED, "报告未提及"),
        (Status.TARGET_ONLY, "仅有目标"),
        (Status.CORRECTED, "已更正"),
    ],
)
def test_what_is_not_simply_an_answer_says_so_in_words(status, words):
    assert f">{words}</div>" in answers.answered(answer(status=status))


def test_an_answer_that_is_one_carries_no_status():
    assert "gb-status" not in answers.answered(answer())


def test_a_remark_of_the_programs_own_is_not_shown_as_checked():
    shown = answers.answered(Answer("问", "答", Status.NOT_STATED, (Statement("报告没有提到。"),)))
    assert "gb-check" not in shown
    assert "已核对" not in shown


def test_a_statement_with_nothing_to_compare_is_told_apart_from_a_checked_one():
    pointing, checked = Statement("甲。", (1,), Check.POINTER_ONLY), Statement("增长5.1%。", (1,), Check.VERIFIED)
    shown = answers.answered(answer(pointing, checked))
    assert shown.count("gb-pointer_only") == shown.count("gb-verified") == 1
    assert "1 句仅指出处" in shown


def test_a_calculation_shows_its_formula():
    calculated = Statement("相差2亿元。", (1,), Check.VERIFIED, Calculation("5 - 3 = 2 亿元", (1,)))
    assert "5 &#45; 3 &#61; 2 亿元" in answers.answered(answer(calculated))


def test_a_formula_that_the_statement_spells_out_is_not_repeated():
    calculated = Statement("相差2亿元（5 - 3 = 2）。", (1,), Check.VERIFIED, Calculation("5 - 3 = 2", (1,)))
    assert answers.answered(answer(calculated)).count("5 &#45; 3 &#61; 2") == 1


def test_a_question_made_whole_is_told():
    assert "理解为：云泽县呢" in answers.answered(answer(understood="云泽县呢"))
    assert "理解为" not in answers.answered(answer())


def test_the_failure_of_the_model_is_told():
    assert "模型没有回答" in answers.answered(answer(notice="模型没有回答（超时），以下为原文摘答。"))


@pytest.mark.parametrize(
    "attack", ["<script>x</script>", "![x](http://a)", "[a](javascript:x)", "$$x$$", "${x}", "{{x}}"]
)
def test_signs_in_any_part_of_an_answer_are_shown_as_text(attack):
    citation = Citation(1, "ab", attack, attack, attack, attack, (attack,), 0, 1, attack)
    calculated = Statement(attack, (1,), Check.VERIFIED, Calculation(attack, (1,)))
    whole = Answer(
        "问", "答", Status.ANSWERED, (calculated,), (citation,), "model", attack, notice=attack, understood=attack
    )
    shown = answers.answered(whole)
    assert attack not in shown
    assert attack not in answers.asked(attack)
    assert attack not in answers.remark(attack)
