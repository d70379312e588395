from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from vectorstore.corrections import FIELDS, UNCORRECTED, Corrections, corrections_from, field_named, parse_sidecar
from vectorstore.errors import ReadError
from vectorstore.reading import read_bytes, read_source, reread
from vectorstore.report import Found, Kind, Outlook
from vectorstore.sources import Source

BODY = "我区经济稳步回升,新增企业1200家,新建学校8所,税收增长4.5%。"
TEXT = f"""政府工作报告
——2022年1月8日在会议上
各位代表:
一、工作回顾
{BODY}
二、工作任务
{BODY}
岚桥区与云汀市共建园区。
"""


def corrected(text=TEXT, **fields):
    return reread(read_bytes(text.encode(), "甲.txt"), Corrections(**fields))


# what a sidecar may hold


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("place: 云汀市\nperiod: 2020年上半年", {"place": "云汀市", "period": "2020年上半年"}),
        (
            "地方: 岚桥区\n上级: 云汀市\n类别: 政府工作报告",
            {"place": "岚桥区", "parent": "云汀市", "kind": "政府工作报告"},
        ),
        (
            "时期: 2020\n标题: 甲\n会议: 乙\n报告人: 丙",
            {"period": "2020", "title": "甲", "session": "乙", "speaker": "丙"},
        ),
        ("date: 2020-08-20", {"date": "2020-08-20"}),
        ("日期: 2020-08-20 10:00:00", {"date": "2020-08-20"}),
        ("date: '2020年8月20日'", {"date": "2020-08-20"}),
        ("date: ''\nplace: ''", {"date": "", "place": ""}),
        ("place:\n", {}),
        ("", {}),
        ("# 只有注释\n", {}),
    ],
)
def test_a_sidecar_sets_what_it_names(text, fields):
    assert parse_sidecar(text, "甲.txt") == Corrections(**fields)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plase: 云汀市", ("plase", "地方（place）", "报告人（speaker）")),
        ("period: 很久以前", ("时期", "很久以前", "2020年上半年")),
        ("kind: 工作报告", ("类别", "工作报告", "政府工作报告、计划执行情况报告")),
        ("date: 去年夏天", ("日期", "去年夏天", "2020-08-20")),
        ("date: 2020-13-40", ("YAML",)),
        ("date: '2020年2月30日'", ("日期", "2020年2月30日")),
        ("place: [云汀市, 岚桥区]", ("地方", "一行文字")),
        ("place: {a: 1}", ("地方", "一行文字")),
        ("place: true", ("地方", "一行文字")),
        ("place: 3.5", ("地方", "一行文字")),
        ("place: |\n  云汀市\n  岚桥区", ("地方", "一行")),
        ("place: 云汀市\n地方: 岚桥区", ("地方", "两次")),
        ("- 云汀市", ("一行写一项",)),
        ("云汀市", ("一行写一项",)),
        ("place: [云汀市", ("YAML", "第")),
        ("a: &a 云汀市\nplace: *a", ("太复杂", "一行写一项")),
        ("place: !!python/object/apply:os.getcwd []", ("YAML",)),
        ("place: " + "云" * 201, ("200",)),
        ("# " + "长" * 70_000, ("太大",)),
        ("[" * 60_000, ("太复杂",)),
        ("- " * 30_000, ("太复杂",)),
        ("? " * 30_000, ("太复杂",)),
    ],
)
def test_a_bad_sidecar_is_refused_in_one_line_that_says_how_to_mend_it(text, words):
    with pytest.raises(ReadError) as refusal:
        parse_sidecar(text, "甲.txt")
    message = str(refusal.value)
    assert "甲.txt" in message
    assert "\n" not in message
    assert message.endswith("。")
    assert all(word in message for word in words)


@given(st.text(max_size=60))
def test_any_text_beside_a_report_is_read_or_refused(text):
    with suppress(ReadError):
        assert isinstance(parse_sidecar(text, "甲.txt"), Corrections)


def test_every_field_has_a_name_in_chinese():
    assert set(FIELDS) == set(Corrections.model_fields)
    assert [field_named(label, "更正") for label in FIELDS.values()] == list(FIELDS)
    with pytest.raises(ReadError, match="更正里的“颜色”"):
        field_named("颜色", "更正")


def test_later_corrections_stand_over_earlier_ones_and_empty_ones_too():
    first = corrections_from({"地方": "云汀市", "period": "2020年"}, "更正")
    assert first.over(Corrections(place="岚桥区")) == Corrections(place="岚桥区", period="2020年")
    assert first.over(Corrections(place="")).place == ""
    assert first.without(frozenset({"place"})) == Corrections(period="2020年")
    assert UNCORRECTED.over(first) == first


def test_corrections_can_not_be_made_with_bad_values_or_changed():
    with pytest.raises(ValidationError):
        Corrections(kind="工作报告")
    with pytest.raises(ValidationError):
        setattr(Corrections(place="云汀市"), "place", "岚桥区")  # noqa: B010


# what they do to a report


def test_what_is_set_by_hand_is_certain_and_marked_so():
    report = corrected(place="岚桥区", parent="云汀市", speaker="区长 林远", session="第一次会议")
    at = report.text.index("岚桥区")
    assert report.place == Found("岚桥区", at, at + 3, by_hand=True)
    assert report.parent == Found("云汀市", at + 4, at + 7, by_hand=True)
    assert report.speaker == Found("区长 林远", by_hand=True)
    assert report.session == Found("第一次会议", by_hand=True)
    assert not report.title.by_hand


def test_id_and_offsets_stay():
    report = read_bytes(TEXT.encode(), "甲.txt")
    other = reread(report, Corrections(place="岚桥区", kind="统计公报", period="2019年", title="甲", date="2020-01-01"))
    assert (other.id, other.text, other.source) == (report.id, report.text, report.source)
    assert other.sentences == report.sentences
    assert [(s.start, s.end) for s in other.passages] == [(s.start, s.end) for s in report.passages]


def test_sections_follow_a_corrected_period_and_kind():
    report = corrected(period="2020年上半年", kind="计划执行情况报告")
    assert (report.period.value, report.kind.value) == ("2020年上半年", Kind.PLAN)
    assert [(section.period.label, section.outlook) for section in report.sections[1:]] == [
        ("2020年上半年", Outlook.ACHIEVED),
        ("2020年", Outlook.TARGET),
    ]
    assert "2020年上半年" in report.heading_text(report.passages[1])
    bulletin = corrected(kind="统计公报", period="2019")
    assert bulletin.period.value == "2019年"
    assert {(section.period.label, section.outlook) for section in bulletin.sections if section.level == 1} == {
        ("2019年", Outlook.ACHIEVED)
    }


def test_the_place_stands_in_the_headings_of_passages():
    assert "岚桥区" in corrected(place="岚桥区").heading_text(corrected(place="岚桥区").passages[0])


def test_what_depends_on_a_correction_follows_it():
    assert corrected(date="2019-01-08").period.value == "2019年"
    assert corrected(place="东城区").parent.value == "北京市"
    assert corrected(place="北京").place.value == "北京市"
    titled = corrected(title="关于岚桥区2020年国民经济和社会发展计划上半年执行情况的报告")
    assert (titled.place.value, titled.period.value, titled.kind.value) == ("岚桥区", "2020年上半年", Kind.PLAN)
    assert (titled.title.by_hand, titled.place.by_hand, titled.place.start) == (True, False, None)


def test_an_empty_value_is_not_known():
    report = corrected(place="", date="", period="", kind="", speaker="")
    assert report.place == report.date == report.period == report.speaker == Found("", by_hand=True)
    assert (report.kind.value, report.kind.by_hand) == (Kind.OTHER, True)
    assert report.parent.value == ""
    assert {section.period for section in report.sections} == {None}


def test_without_corrections_a_report_is_as_it_was_read():
    report = read_bytes(TEXT.encode(), "甲.txt")
    assert reread(corrected(place="岚桥区", kind="统计公报")) == report


def test_a_sidecar_corrects_what_lies_beside_it_and_is_corrected_in_turn():
    source = Source("甲.txt", "甲.txt", content=TEXT.encode(), sidecar="地方: 岚桥区\n日期: 2023-01-05")
    assert read_source(source).place.value == "岚桥区"
    assert read_source(source).period.value == "2023年"
    report = read_source(source, corrections=Corrections(place="青禾区"))
    assert (report.place.value, report.date.value) == ("青禾区", "2023-01-05")
    with pytest.raises(ReadError, match=r"“甲\.txt”的元数据文件里的“颜色”"):
        read_source(replace(source, sidecar="颜色: 红"))
