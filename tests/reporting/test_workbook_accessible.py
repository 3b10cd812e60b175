"""The checklist of the Analysis Function, Accessible spreadsheets: what is essential to pass the regulations."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from riskreg.reporting.progress import Column
from riskreg.reporting.tabular import write_table
from riskreg.reporting.workbook import write_workbook
from tests.reporting.sample import FORMULA, sample_progress


@pytest.fixture(scope="module", params=["report", "question"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path: Path = tmp_path_factory.mktemp("accessible") / "book.xlsx"
    if request.param == "report":
        write_workbook(sample_progress(), path)
    else:
        columns = (Column("make", "Make"), Column("make2", "make"), Column("cost", "Cost", "pence"))
        meta = {"title": "Makes", "marking": "OFFICIAL-SENSITIVE", "as_at": "22 November 2026", "organisation": "DWT"}
        write_table(columns, [(FORMULA, None, 100)], path, format="xlsx", meta=meta)
    return openpyxl.load_workbook(path)


def test_every_sheet_starts_with_its_title_and_marking(book: Workbook) -> None:
    for sheet in book:
        assert sheet["A1"].value, sheet.title
        assert sheet["A2"].value == "Protective marking: OFFICIAL-SENSITIVE", sheet.title
        assert sheet["A1"].font.bold
        assert sheet["A1"].font.size > sheet["A2"].font.size


def test_each_sheet_has_at_most_one_table_at_the_left_with_nothing_under_it(book: Workbook) -> None:
    for sheet in book:
        assert len(sheet.tables) <= 1, sheet.title
        for table in sheet.tables.values():
            first, last = table.ref.split(":")
            assert first.startswith("A")
            assert sheet[last].row == sheet.max_row, sheet.title
            assert sheet[last].column == sheet.max_column, sheet.title


def test_tables_have_meaningful_names_and_one_row_of_unique_headers(book: Workbook) -> None:
    for sheet in book:
        for table in sheet.tables.values():
            headers = [cell.value for cell in sheet[table.ref][0]]
            assert table.displayName.startswith("table_")
            assert table.headerRowCount == 1
            assert all(headers), sheet.title
            assert len({header.lower() for header in headers}) == len(headers), sheet.title


def test_tables_have_no_empty_rows_or_columns_and_explain_empty_cells(book: Workbook) -> None:
    for sheet in book:
        for table in sheet.tables.values():
            cells = sheet[table.ref]
            above = " ".join(str(sheet.cell(row, 1).value) for row in range(1, cells[0][0].row))
            assert all(any(cell.value is not None for cell in row) for row in cells)
            assert all(any(row[index].value is not None for row in cells[1:]) for index in range(len(cells[0])))
            if any(cell.value is None for row in cells for cell in row):
                assert "An empty cell means" in above, sheet.title


def test_nothing_is_merged_hidden_filtered_or_frozen(book: Workbook) -> None:
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert sheet.freeze_panes is None
        assert sheet.auto_filter.ref is None
        assert all(table.autoFilter is None for table in sheet.tables.values())
        assert not [key for key, size in sheet.column_dimensions.items() if size.hidden]
        assert not [key for key, size in sheet.row_dimensions.items() if size.hidden]


def test_there_are_no_page_headers_or_footers(book: Workbook) -> None:
    for sheet in book:
        for margin in (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.firstHeader):
            assert [margin.left.text, margin.center.text, margin.right.text] == [None, None, None]


def test_cells_have_no_fill_and_text_of_tables_is_wrapped(book: Workbook) -> None:
    for sheet in book:
        assert all(cell.fill.fill_type is None for row in sheet.iter_rows() for cell in row), sheet.title
        for table in sheet.tables.values():
            texts = [c for row in sheet[table.ref] for c in row if isinstance(c.value, str) and len(c.value) > 20]
            assert all(cell.alignment.wrap_text for cell in texts), sheet.title
            assert table.tableStyleInfo is None or table.tableStyleInfo.name is None


def test_sheet_names_are_unique_and_no_sheet_is_empty(book: Workbook) -> None:
    assert len({name.lower() for name in book.sheetnames}) == len(book.sheetnames)
    assert all(sheet.max_row >= 3 for sheet in book)


def test_the_document_says_what_it_is_and_opens_at_the_top(book: Workbook) -> None:
    assert book.properties.title
    assert book.properties.creator
    assert book.properties.category == "OFFICIAL-SENSITIVE"
    assert book.active.title == book.sheetnames[0]
    assert book.active.sheet_view.selection[0].activeCell in (None, "A1")


def test_links_describe_where_they_lead(book: Workbook) -> None:
    links = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]

    assert links
    assert all(len(str(cell.value)) > 5 and cell.font.underline for cell in links)


def test_a_question_without_rows_says_so() -> None:
    stream = io.BytesIO()
    write_table((Column("make", "Make"),), [], stream, format="xlsx", meta={"marking": "OFFICIAL"})

    assert openpyxl.load_workbook(stream)["Rows"]["A3"].value == "There are no rows."
