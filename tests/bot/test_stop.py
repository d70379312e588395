"""Stopping: whoever waits is woken, whenever the stop comes."""

import pytest
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda

from bot import stop
from bot.models import ModelError
from bot.streaming import pieces


def test_who_waits_when_it_is_set_is_woken_and_once():
    wanted, woken = stop.Stop(), []
    with wanted.waking(lambda: woken.append("甲")):
        wanted.set()
        wanted.set()
    assert (woken, wanted.is_set()) == (["甲"], True)


def test_who_comes_after_it_was_set_is_woken_at_once():
    wanted, woken = stop.Stop(), []
    wanted.set()
    with wanted.waking(lambda: woken.append("甲")):
        assert woken == ["甲"]


def test_who_has_left_is_not_woken():
    wanted, woken = stop.Stop(), []
    with wanted.waking(lambda: woken.append("甲")):
        pass
    wanted.set()
    assert woken == []


def test_an_answer_is_governed_by_the_stop_around_it():
    wanted = stop.Stop()
    with stop.stoppable(wanted):
        assert stop.current() is wanted
    assert stop.current() is not wanted


def test_a_model_is_not_asked_for_an_answer_that_was_stopped_before():
    wanted = stop.Stop()
    wanted.set()

    def refuse(_: str) -> AIMessage:
        pytest.fail("the model was asked")

    chain: RunnableLambda[str, AIMessage] = RunnableLambda(refuse)
    with stop.stoppable(wanted), pytest.raises(ModelError, match="已停止"):
        next(pieces(chain, "问", 1e9))
