"""Questions that take something for granted, and the ways not to know, said in full."""

import pytest


@pytest.mark.parametrize(
    ("question", "claimed", "truth"),
    [
        ("松屿区2022年上半年地区生产总值达到500亿元，同比增长多少？", "500亿元", "412.6亿元"),
        ("松屿区2022年上半年固定资产投资增长9.9%的原因是什么？", "9.9%", "5.2%"),
        ("柳堤区2022年上半年城镇登记失业率为什么高达6.1%？", "6.1%", "3.42%"),
    ],
)
def test_a_false_premise_is_corrected_with_the_cited_truth(asked, question, claimed, truth):
    answer = asked(question)
    assert answer.status == "corrected"
    assert claimed in answer.statements[0].text
    assert "不符" in answer.statements[0].text
    assert answer.statements[0].citations == ()
    assert any(truth in statement.text and statement.citations for statement in answer.statements)


def test_a_true_premise_is_not_corrected(asked):
    answer = asked("松屿区2022年上半年地区生产总值412.6亿元，同比增长多少？")
    assert answer.status == "answered"
    assert "3.8%" in answer.answer


def test_a_remark_of_the_programs_own_cites_nothing(asked):
    for question in ("上海市2022年上半年GDP是多少？", "松屿区2022年上半年常住人口是多少？"):
        answer = asked(question)
        assert answer.status in ("not_in_library", "not_stated")
        assert [s.citations for s in answer.statements if s.calculation] == []
        assert answer.statements[0].citations == ()


def test_an_unread_period_is_answered_with_the_periods_there_are(asked):
    answer = asked("松屿区2018年新增停车位多少个？")
    assert answer.status == "not_in_library"
    assert "2018年" in answer.answer
    assert "2022年上半年" in answer.answer


def test_an_empty_library_says_so(tmp_path, monkeypatch, hash_embedder):
    from bot import settings
    from bot.bot import Bot

    monkeypatch.setattr("vectorstore.store.embedder", lambda *_, **__: hash_embedder)
    monkeypatch.chdir(tmp_path)
    bot = Bot(settings=settings.load(home=tmp_path / "home"))
    answer = bot.ask("松屿区2022年上半年GDP是多少？")
    bot.close()
    assert answer.status == "not_in_library"
    assert "收录" in answer.answer
    assert list(tmp_path.iterdir()) == []
