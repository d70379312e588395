"""Imported once by the process that others are forked from: whatever takes time on a first run is done here."""

from tests.vectorstore.ingest.killable import CountingEmbedder
from vectorstore.facts import facts_of
from vectorstore.index import passage_text
from vectorstore.reading import read_bytes
from vectorstore.words import bigrams, words

_REPORT = read_bytes("云汀区2023年政府工作报告\n一、2022年工作回顾\n新增停车位1666个。\n".encode(), "云汀区.txt")
facts_of(_REPORT)
for _passage in _REPORT.passages:
    _text = passage_text(_REPORT, _passage)
    words(_text)
    bigrams(_text)
    CountingEmbedder().query(_text)
