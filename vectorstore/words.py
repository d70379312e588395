"""The tokens BM25 counts: words, and character pairs that still match where words are cut differently."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

_FIGURE = r"\d+(?:\.\d+)?"
_TOKEN = re.compile(rf"{_FIGURE}|[a-z]+|[\u3400-\u9fff\U00020000-\U0003ffff]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def fold(text: str) -> str:
    """NFKC, lower case, simplified characters, figures without thousands separators."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return _THOUSANDS.sub("", str(_simplifier().convert(plain)))


def simplified(text: str) -> str:
    """The text in simplified characters, character for character."""
    converted = str(_simplifier().convert(text))
    return converted if len(converted) == len(text) else text


def words(text: str) -> list[str]:
    """Words as jieba cuts them for search (a long word and its parts), figures whole: 3174.6 is one."""
    import rjieba

    found: list[str] = []
    for run in _TOKEN.findall(fold(text)):
        found.extend(rjieba.cut_for_search(run) if _is_chinese(run) else (run,))
    return found


def segment(text: str) -> list[str]:
    """Words as jieba cuts them, none inside another; figures and Latin words whole."""
    import rjieba

    found: list[str] = []
    for run in _TOKEN.findall(fold(text)):
        found.extend(rjieba.cut(run) if _is_chinese(run) else (run,))
    return found


def bigrams(text: str) -> list[str]:
    """Pairs of neighbouring Chinese characters; figures and Latin words whole."""
    found: list[str] = []
    for run in _TOKEN.findall(fold(text)):
        if _is_chinese(run) and len(run) > 1:
            found.extend(run[i : i + 2] for i in range(len(run) - 1))
        else:
            found.append(run)
    return found


def _is_chinese(run: str) -> bool:
    return run[0] > "\u3000"


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
