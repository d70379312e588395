"""One home and what lives in it: the catalogue, the index and the embedder, each opened when first used."""

import contextlib
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from vectorstore.chroma import ChromaTantivyIndex
from vectorstore.embeddings import DEFAULT, Embedder, embedder
from vectorstore.errors import StoreError
from vectorstore.index import PassageIndex
from vectorstore.library import Library, Standing
from vectorstore.library.database import make_folder

CATALOGUE = "catalogue.sqlite"


class Store:
    """Opens nothing before it is asked for, and makes no file or folder unless it is to write."""

    def __init__(
        self,
        home: Path,
        the_embedder: Embedder,
        *,
        chroma_url: str | None = None,
        database_url: str | None = None,
    ) -> None:
        self.home = home
        self.embedder = the_embedder
        self.index: PassageIndex = ChromaTantivyIndex(home, the_embedder.name, chroma_url)
        """The passages, by words and by vectors of this store's embedder."""
        self._place: str | Path = database_url or home / CATALOGUE
        self._library: Library | None = None
        self._warming: threading.Thread | None = None
        self._seen: Mapping[str, Standing] | None = None
        self._opening = threading.Lock()  # threads that ask a fresh store at once would each open the catalogue

    @property
    def library(self) -> Library:
        """The catalogue; an empty one while the home doesn't exist."""
        with self._opening:
            if self._library is not None and self._library.missing and Path(self._place).exists():
                self._library = None
            if self._library is None:
                self._library = Library(self._place, create=False)
            return self._library

    def writable(self) -> Library:
        """The catalogue to write to, made when it doesn't exist; raises StoreError when it can't be."""
        self.make_home()
        with self._opening:
            if self._library is None or self._library.missing:
                self._library = Library(self._place)
            return self._library

    def make_home(self) -> None:
        """Makes the home's folder; raises StoreError when it can't be."""
        make_folder(self.home)

    def notice(self, standings: Mapping[str, Standing]) -> None:
        """Looks again at index and reports when the catalogue is not as it was, perhaps by another process's doing."""
        if self._seen is not None and self._seen != standings:
            self.index.refresh()
            self.library.forget()
        self._seen = standings

    def warm(self) -> None:
        """Begins to open the index in a thread: its libraries take a second to import."""
        if self._seen is None:
            self._seen = self.library.standings()
        with self._opening:
            if self._warming is None:
                self._warming = threading.Thread(target=self._warm, name="gongbao-warm", daemon=True)
                self._warming.start()

    def _warm(self) -> None:
        with contextlib.suppress(StoreError):  # whoever uses the index next is told
            self.index.warm()

    def set_aside(self) -> Path | None:
        """Renames a damaged catalogue file out of the way; gives its new name."""
        if self._library is not None:
            self._library.close()
            self._library = None
        if not isinstance(self._place, Path) or not self._place.exists():
            return None
        stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
        aside = self._place.with_name(f"{self._place.name}.damaged-{stamp}")
        self._place.replace(aside)
        for suffix in ("-wal", "-shm"):
            self._place.with_name(self._place.name + suffix).unlink(missing_ok=True)
        return aside

    def close(self) -> None:
        """Lets go of everything that was opened."""
        if self._warming is not None:
            self._warming.join()
            self._warming = None
        if self._library is not None:
            self._library.close()
            self._library = None
        self.index.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(
    home: Path,
    embeddings: str = DEFAULT,
    *,
    chroma_url: str | None = None,
    database_url: str | None = None,
    threads: int | None = None,
    embeddings_url: str | None = None,
    embeddings_key: str | None = None,
) -> Store:
    """A store by its settings; raises ConfigurationError when the embeddings are not known or not installed."""
    chosen = embedder(embeddings, home, threads=threads, url=embeddings_url, key=embeddings_key)
    return Store(home, chosen, chroma_url=chroma_url, database_url=database_url)
