"""``gongbao reports``: the list, one report, and its correction by hand."""

import json

import pytest

WORK = """当前位置: 首页>>公开
2021年政府工作报告
发布日期：2021-02-01
——2021年1月12日在云汀市岚桥区第五届人民代表大会第六次会议上
岚桥区人民政府区长 林 远
各位代表：
一、2020年工作回顾
地区生产总值达到158.4亿元，增长4.7%。
二、2021年工作任务
地区生产总值预期增长5.5%。
附件
重点项目
新建学校3所，新建医院2家。
"""
PLAIN = (
    "一、上半年计划执行情况\n2023年，我区工作稳步推进，新增就业8215人。\n二、下半年工作安排\n力争2023年新建学校3所。\n"
)


@pytest.fixture(autouse=True)
def _apart(own_surroundings):
    """Nothing of the machine's own is read or written."""


@pytest.fixture
def cards(gongbao):
    """What the list says of each report, by its source."""

    def listed():
        found = json.loads(gongbao("reports", "--json")[1])["reports"]
        return {card["source"]: card for card in found}

    return listed


@pytest.fixture
def ids(gongbao, tmp_path, cards):
    """A home that holds two reports; gives their ids by source."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "岚桥.txt").write_text(WORK, encoding="utf-8")
    (folder / "无题.txt").write_text(PLAIN, encoding="utf-8")
    assert gongbao("ingest", folder)[0] == 0
    return {source: card["id"] for source, card in cards().items()}


@pytest.mark.usefixtures("ids")
def test_the_list_tells_what_each_report_covers_and_what_was_guessed(cards):
    card = cards()["岚桥.txt"]
    assert card["covers"] == [{"period": "2020年", "kind": "achieved"}, {"period": "2021年", "kind": "target"}]
    assert card["session"] == "云汀市岚桥区第五届人民代表大会第六次会议"
    assert (card["speaker"], card["published"], card["level"]) == ("岚桥区人民政府区长 林远", "2021-02-01", "district")
    assert (card["guessed"], card["by_hand"]) == ([], [])
    assert "period" in cards()["无题.txt"]["guessed"]


def test_show_tells_the_metadata_the_periods_and_the_parts(gongbao, ids):
    out = gongbao("reports", "show", ids["岚桥.txt"])[1]
    for words in (
        "级别  区县级",
        "上级  云汀市",
        "会议  云汀市岚桥区第五届人民代表大会第六次会议（取自原文第",
        "报告人  岚桥区人民政府区长 林远",
        "网页发布  2021-02-01",
        "时段  2020年：完成；2021年：目标",
        "正文 2 节，附件",
        "重点项目（附件）",
    ):
        assert words in out


def test_show_in_json_tells_the_same(gongbao, ids):
    shown = json.loads(gongbao("reports", "show", ids["岚桥.txt"], "--json")[1])
    assert shown["covers"] == [{"period": "2020年", "kind": "achieved"}, {"period": "2021年", "kind": "target"}]
    assert WORK[shown["session"]["start"] : shown["session"]["end"]] == shown["session"]["value"]
    assert shown["speaker"]["value"] == "岚桥区人民政府区长 林远"
    assert (shown["level"], shown["within"]) == ("district", ["云汀市"])
    assert (shown["pages"], shown["tables"], shown["warnings"], shown["by_hand"]) == (0, 0, [], [])
    assert {entry["part"] for entry in shown["outline"]} == {"body", "annex"}


def test_edit_sets_the_metadata_and_says_so(gongbao, ids, cards):
    code, out, _ = gongbao(
        "reports", "edit", ids["无题.txt"][:8], "--place", "岚桥区", "--parent", "云汀市", "--period", "2022年上半年",
        "--date", "2022年7月5日", "--speaker", "主任 林远", "--session", "第九次会议", "--title", "岚桥区半年报告",
        "--kind", "计划执行情况报告",
    )  # fmt: skip
    assert code == 0
    for words in (
        "地方  岚桥区（手工）",
        "上级  云汀市（手工）",
        "时期  2022年上半年（手工）",
        "日期  2022-07-05（手工）",
    ):
        assert words in out
    card = cards()["无题.txt"]
    assert card["id"] == ids["无题.txt"]
    assert set(card["by_hand"]) == {"title", "place", "parent", "period", "kind", "date", "session", "speaker"}
    assert card["covers"] == [{"period": "2022年上半年", "kind": "achieved"}, {"period": "2022年", "kind": "target"}]
    shown = gongbao("reports", "show", ids["无题.txt"])[1]
    assert "地方  岚桥区（手工）" in shown
    assert "类别  计划执行情况报告（手工）" in shown
    row = next(line for line in gongbao("reports")[1].splitlines() if ids["无题.txt"] in line)
    assert "岚桥区（手工）" in row


def test_edits_add_up_and_clear_brings_back_what_was_read(gongbao, ids, cards):
    number = ids["岚桥.txt"]
    gongbao("reports", "edit", number, "--place", "青禾区")
    gongbao("reports", "edit", number, "--date", "")
    assert (cards()["岚桥.txt"]["place"], cards()["岚桥.txt"]["date"]) == ("青禾区", "")
    code, out, _ = gongbao("reports", "edit", number, "--clear", "place", "--clear", "日期", "--json")
    assert code == 0
    card = json.loads(out)
    assert (card["place"], card["date"], card["by_hand"]) == ("岚桥区", "2021-01-12", [])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--period", "很久以前"], "2020年上半年"),
        (["--kind", "工作报告"], "政府工作报告、计划执行情况报告"),
        (["--date", "去年"], "2020-08-20"),
        (["--place", "甲\n乙"], "一行"),
        (["--place", "\udcff"], "字节"),
        (["--clear", "颜色"], "地方（place）"),
    ],
)
def test_a_bad_correction_is_refused_in_one_line_and_changes_nothing(gongbao, ids, cards, arguments, words):
    before = cards()
    code, out, err = gongbao("reports", "edit", ids["岚桥.txt"], *arguments)
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert words in err
    assert cards() == before


def test_an_edit_of_nothing_is_wrong_usage(gongbao, ids):
    code, _, err = gongbao("reports", "edit", ids["岚桥.txt"])
    assert code == 2
    assert "--place" in err


@pytest.mark.usefixtures("ids")
def test_an_edit_of_an_unknown_report_is_refused(gongbao):
    code, _, err = gongbao("reports", "edit", "zzzz", "--place", "云汀市")
    assert (code, "zzzz" in err) == (1, True)
