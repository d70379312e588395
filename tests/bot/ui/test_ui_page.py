import asyncio
import threading
from types import SimpleNamespace

import pytest

from bot.answer import Answer, Check, Citation, Statement, Status
from bot.question import understand
from bot.ui.page import Page
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


def page_of(bot):
    return Page(bot).replies


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
    assert bot.asked == [
        ("增长多少？", {"places": ("云泽县",), "periods": ("2023年",), "reports": (), "k": None, "mode": "reader"})
    ]


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
