import asyncio
import json
import threading
from types import SimpleNamespace

import pytest

from bot.answer import Answer, Check, Citation, Statement, Status
from bot.conversation import History
from bot.question import understand
from bot.ui.page import Page
from tests.bot.model_server import until_hung_up
from vectorstore.errors import GongbaoError, StoreError

VISITOR = SimpleNamespace(session_hash="visitor")
CHAT, QUESTION, SOURCE, TABS, ASK, STOP, ACTIONS, EDIT, EDITING, TALK = range(10)


class Books:
    """A library of one report, or one that can't be read."""

    def __init__(self, report, error=None):
        self.held, self.error = report, error

    def report(self, _):
        return self.held

    def reports(self):
        if self.error:
            raise self.error
        return []


class StandIn:
    """A bot that gives the answers it was made with, or fails."""

    def __init__(self, report, given=(), model=None, error=None):
        self.given, self.error, self.asked = given, error, []
        self.settings = SimpleNamespace(model=model)
        self.store = SimpleNamespace(library=Books(report, error))

    def holdings(self, reports=()):
        return []

    def understand(self, text, held):
        return understand(text)

    def stream(self, question, **how):
        self.asked.append((question, how))
        yield from self.given
        if self.error:
            raise self.error


@pytest.fixture(autouse=True)
def event_loop(monkeypatch):
    """Gradio makes event loops for its locks and never closes them: it is given one that will be."""
    loop = asyncio.new_event_loop()
    monkeypatch.setattr(asyncio, "new_event_loop", lambda: loop)
    yield
    asyncio.set_event_loop(None)
    loop.close()


def whole_page_of(bot):
    return Page(bot)


def page_of(bot, history=None):
    return Page(bot, history).replies


def answer_steps(
    replies, question, places=(), periods=(), reports=(), mode="reader", editing=0, talk=None, messages=()
):
    return replies.answer(question, places, periods, reports, mode, editing, talk, list(messages), VISITOR)


@pytest.fixture
def report(make_report):
    return make_report("全县平稳。增长5.1%,好于预期。")


@pytest.fixture
def answer(report):
    start = report.text.index("增长")
    citation = Citation(1, report.id, "a", "b", "c", "d", (), start, len(report.text), report.text[start:])
    return Answer("问", "答", Status.ANSWERED, (Statement("增长5.1%。", (1,), Check.VERIFIED),), (citation,))


def last_message(step):
    return step[CHAT][-1]["content"]


def test_an_answer_comes_with_its_first_source(report, answer):
    *_, last = answer_steps(page_of(StandIn(report, [answer])), "增长多少？")
    assert "gb-cite" in last_message(last)
    assert "<mark>增长5" in last[SOURCE]


def test_filters_and_mode_reach_the_bot(report, answer):
    bot = StandIn(report, [answer])
    list(answer_steps(page_of(bot), " 增长多少？ ", ["云泽县"], ["2023年"], mode="model"))
    [(question, asked)] = bot.asked
    assert question == "增长多少？"
    assert (asked["places"], asked["periods"], asked["mode"]) == (("云泽县",), ("2023年",), "reader")


def test_while_a_model_writes_each_step_is_shown_and_it_can_be_stopped(report, answer):
    page = page_of(StandIn(report, [answer, answer], model="m"))
    steps = list(answer_steps(page, "增长多少？", mode="model"))
    assert [(step[ASK].visible, step[STOP].visible) for step in (steps[0], steps[-1])] == [(False, True), (True, False)]
    assert ["正在写" in last_message(step) for step in steps] == [False, True, True, False]


def test_a_model_that_is_stopped_leaves_what_it_wrote_and_a_word_of_it(report, answer):
    closed = threading.Event()

    def endless():
        try:
            while True:
                yield answer
        finally:
            closed.set()

    page = page_of(StandIn(report, endless(), model="m"))
    steps = answer_steps(page, "增长多少？", mode="model")
    next(steps), next(steps)
    page.stop(SimpleNamespace(session_hash="somebody else"))
    next(steps)
    page.stop(VISITOR)
    *_, last = steps
    written, stopped = (message["content"] for message in last[CHAT][-2:])
    assert "gb-cite" in written
    assert "已停止" in stopped
    assert last[ASK].visible
    assert closed.wait(10)


@pytest.mark.parametrize("before", ["nothing", "松屿区"])
def test_a_model_that_is_stopped_loses_its_connection_at_once(model_bot, server, before):
    gone = threading.Event()
    server.will(until_hung_up(gone, before))
    page = page_of(model_bot)
    steps = answer_steps(page, "松屿区2022年上半年地区生产总值是多少？", mode="model")
    next(steps)
    rest = []
    answering = threading.Thread(target=lambda: rest.extend(steps), daemon=True)
    answering.start()
    while not server.requests:
        server.release.wait(0.02)
    page.stop(VISITOR)
    answering.join(10)
    assert "已停止" in last_message(rest[-1])
    assert gone.wait(10)


def test_what_was_said_before_stays(report, answer):
    before = [{"role": "user", "content": "前"}, {"role": "assistant", "content": "后"}]
    *_, last = answer_steps(page_of(StandIn(report, [answer])), "增长多少？", messages=before)
    assert last[CHAT][:2] == before
    assert len(last[CHAT]) == 4


@pytest.mark.parametrize("question", ["", "  \n", None, "长" * 2001])
def test_a_question_that_is_none_changes_nothing_and_is_refused_in_one_line(report, question, monkeypatch):
    told = []
    monkeypatch.setattr("gradio.Warning", lambda words, **_: told.append(words))
    bot = StandIn(report)
    (step,) = answer_steps(page_of(bot), question)
    assert not any(isinstance(part, list | str) for part in step)
    assert len(told) == 1
    assert not bot.asked


def test_a_refusal_is_one_line_in_the_chat(report):
    bot = StandIn(report, error=GongbaoError("库坏了：请<b>修</b>"))
    *_, last = answer_steps(page_of(bot), "增长多少？")
    assert "库坏了：请&#60;b&#62;" in last_message(last)


def test_an_error_nobody_foresaw_is_one_line_too_and_is_logged(report, caplog):
    bot = StandIn(report, error=ZeroDivisionError("secret"))
    *_, last = answer_steps(page_of(bot), "增长多少？")
    assert "程序内部出错" in last_message(last)
    assert "secret" not in last_message(last)
    assert "secret" in caplog.text


def test_a_library_that_can_not_be_read_is_told_where_the_reports_would_stand(report):
    page = whole_page_of(StandIn(report, error=StoreError("目录库已损坏")))
    assert "目录库已损坏" in page.opened()[0]


def test_an_empty_library_says_how_to_add_reports(report):
    assert "gongbao ingest" in whole_page_of(StandIn(report)).opened()[0]


def test_the_mode_can_be_chosen_only_where_a_model_is_configured(report):
    assert not whole_page_of(StandIn(report)).mode.visible
    assert whole_page_of(StandIn(report, model="m")).mode.visible


def talk_after(replies, *questions, **how):
    """The conversation after these questions."""
    talk = None
    for question in questions:
        *_, last = answer_steps(replies, question, talk=talk, **how)
        talk = last[TALK]
    return talk


def test_each_answer_is_a_turn_of_the_visitors_conversation(report, answer):
    talk = talk_after(page_of(StandIn(report, [answer])), "一？", "二？")
    assert [turn.question for turn in talk.turns] == ["一？", "二？"]


def test_a_refused_question_is_no_turn(report):
    replies = page_of(StandIn(report, error=GongbaoError("坏")))
    assert talk_after(replies, "一？").turns == ()


def test_conversations_are_kept_where_there_is_a_history(report, answer, tmp_path):
    history = History(tmp_path)
    talk = talk_after(page_of(StandIn(report, [answer]), history), "一？")
    assert history.get(talk.id) == talk


def test_a_stopped_answer_is_a_turn_that_says_so(report, answer):
    def endless():
        while True:
            yield answer

    replies = page_of(StandIn(report, endless(), model="m"))
    steps = answer_steps(replies, "增长多少？", mode="model")
    next(steps), next(steps)
    replies.stop(VISITOR)
    *_, last = steps
    assert "已停止" in (last[TALK].turns[0].answer.notice or "")


def test_an_edited_question_takes_the_place_of_the_last_one(report, answer):
    replies = page_of(StandIn(report, [answer]))
    talk = talk_after(replies, "一？", "二？")
    box, _, editing = replies.edit(0, talk)
    assert (box, editing) == ("二？", 2)
    first, *_, last = answer_steps(replies, "三？", talk=talk, editing=editing)
    assert [turn.question for turn in last[TALK].turns] == ["一？", "三？"]
    assert len(last[CHAT]) == 4
    assert first[EDITING] == 0
    assert replies.edit(2, talk)[2] == 0
    assert replies.edit(0, None)[2] == 0


def test_the_last_question_is_answered_again_over_what_is_chosen_now(report, answer):
    bot = StandIn(report, [answer])
    replies = page_of(bot)
    talk = talk_after(replies, "一？", "二？")
    *_, last = replies.again(["云泽县"], [], ["ab"], "reader", talk, VISITOR)
    assert bot.asked[-1][0] == "二？"
    assert (bot.asked[-1][1]["places"], bot.asked[-1][1]["reports"]) == (("云泽县",), ("ab",))
    assert [turn.question for turn in last[TALK].turns] == ["一？", "二？"]
    assert len(last[CHAT]) == 4


def test_without_a_question_there_is_nothing_to_answer_again_or_to_export(report, monkeypatch):
    told = []
    monkeypatch.setattr("gradio.Warning", lambda words, **_: told.append(words))
    replies = page_of(StandIn(report))
    (step,) = replies.again([], [], [], "reader", None, VISITOR)
    assert not any(isinstance(part, list | str) for part in step)
    assert replies.exported(None) == ""
    assert len(told) == 2


def test_the_conversation_goes_to_the_browser_as_markdown(report, answer):
    replies = page_of(StandIn(report, [answer]))
    talk = talk_after(replies, "增长多少？")
    document = json.loads(replies.exported(talk))
    assert talk.id in document["name"]
    assert "## 1. 增长多少？" in document["content"]


def test_a_new_conversation_empties_the_chat(report):
    step = page_of(StandIn(report)).begin()
    assert (step[CHAT], step[TALK], step[EDITING]) == ([], None, 0)
