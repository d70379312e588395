"""Two plain files, a reader for them that needs no report's form, and a store to ingest them into."""

import pytest

from vectorstore.errors import ReadError
from vectorstore.store import Store

CLOUDS = "新增停车位1666个。\n城镇登记失业率0.84%。"
RIVERS = "粮食产量12.5万吨。\n新增学位620个。"


@pytest.fixture
def plain_reader(monkeypatch, make_report):
    """Reads a file as lines of passages; what can be set by hand is its place."""

    def read(source, limits):
        if not source.name.endswith(".txt"):
            raise ReadError(f"{source.name}: 不是可以读取的报告")
        return make_report(source.read(limits).decode(), source=source.name, title=source.name.removesuffix(".txt"))

    def again(report, corrections):
        title = report.source.removesuffix(".txt")
        return make_report(report.text, source=report.source, title=title, place=corrections.place or "云泽县")

    monkeypatch.setattr("vectorstore.ingest.readers.read_source", read)
    monkeypatch.setattr("vectorstore.ingest.intake.reread", again)
    return read


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def store(home, hash_embedder):
    with Store(home, hash_embedder) as store:
        yield store


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / "云泽县.txt", tmp_path / "明河市.txt"]
    for path, text in zip(paths, (CLOUDS, RIVERS), strict=True):
        path.write_text(text)
    return paths
