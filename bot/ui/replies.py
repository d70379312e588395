"""What happens on the page when a visitor asks, edits, asks again, begins anew or takes the conversation away."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from bot.answer import Answer
from bot.bot import Bot, accepted
from bot.conversation import Conversation, History, before, begun, narrowed
from bot.conversation.session import Session
from bot.ui import answers, sources
from bot.ui.markup import text
from bot.ui.stopping import Stops, until
from vectorstore.errors import GongbaoError

_logger = logging.getLogger(__name__)

Messages = list[dict[str, Any]]
Found = tuple[tuple[str, ...], Any]
"""What answers a question: messages for the chat, and the source beside it."""
Screen = tuple[Any, ...]
"""Chat, question, source, tabs, 提问, 停止, the row of actions, 改上一问, the turn that is edited, the conversation."""

EDIT, NOT_EDIT = "改上一问", "不改了"


class Replies:
    """Answers every visitor of one page, each within a conversation of their own."""

    def __init__(self, bot: Bot, history: History | None = None) -> None:
        self.bot = bot
        self.history = history
        self._stops = Stops()

    def answer(
        self,
        question: str | None,
        places: Sequence[str] | None,
        periods: Sequence[str] | None,
        reports: Sequence[str] | None,
        mode: str,
        editing: int,
        talk: Conversation | None,
        messages: Messages,
        request: gr.Request,
    ) -> Iterator[Screen]:
        """The conversation as the answer grows, with the first source beside it."""
        try:
            asked = accepted(question or "")
        except GongbaoError as error:
            gr.Warning(text(str(error)), title="请改一下问题")
            yield (gr.skip(),) * 10
            return
        talk = talk or begun()
        session = self._session(talk, places, periods, reports)
        number = editing if 1 <= editing <= len(talk.turns) else None
        if number:
            messages = shown(before(talk, number))
        so_far = [*messages, _message(answers.asked(asked), "user")]
        yield from self._written(
            session, lambda mode: session.answers(asked, mode=mode, number=number), so_far, mode, number, request
        )

    def again(
        self,
        places: Sequence[str] | None,
        periods: Sequence[str] | None,
        reports: Sequence[str] | None,
        mode: str,
        talk: Conversation | None,
        request: gr.Request,
    ) -> Iterator[Screen]:
        """The last question answered anew, by the mode and over the reports chosen now."""
        if not talk or not talk.turns:
            gr.Warning("还没有提问。", title="没有可以重答的")
            yield (gr.skip(),) * 10
            return
        session = self._session(talk, places, periods, reports)
        number = len(talk.turns)
        so_far = shown(talk)[:-1]
        yield from self._written(
            session,
            lambda mode: session.answers(talk.turns[-1].question, mode=mode, number=number),
            so_far,
            mode,
            number,
            request,
        )

    def begin(self) -> Screen:
        """A new conversation, and an empty chat."""
        return [], "", sources.NOTHING, gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.Button(EDIT), 0, None

    def edit(self, editing: int, talk: Conversation | None) -> tuple[Any, Any, int]:
        """The last question in the box, to be changed; once more leaves it as it was."""
        if editing or not talk or not talk.turns:
            return ("" if editing else gr.skip()), gr.Button(EDIT), 0
        return talk.turns[-1].question, gr.Button(NOT_EDIT), len(talk.turns)

    def exported(self, talk: Conversation | None) -> str:
        """The conversation as Markdown, for the browser to save under a name; empty when there is none."""
        from bot.conversation.export import as_markdown

        if not talk or not talk.turns:
            gr.Warning("还没有提问。", title="没有可以导出的")
            return ""
        return json.dumps({"name": f"公报-{talk.id}.md", "content": as_markdown(talk)}, ensure_ascii=False)

    def stop(self, request: gr.Request) -> None:
        """End the answer that a model is writing for this visitor."""
        self._stops.ask(str(request.session_hash))

    def _session(
        self,
        talk: Conversation,
        places: Sequence[str] | None,
        periods: Sequence[str] | None,
        reports: Sequence[str] | None,
    ) -> Session:
        scope = narrowed(talk, reports=reports or (), places=places or (), periods=periods or ())
        return Session(self.bot, scope, self.history)

    def _written(
        self,
        session: Session,
        stream: Callable[[str], Iterator[Answer]],
        so_far: Messages,
        mode: str,
        number: int | None,
        request: gr.Request,
    ) -> Iterator[Screen]:
        """The screen as an answer comes; it is kept as a turn (in the place of turn ``number``) when it has."""
        writing = mode == "model" and bool(self.bot.settings.model)
        found: Found = (answers.remark("正在查找……"),), gr.skip()
        yield _screen(so_far, found, gr.skip(), emptied=True, writing=writing)
        answer: Answer | None = None
        try:
            if not writing:
                for answer in stream("reader"):
                    found = self._found(answer)
            else:
                with self._stops.of(str(request.session_hash)) as stop:
                    for answer in until(stop, stream("model")):
                        found = self._found(answer)
                        yield _screen(so_far, self._found(answer, "模型正在写……"), gr.Tabs(selected="source"))
                    if stop.is_set():
                        found = (*found[0], answers.remark("已停止", "stopped")), found[1]
                        answer = answer and replace(answer, notice="已停止，模型没有写完。")
            if answer:
                session.keep(answer, mode if writing else "reader", number)
        except GongbaoError as error:
            found = (answers.remark(str(error), "refused"),), gr.skip()
        except Exception as error:
            _logger.exception("unexpected")
            words = f"程序内部出错（{type(error).__name__}）：请附上 gongbao --verbose ui 的输出报告此问题"
            found = (answers.remark(words, "refused"),), gr.skip()
        yield _screen(so_far, found, gr.Tabs(selected="source"), writing=False, talk=session.conversation)

    def _found(self, answer: Answer, *remarks: str) -> Found:
        given = answers.answered(answer, writing=bool(remarks))
        return (given, *map(answers.remark, remarks)), sources.first(answer, self.bot.store.library.report)


def shown(talk: Conversation) -> Messages:
    """The chat of a conversation."""
    return [
        message
        for turn in talk.turns
        for message in (_message(answers.asked(turn.question), "user"), _message(answers.answered(turn.answer)))
    ]


def _message(content: str, role: str = "assistant") -> dict[str, Any]:
    return {"role": role, "content": content}


def _screen(
    so_far: Messages,
    found: Found,
    tabs: Any,
    *,
    emptied: bool = False,
    writing: bool | None = None,
    talk: Conversation | None = None,
) -> Screen:
    """``writing`` None leaves the buttons as they are."""
    buttons = (gr.skip(), gr.skip(), gr.skip())
    if writing is not None:
        buttons = gr.Button(visible=not writing), gr.Button(visible=writing), gr.Row(visible=not writing)
    given, beside = found
    box = "" if emptied else gr.skip()
    done = (gr.Button(EDIT), 0) if emptied else (gr.skip(), gr.skip())
    return [*so_far, *map(_message, given)], box, beside, tabs, *buttons, *done, talk or gr.skip()
