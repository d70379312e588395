"""The words of one paragraph of a Word file, as a reader of the finished page sees them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from vectorstore.loaders.docx_styles import Styles, switched_on, value_of, w

__all__ = ["Words", "read_words"]

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PLAIN = {w("tab"): "\t", w("ptab"): "\t", w("cr"): "\n", w("noBreakHyphen"): "-"}
_SKIPPED = frozenset(map(w, ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "rt", "txbxContent")))
_DRAWINGS = frozenset(map(w, ("drawing", "pict", "object")))
_NOTES = {w("footnoteReference"): "footnotes", w("endnoteReference"): "endnotes"}
_PICTURES = frozenset({"blip", "imagedata", "chart", "relIds"})
"""Local names of what stands for a picture, a chart or a diagram."""

_SYMBOLS = {
    "symbol": {0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB0: "°", 0xB7: "·", 0xBB: "≈", 0x6D: "μ"},
    "wingdings": {
        0x6C: "●",
        0x6E: "■",
        0x6F: "□",
        0x75: "◆",
        0x9F: "•",
        0xA8: "□",
        0xB2: "☆",
        0xAB: "★",
        0xD8: "➢",
        0xFC: "√",
        0xFB: "×",
        0xFE: "☑",
    },
    "wingdings 2": {0x50: "√", 0x4F: "×", 0x52: "☑", 0xA3: "□", 0x98: "●"},
}
"""Signs of fonts that have letters of their own; the others in them are ornaments."""


@dataclass(slots=True)
class Words:
    """What a paragraph holds."""

    text: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Footnotes and endnotes it refers to: (footnotes or endnotes, id)."""
    boxes: list[Any] = field(default_factory=list)
    """Contents of the text boxes anchored in it."""
    pictures: int = 0
    """Pictures, charts and diagrams, whose words are not read."""


def read_words(paragraph: Any, styles: Styles) -> Words:
    """The words of a paragraph: insertions taken, deletions, hidden text and field codes left out."""
    hidden = styles.is_hidden(value_of(paragraph, "w:pPr/w:pStyle"))
    reader = _Reader(styles, hidden)
    reader.read(paragraph)
    if "code" in reader.fields:
        # A field whose end is missing would swallow the rest of the paragraph.
        reader = _Reader(styles, hidden, fields_matter=False)
        reader.read(paragraph)
    return reader.words


class _Reader:
    def __init__(self, styles: Styles, hidden: bool, fields_matter: bool = True) -> None:
        self.words = Words()
        self.fields: list[str] = []
        """Whether each open field, outermost first, is in its code or its result."""
        self._styles = styles
        self._hidden = hidden
        self._fields_matter = fields_matter

    def read(self, element: Any) -> None:
        for child in _unfolded(element):
            if child.tag == w("r"):
                self._run(child)
            elif child.tag.startswith(_MATH):
                self._write(_formula(child))
            elif child.tag not in _SKIPPED:
                self.read(child)

    def _run(self, run: Any) -> None:
        hidden = self._is_hidden(run)
        for child in _unfolded(run):
            if child.tag == w("fldChar"):
                self._field(child.get(w("fldCharType")))
            elif hidden or child.tag in _SKIPPED:
                continue
            elif child.tag in _NOTES:
                self.words.notes.append((_NOTES[child.tag], child.get(w("id"), "")))
                if child.get(w("customMarkFollows"), "0") not in {"0", "false", "off"}:
                    return
            elif child.tag == w("ruby"):
                self.read(child)
            elif child.tag in _DRAWINGS:
                self.words.boxes.extend(each for each in _shown(child) if each.tag == w("txbxContent"))
                self.words.pictures += any(_local(each) in _PICTURES for each in _shown(child))
            else:
                self._write(_letters(child))

    def _is_hidden(self, run: Any) -> bool:
        properties = run.find(w("rPr"))
        told = switched_on(properties, "vanish")
        if told is not None:
            return told
        style = value_of(properties, "w:rStyle")
        return self._hidden or (style is not None and self._styles.is_hidden(style))

    def _field(self, mark: str | None) -> None:
        if mark == "begin":
            self.fields.append("code")
        elif mark == "separate" and self.fields:
            self.fields[-1] = "result"
        elif mark == "end" and self.fields:
            self.fields.pop()

    def _write(self, letters: str) -> None:
        if not (self._fields_matter and "code" in self.fields):
            self.words.text += letters


def _letters(element: Any) -> str:
    """The letters that an element of a run stands for."""
    if element.tag == w("t"):
        return (element.text or "").replace("\u00ad", "")
    if element.tag == w("br"):
        return "" if element.get(w("type")) in {"page", "column"} else "\n"
    if element.tag == w("sym"):
        return _symbol(element.get(w("font"), ""), element.get(w("char"), ""))
    return _PLAIN.get(element.tag, "")


def _symbol(font: str, code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if signs := _SYMBOLS.get(font.lower()):
        return signs.get(number & 0xFF, "")
    return chr(number) if 0x20 <= number < 0xD800 else ""


def _formula(element: Any) -> str:
    """A formula on one line: a fraction as a/b, so that 1 over 2 is not read as 12."""
    if element.tag == _MATH + "t":
        return element.text or ""
    if element.tag == _MATH + "f":
        return "/".join(_formula(part) for part in element if part.tag in (_MATH + "num", _MATH + "den"))
    if element.tag == _MATH + "sup":
        return "^" + "".join(map(_formula, element))
    return "".join(_formula(child) for child in element if child.tag not in _SKIPPED)


def _unfolded(element: Any) -> Iterator[Any]:
    """The children of an element; of alternatives the children of the first, as Word shows it.

    The fallback repeats them for older programs.
    """
    for child in element:
        if child.tag == _COMPATIBILITY + "AlternateContent":
            for chosen in (child.findall(_COMPATIBILITY + "Choice") or child.findall(_COMPATIBILITY + "Fallback"))[:1]:
                yield from _unfolded(chosen)
        else:
            yield child


def _shown(element: Any) -> Iterator[Any]:
    """An element and what is shown in it; not what is inside text boxes."""
    yield element
    if element.tag != w("txbxContent"):
        for child in _unfolded(element):
            yield from _shown(child)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
