"""Example questions that the library at hand can answer."""

from collections.abc import Iterator, Sequence

from bot.answer import Status
from bot.bot import Bot
from vectorstore.library.cards import ReportCard

MOST = 4
_TRIES = 16
"""Questions put to the reader at most: a visitor may be waiting for the examples."""

SAMPLES = (
    "云汀市2024年上半年地区生产总值及同比增速是多少？",
    "2024年上半年岚桥区和汐川区的GDP合计多少亿元？",
    "2024年1月作云汀市政府工作报告的市长是谁？",
    "汐川区2024年上半年报告列出的四个主要问题是什么？",
)
"""Over the reports that come with the program: a figure, a sum, a name, a list. The tests put them to the reader."""

_SAMPLE_SOURCES = {
    "云汀市2024年上半年计划执行情况报告.docx",
    "云汀市2024年政府工作报告.txt",
    "岚桥区2024年上半年计划执行情况报告.txt",
    "汐川区2024年上半年计划执行情况报告.docx",
}
"""The reports that answer them."""

_INDICATORS = (
    "地区生产总值",
    "固定资产投资",
    "社会消费品零售总额",
    "一般公共预算收入",
    "城镇新增就业",
    "居民人均可支配收入",
)


def working(bot: Bot, reports: Sequence[ReportCard]) -> list[str]:
    """Up to MOST questions: the samples' own where those are held, otherwise ones that the reader has just answered."""
    if {card.source for card in reports} >= _SAMPLE_SOURCES:
        return list(SAMPLES)
    chosen: list[str] = []
    for question, _ in zip(_candidates(reports), range(_TRIES), strict=False):
        if bot.ask(question, mode="reader").status is Status.ANSWERED:
            chosen.append(question)
        if len(chosen) == MOST:
            break
    return chosen


def _candidates(reports: Sequence[ReportCard]) -> Iterator[str]:
    """Indicators that most reports state, taking turns among the first few places and periods."""
    scopes = list(dict.fromkeys(f"{card.place}{card.period}" for card in reports if card.place and card.period))
    for turn in range(len(_INDICATORS)):
        for number, scope in enumerate(scopes[:MOST]):
            yield f"{scope}{_INDICATORS[(turn + number) % len(_INDICATORS)]}是多少？"
