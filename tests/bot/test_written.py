"""A model's sentences against their sources."""

import pytest

from bot.numbered import evidence
from bot.written import Written, _with_usual_periods, grounded

TEXT = "地区生产总值412.6亿元,同比增长3.8%。新增停车位1240个。引进“远帆智能”区域总部。新增停车位1240个,已全部启用。"


@pytest.fixture
def written(make_report):
    """What is left of a reply about a report of four sentences, c1 to c4."""
    report = make_report(TEXT)

    def take(reply):
        result = Written(evidence("云泽县情况如何？", [], [(report, s) for s in report.sentences]))
        result.take(reply, whole=True)
        return result

    return take


def quotes(result):
    citations = result.draft.citations
    return [[citations[n].quote for n in s.citations] for s in result.draft.statements]


def test_a_sentence_keeps_the_sources_that_it_names_where_they_bear_it_out(written):
    result = written("地区生产总值412.6亿元[c1]。地区生产总值412.6亿元，停车位1240个[c1][c2]。")
    assert quotes(result)[0] == ["地区生产总值412.6亿元,同比增长3.8%。"]
    assert len(quotes(result)[1]) == 2
    assert result.faults == []


@pytest.mark.parametrize("mark", ["[c2]", "[c77]", ""])
def test_one_source_that_bears_a_sentence_out_takes_the_place_of_a_wrong_one(written, mark):
    result = written(f"地区生产总值412.6亿元，同比增长3.8%{mark}。")
    assert quotes(result) == [["地区生产总值412.6亿元,同比增长3.8%。"]]
    assert result.faults == []


def test_between_two_sources_that_would_do_none_is_chosen(written):
    result = written("新增停车位1240个[c3]。")
    assert result.draft.statements == []
    assert len(result.faults) == 1


def test_an_unknown_handle_beside_a_good_one_is_dropped_and_told(written):
    result = written("地区生产总值412.6亿元[c1][c77]。")
    assert len(result.draft.statements) == 1
    assert "编号" in result.faults[0]


def test_a_sentence_that_fails_is_left_out_and_named_and_the_others_stay(written):
    result = written("停车位9999个[c2]。地区生产总值412.6亿元[c1]。")
    assert [s.text for s in result.draft.statements] == ["地区生产总值412.6亿元。"]
    assert "9999" in result.faults[0]


def test_a_sentence_read_while_it_streams_is_read_once(written):
    whole = "地区生产总值412.6亿元[c1]。停车位9999个[c2]。引进“远帆智能”区域总部[c3]。"
    result = written("")
    fresh = [result.take(whole[:cut], whole=False) for cut in range(len(whole) + 1)]
    result.take(whole, whole=True)
    assert sum(fresh) == 2
    assert len(result.draft.statements) == 2
    assert len(result.faults) == 1


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("松屿区引进了“远帆智能”区域总部。", True),
        ("松屿区引进的企业是远帆智能。", True),
        ("松屿区引进的企业是长河重工。", False),
        ("松屿区引进的企业。", False),
        ("今天天气晴朗适合出门散步。", False),
        ("OK。", True),
        ("Songyu attracted the regional headquarters of a company。", False),
        ("。", True),
    ],
)
def test_a_sentence_must_be_made_of_its_sources_words_and_not_of_the_questions(sentence, right):
    source = "引进“远帆智能”区域总部，落户澄湖大厦。松屿区"
    assert grounded(sentence, source, "松屿区引进的企业是哪家？", 0.5) is right


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2022年1-6月新增停车位1666个。", "2022年上半年新增停车位1666个。"),
        ("2022年1月至9月增长3%。", "2022年前三季度增长3%。"),
        ("2022年1—5月进出口总额48.2亿元。", "2022年1—5月进出口总额48.2亿元。"),
        ("“十四五”末每千人7张。", "“十四五”末每千人7张。"),
    ],
)
def test_spans_of_months_get_their_usual_name(written, shown):
    assert _with_usual_periods(written) == shown
