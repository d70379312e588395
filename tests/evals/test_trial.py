"""A trial from end to end, over one small report and an embedder that needs no model."""

import json

import pytest

from evals import rows
from evals.scoring import Tally
from evals.trial import Trial, run
from vectorstore.errors import ConfigurationError, GongbaoError

TEXT = (
    "关于云泽县2023年国民经济和社会发展计划上半年执行情况的报告\n"
    "一、上半年计划执行情况\n"
    "上半年，全县实现地区生产总值412.6亿元，同比增长5.3%。\n"
)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch, tmp_path, hash_embedder):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GONGBAO_MODEL", raising=False)
    monkeypatch.setattr("vectorstore.store.embedder", lambda *_, **__: hash_embedder)


@pytest.fixture
def trial(tmp_path, make_gold, make_unanswerable):
    (tmp_path / "云泽县.txt").write_text(TEXT, encoding="utf-8")
    quote = {"source": "云泽县.txt", "quote": "地区生产总值412.6亿元"}
    gold = [
        make_gold(question="云泽县2023年上半年地区生产总值是多少？", evidence=[quote], sources=["云泽县.txt"]),
        make_unanswerable(question="密云区2023年上半年地区生产总值是多少？", reason="other_district"),
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in gold), encoding="utf-8")
    return Trial("云泽", (tmp_path / "云泽县.txt",), path)


def test_a_trial_reads_asks_searches_and_times(trial, tmp_path):
    measured = run(trial, tmp_path / "home", with_model=False)
    assert measured.ingested.added == ("云泽县.txt",)
    assert measured.reader.right == Tally(2, 2)
    assert (measured.recall.evidence, measured.stale, measured.model) == (Tally(1, 1), (), None)
    assert len(measured.milliseconds) == 2
    shown = {row.measure: row for row in rows.quality(measured).rows}
    assert (shown["right, all"].shown, shown["right, all"].met) == ("1.000 of 2", True)
    assert shown["quotes exact"].met
    assert rows.speed(measured, 0.2, 4.0).missed[0].measure.startswith("cold `gongbao ask`")
    assert rows.with_model(measured, "m") is None


def test_a_trial_leaves_shared_stores_alone(trial, tmp_path, monkeypatch):
    monkeypatch.setenv("GONGBAO_DATABASE_URL", f"sqlite:///{tmp_path / 'shared.sqlite'}")
    run(trial, tmp_path / "home", with_model=False)
    assert not (tmp_path / "shared.sqlite").exists()


def test_a_report_that_cannot_be_read_ends_a_trial(trial, tmp_path):
    (tmp_path / "云泽县.txt").write_bytes(b"")
    with pytest.raises(GongbaoError, match=r"云泽县\.txt"):
        run(trial, tmp_path / "home", with_model=False)


def test_a_trial_with_a_model_needs_one(trial, tmp_path):
    with pytest.raises(ConfigurationError, match="GONGBAO_MODEL"):
        run(trial, tmp_path / "home", with_model=True)
