"""Rows that name several devices: each group of columns is a list of its own, and no device of it is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from riskreg.tables import ASSET_FIELDS, TableFound, codes, find_tables, read_workbook
from tests.tables.builders import xlsx

READS_HERE = True
HIK, DOME, AXIS = "Hikvision", "DS-2CD2143G0-I", "P3245"


def devices(table: TableFound) -> list[tuple[object, ...]]:
    wanted = ("site_name", "make", "serial_number", "quantity", "kind")
    return [tuple(table.value(row, field) for field in wanted) for row in table.rows()]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [
                ["Site", "Make", "Model", "Serial", None, "Site", "Make", "Model", "Serial"],
                ["Town Hall", "Axis", AXIS, "A1", None, "Library", HIK, DOME, "H1"],
                [None, None, None, None, None, "Depot", HIK, DOME, "H2"],
            ],
            [
                [("Town Hall", "Axis", "A1", None, None)],
                [("Library", HIK, "H1", None, None), ("Depot", HIK, "H2", None, None)],
            ],
            id="side by side",
        ),
        pytest.param(
            [
                ["Town Hall", None, None, None, "New Library"],
                ["Make", "Model", "Serial", None, "Make", "Model", "Serial"],
                ["Axis", AXIS, "A1", None, HIK, DOME, "H1"],
            ],
            [[("Town Hall", "Axis", "A1", None, None)], [("New Library", HIK, "H1", None, None)]],
            id="side by side under the names of sites",
        ),
        pytest.param(
            [
                ["Site", "Camera 1 Make", "Camera 1 Model", "Qty1", "Camera 2 Make", "Camera 2 Model", "Qty2"],
                ["Town Hall", "Axis", AXIS, 2, HIK, DOME, 3],
                ["Library", HIK, DOME, 1, "n/a", "-", None],
            ],
            [
                [("Town Hall", "Axis", None, 2, None), ("Library", HIK, None, 1, None)],
                [("Town Hall", HIK, None, 3, None)],
            ],
            id="numbered",
        ),
        pytest.param(
            [
                ["Site", "Location", "Make", "Model", "NVR make", "NVR model", "NVR channel"],
                ["Town Hall", "Door", "Axis", AXIS, HIK, "DS-7716NI", 1],
                ["Town Hall", "Roof", "Axis", AXIS, HIK, "DS-7716NI", 2],
            ],
            [[("Town Hall", "Axis", None, None, None)] * 2, [("Town Hall", HIK, None, None, "recorder")]],
            id="a recorder beside each of its cameras, once",
        ),
        pytest.param(
            [
                ["Site", "Camera", None, None, "NVR"],
                [None, "Make", "Model", "Qty", "Make", "Model", "Serial"],
                ["Town Hall", "Axis", AXIS, 8, HIK, "DS-7716NI", "H1"],
            ],
            [[("Town Hall", "Axis", None, 8, None)], [("Town Hall", HIK, "H1", None, "recorder")]],
            id="groups under names",
        ),
    ],
)
def test_no_device_of_a_row_is_lost(
    tmp_path: Path, rows: list[list[Any]], expected: list[list[tuple[object, ...]]]
) -> None:
    found = find_tables(read_workbook(xlsx(tmp_path / "list.xlsx", {"List": rows})), ASSET_FIELDS)
    assert [devices(table) for table in found.tables] == expected
    assert codes.SEVERAL_IN_ROW in {issue.code for issue in found.issues}


@pytest.mark.parametrize(
    "headers",
    [
        ["Site", "Make", "Model", "Model name", "Serial"],
        ["Site", "Manufacturer", "Brand", "Model", "Recorder", "Server name"],
        ["Site", "Make", "Model", "MAC 1", "MAC 2"],
        ["Site", "Make", "Model", "Proposed make", "Proposed model"],
    ],
)
def test_columns_of_one_device_stay_together(tmp_path: Path, headers: list[str]) -> None:
    rows = [headers, ["Town Hall", *["x1"] * (len(headers) - 1)]]
    assert len(find_tables(read_workbook(xlsx(tmp_path / "list.xlsx", {"List": rows})), ASSET_FIELDS).tables) == 1
