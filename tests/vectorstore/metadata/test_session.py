import pytest

from vectorstore.metadata.session import find_delivered, find_published, find_session, find_speaker, header_of
from vectorstore.structure.lines import lines_of


def header(text):
    return text, header_of(lines_of(text))


@pytest.mark.parametrize(
    ("line", "session"),
    [
        (
            "——2023年8月9日在云汀市第五届人民代表大会常务委员会第九次会议上",
            "云汀市第五届人民代表大会常务委员会第九次会议",
        ),
        (
            "——2025年1月15日林远市长在云汀市第十六届人民代表大会第三次会议的政府工作报告",
            "云汀市第十六届人民代表大会第三次会议",
        ),
        ("（一九五四年五月二十三日在第一届全国人民代表大会第一次会议上）", "第一届全国人民代表大会第一次会议"),
        ("2024年1月9日于都县第十九届人民代表大会第四次会议", "于都县第十九届人民代表大会第四次会议"),
        ("——2025年1月19日在青禾区第十四届 人民代表大会第三次会议上", "青禾区第十四届人民代表大会第三次会议"),
        ("在青禾区五届人大常委会第16次会议上", "青禾区五届人大常委会第16次会议"),
        ("——2021年1月12日在岚桥区第十六届人民代表大会\n第七次会议上", "岚桥区第十六届人民代表大会第七次会议"),
        ("云汀市人民政府", ""),
    ],
)
def test_the_session_is_read_with_its_place(line, session):
    text, lines = header(f"政府工作报告\n{line}\n各位代表：")
    found = find_session(text, lines)
    assert found.value == session
    assert "".join(text[found.start or 0 : found.end or 0].split()) == session


def test_a_session_the_text_speaks_of_is_not_the_reports():
    text, lines = header("受区政府委托，向会议报告。青禾区第五届人民代表大会第一次会议通过了计划。\n各位代表：")
    assert find_session(text, lines).value == ""
    text, lines = header("政府工作报告\n各位代表：\n青禾区第五届人民代表大会第一次会议以来")
    assert find_session(text, lines).value == ""


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("云汀市人民政府市长 林远", "云汀市人民政府市长 林远"),
        ("青禾区发展和改革委员会主任 \u00a0李  欣", "青禾区发展和改革委员会主任 李欣"),
        ("自治区主席 艾尔肯·吐尼亚孜", "自治区主席 艾尔肯·吐尼亚孜"),
        ("代省长 司马长青　", "代省长 司马长青"),
        ("（市长 林远）", "市长 林远"),
        ("国务院总理 林国安", "国务院总理 林国安"),
        ("岚桥区人民法院院长 何 清（2024年1月9日）", "岚桥区人民法院院长 何清"),
        ("2025年1月14日在云汀市第六届人民代表大会第三次会议上云汀市市长 林远同志作政府工作报告。", "云汀市市长 林远"),
        ("2025年1月17日在云汀市第六届人民代表大会第三次会议上市长林建春作政府工作报告", "市长 林建春"),
        ("——2025年1月15日林远市长在云汀市第六届人民代表大会第三次会议上的讲话", "市长 林远"),
        ("——2025年1月14日青禾区区长 林小明在青禾区第六届人民代表大会第四次会议上的讲话", "青禾区区长 林小明"),
        ("区长\n林  远", "区长 林远"),
        ("云汀市市长工作报告", ""),
        ("主任、各位副主任、各位委员", ""),
    ],
)
def test_the_speaker_is_read_with_the_office(line, speaker):
    text, lines = header(f"报告\n{line}\n各位代表：")
    found = find_speaker(text, lines)
    assert (found.value, found.certain) == (speaker, bool(speaker))
    if speaker:
        assert sorted("".join(text[found.start : found.end].split())) == sorted("".join(speaker.split()))


def test_a_name_alone_below_the_session_is_a_guess():
    text, lines = header(
        "政府工作报告\n——一九七八年二月二十六日在第五届全国人民代表大会第一次会议上\n林国安\n各位代表："
    )
    found = find_speaker(text, lines)
    assert (found.value, found.certain) == ("林国安", False)


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        ("——2023年8月9日在云汀市第五届人民代表大会第一次会议上", "2023-08-09"),
        ("在2023年8月9日召开的云汀市第五届人民代表大会第一次会议上", "2023-08-09"),
        ("（2023年8月9日）", "2023-08-09"),
        ("市长 林远（2023年8月9日）", "2023-08-09"),
        ("市长 林远\n2023年8月9日", "2023-08-09"),
        ("云汀市统计局\n2024年3月20日", "2024-03-20"),
        ("（2021年2月1日云汀市第七届人民代表大会第六次会议批准）", "2021-02-01"),
        ("2023年8月9日", ""),
        ("2023-08-09 10:00", ""),
        ("截至2023年6月30日的情况", ""),
    ],
)
def test_the_day_of_delivery_stands_with_session_or_speaker(lines, day):
    text, found_lines = header(f"报告\n{lines}\n各位代表：")
    found = find_delivered(text, found_lines)
    assert found.value == day
    assert found.certain == bool(day)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("发布日期：2021-03-03", "2021-03-03"),
        ("日期:2021-03-03 16:10 来源:办公室 打印页面", "2021-03-03"),
        ("发布时间：2021年3月3日", "2021-03-03"),
        ("更新时间：2021/3/3", "2021-03-03"),
        ("来源：办公室 发布时间: 2021-03-03", "2021-03-03"),
        ("成文日期：2021-03-03", ""),
        ("来源：办公室", ""),
    ],
)
def test_the_day_of_the_web_page_is_read_from_its_furniture(line, day):
    found = find_published("", lines_of(line))
    assert found.value == day
    assert (found.start is None) == (not day)


def test_what_the_format_tells_of_the_web_page_comes_first():
    assert find_published("2022-05-06", lines_of("更新时间：2023-01-01")).value == "2022-05-06"
    found = find_published("2022-05-06", lines_of("发布日期：2022-05-06"))
    assert (found.value, found.start) == ("2022-05-06", 5)
    assert find_published("2022-05-06", []).start is None
