"""Plain text: UTF-8, UTF-16 with its mark, GB18030 or Big5; the canonical text is the decoded file itself."""

import codecs
import re

from charset_normalizer import from_bytes

from vectorstore.errors import ReadError
from vectorstore.loaders.base import Loaded

__all__ = ["TextLoader"]

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")
_ODD = re.compile(r"[\ue000-\uf8ff\ufffd]|[^\x00-\uffff]")
_COMMON = re.compile("[的了在是和国人中年一政府工作发展经济会市区民生不实施加快推进建设國會發經濟實業區與為產個這]")
_FEWEST_COMMON = 0.04
"""Share of very common letters in text decoded rightly; reports have 0.12 to 0.17, wrongly decoded ones under 0.01."""


class TextLoader:
    """Any text; what is not text is refused."""

    def accepts(self, data: bytes, name: str) -> bool:
        """True: what no other format claims is read as text, or refused as none."""
        return True

    def load(self, data: bytes, name: str) -> Loaded:
        """The decoded file, unchanged but for a byte-order mark. Raises ReadError when it is binary or garbled."""
        text = _decoded(data, name)
        if _CONTROL.search(text):
            raise ReadError(f"“{name}”不是文本文件；请导入 .txt 或 .docx 格式的报告。")
        return Loaded(text)


def _decoded(data: bytes, name: str) -> str:
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if encoding is None and b"\x00" in data:
        raise ReadError(f"“{name}”不是文本文件；请导入 .txt 或 .docx 格式的报告。")
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        text = None if encoding else _legacy(data)
        if text is None:
            raise ReadError(f"“{name}”的文字编码无法识别；请用记事本打开，另存为 UTF-8 编码后再导入。") from error
        return text


def _legacy(data: bytes) -> str | None:
    """The text in one of the older Chinese encodings; None when it reads as Chinese in neither."""
    guesses = [match.encoding for match in from_bytes(data, cp_isolation=["gb18030", "big5hkscs", "big5", "cp950"])]
    texts = [
        text for encoding in dict.fromkeys([*guesses, "gb18030", "big5hkscs"]) if (text := _strict(data, encoding))
    ]
    best = max(texts, key=_plausibility, default=None)
    return best if best is not None and _plausibility(best) >= _FEWEST_COMMON else None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> float:
    """The share of very common letters; 0 where private or replacement letters show that the guess was wrong."""
    return 0.0 if _ODD.search(text) else len(_COMMON.findall(text)) / max(1, len(text))
