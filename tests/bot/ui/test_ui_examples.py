from pathlib import Path

import pytest

from bot.answer import Status
from bot.bot import Bot
from bot.settings import Settings
from bot.ui import examples
from bot.ui.shelf import shelved
from vectorstore import samples
from vectorstore.ingest import ingest


@pytest.fixture
def bot(tmp_path, hash_embedder, monkeypatch):
    monkeypatch.setattr("vectorstore.store.embedder", lambda *_, **__: hash_embedder)
    bot = Bot(settings=Settings(home=tmp_path / "home"))
    yield bot
    bot.close()


def test_the_samples_examples_are_answered_from_the_samples(bot):
    folder = Path(samples.__path__[0])
    ingest(sorted([*folder.glob("*.txt"), *folder.glob("*.docx")]), bot.store)
    asked = examples.working(bot, shelved(bot))
    told = [bot.ask(question, mode="reader") for question in asked]
    assert [answer.status for answer in told] == [Status.ANSWERED] * len(examples.SAMPLES)
    figure, total, name, problems = (answer.answer.replace(" ", "") for answer in told)
    assert "3142.7亿元" in figure
    assert "5.3%" in figure
    assert "1021.6" in total
    assert "顾衡" in name
    assert all(words in problems for words in ("产业结构", "空气质量", "财政收支", "公共服务"))


def test_examples_over_other_reports_name_their_places_and_are_answered(bot, tmp_path):
    file = tmp_path / "云泽县.txt"
    file.write_text(
        "关于云泽县2023年国民经济和社会发展计划上半年执行情况的报告\n\n一、上半年计划执行情况\n\n"
        "上半年,全县实现地区生产总值128.4亿元,同比增长5.1%。\n",
        "utf-8",
    )
    ingest([file], bot.store)
    assert "云泽县2023年上半年地区生产总值是多少？" in examples.working(bot, shelved(bot))


def test_an_empty_library_has_no_examples(bot):
    assert examples.working(bot, shelved(bot)) == []
