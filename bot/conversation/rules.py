"""The rules for follow-ups: which shapes they have, and what makes each whole."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.conversation import wording
from bot.conversation.shape import PLACE, Shape
from bot.conversation.wording import LEVELS, MEASURES, Saying

_SCOPE = r"[ⓅⓉ]*"
_HEAD = r"[ⓅⓉ]*Ⓘ?[ⓉⓅ]*"
_TELL = r"(?:是|有|为)?(?:多少|几|如何|怎么?样|怎么说|情况(?:如何|怎么?样)?|是什么|什么情况)?"
_UNIT = r"(?:[万亿]?(?:元|美元)|人次?|[个家项户套张名次成所处条件座栋辆届场吨亩份台例]|公里|平方米)?"
_DONE = r"(?:超额完成|超额|超过|完成|达到|达成|实现|达标|兑现|落实|做到)"
_GOAL = r"(?:目标|计划|任务|指标)"
_BOTH = r"(?:这|那)?(?:[两二三四几](?:者|个|地|年|份)?(?:区|市|县|省|地方|地区)?|它们|他们|全部|之间|互相)"
_DEGREE = r"(?:更|最)?(?:高|低|大|小|多|少|快|慢|好|强|差)(?:一?些|一?点)?"
_APART = r"(?:[高低多少快慢大小]|增[长加]|下降|减少|提高|相?差)了?(?:多少|几)(?:个百分点)?"


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape that follow-ups have, and what makes them whole."""

    example: str
    """Words that have the shape."""
    shape: re.Pattern[str]
    build: Callable[[Saying], str]
    """Gives the whole question; empty where what came before doesn't allow it."""


def _rule(example: str, shape: str, build: Callable[[Saying], str]) -> Rule:
    return Rule(example, re.compile(shape), build)


_WHY = r"(?:为什么|为何|为啥|怎么回事|咋回事|怎么会|因何|什么原因|原因)(?:会|要|是|在于)?"
_HOW_MUCH_FALLEN = r"(?:[增升涨降落减]了?(?:长|加|高|低|少)?|这么[高低多少快慢])"
_BEFOREHAND = r"(?:当时|原来|年初|原定|原先)?(?:预期|计划|预定)?"
_AIM = r"(?:目标任务|目标|任务|计划|打算)(?:值|数)?(?:定|设)?(?:的|得)?"
_MET = r"(?:都|全|最后|最终|后来)?(?:有没有|是否|没有?)?"
_OUTCOME = r"(?:实际|实绩|结果|最后|最终|后来|完成情况|实际完成情况)(?:上)?"
_TO_OTHER = (
    r"(?:[比较][ⓅⓉ]+|(?:和|与|跟|同|相对于?|对比|比起|较之)[ⓅⓉ]+(?:相?比较?|比起来|比一比|比一下|对比|相比之下)?)Ⓘ?"
)
_HOW_APART = (
    rf"(?:(?:要|是|还是)?(?:{_APART}|[高低多少快慢好差](?:还是|或)[高低多少快慢好差](?:了?多少)?|如何|怎么?样|"
    rf"变化(?:大吗|如何|多少)?|有(?:什么|何)?(?:变化|不同|差[别异])|{_DEGREE}吗|谁{_DEGREE}|哪个{_DEGREE}))?"
)
_WHICH = r"(?P<which>哪(?:个?[区市县年]|个|一个|边|里|家|个地方|个时期)?|谁)"
_GAP = rf"(?P<gap>(?:相?差|差距|差额|{_APART})(?:了|有|是)?(?:多少|多大|几)?(?:个百分点)?)"
_TOTAL = r"(?P<sum>加起来|合计|一共|总共|加总|合起来|总和|相加|加在一起|共计|总计)"
_IN_DETAIL = (
    r"(?:具体|详细|展开|细)(?:一?点|些)?(?:情况|内容|来)?"
    r"(?:说一?说|讲一?讲|说明|介绍|是什么|是|有哪些|怎么?样|如何|一?下|点)*"
)
_MORE = (
    rf"还有(?:吗|没有|别|其他|其它|哪些|什么)?|[说讲]得?(?:详细|具体|细)(?:一?点|些)|{_IN_DETAIL}|"
    r"继续|更多|比如说?|举例|举个例子|其他|别|除此之外"
)
_LISTED = (
    r"(?:问题|困难|短板|不足|挑战|措施|举措|做法|安排|打算|工作|任务|成绩|亮点|重点项目|主要指标)"
    r"(?:是|有|包括)?(?:什么|哪些|啥|如何|怎么?样)?"
)
_LISTS = r"(?:都|还)?(?:有|存在|列出|采取|提出|面临)?了?(?:哪些|什么|哪几个|几个|啥)?(?:主要|突出|重点|下一?步|工作)*"
_SPEAKER = r"(?:作?报告人?|区长|市长|县长|省长|主任|主讲人|汇报人)?"

RULES = (
    _rule("那汐川区呢？", rf"(?=.*[ⓅⓉⒾ]){_HEAD}(?:也|又|上)?{_DONE}?了?{_TELL}{_UNIT}", wording.swapped),
    _rule("增速呢？", rf"{_HEAD}(?P<measure>{MEASURES}|{LEVELS})了?{_TELL}", wording.measured),
    _rule("占全市的比重呢？", rf"{_HEAD}占ⓅⒾ?(?:比重|比例|份额)?{_TELL}(?:百分之几|几成)?", wording.share_of),
    _rule("为什么下降？", rf"{_HEAD}(?P<way>{MEASURES})?(?:是|又)?{_WHY}(?P<tail>.{{0,8}})", wording.reasoned),
    _rule("怎么降了？", rf"{_HEAD}(?:怎么|咋)会?(?P<way>{_HOW_MUCH_FALLEN})了?", wording.reasoned),
    _rule("目标呢？", rf"{_HEAD}{_BEFOREHAND}{_AIM}{_TELL}", wording.aimed),
    _rule("还差多少？", rf"{_HEAD}[离距比]?离?(?:全年)?{_GOAL}?[还仍][差剩缺需]了?(?:多少|几|多远)", wording.remaining),
    _rule("离目标多远？", rf"{_HEAD}(?:离|距离?){_GOAL}[还仍]?[差有]?(?:多少|几|多远)", wording.remaining),
    _rule(
        "完成了吗？",
        rf"{_HEAD}(?:这个|该)?{_GOAL}?{_MET}{_DONE}了?{_GOAL}?(?:吗|没有?|么|否|了没|得怎么?样)?",
        wording.fulfilled,
    ),
    _rule(
        "进度呢？",
        rf"{_HEAD}{_DONE}?了?(?:全年)?{_GOAL}?(?:进度|完成率|完成比例|百分之几|几成){_TELL}",
        wording.progressed,
    ),
    _rule("实际呢？", rf"{_HEAD}{_OUTCOME}{_DONE}?了?{_TELL}", wording.achieved),
    _rule("完成了多少？", rf"{_HEAD}{_DONE}了?(?:多少|几)", wording.achieved),
    _rule("和目标比呢？", rf"{_HEAD}[比较和与跟同]{_GOAL}(?:相?比)?(?:较|一?下)?(?:如何|{_APART})?", wording.fulfilled),
    _rule("比去年高多少？", rf"{_HEAD}(?P<measure>{MEASURES})?{_TO_OTHER}{_HOW_APART}", wording.compared),
    _rule(
        "哪个更高？",
        rf"{_BOTH}*(?P<measure>{MEASURES}|{LEVELS})?{_WHICH}(?P<behind>{MEASURES}|{LEVELS})?(?P<degree>{_DEGREE})",
        wording.beside,
    ),
    _rule("差多少？", rf"{_BOTH}*(?P<measure>{MEASURES})?{_GAP}", wording.beside),
    _rule("加起来呢？", rf"{_BOTH}*{_TOTAL}(?:是|有)?(?:多少|几)?", wording.beside),
    _rule("分别是多少？", rf"{_BOTH}*(?:分别|各自?)(?:是|有)?(?:多少|几)", wording.beside),
    _rule("比较一下", r"(?:比较|对比|比)(?:一下|一比|比|看看|下|看)?", wording.beside),
    _rule("还有呢？", rf"(?:请|能|可以|能不能)?[再更]?(?:{_MORE})", wording.more),
    _rule("有哪些主要问题？", rf"{_SCOPE}{_LISTS}{_LISTED}", wording.scoped),
    _rule("报告是谁作的？", rf"{_SCOPE}{_SPEAKER}[是叫]?(?:谁|什么名字)(?:作|做|宣读|报告)*", wording.of_place),
)
"""Tried in this order against the whole shape."""

_NEEDS_NO_NAME = (
    wording.fulfilled,
    wording.remaining,
    wording.progressed,
    wording.reasoned,
    wording.compared,
    wording.aimed,
)
OF_ANOTHER = tuple(rule.shape for rule in RULES if rule.build in _NEEDS_NO_NAME)
"""Shapes that ask something of a thing that they need not name."""
BESIDE = tuple(rule.shape for rule in RULES if rule.build is wording.beside)
"""Shapes over what was spoken of so far."""
POINTS_BACK = re.compile(r"^(?:这|那|它|其|此|该|上述|前面|刚才|刚刚|上面)|他们|它们|同样|呢[？?]?$")


def is_topic(shape: Shape) -> bool:
    """Whether the words only name a thing: 那养老驿站呢."""
    words = content(shape)
    asks = re.search(
        r"多少|几|什么|哪|谁|怎|如何|吗|为何|是否|看|说|讲|算|放|一起|跟|比|想|能|会|应该|可以", shape.text
    )
    return (
        shape.marked
        and not asks
        and not shape.of(PLACE)
        and 1 < len(words) <= 10
        and shape.text[0] not in "这那它其此该"
    )


def content(shape: Shape) -> str:
    """What a question says beside names and the words that only ask."""
    rest = re.sub(r"[ⓅⓉⒾ]", "", shape.shape)
    return re.sub(
        rf"{MEASURES}|{LEVELS}|是|有|为|多少|几|什么|哪[些个里]?|谁|怎么?样|如何|情况|数据|数字|吗|了|呢|在|和|与|比|也|又",
        "",
        rest,
    )
