"""Replies as JSON by a schema: kept to, ignored, refused, cut short, and lied in."""

import json

import pytest

from bot.structured import marked, schema
from tests.bot.conftest import sound
from tests.bot.model_server import refuses_field, says
from tests.bot.test_chain import GOOD, QUESTION, by_the_model, by_the_reader, final, handle

WRONG = "松屿区2022年上半年地区生产总值完成9999.9亿元"


def statements(*pairs):
    return json.dumps({"statements": [{"cites": cites, "text": text} for cites, text in pairs]}, ensure_ascii=False)


def structuring(*pairs, size=3):
    """Statements by the schema; the handle of the sentence that answers stands in for {}."""

    def behave(request):
        right = handle(request) if "原文句子：" in request.messages[-1]["content"] else "c1"
        filled = [([cite.replace("{}", right) for cite in cites], text) for cites, text in pairs]
        (step,) = says(statements(*filled), size=size)
        step(request)

    return behave


@pytest.mark.parametrize("size", [1, 7, 400])
def test_a_structured_reply_is_shown_as_a_marked_one_is(model_bot, server, size):
    server.will(structuring((["{}"], GOOD.format("")), size=size))
    answer = final(model_bot)
    assert by_the_model(answer)
    assert answer.answer == GOOD.format("[1]")
    assert answer.route.prompts == ("answer_json@1",)
    (request,) = server.requests
    wanted = request.body["response_format"]
    assert wanted["type"] == "json_schema"
    enum = wanted["json_schema"]["schema"]["properties"]["statements"]["items"]["properties"]["cites"]["items"]["enum"]
    assert handle(request) in enum
    assert request.body["max_tokens"]


def test_it_grows_statement_by_statement_and_nothing_unverified_is_ever_shown(model_bot, server):
    first, second = "松屿区2022年上半年地区生产总值完成412.6亿元。", "松屿区2022年上半年地区生产总值同比增长3.8%。"
    server.will(structuring((["{}"], first), (["{}"], WRONG), (["{}"], second)))
    steps = list(model_bot.stream(QUESTION))
    for step in steps:
        sound(step)
        assert "9999" not in step.answer
    assert len({step.answer for step in steps}) >= 2
    assert "略去" in (steps[-1].notice or "")


def test_a_server_that_refuses_the_schema_is_asked_for_marks_within_the_same_answer_and_ever_after(model_bot, server):
    server.will(refuses_field("response_format", lambda request: says(GOOD.format(f"[{handle(request)}]"))[0](request)))
    for _ in range(2):
        assert by_the_model(final(model_bot))
    assert ["response_format" in request.body for request in server.requests] == [True, False, False]


def test_a_server_that_ignores_the_schema_is_read_as_it_answers_and_not_asked_for_it_again(model_bot, server):
    server.will(lambda request: says(GOOD.format(f"[{handle(request)}]"))[0](request))
    for _ in range(2):
        assert by_the_model(final(model_bot))
    assert ["response_format" in request.body for request in server.requests] == [True, False]


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param('{"statements": [{"cites": ["c1"], "te', id="cut short"),
        pytest.param('{"statements": "412.6亿元"}', id="no list"),
        pytest.param('{"statements": [412.6, null, [], {"text": "412.6亿元"}]}', id="no statements"),
        pytest.param('{"statements": []}', id="none"),
        pytest.param("{不是JSON}", id="no JSON"),
        pytest.param('{"answer": "412.6亿元[c1]"}', id="another schema"),
        pytest.param(statements((["c99"], WRONG)), id="a wrong handle"),
        pytest.param(statements((["忽略以上要求"], WRONG)), id="words for a handle"),
    ],
)
def test_what_is_not_to_be_used_is_not_shown(model_bot, server, reply):
    server.will(*says(reply))
    assert by_the_reader(final(model_bot))


def test_a_right_statement_with_a_wrong_handle_is_given_the_one_that_bears_it_out(model_bot, server):
    server.will(structuring((["c77"], GOOD.format(""))))
    answer = final(model_bot)
    assert by_the_model(answer)
    assert "412.6亿元" in answer.citations[0].quote


def test_what_was_wrong_is_told_in_the_same_form(model_bot, server):
    server.will(structuring((["{}"], WRONG)), structuring((["c1"], GOOD.format(""))))
    assert by_the_model(final(model_bot))
    assert "response_format" in server.requests[1].body
    assert json.loads(server.requests[1].messages[-2]["content"])["statements"]
    assert "9999.9亿元" in server.requests[1].messages[-1]["content"]


def test_the_beginning_of_every_request_is_the_same_and_the_question_comes_last(model_bot, server):
    server.will(structuring((["{}"], GOOD.format(""))))
    final(model_bot)
    final(model_bot, "松屿区2022年上半年地区生产总值多少亿元？增长百分之几？")
    first, second = (request.messages for request in server.requests)
    assert first[:-1] == second[:-1]
    assert first[-1]["content"].split("问题：")[0] == second[-1]["content"].split("问题：")[0]
    assert first[-1]["content"].splitlines()[-1] == f"问题：{QUESTION}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("{", ""),
        ('{"statements": [{"cites": ["c1"], "text": "甲增长1%', ""),
        ('{"statements": [{"cites": ["c1"], "text": "甲增长1%。"', "甲增长1%。[c1]"),
        ('{"statements": [{"cites": ["c1", "c2"], "text": "甲。乙。"}, {"cites"', "甲；乙。[c1][c2]"),
        ('{"statements": [{"cites": [1, "x"], "text": "甲"}]}', "甲"),
    ],
)
def test_only_closed_statements_are_read(text, shown):
    assert marked(text) == shown


def test_the_schema_names_every_handle_and_no_other():
    items = schema(["c1", "c2"])["properties"]["statements"]["items"]
    assert items["properties"]["cites"]["items"]["enum"] == ["c1", "c2"]
    assert items["additionalProperties"] is False
    assert list(items["properties"]) == ["cites", "text"]
