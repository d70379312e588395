"""Serves the real page over two small made-up reports, with an embedder that needs no model: ``serve.py HOME PORT``."""

import sys
from pathlib import Path
from unittest import mock

from conftest import HashEmbedder  # type: ignore[import-not-found, unused-ignore]
from reports_for_the_page import REPORTS  # type: ignore[import-not-found, unused-ignore]

from bot import settings as configuration
from bot.ui import launch
from vectorstore.ingest import ingest
from vectorstore.store import open_store


def main(home: Path, port: int) -> None:
    files = []
    for name, content in REPORTS.items():
        files.append(home / name)
        files[-1].write_text(content, "utf-8")
    settings = configuration.load(home=home / "library", port=port)
    with mock.patch("vectorstore.store.embedder", return_value=HashEmbedder()):
        with open_store(settings.home) as store:
            ingest(files, store)
        launch(settings)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
