"""Pictures of pages: photographs and scans, one page or several in a file, read by the OCR extra."""

import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from vectorstore.errors import ReadError
from vectorstore.loaders.base import Loaded
from vectorstore.loaders.ocr import POINTS, Picture, Recognised, recognise, require_ocr
from vectorstore.loaders.printed import PrintedPage, assemble
from vectorstore.loaders.printed.pieces import wrapped
from vectorstore.loaders.printed.ruled import find_frames, loose_rules, tables_in
from vectorstore.loaders.scan_lines import ruling_lines, slant_of, straight_pieces

__all__ = ["ImageLoader", "ScannedPage", "page_numbers", "read_scan", "scan_warnings"]

_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"BM")
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_MOST_PIXELS = 80_000_000
"""Of one page: A4 at 600 dpi has 35 million. More is refused unread, for a small file may unpack to gigabytes."""
_MOST_PAGES = 500
_LONGEST = 3_300
"""Pixels of a page's longer side that are worth reading: A3 at 200 dpi."""
_DOUBTFUL = 0.85
"""Score of a line with figures below which its page is named to the user; clean scans score 0.95 and more."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page read from a picture."""

    page: PrintedPage
    doubtful: bool
    """Whether a line with figures was read with little certainty."""


class ImageLoader:
    """A picture of a page, or of several: PNG, JPEG, TIFF, BMP, WEBP."""

    def accepts(self, data: bytes, name: str) -> bool:
        """By its signature."""
        return data.startswith(_SIGNATURES[:4]) or _is_webp(data) or _is_bmp(data)

    def load(self, data: bytes, name: str) -> Loaded:
        """The text of its pages. Raises ReadError when it is damaged or too large, or the OCR extra isn't there."""
        require_ocr(name)
        scans = [read_scan(picture, number) for number, picture in enumerate(_pictures(data, name), start=1)]
        return assemble([scan.page for scan in scans], scan_warnings(scans, len(scans)))


def _is_webp(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def _is_bmp(data: bytes) -> bool:
    """Whether the header says so, and not only two letters that a text may begin with."""
    return (
        data[:2] == b"BM" and data[6:10] == b"\x00" * 4 and data[14:18] in (b"\x28\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0")
    )


def _pictures(data: bytes, name: str) -> Iterator[Picture]:
    """Each page of a picture, upright as its camera says, in grey."""
    from PIL import Image, ImageSequence, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                if getattr(image, "n_frames", 1) > _MOST_PAGES:
                    raise ReadError(f"“{name}”超过 {_MOST_PAGES} 页；请拆分后再导入。")
                for frame in ImageSequence.Iterator(image):
                    yield _grey(frame, name)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError) as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(f"“{name}”已损坏，打不开；请重新扫描，或用看图软件打开后另存一份再导入。") from error


def _grey(image: Any, name: str) -> Picture:
    from PIL import Image, ImageOps

    if image.width * image.height > _MOST_PIXELS:
        raise ReadError(f"“{name}”的一页超过 {_MOST_PIXELS // 1_000_000} 百万像素；请以 200—300 dpi 重新扫描后再导入。")
    image.draft("L", (_LONGEST, _LONGEST))
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
    grey = upright.convert("L")
    grey.thumbnail((_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    return np.asarray(grey, np.uint8)


def read_scan(picture: Picture, number: int) -> ScannedPage:
    """A page from its picture at ``ocr.DPI``."""
    read = recognise(picture)
    upright = np.ascontiguousarray(np.rot90(picture, -read.turns))
    slant = slant_of(read, upright)
    pieces = straight_pieces(read, slant)
    edges = ruling_lines(upright, slant) if pieces else ()
    tables, pieces = tables_in(find_frames(edges), number, pieces, wrapped)
    height, width = (side * POINTS for side in upright.shape[:2])
    page = PrintedPage(number, width, height, tuple(pieces), tuple(tables), loose_rules(edges, tables), scanned=True)
    return ScannedPage(page, _is_doubtful(read))


def _is_doubtful(read: Recognised) -> bool:
    lines = zip(read.texts, read.scores, strict=True)
    return any(score < _DOUBTFUL and any(map(str.isdigit, text)) for text, score in lines)


def scan_warnings(scans: Sequence[ScannedPage], pages: int) -> list[str]:
    """What a user should know of a file of so many pages, of which these were scanned."""
    if not scans:
        return []
    which = "全文" if len(scans) == pages else f"第{page_numbers([scan.page.number for scan in scans])}页"
    told = [f"{which}由扫描件识别而来，引用前请对照原件核对数字。"]
    if doubtful := [scan.page.number for scan in scans if scan.doubtful]:
        told.append(f"第{page_numbers(doubtful)}页有数字识别把握不大，请逐一对照原件。")
    return told


def page_numbers(pages: Sequence[int]) -> str:
    """Page numbers as people write them: 1、3—5."""
    stretches: list[list[int]] = []
    for page in pages:
        if stretches and stretches[-1][-1] == page - 1:
            stretches[-1].append(page)
        else:
            stretches.append([page])
    return "、".join(str(s[0]) if len(s) == 1 else f"{s[0]}—{s[-1]}" for s in stretches)
