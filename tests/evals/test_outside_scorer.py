"""Our scores are those of the scorer that stands outside the project, for plain-text reports."""

import argparse
import importlib.util
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Status
from evals import matching
from evals.scoring import score

SCORER = Path(__file__).parents[3] / "shared" / "tools" / "score_answers.py"

# the scorer is no part of the repository; what it does is also held by hand in test_scoring.py
pytestmark = [
    pytest.mark.reports,
    pytest.mark.skipif(not SCORER.is_file(), reason="the outside scorer does not lie beside this checkout"),
]

letters = st.sampled_from("0125,.，。%％亿萬元年月日号gc()“”《》-—~*_③至/ \u3000\u00a0\n")
words = st.sampled_from(
    ("70", "170", "300", "2023", "412.6", "4.9", "14.9", "１２", "０.５", "h1", "H2", "μg", "µg", "pm2.5")
)
marks_and_names = st.sampled_from(("[1]", "[c2]", "【1,2】", "（3）", "億元", "甲区", "甲區", "增长", "上半年", "季度"))
texts_of_fragments = st.lists(letters | words | marks_and_names, max_size=12).map("".join)


LIKE_A_YEAR = re.compile(r"(?:19|20)\d\d\.?\d|[\d.](?:19|20)\d\d")
"""Figures of which the outside scorer takes a part for a year; ours reads them whole."""


@pytest.fixture(scope="module")
def outside():
    spec = importlib.util.spec_from_file_location("outside_scorer", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@given(text=texts_of_fragments, fact=texts_of_fragments)
def test_texts_facts_and_figures_are_read_alike(outside, text, fact):
    assert matching.plain(text) == outside.normal(text)
    assert matching.states(text, fact) == outside.states(text, fact)
    if not LIKE_A_YEAR.search(outside.normal(text)):
        read = [float(figure) for figure in outside.figures(text)]
        assert [float(figure) for figure in matching.figures(text)] == read
    known = {float(number) for number in outside.NUMBER.findall(outside.normal(text))}
    assert {float(number) for number in matching.numbers(text)} == known


@pytest.fixture
def questions(make_gold, make_unanswerable):
    quote = {"source": "甲县.txt", "quote": "新增就业1.2万人"}
    return [
        make_gold("n1"),
        make_gold("n2"),
        make_gold("n3"),
        make_gold("n4", answers=[["5.3%"], ["412.6亿", "4126000万"]]),
        make_gold("n5"),
        make_gold("e1", type="entity", answers=[["1.2万"]], evidence=[quote]),
        make_gold("m1", type="multi_fact", answers=[["412.6亿"], ["2.1%"]], evidence=[quote, quote]),
        make_gold("r1", type="reasoning", answers=[["14.5亿"]], forbidden=[]),
        make_unanswerable("u1"),
        make_unanswerable("u2", reason="false_premise", forbidden=["398.1亿"]),
        make_unanswerable("u3", reason="other_district"),
        make_unanswerable("u4"),
    ]


@pytest.fixture
def answers(cite, make_answer, texts):
    gdp = cite("甲县.txt", "地区生产总值412.6亿元，同比增长5.3%。", 1)
    other = cite("乙县.txt", texts["乙县.txt"], 2)
    jobs = cite("甲县.txt", "城镇登记失业率2.1%。新增就业1.2万人。", 3)
    shifted = replace(gdp, start=gdp.start + 1)
    return {
        "n1": make_answer("2023年上半年甲县為412.6億元，增长5.3%[1]。", gdp),
        "n2": make_answer("甲县412.6亿元，乙县398.1亿元[1][2]。", gdp, other),
        "n3": make_answer("没有提到，最接近的是412.6亿元", gdp, status=Status.NOT_STATED),
        "n4": make_answer("4126000万元，增长5.3%[1]", shifted),
        "e1": make_answer("1.2万人，失业率3.1%", jobs),
        "m1": make_answer("412.6亿元，2.1%".ljust(601, "。"), gdp, jobs),
        "r1": make_answer("14.5亿元", gdp, other, formula="412.6 - 398.1 = 14.5 亿元", operands=(1, 2)),
        "u1": make_answer("没有说到", status=Status.TARGET_ONLY),
        "u2": make_answer("实为398.1亿元", other, status=Status.CORRECTED),
        "u3": make_answer("实为412.6亿元", gdp, status=Status.CORRECTED),
    }


@pytest.fixture
def outside_score(outside, tmp_path, texts):
    """What the outside scorer makes of gold and answers, from files."""

    def lines(name: str, objects: Iterable[object]) -> Path:
        path: Path = tmp_path / name
        path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects), encoding="utf-8")
        return path

    def run(gold, answers):
        for source, text in texts.items():
            (tmp_path / source).write_bytes(text.encode())
        written = [{"id": number} | answer.as_json() for number, answer in answers.items()]
        arguments = argparse.Namespace(
            gold=lines("gold.jsonl", gold), answers=lines("answers.jsonl", written), reports=tmp_path, show=0
        )
        return outside.score_answers(arguments)

    return run


def test_both_scorers_give_the_same_numbers(questions, answers, texts, checked, outside_score):
    theirs = outside_score(questions, answers)
    ours = score(map(checked, questions), answers, texts)
    groups = {"all": ours.right} | {kind.value: tally for kind, tally in ours.by_type.items()}
    shares = {name: tally.share or 0.0 for name, tally in groups.items()}
    figures, quotes, evidence = (tally.share or 0.0 for tally in (ours.figures, ours.quotes, ours.evidence))
    assert {name: round(share, 3) for name, share in shares.items()} == {name: theirs[name] for name in groups}
    assert ours.mixups == theirs["mixups"] == 2
    assert ours.over_abstained == theirs["over_abstained"] == 1
    assert ours.median_characters == theirs["median_characters"]
    assert round(evidence, 3) == theirs["evidence"]
    assert (round(quotes, 4), ours.quotes.total) == (theirs["quotes"], theirs["citations"])
    assert (round(figures, 4), ours.figures.total) == (theirs["figures"], theirs["figures_total"])
    assert all(0 < share < 1 for share in (shares["all"], figures, quotes, evidence))
