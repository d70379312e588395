import re
from html import unescape

import pytest

from bot.ui import sources
from vectorstore.errors import GongbaoError

TEXT = "全县平稳。增长5.1%,好于预期。\n第二段在此。"


def place_of(report, words, number=1):
    start = report.text.index(words)
    return sources.Place(report.id, start, start + len(words), number)


def test_exactly_the_cited_sentence_is_marked_within_its_whole_passage(make_report):
    report = make_report(TEXT)
    shown = sources.shown(place_of(report, "增长5.1%,好于预期。"), lambda _: report)
    passage = shown.partition("<blockquote>")[2].partition("</blockquote>")[0]
    assert unescape(re.sub("</?mark>", "", passage)) == "全县平稳。增长5.1%,好于预期。"
    assert unescape(passage.partition("<mark>")[2].partition("</mark>")[0]) == "增长5.1%,好于预期。"


def test_title_place_period_section_and_position_stand_by_it(make_report):
    report = make_report(TEXT)
    shown = unescape(sources.shown(place_of(report, "第二段在此。", 3), lambda _: report))
    for words in ("[3]", "云泽县政府工作报告", "云泽县　2023年上半年", "一、上半年工作", "云泽县.txt", "位置 18–24"):
        assert words in shown


def test_signs_in_a_report_are_shown_as_text(make_report):
    attack = "<img src=x onerror=alert(1)>${1}{{2}}。"
    report = make_report(attack, source="<b>.txt", title="<i>")
    shown = sources.shown(place_of(report, attack), lambda _: report)
    assert not re.search(r"<img|<b>|<i>|\$\{|\{\{", shown)
    assert attack in unescape(shown)


@pytest.mark.parametrize("token", ["", "at-xyz-1-2-1", "at-ab-1-2", "at-ab--1-2-1", "at-ab-1-2-1\n", "at-ab-١-2-1" * 2])
def test_a_place_that_is_none_is_refused_in_one_line(token):
    with pytest.raises(GongbaoError, match="刷新"):
        sources.parsed(token)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (0, 9), (900, 905)])
def test_a_place_without_a_sentence_is_refused(make_report, start, end):
    report = make_report(TEXT)
    with pytest.raises(GongbaoError, match="没有这个位置"):
        sources.shown(sources.Place(report.id, start, end, 1), lambda _: report)
