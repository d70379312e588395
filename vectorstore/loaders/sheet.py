"""Tables of indicators: workbooks (.xlsx) and values divided by commas (.csv, .tsv)."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from vectorstore.errors import ReadError
from vectorstore.loaders.base import Loaded
from vectorstore.loaders.grid import Draft
from vectorstore.loaders.ooxml import open_package, parts_named
from vectorstore.loaders.sheet_book import read_book
from vectorstore.loaders.sheet_layout import Sheet, add_sheet
from vectorstore.loaders.text import TextLoader

__all__ = ["CsvLoader", "XlsxLoader"]

_MOST_CELLS = 50_000
"""Of a sheet, and ten times as many places of its rows and columns: a yearbook's largest table has some thousand."""
_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
_DELIMITERS = ",\t;|"
_SAMPLE = 50
"""Rows by which the delimiter is told."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_FEWEST_COMMON = 0.98
"""Share of letters of GB2312 in a table decoded rightly; rare letters of GB18030 fill one decoded wrongly."""


class XlsxLoader:
    """Workbooks of Excel 2007 and later, and of WPS."""

    def accepts(self, data: bytes, name: str) -> bool:
        """By its parts."""
        return any(part.startswith("xl/workbook") for part in parts_named(data))

    def load(self, data: bytes, name: str) -> Loaded:
        """Each sheet under its name, values as their formats show them; hidden sheets, rows and columns left out.

        Raises ReadError for damaged, dangerous and very large workbooks.
        """
        package = open_package(data, name, ".xlsx")
        if "xl/workbook.xml" not in package.parts:
            raise ReadError(f"“{name}”是二进制工作簿（.xlsb）；请用 Excel 另存为 .xlsx 后再导入。")
        book = read_book(data, package, name)
        draft = Draft()
        for title, sheet in book.sheets.items():
            if len(book.sheets) > 1 or not _DEFAULT_NAME.fullmatch(title):
                draft.paragraph(" ".join(title.split()), level=1)
            add_sheet(draft, _bounded(sheet, name))
        macros = any(part.endswith("vbaProject.bin") for part in package.parts)
        return draft.finished([*(["文件带有宏；宏没有运行，只读取了数据。"] if macros else []), *book.warnings])


class CsvLoader:
    """Values divided by commas, tabs, semicolons or bars."""

    def accepts(self, data: bytes, name: str) -> bool:
        """By its suffix, for nothing else tells it from text."""
        return name.lower().endswith((".csv", ".tsv"))

    def load(self, data: bytes, name: str) -> Loaded:
        """The rows as one sheet. Raises ReadError when it is binary, garbled or very large."""
        text = _decoded(data, name)
        if told := re.match(r"sep=(.)\r?\n", text):
            text, delimiter = text[told.end() :], told[1]
        else:
            delimiter = _delimiter(text, name)
        draft = Draft()
        add_sheet(draft, _bounded(_table(text, delimiter, name), name))
        return draft.finished()


def _bounded(sheet: Sheet, name: str) -> Sheet:
    rows, columns = ({place[axis] for place in sheet.cells} for axis in (0, 1))
    if len(sheet.cells) > _MOST_CELLS or len(rows) * len(columns) > _MOST_CELLS * 10:
        raise ReadError(f"“{name}”的一张表超过 {_MOST_CELLS} 个单元格，已拒绝；请只保留要用的行和列后再导入。")
    return sheet


def _decoded(data: bytes, name: str) -> str:
    """The text of a table; GB18030, as Excel saves it, is known here by fewer letters than a report needs."""
    try:
        return TextLoader().load(data, name).text
    except ReadError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            text = "\x00"
        letters = [letter for letter in text if letter > "\x7f"]
        common = sum(letter == letter.encode("gb2312", "ignore").decode("gb2312") for letter in letters)
        if _CONTROL.search(text) or common < _FEWEST_COMMON * len(letters):
            raise
        return text


def _delimiter(text: str, name: str) -> str:
    """What divides the most rows, and evenly; the tab of a .tsv and the comma of a .csv where that tells nothing."""
    usual = "\t" if name.lower().endswith(".tsv") else ","

    def evenness(delimiter: str) -> tuple[int, int, bool]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row in islice(_rows(reader, name), _SAMPLE) if len(row) > 1)
        return widths.total(), -len(widths), delimiter == usual

    return max(_DELIMITERS, key=evenness)


def _table(text: str, delimiter: str, name: str) -> Sheet:
    cells: dict[tuple[int, int], str] = {}
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for number, row in enumerate(_rows(reader, name)):
        for column, value in enumerate(row):
            if words := value.strip():
                cells[number, column] = words
        if len(cells) > _MOST_CELLS:
            break
    return Sheet(cells)


def _rows(reader: Iterable[list[str]], name: str) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise ReadError(f"“{name}”不是规范的 CSV 表格；请用 Excel 打开后另存为 .xlsx 再导入。") from error
