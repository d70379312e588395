"""Who is first: the shipped samples, where a place's figure may stand in a table and its reports cover many times."""

import pytest

from bot.bot import Bot
from tests.bot.robustness.conftest import SAMPLES, MakeBot


@pytest.fixture(scope="module")
def sample_bot(make_bot: MakeBot, samples: dict[str, str]) -> Bot:
    return make_bot({name: (SAMPLES / name).read_bytes() for name in samples})


def said(bot: Bot, question: str) -> list[str]:
    return [statement.text for statement in bot.ask(question).statements]


def test_a_figure_of_a_table_is_told_with_the_unit_of_its_head(sample_bot):
    assert said(sample_bot, "2024年上半年哪个区进出口总额最高？") == [
        "2024年上半年进出口总额最高的是汐川区（266.5亿元）。",
        "其次是岚桥区（158.9亿元）。",
    ]


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("各区一般公共预算收入排名", "岚桥区（64.4亿元）、汐川区（30.7亿元）"),
        ("各区进出口总额排名", "汐川区（266.5亿元）、岚桥区（158.9亿元）"),
    ],
)
def test_figures_of_one_time_are_ordered_and_the_time_is_told(sample_bot, question, order):
    first, *rest = said(sample_bot, question)
    assert (first.startswith("2024年上半年"), order in first, rest) == (True, True, [])


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("2024年上半年哪个区固定资产投资增速最低？", "岚桥区（2.2%）"),
        ("2024年上半年哪个区固定资产投资增速最高？", "汐川区（9.6%）"),
        ("2024年上半年哪个区进出口总额增速最低？", "岚桥区（下降2.8%）"),
    ],
)
def test_the_end_that_is_asked_for_is_named(sample_bot, question, first):
    assert first in said(sample_bot, question)[0]


def test_a_figure_in_quotation_marks_is_asked_for_as_it_is_printed(sample_bot):
    at_least = said(sample_bot, "2024年上半年固定资产投资增速达到2.2%以上的有几个区？")
    as_printed = said(sample_bot, "2024年上半年固定资产投资增速写“2.2%”的有几个区？")
    assert ("汐川区" in at_least[0], "岚桥区" in at_least[0]) == (True, True)
    assert ("汐川区" in as_printed[0], "岚桥区" in as_printed[0]) == (False, True)
