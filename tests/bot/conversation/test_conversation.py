"""Conversations as plain data, and sessions that ask, edit and answer anew."""

import json

import pytest

from bot.answer import Answer, Status
from bot.conversation import (
    History,
    Narrowing,
    Session,
    Turn,
    before,
    begun,
    narrowed,
    renamed,
    with_answer,
    with_turn,
)
from bot.conversation.kept import conversation_from
from vectorstore.errors import GongbaoError

GDP = "岚桥区2024年上半年GDP是多少？"


def turn(question: str) -> Turn:
    return Turn(question, question, Answer(question, "答", Status.ANSWERED))


def of(*questions: str):
    conversation = begun()
    for question in questions:
        conversation = with_turn(conversation, turn(question))
    return conversation


def asked(conversation) -> list[str]:
    return [each.question for each in conversation.turns]


def test_a_turn_is_added_to_a_new_conversation_and_the_old_one_stays():
    one = of("一")
    two = with_turn(one, turn("二"))
    assert (asked(one), asked(two)) == (["一"], ["一", "二"])
    assert two.id == one.id
    assert two.turns[1].asked


def test_the_first_question_is_the_title_shortened_to_a_line():
    assert of("甲\n乙", "丙").title == "甲 乙"
    assert len(of("长" * 100).title) == 40


def test_editing_a_turn_drops_it_and_all_later_ones():
    assert asked(before(of("一", "二", "三"), 2)) == ["一"]


def test_answering_a_turn_anew_keeps_the_later_ones():
    assert asked(with_answer(of("一", "二", "三"), 2, turn("二之二"))) == ["一", "二之二", "三"]


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_turn_that_is_not_there_is_refused(number):
    with pytest.raises(GongbaoError, match=f"没有第 {number} 问"):
        before(of("一", "二"), number)


def test_narrowing_replaces_what_was_narrowed_to_before():
    once = narrowed(of("一"), reports=["a"], places=["岚桥区"])
    assert once.narrowing == Narrowing(("a",), ("岚桥区",))
    assert not narrowed(once).narrowing


def test_a_blank_title_is_refused():
    with pytest.raises(GongbaoError, match="标题是空的"):
        renamed(of("一"), "  ")


def test_ids_differ_and_sort_by_day():
    assert len({begun().id for _ in range(50)}) == 50


def test_what_is_written_as_json_is_read_back_the_same(talk):
    conversation = talk(GDP, "那汐川区呢？", "哪个更高？").conversation
    assert conversation_from(json.loads(json.dumps(conversation.as_json()))) == conversation


def test_a_stream_that_is_closed_before_its_end_leaves_no_turn(talk):
    session = talk()
    steps = session.stream(GDP, mode="reader")
    next(steps)
    steps.close()
    assert session.conversation.turns == ()


def test_an_edited_question_is_answered_and_what_followed_is_gone(talk):
    session = talk(GDP, "那汐川区呢？", "增速呢？")
    answer = session.edit(2, "失业率呢？", mode="reader")
    assert "2.91" in answer.answer
    assert asked(session.conversation) == [GDP, "失业率呢？"]


def test_what_followed_an_edited_question_is_asked_again_where_that_is_wanted(talk):
    session = talk(GDP, "那汐川区呢？", "增速呢？")
    session.edit(1, "岚桥区2024年上半年固定资产投资是多少？", again=True, mode="reader")
    assert [each.whole for each in session.conversation.turns] == [
        "岚桥区2024年上半年固定资产投资是多少？",
        "汐川区2024年上半年固定资产投资是多少？",
        "汐川区2024年上半年固定资产投资增速是多少？",
    ]


def test_a_turn_is_answered_anew_over_the_reports_chosen_since(sample_bot, talk):
    session = talk("上半年GDP是多少？")
    xichuan = next(
        c.id for c in sample_bot.store.library.reports() if c.place == "汐川区" and c.period == "2023年上半年"
    )
    session.narrow(reports=[xichuan[:8]])
    answer = session.regenerate(mode="reader")
    assert [citation.report for citation in answer.citations] == [xichuan]
    assert len(session.conversation.turns) == 1
    assert session.conversation.narrowing == Narrowing((xichuan,))


def test_a_report_that_is_not_there_is_refused_when_narrowing(talk):
    with pytest.raises(GongbaoError):
        talk().narrow(reports=["zz"])


@pytest.mark.parametrize("act", [lambda s: s.regenerate(), lambda s: s.edit(1, "问"), lambda s: s.ask("  ")])
def test_a_refusal_changes_nothing(talk, act):
    session = talk()
    with pytest.raises(GongbaoError):
        act(session)
    assert session.conversation.turns == ()


def test_a_kept_conversation_goes_on_in_another_process(sample_bot, tmp_path):
    history = History(tmp_path)
    first = Session(sample_bot, None, history)
    first.ask(GDP, mode="reader")
    second = Session(sample_bot, History(tmp_path).get(first.conversation.id), history)
    assert second.ask("那汐川区呢？", mode="reader").understood == "汐川区2024年上半年GDP是多少？"
    assert asked(history.get(first.conversation.id)) == [GDP, "那汐川区呢？"]


def test_two_sessions_over_one_conversation_lose_no_turn(sample_bot, tmp_path):
    history = History(tmp_path)
    one = Session(sample_bot, None, history)
    one.ask(GDP, mode="reader")
    other = Session(sample_bot, history.get(one.conversation.id), history)
    one.ask("那汐川区呢？", mode="reader")
    other.ask("失业率呢？", mode="reader")
    assert asked(history.get(one.conversation.id)) == [GDP, "那汐川区呢？", "失业率呢？"]


def test_the_bot_keeps_conversations_in_its_home_unless_told_not_to(sample_bot):
    session = sample_bot.converse()
    session.ask(GDP, mode="reader")
    number = session.conversation.id
    assert sample_bot.converse(number[:-2]).conversation == session.conversation
    assert sample_bot.converse(number, keep=False).history is None
    with pytest.raises(GongbaoError, match="没有这个对话"):
        sample_bot.converse("nosuch")
