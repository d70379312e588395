import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.loaders import grid as grid_module
from vectorstore.loaders.grid import Draft, Spread, set_table, squeezed

CELL = st.text(alphabet="指标亿元3.5% \t\n\u3000", max_size=8)


@st.composite
def tilings(draw):
    """A random rectangle cut into cells: (row, column, rows, columns, text), in order of rows, then columns."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    taken = set()
    cells = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            free = next((at for at in range(column, width) if (row, at) in taken), width) - column
            columns, rows = draw(st.integers(1, free)), draw(st.integers(1, height - row))
            taken |= {(row + down, column + right) for down in range(rows) for right in range(columns)}
            cells.append((row, column, rows, columns, draw(CELL)))
    return height, cells


@given(tilings())
def test_every_cells_span_gives_its_text_and_rows_are_lines(tiling):
    height, cells = tiling
    rows = [[Spread(text, rows, columns) for at, _, rows, columns, text in cells if at == row] for row in range(height)]
    grid = set_table(rows)
    assert [
        (cell.row, cell.column, cell.rows, cell.columns, grid.text[cell.start : cell.end]) for cell in grid.cells
    ] == [(row, column, rows, columns, squeezed(text)) for row, column, rows, columns, text in cells]
    lines = grid.text.split("\n")
    assert len(lines) == height
    assert [line.split("\t") if line or row else [] for line, row in zip(lines, rows, strict=True)] == [
        [squeezed(cell.text) for cell in row] for row in rows
    ]


@given(st.lists(st.lists(st.builds(Spread, CELL, st.integers(-1, 9), st.integers(-1, 9)), max_size=5), max_size=6))
def test_no_two_cells_cover_the_same_place_whatever_the_spans_say(rows):
    grid = set_table(rows)
    places = [
        (cell.row + down, cell.column + right)
        for cell in grid.cells
        for down in range(cell.rows)
        for right in range(cell.columns)
    ]
    assert len(places) == len(set(places))
    assert all(row < len(rows) for row, _ in places)
    assert [grid.text[cell.start : cell.end] for cell in grid.cells] == [
        squeezed(cell.text) for row in rows for cell in row
    ]


def test_a_table_whose_spans_cover_too_much_keeps_its_text_and_loses_its_spans(monkeypatch):
    monkeypatch.setattr(grid_module, "_MOST_PLACES", 100)
    grid = set_table([[Spread("甲", 1, 10**9), Spread("乙")], [Spread("丙")]])
    assert grid.text == "甲\t乙\n丙"
    assert [(cell.row, cell.column, cell.columns) for cell in grid.cells] == [(0, 0, 1), (0, 1, 1), (1, 0, 1)]


def test_a_draft_knows_where_its_headings_tables_and_asides_stand():
    draft = Draft()
    draft.paragraph("云汀市年报")
    draft.paragraph("一、工业", level=1)
    draft.table([[Spread("指标"), Spread("增速")], [Spread("产值"), Spread("3.5%")]])
    draft.table([])
    with draft.aside():
        draft.paragraph("注一。")
        draft.paragraph("注二。")
    with draft.aside():
        pass
    loaded = draft.finished(["有图。"])
    assert loaded.text == "云汀市年报\n一、工业\n指标\t增速\n产值\t3.5%\n注一。\n注二。"
    layout = loaded.layout
    assert layout.headings == ((6, 1),)
    [table] = layout.tables
    assert loaded.text[table.start : table.end] == "指标\t增速\n产值\t3.5%"
    assert [loaded.text[cell.start : cell.end] for cell in table.cells] == ["指标", "增速", "产值", "3.5%"]
    assert [loaded.text[start:end] for start, end in layout.asides] == ["注一。\n注二。"]
    assert layout.warnings == ("有图。",)


@pytest.mark.parametrize("blank", ["\n", "\t", "\x0b", "\x85", "\u2028", "\u3000 \n"])
def test_a_cell_is_kept_on_one_line(blank):
    assert squeezed(f" 生产{blank}总值 ") == "生产 总值"
