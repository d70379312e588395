"""What stands where on a scanned page: its slant, its ruling lines, and the recognised lines set straight."""

import math
from statistics import median

import numpy as np
from numpy.typing import NDArray

from vectorstore.loaders.ocr import POINTS, Picture, Recognised
from vectorstore.loaders.printed.letters import is_wide
from vectorstore.loaders.printed.shapes import Box, Piece

__all__ = ["ruling_lines", "slant_of", "straight_pieces"]

_LONG = 10
"""Letters of a line whose slant is measured well."""
_ENOUGH = 3
_SHORTEST_ACROSS = 36.0
_SHORTEST_DOWN = 25.0
"""Points; strokes of letters are shorter, the sides of a table of two rows longer."""
_STRETCH = 12.0
"""Points of a slanted line that are straight enough to be seen as one."""
_THICKEST = 4.0
_MOST_RULES = 1_500
_STRAIGHT = math.radians(0.1)
_STEEPEST = math.radians(10)


def slant_of(read: Recognised, picture: Picture) -> float:
    """The angle that a page lies on the scanner at, clockwise in radians: by its lines of text, else by its rules."""
    angles = [
        math.atan2(right[1] - left[1], right[0] - left[0])
        for (left, right, *_), text in zip(read.corners, read.texts, strict=True)
        if len(text) >= _LONG
    ]
    if len(angles) < _ENOUGH:
        angles = _angles_of_rules(_ink(picture)) or angles
    slant = median(angles) if angles else 0.0
    return slant if abs(slant) < _STEEPEST else 0.0


def straight_pieces(read: Recognised, slant: float) -> list[Piece]:
    """The recognised lines of a page in points, as if it lay straight."""
    cos, sin = math.cos(slant), math.sin(slant)
    straight = read.corners @ np.array([[cos, -sin], [sin, cos]]) * POINTS
    boxes = [Box(*map(float, (*corners.min(axis=0), *corners.max(axis=0)))) for corners in straight]
    sizes = _sizes(boxes, read.texts)
    return [Piece(text, box, size) for text, box, size in zip(read.texts, boxes, sizes, strict=True)]


def _sizes(boxes: list[Box], texts: tuple[str, ...]) -> list[float]:
    """Font sizes; lines about as high as most are one size, for a box's height varies with its letters."""
    widths = [sum(1.0 if is_wide(letter) else 0.55 for letter in text) for text in texts]
    long = [(box, width) for box, width in zip(boxes, widths, strict=True) if width >= _LONG / 2]
    if not long:
        return [0.8 * box.height for box in boxes]
    size = median(box.width / width for box, width in long)
    height = median(box.height for box, _ in long)
    sizes = []
    for box, width in zip(boxes, widths, strict=True):
        ratio, near = box.height / height, 0.25 if width >= _LONG / 2 else 0.45
        sizes.append(size if abs(ratio - 1) <= near else size * ratio)
    return sizes


def ruling_lines(picture: Picture, slant: float) -> tuple[Box, ...]:
    """The horizontal and vertical lines of a page, in points, as if it lay straight."""
    import cv2

    ink = _ink(picture)
    if abs(slant) > _STRAIGHT:
        turn = cv2.getRotationMatrix2D((0.0, 0.0), math.degrees(slant), 1.0)
        ink = np.asarray(cv2.warpAffine(ink, turn, (ink.shape[1], ink.shape[0])), np.uint8)
    across = _stretches(ink, (1, int(_SHORTEST_ACROSS / POINTS)))
    down = _stretches(ink, (int(_SHORTEST_DOWN / POINTS), 1))
    return tuple(box for box, _ in (across + down)[:_MOST_RULES] if min(box.width, box.height) <= _THICKEST)


def _ink(picture: Picture) -> Picture:
    """Where a picture is darker than around: 255, else 0."""
    import cv2

    mean, inverted = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    return np.asarray(cv2.adaptiveThreshold(picture, 255, mean, inverted, 31, 15), np.uint8)


def _stretches(ink: Picture, kernel: tuple[int, int]) -> list[tuple[Box, NDArray[np.bool_]]]:
    """Connected stretches of ink that hold ``kernel`` (rows, columns); each with its own pixels."""
    import cv2

    thicker = cv2.dilate(ink, np.ones((3, 1) if kernel[0] == 1 else (1, 3), np.uint8))
    kept = cv2.morphologyEx(thicker, cv2.MORPH_OPEN, np.ones(kernel, np.uint8))
    _, labels, found, _ = cv2.connectedComponentsWithStats(kept)
    stretches = []
    for number, (x, y, width, height, _) in enumerate(found[1:].tolist(), start=1):
        box = Box(x * POINTS, y * POINTS, (x + width) * POINTS, (y + height) * POINTS)
        stretches.append((box, np.asarray(labels[y : y + height, x : x + width] == number)))
    return stretches


def _angles_of_rules(ink: Picture) -> list[float]:
    angles = []
    for box, pixels in _stretches(ink, (1, int(_STRETCH / POINTS))):
        if box.width >= 3 * _SHORTEST_ACROSS and box.height <= 0.2 * box.width:
            rows = pixels * np.arange(pixels.shape[0])[:, None]
            columns = np.flatnonzero(pixels.any(axis=0))
            middle = rows.sum(axis=0)[columns] / pixels.sum(axis=0)[columns]
            angles.append(math.atan(float(np.polyfit(columns, middle, 1)[0])))
    return angles
