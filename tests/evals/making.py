"""Made-up gold questions and answers, short enough to score by hand."""

from bot.answer import Answer, Calculation, Citation, Statement, Status
from evals.gold import Evidence, GoldQuestion

TEXTS = {
    "甲县.txt": "上半年，甲县地区生产总值412.6亿元，同比增长5.3%。新增就业1.2万人。\r\n城镇登记失业率2.1%。新增就业1.2万人。",
    "乙县.txt": "上半年，乙县地区生产总值398.1亿元，同比增长4.9%。",
}


def gold(question_id="q1", **fields):
    """A question about 甲县's GDP unless told otherwise."""
    fields = {
        "type": "number",
        "question": "甲县上半年地区生产总值是多少？",
        "answerable": True,
        "answers": [["412.6亿"]],
        "forbidden": ["398.1亿"],
        "sources": ["甲县.txt"],
        "evidence": [{"source": "甲县.txt", "quote": "地区生产总值412.6亿元"}],
        "computed": False,
        "target_vs_actual": False,
        "style": "formal",
        "lang": "zh",
    } | fields
    return {"id": question_id} | fields


def unanswerable(question_id="u1", reason="indicator_absent", **fields):
    """A question that the reports leave open."""
    return gold(
        question_id,
        type="unanswerable",
        answerable=False,
        answers=[],
        evidence=[],
        sources=[],
        reason=reason,
        **fields,
    )


def question(**fields):
    """The same as a checked question."""
    import json

    return GoldQuestion.model_validate_json(json.dumps(gold(**fields)))


def cite(source, quote, number=1, occurrence=0):
    """A citation of a quote where it stands in its text, or at 0 when it doesn't."""
    start = -1
    for _ in range(occurrence + 1):
        start = TEXTS.get(source, "").find(quote, start + 1)
    start = max(start, 0)
    return Citation(number, "0" * 16, source, "标题", "甲县", "2023年上半年", (), start, start + len(quote), quote)


def answer(text, *citations, status=Status.ANSWERED, statements=None, formula=None, operands=()):
    """An answer of one statement that cites all its citations, unless told otherwise."""
    calculation = Calculation(formula, operands) if formula else None
    if statements is None:
        statements = (Statement(text, tuple(c.number for c in citations), calculation=calculation),)
    return Answer("问", text, status, statements, citations)


def evidence(source, quote):
    """Gold evidence."""
    return Evidence(source=source, quote=quote)
