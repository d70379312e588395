"""How the name of a place is built and shortened, and how it is told from words that only look like it."""

import re

__all__ = ["ORDINARY", "breaks_after", "breaks_before", "goes_on", "short_name"]

_PEOPLES = (
    "维吾尔|哈萨克|土家|布依|朝鲜|哈尼|傈僳|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|"
    "阿昌|普米|塔吉克|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|蒙古|回|藏|苗|彝|"
    "壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|京|各"
)
_SUFFIX = re.compile(
    rf"(?:特别行政区|(?<=..)(?:(?:{_PEOPLES})族)+自治[州县旗]|"
    r"(?<=..)(?:蒙古|哈萨克|柯尔克孜|塔吉克|锡伯)自治[州县]|"
    r"(?:维吾尔|壮族|回族)?自治[区州县旗]|地区|林区|新区|[省市区县旗盟])$"
)


def short_name(name: str) -> str:
    """A name without its suffix: 朝阳区 → 朝阳, 新疆维吾尔自治区 → 新疆; 忠县 stays, for one letter is no name."""
    short = _SUFFIX.sub("", name)
    return short if len(short) > 1 else name


_ORDINARY = """
城区 郊区 矿区 东区 西区 新城区 老城区 市中区 城中区 城北区 城东区 城西区 港口区 资源 合作 和平 武功 南部 解放
东方 前进 港口 公安 友好 通道 共和 城中 市中 友谊 平安 中方 凤凰 安定 延长 光明 新兴 运河 万年 东风 红旗 光泽
南岸 城北 城东 城西 会同 工农 大名 富裕 清水 高明 前锋 复兴 长子 宏伟 平定 芙蓉 洞口 温泉 石门 向阳 振兴 三元
日照 大同 大方 互助 威信 莲花 平和 名山 石林 白银 三门 大观 永和 台前 石棉 丰满 永新 双桥 高台 九龙 二道 无为
民权 小店 同心 宝塔 元宝 平房 定远 白玉 灯塔 木兰 天涯 七星 海棠 来宾 博爱 同仁 回民 钟楼 江岸 安居 龙凤 鼓楼
白杨 红星 方正 弥勒 黑水 麒麟 海盐 新民 安康 镇远 富民 清流 水城 紫金 老城 爱民 惠民 新星 上高 左权 天心 天元
正定 金沙 白沙 赤水 民乐 阳春 铜鼓 兴业 大安 金牛 新建 新华 江南 江北 江东 河东 河西 市南 市北 东安 中原 中江
开化 平原 滨海 盐湖 江海 三江 三山 山城 新城 新市 新乡 新安 新和 新田 新源 龙江 龙山 龙门 兴国 兴安 兴隆 兴山
安化 安宁 乐业 乐安 永安 太平 太和 文成 明光 通海 西安区 商城 故城 湖滨 路桥 建安
"""
ORDINARY = frozenset(_ORDINARY.split())
"""Names that are everyday words as well; found only where a library knows the place."""

_GOES_ON = re.compile(
    r"[东南西北新]{0,2}(?:火车|高铁|汽车|客运)?站(?![在上前])|园(?!林|艺)|银行|(?:[^，。、？?,\s]{0,2}国际)?机场|模式|大学|中学|小学|学院|医院|大悦城|日报|"
    r"晚报|证券|人寿|大街|[东南西北中]?路(?![线径网])|公园|大厦|宾馆|饭店|酒店|冬奥|奥运|时间|话(?!题)|菜(?!篮)|大桥|湾(?!区)|[河湖江山](?![区道长流])|"
    r"门(?!类|户|店|诊|槛)|桥(?!梁)|沟|土木|久安|实验(?!区)|杯|号|中轴线|时代|巴巴|陵|港(?!口)"
)
_REGION = {"区": "域块划间段位别分", "市": "场值圈", "县": "域级"}


def goes_on(name: str, text: str, end: int) -> bool:
    """Whether what stands behind a name makes it part of another one: 朝阳|站, 上海市|场, 朝阳区|域."""
    if len(name) > 2 and name[-1] in "省市区县旗州盟":
        return text[end : end + 1] in tuple(_REGION.get(name[-1], ""))
    return _GOES_ON.match(text, end) is not None


_BEFORE = frozenset("和与及或在比对较跟同从由看查问说是把将为的至到")
_AFTER = re.compile(
    r"[^\u4e00-\u9fff]|$|[的和与及或是在有比至到跟同呢哪谁]|[上下]半年|[全今去明]年|[前一二三四]{1,2}季度|地区|[区市县]|生产总值|经济|财政|一般|税收|固定|投资|消费|进出口|"
    r"规模|规上|社会|居民|城镇|农村|常住|人口|就业|失业|空气|细颗粒|工业|农业|服务业|计划|政府|目标|任务|增速|增长|增幅|下降|完成|情况|报告|什么|怎|多少|如何"
)


def breaks_before(text: str, start: int) -> bool:
    """Whether a word can begin here: at the start, behind a mark, a digit or a word such as 和, 在, 比."""
    return start == 0 or not "\u4e00" <= text[start - 1] <= "\u9fff" or text[start - 1] in _BEFORE


def breaks_after(text: str, end: int) -> bool:
    """Whether the name of a place can end here: before a mark, a digit, or a word that questions put behind it."""
    return _AFTER.match(text, end) is not None
