"""Web pages, MHTML and XML that are called workbooks are read as Excel shows them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from riskreg.errors import FileRejected
from riskreg.tables import ASSET_FIELDS, CellError, Limits, codes, find_tables, read_workbook

READS_HERE = True
PAGE = b"""<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset=windows-1252><title>Export</title>
<style>td {mso-number-format: "@"}</style><!--[if gte mso 9]><xml><x:Name>List</x:Name></xml><![endif]--></head><body>
<h1>CCTV at 3 May 2026</h1><p>Site: <b>Town Hall</b></p><table><tr><td>Menu<td>
<table border=1><tr><th colspan=2>Equipment<th rowspan=2>Serial<th rowspan=2>Password<tr><th>Make<th>Model
<tr><td>Hikvision<td>DS-2CD2143<td x:num="123456789012">1.23E+11<td>secret
<tr><td rowspan=2>Dahua<td>caf\xe9&nbsp;&amp; <i>bar</i><td>D2<td>secret
<tr><td><input value="PTZ"><td>D3<td>secret</table>
<script>document.write("<td>no</td>")</script></table></body></html>"""
PART = """MIME-Version: 1.0
Content-Type: multipart/related; boundary="----=_B"

------=_B
Content-Location: file:///C:/x/list.htm
Content-Transfer-Encoding: quoted-printable
Content-Type: text/html; charset="us-ascii"

<html><!--[if gte mso 9]><xml><x:ExcelWorksheet><x:Name>Cameras</x:Name>
<x:WorksheetSource HRef=3D"list_files/sheet001.htm"/></x:ExcelWorksheet></xml><![endif]--><frameset></frameset></html>
------=_B
Content-Location: file:///C:/x/list_files/sheet001.htm
Content-Transfer-Encoding: quoted-printable
Content-Type: text/html; charset="utf-8"

<table><tr><td>Make<td>Model<td>Serial<tr><td>Hikvi=
sion<td>DS=C3=A9<td>S1</table>
------=_B--
"""
BOOK = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="Cover"><Table/></Worksheet><Worksheet ss:Name="List"><Table><Row ss:Index="3">
<Cell><Data ss:Type="String">Site</Data></Cell><Cell><Data ss:Type="String">Make</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="String">Serial</Data></Cell><Cell><Data ss:Type="String">Installed</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">Hall</Data></Cell>
<Cell><Data ss:Type="String">Hikvision</Data><Comment><ss:Data>note</ss:Data></Comment></Cell>
<Cell ss:Index="4"><Data ss:Type="Number">123</Data></Cell>
<Cell><Data ss:Type="DateTime">2019-03-14T00:00:00.000</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">Dahua</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="Error">#N/A</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="Old"><Table><Row><Cell><Data ss:Type="String">Make</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>
</Worksheet></Workbook>"""


def test_a_web_page_called_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes(PAGE)
    with read_workbook(path) as workbook:
        found = find_tables(workbook, ASSET_FIELDS)
        assert workbook.format == "html"
        assert [row.cells for row in found.tables[0].rows()] == [
            ("Hikvision", "DS-2CD2143", "123456789012", None),
            ("Dahua", "café & bar", "D2", None),
            ("Dahua", "PTZ", "D3", None),
        ]
        assert found.tables[0].site["site_name"] == ("Town Hall", "A2")
        assert {codes.WEB_PAGE_READ, codes.CREDENTIALS_DROPPED} <= {issue.code for issue in found.issues}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_table_alone_in_any_character_set(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes("<table><tr><td>Make<td>Größe<tr><td>Axis<td>Москва</table>".encode(encoding))
    with read_workbook(path) as workbook:
        assert [row for _, row in workbook.sheets[0].rows()] == [("Make", "Größe"), ("Axis", "Москва")]


def test_a_page_saved_as_one_file(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    path.write_text(PART, encoding="ascii")
    with read_workbook(path) as workbook:
        assert [(sheet.name, [row for _, row in sheet.rows(2)]) for sheet in workbook.sheets] == [
            ("Cameras", [("Hikvision", "DSé", "S1")])
        ]


def test_a_workbook_of_one_xml_file(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    path.write_text(BOOK, encoding="utf-8")
    with read_workbook(path) as workbook:
        assert [(sheet.name, sheet.is_hidden) for sheet in workbook.sheets] == [("List", False), ("Old", True)]
        assert dict(workbook.sheets[0].rows(4)) == {
            4: ("Hall", "Hikvision", None, 123.0, date(2019, 3, 14)),
            5: (None, "Dahua", None, CellError("#N/A"), None),
        }
        assert workbook.sheets[0].merged == ((4, 0, 5, 0),)
        assert (codes.CELL_ERROR, "D5") in {(issue.code, issue.cell) for issue in workbook.sheets[0].issues}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<table>" + "<tr><td>x" * 12, codes.TOO_MANY_ROWS),
        ("<table><tr>" + "<td>x" * 12, codes.TOO_MANY_COLUMNS),
        ("<table><tr><td colspan=9>x<td colspan=9>x", codes.TOO_MANY_COLUMNS),
        (BOOK.replace('"3"', '"900000"'), codes.TOO_MANY_ROWS),
        (BOOK.replace('ss:Index="4"', 'ss:Index="900000"'), codes.TOO_MANY_COLUMNS),
        (BOOK[:900], codes.DAMAGED),
    ],
)
def test_limits_hold_for_them_too(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "list.xls"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRejected) as caught:
        read_workbook(path, Limits(rows=10, columns=10))
    assert caught.value.code == code


def test_a_cell_that_is_merged_downwards_speaks_for_each_of_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    rows = "<tr><td rowspan=2>Axis<td rowspan=2>P1<td>S1<td rowspan=2>2<tr><td>S2<tr><td><td>P2<td>S3<td>1"
    path.write_text(f"<table><tr><td>Make<td>Model<td>Serial<td>Qty{rows}</table>", encoding="utf-8")
    table = find_tables(read_workbook(path), ASSET_FIELDS).tables[0]
    assert [row.cells for row in table.rows()] == [
        ("Axis", "P1", "S1", "2"),
        ("Axis", "P1", "S2", None),
        (None, "P2", "S3", "1"),
    ]
