import hashlib
import io
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from vectorstore.errors import ReadError
from vectorstore.periods import Period
from vectorstore.reading import read_bytes, read_report
from vectorstore.report import Kind, Outlook

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
FOUND = sorted(REPORTS.glob("*.txt")) + sorted(REPORTS.glob("provinces-*/*.docx"))

TEXT = """关于青禾区2023年国民经济和社会发展计划上半年执行情况的报告
——2023年8月9日在青禾区第五届人民代表大会常务委员会第九次会议上
一、上半年计划执行情况
（一）产业稳步回升
工业生产加快恢复。规模以上工业增加值增长4.5%，其中装备制造业增长7.2%；新增企业1200家。
二、下半年工作安排
力争全年增长5%左右。
"""


def test_a_report_is_read_from_file_or_bytes_alike(tmp_path):
    path = tmp_path / "青禾.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    report = read_report(path)
    assert report == read_bytes(path.read_bytes(), "青禾.txt")
    assert report.text == TEXT.replace("\n", "\r\n")
    assert report.source == "青禾.txt"
    assert report.id == hashlib.sha256(report.text.encode()).hexdigest()[:16]


def test_the_id_follows_the_text_and_not_the_file_name():
    assert read_bytes(TEXT.encode(), "甲.txt").id == read_bytes(TEXT.encode("gb18030"), "乙.txt").id
    assert read_bytes(TEXT.encode(), "甲.txt").id != read_bytes(TEXT.replace("4.5", "4.6").encode(), "甲.txt").id


def test_sections_numbers_are_their_places_in_the_report():
    report = read_bytes(TEXT.encode(), "甲.txt")
    assert [section.number for section in report.sections] == list(range(len(report.sections)))
    assert [section.outlook for section in report.sections][-1] is Outlook.TARGET
    assert report.sections[-1].period == Period.months(2023)


def test_a_word_file_gives_the_same_report_as_its_text():
    document = Document()
    for line in TEXT.strip().split("\n"):
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    word, plain = read_bytes(stream.getvalue(), "甲.docx"), read_bytes(TEXT.strip().encode(), "甲.txt")
    assert replace(word, source="甲.txt") == plain


def test_a_file_that_is_no_report_is_refused(tmp_path):
    (tmp_path / "空.txt").touch()
    with pytest.raises(ReadError, match="空文件"):
        read_report(tmp_path / "空.txt")


EXPECTED = {
    "000": ("朝阳区", "北京市", "2020年上半年", Kind.PLAN, "2020-08-20", True),
    "001": ("朝阳区", "北京市", "2024年", Kind.REVIEW, "2024-12-19", False),
    "002": ("东城区", "北京市", "2020年上半年", Kind.PLAN, "", False),
    "003": ("朝阳区", "北京市", "2021年", Kind.WORK, "2021-01-12", True),
    "004": ("北京市", "中国", "2020年上半年", Kind.PLAN, "2020-07-29", True),
}
TIMES = {
    "000": ({"2020年上半年"}, {"2020年"}),
    "001": ({"2024年"}, set()),
    "002": ({"2020年上半年"}, {"2020年"}),
    "003": ({"2020年"}, {"2021—2025年", "2021年"}),
    "004": ({"2020年上半年"}, {"2020年"}),
}
FULL = {"宁夏": "宁夏回族自治区", "广西": "广西壮族自治区", "新疆": "新疆维吾尔自治区", "西藏": "西藏自治区"}


@pytest.mark.reports
@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem[:12])
def test_real_reports_tell_place_period_kind_and_title(path):
    report = read_report(path)
    if path.suffix == ".txt":
        place, parent, period, kind, day, titled = EXPECTED[path.name[:3]]
    else:
        name = path.stem.removeprefix("2025年").removesuffix("政府工作报告")
        place, parent, period, kind, day, titled = FULL.get(name, name), "中国", "2025年", Kind.WORK, "2025-01", True
        assert report.title.value == path.stem
    assert (report.place.value, report.parent.value, report.period.value, report.kind.value) == (
        place,
        parent,
        period,
        kind,
    )
    assert report.date.value.startswith(day)
    assert bool(report.date.value) == bool(day)
    assert report.title.certain == titled
    assert report.title.value.endswith("报告")


PUBLISHED = {"003": "2021-03-03", "004": "2020-09-03"}
SPEAKERS = {
    "000": "朝阳区发展和改革委员会主任 李欣",
    "001": "朝阳区发展和改革委员会主任 魏思源",
    "002": "",
    "003": "朝阳区人民政府区长 文献",
    "004": "北京市发展和改革委员会主任 谈绪祥",
}


@pytest.mark.reports
@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem[:12])
def test_real_reports_tell_session_speaker_and_the_day_of_the_web_page(path):
    report = read_report(path)
    number = path.name[:3]
    assert report.published.value == PUBLISHED.get(number, "")
    if path.suffix == ".txt":
        assert report.speaker.value == SPEAKERS[number]
    else:
        assert re.fullmatch("[^ ]*(?:省长|市长|主席) [^ ]{2,9}", report.speaker.value)
    if number == "002":
        assert report.session.value == ""
    else:
        assert re.fullmatch(
            f"{report.place.value}第.{{1,3}}届人民代表大会(?:常务委员会)?第.{{1,4}}次会议", report.session.value
        )


@pytest.mark.reports
@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem[:12])
def test_real_reports_have_results_and_plans_in_their_own_time(path):
    report = read_report(path)
    times: dict[Outlook, list[str]] = {outlook: [] for outlook in Outlook}
    for section in report.sections:
        if section.level == 1 and section.period and not re.match("附件|名词|《", section.heading):
            times[section.outlook].append(section.period.label)
    assert (set(times[Outlook.ACHIEVED]), set(times[Outlook.TARGET])) == TIMES.get(
        path.name[:3], ({"2024年"}, {"2025年"})
    )


@pytest.mark.reports
@pytest.mark.parametrize("folder", [REPORTS] if FOUND else [], ids=["all"])
def test_all_real_reports_are_read_within_six_seconds_of_work(folder):
    begin = time.process_time()
    assert all(read_report(path).sentences for path in FOUND)
    assert time.process_time() - begin < 6
