"""One number with its scale and unit: 3174.6亿元, 1.3万余份, 25微克/立方米, 百分之五, 1/4, 2.31:1."""

import re
from dataclasses import dataclass
from decimal import Decimal

from vectorstore.numerals import NUMERAL, number_value

SCALES = {
    scale: Decimal(10) ** power
    for scale, power in {
        "": 0, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7,
        "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
    }.items()
}  # fmt: skip
"""What a printed scale multiplies by."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One number with its unit, before anything is known of its surroundings."""

    start: int
    end: int
    numeral: str
    """The number as printed."""
    value: Decimal
    scale: str
    """亿, 万, …, or nothing."""
    base: str
    """The unit without its scale, in its canonical spelling."""
    qualifier: str | None
    """余, 左右, 以上 or 以内, when printed behind the number."""

    @property
    def unit(self) -> str:
        """Scale and base together, as printed: 亿元."""
        return self.scale + self.base

    @property
    def by_hand(self) -> bool:
        """Whether the number is printed in Chinese numerals."""
        return self.numeral[0] not in "0123456789"


_EXACT_UNITS = (
    "微克/立方米 微克每立方米 μg/m³ μg/m3 毫克/立方米 毫克/升 mg/L 个百分点 百分点 % ‰ ‱ 倍 成 "
    "元 美元 欧元 英镑 港元 港币 日元 澳门元 澳元 卢布 "
    "吨标准煤 吨标煤 吨公里 人公里 载重吨 吨 公斤 千克 毫克 微克 克 斤 平方公里 平方千米 平方米 平米 ㎡ "
    "立方米 公里 千米 厘米 毫米 微米 纳米 海里 英寸 公顷 亩 标箱 标准箱 毫升 千瓦时 兆瓦时 千瓦 兆瓦 吉瓦 千伏安 千伏 "
    "℃ 摄氏度 分贝 分钟 小时 毫秒 秒 个工作日 个月 个多月 个季度 个小时 周岁 周年 岁 "
    "人次 人份 人天 车次 架次 班次 辆次 列次 户次 场次 家次 件次 艘次 台次 台套 台(套) 台（套） "
    "栋 辆 册 枚 颗 棵 艘 幢 盏 箱 千升"
)
"""Units that no following character makes into another word."""

_GUARDED_UNITS = {
    "年": "代|级|度|上半年|下半年|底|初|末|行动|规划|计划|攻坚|[0-9一二三四五六七八九十]{1,2}月",
    "天": "然|气|津|空|使|山|府|河|安|桥|宫|际|下|坛|竺|文",
    "周": "边|期|转|口|末|[一二三四五六日]|密|围|长|全",
    "米": "粉|饭|面|兰",
    "升": "级|至|到|值|温|学|降|旗|幅|高",
    "人": "大|民|工智|均|才|社|力|防|文|行",
    "家": "庄|村|屯|沟|渠|湾|岭|坪|堡|营|桥|具|居|电|政|禽|畜|长|庭|乡|族|教|属",
    "户": "籍|型|外|口|均",
    "名": "录|单|词|称|义|优特|片",
    "位": "数|一体|于|居(?!民)|列|次|置|移|点",
    "项": "目",
    "件": "套",
    "套": "班子|餐|路|现",
    "张": "家[口港界川]|贴|力",
    "床": "位(?!数)",
    "所": "有|在|以|需|得|属|谓",
    "座": "谈|落|标|椅",
    "处": "于|理|置|在(?!建)|长|级|罚",
    "条": "件|例|块|约",
    "例": "会|行|如|外",
    "份": "额",
    "次": "产业|会|全会|全体|党代|代表|常委|常务|新|于|级|生|日|月|年",
    "场": "所|地|景|馆|站",
    "批": "准|复|发|量|示",
    "笔": "记|试",
    "只": "有|要|能|是|需|争|做",
    "付": "款|费|出",
    "副": "主|省|市|县|书|总|区|处|中|食",
    "台": "账|州|湾|儿|县(?!域|级)|阶|风|胞|商|资|企",
    "部": "门|委|队|署|分|长|级|曲|落|位|件|省|际|属|市",
    "个": "体|人|性|别|税",
    "篇": "章",
    "本": "地|市|省|区|级|届|次|科|土|年|月|轮|县|周|报|质|着|外|专",
    "支": "持|出|付|撑|部|行|线|路|援|柱|农",
    "株": "洲",
    "头": "部|等|条|雁|名",
    "羽": "毛",
    "架": "构|空|设|桥",
    "列": "入|车|为|全|第|出|举|支|席|队|居|装",
    "间": "房|隔|接|距|断",
    "片": "面|场",
    "块": "状",
    "宗": "旨|教|地",
    "类": "似|别|型",
    "种": "植|子|业|苗|粮|养|质|群",
    "门": "口|头|户|店|诊|槛|类",
    "轮": "廓|驶|岗|换|值|训|休",
    "组": "团|织|建|合|成|装|长|委|部",
    "起": "来|步|点|草|到|降|底|航|源|伏|重|势|就|执|施|至",
    "款": "项",
    "首": "届|次|个|批|家|位|都|席|先|创|府|发|店|座|条|例|套|台|富|季|月|日|站|份|钢|期|要|付|推",
    "幅": "度|员",
    "层": "级|次|面",
    "眼": "科|镜|光|下",
    "口": "岸|子|径|碑|腔|罩|粮|味|述|袋|号",
    "群": "众|体|岛",
    "分": "钟|别|布|类|公|行|局|校|院|级|所|支|之|散|批|期|区|子|管|步|配|享|工|红|流|层|解|析|销|设|离|段|为|部|组",
    "P": "[A-Za-z0-9+]",
    "金": "融|额|盏|属|砖|牌|华|山|种|昌",
    "银": "行|川|发|龄|联",
    "铜": "陵|仁|川|梁|矿|山|业",
}
"""A measure word, and what may not follow it: 2位数, 15部门, 50年代, 七台河 and 八家庄 are no amounts."""

_LETTERED_UNITS = "EFlops EFLOPS Eflops PFlops PFLOPS PF GWh MWh kWh GW MW kW TB GB PB Gbps TEU km"

_MAGNITUDE = r"万亿|[十百千]?万|[十百千]?亿|千(?![瓦米克伏卡兆])|百(?!分|强|姓|货)"
_PER = (
    r"/(?:平方公里|平方米|立方米|公里|小时|人次|工作日|千瓦时|千瓦|公斤|公顷|"
    r"人|月|年|日|天|吨|亩|户|套|台|次|斤|度|秒|件|张|份|场)"
)
_LOOSE_MORE = "元|个|种|样|层|方|式|年|家|地|部|项|点|措|数|于|功|边|次|发|维|渠|领|头|人|能|跑|云|业|规|形|劳|党"
_LOOSE_WITHIN = "外|部|容|涵|地|需|在|蒙|陆|生"


def _unit_pattern() -> str:
    """All units, longest first, so that 人 never hides 人次."""
    patterns = {unit: re.escape(unit) for unit in _EXACT_UNITS.split()}
    patterns |= {unit: f"{unit}(?!{guard})" for unit, guard in _GUARDED_UNITS.items()}
    patterns |= {unit: f"{unit}(?![A-Za-z])" for unit in _LETTERED_UNITS.split()}
    patterns |= {"大类": "大类", "大": "大(?!道|街|会|学)", "级": "级(?=地震|强震|大风)"}
    patterns |= {"对": "对(?=[，。、；,;国友夫列双]|$)"}
    patterns |= {"度": "度(?=电)|(?<=[万亿])度(?!假|数|量)", "方": "(?<=[万亿])方(?![面案式便向])"}
    return "|".join(patterns[unit] for unit in sorted(patterns, key=lambda unit: -len(unit)))


_TAIL = re.compile(
    rf"(?P<more>[余多](?!元化))? {{0,2}}(?P<scale>{_MAGNITUDE})?(?P<more_after>[余多](?!元化))?"
    rf"(?P<base> {{0,2}}(?P<unit>{_unit_pattern()})(?:{_PER})*)?"
    rf"(?P<after>左右|上下|及?以上|以内|之内|及?以下|内(?!{_LOOSE_WITHIN})|多(?!{_LOOSE_MORE}))?"
)
_AFTER = {"上下": "左右", "及以上": "以上", "之内": "以内", "内": "以内", "以下": "以内", "及以下": "以内", "多": "余"}
_SYNONYMS = {
    "百分点": "个百分点",
    "平米": "平方米",
    "㎡": "平方米",
    "个多月": "个月",
    "吨标煤": "吨标准煤",
    "微克每立方米": "微克/立方米",
    "μg/m³": "微克/立方米",
    "μg/m3": "微克/立方米",
    "mg/L": "毫克/升",
    "台(套)": "台套",
    "台（套）": "台套",
    "个小时": "小时",
    "平方千米": "平方公里",
    "千米": "公里",
    "千克": "公斤",
    "标准箱": "标箱",
    "港币": "港元",
}
# 七成 is a share, 成立 and 成功 are words.
_SHARE_WORD = re.compile("立|为|功|员|果|熟|型|长|就|都|本|品|交|绩|效|渝|不变|片|群|网|链|体|份")

_OVER = re.compile(r"分之(?P<number>\d+(?:\.\d+)?|[零一二两三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?)")
_SLASH = re.compile(r"/(?P<number>\d{1,4})(?![\d/.月日号年])")
_RATIO = re.compile(r":1(?![\d.:])")
_SHARE_TAIL = re.compile(r"(?P<after>左右|上下|及?以上|以内|及?以下|多(?![个种元样]))?")


def amount_at(plain: str, start: int) -> Amount | None:
    """The number, scale and unit that begin at ``start`` of a plain text; None when no well-formed number does."""
    match = NUMERAL.match(plain, start)
    if match is None:
        return None
    if share := _share_at(plain, start, match.end()):
        return share
    read = _value_and_scale(match)
    tail = _TAIL.match(plain, match.end())
    if read is None or tail is None or (read[1] and tail["scale"]):
        return None
    value, scale = read
    unit = tail["unit"] or ""
    if unit == "成" and _SHARE_WORD.match(plain, tail.end("unit")):
        return None
    end = max(match.end(), *(tail.end(part) for part in ("more", "scale", "more_after", "base", "after")))
    more = "余" if tail["more"] or tail["more_after"] or unit == "个多月" else None
    base = _SYNONYMS.get(unit, unit) + (tail["base"] or "").strip()[len(unit) :]
    qualifier = more or _AFTER.get(tail["after"], tail["after"])
    return Amount(start, end, match.group(), value, scale or tail["scale"] or "", base, qualifier)


def _value_and_scale(match: re.Match[str]) -> tuple[Decimal, str] | None:
    """The value of a numeral in the scale it ends in: 一万二千亿 is 12000 and 亿."""
    numeral = match.group()
    if match["high"]:
        return Decimal(match["high"]) * (10_000 if match["step"] == "亿" else 10) + Decimal(match["rest"]), ""
    if not match["chinese"]:
        return Decimal(numeral.replace(",", "")), ""
    value = number_value(numeral)
    if value is None or (len(numeral) > 1 and not any(c in "十百千万亿点" for c in numeral)):
        return None
    scale = next((scale for scale in ("万亿", "万", "亿") if numeral.endswith(scale)), "")
    return (value / SCALES[scale] if scale else value), scale


def _share_at(plain: str, start: int, end: int) -> Amount | None:
    """百分之五, 四分之一, 1/4 as percentages, 2.31:1 as it is; None when the number is no such thing."""
    numeral = plain[start:end]
    base = "%"
    if match := _OVER.match(plain, end):
        divisor, dividend = number_value(numeral), number_value(match["number"])
        if not divisor or dividend is None:
            return None
        value = dividend if divisor == 100 else dividend * 100 / divisor
    elif (match := _SLASH.match(plain, end)) and numeral.isdigit() and 0 < int(numeral) < int(match["number"]):
        value = Decimal(numeral) * 100 / Decimal(match["number"])
    elif (match := _RATIO.match(plain, end)) and "." in numeral:
        value, base = Decimal(numeral), ":1"
    else:
        return None
    tail = _SHARE_TAIL.match(plain, match.end())
    after = tail["after"] if tail else None
    stop = match.end() + len(after or "")
    return Amount(start, stop, plain[start : match.end()], value, "", base, _AFTER.get(after or "", after))
