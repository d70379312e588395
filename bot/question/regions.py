"""Several places under one name: 长三角, 川渝两地, 东北三省."""

import re

from vectorstore.places import place_named

_GROUPS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern), tuple(places.split()))
    for pattern, places in (
        (r"长三角(?:地区|区域)?(?:三省一市)?|沪苏浙皖|三省一市", "上海市 江苏省 浙江省 安徽省"),
        (r"京津冀(?:地区|三地)?", "北京市 天津市 河北省"),
        (r"东三省|东北三省|东北地区", "辽宁省 吉林省 黑龙江省"),
        (r"(?:成渝|川渝)(?:地区|两地|双城)?", "四川省 重庆市"),
        (r"江浙沪", "江苏省 浙江省 上海市"),
        (r"江浙(?:两省)?", "江苏省 浙江省"),
        (r"两广(?:地区)?", "广东省 广西壮族自治区"),
        (r"两湖(?:地区)?", "湖北省 湖南省"),
        (r"西北五省区?|西北地区", "陕西省 甘肃省 青海省 宁夏回族自治区 新疆维吾尔自治区"),
        (r"西南五省区?市?|西南地区", "重庆市 四川省 贵州省 云南省 西藏自治区"),
        (r"中部六省|中部地区", "山西省 安徽省 江西省 河南省 湖北省 湖南省"),
        (r"[四4]个?(?:大)?直辖市|各直辖市", "北京市 天津市 上海市 重庆市"),
    )
)
_PART_OF_A_NAME = re.compile(r"一体化|协同|发展|建设|经济圈|城市群|都市圈|示范区|主战场")
"""Behind such a name, words by which it is a plan or a project and no set of places."""
_LETTERS = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新"
_RUN = re.compile(
    rf"(?<![\u4e00-\u9fff])[{_LETTERS}]{{2,6}}(?=[两三四五六]?(?:地|省|市|省市|省区|家)|(?:19|20)\d\d|[去今]年|[谁哪各，,、的]|$)"
    rf"|[{_LETTERS}]{{2,6}}(?=[两三四五六](?:地|省|市|省市|省区))"
)


def places_of_regions(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Start, end and places (full names) of every region named in a text, in order."""
    found: list[tuple[int, int, tuple[str, ...]]] = []
    for pattern, places in _GROUPS:
        for match in pattern.finditer(text):
            apart = all(match.end() <= start or end <= match.start() for start, end, _ in found)
            if apart and not _PART_OF_A_NAME.match(text, match.end()):
                found.append((match.start(), match.end(), places))
    for match in _RUN.finditer(text):
        if all(match.end() <= start or end <= match.start() for start, end, _ in found):
            names = (place_named(letter).name for letter in match.group())
            found.append((match.start(), match.end(), tuple(dict.fromkeys(names))))
    return sorted(found)
