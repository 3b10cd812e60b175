"""COBie workbooks: a device stands on three sheets, which are joined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from riskreg.intake.lines import LineReader
from riskreg.tables import ASSET_FIELDS, codes, find_tables, read_workbook
from tests.tables import builders

BOOK: dict[str, list[list[Any]]] = {
    "Contact": [
        ["Email", "CreatedBy", "Category", "Company"],
        ["info@axis.example", "x", "Maker", "Axis Communications"],
    ],
    "Facility": [["Name", "CreatedBy", "ProjectName", "SiteName"], ["Town Hall", "x", "Refit", "Centre"]],
    "Type": [
        ["Name", "Category", "Description", "AssetType", "Manufacturer", "ModelNumber", "WarrantyGuarantorParts"],
        ["Dome A", "x", "dome", "Fixed", "info@axis.example", "P3245-V", "n/a"],
        ["Bullet B", "x", "bullet", "Fixed", "Hikvision", "DS-2CD2T47", "n/a"],
        ["Mystery", "x", "box", "Fixed", "nobody@gone.example", "n/a", "n/a"],
    ],
    "Component": [
        ["Name", "CreatedBy", "TypeName", "Space", "Description", "SerialNumber", "InstallationDate", "TagNumber"],
        ["CAM-1", "x", "Dome A", "Lobby", "dome", "S1", "2020-01-02", "T1"],
        ["CAM-2", "x", "bullet b", "Yard", "bullet", "S2", "2020-01-02", "T2"],
        ["CAM-3", "x", "Mystery", "Yard", "box", "S3", "2020-01-02", "T3"],
        ["CAM-4", "x", "No such type", "Yard", "box", "S4", "2020-01-02", "T4"],
    ],
}


def test_make_model_and_site_come_from_their_sheets(tmp_path: Path) -> None:
    with read_workbook(builders.xlsx(tmp_path / "a.xlsx", BOOK)) as workbook:
        found = find_tables(workbook, ASSET_FIELDS)
        (table,) = found.tables
        reader = LineReader(table)
        rows = list(table.rows())
        lines = [reader.read_again(row) for row in rows]
        assert [(line.make, line.model, line.serial_number) for line in lines] == [
            ("Axis Communications", "P3245-V", "S1"), ("Hikvision", "DS-2CD2T47", "S2"), (None, None, "S3"),
            (None, None, "S4"),
        ]  # fmt: skip
        assert table.value(rows[0], "site_name") == "Town Hall"
        assert table.cell_of(rows[0], "make") == "Contact!D2"
        assert {"make", "model"} <= reader.present
        (said,) = (issue for issue in found.issues if issue.code == codes.SHEETS_JOINED)
        assert "2 types" in said.message


def test_components_alone_are_read_as_they_are(tmp_path: Path) -> None:
    with read_workbook(builders.xlsx(tmp_path / "a.xlsx", {"Component": BOOK["Component"]})) as workbook:
        found = find_tables(workbook, ASSET_FIELDS)
        assert [table.brought for table in found.tables] == [()]
        assert codes.SHEETS_JOINED not in {issue.code for issue in found.issues}
