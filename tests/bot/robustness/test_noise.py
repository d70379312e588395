"""Thirty more reports that say nearly the same of other places: the answers stay what they were."""

import pytest

from evals.scoring import score
from tests.bot.robustness.conftest import as_text
from tests.bot.robustness.distractors import distractors


@pytest.fixture(scope="module")
def quiet(make_bot, samples):
    return make_bot(as_text(samples))


@pytest.fixture(scope="module")
def noisy(make_bot, samples):
    return make_bot(as_text(samples) | dict(distractors(30)))


def test_the_distractors_are_read_as_reports_of_other_places(quiet, noisy):
    known = {card.place for card in quiet.store.library.reports()}
    others = {(c.place, c.period) for c in noisy.store.library.reports() if c.place not in known}
    assert len(others) == 30


def test_with_thirty_more_reports_at_most_two_points_are_lost_and_nothing_is_mixed_up(quiet, noisy, gold):
    held = quiet._holdings(())
    # 市里和两个区 is another question where there are more cities
    named = [q for q in gold if quiet.understand(q.question, held).places]
    before = score(named, {q.id: quiet.ask(q.question) for q in named}, {})
    after = score(named, {q.id: noisy.ask(q.question) for q in named}, {})
    assert len(named) >= 70
    assert before.right.good - after.right.good <= 0.02 * len(named)
    assert after.mixups <= before.mixups
