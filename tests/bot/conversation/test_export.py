"""Conversations as documents."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.answer import Answer, Calculation, Check, Citation, Statement, Status
from bot.conversation import Turn, begun, narrowed, with_turn
from bot.conversation.export import as_json, as_markdown, escaped

CITATION = Citation(
    1, "ab", "岚桥.txt", "岚桥区报告", "岚桥区", "2024年", ("一、经济", "（一）工业"), 0, 4, "增长5.6%。", 3
)
ATTACKS = [
    "<script>alert(1)</script>",
    "![图](http://a.example/x.png)",
    "[点](javascript:alert(1))",
    "<http://a.example>",
    "http://a.example/x",
    "www.a.example",
    "a@b.example",
    "`code` **粗** _斜_ ~~删~~",
    "$$x$$ $y$",
    "&lt;img&gt; &#60;b&#62;",
    "# 标题",
    "- 一\n- 二",
    "1. 一",
    "> 引",
    "| a | b |\n|---|---|",
    "[^1-1]: 假的",
    "[x]: http://a.example\n[x]",
    "\\<b\\>",
    "a\u2028<b>\u0000",
    "---",
    "===",
    "```\nx\n```",
]


def conversation(text: str = "问", **fields):
    citation = Citation(1, "ab", text, text, text, text, (text,), 0, 1, text)
    statements = (Statement(text, (1,), Check.VERIFIED, Calculation(text + "=", (1,))),)
    answer = Answer(text, text, Status.ANSWERED, statements, (citation,), **fields)
    return with_turn(begun(), Turn(text, text, answer))


def html(markdown: str) -> str:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
    return str(parser.render(markdown))


def test_questions_answers_and_footnotes_are_there():
    answer = Answer(
        "那岚桥区呢？",
        "",
        Status.ANSWERED,
        (Statement("岚桥区增长5.6%。", (1,), Check.VERIFIED),),
        (CITATION,),
        understood="岚桥区2024年GDP增长多少？",
    )
    shown = as_markdown(
        narrowed(with_turn(begun(), Turn("那岚桥区呢？", answer.understood or "", answer)), places=["岚桥区"])
    )
    for words in (
        "## 1. 那岚桥区呢？",
        "理解为：岚桥区2024年GDP增长多少？",
        "岚桥区增长5.6%[^1-1]。",
        "[^1-1]: 岚桥区报告 › 一、经济 › （一）工业，第 3 页（岚桥.txt）：“增长5.6%。”",
        "范围：岚桥区",
        "原文摘答",
    ):
        assert words in shown


def test_every_mark_has_its_footnote(talk):
    session = talk("岚桥区2024年上半年GDP是多少？", "和汐川区比呢？", "海淀区呢？")
    shown = as_markdown(session.conversation)
    marks = set(re.findall(r"\[\^\d+-\d+\](?!:)", shown))
    assert marks == set(re.findall(r"^(\[\^\d+-\d+\]):", shown, re.MULTILINE))
    assert len(marks) > 2
    assert "未作答" in shown


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_users_and_reports_wrote_is_shown_as_the_text_it_is(attack):
    shown = html(as_markdown(conversation(attack, notice=attack, understood=attack, mode="model", model=attack)))
    tags = set(re.findall(r"<(\w+)", shown))
    assert tags <= {"h1", "h2", "p", "em"}


@pytest.mark.parametrize(
    "address", ["http://a.example/x", "HTTPS://A.EXAMPLE", "www.a.example", "a@b.example", "ftp://a.b"]
)
def test_no_address_is_left_for_readers_that_make_links_of_bare_ones(address):
    assert not re.search(r"(?i)(https?|ftp):|www\.|\w@", escaped(address))


@given(st.text())
def test_any_text_stays_on_one_line_without_tags(text):
    line = escaped(text)
    assert "\n" not in line
    assert "<" not in html(line).removeprefix("<p>").removesuffix("</p>\n")


def test_json_holds_the_answers_in_the_contracts_form(talk):
    session = talk("岚桥区2024年上半年GDP是多少？")
    (turn,) = json.loads(as_json(session.conversation))["turns"]
    assert turn["answer"] == json.loads(json.dumps(session.conversation.turns[0].answer.as_json()))
