"""Sheets as people leave them: hidden rows, stray cells, sections with titles, old character sets."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from riskreg.errors import FileRejected
from riskreg.tables import ASSET_FIELDS, Limits, TableFound, Understanding, codes, find_tables, read_workbook
from riskreg.tables.child import read_into
from tests.tables.builders import xlsx

READS_HERE = True

HEADERS = ["Make", "Model", "Serial", "Notes"]
ROWS = [["Axis", "P1", "S1", "door"], ["Dahua", "D1", "S2", "roof"], ["Axis", "P2", "S3", "gate"]]


def book(path: Path, rows: list[list[Any]], **cells: str) -> tuple[xlsxwriter.Workbook, Any]:
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet("List")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    for place, text in cells.items():
        sheet.write(place, text)
    return made, sheet


def understood(path: Path) -> Understanding:
    return find_tables(read_workbook(path), ASSET_FIELDS)


def places(table: TableFound) -> list[tuple[object, object]]:
    return [(table.value(row, "serial_number"), table.value(row, "site_name")) for row in table.rows()]


def said(found: Understanding, code: str) -> list[str]:
    return [issue.message for issue in found.issues if issue.code == code]


def test_rows_and_columns_that_a_filter_hides_are_read_and_said(tmp_path: Path) -> None:
    made, sheet = book(tmp_path / "list.xlsx", [HEADERS, *ROWS])
    sheet.autofilter("A1:D4")
    sheet.filter_column("A", "x == Axis")
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_row(40, None, None, {"hidden": True})  # blank: nothing of the list is hidden there
    sheet.set_column("C:C", None, None, {"hidden": True})
    sheet.set_column("H:J", None, None, {"hidden": True})
    made.close()
    found = understood(tmp_path / "list.xlsx")
    assert [serial for serial, _ in places(found.tables[0])] == ["S1", "S2", "S3"]
    assert [message[:9] for message in said(found, codes.ROWS_HIDDEN)] == ["1 row of "]
    assert [message[:12] for message in said(found, codes.COLUMNS_HIDDEN)] == ["Column C of "]


def test_what_is_struck_through_is_read_and_said(tmp_path: Path) -> None:
    made, sheet = book(tmp_path / "list.xlsx", [HEADERS, *ROWS])
    struck = made.add_format({"font_strikeout": True, "bold": True})
    sheet.write_row("A3", ROWS[1], struck)
    sheet.write("C4", "S3", struck)
    sheet.write_blank("D9", None, struck)
    made.close()
    found = understood(tmp_path / "list.xlsx")
    assert [serial for serial, _ in places(found.tables[0])] == ["S1", "S2", "S3"]
    assert [(issue.cell, issue.message[:10]) for issue in found.issues if issue.code == codes.STRUCK_THROUGH] == [
        ("A3", "A3, B3, C3"),
        ("C4", "C4 is stru"),
    ]


def test_a_line_that_names_as_many_devices_as_it_stands_for_is_that_many(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Make", "Serial", "MAC", "Qty"],
        ["Axis", "S001, S002", None, 2],
        ["Axis", "S003", None, 1],
    ]
    rows += [
        ["Axis", "S004\nS005\nS006", None, 2],
        ["Axis", "S007; S008", "44:19:b6:00:00:01; 44:19:b6:00:00:02", None],
    ]
    rows += [["Axis", "A, rev B", None, 2]]
    found = understood(xlsx(tmp_path / "list.xlsx", {"1": rows}))
    table = found.tables[0]
    told = [(row.number, table.value(row, "serial_number"), table.value(row, "quantity")) for row in table.rows()]
    assert told == [
        (2, "S001", 1), (2, "S002", 1), (3, "S003", 1.0), (4, "S004\nS005\nS006", 2.0),
        (5, "S007", None), (5, "S008", None), (6, "A, rev B", 2.0),
    ]  # fmt: skip
    assert {(i.code, i.cell) for i in found.issues} >= {
        (codes.IDENTIFIERS_PARTED, "B2"), (codes.IDENTIFIERS_DIFFER, "B4"),
    }  # fmt: skip


def test_a_pivot_table_is_read_as_it_is_meant(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Site", "Make", "Model", "Count of Serial"], ["Hall", "Hikvision", "DS-1", 2]]
    rows += [[None, "Axis", "P1", 1], ["Hall Total", None, None, 3], ["Inn", "Dahua", "D1", 1]]
    rows += [["Inn Total", None, None, 1], ["Grand Total", None, None, 4], ["Printed 3 May 2026", "Page 1 of 2"]]
    table = understood(xlsx(tmp_path / "list.xlsx", {"1": rows})).tables[0]
    assert [(table.value(row, "site_name"), table.value(row, "quantity")) for row in table.rows()] == [
        ("Hall", 2), ("Hall", 1), ("Inn", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("stray", ["XFD1048576", "XFD5", "CZZ2"])
def test_a_stray_cell_far_beside_the_list_is_left_out_and_said(tmp_path: Path, stray: str) -> None:
    made, _ = book(tmp_path / "list.xlsx", [HEADERS, *ROWS], **{stray: "."})
    made.close()
    found = understood(tmp_path / "list.xlsx")
    assert [serial for serial, _ in places(found.tables[0])] == ["S1", "S2", "S3"]
    assert [message for message in said(found, codes.CELLS_FAR_AWAY) if stray in message]


def test_what_a_sparse_sheet_holds_is_what_the_usual_reader_gives(tmp_path: Path) -> None:
    def read(name: str, **stray: str) -> list[tuple[Any, ...]]:
        rows = [["Make", "Model", "Serial", "Installed", "Cost"], ["Axis", "P1", "00012", "", 1250.5], ["Axis", "P2"]]
        made, sheet = book(tmp_path / name, rows, **stray)
        sheet.write_datetime(
            "D2", datetime(2020, 5, 4, tzinfo=UTC).replace(tzinfo=None), made.add_format({"num_format": "d/m/yy"})
        )
        sheet.write_formula("C3", "=1/0", None, "#DIV/0!")
        made.close()
        table = understood(tmp_path / name).tables[0]
        return [row.cells[:5] for row in table.rows()]

    assert read("far.xlsx", XFD9="x") == read("near.xlsx")


def test_a_list_that_is_itself_too_wide_is_refused(tmp_path: Path) -> None:
    made, _ = book(tmp_path / "list.xlsx", [[f"Header {n}" for n in range(12)], list(range(12))])
    made.close()
    with pytest.raises(FileRejected) as caught:
        read_workbook(tmp_path / "list.xlsx", Limits(columns=10))
    assert caught.value.code == codes.TOO_MANY_COLUMNS


def test_a_single_cell_far_below_is_no_device(tmp_path: Path) -> None:
    made, _ = book(tmp_path / "list.xlsx", [HEADERS, *ROWS], C900="S9", C6="-")
    made.close()
    table = understood(tmp_path / "list.xlsx").tables[0]
    assert [serial for serial, _ in places(table)] == ["S1", "S2", "S3"]
    assert [(skip.number, skip.code) for skip in table.skipped()] == [(6, codes.ROW_NOTE), (900, codes.ROW_NOTE)]


@pytest.mark.parametrize(
    ("above", "between", "sites"),
    [
        ("Site: Town Hall", "Site: Library", ["Town Hall", "Library"]),
        ("Town Hall", "Library", ["Town Hall", "Library"]),
        ("Camera list 2026", "Recorders", [None, None]),
        ("Camera list 2026", "Printed 3 March", [None, None]),
    ],
)
def test_the_line_above_headers_titles_the_section_below_it(
    tmp_path: Path, above: str, between: str, sites: list[str | None]
) -> None:
    rows = [[above], HEADERS, ROWS[0], ["Total", 1], [], [between], HEADERS, ROWS[1], ["Total", 1]]
    table = understood(xlsx(tmp_path / "list.xlsx", {"1": rows})).tables[0]
    assert [site for _, site in places(table)] == sites


def test_a_serial_number_that_is_also_a_mac_stays_a_serial_number(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Serial number"]] + [["Axis", "P1", f"ACCC8E0000A{n}"] for n in range(4)]
    assert "serial_number" in understood(xlsx(tmp_path / "1.xlsx", {"1": rows})).tables[0].fields
    rows = [["Make", "Model", "Serial number"]] + [["Axis", "P1", f"AC:CC:8E:00:00:A{n}"] for n in range(4)]
    assert "mac_address" in understood(xlsx(tmp_path / "2.xlsx", {"1": rows})).tables[0].fields


@pytest.mark.parametrize(
    ("encoding", "header", "make"),
    [
        ("cp1251", "Марка;Модель;Серийный номер", "Хиквижн"),
        ("cp1253", "Μάρκα;Μοντέλο;Σειριακός αριθμός", "Μάρκα Α"),
        ("cp1256", "الماركة;الموديل;الرقم التسلسلي", "هيكفيجن"),
        ("gb18030", "品牌;型号;序列号", "海康威视"),
        ("cp1250", "Marka;Model;Użytkownik;Numer części;Ilość", "Łącze"),
        ("cp1252", "Fabricant;Modèle;N° de série", "Société Générale"),
    ],
)
def test_a_text_file_of_an_old_character_set_is_told_by_its_headers(
    tmp_path: Path, encoding: str, header: str, make: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(f"{header}\n{make};P1;S1\n".encode(encoding))
    spool = io.BytesIO()
    assert read_into(spool, path, Limits())["properties"]["encoding"] == encoding
    assert make.encode() in spool.getvalue() or make.isascii()


def test_lines_that_end_in_a_carriage_return_alone(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"Make;Model;Serial\rAxis;P1;S1\rAxis;P2;S2\r")
    assert [serial for serial, _ in places(understood(path).tables[0])] == ["S1", "S2"]


def test_marks_that_mean_as_above_are_the_value_above(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Site", "Make", "Model", "Serial"],
        ["Town Hall", "Hikvision", "DS-1", "S1"],
        ["ditto", '"', "do.", "S2"],
        ["''", '"', "〃", '"'],
        ["Library", "Axis", None, "S4"],
        ["Ditto", "as above", '"', "S5"],
    ]
    found = understood(xlsx(tmp_path / "list.xlsx", {"1": rows}))
    table = found.tables[0]
    assert [tuple(table.value(row, name) for name in ("site_name", "make", "model")) for row in table.rows()] == [
        *[("Town Hall", "Hikvision", "DS-1")] * 3,
        *[("Library", "Axis", None)] * 2,
    ]
    assert [row.cells[3] for row in table.rows()] == ["S1", "S2", '"', "S4", "S5"]  # a number is one device's
    assert len(said(found, codes.BLANK_AS_ABOVE)) == 3


@pytest.mark.parametrize(
    "line",
    [
        ["(1)", "(2)", "(3)", "(4)"],
        ["a", "b", "c", "d"],
        ["text", "text", "text", "text"],
        ["---", "---", "---", "---"],
        ["Checked by: J. Smith", None, "Date: 1/6/26"],
    ],
)
def test_lines_that_number_explain_or_sign_a_list_are_no_devices(tmp_path: Path, line: list[str | None]) -> None:
    table = understood(xlsx(tmp_path / "list.xlsx", {"1": [HEADERS, line, *ROWS]})).tables[0]
    assert [serial for serial, _ in places(table)] == ["S1", "S2", "S3"]
    assert [(skip.number, skip.code) for skip in table.skipped()] == [(2, codes.ROW_NOTE)]


def test_a_floor_under_the_name_of_a_place_keeps_the_place(tmp_path: Path) -> None:
    rows = [
        HEADERS,
        ["TOWN HALL"],
        ["Ground floor"],
        ROWS[0],
        ["First floor"],
        ROWS[1],
        ["LIBRARY"],
        ["Basement"],
        ROWS[2],
    ]
    table = understood(xlsx(tmp_path / "list.xlsx", {"1": rows})).tables[0]
    assert [site for _, site in places(table)] == ["TOWN HALL", "TOWN HALL", "LIBRARY"]


def test_totals_under_each_group_are_no_devices(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Site", "Make", "Model", "Qty"],
        ["Town Hall", "Axis", "P1", 3],
        ["Town Hall Total", None, None, 3],
    ]
    rows += [
        ["Library", "Hikvision", "DS-1", 4],
        [None, "Hikvision Total", None, 4],
        ["Total Control Room", "Axis", "P1", 1],
    ]
    table = understood(xlsx(tmp_path / "list.xlsx", {"1": rows})).tables[0]
    assert [(table.value(row, "site_name"), table.value(row, "quantity")) for row in table.rows()] == [
        ("Town Hall", 3),
        ("Library", 4),
        ("Total Control Room", 1),
    ]
    assert [(skip.number, skip.code) for skip in table.skipped()] == [(3, codes.ROW_TOTAL), (5, codes.ROW_TOTAL)]


def test_a_sheet_of_what_was_removed_is_no_site(tmp_path: Path) -> None:
    found = understood(
        xlsx(tmp_path / "list.xlsx", {n: [HEADERS, ROWS[0]] for n in ("Town Hall", "Library", "Removed")})
    )
    assert [places(table)[0][1] for table in found.tables] == ["Town Hall", "Library", None]


def test_a_row_that_says_that_there_is_none_is_no_device(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Site", "Make", "Model", "Qty"],
        ["Hall", "No CCTV at this site"],
        ["Inn", "None", "N/A", 0],
    ]
    rows += [["Quay", "Unknown", "N/A", 12], ["Mill", "None visible", None, 3], ["Barn", "No-name", "IPC-1", 1]]
    table = understood(xlsx(tmp_path / "list.xlsx", {"1": rows})).tables[0]
    assert [site for _, site in places(table)] == ["Quay", "Mill", "Barn"]
    assert [(skip.number, skip.code) for skip in table.skipped()] == [(2, codes.ROW_NOTE), (3, codes.ROW_NOTE)]


def test_the_lines_of_a_form_above_a_table_are_read(tmp_path: Path) -> None:
    form = ["Site name:", "Town Hall", None, "Completed by:", "Jo Bloggs"]
    rows = [form, ["Date:", "30 June 2026", None, "Tel:", "01234"], [], HEADERS, ROWS[0]]
    table = understood(xlsx(tmp_path / "list.xlsx", {"1": rows})).tables[0]
    assert places(table) == [("S1", "Town Hall")]
    assert [row for row, _ in table.above] == [1, 2]
