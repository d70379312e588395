"""Everyday words of questions for what reports call by a name of its own; synonyms of words are colloquial.yaml's."""

import re

_PLAINLY: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"城里人|城市居民|城镇人口(?=.{0,6}收入)", "城镇居民"),
        (r"乡下人|村里人|农民(?=.{0,8}收入)|农村人(?=.{0,6}收入)", "农村居民"),
        (r"打的?粮食?|粮食打了|收了?多少粮食?", "粮食产量"),
        (r"出生了多少(?:人|孩子|宝宝)", "出生人口多少"),
        (r"物价(?=.{0,4}(?:涨|降|多少|怎么样|涨幅))", "居民消费价格"),
        (r"公共财政收入|财政入库|税收和非税", "一般公共预算收入"),
        (r"(?:买|卖)(?:东西|货)(?:的)?(?:总额|多少)", "社会消费品零售总额"),
        (r"研发强度", "研发投入强度"),
    )
)


def plainly(question: str) -> str:
    """The question with everyday names put into those that reports use: 城里人的收入 → 城镇居民的收入."""
    for pattern, words in _PLAINLY:
        question = pattern.sub(words, question)
    return question
