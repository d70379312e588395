"""Gold for the repository: quotes of real reports become offsets, and fields that copy a report are left out.

``python -m evals.locate QUOTED.jsonl LOCATED.jsonl REPORTS…``
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.evidence import Correction, Evidence, Span, hash_of
from evals.gold import GoldQuestion, read_gold
from evals.library import reports_among
from vectorstore.errors import GongbaoError
from vectorstore.reading import read_report

LONGEST = 11
"""Characters in a row, punctuation and spaces apart, that a field may share with a report: a name has that many."""
_SIGNS = re.compile(r"[\W_]+")
_FREE_TEXT = ("note", "distractors", "near_miss", "calc")
"""What no score needs."""


def located(question: GoldQuestion, texts: Mapping[str, str]) -> dict[str, Any]:
    """A question as a line of gold without quotes; a quote that stands twice is taken where it stands first.

    Raises GongbaoError when a report is missing or has no such words.
    """
    line = question.model_dump(mode="json", exclude_defaults=True)
    for field in ("evidence", "correction"):
        places = getattr(question, field)
        if places:
            line[field] = [_located(question.id, place, texts) for place in places]
    return line


def _located(question: str, place: Evidence | Correction, texts: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(place, Span):
        return place.model_dump(mode="json")
    text = place.text(texts) or ""
    spans = place.spans(text)
    if not spans:
        raise GongbaoError(f"{question}：{place.source} 里没有这句依据，请检查报告和引文")
    start, end = spans[0]
    named = place.model_dump(mode="json", exclude={"quote"})
    return named | {"start": start, "end": end, "hash": hash_of(text[start:end])}


class Copies:
    """Finds what is copied from reports."""

    def __init__(self, texts: Iterable[str], longest: int = LONGEST) -> None:
        self._size = longest + 1
        self._known = {piece for text in texts for piece in self._pieces(text)}

    def has(self, value: Any) -> bool:
        """Whether a text, or one in a list, shares more than ``longest`` characters in a row with a report."""
        if isinstance(value, str):
            return any(piece in self._known for piece in self._pieces(value))
        return isinstance(value, list) and any(map(self.has, value))

    def _pieces(self, text: str) -> Iterator[str]:
        plain = _SIGNS.sub("", unicodedata.normalize("NFKC", text))
        return (plain[at : at + self._size] for at in range(len(plain) - self._size + 1))


def _main(quoted: Path, out: Path, reports: list[Path]) -> None:
    texts = {report.source: report.text for report in map(read_report, reports_among(reports))}
    copies = Copies(texts.values())
    lines = []
    for question in read_gold(quoted):
        line = located(question, texts)
        copying = [field for field, value in line.items() if field != "sources" and copies.has(value)]
        for field in copying:
            left = field in _FREE_TEXT and line.pop(field) is not None
            sys.stdout.write(f"{question.id} {field}: {'left out' if left else 'kept'}\n")
        lines.append(json.dumps(line, ensure_ascii=False))
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(argument) for argument in sys.argv[3:]])
