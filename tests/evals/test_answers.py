"""Scoring gold over a library as a command: what it prints, keeps to itself, refuses and leaves with."""

import json

import pytest

from evals import answers
from evals.bars import Bars
from evals.evidence import hash_of
from evals.library import fresh_bot
from vectorstore.ingest import ingest

TEXT = (
    "关于云泽县2023年国民经济和社会发展计划上半年执行情况的报告\n"
    "一、上半年计划执行情况\n"
    "上半年，全县实现地区生产总值412.6亿元，同比增长5.3%。\n"
)
QUOTE = "地区生产总值412.6亿元"
SPAN_OF_NOTHING = {"source": "丙县.txt", "start": 0, "end": 4, "hash": "0" * 12}


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch, tmp_path, hash_embedder):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GONGBAO_MODEL", raising=False)
    monkeypatch.setattr("vectorstore.store.embedder", lambda *_, **__: hash_embedder)


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "云泽县.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path, make_gold):
    """Writes one question that is answered right, and one that is not, as a set of this name."""

    def write(name="云泽", **fields):
        start = TEXT.index(QUOTE)
        span = {"source": "云泽县.txt", "start": start, "end": start + len(QUOTE), "hash": hash_of(QUOTE)}
        question = "云泽县2023年上半年地区生产总值是多少？"
        common = {"question": question, "evidence": [span], "sources": ["云泽县.txt"]} | fields
        lines = [make_gold("q1", **common), make_gold("q2", **common | {"answers": [["7亿"]]})]
        path = tmp_path / f"{name}.jsonl"
        path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
        return path

    return write


@pytest.fixture
def leave(capsys):
    """Runs the command; gives its exit code and what it printed."""

    def run(*arguments: object) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            answers.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out + printed.err

    return run


def cells(printed, measure):
    line = next(line for line in printed.splitlines() if line.startswith(f"| {measure} "))
    return [cell.strip() for cell in line.split("|")[2:-1]]


def test_reports_are_read_and_sets_stand_side_by_side(leave, report, gold):
    code, printed = leave(report, "--gold", gold(), "--gold", gold("又", evidence=[SPAN_OF_NOTHING]))
    assert code == 0
    assert cells(printed, "right, all") == ["0.500 of 2", "0.500 of 2"]
    assert cells(printed, "gold evidence cited") == ["1.000 of 2", "—"]
    assert cells(printed, "quotes exact")[0].startswith("1.000")
    assert "stale: q1, 丙县.txt: the report is not in the library" in printed


def test_a_home_is_asked_as_it_is(leave, report, gold, tmp_path):
    with fresh_bot(tmp_path / "home") as bot:
        ingest([report], bot.store)
    report.unlink()
    assert cells(leave(tmp_path / "home", "--gold", gold())[1], "right, all") == ["0.500 of 2"]
    assert leave(tmp_path / "home", tmp_path / "home", "--gold", gold())[0] == 2


def test_wrong_answers_are_shown_except_those_of_a_closed_set(leave, report, gold):
    assert "q2 number: " in leave(report, "--show", "--gold", gold())[1]
    assert "q2" not in leave(report, "--show", "--gold", gold("云泽-closed"))[1]


def test_a_missed_bar_or_stale_evidence_fails_only_a_strict_run(leave, report, gold, monkeypatch):
    monkeypatch.setattr("evals.bars.read_bars", lambda: {"云泽": Bars(right=0.6)})
    code, printed = leave(report, "--gold", gold())
    assert (code, cells(printed, "right, all")) == (0, ["0.500 of 2 (bar ≥ 0.600)"])
    assert "missed: 云泽: right, all" in printed
    assert leave(report, "--strict", "--gold", gold())[0] == 1
    assert leave(report, "--strict", "--gold", gold("又"))[0] == 0
    assert leave(report, "--strict", "--gold", gold("又", evidence=[SPAN_OF_NOTHING]))[0] == 1


def test_rounds_of_one_file_are_sets_of_their_own(gold):
    assert list(answers.gold_sets([gold(round="e"), gold("又")])) == ["云泽-e", "又"]


def test_a_report_that_cannot_be_read_is_refused_in_one_line(leave, report, gold):
    report.write_bytes(b"")
    code, printed = leave(report, "--gold", gold())
    assert code == 1
    assert "云泽县.txt" in printed
