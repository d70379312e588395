"""The library as the page lists it: reports, what was guessed of them, and the choices of the filters."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.bot import Bot
from bot.ui.markup import text
from vectorstore.library import ReportCard, State
from vectorstore.periods import Period

_EMPTY = (
    '<div class="gb-shelf gb-empty"><p>报告库还是空的。</p>'
    "<p>请在终端里收录报告（文件或文件夹都行），然后刷新这一页：</p>"
    "<pre>gongbao ingest 报告文件夹&#47;</pre></div>"
)
_GUESS = '<i title="报告里没有明写，由程序推断">推断</i>'


@dataclass(frozen=True, slots=True)
class Shelved:
    """One report as listed."""

    card: ReportCard
    guessed: frozenset[str]
    """Which of title, place and period were inferred."""
    periods: tuple[Period, ...]
    """The periods its sections speak of."""


class Shelf:
    """Lists the reports of a bot's library, reading each of them once."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._known: dict[str, tuple[frozenset[str], tuple[Period, ...]]] = {}

    def reports(self) -> list[Shelved]:
        """The reports that can be asked about, by place and period. Raises StoreError when they can't be read."""
        cards = self._bot.store.library.reports()
        return [Shelved(card, *self._details(card.id)) for card in cards if card.state is State.READY]

    def _details(self, report_id: str) -> tuple[frozenset[str], tuple[Period, ...]]:
        if report_id not in self._known:
            report = self._bot.store.library.report(report_id)
            found = {"title": report.title, "place": report.place, "period": report.period}
            guessed = frozenset(name for name, value in found.items() if value.value and not value.certain)
            self._known[report_id] = guessed, tuple(sorted({s.period for s in report.sections if s.period}))
        return self._known[report_id]


def places(reports: Sequence[Shelved]) -> list[str]:
    """The places that can be chosen."""
    return list(dict.fromkeys(r.card.place for r in reports if r.card.place))


def periods(reports: Sequence[Shelved]) -> list[str]:
    """The periods that can be chosen, latest first."""
    held = {p for r in reports for p in r.periods}
    return [p.label for p in sorted(held, key=lambda p: (-p.last_year, -p.last, p.first))]


def listed(reports: Sequence[Shelved]) -> str:
    """The list as HTML; how to add reports when there are none."""
    if not reports:
        return _EMPTY
    rows = "".join(_row(r) for r in reports)
    heads = "".join(f"<th>{head}</th>" for head in ("报告", "地区", "时间", "句数"))
    return (
        f'<div class="gb-shelf"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        "<p>收录更多：在终端里运行 <code>gongbao ingest 文件或文件夹</code>，然后刷新这一页。</p></div>"
    )


def _row(report: Shelved) -> str:
    card = report.card

    def cell(name: str, value: str) -> str:
        return f"{text(value) or '不明'}{_GUESS if name in report.guessed else ''}"

    title = cell("title", card.title or card.source)
    beneath = text(f"{card.kind}　{card.source}")
    return (
        f"<tr><td>{title}<small>{beneath}</small></td><td>{cell('place', card.place)}</td>"
        f'<td>{cell("period", card.period)}</td><td class="gb-count">{card.sentences}</td></tr>'
    )
