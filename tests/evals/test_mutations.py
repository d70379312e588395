"""The reader's answers over the samples, each with one thing made wrong: the right pass and the wrong do not."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from bot.answer import Check, Statement
from bot.verify import check, faults
from evals.gold import read_gold
from vectorstore.facts import clauses
from vectorstore.figures import Figure, find_figures
from vectorstore.indicators import find_indicators

# the first to use the samples waits until the encoder is converted and nine reports are embedded
pytestmark = pytest.mark.timeout(600)

PLACES = ("云汀市", "岚桥区", "汐川区")
OPPOSITES = {"增长": "下降", "提高": "降低", "增加": "减少", "扩大": "收窄", "上升": "回落"}
OPPOSITES |= {b: a for a, b in OPPOSITES.items()}
KINDS = ("digit", "unit", "percent", "direction", "bound", "place", "period", "result", "target", "subject")
FEWEST = {"bound": 2, "target": 5, "subject": 40}
"""Mutations of a kind that there must be, so that the test is about something; of the others sixty."""

Mutation = tuple[str, str]
"""(kind, text)"""


@pytest.fixture(scope="module")
def asked(gold_folder, sample_bot):
    """Every answer with the clauses of its citations, and the statements that were refused on the way."""
    found, refused = [], []

    def recorded(statement, *given):
        checked = check(statement, *given)
        if checked.status is Check.UNVERIFIED:
            refused.append((statement.text, [str(fault) for fault in faults(statement, *given)]))
        return checked

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.verify.check", recorded)
        for question in read_gold(gold_folder / "samples.jsonl"):
            answer = sample_bot.ask(question.question, mode="reader")
            known = {}
            for citation in answer.citations:
                report = sample_bot.store.library.report(citation.report)
                sentence = next(s for s in report.sentences if (s.start, s.end) == (citation.start, citation.end))
                known[citation.number] = clauses(report, sentence)
            found.append((answer, known))
    return found, refused


def stated(answers):
    """Statements with figures that are not computed, with their citations and clauses."""
    for answer, known in answers:
        cited = {citation.number: citation for citation in answer.citations}
        for statement in answer.statements:
            if statement.citations and not statement.calculation and find_figures(statement.text):
                yield statement, cited, known


def test_no_statement_of_the_readers_is_refused(asked):
    assert asked[1] == []


def test_every_mutation_is_caught(asked):
    made: Counter[str] = Counter()
    missed = []
    for statement, cited, known in stated(asked[0]):
        quotes = "".join(cited[n].words for n in statement.citations)
        for kind, text in mutations(statement.text, quotes):
            made[kind] += 1
            if not faults(Statement(text, statement.citations), cited, known):
                missed.append((kind, text))
    assert missed == []
    assert {kind: made[kind] for kind in KINDS if made[kind] < FEWEST.get(kind, 60)} == {}


def mutations(text: str, quotes: str) -> Iterator[Mutation]:
    """The statement with one thing changed, for each thing that can be."""
    opening = re.match(rf"(?:{'|'.join(PLACES)})?20\d\d年(?:上半年|前三季度)?(?:目标：)?，?", text)
    body = opening.end() if opening else 0
    for figure in find_figures(text):
        if figure.start >= body and not figure.ordinal:
            yield from of_figure(text, figure, quotes)
    label = text[:body]
    if place := next((p for p in PLACES if label.startswith(p)), None):
        other = next(p for p in PLACES if p not in (place, *re.findall("|".join(PLACES), quotes)))
        yield "place", other + text[len(place) :]
    if year := re.search(r"20\d\d年", label):
        yield "period", text.replace(year[0], f"{int(year[0][:4]) - 1}年", 1)
    if "目标" in label:
        plain = re.sub("力争|确保|争取|目标|计划|预期|打算", "", label + text[body:])
        yield "target", plain.replace("：", "完成", 1)
    elif "上半年" in label:
        yield "result", f"{label}力争{text[body:]}"
    if named := find_indicators(text[body:]):
        surface = text[body + named[0].start : body + named[0].end]
        other = "固定资产投资" if named[0].indicator.name != "固定资产投资" else "社会消费品零售总额"
        yield "subject", text[:body] + text[body:].replace(surface, other, 1)


def of_figure(text: str, figure: Figure, quotes: str) -> Iterator[Mutation]:
    """One figure changed: a digit, its unit, its direction, its bound."""
    before, printed, after = text[: figure.start], text[figure.start : figure.end], text[figure.end :]
    digit = next((i for i, sign in enumerate(printed) if sign.isdigit()), None)
    if digit is not None:
        # a digit that makes it another figure, and one that no quote has
        for new in "9182736450":
            wrong = printed[:digit] + new + printed[digit + 1 :]
            if new not in (printed[digit], "0") and re.search(rf"(?<![\d.]){re.escape(wrong)}", quotes) is None:
                yield "digit", before + wrong + after
                break
    for one, other in (("亿", "万"), ("万", "亿"), ("%", "个百分点"), ("个百分点", "%")):
        if one in printed:
            kind = "percent" if "%" in (one, other) else "unit"
            yield kind, before + printed.replace(one, other) + after
            break
    verb = re.search("|".join(OPPOSITES), before[-4:])
    if figure.sign and verb:
        turned = before[:-4] + before[-4:].replace(verb[0], OPPOSITES[verb[0]])
        yield "direction", turned + printed + after
    if bound := re.search("以内|以上|左右", printed):
        yield "bound", before + printed.replace(bound[0], "") + after
