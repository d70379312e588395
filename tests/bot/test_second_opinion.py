"""When a model is asked to judge, what its judgement changes, and what it never does."""

import pytest

from bot.answer import Check, Task
from bot.bot import Bot
from tests.bot.conftest import LANJIANG_HALF, sound
from tests.bot.model_server import hangs, refuses, refuses_field, says, sends, weighs
from vectorstore.ingest import ingest

ABSTAINED = "松屿区2022年上半年哪家人工智能独角兽公司搬来了新总部？"
"""The reader covers too little of it to answer; the report does answer."""
MISTAKEN = "松屿区2022年上半年邻里驿站一共帮到了多少街坊邻居？"
"""The reader gives the number of stations (18家) for that of neighbours (约2.3万人次)."""
SEVERAL = "松屿区2022年上半年新增停车位和城镇登记失业率分别是多少？"
"""The reader tells one stretch for each."""
SURE = "松屿区2022年上半年地区生产总值是多少？"


def judged(bot, question):
    answers = list(bot.stream(question))
    for answer in answers:
        sound(answer)
    return answers[-1]


def test_the_questions_of_these_tests_are_those_the_reader_is_unsure_of(judged_bot):
    assert judged_bot.ask(ABSTAINED, mode="reader").status == "not_stated"
    assert "18家" in judged_bot.ask(MISTAKEN, mode="reader").answer


def test_a_stretch_that_surely_answers_lifts_an_abstention(judged_bot, server):
    server.will(weighs("远帆智能"))
    answer = judged(judged_bot, ABSTAINED)
    assert (answer.status, answer.mode, answer.model, answer.notice) == ("answered", "model", "probe-1", None)
    assert "引进“远帆智能”区域总部" in answer.answer
    assert answer.statements[0].status is Check.VERIFIED
    assert answer.route is not None
    assert (answer.route.task, answer.route.prompts) == (Task.JUDGE, ("judge@1",))


def test_a_stretch_that_answers_better_takes_the_place_of_the_readers(judged_bot, server):
    server.will(weighs("2.3万人次"))
    answer = judged(judged_bot, MISTAKEN)
    assert (answer.status, answer.mode) == ("answered", "model")
    assert "2.3万人次" in answer.answer


@pytest.mark.parametrize("margin", [0.5, 2.0, 2.9])
def test_a_doubtful_yes_changes_nothing(judged_bot, server, margin):
    server.will(weighs("远帆智能", margin=margin))
    answer = judged(judged_bot, ABSTAINED)
    assert (answer.status, answer.mode) == ("not_stated", "reader")


def test_an_abstention_stays_where_no_stretch_answers(judged_bot, server):
    server.will(weighs())
    answer = judged(judged_bot, ABSTAINED)
    assert (answer.status, answer.mode, answer.model, answer.notice) == ("not_stated", "reader", None, None)


def test_an_answer_that_the_model_confirms_stays_the_readers(judged_bot, server):
    server.will(weighs("18家"))
    answer = judged(judged_bot, MISTAKEN)
    assert (answer.mode, answer.model, answer.notice) == ("reader", None, None)
    assert "18家" in answer.answer
    assert len(server.requests) == 1


def test_an_answer_that_is_none_is_withdrawn_and_that_is_said(judged_bot, server):
    server.will(weighs())
    answer = judged(judged_bot, MISTAKEN)
    assert (answer.status, answer.mode) == ("not_stated", "model")
    assert "18家" in (answer.notice or "")
    assert "18家" not in answer.answer


def test_of_several_stretches_one_that_may_answer_keeps_them_all(judged_bot, server):
    server.will(weighs("3.17%"))
    answer = judged(judged_bot, SEVERAL)
    assert (answer.mode, answer.notice) == ("reader", None)
    assert "1240个" in answer.answer
    assert "3.17%" in answer.answer
    assert len(server.requests) <= len(answer.statements)


def test_several_stretches_none_of_which_answers_are_withdrawn_and_that_is_said(judged_bot, server):
    server.will(weighs())
    answer = judged(judged_bot, SEVERAL)
    assert (answer.status, answer.mode) == ("not_stated", "model")
    assert "最相近的原文是“" in (answer.notice or "")
    server.will(refuses_field("logprobs", weighs()))
    assert judged(judged_bot, SEVERAL).mode == "reader"  # a bare no withdraws nothing


@pytest.mark.parametrize(("margin", "status"), [(3.5, "not_stated"), (5.5, "answered")])
def test_a_growth_lifts_an_abstention_on_a_level_only_where_the_model_is_certain(
    judged_bot, server, monkeypatch, tmp_path, hash_embedder, margin, status
):
    monkeypatch.setattr("vectorstore.store.embedder", lambda *_, **__: hash_embedder)
    monkeypatch.setattr("bot.reader.Reader.suffices", lambda *_: False)
    report = tmp_path / "澜江市.txt"
    report.write_text(LANJIANG_HALF.replace("完成1850.4亿元,", ""), "utf-8")
    server.will(weighs("地区生产总值同比增长4.1%", margin=margin))
    with Bot(settings=judged_bot.settings.model_copy(update={"home": tmp_path / "home"})) as bot:
        ingest([report], bot.store)
        assert bot.ask("澜江市2022年上半年做出来多少地区生产总值？").status == status
    assert server.requests


@pytest.mark.parametrize(
    "question",
    [
        SURE,
        "上海市2022年上半年地区生产总值是多少？",
        "松屿区2022年上半年实际改造了多少个老旧小区？",
        "松屿区和柳堤区2022年上半年地区生产总值相差多少？",
        "松屿区2022年上半年存在哪些主要问题？",
        "松屿区和柳堤区2022年上半年新增停车位各多少个？",
    ],
)
def test_the_model_is_not_asked_where_it_adds_nothing_and_why_is_told(judged_bot, server, question):
    server.will(refuses(500))
    answer = judged(judged_bot, question)
    assert (answer.mode, answer.model, answer.notice) == ("reader", None, None)
    assert server.requests == []
    assert answer.route is not None
    assert answer.route.task is Task.SKIP
    assert answer.route.why


def test_without_a_model_there_is_no_route(library_bot):
    assert library_bot.ask(SURE).route is None


def test_odds_are_asked_for_once_where_the_server_refuses_them(judged_bot, server):
    server.will(refuses_field("logprobs", weighs("18家")))
    for _ in range(2):
        answer = judged(judged_bot, MISTAKEN)
        assert "18家" in answer.answer
    assert [("logprobs" in request.body) for request in server.requests] == [True, False, False]


def test_without_odds_a_bare_no_withdraws_nothing_and_a_bare_yes_needs_more_of_the_words(judged_bot, server):
    server.will(refuses_field("logprobs", weighs("远帆智能", "澄湖大厦")))
    assert judged(judged_bot, MISTAKEN).mode == "reader"
    lifted = judged(judged_bot, ABSTAINED)
    assert lifted.status == "answered"
    assert "远帆智能" in lifted.answer


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        pytest.param(refuses(401), "密钥不被接受", id="401"),
        pytest.param(refuses(500), "服务器出错", id="500"),
        pytest.param(says("也许吧")[0], "不是", id="no judgement"),
        pytest.param(says("")[0], "不是", id="nothing"),
        pytest.param(sends("data: {broken\n\n"), "无法读取", id="malformed"),
    ],
)
def test_when_the_judge_fails_the_readers_answer_stands_and_that_is_said(judged_bot, server, behaviour, words):
    server.will(behaviour)
    answer = judged(judged_bot, MISTAKEN)
    assert answer.mode == "reader"
    assert "18家" in answer.answer
    assert words in (answer.notice or "")


def test_the_time_limit_holds_for_all_judgements_together(judged_bot, server, monkeypatch):
    from bot import settings

    monkeypatch.setenv("GONGBAO_MODEL_TIMEOUT", "0.4")
    monkeypatch.setattr(judged_bot, "settings", settings.load(home=judged_bot.settings.home))
    server.will(hangs("headers"))
    answer = judged(judged_bot, MISTAKEN)
    assert answer.mode == "reader"
    assert "超时" in (answer.notice or "")
    assert len(server.requests) == 1


def test_every_judgement_has_the_same_beginning_and_its_question_last(judged_bot, server):
    server.will(weighs())
    judged(judged_bot, MISTAKEN)
    beginnings = {str(request.messages[:-1]) for request in server.requests}
    assert len(server.requests) > 1
    assert len(beginnings) == 1
    for request in server.requests:
        assert request.messages[-1]["content"].splitlines()[-1].startswith("问题：松屿区2022年上半年邻里驿站")
