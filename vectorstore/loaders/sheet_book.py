"""The sheets of a workbook (.xlsx): what each shows, hidden sheets, rows and columns left out."""

import io
import re
import warnings
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from vectorstore.errors import ReadError
from vectorstore.loaders.ooxml import Package
from vectorstore.loaders.sheet_layout import Area, Sheet
from vectorstore.loaders.sheet_numbers import shown

__all__ = ["Book", "read_book"]

_WORKBOOK = "xl/workbook.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_ON = {"1", "true"}
_MOST_STORED = 300_000
"""Rows, cells and merged places of a workbook, empty ones among them; they take some 100 MB when parsed."""
_MOST_PADDED = 5_000_000
"""Places up to the last cell of each row: one stray cell far to the right makes a row 16,384 places long."""


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets that are shown and not empty, by name, and what a reader should know of the rest."""

    sheets: dict[str, Sheet]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a sheet tells beside its values."""

    merged: tuple[Area, ...]
    rows: tuple[int, ...]
    """Those that are hidden, in order; columns likewise."""
    columns: tuple[int, ...]
    uncalculated: int
    """Formulas whose result was not saved."""

    def visible(self, row: int, column: int) -> bool:
        return not (_holds(self.rows, row) or _holds(self.columns, column))

    def place(self, row: int, column: int) -> tuple[int, int]:
        """A place among those that are shown, so that hidden rows leave no gap."""
        return row - bisect_left(self.rows, row), column - bisect_left(self.columns, column)

    def areas(self) -> Iterator[Area]:
        for area in self.merged:
            top, left = self.place(area.top, area.left)
            bottom, right = self.place(area.bottom + 1, area.right + 1)
            if bottom > top and right > left:
                yield Area(top, left, bottom - 1, right - 1)


def read_book(data: bytes, package: Package, name: str) -> Book:
    """The sheets of the workbook that ``package`` was opened from.

    Raises ReadError when it is damaged or larger than any report's.
    """
    for part in sorted(package.parts):
        if part.endswith((".xml", ".rels")):
            package.read(part)
    frames, hidden = _frames(package, name)
    sheets: dict[str, Sheet] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for title, cells in _values(data, frames):
                if cells:
                    sheets[title] = Sheet(cells, tuple(frames[title].areas()))
    except _UNREADABLE as error:
        raise package.damaged() from error
    return Book(sheets, tuple(_remarks(hidden, {title: frames[title] for title in sheets}, frames)))


_UNREADABLE = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, SyntaxError, OSError),
    zipfile.BadZipFile,
)
"""What openpyxl raises for parts that are missing or hold what they should not."""


def _frames(package: Package, name: str) -> tuple[dict[str, _Frame], list[str]]:
    """Frames of the sheets that are shown, and the names of the hidden ones."""
    parts = package.linked(_WORKBOOK, "worksheet")
    frames, hidden, stored = {}, [], 0
    for sheet in package.root(_WORKBOOK).iter(f"{_MAIN}sheet"):
        title, part = sheet.get("name", ""), parts.get(sheet.get(_LINK, ""))
        if part is None:
            continue
        if sheet.get("state", "visible") != "visible":
            hidden.append(title)
            continue
        content = package.read(part)
        stored += len(re.findall(rb"<(?:\w+:)?(?:c|row)[\s/>]", content))
        root = package.root(part) if stored <= _MOST_STORED else None
        merged = tuple(_merged(root)) if root is not None else ()
        stored += sum((area.bottom - area.top + 1) * (area.right - area.left + 1) for area in merged)
        rows = _numbered_rows(root, package) if root is not None else []
        if root is None or stored > _MOST_STORED or _padded(rows, package) > _MOST_PADDED:
            raise ReadError(f"“{name}”的单元格太多，已拒绝；请只保留要用的工作表和区域后再导入。")
        frames[title] = _Frame(merged, *_hidden(root, rows), _uncalculated(root))
    return frames, hidden


def _merged(root: Any) -> Iterator[Area]:
    for element in root.iter(f"{_MAIN}mergeCell"):
        if match := _REFERENCE.fullmatch(element.get("ref", "")):
            left, top, right, bottom = match.groups(default="")
            if right:
                area = Area(int(top), _column(left), int(bottom), _column(right))
                yield Area(min(area.top, area.bottom), min(area.left, area.right), area.bottom, area.right)


def _numbered_rows(root: Any, package: Package) -> list[tuple[int, Any]]:
    """The rows with their numbers. Raises ReadError for numbers that no workbook has, which would be waited for."""
    rows, number = [], 0
    for row in root.iter(f"{_MAIN}row"):
        told = row.get("r", str(number + 1))
        number = int(told) if re.fullmatch(r"\d{1,7}", told) else 0
        if not 0 < number <= _LAST_ROW:
            raise package.damaged()
        rows.append((number, row))
    return rows


def _padded(rows: Sequence[tuple[int, Any]], package: Package) -> int:
    """Places up to the last cell of each row."""
    places = 0
    for _, row in rows:
        references = [_REFERENCE.fullmatch(cell.get("r", "A1")) for cell in row]
        columns = [_column(match[1]) for match in references if match]
        if len(columns) < len(references):
            raise package.damaged()
        places += max([len(columns), *columns])
    return places


def _hidden(root: Any, rows: Sequence[tuple[int, Any]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Hidden rows and columns."""
    columns: set[int] = set()
    for element in root.iter(f"{_MAIN}col"):
        first, last = (re.fullmatch(r"\d{1,5}", element.get(name, "")) for name in ("min", "max"))
        if element.get("hidden") in _ON and first and last:
            columns.update(range(int(first[0]), min(int(last[0]), _LAST_COLUMN) + 1))
    return tuple(sorted({number for number, row in rows if row.get("hidden") in _ON})), tuple(sorted(columns))


def _uncalculated(root: Any) -> int:
    cells = (cell for cell in root.iter(f"{_MAIN}c") if cell.find(f"{_MAIN}f") is not None)
    return sum(not cell.findtext(f"{_MAIN}v") and cell.get("t") != "str" for cell in cells)


def _values(data: bytes, frames: dict[str, _Frame]) -> Iterator[tuple[str, dict[tuple[int, int], str]]]:
    """Texts of the cells of each sheet by their places among the rows and columns that are shown."""
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in workbook.worksheets:
        if frame := frames.get(sheet.title):
            sheet.reset_dimensions()
            yield (
                sheet.title,
                {
                    frame.place(cell.row, cell.column): text
                    for row in sheet.iter_rows()
                    for cell in row
                    if cell.value is not None
                    and frame.visible(cell.row, cell.column)
                    and (text := shown(cell.value, cell.number_format).strip())
                },
            )


def _remarks(hidden: Sequence[str], shown_frames: dict[str, _Frame], frames: dict[str, _Frame]) -> Iterator[str]:
    if hidden:
        yield f"隐藏的工作表没有读取：{'、'.join(hidden[:5])}{'等' if len(hidden) > 5 else ''}。"
    for title, frame in shown_frames.items():
        if frame.rows or frame.columns:
            yield f"工作表“{title}”中隐藏的行或列没有读取。"
    if count := sum(frame.uncalculated for frame in frames.values()):
        yield f"有 {count} 个公式没有存下结果，按空白读取；请用 Excel 打开并保存后再导入。"


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _holds(numbers: Sequence[int], number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number
