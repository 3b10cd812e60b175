"""Any spreadsheet is read by its content, row by row, as often as wanted, and its private copy goes away."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskreg.tables import CellError, Workbook, codes, read_workbook
from riskreg.tables.delimited import read_rows, sniff
from tests.tables import builders

FILES = Path(__file__).parent / "files"
LIST = builders.LIST
MOMENT = datetime(2020, 1, 2, 3, 4)  # noqa: DTZ001 - a spreadsheet knows no time zones


def cells(workbook: Workbook, sheet: int = 0) -> list[tuple[object, ...]]:
    return [row for _, row in workbook.sheets[sheet].rows()]


def said(workbook: Workbook) -> set[str]:
    return {issue.code for issue in workbook.issues} | {i.code for s in workbook.sheets for i in s.issues}


def test_xlsx_keeps_text_as_text_and_dates_as_dates(tmp_path: Path) -> None:
    with read_workbook(builders.xlsx(tmp_path / "list.xlsx", {"Cameras": LIST})) as workbook:
        assert workbook.format == "xlsx"
        assert cells(workbook) == [tuple(row) for row in LIST]
        assert cells(workbook) == cells(workbook)


def test_content_goes_before_the_name_of_the_file(tmp_path: Path) -> None:
    path = builders.xlsx(tmp_path / "list.csv", {"Cameras": LIST})
    with read_workbook(path) as workbook:
        assert (workbook.format, len(cells(workbook))) == ("xlsx", 3)


def test_ods_is_read(tmp_path: Path) -> None:
    with read_workbook(builders.ods(tmp_path / "list.ods", LIST)) as workbook:
        assert workbook.format == "ods"
        assert cells(workbook) == [tuple(row) for row in LIST]


def test_an_ods_with_error_cells_says_that_they_read_as_blank(tmp_path: Path) -> None:
    path = builders.ods(tmp_path / "list.ods", [["Make", "Model"], ["Axis", "#N/A"]])
    marked = (
        b'office:value-type="string"><text:p>#N/A',
        b'office:value-type="string" calcext:value-type="error"><text:p>#N/A',
    )
    errors = builders.rewritten(path, tmp_path / "errors.ods", {"content.xml": marked})
    with read_workbook(path) as plain, read_workbook(errors) as workbook:
        assert codes.ERRORS_NOT_VISIBLE not in said(plain)
        assert codes.ERRORS_NOT_VISIBLE in said(workbook)


def test_xls_is_read_with_its_hidden_sheet_and_its_blind_spot_said() -> None:
    with read_workbook(FILES / "list.xls") as workbook:
        assert workbook.format == "xls"
        assert cells(workbook)[1] == ("T-001", "Hikvision", "DS-2CD2143G0-I", "00123456", date(2019, 3, 14))
        assert {codes.SHEET_HIDDEN, codes.ERRORS_NOT_VISIBLE} <= said(workbook)


def test_xlsb_is_read(tmp_path: Path) -> None:
    with read_workbook(builders.xlsb(tmp_path / "list.xlsb", [["Make", "Quantity"], ["Hikvision", 12.0]])) as workbook:
        assert workbook.format == "xlsb"
        assert cells(workbook) == [("Make", "Quantity"), ("Hikvision", 12.0)]


def test_strict_open_xml_is_read_though_other_libraries_find_no_sheets(tmp_path: Path) -> None:
    plain = builders.xlsx(tmp_path / "plain.xlsx", {"Cameras": LIST})
    with read_workbook(builders.strict(plain, tmp_path / "strict.xlsx")) as workbook:
        assert cells(workbook) == [tuple(row) for row in LIST]


def test_rows_keep_their_numbers_where_the_sheet_begins_further_down(tmp_path: Path) -> None:
    with read_workbook(builders.xlsx(tmp_path / "a.xlsx", {"A": [[], [], [None, None, "Make"]]})) as workbook:
        assert list(workbook.sheets[0].rows(3)) == [(3, (None, None, "Make"))]


def test_rows_can_be_asked_for_by_number_across_stretches(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("Make,No\n" + "".join(f"Axis,{n}\n" for n in range(2, 10_001)), encoding="utf-8")
    with read_workbook(path) as workbook:
        sheet = workbook.sheets[0]
        assert [n for n, _ in sheet.rows(4090, 4102)] == list(range(4090, 4103))
        assert all(row[1] == str(n) for n, row in sheet.rows(2))
        assert sheet.row_count == 10_000


def test_error_cells_and_formulas_without_result_are_said_with_their_address(tmp_path: Path) -> None:
    with read_workbook(builders.xlsx(tmp_path / "a.xlsx", {"A": [["Make", "Model"], ["=NA()", "P3245"]]})) as workbook:
        assert cells(workbook)[1] == (CellError("#N/A"), "P3245")
        assert [(i.code, i.cell, i.value) for i in workbook.sheets[0].issues] == [(codes.CELL_ERROR, "A2", "#N/A")]
    with read_workbook(builders.openpyxl_book(tmp_path / "b.xlsx", [["Make"], ["=A1"], ["Axis"]])) as workbook:
        assert cells(workbook)[1] == (CellError("="),)
        assert [(i.code, i.cell) for i in workbook.sheets[0].issues] == [(codes.FORMULA_WITHOUT_VALUE, "A2")]


def test_a_flood_of_errors_is_counted_not_listed(tmp_path: Path) -> None:
    with read_workbook(builders.xlsx(tmp_path / "a.xlsx", {"A": [["=NA()"]] * 130})) as workbook:
        issues = workbook.sheets[0].issues
        assert len(issues) == 101
        assert issues[-1].code == codes.MORE_OF_THE_SAME
        assert "30 further places" in issues[-1].message


def test_hidden_sheets_are_read_and_said_and_chart_sheets_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("A").write(0, 0, "Make")
    hidden = book.add_worksheet("Old")
    hidden.write(0, 0, "Model")
    hidden.hide()
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=A!$A$1:$A$2"})
    book.add_chartsheet("Chart").set_chart(chart)
    book.add_worksheet("Blank")
    book.close()
    with read_workbook(path) as workbook:
        assert [(s.name, s.is_hidden) for s in workbook.sheets] == [("A", False), ("Old", True)]
        assert {codes.SHEET_HIDDEN, codes.SHEET_NOT_A_TABLE, codes.SHEET_EMPTY} <= said(workbook)


def test_times_of_day_are_kept_and_merged_ranges_known(tmp_path: Path) -> None:
    rows = [["Site", "Make"], ["Town Hall", "Axis"], [None, "Bosch"], [None, MOMENT]]
    path = builders.xlsx(tmp_path / "a.xlsx", {"A": rows}, merged=[("A", "A2:A4")])
    with read_workbook(path) as workbook:
        assert workbook.sheets[0].merged == ((2, 0, 4, 0),)
        assert cells(workbook)[3][1] == MOMENT


@pytest.mark.parametrize(
    ("data", "encoding", "delimiter"),
    [
        (b"Make;Model\r\nAxis;P3245\r\n", "utf-8", ";"),
        (b"Make,Model\nAxis,P3245\n", "utf-8", ","),
        (b"Make\tModel\nAxis\tP3245\n", "utf-8", "\t"),
        (b"Make|Model\nAxis|P3245\n", "utf-8", "|"),
        (b"sep=;\nMake;Model\nAxis;P3245\n", "utf-8", ";"),
        ("\ufeffMake,Model\nAxis,P3245\n".encode(), "utf-8-sig", ","),
        ("Make,Model\nAxis,P3245\n".encode("utf-16"), "utf-16", ","),
        ("Make,Model\nAxis,P3245\n".encode("utf-16-le"), "utf-16-le", ","),
        (b"Make,Model\nAxis,P32\x0045\n", "utf-8", ","),
    ],
)  # fmt: skip
def test_text_files_of_every_kind(tmp_path: Path, data: bytes, encoding: str, delimiter: str) -> None:
    path = tmp_path / "list.txt"
    path.write_bytes(data)
    with read_workbook(path) as workbook:
        assert workbook.properties == {"delimiter": delimiter, "encoding": encoding}
        assert [row for _, row in workbook.sheets[0].rows() if any(row)] == [("Make", "Model"), ("Axis", "P3245")]


def test_windows_text_is_read_and_the_guess_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("Standort;Gerät\nKöln;Kamera\n".encode("cp1252"))
    with read_workbook(path) as workbook:
        assert cells(workbook)[1] == ("Köln", "Kamera")
        assert codes.TEXT_ENCODING_GUESSED in said(workbook)


def test_line_breaks_inside_cells_and_leading_zeros_survive_and_ragged_rows_are_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('Make,Serial,Notes\nAxis,00123,"two\nlines"\nBosch\nDahua,1,a,b\n', encoding="utf-8")
    with read_workbook(path) as workbook:
        rows = cells(workbook)
        assert rows[1] == ("Axis", "00123", "two\nlines", None)
        assert rows[2] == ("Bosch", None, None, None)
        assert [(i.code, i.cell) for i in workbook.sheets[0].issues] == [(codes.ROW_LONGER_THAN_HEADER, "4")]


def test_headers_longer_than_a_title_line_are_the_measure_of_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("SYSTEM,Assets,EN\nSite,Make,Serial,Notes\nHall,Axis,1,a\nHall,Axis,2,a,b\n", encoding="utf-8")
    with read_workbook(path) as workbook:
        assert [(i.code, i.cell) for i in workbook.sheets[0].issues] == [(codes.ROW_LONGER_THAN_HEADER, "4")]


def test_rows_that_a_lone_quotation_mark_swallows_are_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('Site,Make,Serial\nHall,"Axis,1\nHall,"Bosch",2\nHall,Axis,"3, The\nMews"\n', encoding="utf-8")
    with read_workbook(path) as workbook:
        assert [(i.code, i.cell) for i in workbook.sheets[0].issues] == [(codes.CELL_HOLDS_ROWS, "2")]


def test_the_private_copy_is_deleted(tmp_path: Path) -> None:
    with read_workbook(builders.xlsx(tmp_path / "a.xlsx", {"A": LIST})) as workbook:
        assert workbook.folder is not None
        assert workbook.folder.exists()
    assert not workbook.folder.exists()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(
            st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), max_size=12),
            min_size=3,
            max_size=3,
        ).filter(lambda row: all(cell.strip() for cell in row)),
        min_size=1,
        max_size=6,
    )
)
def test_what_is_written_to_a_csv_comes_back(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["Make", "Model", "Notes"], *rows])
    assert list(read_rows(path, sniff(path)))[1:] == rows
