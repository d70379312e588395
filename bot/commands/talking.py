"""What ``gongbao ask --conversation`` and ``gongbao chat`` share: a session over the home's history."""

from collections.abc import Collection
from contextlib import closing
from typing import TYPE_CHECKING

import typer

from bot.commands import refuse_undecodable, report_ids, settings_of, show_json

if TYPE_CHECKING:
    from bot.bot import Bot
    from bot.conversation import Session

NEW = "new"
"""In place of an id: begin another conversation."""


def session_of(bot: "Bot", conversation: str) -> "Session":
    """A session over a kept conversation, or a new one. Raises GongbaoError when there is none of that id."""
    given = refuse_undecodable(conversation, "对话编号").strip()
    return bot.converse(None if given == NEW else given)


def ask_within(
    context: typer.Context,
    conversation: str,
    question: str,
    report: Collection[str] | None,
    mode: str | None,
    k: int | None,
    *,
    as_json: bool,
    places: tuple[str, ...] = (),
    periods: tuple[str, ...] = (),
) -> None:
    """Ask one question within a conversation and show the answer with the conversation's id."""
    from bot.bot import Bot
    from bot.commands.asking import _show

    with closing(Bot(settings=settings_of(context))) as bot:
        session = session_of(bot, conversation)
        if report or places or periods:
            session.narrow(reports=report_ids(bot.store.library, report or ()), places=places, periods=periods)
        answer = session.ask(question, mode=mode, k=k)
        if as_json:
            # the contract, and beside it where to go on
            number = {"conversation": session.conversation.id, "turn": len(session.conversation.turns)}
            show_json(answer.as_json() | number)
            return
        _show(answer, as_json=False)
        typer.echo(f"\n对话：{session.conversation.id}")
