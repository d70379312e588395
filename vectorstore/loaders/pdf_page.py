"""One page of a PDF file, through PDFium: its glyphs, its ruling lines, and how much of it is a picture.

PDFium counts from the lower left corner of the unrotated page; everything given here is in points from the
upper left corner of the page as it is read.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from vectorstore.loaders.printed.letters import ordinary
from vectorstore.loaders.printed.shapes import Box, Glyph

__all__ = ["PageContent", "read_page"]

_MOST_GLYPHS = 60_000
"""On one page; a page of small print has 5,000."""
_MOST_OBJECTS = 20_000
"""Drawn objects looked at on one page; a table of 50 rows has about 500."""
_MOST_SEGMENTS = 400
"""Of one path; a longer one is a drawing, not the lines of a table."""
_DEEPEST_FORM = 4
_THIN = 3.0
"""Points; a filled rectangle that is thinner is a ruling line."""
_SHORTEST_RULE = 5.0
_SLANTED = math.radians(8)
"""Letters more slanted than this belong to a watermark."""

_Place = Callable[[float, float, float, float], Box]


@dataclass(frozen=True, slots=True)
class PageContent:
    """What is printed on a page, before it is made into lines."""

    width: float
    height: float
    turns: int
    """Quarter turns, clockwise, that make the unrotated page upright."""
    glyphs: tuple[Glyph, ...]
    edges: tuple[Box, ...]
    """Ruling lines, horizontal and vertical ones; thin, or without any width or height."""
    pictured: float
    """Share of the page that is covered by pictures."""
    hidden: bool
    """Whether its letters are invisible, as those are that a scanner's program lays over its picture."""
    drawn: int
    """How many paths are painted on it; letters that were turned to outlines are paths."""


def read_page(page: Any) -> PageContent:
    """What is printed on a page of PDFium."""
    text = page.get_textpage()
    try:
        angles = _angles(text)
        turns = _upright(angles) if angles else page.get_rotation() // 90
        box = page.get_bbox()
        place = _placer(box, turns)
        glyphs = tuple(_glyphs(text, place, angles, turns))
        hidden = _is_hidden(text, len(angles))
    finally:
        text.close()
    edges, pictured, drawn = _drawings(page, place)
    area = max(1.0, abs((box[2] - box[0]) * (box[3] - box[1])))
    wide, high = abs(box[2] - box[0]), abs(box[3] - box[1])
    width, height = (high, wide) if turns % 2 else (wide, high)
    return PageContent(width, height, turns, glyphs, tuple(edges), min(1.0, pictured / area), hidden, drawn)


def _is_hidden(text: Any, letters: int) -> bool:
    """Whether the letter half-way through the page is painted without ink."""
    from pypdfium2 import raw

    painted = raw.FPDFText_GetTextObject(text, letters // 2) if letters else None
    return bool(painted) and raw.FPDFTextObj_GetTextRenderMode(painted) == raw.FPDF_TEXTRENDERMODE_INVISIBLE


def _placer(page: tuple[float, float, float, float], turns: int) -> _Place:
    """From corners in PDFium's coordinates to a box on the page turned clockwise."""
    left, bottom, right, top = page

    def place(x0: float, y0: float, x1: float, y1: float) -> Box:
        if turns == 1:
            a, b, c, d = y0 - bottom, x0 - left, y1 - bottom, x1 - left
        elif turns == 2:
            a, b, c, d = right - x0, y0 - bottom, right - x1, y1 - bottom
        elif turns == 3:
            a, b, c, d = top - y0, right - x0, top - y1, right - x1
        else:
            a, b, c, d = x0 - left, top - y0, x1 - left, top - y1
        return Box(min(a, c), min(b, d), max(a, c), max(b, d))

    return place


def _angles(text: Any) -> list[float]:
    """The angle of each letter, clockwise; -1 where PDFium made it up to part lines and words."""
    from pypdfium2 import raw

    count = min(raw.FPDFText_CountChars(text), _MOST_GLYPHS)
    generated, angle = raw.FPDFText_IsGenerated, raw.FPDFText_GetCharAngle
    return [-1.0 if generated(text, at) == 1 else angle(text, at) for at in range(count)]


def _upright(angles: list[float]) -> int:
    """How many quarter turns make most letters upright, whatever the file says of the page's rotation."""
    turned = Counter(-round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    return turned.most_common(1)[0][0] if turned else 0


def _glyphs(text: Any, place: _Place, angles: list[float], turns: int) -> Iterator[Glyph]:
    from pypdfium2 import raw

    corners, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    to_corners, to_matrix = ctypes.byref(corners), ctypes.byref(matrix)
    unicode_of, box_of, matrix_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetMatrix
    size_of = raw.FPDFText_GetFontSize
    upright = turns * math.pi / 2
    for at, angle in enumerate(angles):
        if angle < 0 or abs(math.remainder(angle - upright, math.pi / 2)) > _SLANTED:
            continue
        letter = ordinary(chr(unicode_of(text, at)))
        if not letter or not box_of(text, at, to_corners) or not matrix_of(text, at, to_matrix):
            continue
        size = size_of(text, at) * math.hypot(matrix.c, matrix.d)
        box = place(corners.left, corners.bottom, corners.right, corners.top)
        if size > 0.5:
            yield Glyph(letter, box, size)


def _drawings(page: Any, place: _Place) -> tuple[list[Box], float, int]:
    """Ruling lines, points squared that pictures cover, and the number of paths."""
    from pypdfium2 import raw

    edges: list[Box] = []
    pictured, drawn = 0.0, 0
    for shape, matrices in _objects(page, _DEEPEST_FORM):
        kind = raw.FPDFPageObj_GetType(shape)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            drawn += 1
            edges += [place(*line) for line in _ruling(shape, matrices)]
        elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            pictured += _area(shape, matrices)
    return [edge for edge in edges if max(edge.width, edge.height) >= _SHORTEST_RULE], pictured, drawn


_Matrix = tuple[float, float, float, float, float, float]


def _objects(page: Any, deepest: int) -> Iterator[tuple[Any, tuple[_Matrix, ...]]]:
    """The drawn objects, those in forms included, each with the matrices of the forms it stands in, inmost first."""
    from pypdfium2 import raw

    left = _MOST_OBJECTS
    stack: list[tuple[Any, int, tuple[_Matrix, ...]]] = [
        (raw.FPDFPage_GetObject(page, at), 0, ()) for at in reversed(range(min(left, raw.FPDFPage_CountObjects(page))))
    ]
    while stack and left:
        shape, depth, matrices = stack.pop()
        left -= 1
        if not shape:
            continue
        if raw.FPDFPageObj_GetType(shape) != raw.FPDF_PAGEOBJ_FORM:
            yield shape, matrices
        elif depth < deepest:
            inside = (_matrix(shape), *matrices)
            count = min(left, raw.FPDFFormObj_CountObjects(shape))
            stack += [(raw.FPDFFormObj_GetObject(shape, at), depth + 1, inside) for at in reversed(range(count))]


def _matrix(shape: Any) -> _Matrix:
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(shape, ctypes.byref(matrix))
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _moved(x: float, y: float, matrices: tuple[_Matrix, ...]) -> tuple[float, float]:
    for a, b, c, d, e, f in matrices:
        x, y = a * x + c * y + e, b * x + d * y + f
    return x, y


def _area(shape: Any, matrices: tuple[_Matrix, ...]) -> float:
    from pypdfium2 import raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(shape, *map(ctypes.byref, (left, bottom, right, top)))
    (x0, y0), (x1, y1) = _moved(left.value, bottom.value, matrices), _moved(right.value, top.value, matrices)
    return abs((x1 - x0) * (y1 - y0))


def _ruling(shape: Any, matrices: tuple[_Matrix, ...]) -> Iterator[tuple[float, float, float, float]]:
    """The horizontal and vertical lines of a path: those it strokes, and thin rectangles that it fills."""
    from pypdfium2 import raw

    count = raw.FPDFPath_CountSegments(shape)
    if not 2 <= count <= _MOST_SEGMENTS:
        return
    fill, stroke = ctypes.c_int(), raw.FPDF_BOOL()
    raw.FPDFPath_GetDrawMode(shape, ctypes.byref(fill), ctypes.byref(stroke))
    for corners in _outlines(shape, count, (_matrix(shape), *matrices)):
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
            if fill.value or stroke.value:
                yield min(xs), min(ys), max(xs), max(ys)
        elif stroke.value:
            for (x0, y0), (x1, y1) in pairwise(corners):
                if min(abs(x0 - x1), abs(y0 - y1)) <= 1.0:
                    yield x0, y0, x1, y1


def _outlines(shape: Any, count: int, matrices: tuple[_Matrix, ...]) -> Iterator[list[tuple[float, float]]]:
    """The corners of each outline of a path; one with a curve is left out."""
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    corners: list[tuple[float, float]] = []
    curved = False
    for at in range(count):
        segment = raw.FPDFPath_GetPathSegment(shape, at)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(corners) > 1 and not curved:
                yield corners
            corners, curved = [], False
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        corners.append(_moved(x.value, y.value, matrices))
        if raw.FPDFPathSegment_GetClose(segment):
            corners.append(corners[0])
    if len(corners) > 1 and not curved:
        yield corners
