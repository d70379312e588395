"""A library to measure: a home of its own, whatever the settings say of shared stores."""

from collections.abc import Iterable
from pathlib import Path

from bot import settings
from bot.bot import Bot
from vectorstore.library import State
from vectorstore.sources import SUFFIXES


def reports_in(folder: Path) -> list[Path]:
    """The reports that lie in a folder itself, by name; those of its sub-folders are another collection."""
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES and path.stem != "README")


def reports_among(paths: Iterable[Path]) -> list[Path]:
    """Reports that are named themselves, and those that lie in folders named."""
    return [report for path in paths for report in (reports_in(path) if path.is_dir() else [path])]


def fresh_bot(home: Path) -> Bot:
    """A bot whose stores all lie in ``home``; model and embeddings are as set.

    A catalogue or index server that the user's own library lives on is left alone.
    """
    return Bot(settings=settings.load(home=home).model_copy(update={"chroma_url": None, "database_url": None}))


def canonical_texts(bot: Bot) -> dict[str, str]:
    """Canonical text by source, of the reports that are ready."""
    library = bot.store.library
    return {card.source: library.report(card.id).text for card in library.reports() if card.state is State.READY}
