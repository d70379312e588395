"""Rows as a spreadsheet: CSV that Excel opens as UTF-8, and xlsx with real numbers. No cell is ever a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from vectorstore.errors import ReadError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Font
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

__all__ = ["Column", "Value", "csv_text", "xlsx_bytes"]

Value = str | int | Decimal | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What Excel, or one that opens its files, takes for the beginning of a formula."""
_LONGEST_CELL = 32_767
_MOST_ROWS = 1_048_575
"""Excel's own limits, below the header."""
_MOST_DIGITS = 15
"""Digits that Excel keeps of a number; longer ones are written as text."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how wide its column is, in characters of Latin text."""

    heading: str
    width: int = 12


def csv_text(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> str:
    """Opens with the mark by which Excel knows UTF-8; text that begins like a formula gets an apostrophe before it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([column.heading for column in columns])
    writer.writerows([_plain(value) for value in row] for row in rows)
    return f"\ufeff{stream.getvalue()}"


def _plain(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def xlsx_bytes(title: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> bytes:
    """A workbook of one sheet: a frozen bold header with a filter, numbers as numbers in their printed places.

    Raises ReadError when there are more rows than a sheet holds.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    if len(rows) > _MOST_ROWS:
        raise ReadError(f"共有 {len(rows)} 行，一个 xlsx 工作表最多 {_MOST_ROWS} 行：请缩小范围，或改用 .csv")
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    cells = _Cells(sheet)
    sheet.append([cells.text(column.heading, Font(bold=True)) for column in columns])
    for row in rows:
        sheet.append([cells.of(value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class _Cells:
    """Makes the cells of one sheet; styles are made once, for they cost more than the cells."""

    def __init__(self, sheet: "WriteOnlyWorksheet") -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
        from openpyxl.styles import Alignment

        self._sheet = sheet
        self._new = WriteOnlyCell
        self._illegal = ILLEGAL_CHARACTERS_RE
        self._wrapped = Alignment(wrap_text=True, vertical="top")
        self._top = Alignment(vertical="top")

    def of(self, value: Value) -> "Cell":
        """A number as one, unless it has more digits than a sheet keeps; anything else as text."""
        if isinstance(value, Decimal) and len(value.as_tuple().digits) > _MOST_DIGITS:
            return self.text(format(value, "f"))
        if isinstance(value, str):
            return self.text(value)
        cell = self._new(self._sheet, value)
        cell.alignment = self._top
        if isinstance(value, Decimal):
            places = max(0, -int(value.as_tuple().exponent))
            cell.number_format = f"0.{'0' * places}" if places else "0"
        return cell

    def text(self, text: str, font: "Font | None" = None) -> "Cell":
        """Text that stays text, whatever it begins with."""
        clean = self._illegal.sub("", text.encode("utf-8", "backslashreplace").decode())[:_LONGEST_CELL]
        cell = self._new(self._sheet, clean)
        # openpyxl has taken a leading = for a formula by now.
        cell.data_type = "s"
        cell.alignment = self._wrapped
        if clean.startswith(_FORMULA):
            cell.quotePrefix = True
        if font is not None:
            cell.font = font
        return cell
