"""Files for tests, each written by a real library or by hand where no library writes such a file."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Rows = Iterable[Sequence[Any]]

LIST = [
    ["Asset tag", "Make", "Model", "Serial number", "Site name", "Installed"],
    ["T-001", "Hikvision", "DS-2CD2143G0-I", "00123456", "Town Hall", date(2019, 3, 14)],
    ["T-002", "Axis", "P3245-LVE", "ACCC8E000001", "Library", date(2021, 7, 1)],
]


def xlsx(
    path: Path, sheets: dict[str, Rows], hidden: Sequence[str] = (), merged: Sequence[tuple[str, str]] = ()
) -> Path:
    """An Excel workbook; a text that begins with `=` is a formula whose result is `#N/A`."""
    book = xlsxwriter.Workbook(path)
    dates = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, datetime | date):
                    sheet.write_datetime(r, c, value, dates)
                elif isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(r, c, value, None, "#N/A")
                elif isinstance(value, str):
                    sheet.write_string(r, c, value)
                elif value is not None:
                    sheet.write(r, c, value)
        if name in hidden:
            sheet.hide()
        for where, area in merged:
            if where == name:
                first = area.split(":")[0]
                sheet.merge_range(area, "")
                cell = openpyxl.utils.cell.coordinate_from_string(first)
                column = openpyxl.utils.column_index_from_string(cell[0]) - 1
                sheet.write(cell[1] - 1, column, list(rows)[cell[1] - 1][column])
    book.close()
    return path


def openpyxl_book(path: Path, rows: Rows) -> Path:
    """A workbook by openpyxl, which saves formulas without results."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def ods(path: Path, rows: Rows, name: str = "Cameras") -> Path:
    """An OpenDocument spreadsheet."""
    document = OpenDocumentSpreadsheet()
    table = Table(name=name)
    document.spreadsheet.addElement(table)
    for row in rows:
        line = TableRow()
        table.addElement(line)
        for value in row:
            if isinstance(value, date):
                cell = TableCell(valuetype="date", datevalue=value.isoformat())
            elif isinstance(value, int | float):
                cell = TableCell(valuetype="float", value=value)
            else:
                cell = TableCell(valuetype="string")
                cell.addElement(P(text="" if value is None else str(value)))
            line.addElement(cell)
    document.save(str(path))
    return path


def rewritten(source: Path, target: Path, replace: dict[str, tuple[bytes, bytes]]) -> Path:
    """A copy of a zipped workbook in which one text of each named part (or of every part, `*`) is replaced."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            for wanted, (before, after) in replace.items():
                if wanted in (name, "*"):
                    data = data.replace(before, after)
            new.writestr(name, data)
    return target


def strict(source: Path, target: Path) -> Path:
    """The workbook in Strict Open XML, as Excel saves it on request."""
    transitional = rewritten(
        source,
        target.with_suffix(".half.xlsx"),
        {
            "*": (
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
        },
    )
    relationships = (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    return rewritten(transitional, target, {"*": relationships})


def ole(path: Path, *stream_names: str) -> Path:
    """The beginning of a compound file with its streams: what a locked workbook or a Word document looks like."""
    data = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    for name in stream_names:
        entry = name.encode("utf-16-le")
        data += entry + bytes(64 - len(entry)) + bytes(64)
    path.write_bytes(bytes(data))
    return path


def _record(kind: int, payload: bytes) -> bytes:
    def variable(number: int) -> bytes:
        out = b""
        while True:
            low, number = number & 0x7F, number >> 7
            out += bytes([low | (0x80 if number else 0)])
            if not number:
                return out

    head = bytes([kind]) if kind < 128 else bytes([(kind & 0x7F) | 0x80, kind >> 7])
    return head + variable(len(payload)) + payload


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path, rows: Sequence[Sequence[str | float]], name: str = "Cameras") -> Path:
    """A binary workbook of one sheet with texts and numbers. Source: [MS-XLSB] BrtRowHdr, BrtCellSt, BrtCellReal."""
    book = _record(131, b"") + _record(143, b"")
    book += _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(name)) + _record(144, b"") + _record(132, b"")
    width = max(map(len, rows))
    sheet = _record(129, b"") + _record(148, struct.pack("<4I", 0, len(rows) - 1, 0, width - 1)) + _record(145, b"")
    for r, row in enumerate(rows):
        sheet += _record(0, struct.pack("<IIHBBBI", r, 0, 300, 0, 0, 0, 1) + struct.pack("<II", 0, width - 1))
        for c, value in enumerate(row):
            head = struct.pack("<II", c, 0)
            sheet += (
                _record(6, head + _wide(value))
                if isinstance(value, str)
                else _record(5, head + struct.pack("<d", value))
            )
    sheet += _record(146, b"") + _record(130, b"")
    kinds = "http://schemas.openxmlformats.org/package/2006/"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = (
        '<?xml version="1.0"?><Relationships xmlns="%srelationships">'
        '<Relationship Id="rId1" Type="%s" Target="%s"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<?xml version="1.0"?><Types xmlns="{kinds}content-types"><Default Extension="bin" '
            'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        )
        archive.writestr("_rels/.rels", relation % (kinds, f"{office}/officeDocument", "xl/workbook.bin"))
        archive.writestr(
            "xl/_rels/workbook.bin.rels", relation % (kinds, f"{office}/worksheet", "worksheets/sheet1.bin")
        )
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path
