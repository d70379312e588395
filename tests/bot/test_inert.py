"""Statements made inert: nothing in them passes for a mark, a link, markup or nothing at all."""

import pytest

from bot.inert import inert


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("失业率为1.23%[1][2]。", "失业率为1.23%。"),
        ("失业率【c1】为（c2）1.23%［c3，c4］。", "失业率为1.23%。"),
        ("失业率为1.23%[^1]。", "失业率为1.23%。"),
        ("见[公告](https://a.example/x?y=(1))。", "见公告。"),
        ("见![图](https://a.example/p.png)。", "见图。"),
        ("见https://a.example/a和www.a.example。", "见（网址见原文）和（网址见原文）。"),
        ("<b onclick=x>失业率</b><!-- 1 -->为1.23%<|im_end|>。", "失业率为1.23%。"),
        ("<<b>b>失业率</b>。", "失业率。"),
        ("失\u200b业率\u202e为1.23%\x1b。", "失业率为1.23%。"),
    ],
)
def test_what_could_pass_for_something_else_is_left_out(said, shown):
    assert inert(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "（1）新增就业1.42万人，（2）新增床位420张。",
        "《规划》（2021—2025年）印发〔2020〕5号文，“[2+3]”格局形成，PM2.5<35微克，a<b。",
        "【重点工作】完成率（98.2%）居全市第1位[注]。",
    ],
)
def test_what_a_report_has_of_its_own_stays(said):
    assert inert(said) == said
