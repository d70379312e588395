"""Serves the real page over two small made-up reports, with an embedder that needs no model: ``serve.py HOME PORT``."""

import sys
from pathlib import Path

from conftest import HashEmbedder
from reports_for_the_page import REPORTS

import vectorstore.store
from bot import settings as configuration
from bot.ui import launch
from vectorstore.ingest import ingest


def main(home: Path, port: int) -> None:
    vectorstore.store.embedder = lambda *_, **__: HashEmbedder()  # type: ignore[assignment]
    files = []
    for name, content in REPORTS.items():
        files.append(home / name)
        files[-1].write_text(content, "utf-8")
    settings = configuration.load(home=home / "library", port=port)
    with vectorstore.store.open_store(settings.home) as store:
        ingest(files, store)
    launch(settings)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
