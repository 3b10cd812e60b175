"""Exports of known products are recognised and read without a question, in files of the same shape."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest

from riskreg.errors import FileRejected
from riskreg.tables import (
    ASSET_FIELDS,
    Limits,
    TableFound,
    Understanding,
    Workbook,
    as_text,
    codes,
    find_tables,
    read_workbook,
)
from riskreg.tables.child import read_into
from riskreg.tables.exports import LAYOUTS, recognise
from riskreg.tables.fields import SITE_FIELDS
from riskreg.tables.values import parse_date, parse_host, parse_kind, parse_mac, parse_status

READS_HERE = True

FILES = Path(__file__).parent / "files" / "exports"
SECRET = b"Tr0ub4dor"
_QUESTIONS = {
    codes.COLUMN_UNKNOWN, codes.COLUMN_DUPLICATE, codes.COLUMN_VALUES_DO_NOT_FIT, codes.COLUMN_WITHOUT_HEADER,
    codes.COLUMN_BY_VALUES,
}  # fmt: skip
HIK = {"make": "Hikvision", "model": "DS-2CD2143G0-I"}
ONVIF = {
    "name": "HIKVISION DS-2CD2143G0-I", "model": "DS-2CD2143G0-I", "location": "cardiff", "ip_address": "10.0.0.5",
    "mac_address": "44:19:b6:00:1f:2a", "hardware_id": "4d454930-0023-1100-8000-4419b6001f2a",
}  # fmt: skip
CASES = {
    "milestone_cameras.csv": ("Milestone XProtect, camera report", {**HIK, "recorder": "REC-01", "channel": "0"}),
    "milestone_hardware.csv": (
        "Milestone XProtect, hardware export", {"description": "Hikvision DS-2CD2143G0-I", "recorder": "REC-01"}
    ),
    "sdm2.csv": ("Siqura SDM2, device list", {"model": "HSD820H2-E", "serial_number": "00067300F", "status": "Online"}),
    "sdm2.xml": ("Siqura SDM2, device list", {"model": "HSD820H2-E", "serial_number": "00067300F", "status": "Online"}),
    "sadp.csv": ("Hikvision SADP, devices found", {"model": "DS-2CD2143G0-I", "kind": "", "status": ""}),
    "ivms4200.csv": ("Hikvision iVMS-4200, batch import", {"name": "Gate", "ip_address": "10.0.0.5", "port": "8000"}),
    "netbox_list.csv": ("NetBox, devices", {**HIK, "site_name": "Town Hall", "location": "Ground floor"}),
    "netbox_all.csv": ("NetBox, devices", {**HIK, "asset_tag": "A-100", "kind": "IP camera"}),
    "netbox_rest.json": ("NetBox, devices", {**HIK, "site_name": "Town Hall", "serial_number": "00000001"}),
    "genetec.csv": ("Genetec Security Center, hardware inventory", {**HIK, "mac_address": "44-19-B6-00-1F-2A"}),
    "maximo_interface.csv": ("IBM Maximo, assets", {"make": "Hikvision", "site_code": "TH01", "kind": ""}),
    "maximo.csv": ("IBM Maximo, assets", {"make": "Hikvision", "site_code": "TH01", "asset_tag": "100234"}),
    "cobie_component.csv": ("COBie, components", {"description": "Hikvision DS-2CD2143G0-I", "location": "Entrance"}),
    "nmap.xml": ("nmap, network scan", {"make": "", "mac_address": "44:19:B6:00:1F:2A", "last_seen_on": "2026-03-31"}),
    "onvif.xml": ("ONVIF discovery", ONVIF),
    "onvif.json": ("ONVIF discovery", ONVIF),
    "onvif.csv": ("ONVIF discovery", ONVIF),
}  # fmt: skip


def understood(path: Path) -> Understanding:
    return find_tables(read_workbook(path), ASSET_FIELDS)


@cache
def fixture_read(name: str) -> tuple[Workbook, Understanding]:
    workbook = read_workbook(FILES / name)
    return workbook, find_tables(workbook, ASSET_FIELDS)


def first(table: TableFound, field: str) -> str:
    return as_text(table.value(next(table.rows()), field))


@pytest.mark.parametrize("name", CASES)
def test_an_export_is_recognised_and_asks_nothing(name: str) -> None:
    title, values = CASES[name]
    found = fixture_read(name)[1]
    (table,) = found.tables
    assert table.export == title
    assert {field: first(table, field) for field in values} == values
    assert {issue.code for issue in found.issues} & _QUESTIONS == set()
    assert any(issue.code == codes.EXPORT_RECOGNISED and title in issue.message for issue in found.issues)


def test_every_fixture_is_tried_and_every_value_that_has_a_meaning_is_understood() -> None:
    assert {path.name for path in FILES.iterdir()} == set(CASES)
    parsers = {"mac_address": parse_mac, "ip_address": parse_host, "last_seen_on": parse_date,
               "installed_on": parse_date, "kind": parse_kind, "status": parse_status}  # fmt: skip
    for name in CASES:
        table = fixture_read(name)[1].tables[0]
        for row in table.rows():
            for field in parsers.keys() & table.fields.keys():
                assert parsers[field](table.value(row, field))[1] is None, (name, field)


@pytest.mark.parametrize("name", [path.name for path in FILES.iterdir() if SECRET in path.read_bytes()])
def test_no_password_of_an_export_reaches_the_rows(name: str) -> None:
    workbook, found = fixture_read(name)
    assert workbook.folder is not None
    assert all(SECRET not in path.read_bytes() for path in workbook.folder.iterdir())
    assert any(issue.code == codes.CREDENTIALS_DROPPED for issue in found.issues)


def test_columns_that_somebody_added_to_an_export_count_as_in_any_list(tmp_path: Path) -> None:
    lines = (FILES / "sadp.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "sadp.csv"
    path.write_text(f"{lines[0]},Building,Room\n{lines[1]},Town Hall,12\n", encoding="utf-8")
    table = understood(path).tables[0]
    assert (first(table, "site_name"), first(table, "location"), first(table, "model")) == (
        "Town Hall", "12", "DS-2CD2143G0-I",
    )  # fmt: skip
    assert SITE_FIELDS & set(table.fields)


def test_what_a_person_says_of_a_column_goes_before_the_export() -> None:
    found = find_tables(fixture_read("sadp.csv")[0], ASSET_FIELDS, {"Device Type": "kind"})
    assert {"kind"} <= set(found.tables[0].fields)


def test_hosts_that_did_not_answer_are_left_out_and_said() -> None:
    found = fixture_read("nmap.xml")[1]
    assert [issue.message[:1] for issue in found.issues if issue.code == codes.HOSTS_NOT_TAKEN] == ["1"]


def test_types_of_cobie_are_no_devices(tmp_path: Path) -> None:
    types = "Name,Category,AssetType,Manufacturer,ModelNumber,WarrantyGuarantorParts\nCam,x,Fixed,Axis,P1,n/a\n"
    (tmp_path / "types.csv").write_text(types, encoding="utf-8")
    with pytest.raises(FileRejected):
        understood(tmp_path / "types.csv")


def test_every_layout_cites_its_source_and_is_told_from_every_other() -> None:
    for layout in LAYOUTS:
        assert layout.source
        assert recognise(next(iter(group)) for group in layout.told_by) is layout
        assert {field for field in layout.fields.values() if field} <= set(ASSET_FIELDS.fields)


def test_usual_headers_are_no_export() -> None:
    assert recognise(["Asset tag", "Make", "Model", "Serial number", "Site", "Status", "Type"]) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY a "b">]><nmaprun><host/></nmaprun>', codes.XML_ENTITIES),
        ('<!DOCTYPE nmaprun [<!ENTITY a SYSTEM "file:///etc/passwd">]><nmaprun>&a;</nmaprun>', codes.XML_ENTITIES),
        ("<nmaprun><host><status state='up'/></host>", codes.DAMAGED),
        ("<nmaprun>" + "<a>" * 100 + "</a>" * 100 + "</nmaprun>", codes.DAMAGED),
        ('<?xml version="1.0"?><Workbook><Worksheet/></Workbook>', codes.WEB_PAGE),
        ('<?xml version="1.0"?><inventory><Device name="x"/></inventory>', codes.WEB_PAGE),
        ("<html><body><p>Make</p></body></html>", codes.WEB_PAGE),
        ('{"version": 1}', codes.NOT_A_SPREADSHEET),
    ],
)
def test_documents_that_are_no_export_are_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "scan.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileRejected) as caught:
        read_into(io.BytesIO(), path, Limits())
    assert caught.value.code == code


def test_json_nested_without_end_ends_as_text(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text("[" * 100_000, encoding="utf-8")
    assert read_into(io.BytesIO(), path, Limits())["format"] == "csv"


def test_an_external_definition_is_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "scan.xml"
    text = (FILES / "nmap.xml").read_text(encoding="utf-8")
    path.write_text(text.replace("nmaprun>", 'nmaprun SYSTEM "http://127.0.0.1:9/x.dtd">', 1), encoding="utf-8")
    assert first(understood(path).tables[0], "ip_address") == "10.0.0.5"


def test_more_devices_than_the_limit_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "scan.xml"
    host = '<host><status state="up"/><address addr="10.0.0.5" addrtype="ipv4"/></host>'
    path.write_text(f"<nmaprun>{host * 12}</nmaprun>", encoding="utf-8")
    with pytest.raises(FileRejected) as caught:
        read_into(io.BytesIO(), path, Limits(rows=10))
    assert caught.value.code == codes.TOO_MANY_ROWS


def test_a_scan_that_powershell_saved_in_utf16(tmp_path: Path) -> None:
    path = tmp_path / "scan.xml"
    text = (FILES / "nmap.xml").read_text(encoding="utf-8").replace('encoding="UTF-8"', 'encoding="UTF-16"')
    path.write_text(text, encoding="utf-16")
    assert first(understood(path).tables[0], "ip_address") == "10.0.0.5"
