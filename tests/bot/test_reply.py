"""What models put around their answers."""

import pytest

from bot import reply

ANSWER = "松屿区地区生产总值412.6亿元[c1]。"


@pytest.mark.parametrize(
    "written",
    [
        ANSWER,
        f"\n\n{ANSWER}\n",
        f"<think>先看c1，约400亿元[c2]。</think>\n\n{ANSWER}",
        f"<think>\n第一行\n第二行\n</think>{ANSWER}",
        f"<thinking>……</thinking>{ANSWER}",
        f"没有开头标签的思考[c9]。</think>\n{ANSWER}",
        f"<think>一</think><think>二</think>{ANSWER}",
        f"```\n{ANSWER}\n```",
        f"```markdown\n{ANSWER}\n```",
        "松屿区地区生产总值**412.6亿元**[c1]。",
        f"- {ANSWER}",
        f"1. {ANSWER}",
        f"1、{ANSWER}",
        f"（1）{ANSWER}",
        f"### {ANSWER}",
        f"> {ANSWER}",
    ],
)
def test_only_the_answer_is_left(written):
    assert reply.plain(written) == ANSWER


@pytest.mark.parametrize("text", ["1.2万人次[c1]。", "12.5%的企业[c1]。", "-3.2%[c1]", "2022年增长[c1]。", "5家[c1]。"])
def test_a_figure_at_the_head_of_a_line_is_no_list_mark(text):
    assert reply.plain(text) == text


def test_nothing_of_a_thought_is_shown_while_it_streams_in():
    written = f"<think>想到{ANSWER}又想到[c3]</think>{ANSWER}"
    shown = [reply.plain(written[:cut]) for cut in range(len(written) + 1)]
    assert shown[-1] == ANSWER
    assert all(ANSWER.startswith(text) for text in shown)


@pytest.mark.parametrize("written", ["<think>还没想完[c1]。", "", " \n", "<thi", "```\n```"])
def test_a_reply_without_an_answer_is_empty(written):
    assert reply.plain(written) == ""
