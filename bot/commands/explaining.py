"""``--explain`` for people: how an answer or a search came about, as tables in plain words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.commands import one_line

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from bot.explanation import CellLooked, Explanation, Reading, SearchExplanation, Weighed

WANTS = {
    "value": "数值",
    "change": "增减",
    "comparison": "比较",
    "difference": "相差",
    "sum": "合计",
    "share": "占比",
    "average": "平均",
    "progress": "进度",
    "remainder": "还差多少",
    "fulfilment": "是否完成",
    "list": "列举",
    "person": "人",
    "name": "名称",
    "reason": "原因",
}
OUTLOOKS = {"achieved": "完成情况", "target": "目标"}
REASONS = {
    "coverage": "说到所问",
    "rank": "检索靠前",
    "length": "篇幅",
    "cell": "表格",
    "period": "时间正合",
    "wider": "时间较宽",
    "figure": "所问的数",
    "unit": "所问的单位",
    "both": "总量和增幅都有",
    "change": "有增幅",
    "parts": "问的几项都有",
    "completion": "完成比例",
    "stated": "问句里的数",
    "outlook": "完成或目标",
    "cause": "说到原因",
    "fact": "是所问指标的数",
    "share": "就是占比",
    "list": "逐一列出",
    "counted": "数的是所问的",
    "near": "意思相近的句子",
    "stretch": "意思相近",
    "meaning": "意思相同",
    "loose": "只有指标的字眼",
}
"""What speaks for or against a stretch, in words; a reason without any is shown by its name."""
CHECKS = {
    "verified": "数字、地区、时间和名称都与原句相符",
    "pointer_only": "没有可核对的内容",
    "unverified": "没有通过",
}


def show(explanation: "Explanation | SearchExplanation") -> None:
    """Prints an explanation to standard output."""
    from bot.explanation import Explanation

    console = _console()
    console.print("\n怎么读的问题", style="bold")
    console.print(_reading(explanation.question))
    if not isinstance(explanation, Explanation):
        console.print(f"\n段落的名次（{_narrowed(explanation)}）", style="bold")
        console.print(_placed(explanation))
        return
    for missing in (*explanation.missing_places, *explanation.missing_periods):
        console.print(f"库里没有：{missing}", markup=False)
    for number, cell in enumerate(explanation.cells, start=1):
        console.print(f"\n{_cell_title(number, cell)}", style="bold", markup=False)
        if cell.best:
            console.print(_competition(cell))
    console.print("\n怎么核对的", style="bold")
    console.print(_checks(explanation))


def _console() -> "Console":
    from rich.console import Console

    # links, marks and emoji names that a report may carry are shown as the text they are
    return Console(markup=False, emoji=False, highlight=False)


def _table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: tuple[str, ...] = ()) -> "RenderableType":
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, pad_edge=False, show_header=any(columns))
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(one_line(cell)) for cell in row))
    return table


def _reading(question: "Reading") -> "RenderableType":
    terms = "，".join(
        f"{t.word}（{'指标' if t.indicator else '词'}，权重 {t.weight:.1f}{'' if t.known else '，库里没有'}）"
        for t in question.terms
    )
    rows = [
        ("读作", question.plain),
        ("地区", "、".join(question.places) or "没有说"),
        ("时间", "、".join(question.periods) or "没有说"),
        ("指标", "、".join(question.indicators) or "没有说"),
        ("要什么", "、".join(WANTS.get(want, want) for want in question.wants) or "内容"),
        ("问的是", OUTLOOKS.get(question.outlook or "", "没有说完成还是目标")),
        ("单位", question.unit or "没有说"),
        ("问句里的数", "、".join(question.figures)),
        ("找的词", terms),
    ]
    return _table(("", ""), [row for row in rows if row[1]])


def _cell_title(number: int, cell: "CellLooked") -> str:
    where = f"{cell.place or '不限地区'} × {cell.period or '不限时间'}"
    why = "" if cell.planned else "，后来补看"
    return f"第 {number} 格　{where}（{len(cell.reports)} 份报告，{cell.weighed} 处可比{why}）"


def _competition(cell: "CellLooked") -> "RenderableType":
    rows = [
        (
            "✓" if weighed.chosen else "",
            f"{weighed.score:.2f}",
            weighed.text,
            f"{weighed.source} {weighed.start}—{weighed.end}",
            _why(weighed),
        )
        for weighed in cell.best
    ]
    return _table(("选", "得分", "原文", "位置", "理由"), rows, right=("得分",))


def _why(weighed: "Weighed") -> str:
    """Reasons, the weightiest first, those that hardly count left out."""
    told = sorted(weighed.reasons.items(), key=lambda reason: -abs(reason[1]))
    return "，".join(f"{REASONS.get(name, name)} {value:+.2f}" for name, value in told if abs(value) >= _TOLD)


_TOLD = 0.005


def _checks(explanation: "Explanation") -> "RenderableType":
    rows = []
    for check in explanation.checks:
        if not check.citations:
            rows.append((check.text, "程序的说明，不引原文", ""))
            continue
        compared = f"；核对了 {'、'.join(check.figures)}" if check.figures else ""
        formula = f"；推算 {check.formula}" if check.formula else ""
        marks = "".join(f"[{number}]" for number in check.citations)
        rows.append((check.text, f"{CHECKS.get(check.status, check.status)}{compared}{formula}", marks))
    return _table(("句子", "核对", "出处"), rows)


def _narrowed(explanation: "SearchExplanation") -> str:
    return f"只找 {len(explanation.reports)} 份报告" if explanation.reports else "找全部报告"


def _placed(explanation: "SearchExplanation") -> "RenderableType":
    rows = [
        (
            str(number),
            str(placed.words or "—"),
            str(placed.dense or "—"),
            f"{placed.score:.4f}",
            f"{placed.source} 第 {placed.start} 字起",
        )
        for number, placed in enumerate(explanation.passages, start=1)
    ]
    columns = ("", "按词", "按义", "合计得分", "段落")
    return _table(columns, rows, right=columns[:4])
