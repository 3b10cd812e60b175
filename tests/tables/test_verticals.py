"""Lists that stand upright: each device is a row whose cells keep their addresses, and no credential is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from riskreg.tables import ASSET_FIELDS, TableFound, Understanding, codes, find_tables, read_workbook
from tests.tables.builders import xlsx

READS_HERE = True
WANTED = ("site_name", "make", "model", "serial_number")
ACROSS: list[list[Any]] = [
    ["CCTV"],
    [],
    ["Site", "Hall", "Hall", "Inn"],
    ["Make", "Hikvision", "Dahua", "Axis"],
    ["Model", "DS-1", "PTZ1", "P3245"],
    ["Serial number", "S1000", "S2000", None],
    ["User name", "alice", "bob", "carol"],
    ["Password", "secret1", "secret2", "secret3"],
    ["Colour", "white", None, "red"],
]
BLOCKS: list[list[Any]] = [
    ["Site: Hall"],
    [],
    ["Camera 1"],
    ["Make:", "Hikvision"],
    ["Model:", "DS-1"],
    ["Password:", "secret1"],
    ["Serial no:", "S1"],
    [],
    ["Camera 2"],
    ["Make:", "Dahua"],
    ["Model:", "PTZ1"],
    [],
    ["Site:", "Inn"],
    ["Make:", "Axis"],
    ["Model:", "P3245"],
    ["Colour:", "red"],
]


def understood(path: Path, sheets: dict[str, Any]) -> Understanding:
    return find_tables(read_workbook(xlsx(path / "list.xlsx", sheets)), ASSET_FIELDS)


def told(table: TableFound) -> list[tuple[Any, ...]]:
    return [(row.number, *(table.value(row, field) for field in WANTED)) for row in table.rows()]


def test_devices_across_and_labels_down(tmp_path: Path) -> None:
    found = understood(tmp_path, {"List": ACROSS})
    table = found.tables[0]
    assert told(table) == [
        (2, "Hall", "Hikvision", "DS-1", "S1000"),
        (3, "Hall", "Dahua", "PTZ1", "S2000"),
        (4, "Inn", "Axis", "P3245", None),
    ]
    assert [table.cell_of(row, "model") for row in table.rows()] == ["B5", "C5", "D5"]
    assert {codes.LIST_UPRIGHT, codes.CREDENTIALS_DROPPED} <= {issue.code for issue in found.issues}


def test_blocks_of_labels_and_values(tmp_path: Path) -> None:
    table = understood(tmp_path, {"List": BLOCKS}).tables[0]
    assert told(table) == [
        (4, "Hall", "Hikvision", "DS-1", "S1"),
        (10, "Hall", "Dahua", "PTZ1", None),
        (13, "Inn", "Axis", "P3245", None),
    ]
    assert [table.cell_of(row, "site_name") for row in table.rows()] == ["A1", "A1", "B13"]
    assert {row.number for row in table.skipped()} == {3, 9}


@pytest.mark.parametrize("rows", [ACROSS, BLOCKS])
def test_no_credential_of_an_upright_list_is_read(tmp_path: Path, rows: list[list[Any]]) -> None:
    with read_workbook(xlsx(tmp_path / "list.xlsx", {"List": rows})) as workbook:
        assert workbook.had_credentials
        assert not any(
            "secret" in str(cell) or cell == "bob" for _, cells in workbook.sheets[0].rows() for cell in cells
        )


def test_lines_of_text(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("Make: Axis\nModel: P1, dome\nDoor code: 1234\nSerial: S1\n\nMake: Dahua\nModel: D1\nSerial: S2\n")
    with read_workbook(path) as workbook:
        table = find_tables(workbook, ASSET_FIELDS).tables[0]
        assert told(table) == [(1, None, "Axis", "P1 dome", "S1"), (6, None, "Dahua", "D1", "S2")]
        assert not any("1234" in str(cells) for _, cells in workbook.sheets[0].rows())


def test_a_form_for_each_site(tmp_path: Path) -> None:
    form: list[list[Any]] = [
        ["Asset form"],
        ["Make", "Axis", None, "Model:", "P1"],
        ["Serial number:", "S1", None, "Location:", "Door"],
    ]
    tables = understood(tmp_path, {"Town Hall": form, "Library": form}).tables
    assert [told(table) for table in tables] == [[(2, site, "Axis", "P1", "S1")] for site in ("Town Hall", "Library")]


def test_a_table_of_two_columns_does_not_stand_upright(tmp_path: Path) -> None:
    table = understood(tmp_path, {"List": [["Site", "Make"], ["Hall", "Axis"], ["Inn", "Bosch"]]}).tables[0]
    assert (table.header_rows, len(list(table.rows()))) == ((1,), 2)
