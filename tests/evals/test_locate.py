"""Gold with its quotes taken out: what is left, and what is noticed."""

import json

import pytest

from evals.evidence import hash_of
from evals.gold import GoldQuestion
from evals.locate import Copies, located
from vectorstore.errors import GongbaoError


def test_quotes_become_spans_and_all_else_stays(make_gold, checked, texts):
    line = make_gold(evidence=[{"source": "甲县.txt", "quote": "新增就业1.2万人"}], note="两处都有", lang="zh-Hant")
    given = located(checked(line), texts)
    start = texts["甲县.txt"].index("新增就业")
    span = {"source": "甲县.txt", "start": start, "end": start + 9, "hash": hash_of("新增就业1.2万人")}
    assert given == line | {"evidence": [span]}
    again = GoldQuestion.model_validate_json(json.dumps(given))
    assert located(again, texts) == given


def test_corrections_are_located_too(make_unanswerable, checked, texts):
    line = make_unanswerable(reason="false_premise", correction=[{"doc": "甲县", "quote": "增长5.3%"}])
    correction = located(checked(line), texts)["correction"]
    assert correction[0].keys() == {"doc", "start", "end", "hash"}


def test_words_that_no_report_has_are_refused_by_question_and_report(make_gold, checked, texts):
    question = checked(make_gold("q7", evidence=[{"source": "甲县.txt", "quote": "下降"}]))
    with pytest.raises(GongbaoError, match=r"q7：甲县\.txt"):
        located(question, texts)


def test_twelve_characters_in_a_row_are_a_copy_whatever_the_punctuation(texts):
    copies = Copies(texts.values())
    assert copies.has("见：甲县地区生产总值412.6亿")
    assert copies.has(["1.2万", "新增就业1.2万人,城镇登记失业率"])
    assert not copies.has("甲县的地区生产总值是412.6亿元")
    assert not copies.has([{"quote": "新增就业1.2万人。城镇登记失业率"}])
