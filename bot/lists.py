"""Answers that are read off a report's layout: what a section counts off, and who gave the report."""

import re
from collections.abc import Callable

from bot.plan import Plan
from bot.question import Question, Want
from vectorstore.report import Kind, Report, Section, Sentence

Load = Callable[[str], Report]
"""A report by its id."""
Listed = list[tuple[str, Report, Sentence]]
"""Texts of statements, each with the sentence it rests on."""

_OPENING = 12
"""Sentences among which the speaker's line stands."""


def points_asked(question: Question, scheme: Plan, load: Load) -> Listed:
    """For “哪些问题/措施”: the points that a section counts off (一是…二是…), or its sub-headings."""
    if Want.LIST not in question.wants or len(scheme.cells) != 1 or question.wants_figure:
        return []
    best: tuple[float, Report, Section] | None = None
    for report in map(load, scheme.cells[0].reports):
        for section in report.sections:
            fit = heading_fit(question, section)
            if fit > (best[0] if best else 0.0) and len(points(report, section)) > 1:
                best = (fit, report, section)
    return points(best[1], best[2]) if best else admitted(question, scheme, load)


_ADMITS = re.compile(
    r"(?:清醒|看到|存在|面临|还有).{0,24}(?:困难|问题|挑战|不足|短板)|(?:困难|问题|挑战|不足)(?:主要)?(?:是|表现在|有)"
)


def admitted(question: Question, scheme: Plan, load: Load) -> Listed:
    """For problems that a report admits in running text, without a heading of their own: those sentences."""
    if not re.search("问题|困难|挑战|不足", question.plain):
        return []
    found: Listed = []
    for report in map(load, scheme.cells[0].reports):
        first = next((s for s in report.sentences if _ADMITS.search(report.quote(s))), None)
        found += [(report.quote(s).rstrip("。；;") + "；", report, s) for s in _to_paragraph_end(report, first)]
    return found[:_MOST_ADMITTED]


_MOST_ADMITTED = 6
"""Sentences; what a report admits is a paragraph at most."""


def _to_paragraph_end(report: Report, first: Sentence | None) -> list[Sentence]:
    if first is None:
        return []
    end = report.text.find("\n", first.start)
    return [s for s in report.sentences[first.number :] if end < 0 or s.start < end][:_MOST_ADMITTED]


def presenters(question: Question, scheme: Plan, load: Load) -> Listed:
    """For “谁作的报告”: the line that names the speaker, in the reports of the kind asked for, if they are few."""
    if Want.PERSON not in question.wants:
        return []
    asked = POST.findall(question.plain)
    found: Listed = []
    for place, identity in dict.fromkeys((cell.place, i) for cell in scheme.cells for i in cell.reports):
        report = load(identity)
        if (place and report.place.value != place) or not of_kind(question, report):
            continue
        opening = (s for s in report.sentences[:_OPENING] if report.section_of(s).level == 0)
        line = next(((s, m) for s in opening if (m := _SPEAKER.search(report.quote(s)))), None)
        if line:
            if asked and not any(post in line[1].group(0) for post in asked):
                continue
            speaker = re.split("会议上|大会上", line[1].group(0))[-1].strip()
            found.append((f"{report.title.value}由{speaker}作。", report, line[0]))
    return found if len(found) <= _MOST_PRESENTERS else []


_MEETING = re.compile(
    r"(?:第几次|哪次|哪一次|第几届|什么)(?:会议|会)|(?:哪一?天|几月几[日号]|何时|什么时候)[^?？]{0,16}(?:报告|作|提交)(?:的|出)?[?？。]?$"
)


def meetings(question: Question, scheme: Plan, load: Load) -> Listed:
    """For “在第几次会议上作的”: the line that names the session, in reports of the kind asked for, if they are few."""
    if not _MEETING.search(question.plain) or "报告" not in question.plain:
        return []
    found: Listed = []
    for place, identity in dict.fromkeys((cell.place, i) for cell in scheme.cells for i in cell.reports):
        report = load(identity)
        if (place and report.place.value != place) or not of_kind(question, report) or not report.session.value:
            continue
        opening = (s for s in report.sentences[:_OPENING] if report.section_of(s).level == 0)
        line = next((s for s in opening if report.session.value[-8:] in report.quote(s)), None)
        if line:
            found.append((f"{report.quote(line).strip().strip('()（）')}。", report, line))
    return found if len(found) <= _MOST_PRESENTERS else []


_MOST_PRESENTERS = 2
POST = re.compile(r"书记|区长|市长|省长|县长|主任|局长|主席|州长")
"""Posts whose holder a report names only where it names its speaker."""


def label_of(report: Report, sentence: Sentence) -> str:
    """``朝阳区2020年上半年：``, of the section a list stands in."""
    period = report.section_of(sentence).period
    return f"{report.place.value}{period.label if period else report.period.value}："


_LISTED = ("问题", "困难", "挑战", "措施", "举措", "任务", "目标", "工作", "成绩", "成效", "做法", "安排")
_TITLES = re.compile(r"政府工作报告|计划(?:上半年)?执行情况(?:的?报告)?")
_ALIKE = {"困难": "问题", "挑战": "问题", "举措": "措施", "做法": "措施", "成效": "成绩"}


def heading_fit(question: Question, section: Section) -> float:
    """How well a heading names the list a question asks for, 0 to 2: the same kind of list, and its other words."""
    words = _TITLES.sub("", question.plain)
    asked = {_ALIKE.get(w, w) for w in _LISTED if w in words}
    named = {_ALIKE.get(w, w) for w in _LISTED if w in section.heading}
    if not asked & named:
        return 0.0
    pairs = {question.plain[i : i + 2] for i in range(len(question.plain) - 1)}
    own = {section.heading[i : i + 2] for i in range(len(section.heading) - 1)}
    return 1.0 + len(own & pairs) / (len(own) or 1) - 0.1 * section.level


_POINT = re.compile(r"[一二三四五六七八九十]是")


def points(report: Report, section: Section) -> list[tuple[str, Report, Sentence]]:
    """What a section counts off: the opening of each 一是…, 二是…, else its sub-headings, each with its sentence."""
    inside = [s for s in report.sentences if section.start <= s.start < section.end]
    counted = [
        (re.split(r"[。,，;；]", report.quote(s), maxsplit=1)[0], report, s)
        for s in inside
        if _POINT.match(report.quote(s))
    ]
    if len(counted) > 1:
        return [(f"{text}；", r, s) for text, r, s in counted]
    starts = {
        c.start: c for c in report.sections if section.start < c.start < section.end and c.level == section.level + 1
    }
    return [(f"{starts[s.start].heading}；", report, s) for s in inside if s.start in starts]


_SPEAKER = re.compile(
    r"[\u4e00-\u9fff]{0,16}(?:主任|区长|市长|省长|县长|主席|州长|局长)[\s\u3000]*"
    r"(?:[\u4e00-\u9fff·][\s\u3000]*){2,4}?(?=同志|[向作在]|[\s\u3000]*$)"
)


def of_kind(question: Question, report: Report) -> bool:
    """Whether a report is of the kind a question names, if it names one."""
    asked = question.plain + "".join(question.terms_en)
    if "工作报告" in asked:
        return report.kind.value == Kind.WORK
    return report.kind.value == Kind.PLAN if "计划" in asked and "执行" in asked else True
