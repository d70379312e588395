"""One digit of a report is changed: the answer must follow the text, whoever writes it."""

import re

import pytest

from evals.counterfactual import Change, changed, changes, follows
from evals.matching import states
from evals.scoring import is_right
from tests.bot.model_server import Request, says, weighs
from tests.bot.robustness.conftest import as_text

_EVIDENCE = re.compile(r"^\[c(\d+)\] (.+)$", re.M)


@pytest.fixture(scope="module")
def printed(make_bot, samples):
    """The reports as they are."""
    return make_bot(as_text(samples))


@pytest.fixture(scope="module")
def counterfactual(make_bot, samples, gold):
    """The reports with a digit of every gold figure changed, and the changes."""
    found = changes(gold, samples)
    texts = {name: changed(text, [c for c in found if c.source == name]) for name, text in samples.items()}
    return make_bot(as_text(texts)), found


@pytest.fixture(scope="module")
def right(printed, counterfactual):
    """The changes of figures that are answered right where nothing is changed, and stand in one place of a report."""
    once = [change for change in counterfactual[1] if not change.again]
    return [change for change in once if is_right(change.question, printed.ask(change.question.question))]


def test_a_change_touches_one_digit_and_moves_nothing(samples, gold):
    for change in changes(gold, samples):
        before = samples[change.source]
        after = changed(before, [change])
        assert [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b] == [change.at]
        assert states(after, change.new)
        assert not states(change.old, change.new)


def test_the_reader_follows_the_text(counterfactual, right):
    bot, _ = counterfactual
    assert len(right) >= 30
    kept = [c for c in right if not follows(bot.ask(c.question.question), c)]
    # what 收窄 comes to is computed, too, from the two rates beside it, which were not changed
    assert {change.question.id for change in kept} <= {"s050"}


def alone(right: list[Change]) -> list[Change]:
    """The changes of questions after one figure: what a model may write by itself."""
    return [change for change in right if len(change.question.answers) == 1 and change.question.id != "s050"]


def test_a_model_that_copies_its_evidence_follows_the_text(counterfactual, right, with_model, server):
    bot, _ = counterfactual
    bot = with_model(bot)
    written = 0
    for change in alone(right):
        server.begin()
        server.will(_copies(change.new))
        answer = bot.ask(change.question.question)
        assert follows(answer, change)
        written += answer.mode == "model"
    assert written >= 5


def test_a_model_that_remembers_the_old_figure_is_not_believed(counterfactual, right, with_model, server):
    bot, _ = counterfactual
    bot = with_model(bot)
    asked = 0
    for change in alone(right):
        server.begin()
        server.will(*says(f"{change.question.question.rstrip('？?')}是{change.old}[c1]。"))
        answer = bot.ask(change.question.question)
        assert follows(answer, change)
        asked += bool(server.requests)
    assert asked >= 5


@pytest.mark.parametrize("answering", [[""], []], ids=["everything answers", "nothing answers"])
def test_whatever_a_judge_says_the_old_figure_never_comes_back(
    counterfactual, right, with_model, server, monkeypatch, answering
):
    bot, _ = counterfactual
    bot = with_model(bot, "unsure")
    monkeypatch.setattr("bot.confidence.Confidence.sure", False)
    server.will(weighs(*answering))
    for change in alone(right):
        answer = bot.ask(change.question.question)
        assert follows(answer, change) or (answer.status == "not_stated" and not states(answer.answer, change.old))
    assert len(server.requests) >= len(alone(right)) / 2


def _copies(figure: str):
    """A model that copies the sentence of its evidence that has the figure."""

    def behave(request: Request) -> None:
        given = _EVIDENCE.findall(request.messages[-1]["content"])
        number, sentence = next((pair for pair in given if states(pair[1], figure)), given[0])
        says(f"{sentence.rstrip('。；')}[c{number}]。")[0](request)

    return behave
