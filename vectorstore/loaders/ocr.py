"""Letters in pictures of pages, recognised by RapidOCR (the extra ``ocr``) with the models inside its package."""

import os
import re
import threading
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.errors import ReadError

__all__ = ["DPI", "POINTS", "Picture", "Recognised", "recognise", "require_ocr"]

Picture = NDArray[np.uint8]
"""Rows of grey pixels."""

DPI = 200
"""At which pages are rendered: 150 confuses brackets of small print, 300 takes longer and reads no better."""
POINTS = 72 / DPI
"""Of one pixel."""
_MODELS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}
"""Named, so that RapidOCR never looks for a model elsewhere."""
_LONGEST_SIDE = 4_000
_FINDING_SIDE = 1_280
"""Pixels of the copy in which lines are looked for; they are cut from the full picture. At 2,000 the same figures
are read in 1.5 times the time and with 300 MB more."""
_LEAST_SCORE = 0.5
_WRONG_WAY = 0.85
"""Score below which a page is tried turned: upright print scores 0.95 and more, print on its side 0.7 and less."""
_MOST_THREADS = 4
_HALF_WIDTH = str.maketrans(",:;()?!", "，：；（）？！")
_AFTER_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff”》）])[,:;()?!]|[(](?=[\u4e00-\u9fff“《])")
_MENDED = (
    (re.compile(r"(?<=\d)%[0oO〇○](?![\d.])"), "‰"),
    (re.compile(r"(?<=\d)[一－](?=\d)|^一(?=\d)|(?<=\d)一$"), "—"),
    (re.compile(r"(?<=\d)\s+(?=[.,]\d)|(?<=\d[.,])\s+(?=\d)"), ""),
)
"""What the recogniser confuses in figures, where only one reading makes sense."""
_READING = threading.Lock()
"""RapidOCR keeps its settings of one call in itself."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines that were read in a picture."""

    corners: NDArray[np.float64]
    """Of each line: four points in pixels, clockwise from the upper left."""
    texts: tuple[str, ...]
    scores: tuple[float, ...]
    """How sure each line was read, 0 to 1."""
    turns: int = 0
    """Quarter turns, clockwise, that the picture was given to be read; the corners are those of the turned one."""

    @property
    def score(self) -> float:
        """The mean over all letters."""
        letters = sum(map(len, self.texts))
        return sum(len(text) * score for text, score in zip(self.texts, self.scores, strict=True)) / max(1, letters)

    @property
    def weight(self) -> float:
        """How much was read, what was read surely counted most."""
        return sum(len(text) * score**4 for text, score in zip(self.texts, self.scores, strict=True))


def require_ocr(name: str) -> None:
    """Raise ReadError with what to install when the extra isn't there."""
    if find_spec("rapidocr") is None:
        raise ReadError(
            f"“{name}”是扫描件或图片，没有可用的文字；请先安装 OCR 组件：pip install 'gongbao[ocr]'，再导入。"
        )


def recognise(picture: Picture) -> Recognised:
    """The lines of a picture of a page at ``DPI``, whichever way the page lies in it."""
    read = _read(picture, 0)
    if not read.texts or read.score >= _WRONG_WAY:
        return read
    heights, widths = np.ptp(read.corners[:, :, 1], axis=1), np.ptp(read.corners[:, :, 0], axis=1)
    sideways = float(np.mean(heights > 1.5 * widths)) > 0.5
    turned = [_read(picture, turns) for turns in ((1, 3) if sideways else (2,))]
    return max([read, *turned], key=lambda one: one.weight)


@cache
def _engine() -> Any:
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.text_score": _LEAST_SCORE,
            "Global.max_side_len": _LONGEST_SIDE,
            "Det.limit_type": "max",
            "Det.limit_side_len": _FINDING_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": min(_MOST_THREADS, os.cpu_count() or 1),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            **{key: str(models / name) for key, name in _MODELS.items()},
        }
    )


def _read(picture: Picture, turns: int) -> Recognised:
    turned = np.ascontiguousarray(np.rot90(picture, -turns))
    with _READING:
        found = _engine()(np.stack([turned] * 3, axis=-1))
    if found.boxes is None or not found.txts:
        return Recognised(np.empty((0, 4, 2)), (), (), turns)
    corners = np.asarray(found.boxes, np.float64)
    return Recognised(corners, tuple(map(_mended, found.txts)), tuple(map(float, found.scores)), turns)


def _mended(text: str) -> str:
    """A line with what the recogniser confuses put right: ‰ read as %0, half-width marks among Chinese letters."""
    for wrong, right in _MENDED:
        text = wrong.sub(right, text)
    return _AFTER_CHINESE.sub(lambda match: match[0].translate(_HALF_WIDTH), text.strip())
