"""What cannot be taken is refused with one plain message, a cure and a code that stays."""

from __future__ import annotations

import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from riskreg.errors import FileRejected
from riskreg.tables import Limits, codes, read_workbook, reading
from tests.tables import builders


def refused(path: Path, limits: Limits | None = None) -> FileRejected:
    with pytest.raises(FileRejected) as caught:
        read_workbook(path, limits or Limits())
    assert caught.value.message
    assert caught.value.cure
    assert caught.value.code in codes.CODES
    return caught.value


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return builders.xlsx(tmp_path / "good.xlsx", {"Cameras": builders.LIST})


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.xlsx").code == codes.FILE_NOT_FOUND
    assert refused(tmp_path).code == codes.NOT_A_FILE


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", codes.FILE_EMPTY),
        (b"%PDF-1.7 the list", codes.NOT_A_SPREADSHEET),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), codes.NOT_A_SPREADSHEET),
        (bytes(range(256)) * 20, codes.NOT_A_SPREADSHEET),
        (b"<html><body><form>Sign in</form></body></html>", codes.WEB_PAGE),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', codes.WEB_PAGE),
        (
            b'<!DOCTYPE x [<!ENTITY a "b">]><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            codes.XML_ENTITIES,
        ),
        (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', codes.NO_SHEETS),
        (b"PK\x03\x04" + b"x" * 300, codes.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), codes.NOT_A_SPREADSHEET),
    ],
)
def test_other_content_under_a_spreadsheets_name(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(data)
    assert refused(path).code == code


@pytest.mark.parametrize("end", ["\n", "\nHall,Bosch,Q,2\n", ""])
def test_a_text_whose_last_rows_would_become_one_cell(tmp_path: Path, end: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f'Site,Make,Model,Serial\nHall,Axis,P,"0"\nHall,"Axis,P,1{end}', encoding="utf-8")
    error = refused(path)
    assert error.code == codes.DAMAGED
    assert "row 3" in error.message


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(path).code == codes.NOT_A_SPREADSHEET


def test_a_workbook_cut_short(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "cut.xlsx"
    path.write_bytes(good.read_bytes()[:-300])
    assert refused(path).code == codes.DAMAGED


def test_damage_inside_a_part(tmp_path: Path, good: Path) -> None:
    data = bytearray(good.read_bytes())
    start = data.index(b"xl/worksheets/sheet1.xml") + 40
    data[start : start + 60] = bytes(60)
    path = tmp_path / "bent.xlsx"
    path.write_bytes(bytes(data))
    assert refused(path).code == codes.DAMAGED


def test_locked_workbooks(tmp_path: Path) -> None:
    path = builders.ole(tmp_path / "locked.xlsx", "EncryptionInfo", "EncryptedPackage")
    assert refused(path).code == codes.PASSWORD_PROTECTED
    ods = builders.ods(tmp_path / "plain.ods", builders.LIST)
    mark = (b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>")
    locked = builders.rewritten(ods, tmp_path / "locked.ods", {"META-INF/manifest.xml": mark})
    assert refused(locked).code == codes.PASSWORD_PROTECTED


def test_xml_entities(tmp_path: Path, good: Path) -> None:
    entities = (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    path = builders.rewritten(good, tmp_path / "entities.xlsx", {"xl/worksheets/sheet1.xml": entities})
    assert refused(path).code == codes.XML_ENTITIES


def test_400_megabytes_in_a_small_zip(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(100):
                part.write(b" " * 4_000_000)
    assert path.stat().st_size < 1_000_000
    assert refused(path).code == codes.EXPANDS_TOO_FAR


def test_a_zip_whose_directory_lies_about_sizes(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        with zipfile.ZipFile(good) as old:
            for name in old.namelist():
                if name != "xl/worksheets/sheet1.xml":
                    new.writestr(name, old.read(name))
        new.writestr("xl/worksheets/sheet1.xml", b" " * 90_000_000)
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    data[entry + 24 : entry + 28] = struct.pack("<L", 500)
    path.write_bytes(bytes(data))
    assert refused(path).code == codes.EXPANDS_TOO_FAR


def test_no_sheet_with_cells(tmp_path: Path) -> None:
    assert refused(builders.xlsx(tmp_path / "a.xlsx", {"A": [], "B": []})).code == codes.NO_SHEETS


def test_a_workbook_that_only_reads_as_empty_is_not_believed(tmp_path: Path, good: Path) -> None:
    hidden = (b"<sheetData>", b"<otherData>")
    half = builders.rewritten(good, tmp_path / "half.xlsx", {"xl/worksheets/sheet1.xml": hidden})
    path = builders.rewritten(
        half, tmp_path / "odd.xlsx", {"xl/worksheets/sheet1.xml": (b"</sheetData>", b"</otherData>")}
    )
    assert refused(path).code == codes.READS_AS_EMPTY


def test_limits_of_rows_columns_size_and_time(tmp_path: Path, good: Path) -> None:
    text = tmp_path / "list.csv"
    text.write_text("Make,Model\n" * 50, encoding="utf-8")
    assert refused(text, Limits(rows=49)).code == codes.TOO_MANY_ROWS
    assert refused(good, Limits(rows=2)).code == codes.TOO_MANY_ROWS
    assert refused(good, Limits(columns=5)).code == codes.TOO_MANY_COLUMNS
    assert refused(good, Limits(file_bytes=100)).code == codes.FILE_TOO_LARGE
    assert refused(good, Limits(seconds=0.001)).code == codes.TOOK_TOO_LONG


def test_a_reader_that_waits_for_itself_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LOOK_SECONDS", 0.2)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        reading._wait(process, 50)
    assert process.returncode == -9


def test_a_reader_that_works_long_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LOOK_SECONDS", 0.02)
    busy = "import time; end = time.monotonic() + 1\nwhile time.monotonic() < end: pass"
    with subprocess.Popen([sys.executable, "-c", busy]) as process:
        reading._wait(process, 50)
    assert process.returncode == 0


def test_a_limit_of_memory_stops_the_reader_and_not_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_LOOK_SECONDS", 0.3)
    path = builders.xlsx(tmp_path / "a.xlsx", {"A": [[f"text {r} {c}" for c in range(20)] for r in range(5_000)]})
    assert refused(path, Limits(memory_bytes=46 * 1024**2)).code == codes.NEEDS_TOO_MUCH_MEMORY
