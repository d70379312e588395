"""English statements are checked as Chinese ones are: places, periods, figures, directions, kinds and quotes."""

import pytest

from bot.answer import Calculation, Statement
from bot.verify import faults

QUOTE = "上半年，全区地区生产总值完成412.6亿元，同比增长3.8%。"
RIGHT = "In the first half of 2022, GDP of Songyu District (松屿区) was 412.6亿元 (hundred million yuan), up 3.8%."


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        "Songyu District (松屿区), first half of 2022: “地区生产总值完成412.6亿元，同比增长3.8%”.",
        "Songyu's GDP grew by 3.8% in the first half of 2022.",
    ],
)
def test_what_the_quote_bears_out_passes(citation, text):
    assert faults(Statement(text, (1,)), {1: citation(QUOTE)}) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (RIGHT.replace("Songyu", "Haidian"), "地区与所引报告不符"),
        (RIGHT.replace("Songyu District (松屿区)", "Chaoyang District"), "地区与所引报告不符"),
        (RIGHT.replace("first half of 2022", "first half of 2021"), "时间与所引报告不符"),
        (RIGHT.replace("the first half of 2022", "2022"), "时间与所引报告不符"),
        (RIGHT.replace("412.6", "421.6"), "数字不在所引原文中"),
        (RIGHT.replace("up 3.8%", "down 3.8%"), "数字不在所引原文中"),
        (RIGHT.replace("亿元", "万元"), "数字不在所引原文中"),
        (
            "Songyu District (松屿区), first half of 2022: “地区生产总值完成412.6亿元，同比增长5.2%”.",
            "引语与所引原文不同",
        ),
        (
            "Liudi District (柳堤区), first half of 2022: “地区生产总值完成412.6亿元，同比增长3.8%”.",
            "地区与所引报告不符",
        ),
        (
            "Songyu District (松屿区), 2021: “地区生产总值完成412.6亿元，同比增长3.8%”.",
            "时间与所引报告不符",
        ),
        (
            "Songyu District (松屿区), first half of 2023: “地区生产总值完成412.6亿元，同比增长3.8%”.",
            "时间与所引报告不符",
        ),
    ],
)
def test_a_wrong_place_period_figure_direction_or_quote_is_caught(citation, text, kind):
    other = citation("柳堤区的句子。", 2, "柳堤区")
    assert kind in {fault.kind for fault in faults(Statement(text, (1,)), {1: citation(QUOTE), 2: other})}


def test_a_quote_longer_than_a_name_is_compared_to_the_letter(citation):
    quote = "新增停车位1240个，完成全年任务的62%，城镇登记失业率为3.17%，新建“邻里驿站”18家，服务居民约2.3万人次"
    framed = f"Songyu District (松屿区), first half of 2022: 「{quote}」."
    cited = {1: citation(f"{quote}。")}
    assert faults(Statement(framed, (1,)), cited) == []
    assert faults(Statement(framed.replace("服务", "慰问"), (1,)), cited)


def test_the_figures_of_two_places_are_not_exchanged(citation):
    cited = {
        1: citation("社会消费品零售总额同比下降4.1%。"),
        2: citation("社会消费品零售总额同比下降2.7%。", 2, "柳堤区"),
    }
    formula = "4.1 - 2.7 = 1.4 个百分点"

    def told(place: str) -> list[str]:
        text = f"{place} has the larger fall, by 1.4个百分点 (percentage points) ({formula})."
        return [str(f) for f in faults(Statement(text, (1, 2), calculation=Calculation(formula, (1, 2))), cited)]

    assert told("Songyu District (松屿区)") == []
    assert told("Liudi District (柳堤区)")
    assert told("Liudi District (松屿区)")
