"""Lists as an invented county keeps them: four shapes that nobody has tuned anything for."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Row = Sequence[Any]


def workbook(path: Path, **sheets: Sequence[Row]) -> Path:
    """A workbook with these sheets; texts stay texts, dates are dates."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell)
                elif cell is not None:
                    sheet.write(number, column, cell)
    book.close()
    return path


def delimited(path: Path, rows: Sequence[Row], delimiter: str = ";", encoding: str = "cp1252") -> Path:
    """A delimited text as an older program writes it."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return path


def opendocument(path: Path, name: str, rows: Sequence[Row]) -> Path:
    """An OpenDocument spreadsheet of one sheet."""
    document = OpenDocumentSpreadsheet()
    table = Table(name=name)
    document.spreadsheet.addElement(table)
    for row in rows:
        line = TableRow()
        table.addElement(line)
        for value in row:
            if isinstance(value, int):
                cell = TableCell(valuetype="float", value=value)
            else:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text="" if value is None else str(value)))
            line.addElement(cell)
    document.save(str(path))
    return path


COUNTY, FIRE = "Larkmoor County Council", "Larkmoor Fire and Rescue"


def estate(folder: Path) -> Path:
    """Two bodies, one below the other, and five sites: one sensitive, one assessed as not, three not assessed."""
    return workbook(
        folder / "property terrier.xlsx",
        Terrier=[
            ["Larkmoor property terrier", None, None],
            ["Kept by Estates; printed for the surveillance return"],
            [],
            ["Body", "Type of body", "Part of", "Property ref", "Property name", "Postcode", "Tenure", "Lease expiry",
             "Secret material", "DV officials", "Used by ministers", "SOCPA", "Assessed by", "Assessed on"],
            [COUNTY, "Council", None, "LM/001", "Shire Hall", "LK1 1AA", "Freehold", None,
             "No", "Yes", "No", "No", "P. Quill", date(2025, 2, 3)],
            [COUNTY, "Council", None, "LM/002", "Wold Library", "LK2 4BB", "Leasehold", date(2027, 3, 31),
             "No", "No", "No", "No", "P. Quill", date(2025, 2, 3)],
            [COUNTY, "Council", None, "LM/003", "Tanner's Yard car park", "LK1 7CD", "PFI", None],
            [FIRE, "Fire service", COUNTY, "LF/010", "Brack Street fire station", "LK3 9EE", "Freehold"],
            [FIRE, "Fire service", COUNTY, "LF/011", "Drill ground", "LK9 2EF", "Shared"],
        ],
    )  # fmt: skip


COUNTY_HEADERS = (
    "Cam ref", "Where", "Property ref", "What", "Manufacturer", "Model no.", "S/N", "MAC addr", "How many",
    "Put in", "State", "Admin password", "Contractor's remark",
)  # fmt: skip
COUNTY_ROWS: tuple[Row, ...] = (
    ("SH-01", "Main door", "LM/001", "Dome", "HIKVISION", "DS-2CD2143G0-I", "C11112221", "44:19:B6:0A:0B:0C", 1,
     date(2019, 5, 14), "Working", "hunter2", "lens dirty"),
    ("SH-02", "Car park", "LM/001", "PTZ", "Dahua Technology", "SD59230U-HNI", "4K0001AAZ", None, 1,
     date(2018, 1, 9), "Working", "hunter2", None),
    ("SH-03", "Lobby", "LM/001", "Dome", "Axis", "P3245-LVE", "ACCC8E112233", "AC:CC:8E:11:22:33", 1,
     date(2021, 7, 1), "Working", None, None),
    ("WL-01", "Reading room", "LM/002", "Bullet", None, "DS-2CD2T43G0-I5", "C33334441", None, 4,
     "summer 2017", "Working", None, "four on one bracket"),
    ("WL-02", "Stairs", "LM/002", "Dome", "ABC Security", "Dome-4", "X-77", None, 1, None, "Working", None, None),
    ("WL-03", "Loft", "LM/002", "NVR", "Hikvision", "DS-7616NI-K2", "C55556661", None, 1, date(2019, 5, 14),
     "Removed", "letmein", None),
    (None, "Barrier", "LM/003", "Camera", "Hikvison", None, None, None, 2, None, None, None, None),
    (None, "Roof", "LM/099", "Camera", "Bosch", "NBE-4502-AL", None, None, 1, None, "Working", None, None),
)  # fmt: skip


def county(folder: Path, rows: Sequence[Row] = COUNTY_ROWS, name: str = "cctv register v7 FINAL.xlsx") -> Path:
    """A title, a stray line, the table, a total below it; credentials in one column."""
    total = [None] * 8 + [sum(row[8] for row in rows)]
    return workbook(
        folder / name, Cameras=[["Surveillance camera register"], [], COUNTY_HEADERS, *rows, ["Total", *total[1:]]]
    )


FIRE_ROWS: tuple[Row, ...] = (
    ("LF/010", "Hikvision DS-2CD2043G2-I", "44-19-b6-77-88-99", "FS1"),
    ("LF/010", "Axis M3085-V", "AC-CC-8E-44-55-66", "FS2"),
    ("LF/011", "Hanwha XNV-6080", "", "DG1"),
)


def fire(folder: Path, rows: Sequence[Row] = FIRE_ROWS) -> Path:
    """A semicolon-delimited export in an old encoding, maker and model in one column."""
    return delimited(
        folder / "caméras fire.csv", [("Property ref", "Make & Model", "Ethernet address", "Asset label"), *rows]
    )


def plan(folder: Path) -> Path:
    """What replaces what."""
    return workbook(
        folder / "replacement plan.xlsx",
        Plan=[
            ["Property ref", "Replaces", "Asset tag", "Replacement product", "Quantity", "Target date", "Owner",
             "Low cost", "Likely cost", "High cost", "Funded", "Interoperability", "Outage minutes"],
            ["LM/001", "SH-01", "SH-01", "Axis P3265-LVE", 1, date(2026, 9, 30), "R. Vole", 400, 520.5, 700, "Yes",
             "Fits", 30],
            ["LM/002", "WL-01", "WL-01", "Hanwha QNO-8080R", 4, date(2026, 12, 31), "R. Vole", 1600, 2000, 2600, "No",
             "Adapts", None],
        ],
    )  # fmt: skip


QUOTATION: tuple[Row, ...] = (
    ("Item", "Brand", "Part", "Text", "Qty", "Unit price", "verdict", "Web login", "Password"),
    (1, "Hikvision", "DS-2CD2143G0-I", "4 MP dome", 10, 84.5, "ok", "admin", "s3cret!"),
    (2, "Axis", "P3245-LVE", "2 MP dome", 4, 402, "ok", None, None),
    (3, None, "HAC-HFW1200T", "=1+1 bullet", 6, 31, None, None, None),
    (4, "Fine Cameras Ltd", "FC-9", "@SUM dome", 2, 50, None, None, None),
    (5, "Axis", "T91B61", "wall bracket, suits Hikvision and Dahua domes", 2, 40, None, None, None),
)


def quotation(folder: Path) -> Path:
    """A supplier's quotation, with a column that is called as one of ours, and formulas typed as text."""
    return opendocument(folder / "quote 4711.ods", "Offer", [["Offer 4711 by Brightgable Ltd"], [], *QUOTATION])


COUNTY_LIST = (
    *("--organisation", COUNTY, "--map", "Cam ref=asset_tag", "--map", "Where=location", "--map", "What=kind"),
    *("--map", "Put in=installed_on"),
)
"""Whose the county's list is, and what four of its columns mean."""
