"""``gongbao facts`` and ``gongbao check``: what they print, write and refuse."""

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest

from bot.fact_query import FactQuery, select, take_indicator
from bot.settings import load, store_of
from bot.sheet import Column, Value, csv_text, xlsx_bytes
from tests.bot.stated import stated
from vectorstore.periods import Period
from vectorstore.reading import read_bytes

HALF = """关于岚桥区2023年国民经济和社会发展计划上半年执行情况的报告

一、上半年计划执行情况

上半年，全区地区生产总值完成412.6亿元，同比增长5.80%。社会消费品零售总额同比下降4.1%。城镇登记失业率为3.1%。

二、下半年工作安排

力争全年地区生产总值增长5%—5.5%。
"""
WORK = """岚桥区2024年政府工作报告

一、2023年工作回顾

2023年，全区地区生产总值增长4.4%。2023年上半年，全区地区生产总值完成431.9亿元。新建口袋公园14个。

二、2024年工作安排

地区生产总值增长5.5%左右。
"""


@pytest.fixture(autouse=True)
def _narrow_terminal(own_surroundings, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def texts():
    """A library of two reports that can be searched by words; gives their texts by id."""
    reports = [read_bytes(text.encode(), name) for name, text in (("半年.txt", HALF), ("年度.txt", WORK))]
    with store_of(load()) as store:
        for report in reports:
            store.writable().add(report)
            store.writable().mark_words(report.id)
    return {report.id: report.text for report in reports}


@pytest.fixture
def listed(gongbao, texts):
    """The facts that a command line prints as JSON."""

    def run(*arguments):
        code, out, _ = gongbao("facts", *arguments, "--json")
        assert code == 0
        return json.loads(out)["facts"]

    return run


CONTRACT = ["place", "indicator", "measure", "low", "high", "unit", "qualifier", "sign", "basis", "period", "kind"]
CONTRACT += ["report", "source", "start", "end", "quote"]


def test_json_has_the_contract_and_exact_quotes(listed, texts):
    facts = listed()
    assert len(facts) >= 7
    for fact in facts:
        assert list(fact)[: len(CONTRACT)] == CONTRACT
        assert fact["quote"] == texts[fact["report"]][fact["start"] : fact["end"]]
        assert fact["figure"] == texts[fact["report"]][fact["printed_start"] : fact["printed_end"]]


def test_values_keep_their_printed_places_and_ranges_their_ends(listed):
    (half,) = listed(
        "--indicator", "GDP", "--period", "2023H1", "--measure", "growth", "--report", listed()[0]["report"]
    )
    assert (half["low"], half["high"], half["sign"], half["basis"]) == ("5.80", "5.80", 1, "同比")
    (target,) = listed("--indicator", "GDP", "--period", "2023", "--kind", "target")
    assert (target["low"], target["high"], target["unit"], target["period"]) == ("5", "5.5", "%", "2023年")
    (later,) = listed("--indicator", "GDP", "--period", "2024年")
    assert (later["low"], later["qualifier"], later["kind"]) == ("5.5", "左右", "target")


def test_a_period_takes_in_its_parts_and_puts_itself_first(listed):
    periods = [fact["period"] for fact in listed("--period", "2023年", "--indicator", "地区生产总值")]
    assert periods == sorted(periods, key=lambda label: label != "2023年")
    assert set(periods) == {"2023年", "2023年上半年"}
    assert {fact["period"] for fact in listed("--period", "2023年上半年")} == {"2023年上半年"}


def test_a_place_goes_by_its_short_name_and_words_find_what_no_dictionary_has(listed):
    assert {fact["place"] for fact in listed("--place", "岚桥")} == {"岚桥区"}
    (park,) = listed("--indicator", "口袋公园")
    assert (park["low"], park["known"]) == ("14", False)
    assert listed("--indicator", "口袋公园", "--known") == []


def test_a_name_of_two_indicators_says_which_was_taken_and_what_else_there_is(gongbao, texts):
    code, out, err = gongbao("facts", "--indicator", "失业率")
    assert code == 0
    assert "“失业率”取作城镇调查失业率；它也可能指城镇登记失业率" in err
    assert out == "没有符合的事实；有的是城镇登记失业率：请用 --indicator 写全称\n"


def test_nothing_found_says_in_one_line_what_there_is(gongbao, texts):
    for arguments, word in [
        (("--indicator", "GDP", "--period", "2019年"), "2023年上半年"),
        (("--indicator", "粮食产量"), "社会消费品零售总额"),
        (("--place", "岚桥区", "--indicator", "粮食产量"), "地区生产总值"),
        (("--place", "汐川区"), "岚桥区"),
        (("--indicator", "社会消费品零售总额", "--kind", "target"), "完成的增速"),
    ]:
        code, out, _ = gongbao("facts", *arguments)
        assert (code, out.count("\n")) == (0, 1)
        assert word in out
    assert json.loads(gongbao("facts", "--place", "汐川区", "--json")[1]) == {"facts": []}


def test_an_empty_library_says_how_to_fill_it(gongbao):
    assert "gongbao ingest" in gongbao("facts")[1]
    assert gongbao("check")[0] == 0


def test_a_pipe_gets_a_line_a_fact_with_sentence_and_source(gongbao, texts):
    lines = gongbao("facts", "--indicator", "社零")[1].splitlines()
    (cells,) = [line.split("\t") for line in lines]
    assert cells[:5] == ["岚桥区", "社会消费品零售总额", "2023年上半年", "完成", "同比下降4.1%"]
    assert cells[5] == "社会消费品零售总额同比下降4.1%。"
    assert cells[6].endswith("一、上半年计划执行情况")


def test_a_terminal_gets_columns_with_the_sentence_below(gongbao, texts, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    out = gongbao("facts", "--indicator", "GDP", "--period", "2023H1")[1]
    for words in (
        "地方",
        "412.6亿元",
        "同比增长5.80%",
        "“上半年，全区地区生产总值完成412.6亿元，同比增长5.80%。”",
        "共 ",
    ):
        assert words in out


def test_csv_opens_in_excel_and_xlsx_holds_numbers(gongbao, texts, tmp_path):
    printed = gongbao("facts", "--indicator", "GDP", "--csv")[1]
    assert printed.startswith("\ufeff地方,指标")
    rows = list(csv.DictReader(io.StringIO(printed.removeprefix("\ufeff"))))
    out = tmp_path / "表.xlsx"
    out.write_text("旧")
    assert gongbao("facts", "--indicator", "GDP", "--out", out)[0] == 0
    sheet = openpyxl.load_workbook(out).active
    headings = [cell.value for cell in sheet[1]]
    assert sheet.freeze_panes == "A2"
    assert sheet.max_row == len(rows) + 1
    growth = next(
        row for row in sheet.iter_rows(min_row=2) if row[headings.index("数值（原文）")].value == "同比增长5.80%"
    )
    low = growth[headings.index("低值")]
    assert (low.value, low.data_type, low.number_format) == (5.8, "n", "0.00")
    assert "5.80%" in growth[headings.index("原句")].value
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


def test_no_cell_is_a_formula():
    rows: list[list[Value]] = [["=1+1", "@x", "-3", "＋2", Decimal("-3.10"), None, "\x07a"]]
    columns = [Column(str(number)) for number in range(7)]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes("表", columns, rows))).active
    assert [cell.data_type for cell in sheet[2]][:5] == ["s", "s", "s", "s", "n"]
    assert sheet["A2"].value == "=1+1"
    assert sheet["E2"].number_format == "0.00"
    assert csv_text(columns, rows).splitlines()[1] == "'=1+1,'@x,'-3,'＋2,-3.10,,\x07a"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("facts", "--period", "呵呵"), 1, "看不懂时间“呵呵”"),
        (("facts", "--place", " "), 1, "地名是空的"),
        (("facts", "--indicator", ""), 1, "指标是空的"),
        (("facts", "--report", "zz"), 1, "编号"),
        (("facts", "--out", "表.pdf"), 1, ".xlsx、.csv、.json"),
        (("check", "--out", "表.csv"), 1, ".xlsx、.md、.json"),
        (("facts", "--out", "没有/表.csv"), 1, "没有这个文件或文件夹"),
        (("facts", "--json", "--csv"), 2, "只能用一个"),
        (("facts", "--kind", "wish"), 2, "--kind"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(gongbao, texts, arguments, code, words):
    refused, out, err = gongbao(*arguments)
    assert (refused, out, err.count("\n")) == (code, "", 1)
    assert words in err


def test_check_finds_the_two_values_and_the_missed_target(gongbao, texts, tmp_path):
    code, out, err = gongbao("check", "--json")
    assert code == 0
    findings = json.loads(out)["findings"]
    conflict, outcome, *_ = findings
    assert [conflict["kind"], outcome["kind"]] == ["conflict", "outcome"]
    assert [fact["low"] for fact in conflict["facts"]] == ["412.6", "431.9"]
    assert outcome["verdict"] == "未达到"
    for fact in conflict["facts"] + outcome["facts"]:
        assert fact["quote"] == texts[fact["report"]][fact["start"] : fact["end"]]
    assert "说法不一 1 处" in err
    shown = gongbao("check")[1]
    assert shown.startswith("1. 【需要核对】岚桥区2023年上半年地区生产总值两份报告不一")
    assert "目标未达到 1 个" in shown.splitlines()[-1]


def test_check_narrows_to_a_report_and_writes_files(gongbao, texts, tmp_path):
    assert (
        json.loads(gongbao("check", "--report", next(iter(texts)), "--json")[1])["findings"][0]["verdict"] == "进行中"
    )
    for name in ("核对.xlsx", "核对.md", "核对.json"):
        assert gongbao("check", "--out", name)[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "核对.xlsx").active
    assert [sheet["A2"].value, sheet["B2"].value] == ["需要核对", "说法不一"]
    written = (tmp_path / "核对.md").read_text(encoding="utf-8")
    assert "## 需要核对" in written
    assert "> 2023年上半年，全区地区生产总值完成431.9亿元。" in written
    assert json.loads((tmp_path / "核对.json").read_text(encoding="utf-8"))["findings"]


@pytest.mark.parametrize(
    ("name", "taken", "known"),
    [
        ("GDP", "地区生产总值", True),
        ("gdp增速", "地区生产总值", True),
        ("社零", "社会消费品零售总额", True),
        ("口袋公园", "口袋公园", False),
        ("园区GDP", "园区GDP", False),
    ],
)
def test_an_indicator_is_taken_by_any_of_its_names_and_never_by_half(name, taken, known):
    found = take_indicator(name)
    assert (found.name, found.known) == (taken, known)


def test_facts_without_a_time_match_no_period():
    timeless = stated("一般公共预算收入39.5亿元。", "39.5亿元", period="")
    assert select([timeless], FactQuery(periods=(Period.months(2023),))) == []
    assert select([timeless], FactQuery()) == [timeless]


def test_the_printed_verb_is_shown_and_a_shared_unit_is_lent():
    change = stated("降幅较一季度收窄1.9个百分点。", "1.9个百分点", basis="较一季度")
    assert change.value == "较一季度收窄1.9个百分点"
    shared = stated("分别提高3.4、2.8个百分点。", "3.4")
    assert shared.value == "提高3.4个百分点"
    assert stated("下降9%。", "9%").value == "下降9%"
    assert stated("同比-3.2%。", "-3.2%", basis="同比").value == "同比下降3.2%"
