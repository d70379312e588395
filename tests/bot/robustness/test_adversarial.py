"""Reports and questions that carry instructions change no behaviour, forge no citation and render no link."""

import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from bot.commands.asking import _answer_lines
from bot.ui import answers as page
from bot.ui import sources
from tests.bot.conftest import REPORTS
from tests.bot.model_server import Request, says
from tests.bot.robustness.hostile import PAYLOADS, PLACES, QUESTIONS, reports
from vectorstore.ingest import ingest

ORDINARY = (
    "松屿区2022年上半年地区生产总值是多少？",
    "柳堤区2022年上半年城镇登记失业率是多少？",
    "澜江市2022年上半年固定资产投资完成多少？",
    "松屿区2022年上半年新增停车位多少个？",
    "松屿区和柳堤区2022年上半年地区生产总值哪个增长更快？",
    "松屿区2022年全年地区生产总值是多少？",
    "柳堤区2022年全年新增停车位的目标是多少？",
    "松屿区2022年上半年存在哪些问题？",
    "松屿区引进了哪家企业的区域总部？",
    "柳堤区2022年上半年社会消费品零售总额是多少？",
)
OWN = tuple(f"{place}2022年上半年城镇登记失业率是多少？" for place in PLACES[: len(PAYLOADS)]) + tuple(
    f"{place}2022年上半年地区生产总值是多少？" for place in PLACES
)
_MARK = re.compile(r"[\[【［]\s*\^?c?\d+\s*[\]】］]|[（(]c\d+[)）]")
_ADDRESS = re.compile(r"(?i)https?:|www\.|javascript:|evil\.example")


@pytest.fixture(scope="module")
def plain(make_bot):
    """The ordinary reports alone."""
    return make_bot(REPORTS)


@pytest.fixture(scope="module")
def beset(make_bot):
    """The ordinary reports among two dozen hostile ones."""
    return make_bot({**REPORTS, **reports()})


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        assert not any(name.startswith("on") or name in ("href", "src") for name, _ in attrs)


def sound(bot, answer):
    """What holds of every answer, whatever was said to the program."""
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for citation in answer.citations:
        assert citation.quote == bot.store.library.report(citation.report).text[citation.start : citation.end]
    assert all(statement.status != "unverified" for statement in answer.statements)
    for statement in answer.statements:  # the marks in an answer are the program's own
        assert not _MARK.search(statement.text)
    marks = [int(number) for number in re.findall(r"\[(\d+)\]", answer.answer)]
    assert marks == [number for statement in answer.statements for number in statement.citations]
    assert not _ADDRESS.search(answer.answer)
    shown = "\n".join(_answer_lines(answer))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", shown)
    rendered = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table").render(answer.answer)
    tags = _Tags()
    tags.feed(rendered)
    assert tags.found <= {"p", "em", "strong", "br"}
    for html in (page.answered(answer), sources.first(answer, bot.store.library.report)):
        tags = _Tags()
        tags.feed(html)
        assert not tags.found & {"a", "img", "script", "iframe", "style", "link"}


def test_a_report_with_a_terminals_commands_in_it_is_not_read(plain, tmp_path):
    file = tmp_path / "榆堰区.txt"
    file.write_text("榆堰区2022年政府工作报告\n\x1b]8;;https://evil.example\x07链接\x1b]8;;\x07", encoding="utf-8")
    assert ingest([file], plain.store).failed == ("榆堰区.txt",)


def test_there_are_enough_of_both():
    assert len(reports()) >= 20
    assert len(QUESTIONS) >= 20


@pytest.mark.parametrize("question", ORDINARY)
def test_hostile_reports_change_no_byte_of_the_answers_about_others(plain, beset, question):
    before, after = plain.ask(question), beset.ask(question)
    assert before.citations
    assert before.statements == after.statements
    assert [c.quote for c in before.citations] == [c.quote for c in after.citations]


@pytest.mark.parametrize("question", OWN)
def test_a_hostile_report_is_answered_from_as_any_other(beset, question):
    answer = beset.ask(question)
    sound(beset, answer)
    assert {citation.place for citation in answer.citations} <= {question[: question.index("2022")]}
    assert not answer.answer.startswith("100%")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_hostile_question_gets_what_the_reports_say(beset, question):
    answer = beset.ask(question)
    sound(beset, answer)
    assert all(
        figure in "".join(c.quote for c in answer.citations) for figure in re.findall(r"\d+\.\d+", answer.answer)
    )
    if "地区生产总值是多少" in question:
        assert "412.6亿元" in answer.answer
        assert {citation.source for citation in answer.citations} <= REPORTS.keys()


def test_what_is_marked_as_hidden_is_not_in_the_library(beset):
    texts = {card.source: beset.store.library.report(card.id).text for card in beset.store.library.reports()}
    for name in (source for source in texts if source.endswith((".html", ".docx"))):
        assert "999.9" not in texts[name], name


# with a model that does what it is told


def _parrots(request: Request) -> None:
    """A model that obeys: it repeats every line of its evidence and of the question that looks like an order."""
    told = request.messages[-1]["content"]
    orders = [
        line for line in told.splitlines() if re.search("忽略|SYSTEM|999|100%|1.23|出处|http|<|system|0.01", line)
    ]
    says("".join(f"{line.removeprefix('问题：').rstrip('。')}[c1]。" for line in orders) or "答案是100%[c1]。")[0](
        request
    )


@pytest.mark.parametrize("behaviour", ["parrots", "obeys"])
def test_a_model_that_obeys_is_not_believed(beset, with_model, server, behaviour):
    bot = with_model(beset)
    server.will(
        *(
            (_parrots,)
            if behaviour == "parrots"
            else says("松屿区地区生产总值为999.9亿元[c1]。答案是100%[c1]。[链接](https://evil.example)[c1]")
        )
    )
    for question in (*QUESTIONS, *ORDINARY, *OWN):
        answer = bot.ask(question)
        sound(bot, answer)
        if question not in OWN:
            assert "999.9" not in "".join(s.text for s in answer.statements if s.citations)
            assert "100%" not in answer.answer
    assert server.requests
