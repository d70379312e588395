"""Explanations: what was read, looked at, weighed and chosen, and nothing of it unless asked for."""

import pytest

from bot import explanation as explaining
from bot.commands.explaining import CHECKS, REASONS, WANTS, show
from bot.question import Want

QUESTION = "松屿区和柳堤区2022年上半年地区生产总值哪个增长更快？"


@pytest.fixture
def explained(library_bot):
    return library_bot.ask(QUESTION, explain=True).explanation


def test_nothing_is_worked_out_unless_asked_for(library_bot, monkeypatch):
    def refuse(*_):
        pytest.fail("explained without being asked to")

    monkeypatch.setattr("bot.bot.explain_answer", refuse)
    monkeypatch.setattr(explaining.Looked, "watch", refuse)
    answer = library_bot.ask(QUESTION)
    assert answer.explanation is None
    assert "explanation" not in answer.as_json()


def test_an_explained_answer_is_the_same_answer(library_bot, explained):
    plain, other = library_bot.ask(QUESTION), library_bot.ask(QUESTION, explain=True)
    assert (plain.statements, plain.citations, plain.status) == (other.statements, other.citations, other.status)


def test_the_question_is_told_as_it_was_read(explained):
    read = explained.question
    assert read.places == ("松屿区", "柳堤区")
    assert read.periods == ("2022年上半年",)
    assert read.indicators == ("地区生产总值",)
    assert "comparison" in read.wants


def test_each_cell_of_the_plan_is_told_with_its_best_stretches_and_the_chosen_one(explained):
    planned = [cell for cell in explained.cells if cell.planned]
    assert [(cell.place, cell.period) for cell in planned] == [("松屿区", "2022年上半年"), ("柳堤区", "2022年上半年")]
    for cell in planned:
        chosen = [weighed for weighed in cell.best if weighed.chosen]
        assert len(chosen) == 1
        assert "地区生产总值" in chosen[0].text
        assert cell.weighed >= len(cell.best)


def test_the_reasons_of_a_stretch_add_up_to_its_score_and_have_words(explained):
    for cell in explained.cells:
        for weighed in cell.best:
            assert sum(weighed.reasons.values()) == pytest.approx(weighed.score, abs=0.01)
            assert weighed.reasons.keys() <= REASONS.keys()


def test_every_statement_is_told_with_what_its_check_compared(library_bot, explained):
    answer = library_bot.ask(QUESTION)
    assert [check.text for check in explained.checks] == [statement.text for statement in answer.statements]
    first = explained.checks[0]
    assert (first.status, first.citations) == ("verified", (1,))
    assert "3.8%" in first.figures
    assert any(check.formula for check in explained.checks)


def test_what_the_library_lacks_is_told(library_bot):
    missing = library_bot.ask("岚桥区2022年上半年地区生产总值是多少？", explain=True).explanation
    assert missing.missing_places == ("岚桥区",)
    assert missing.cells == ()


def test_an_explained_search_tells_the_place_in_each_ranking(library_bot):
    found, told = library_bot.explained_search("柳堤区新增停车位", k=3)
    assert [(p.words, p.dense, p.score) for p in told.passages] == [
        (f.ranks.get("words"), f.ranks.get("dense"), f.score) for f in found
    ]
    assert {f.report.id for f in found} == set(told.reports)
    assert told.question.places == ("柳堤区",)


def test_every_kind_of_answer_and_check_has_words(library_bot):
    assert WANTS.keys() == {want.value for want in Want}
    assert CHECKS.keys() >= {"verified", "pointer_only"}


def test_what_a_report_says_is_shown_as_the_text_it_is(library_bot, explained, capsys):
    from dataclasses import replace

    hostile = "[link=https://a.example]看这里[/link] :smile: \x1b]8;;https://a.example\x1b\\甲"
    weighed = replace(explained.cells[0].best[0], text=hostile)
    cell = replace(explained.cells[0], best=(weighed,))
    show(replace(explained, cells=(cell,)))
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert ":smile:" in told.replace(" ", "").replace("\n", "")
