"""The page in a real Chromium, over two small made-up reports."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from reports_for_the_page import ATTACKS  # type: ignore[import-not-found, unused-ignore]

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
STARTING_SECONDS = 60
FIGURE = "云泽县2023年上半年地区生产总值是多少？"
ATTACKED = "青屿县2023年上半年鸥港平台已办件多少？"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running ``launch``; it is ended as Ctrl+C would end it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    paths = os.pathsep.join(map(str, (HERE.parents[1], HERE.parents[2])))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GONGBAO_", "OPENAI_"))}
    command = [sys.executable, str(HERE / "serve.py"), str(home), str(port)]
    with subprocess.Popen(
        command, cwd=home, env=kept | {"PYTHONPATH": paths}, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as server:
        try:
            assert server.stdout
            told = server.stdout.readline()
            assert f"http://127.0.0.1:{port}" in told
            assert "只有本机能访问" in told
            yield f"http://127.0.0.1:{port}"
            server.send_signal(signal.SIGINT)
            assert "已结束" in server.communicate(timeout=STARTING_SECONDS)[0]
            assert server.returncode == 0
        finally:
            server.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


class Watched:
    """What a visitor's browser asked for and complained of."""

    def __init__(self, context: BrowserContext) -> None:
        self.hosts: set[str | None] = set()
        self.complaints: list[str] = []
        context.on("request", self._asked)
        context.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        context.on("weberror", lambda e: self.complaints.append(str(e.error)))

    def _asked(self, request) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob"):
            self.hosts.add(urlsplit(request.url).hostname)


@pytest.fixture
def visitors(browser: Browser, url: str) -> Iterator[Callable[[], Page]]:
    """Makes visitors; afterwards none of them may have met an error or another host."""
    contexts, watched = [], []

    def visit() -> Page:
        contexts.append(browser.new_context(locale="zh-CN", viewport={"width": 1360, "height": 850}))
        contexts[-1].set_default_timeout(30_000)
        watched.append(Watched(contexts[-1]))
        page = contexts[-1].new_page()
        page.goto(url)
        expect(page.get_by_placeholder("写出要问的内容")).to_be_visible(timeout=30_000)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [w.complaints for w in watched] == [[]] * len(watched)
    assert {host for w in watched for host in w.hosts} <= {"127.0.0.1"}


def ask(page: Page, question: str) -> None:
    page.get_by_placeholder("写出要问的内容").fill(question)
    page.get_by_placeholder("写出要问的内容").press("Enter")


def answered(page: Page, times: int = 1) -> None:
    expect(page.locator("#gb-chat .gb-footing")).to_have_count(times, timeout=30_000)


def test_the_library_and_examples_that_answer_are_there(visitors):
    page = visitors()
    expect(page).to_have_title("公报")
    example = page.locator("#gb-chat .example").first
    expect(example).to_be_visible(timeout=30_000)
    question = example.inner_text()
    example.click()
    answered(page)
    assert page.locator(".gb-question").inner_text() == question
    expect(page.locator(".gb-status")).to_have_count(0)
    page.get_by_role("tab", name="报告库").click()
    expect(page.locator("#gb-shelf tbody tr")).to_have_count(2)
    expect(page.locator("#gb-shelf")).to_contain_text("青屿县2023年上半年<b>.txt")


def test_an_answer_shows_its_source_and_a_click_marks_exactly_the_cited_sentence(visitors):
    page = visitors()
    ask(page, "云泽县和青屿县2023年上半年地区生产总值分别是多少？")
    answered(page)
    marks = page.locator(".gb-sources .gb-cite")
    expect(marks).to_have_count(2)
    expect(page.locator("#gb-source mark")).to_have_count(1)
    seen = []
    for number in (1, 0):
        marks.nth(number).click()
        expect(page.locator("#gb-source .gb-number")).to_have_text(f"[{number + 1}]")
        seen.append(page.locator("#gb-source mark").inner_text())
    figures = ("128.4亿元,同比增长5.1%", "96.7亿元,同比增长4.3%")
    assert sorted(seen) == [f"全县实现地区生产总值{figure}。" for figure in figures]
    assert page.locator("#gb-source blockquote").inner_text().count("全县") == 2
    expect(page.locator(".gb-cite.gb-open")).to_have_count(1)
    expect(page.locator("#gb-chat [data-testid=bot]").first).to_have_attribute("aria-label", "回答")


def test_signs_in_reports_and_questions_stay_text(visitors):
    page = visitors()
    ask(page, ATTACKED)
    answered(page)
    expect(page.locator(".gb-statement").first).to_contain_text("37万件")
    shown = page.locator("#gb-source blockquote").inner_text()
    assert ATTACKS in shown
    ask(page, ATTACKED + ATTACKS)
    answered(page, 2)
    assert page.locator(".gb-question").last.inner_text() == ATTACKED + ATTACKS
    inside = "#gb-chat .message-wrap, #gb-source, #gb-shelf"
    assert page.locator(inside).locator("script, img, a, code, .katex, iframe").count() == 0
    assert page.evaluate("window.hit") is None


def test_an_empty_or_endless_question_is_refused_in_one_line_and_stays_to_be_mended(visitors):
    page = visitors()
    ask(page, "   ")
    expect(page.get_by_test_id("toast-body")).to_contain_text("问题是空的")
    ask(page, "长" * 2001)
    expect(page.get_by_test_id("toast-body").last).to_contain_text("2001个字")
    expect(page.get_by_placeholder("写出要问的内容")).to_have_value("长" * 2001)
    expect(page.locator(".gb-question")).to_have_count(0)


def test_two_visitors_do_not_see_each_other(visitors):
    one, other = visitors(), visitors()
    ask(one, FIGURE)
    ask(other, "青屿县2023年上半年地区生产总值是多少？")
    answered(one)
    answered(other)
    expect(one.locator("#gb-source mark")).to_contain_text("128.4")
    expect(other.locator("#gb-source mark")).to_contain_text("96.7")
    expect(one.locator(".gb-question")).to_have_text(FIGURE)
    expect(other.locator(".gb-question")).to_have_count(1)


def test_a_filter_narrows_the_answer(visitors):
    page = visitors()
    page.get_by_label("只看地区").click()
    page.get_by_role("option", name="青屿县").click()
    ask(page, "上半年地区生产总值是多少？")
    answered(page)
    expect(page.locator(".gb-statement").first).to_contain_text("96.7亿元")
    expect(page.locator("#gb-chat")).not_to_contain_text("128.4")


def test_what_is_not_in_the_library_says_so(visitors):
    page = visitors()
    ask(page, "海南省2023年地区生产总值是多少？")
    answered(page)
    expect(page.locator(".gb-status")).to_have_text("未收录")


FOLLOW_UP = "那青屿县呢？"
MADE_WHOLE = "理解为：青屿县2023年上半年地区生产总值是多少？"


def test_a_follow_up_is_answered_and_says_how_it_was_understood(visitors):
    page = visitors()
    ask(page, FIGURE)
    answered(page)
    ask(page, FOLLOW_UP)
    answered(page, 2)
    expect(page.locator(".gb-understood")).to_have_text(MADE_WHOLE)
    expect(page.locator("#gb-source mark")).to_contain_text("96.7亿元")
    ask(page, "哪个更高？")
    answered(page, 3)
    expect(page.locator("#gb-chat [data-testid=bot]").last).to_contain_text("云泽县更高")


def test_a_follow_up_follows_what_its_own_visitor_asked(visitors):
    one, other = visitors(), visitors()
    ask(one, FIGURE)
    ask(other, "青屿县2023年上半年地区生产总值是多少？")
    answered(one)
    answered(other)
    ask(one, "增速呢？")
    ask(other, "增速呢？")
    answered(one, 2)
    answered(other, 2)
    expect(one.locator(".gb-understood")).to_contain_text("云泽县")
    expect(other.locator(".gb-understood")).to_contain_text("青屿县")


def test_the_last_question_is_edited_in_its_place(visitors):
    page = visitors()
    ask(page, FIGURE)
    answered(page)
    ask(page, FOLLOW_UP)
    answered(page, 2)
    box = page.get_by_placeholder("写出要问的内容")
    page.get_by_role("button", name="改上一问").click()
    expect(box).to_have_value(FOLLOW_UP)
    page.get_by_role("button", name="不改了").click()
    expect(box).to_have_value("")
    page.get_by_role("button", name="改上一问").click()
    expect(box).to_have_value(FOLLOW_UP)
    ask(page, "增速呢？")
    expect(page.locator(".gb-question").last).to_have_text("增速呢？")
    answered(page, 2)
    expect(page.locator(".gb-understood")).to_contain_text("云泽县2023年上半年地区生产总值增速是多少？")
    expect(page.get_by_role("button", name="改上一问")).to_be_visible()


def test_a_question_is_answered_again_over_the_reports_chosen_since(visitors):
    page = visitors()
    ask(page, "2023年上半年地区生产总值是多少？")
    answered(page)
    expect(page.locator("#gb-chat")).to_contain_text("128.4")
    page.get_by_label("只看报告").click()
    page.get_by_role("option", name="青屿县").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="重答").click()
    expect(page.locator("#gb-chat")).not_to_contain_text("128.4")
    answered(page)
    expect(page.locator(".gb-question")).to_have_count(1)
    expect(page.locator("#gb-chat")).to_contain_text("96.7")


def test_the_conversation_is_saved_as_a_document_and_another_begun(visitors):
    page = visitors()
    page.get_by_role("button", name="导出").click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("还没有提问")
    ask(page, FIGURE)
    answered(page)
    ask(page, FOLLOW_UP)
    answered(page, 2)
    with page.expect_download() as saved:
        page.get_by_role("button", name="导出").click()
    assert saved.value.suggested_filename.endswith(".md")
    document = Path(saved.value.path()).read_text("utf-8")
    assert f"## 1. {FIGURE}" in document
    assert MADE_WHOLE in document
    assert "[^2-1]: " in document
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".gb-question")).to_have_count(0)
    ask(page, "增速呢？")
    answered(page)
    expect(page.locator(".gb-understood")).to_have_count(0)
