"""Several numbers in one cell: told by their shape, where the header names them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from riskreg.intake.lines import LineReader
from riskreg.tables import ASSET_FIELDS, find_tables, read_workbook
from riskreg.tables.combined import also_held, split_numbers
from tests.tables import builders


@pytest.mark.parametrize(
    ("header", "field", "taken", "also"),
    [
        ("Serial / MAC", "serial_number", (), ("mac_address",)),
        ("Serial No & MAC address", "serial_number", ("mac_address",), ()),
        ("IP / MAC", "ip_address", (), ("mac_address",)),
        ("MAC + serial number", "mac_address", (), ("serial_number",)),
        ("Serial number", "serial_number", (), ()),
        ("Asset tag / serial", "asset_tag", (), ()),
        ("Make / serial", "make", (), ()),
    ],
)
def test_which_headers_name_several(header: str, field: str, taken: tuple[str, ...], also: tuple[str, ...]) -> None:
    assert also_held(header, field, taken) == also


@pytest.mark.parametrize(
    ("cell", "serial", "mac"),
    [
        ("K0123 / 44:19:B6:00:00:01", "K0123", "44:19:B6:00:00:01"),
        ("S/N: K0123, MAC: 4419.b600.0001", "K0123", "4419.b600.0001"),
        ("44-19-B6-00-00-01", None, "44-19-B6-00-00-01"),
        ("ACCC8E000001 ACCC8E000002", "ACCC8E000001", "ACCC8E000002"),
        ("ACCC8E000001", "ACCC8E000001", None),
        ("00123", "00123", None),
        ("", None, None),
    ],
)
def test_cells_are_split_by_shape(cell: str, serial: str | None, mac: str | None) -> None:
    found = split_numbers(cell, "serial_number", ("mac_address",))
    assert (found.get("serial_number"), found.get("mac_address")) == (serial, mac)


def test_a_list_with_such_columns(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Site", "Make", "Serial / MAC", "IP address"],
        ["Hall", "Axis", "K1 / 44:19:b6:00:00:01", "10.0.0.1"],
        ["Hall", "Axis", "K2", "10.0.0.2"],
        ["Hall", "Axis", None, None],
    ]
    with read_workbook(builders.xlsx(tmp_path / "a.xlsx", {"A": rows})) as workbook:
        (table,) = find_tables(workbook, ASSET_FIELDS).tables
        reader = LineReader(table)
        lines = [line for row in table.rows() if (line := reader.read(row)) is not None]
        assert [(line.serial_number, line.mac_address) for line in lines] == [
            ("K1", "44:19:B6:00:00:01"), ("K2", None), (None, None),
        ]  # fmt: skip
        assert "mac_address" in reader.present
        assert "mac address" in next(c.why for c in table.columns if c.also)
