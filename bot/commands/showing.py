"""How ``gongbao reports`` shows what is known of a report, to people and to programs."""

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from vectorstore.corrections import FIELDS

if TYPE_CHECKING:
    from vectorstore.library.cards import ReportCard
    from vectorstore.report import Found, Report

__all__ = ["METADATA", "card_json", "covered", "marked", "report_json", "show_card", "show_report"]

METADATA = {name: FIELDS[name] for name in ("title", "place", "parent", "period", "kind", "date")}
"""What a list shows, by its name and in Chinese."""
_ALL = {**METADATA, "session": FIELDS["session"], "speaker": FIELDS["speaker"], "published": "网页发布"}
_LEVELS = {"country": "国家", "province": "省级", "city": "地市级", "district": "区县级", "other": "其他"}
_OUTLOOKS = {"achieved": "完成", "target": "目标"}
_PARTS = {"body": "正文", "annex": "附件", "glossary": "名词解释", "note": "脚注"}


def marked(card: "ReportCard", name: str) -> str:
    """A value with what people should know of it: inferred, or set by hand."""
    value = str(getattr(card, name))
    if name in card.by_hand:
        return f"{value or '（不详）'}（手工）"
    return f"{value}？" if value and name in card.guessed else value


def covered(card: "ReportCard") -> str:
    """The periods a report speaks of, in words: 2020年：完成；2021年：目标."""
    return "；".join(f"{period}：{_OUTLOOKS[outlook]}" for period, outlook in card.covers)


def card_json(card: "ReportCard") -> dict[str, Any]:
    """What a list says of one report."""
    return {
        "id": card.id,
        "source": card.source,
        **{name: getattr(card, name) for name in _ALL},
        "level": card.level,
        "covers": _covers(card),
        "guessed": list(card.guessed),
        "by_hand": list(card.by_hand),
        "warnings": list(card.warnings),
        "pages": card.pages,
        "passages": card.passages,
        "sentences": card.sentences,
        "facts": card.facts,
        "twin_of": card.twin_of or None,
        "state": card.state.value,
        "added": card.added,
    }


def _covers(card: "ReportCard") -> list[dict[str, str]]:
    return [{"period": period, "kind": outlook} for period, outlook in card.covers]


def report_json(report: "Report", card: "ReportCard") -> dict[str, Any]:
    """What is known of one report, each value with the span it was read from."""
    from vectorstore.places import chain_of

    return {
        "id": report.id,
        "source": report.source,
        "origin": card.origin,
        **{name: asdict(getattr(report, name)) for name in _ALL},
        "level": card.level,
        "within": list(chain_of(report.place.value, report.parent.value)),
        "covers": _covers(card),
        "guessed": list(card.guessed),
        "by_hand": list(card.by_hand),
        "warnings": list(card.warnings),
        "outline": [
            {
                "level": section.level,
                "heading": section.heading,
                "start": section.start,
                "end": section.end,
                "part": section.part.value,
            }
            for section in report.sections
            if section.level
        ],
        "characters": len(report.text),
        "pages": len(report.layout.pages),
        "tables": len(report.layout.tables),
        "passages": len(report.passages),
        "sentences": len(report.sentences),
        "facts": card.facts,
        "twin_of": card.twin_of or None,
        "state": card.state.value,
    }


def show_report(report: "Report", card: "ReportCard") -> None:
    """Prints what is known of a report, where each value was read, and its headings."""
    typer.echo(f"编号  {report.id}\n文件  {report.source}\n出处  {card.origin}")
    for name, label in _ALL.items():
        _show_found(label, getattr(report, name))
        if name == "place" and report.place.value:
            _show_level(report, card)
        if name == "parent":
            _show_chain(report)
    typer.echo(f"时段  {covered(card) or '（没有找到）'}")
    pages = f"{len(report.layout.pages)} 页，" if report.layout.pages else ""
    tables = f"{len(report.layout.tables)} 张表，" if report.layout.tables else ""
    counts = f"{len(report.passages)} 段，{len(report.sentences)} 句，{card.facts} 条事实"
    typer.echo(f"篇幅  {pages}{len(report.text)} 字，{tables}{counts}")
    typer.echo(f"组成  {_parts(report)}")
    for warning in card.warnings:
        typer.echo(f"注意  {warning}")
    if card.twin_of:
        typer.echo(f"重复  与 {card.twin_of} 是同一份报告，有 {card.differing} 处数字不同")
    typer.echo("目录")
    for section in report.sections:
        if section.level:
            part = "" if section.part.value == "body" else f"（{_PARTS[section.part.value]}）"
            typer.echo(f"{'  ' * section.level}{section.heading}{part}")


def _show_found(label: str, found: "Found") -> None:
    if found.by_hand:
        where = "" if found.start is None else f"，原文第 {found.start}—{found.end} 字也有"
        typer.echo(f"{label}  {found.value or '（不详）'}（手工{where}）")
    elif not found.value:
        typer.echo(f"{label}  （没有找到）")
    else:
        where = "不取自原文" if found.start is None else f"取自原文第 {found.start}—{found.end} 字"
        guessed = ("", "") if found.certain else ("？", "，推断")
        typer.echo(f"{label}  {found.value}{guessed[0]}（{where}{guessed[1]}）")


def _show_level(report: "Report", card: "ReportCard") -> None:
    from vectorstore.places import now_called

    now = now_called(report.place.value)
    typer.echo(f"级别  {_LEVELS.get(card.level, '其他')}{f'（今属或今称{now}）' if now else ''}")


def _show_chain(report: "Report") -> None:
    from vectorstore.places import chain_of

    chain = chain_of(report.place.value, report.parent.value)
    if len(chain) > 1:
        typer.echo(f"隶属  {' › '.join([*reversed(chain), report.place.value])}")


def _parts(report: "Report") -> str:
    """How many headed sections each part has."""
    counts = Counter(section.part.value for section in report.sections if section.level)
    return "，".join(f"{label} {counts[part]} 节" for part, label in _PARTS.items() if counts[part]) or "没有标题"


def show_card(card: "ReportCard") -> None:
    """Prints the metadata of a card, a line each."""
    typer.echo(f"编号  {card.id}\n文件  {card.source}")
    for name, label in _ALL.items():
        typer.echo(f"{label}  {marked(card, name) or '（没有找到）'}")
    typer.echo(f"时段  {covered(card) or '（没有找到）'}")
