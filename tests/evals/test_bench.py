"""The bench as a command: what it refuses, writes and leaves with."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from evals import bench
from evals.rows import Row, Table


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GONGBAO_MODEL", raising=False)


@pytest.fixture
def leave():
    """Runs the bench; gives its exit code."""

    def run(*arguments: object) -> int:
        with pytest.raises(SystemExit) as left:
            bench.main([str(argument) for argument in arguments])
        return int(left.value.code or 0)

    return run


@pytest.fixture
def page(tmp_path, monkeypatch):
    """Where a bench that has measured one missed bar writes."""
    table = Table("云泽", (Row("right, all", 0.1, "{:.1f}", least=0.65),))
    monkeypatch.setattr(bench, "trials", lambda reports, gold: nullcontext([object()]))
    monkeypatch.setattr(bench, "measure", lambda trial, home, model, console, show: [table])
    return tmp_path / "docs" / "benchmarks.md"


def test_a_missed_bar_is_told_and_no_failure_unless_strict(leave, page, capsys):
    assert leave("--out", page) == 0
    assert "missed: 云泽: right, all" in capsys.readouterr().out
    assert "| right, all | ≥ 0.7 | 0.1 | missed |" in page.read_text(encoding="utf-8")
    assert leave("--out", page, "--strict") == 1


def test_the_page_names_no_folder_of_this_machine(leave, page):
    leave("--out", page)
    text = page.read_text(encoding="utf-8")
    assert str(Path.cwd()) not in text
    assert str(bench.ROOT) not in text


def test_reports_without_gold_are_wrong_usage(leave, tmp_path, capsys):
    assert leave("--reports", tmp_path) == 2
    assert "--gold" in capsys.readouterr().err


def test_a_model_that_is_not_set_is_refused_in_one_line(leave, capsys):
    assert leave("--model") == 1
    refusal = capsys.readouterr().err
    assert "GONGBAO_MODEL" in refusal
    assert refusal.count("\n") == 1


def test_named_reports_come_before_the_samples(tmp_path):
    (tmp_path / "甲县.txt").write_text("甲", encoding="utf-8")
    with bench.trials(tmp_path, tmp_path / "gold.jsonl") as chosen:
        first, samples = chosen
        assert [path.name for path in first.files] == ["甲县.txt"]
        assert len(samples.files) == 9
        assert samples.gold.is_file()
