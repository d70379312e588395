"""PDF files made for tests: words put at places, or paragraphs typeset as reports are."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0
_NEVER_FIRST = "，。、；：！？”’）》,;:!?%‰"

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


class Sheets:
    """Pages that words and lines are put on; places are in points from the upper left corner."""

    def __init__(self, *, encryption: StandardEncryption | None = None) -> None:
        self._stream = io.BytesIO()
        self.canvas = Canvas(self._stream, pagesize=(WIDTH, HEIGHT), encrypt=encryption)

    def write(self, x: float, y: float, words: str, size: float = 12) -> None:
        """Words whose base line is at ``y``."""
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, HEIGHT - y, words)

    def centre(self, y: float, words: str, size: float = 12) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawCentredString(WIDTH / 2, HEIGHT - y, words)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    def grid(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]], size: float = 10) -> None:
        """A ruled table; ``xs`` and ``ys`` are the places of its lines."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        for y, row in zip(ys[1:], rows, strict=True):
            for x, words in zip(xs, row, strict=False):
                self.write(x + 4, y - 6, words, size)

    def next_page(self) -> None:
        self.canvas.showPage()

    def pdf(self) -> bytes:
        self.canvas.showPage()
        self.canvas.save()
        return self._stream.getvalue()


@dataclass(frozen=True)
class Style:
    """How paragraphs are typeset."""

    columns: int = 1
    size: float = 12
    indent: float = 2
    """Letters."""
    spacing: float = 0
    """Points between paragraphs."""
    head: str = "云汀市人民政府公报"
    foot: str = "— {page} —"
    margin: float = 72
    gutter: float = 24


def typeset(paragraphs: Sequence[str], style: Style | None = None) -> bytes:
    """The paragraphs as a PDF file; lines are filled to the last letter, so that figures break over line ends."""
    style = style or Style()
    sheets, page, column, y = Sheets(), 1, 0, style.margin + style.size
    width = (WIDTH - 2 * style.margin - (style.columns - 1) * style.gutter) / style.columns
    _furniture(sheets, style, page)
    for paragraph in paragraphs:
        for number, line in enumerate(_wrapped(paragraph, width, style)):
            if y > HEIGHT - style.margin:
                column, y = column + 1, style.margin + style.size
                if column == style.columns:
                    column, page = 0, page + 1
                    sheets.next_page()
                    _furniture(sheets, style, page)
            left = style.margin + column * (width + style.gutter)
            sheets.write(left + (0 if number else style.indent * style.size), y, line, style.size)
            y += 1.6 * style.size
        y += style.spacing
    return sheets.pdf()


def _furniture(sheets: Sheets, style: Style, page: int) -> None:
    sheets.centre(style.margin - 24, style.head, 9)
    sheets.centre(HEIGHT - style.margin + 30, style.foot.format(page=page), 9)


def _wrapped(paragraph: str, width: float, style: Style) -> list[str]:
    """Lines of a paragraph; one mark may hang into the margin, a second one takes a letter along to the next line."""
    lines, line, room = [], "", width - style.indent * style.size
    for letter in paragraph:
        full = pdfmetrics.stringWidth(line + letter, FONT, style.size) > room
        hangs = pdfmetrics.stringWidth(line, FONT, style.size) > room
        if line and full and (letter not in _NEVER_FIRST or hangs):
            kept = len(line.rstrip(_NEVER_FIRST)) - 1 if letter in _NEVER_FIRST else len(line)
            lines.append(line[:kept])
            line, room = line[kept:], width
        line += letter
    return [*lines, line]
