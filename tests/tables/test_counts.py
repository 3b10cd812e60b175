"""Counts in columns: every count is a line, its row says one half of it and the header of its column the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from riskreg.errors import FileRejected
from riskreg.tables import ASSET_FIELDS, Understanding, codes, find_tables, read_workbook
from tests.tables.builders import xlsx

READS_HERE = True
TOLD = ("make_and_model", "description", "site_name", "site_code", "make", "model")


def understood(path: Path, rows: list[list[Any]], **means: str) -> Understanding:
    return find_tables(read_workbook(xlsx(path / "list.xlsx", {"List": rows})), ASSET_FIELDS, means)


def lines(found: Understanding) -> list[tuple[Any, ...]]:
    """Row, what is counted and where, how many, and the cell of the header."""
    told: list[tuple[Any, ...]] = []
    for table in found.tables:
        for row in table.rows():
            count = next(row.cells[c.index] for c in table.columns if c.field == "quantity" and row.cells[c.index])
            words = " ".join(str(table.value(row, field)) for field in TOLD if table.value(row, field))
            brought = next(filled.cell for name, filled in row.filled.items() if name in table.brought)
            told.append((row.number, words, count, brought))
    return sorted(told, key=lambda line: (line[0], line[3]))


TYPES: list[list[Any]] = [
    ["CCTV 2026"],
    [],
    ["Site", "Hikvision DS-2CD2143 (no.)", "Dahua PTZ", "Other", "Total"],
    ["Hall", 4, 2, None, 6],
    ["Inn", 0, "-", 1, 2],
    ["Quay", None, None, None, 0],
    ["Baths", "tbc", 3, None, 3],
    ["Total", 4, 5, 1, 11],
]
SITES: list[list[Any]] = [
    ["Make", "Model", "Hall", "Inn", "Quay", "Total"],
    ["Hikvision", "DS-2CD2143", 4, 2, None, 6],
    ["Dahua", "PTZ", 0, 1, 1, 2],
    ["Total", None, 4, 3, 1, 8],
]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            TYPES,
            [
                (4, "Hikvision DS-2CD2143 Hall", 4, "B3"),
                (4, "Dahua PTZ Hall", 2, "C3"),
                (5, "Other Inn", 1, "D3"),
                (7, "Dahua PTZ Baths", 3, "C3"),
            ],
            id="types",
        ),
        pytest.param(
            [["Site", "Hikvision", None, "NVRs"], [None, "DS-2CD2143", "NVR", "Axis"], ["Hall", 4, 1, 2]],
            [
                (3, "Hikvision DS-2CD2143 Hall", 4, "B2"),
                (3, "Hikvision NVR Hall", 1, "C2"),
                (3, "NVRs Axis Hall", 2, "D2"),
            ],
            id="makes above models",
        ),
        pytest.param(
            [["Site", "Make", "Fixed", "PTZ", "Staff"], ["Hall", "Axis", 4, None, 70], ["Inn", "Bosch", None, 1, 9]],
            [(2, "Fixed Hall Axis", 4, "C1"), (3, "PTZ Inn Bosch", 1, "D1")],
            id="kinds beside makes",
        ),
        pytest.param(
            [["Site", "Hikvision DS-1", "Dahua PTZ"], ["Hall", "3 no.", "2 no."], ["Inn", "approx 4", "-"]],
            [
                (2, "Hikvision DS-1 Hall", "3 no.", "B1"),
                (2, "Dahua PTZ Hall", "2 no.", "C1"),
                (3, "Hikvision DS-1 Inn", "approx 4", "B1"),
            ],
            id="words among the counts of a maker, which are refused at their cell",
        ),
        pytest.param(
            SITES,
            [
                (2, "Hall Hikvision DS-2CD2143", 4, "C1"),
                (2, "Inn Hikvision DS-2CD2143", 2, "D1"),
                (3, "Inn Dahua PTZ", 1, "D1"),
                (3, "Quay Dahua PTZ", 1, "E1"),
            ],
            id="sites",
        ),
        pytest.param(
            [["Device", "Sites"], [None, "TH01", "LB02", "DP03"], ["Dahua PTZ", None, 3, 1], ["Axis P1", 2]],
            [(3, "Dahua PTZ LB02", 3, "C2"), (3, "Dahua PTZ DP03", 1, "D2"), (4, "Axis P1 TH01", 2, "B2")],
            id="codes of sites under a group",
        ),
    ],
)
def test_each_count_is_a_line(tmp_path: Path, rows: list[list[Any]], expected: list[tuple[Any, ...]]) -> None:
    found = understood(tmp_path, rows)
    assert lines(found) == sorted(expected, key=lambda line: (line[0], line[3]))
    assert codes.COUNTS_IN_COLUMNS in {issue.code for issue in found.issues}


def test_what_is_no_count_is_said(tmp_path: Path) -> None:
    found = understood(tmp_path, TYPES)
    assert {(row.number, row.code) for row in found.tables[0].skipped()} == {
        (6, codes.ROW_NOTE), (7, codes.COUNT_NOT_KNOWN), (8, codes.ROW_TOTAL),
    }  # fmt: skip
    said = {(issue.code, issue.cell) for issue in found.issues}
    assert {(codes.COUNT_NOT_KNOWN, "B7"), (codes.TOTAL_COLUMN, "E3"), (codes.TOTAL_DIFFERS, "E3")} <= said


@pytest.mark.parametrize(
    "rows",
    [
        [["Site", "Staff", "Rooms"], ["Hall", 4, 1], ["Inn", 5, 2]],
        [["Site", "2024", "2025"], ["Hall", 4, 1], ["Inn", 5, 2]],
    ],
)
def test_numbers_that_count_no_devices_are_not_taken_for_them(tmp_path: Path, rows: list[list[Any]]) -> None:
    with pytest.raises(FileRejected, match="no row of headers"):
        understood(tmp_path, rows)


def test_a_person_says_what_is_counted(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Site", "Type A", "Type B"], ["Hall", 4, None], ["Inn", None, 2]]
    found = understood(tmp_path, rows, **{"Type A": "counted", "Type B": "counted"})
    assert [line[1:3] for line in lines(found)] == [("Type A Hall", 4), ("Type B Inn", 2)]


def test_numbers_of_a_plain_list_stay_what_they_are(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Make", "Model", "Watts", "Height m", "Bays"],
        ["Axis", "P1", 4, 3, 2],
        ["Dahua", "D1", 9, 4, None],
    ]
    assert not understood(tmp_path, rows).tables[0].brought
