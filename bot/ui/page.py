"""The page itself: its parts, and what happens when a person asks, clicks or stops."""

import contextlib
import logging
import threading
from importlib.resources import files
from typing import Any

import gradio as gr
from fastapi import FastAPI

from bot.bot import Bot
from bot.conversation import History
from bot.ui import examples, shelf, sources
from bot.ui.markup import text
from bot.ui.replies import Replies
from vectorstore.errors import GongbaoError
from vectorstore.library.cards import ReportCard

_logger = logging.getLogger(__name__)

_AT_ONCE = 8
"""Answers under way at the same time; the reader's take milliseconds, a model's mostly wait."""

_SANS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
_MONO = ("Consolas", "Menlo", "DejaVu Sans Mono", "monospace")
_HEAD = '<header class="gb-head"><h1>公报</h1><p>从政府报告里找答案，句句有出处</p></header>'
_WELCOME = (
    '<div class="gb-welcome"><h2>问报告</h2>'
    "<p>每句话都指向报告原句，每个数字都与原句核对过；报告里没有的，直说没有。</p></div>"
)


def _asset(name: str) -> str:
    return files("bot.ui").joinpath(name).read_text("utf-8")


class Page:
    """One page over one bot, for any number of visitors; each has a conversation of their own."""

    def __init__(self, bot: Bot, history: History | None = None) -> None:
        """``history`` keeps the visitors' conversations, where they are all the same person's."""
        self.bot = bot
        self.replies = Replies(bot, history)
        self._examples: dict[frozenset[str], list[str]] = {}
        self._trying = threading.Lock()
        bot.store  # noqa: B018  a wrong setting is to be told before the page is up
        self.blocks = self._built()

    def mounted(self, app: FastAPI) -> FastAPI:
        """The page at the root of a web application."""
        theme = gr.themes.Base(
            primary_hue=gr.themes.colors.slate,
            neutral_hue=gr.themes.colors.stone,
            radius_size=gr.themes.sizes.radius_sm,
            font=(*_SANS, "sans-serif"),
            font_mono=_MONO,
        )
        mounted: FastAPI = gr.mount_gradio_app(
            app,
            self.blocks,
            path="/",
            theme=theme,
            css=_asset("style.css"),
            js=_asset("page.js"),
            footer_links=[],
            run_history=False,
            show_error=False,
            ssr_mode=False,
            pwa=False,
            mcp_server=False,
            enable_monitoring=False,
            max_file_size="1kb",
            app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        )
        return mounted

    def warm(self) -> None:
        """Open the stores and try the examples, so that the first question needn't wait for it."""
        with contextlib.suppress(GongbaoError):  # whoever asks is told
            self.bot.warm()
            self._working(shelf.shelved(self.bot))

    def _built(self) -> gr.Blocks:
        with gr.Blocks(title="公报", analytics_enabled=False, fill_width=True, fill_height=True) as blocks:
            gr.HTML(_HEAD, elem_id="gb-head")
            with gr.Row(elem_id="gb-desk"):
                with gr.Column(scale=6, elem_id="gb-ask", min_width=320):
                    self._build_chat()
                with gr.Column(scale=5, elem_id="gb-beside", min_width=320):
                    self._build_beside()
            self._wire(blocks)
        blocks.queue(default_concurrency_limit=_AT_ONCE, api_open=False)
        return blocks

    def _build_chat(self) -> None:
        self.chat = gr.Chatbot(
            elem_id="gb-chat",
            show_label=False,
            container=False,
            layout="panel",
            placeholder=_WELCOME,
            latex_delimiters=[],
            sanitize_html=True,
            allow_tags=False,
            allow_file_downloads=False,
            buttons=[],
            feedback_options=None,
        )
        with gr.Row(elem_id="gb-line"):
            self.question = gr.Textbox(
                elem_id="gb-question",
                label="问题",
                show_label=False,
                container=False,
                placeholder="写出要问的内容，按回车",
                max_lines=6,
                scale=8,
                buttons=[],
            )
            self.ask = gr.Button("提问", elem_id="gb-send", variant="primary", scale=1, min_width=80)
            self.stop = gr.Button("停止", elem_id="gb-stop", variant="stop", scale=1, min_width=80, visible=False)
        with gr.Row(elem_id="gb-actions") as self.actions:
            small: dict[str, Any] = {"size": "sm", "scale": 0, "min_width": 72}
            self.new = gr.Button("新对话", elem_id="gb-new", **small)
            self.again = gr.Button("重答", elem_id="gb-again", **small)
            self.edit = gr.Button("改上一问", elem_id="gb-edit", **small)
            self.export = gr.Button("导出 .md", elem_id="gb-export", **small)
        self.talk = gr.State(None)
        self.editing = gr.State(0)
        self.document = gr.Textbox("", visible="hidden", label="导出", buttons=[])
        has_model = bool(self.bot.settings.model)
        with gr.Row(elem_id="gb-filters"):
            self.places = gr.Dropdown([], multiselect=True, label="只看地区", elem_id="gb-places", min_width=140)
            self.periods = gr.Dropdown([], multiselect=True, label="只看时间", elem_id="gb-periods", min_width=140)
            self.reports = gr.Dropdown([], multiselect=True, label="只看报告", elem_id="gb-reports", min_width=140)
            self.mode = gr.Radio(
                [("模型", "model"), ("原文摘答", "reader")],
                value="model" if has_model else "reader",
                label="答法",
                elem_id="gb-mode",
                visible=has_model,
                min_width=140,
            )

    def _build_beside(self) -> None:
        with gr.Tabs(elem_id="gb-tabs") as self.tabs:
            with gr.Tab("出处", id="source"):
                self.source = gr.HTML(
                    sources.NOTHING, elem_id="gb-source", js_on_load=_asset("source.js"), apply_default_css=False
                )
            with gr.Tab("报告库", id="shelf"):
                self.listing = gr.HTML("", elem_id="gb-shelf", apply_default_css=False)
        self.cited = gr.HTML("", visible="hidden", js_on_load=_asset("cite.js"))

    def _wire(self, blocks: gr.Blocks) -> None:
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        how = [self.places, self.periods, self.reports, self.mode]
        inputs = [self.question, *how, self.editing, self.talk, self.chat]
        outputs = [
            self.chat, self.question, self.source, self.tabs, self.ask, self.stop, self.actions, self.edit,
            self.editing, self.talk,
        ]  # fmt: skip
        answer = self.replies.answer
        gr.on([self.question.submit, self.ask.click], answer, inputs, outputs, **quiet)
        chosen = self.chat.example_select(_example, None, self.question, **quiet)
        chosen.then(answer, inputs, outputs, **quiet)
        self.again.click(self.replies.again, [*how, self.talk], outputs, **quiet)
        self.new.click(self.replies.begin, None, outputs, **quiet)
        self.edit.click(self.replies.edit, [self.editing, self.talk], [self.question, self.edit, self.editing], **quiet)
        exported = self.export.click(self.replies.exported, self.talk, self.document, **quiet)
        exported.then(None, self.document, None, js=_asset("export.js"), **quiet)
        self.stop.click(self.replies.stop, None, None, concurrency_limit=None, **quiet)
        self.cited.click(
            self.cite, None, [self.source, self.tabs], concurrency_limit=None, trigger_mode="always_last", **quiet
        )
        blocks.load(self.opened, None, [self.listing, self.places, self.periods, self.reports, self.source], **quiet)
        blocks.load(self.suggested, None, self.chat, **quiet)

    def opened(self) -> tuple[Any, ...]:
        """What a visitor finds on opening the page: the library, and the choices of the filters."""
        try:
            reports = shelf.shelved(self.bot)
        except GongbaoError as error:
            return f'<p class="gb-empty">{text(str(error))}</p>', *(gr.skip(),) * 4
        filters = map(gr.Dropdown, (shelf.places(reports), shelf.periods(reports), shelf.choices(reports)))
        return shelf.listed(reports), *filters, gr.skip() if reports else shelf.listed(reports)

    def suggested(self) -> Any:
        """The chat with its example questions."""
        try:
            found = self._working(shelf.shelved(self.bot))
        except GongbaoError:  # told in the library's place
            return gr.skip()
        return gr.Chatbot(examples=[{"text": question} for question in found])

    def _working(self, reports: list[ReportCard]) -> list[str]:
        with self._trying:
            key = frozenset(card.id for card in reports)
            if key not in self._examples:
                self._examples = {key: examples.working(self.bot, reports)}
            return self._examples[key]

    def cite(self, event: gr.EventData) -> tuple[Any, Any]:
        """The source of the citation that was clicked."""
        try:
            place = sources.parsed(str((event._data or {}).get("place", "")))
            return sources.shown(place, self.bot.store.library.report), gr.Tabs(selected="source")
        except GongbaoError as error:
            gr.Warning(text(str(error)), title="打不开这个出处")
            return gr.skip(), gr.skip()


def _example(event: gr.SelectData) -> str:
    value = event.value
    return str(value.get("text", "") if isinstance(value, dict) else value)
