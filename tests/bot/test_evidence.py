"""Stretches of sentences, weighed."""

import pytest

from bot.evidence import Cell
from bot.question import understand
from bot.terms import Term, match, terms
from bot.weighing import candidates
from bot.writing import label_of, sentence_text
from vectorstore.periods import Period
from vectorstore.search import FoundPassage

TEXT = (
    "上半年,地区生产总值412.6亿元,同比增长3.8%;其中建安投资31.7亿元,同比下降2.6%。\n"
    "养老床位1200张。力争全年新增停车位2000个。\n新增停车位1240个,完成全年任务的62%。"
)
HALF = Period.months(2023, 1, 6)


@pytest.fixture
def weighed(make_report):
    """Weighs every sentence of the text against a question; the best first."""
    report = make_report(TEXT)
    found = [FoundPassage(report, passage, 1.0, {"words": n}) for n, passage in enumerate(report.passages, 1)]

    def weigh(question, reports=(report.id,), period=HALF):
        asked = understand(question, known_places={"云泽县"})
        words = terms(asked, lambda word: sum(word in report.quote(p) for p in report.passages), len(report.passages))
        return candidates(asked, words, Cell("云泽县", reports, period), found)

    return weigh


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("云泽县2023年上半年地区生产总值是多少？", "412.6亿元"),
        ("云泽县2023年上半年建安投资同比下降多少？", "2.6%"),
        ("云泽县2023年上半年养老床位多少张？", "1200张"),
    ],
)
def test_the_stretch_that_has_the_asked_thing_comes_first(weighed, question, figure):
    assert figure in weighed(question)[0].text


def test_what_was_done_and_what_is_intended_are_told_apart(weighed):
    done = weighed("云泽县2023年上半年实际新增停车位多少个？")[0]
    intended = weighed("云泽县2023年全年新增停车位的目标是多少个？", period=Period.months(2023))[0]
    assert "1240个" in done.text
    assert "2000个" in intended.text
    assert label_of(intended).endswith("目标")
    assert not label_of(done).endswith("目标")


def test_a_stretch_is_an_exact_piece_of_its_sentence(weighed):
    for candidate in weighed("云泽县2023年上半年建安投资是多少？"):
        sentence = candidate.report.quote(candidate.sentence)
        assert candidate.text in sentence
        told = sentence_text(candidate, label_of(candidate))
        assert told.startswith(label_of(candidate))
        assert told.rstrip("。").removeprefix(label_of(candidate)).lstrip("，：") in sentence.replace(
            ",", "，"
        ).replace(";", "；")


def test_reports_outside_the_cell_and_other_periods_give_nothing(weighed):
    assert weighed("云泽县2023年上半年养老床位多少张？", reports=("0" * 16,)) == []
    assert weighed("云泽县2021年养老床位多少张？", period=Period.months(2021)) == []


def test_the_label_names_the_place_and_the_period(weighed):
    best = weighed("云泽县2023年上半年养老床位多少张？")[0]
    assert sentence_text(best, label_of(best)) == "云泽县2023年上半年养老床位1200张。"


def test_a_rare_word_weighs_more_than_a_common_one():
    asked = understand("云泽县养老床位的发展情况怎么样")
    rare = {t.word: t.weight for t in terms(asked, lambda _: 1, 100)}
    common = {t.word: t.weight for t in terms(asked, lambda _: 90, 100)}
    assert rare
    assert all(rare[word] > common[word] for word in rare)


def test_a_word_is_met_in_part_by_most_of_its_characters():
    term = Term("核酸检测量", ("核酸检测量",), 1.0, known=True)
    assert match(term, "完成核酸检测量12万人份") == 1.0
    assert 0 < match(term, "核酸检测12万人份") < 1
    assert match(term, "养老床位1200张") == 0
