"""What people set by hand: applied at once, and kept."""

from dataclasses import replace

import pytest

from vectorstore.corrections import Corrections
from vectorstore.ingest import amend, ingest, readers, remove
from vectorstore.ingest import running as module
from vectorstore.library import State
from vectorstore.search import search

pytestmark = pytest.mark.usefixtures("plain_reader")


def first_id(store):
    return next(card.id for card in store.library.reports() if card.source == "云泽县.txt")


def test_a_corrected_place_is_in_the_card_the_facts_and_the_search(store, files, hash_embedder):
    ingest(files, store)
    embedded = len(hash_embedder.embedded)
    card = amend(store, first_id(store)[:8], Corrections(place="岚桥区"))
    assert (card.place, card.state) == ("岚桥区", State.READY)
    assert search(store, "岚桥区", 1)[0].report.source == "云泽县.txt"
    assert {kept.fact.place for kept in store.library.facts(reports=[card.id])} == {"岚桥区"}
    assert all("岚桥区" in text for text in hash_embedder.embedded[embedded:])


def test_what_was_set_by_hand_outlives_a_reread_and_a_removal(store, files, monkeypatch):
    ingest(files, store)
    amend(store, first_id(store), Corrections(place="岚桥区"))
    monkeypatch.setattr(module, "PARSER", module.PARSER + 1)
    assert ingest(files, store).reread == ("云泽县.txt", "明河市.txt")
    assert store.library.card(first_id(store)).place == "岚桥区"
    remove(store, first_id(store))
    ingest(files, store)
    assert store.library.card(first_id(store)).place == "岚桥区"
    assert amend(store, first_id(store), Corrections()).place == "云泽县"


def test_what_was_set_by_hand_follows_a_file_whose_text_a_newer_parser_reads_otherwise(
    store, files, monkeypatch, plain_reader
):
    ingest(files, store)
    amend(store, first_id(store), Corrections(place="岚桥区"))

    def otherwise(source, limits):
        return plain_reader(replace(source, path=None, content=source.read(limits) + "另有附注。".encode()), limits)

    monkeypatch.setattr(readers, "read_source", otherwise)
    monkeypatch.setattr(module, "PARSER", module.PARSER + 1)
    assert ingest([files[0]], store).replaced == ("云泽县.txt",)
    assert store.library.card(first_id(store)).place == "岚桥区"


def test_a_correction_that_changes_no_heading_embeds_nothing(store, files, hash_embedder):
    ingest(files, store)
    embedded = len(hash_embedder.embedded)
    assert amend(store, first_id(store), Corrections(speaker="云泽县县长 林远")).state is State.READY
    assert len(hash_embedder.embedded) == embedded
