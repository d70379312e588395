"""The library as the page lists it: reports, what was guessed of them, and the choices of the filters."""

from collections.abc import Sequence

from bot.bot import Bot
from bot.ui.markup import text
from vectorstore.library.cards import SEARCHED, ReportCard

_EMPTY = (
    '<div class="gb-shelf gb-empty"><p>报告库还是空的。</p>'
    "<p>请在终端里收录报告（文件或文件夹都行），然后刷新这一页：</p>"
    "<pre>gongbao ingest 报告文件夹&#47;</pre></div>"
)
_GUESS = '<i title="报告里没有明写，由程序推断">推断</i>'


def shelved(bot: Bot) -> list[ReportCard]:
    """The reports that can be asked about, by place and period. Raises StoreError when they can't be read."""
    return [card for card in bot.store.library.reports() if card.state in SEARCHED]


def places(reports: Sequence[ReportCard]) -> list[str]:
    """The places that can be chosen."""
    return list(dict.fromkeys(card.place for card in reports if card.place))


def periods(reports: Sequence[ReportCard]) -> list[str]:
    """The periods that can be chosen, latest first."""
    held = {period for card in reports for period, _ in card.spans}
    return [p.label for p in sorted(held, key=lambda p: (-p.last_year, -p.last, p.first))]


def choices(reports: Sequence[ReportCard]) -> list[tuple[str, str]]:
    """The reports that can be chosen: how each is called, and its id."""
    return [(card.title or card.source, card.id) for card in reports]


def listed(reports: Sequence[ReportCard]) -> str:
    """The list as HTML; how to add reports when there are none."""
    if not reports:
        return _EMPTY
    rows = "".join(_row(card) for card in reports)
    heads = "".join(f"<th>{head}</th>" for head in ("报告", "地区", "时间", "句数"))
    return (
        f'<div class="gb-shelf"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        "<p>收录更多：在终端里运行 <code>gongbao ingest 文件或文件夹</code>，然后刷新这一页。</p></div>"
    )


def _row(card: ReportCard) -> str:
    def cell(name: str, value: str) -> str:
        return f"{text(value) or '不明'}{_GUESS if name in card.guessed else ''}"

    title = cell("title", card.title or card.source)
    beneath = text(f"{card.kind}　{card.source}")
    return (
        f"<tr><td>{title}<small>{beneath}</small></td><td>{cell('place', card.place)}</td>"
        f'<td>{cell("period", card.period)}</td><td class="gb-count">{card.sentences}</td></tr>'
    )
