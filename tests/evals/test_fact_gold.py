from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from evals.facts import GoldFact, GoldSentence, compare, read_gold, read_targets
from vectorstore.facts import facts_of
from vectorstore.reading import read_bytes, read_report

REPORTS = Path(__file__).parents[3] / "shared" / "reports"
TEXT = "岚桥区2024年政府工作报告\n一、2023年工作回顾\n地区生产总值增长5.1%，新增停车位4200个。\n"


@pytest.fixture
def report():
    return read_bytes(TEXT.encode(), "岚桥区.txt")


def gold(*facts):
    return GoldSentence(id="f001", source="岚桥区.txt", start=TEXT.index("地区"), end=len(TEXT) - 1, facts=facts)


def wanted(figure="5.1%", **changes):
    fields = {
        "figure": figure,
        "low": "5.1",
        "high": "5.1",
        "unit": "%",
        "indicator": "地区生产总值",
        "core": ("生产总值",),
        "measure": "growth",
        "sign": 1,
        "period": "2023年",
        "kind": "achieved",
    }
    return GoldFact(**(fields | changes))


PARKING = wanted(
    "4200个", low="4200", high="4200", unit="个", indicator="停车位", core=("停车位",), measure="level", sign=0
)


def test_facts_that_agree_in_every_field_are_right(report):
    tally = compare([gold(wanted(), PARKING)], [report])
    assert (tally.precision, tally.recall, tally.mistakes) == (1.0, 1.0, [])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"low": "5.2", "high": "5.2"}, "value"),
        ({"indicator": "税收收入", "core": ("税收",)}, "indicator"),
        ({"period": "2024年"}, "period"),
        ({"kind": "target"}, "kind"),
        ({"sign": -1}, "sign"),
        ({"place_other": "汐川区"}, "place"),
    ],
)
def test_a_fact_that_is_wrong_in_one_field_is_wrong(report, changes, field):
    tally = compare([gold(wanted(**changes), PARKING)], [report])
    assert tally.wrong == {field: 1}
    assert (tally.right, tally.given, tally.wanted) == (1, 2, 2)


def test_missed_and_added_facts_are_counted(report):
    assert compare([gold(wanted())], [report]).wrong == {"added": 1}
    assert compare([gold(wanted(), PARKING, wanted("另有7家", unit="家"))], [report]).wrong == {"missed": 1}


def test_a_debatable_fact_is_neither_found_nor_missed(report):
    tally = compare([gold(wanted(optional=True), PARKING)], [report])
    assert (tally.wanted, tally.given, tally.right) == (1, 1, 1)


def test_the_same_amount_in_another_scale_is_the_same_value(report):
    same = PARKING.model_copy(update={"low": Decimal("0.42"), "high": Decimal("0.42"), "unit": "万个"})
    assert compare([gold(wanted(), same)], [report]).mistakes == []


def test_a_gold_line_with_an_unknown_field_is_refused(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "f1", "source": "甲.txt", "start": 0, "end": 3, "facts": [], "text": "甲"}\n', "utf-8")
    with pytest.raises(ValidationError, match="text"):
        read_gold(path)


def test_the_gold_holds_hundreds_of_sentences_of_every_report_and_none_of_their_words():
    sentences = read_gold()
    assert len(sentences) >= 300
    assert len({sentence.source for sentence in sentences}) == 36
    assert max(len(fact.indicator) for sentence in sentences for fact in sentence.facts) <= 40


def files():
    return sorted([*REPORTS.glob("*.txt"), *REPORTS.glob("*/*.docx")])


if files():

    @pytest.fixture(scope="module")
    def real_reports():
        return [read_report(file) for file in files()]

    @pytest.mark.reports
    def test_facts_of_the_real_reports_meet_the_bars(real_reports):
        tally = compare(read_gold(), real_reports)
        assert tally.precision >= 0.945
        assert tally.recall >= 0.945

    @pytest.mark.reports
    def test_the_growth_target_of_every_province_is_found_and_no_other(real_reports):
        by_source = {report.source: report for report in real_reports}
        for target in read_targets():
            found = {
                (fact.figure.low, fact.figure.high, fact.figure.qualifier)
                for fact in facts_of(by_source[target.source])
                if (fact.indicator, fact.place) == ("地区生产总值", target.place)
                and (fact.kind.value, fact.measure.value) == ("target", "growth")
                and fact.period
                and fact.period.label == "2025年"
            }
            assert found == {(target.low, target.high, target.qualifier)}, target.place
