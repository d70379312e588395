"""Made-up reports of other places and years that say nearly what the sample reports say, with other figures."""

import random
from collections.abc import Iterator

_NAMES = (
    "榆堰",
    "芦汀",
    "檀溪",
    "霁山",
    "磐石湾",
    "鹤浦",
    "砚池",
    "苇塘",
    "棠梨",
    "澄江",
    "枫桥里",
    "漱石",
    "望舒",
    "栖霞岭",
    "月坛湖",
)
_PEOPLE = ("许知年", "方见山", "陆望舟", "岑以宁", "温如玉")

_TEXT = """关于{place}{year}年国民经济和社会发展计划上半年执行情况的报告

——{year}年8月{day}日在{place}第九届人民代表大会常务委员会第{day}次会议上

{place}发展和改革委员会主任　{person}

一、上半年计划执行情况

上半年，全区地区生产总值实现{a}亿元，同比增长{p}%，较一季度提高{q}个百分点，占全市的{r}%。一般公共预算收入完成{b}亿元，同比增长{s}%。\
固定资产投资完成{c}亿元，同比增长{t}%，其中建安投资{d}亿元。社会消费品零售总额{e}亿元，同比增长{u}%。城镇登记失业率{v}%。

（一）聚焦主导产业，经济发展量质齐升

金融业实现增加值{f}亿元，同比增长{w}%。新增专精特新企业{m}家，技术合同成交额{g}亿元。实现进出口总额{h}亿元，同比下降{x}%；\
实际利用外资{v}亿美元。规模以上工业总产值完成{i}亿元。新增减税降费{j}亿元，兑现产业扶持资金{q}亿元。

（二）聚焦服务保障，城区面貌不断改善

{m}个老旧小区改造开工，惠及居民{q}万户，加装电梯{n}部。新增停车位{o}个，完成全年任务的{r}%；新建5G基站{n}个。\
细颗粒物平均浓度{m}微克/立方米，同比下降{x}%。城镇新增就业{q}万人，新增养老床位{o}张，建设筹集政策性住房{o}套。12345热线解决率{y}%。

二、计划执行中需要关注的主要问题

一是消费恢复不均衡，部分商场空置率超过{m}%。二是投资结构有待优化，亿元以上项目仅有{m}个。

三、完成全年计划的主要措施

力争全年地区生产总值增长{p}%以上，固定资产投资增长{t}%，社会消费品零售总额增长{u}%。全年新增停车位{l}个，完成{k}个老旧小区改造，\
城镇登记失业率控制在4%以内。
"""


def distractors(count: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """Name and text of ``count`` reports, each of another place and year; the same for the same ``seed``."""
    chance = random.Random(seed)  # noqa: S311  nothing secret
    for number in range(count):
        place = f"{_NAMES[number % len(_NAMES)]}{'区' if number % 3 else '县'}"
        year = 2021 + number // len(_NAMES)
        large = {letter: f"{chance.uniform(20, 900):.1f}" for letter in "abcdefghij"}
        small = {letter: f"{chance.uniform(1.1, 9.9):.1f}" for letter in "pqstuvwx"}
        counts = {letter: chance.randrange(11, 99) for letter in "mnk"} | {"o": chance.randrange(300, 3000)}
        text = _TEXT.format(
            place=place,
            year=year,
            day=chance.randrange(5, 28),
            person=chance.choice(_PEOPLE),
            l=chance.randrange(3000, 6000),
            r=f"{chance.uniform(10, 90):.1f}",
            y=f"{chance.uniform(80, 99):.1f}",
            **large,
            **small,
            **counts,
        )
        yield f"{place}{year}上半年.txt", text
