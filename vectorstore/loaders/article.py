"""Which part of a web page is the report: its lines, its title and the day the page was published.

The report's sentences decide: what holds all of them is the report, and of that nothing is dropped but
links, buttons and the like. Extractors made for news (trafilatura, readability) drop short paragraphs,
repeated ones and tables, and a report must not lose a sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from vectorstore.loaders.webpage import Element
from vectorstore.loaders.webtext import Block, blocks_of, trimmed
from vectorstore.structure.lines import is_furniture

__all__ = ["Article", "find_article"]

_SENTENCE = re.compile(r"[。；！？]|[，,].{15,}")
_CHROME = re.compile(
    r"(?:网站|返回)?首页|[【\[(（〖]?\s*(?:打印|关闭|收藏|分享|字体|字号|纠错|我要纠错|大|中|小|默认|超大)(?:[\s|/【】\[\]、：:]*"
    r"(?:打印|关闭|收藏|分享|字体|字号|大|中|小|本页|窗口|页面))*\s*[】\])）〗]?|(?:登录|注册|登录注册|搜索|无障碍|无障碍浏览|长者模式|"
    r"关怀版|适老版|繁體|繁体|简体|English|EN|手机版|移动版|微信|微博|QQ|客户端|当前位置|下载|展开|收起|更多|点击下载)|"
    r"(?:微信)?扫一扫.{0,30}|分享(?:到|至).{0,20}|[>＞»|/·\s]+",
    re.IGNORECASE,
)
"""Lines that are buttons and the like as a whole."""
_SITE = re.compile(
    r"版权所有|ICP备|公网安备|网安备|网站标识码|技术支持[:：]|建议使用.{0,30}(?:浏览|访问)|"
    r"All Rights Reserved|Copyright|网站地图|本网站?.{0,6}(?:转载|声明)",
    re.IGNORECASE,
)
_FOOT = re.compile(r"(?:主办|承办|协办|维护)(?:单位)?[:：]|联系(?:我们|电话|方式)|地址[:：]|邮编[:：]")
"""How a site's foot begins; reports have 主办单位：省教育厅 too, so that it needs a line of the site below it."""
_NOISE = re.compile(
    r"(?:^|[\s_-])(?:top)?(?:nav|navbar|navigation|menu|submenu|crumbs?|breadcrumbs?|location|position|dqwz|weizhi|share|"
    r"sharebox|bdshare\w*|social|print|qrcode|qr|ewm|erweima|side|sidebar|aside|relate|related|relation|recommend|xgxx|xgyd|"
    r"xgwz|xglj|hot|footer?|copyright|toolbar|tools?|pager|pagination|pagebar|search|login|comments?|fontsize|prevnext|"
    r"banner|advert|ads?|links|yqlj|float|fixed|popup)(?=$|[\s_\d-])",
    re.IGNORECASE,
)
_BOXES = frozenset(["div", "ul", "ol", "section", "dl", "table", "td", "form", "span", "header", "center"])
_FEW_LETTERS = 0.4
"""Share of the page's letters that a box with the name of a menu may hold and still be taken for one."""
_LINK_SHARE = 0.6
"""Share of its letters in links that makes a line one of a menu; a sentence that cites a law has 0.3."""
_ASIDE_SHARE = 0.15
"""Of all sentences, in a branch of the page full of links: news beside the report."""
_LABELS = re.compile(
    r"索引号|信息分类|主题分类|发文机关|发布机构|发文字号|成文日期|发布日期|公开方式|公开日期|信息名称|有效性|名\s*称"
)
_DAY = r"(20\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})"
_PUBLISHED = re.compile(rf"(?:发布日期|发布时间|公开日期|发稿时间)\s*[\]】]?\s*[:：]?\s*{_DAY}")
_DATED = re.compile(rf"(?:日期|时间)\s*[\]】]?\s*[:：]\s*{_DAY}")
_BARE_DAY = re.compile(rf"{_DAY}\s*日?(?:\s*\d{{1,2}}:\d\d(?::\d\d)?)?(?:\s*(?:来源|作者|浏览|字).{{0,60}})?$")
_PUBLISHED_NAME = re.compile(
    r"pub(?:lish)?_?(?:date|time)|firstpublishedtime|article:published_time|datepublished|dc\.date|publicationdate"
)
_TITLE_NAMES = frozenset({"articletitle", "og:title", "dc.title"})
_TITLE = re.compile(r"(?:报\s*告|公\s*报)(?:\s*[（(].{1,20}[）)])?$")
_SITE_NAME = re.compile(r"\s*[_|｜]\s*|\s+[-–—]\s*|\s*[-–—]+\s*(?=[^-–—]*(?:网|政府|门户|平台|人大|发改委)[^-–—]*$)")
_TITLE_LINES = 8
"""Lines at the head of a report among which its title stands."""
_LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class Article:
    """The report on a page."""

    blocks: tuple[Block, ...]
    title: str
    """The title when ``blocks`` has no line for it; else empty."""
    published: str
    """ISO 8601; empty when the page does not tell."""


def find_article(page: Element) -> Article:
    """The report on a page; everything readable where the page holds no sentence."""
    every = blocks_of(_without_noise(page))
    report = _holder([block for block in every if _is_body(block)])
    if report is not None:
        report = _with_headings(report, every)
    chosen = every if report is None else [block for block in every if _within(block.owner, report)]
    kept = [block for block in _without_foot(chosen) if not _is_chrome(block)]
    titles = _told_titles(page)
    at = _title_line(kept, titles)
    if at is not None:
        kept = [block for number, block in enumerate(kept) if number >= at or len(block.text) > 12]
    before = [] if report is None else list(takewhile(lambda block: not _within(block.owner, report), every))
    title = "" if at is not None else _title_outside(before, titles)
    return Article(tuple(kept), title, _published(page, every))


def _without_noise(page: Element) -> Element:
    """The page without boxes that are menus, share buttons and the like by their names."""

    def pruned(element: Element) -> bool:
        if element.tag not in _BOXES or not _NOISE.search(element.labels):
            return False
        return element.letters < _FEW_LETTERS * page.letters

    def copied(element: Element, parent: Element | None) -> Element:
        copy = replace(element, parent=parent, children=[])
        copy.children = [
            child if isinstance(child, str) else copied(child, copy)
            for child in element.children
            if isinstance(child, str) or not (child.tag == "head" or pruned(child))
        ]
        return copy

    return copied(page, None)


def _without_foot(blocks: Sequence[Block]) -> Sequence[Block]:
    """The lines without those of the site's foot: from its first line on, where no sentence follows."""
    last = max((number for number, block in enumerate(blocks) if _is_body(block)), default=-1)
    tail = blocks[last + 1 :]
    if not any(_SITE.search(block.text) for block in tail):
        return blocks
    foot = next(number for number, block in enumerate(tail) if _SITE.search(block.text) or _FOOT.match(block.text))
    return blocks[: last + 1 + foot]


def _is_chrome(block: Block) -> bool:
    """Whether a line or table belongs to the page and not to the report."""
    if block.rows:
        return block.link_share > _LINK_SHARE or len(set(_LABELS.findall(block.text))) >= 3
    if block.link_share > _LINK_SHARE and "。" not in block.text:
        return True
    return _CHROME.fullmatch(block.text) is not None or is_furniture(block.text) or _is_bare_day(block)


def _is_bare_day(block: Block) -> bool:
    """Whether a line is the page's own date; 2024年1月20日 alone is that of a signature."""
    return _BARE_DAY.match(block.text) is not None and "年" not in block.text[:5]


def _is_body(block: Block) -> bool:
    """Whether a line is sure to be the report's: a sentence or a table."""
    if _is_chrome(block) or _SITE.search(block.text[:120]) or block.link_share > _LINK_SHARE / 2 or block.is_note:
        return False
    return bool(block.rows) or _SENTENCE.search(block.text) is not None


def _holder(body: Sequence[Block]) -> Element | None:
    """The innermost element that holds all of the report's sentences; None when there are none."""
    if not body:
        return None
    common = _common(body)
    branches: dict[Element | None, list[Block]] = {}
    for block in body:
        branches.setdefault(_branch(block.owner, common), []).append(block)
    total = sum(len(block.text) for block in body)
    apart = {
        branch
        for branch, blocks in branches.items()
        if branch is not None
        and branch.linked > branch.letters * _LINK_SHARE / 2
        and sum(len(block.text) for block in blocks) < _ASIDE_SHARE * total
    }
    if apart and len(apart) < len(branches):
        return _holder([block for branch, blocks in branches.items() if branch not in apart for block in blocks])
    while (
        common.tag in ("p", "span", "li", "font", "b", "strong", "tr", "tbody", "table") and common.parent is not None
    ):
        common = common.parent
    return common


def _common(body: Sequence[Block]) -> Element:
    """The innermost element around all of these."""
    path = list(body[0].owner.around())[::-1]
    for block in body[1:]:
        other = list(block.owner.around())[::-1]
        path = [one for one, two in zip(path, other, strict=False) if one is two]
    return path[-1]


def _branch(owner: Element, common: Element) -> Element | None:
    """The child of ``common`` that ``owner`` stands in; None for ``common`` itself."""
    return next((element for element in owner.around() if element.parent is common), None)


def _with_headings(report: Element, blocks: Sequence[Block]) -> Element:
    """What stands around the report where that adds but headings, and lines of no link beside them."""
    outer = report.parent
    if outer is None or outer.tag == "page":
        return report
    more = [block for block in blocks if _within(block.owner, outer) and not _within(block.owner, report)]
    return outer if any(block.level for block in more) and not any(block.linked for block in more) else report


def _within(owner: Element, element: Element) -> bool:
    return any(each is element for each in owner.around())


def _told_titles(page: Element) -> list[str]:
    """What the page's head calls the report, the name of the site left out; the surest first."""
    told = [text for name, text in _metas(page) if name in _TITLE_NAMES]
    told += [element.words() for element in page.inside() if element.tag == "title"]
    return list(dict.fromkeys(title for each in told if len(_bare(title := _own_title(each))) >= 4))


def _own_title(title: str) -> str:
    parts = [trimmed(part) for part in _SITE_NAME.split(" ".join(title[: 3 * _LONGEST_TITLE].split()))]
    return next((part for part in parts if _TITLE.search(part)), max(parts, key=len))


def _metas(page: Element) -> Iterator[tuple[str, str]]:
    for element in page.inside():
        if element.tag == "meta" and len(element.attributes.get("content", "")) < 1000:
            name = element.attributes.get("name") or element.attributes.get("property") or ""
            yield name.lower(), trimmed(element.attributes.get("content", ""))


def _title_line(blocks: Sequence[Block], titles: Sequence[str]) -> int | None:
    """The number of the line that is the title, or that a title of several lines begins with."""
    for number, block in enumerate(blocks[:_TITLE_LINES]):
        if not block.rows and len(block.text) <= _LONGEST_TITLE and "。" not in block.text and _is_title(block, titles):
            return number
    return None


def _is_title(block: Block, titles: Sequence[str]) -> bool:
    if block.level == 1 or _TITLE.search(block.text):
        return True
    words = _bare(block.text)
    return len(words) >= 6 and any(words in _bare(title) or _bare(title) in words for title in titles)


def _title_outside(before: Sequence[Block], titles: Sequence[str]) -> str:
    """The title above the report, as the page shows it or as its head has it."""
    shown = [block.text for block in before if not block.linked and _is_title(block, titles) and "。" not in block.text]
    return next(iter(shown), next(iter(titles), ""))


def _bare(text: str) -> str:
    return re.sub(r"[\s\u3000（）()《》“”\"—－–-]+", "", text)


def _published(page: Element, blocks: Sequence[Block]) -> str:
    """The day the page was published, by its head or by its line of dates."""
    told = (text for name, text in _metas(page) if _PUBLISHED_NAME.fullmatch(name))
    days = [match.groups() for text in told if (match := re.search(_DAY, text))]
    days += [match.groups() for match in _PUBLISHED.finditer(page.words())]
    lines = [block.text for block in blocks if is_furniture(block.text)]
    days += [match.groups() for line in lines if (match := _DATED.search(line))]
    days += [match.groups() for block in blocks if _is_bare_day(block) and (match := re.search(_DAY, block.text))]
    return next(filter(None, map(_iso, days)), "")


def _iso(day: Sequence[str]) -> str:
    try:
        return date(*map(int, day)).isoformat()
    except ValueError:
        return ""
