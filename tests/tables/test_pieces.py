"""A large sheet read in pieces comes out as the library gives it whole; what is not plain is left to the library."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.tables import guard, pieces, spreadsheets
from riskreg.tables.child import write_down
from riskreg.tables.limits import Limits
from riskreg.tables.reading import sheets_in
from tests.tables.builders import rewritten, strict

CELLS = st.sampled_from(
    (
        *("Make", "Hikvision", "  Dahua ", "", "\ue0007", 'a <b> & \' t="s"><v>3', "рядок", "two\nlines", "_x0041_"),
        *(1, -2.5, 10**20, True, date(2020, 2, 29), datetime(2020, 2, 29, 12), time(3, 4)),  # noqa: DTZ001
        *(None, None, None, "=1/0", "=A1"),
    )
)
ROWS = st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=40)


def book(path: Path, rows: list[list[Any]], **how: Any) -> Path:
    """A workbook of two sheets, with merged cells, hidden rows and columns; the first row may lie far below."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", **how.get("options", {})}) as made:
        for name in ("Cameras", "Recorders"):
            sheet = made.add_worksheet(name)
            sheet.merge_range(0, 0, 0, 3, "Merged title")
            for n, row in enumerate(rows, how.get("first", 2)):
                for column, cell in enumerate(row, how.get("left", 0)):
                    if cell == "=1/0":
                        sheet.write_formula(n, column, cell, value="#DIV/0!")
                    elif cell == "=A1":
                        sheet.write_formula(n, column, cell, value="")
                    elif cell is not None:
                        sheet.write(n, column, cell)
            sheet.set_row(4, options={"hidden": True})
            sheet.set_column(1, 1, options={"hidden": True})
    return path


def read(path: Path, *, announced: BytesIO | None = None) -> tuple[Any, list[Any]]:
    """What the reading process says of a file, and its rows."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_down(path, folder, Limits(), announced)
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        if "refused" in meta:
            return meta, []
        rows = [[(n, list(map(repr, row))) for n, row in sheet.rows()] for sheet in sheets_in(folder)]
    for sheet in meta["sheets"]:
        sheet["chunks"] = [chunk[2:] for chunk in sheet["chunks"]]
    return meta, rows


@pytest.fixture(name="in_pieces")
def _in_pieces(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Every sheet counts as large, and a piece is a few rows; whether each sheet was read so is kept."""
    kept: list[bool] = []
    usual = spreadsheets._in_pieces

    def watched(*given: Any) -> Any:
        found = usual(*given)
        kept.append(found is not None)
        return found

    monkeypatch.setattr(spreadsheets, "_in_pieces", watched)
    monkeypatch.setattr(pieces, "_PIECE", 900)
    return kept


def small_blocks(*given: Any) -> Iterator[bytes]:
    """The bytes of a part, some hundred at a time: fewer than a row has."""
    whole = b"".join(guard.blocks_of(*given))
    yield from (whole[n : n + 90] for n in range(0, len(whole), 90))


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """The file read whole, and in pieces."""
    monkeypatch.setattr(guard, "_LARGE", 1 << 40)
    whole = read(path)
    with monkeypatch.context() as patched:
        patched.setattr(guard, "_LARGE", 0)
        patched.setattr(pieces, "blocks_of", small_blocks)
        return whole, read(path)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.integers(1, 30), st.integers(0, 2), st.booleans())
def test_a_sheet_in_pieces_is_the_sheet(rows: list[list[Any]], first: int, left: int, is_inline: bool) -> None:
    with pytest.MonkeyPatch.context() as patched, tempfile.TemporaryDirectory() as folder:
        patched.setattr(pieces, "_PIECE", 80 + 20 * first)
        options = {"constant_memory": is_inline, "date_1904": first % 2 == 0}
        path = book(Path(folder) / "list.xlsx", rows, first=first, left=left, options=options)
        whole, found = both(path, patched)
    assert found == whole


def test_a_plain_large_sheet_is_read_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_pieces: list[bool]
) -> None:
    rows: list[list[Any]] = [["Make", "Serial"], *(["Dahua", f"S-{n}"] for n in range(200))]
    rows[50].append("longer than a piece " * 200)
    for is_inline in (False, True):
        path = book(tmp_path / "list.xlsx", rows, options={"constant_memory": is_inline})
        whole, found = both(path, monkeypatch)
        assert in_pieces[-2:] == [True, True]
        assert found == whole


@pytest.mark.parametrize(
    ("sign", "instead"),
    [
        (b'<row r="40"', b"<row"),  # a row that does not state its number, where a piece may begin
        (b'<row r="90"', b'<row r="12"'),
        (b"</row></sheetData>", b"</row><!-- </row> --></sheetData>"),
        (b"</row></sheetData>", b"</row></sheetData><x><row></row></x>"),
        (b'<row r="60"', b'<!-- </sheetData> --><row r="60"'),
        (b't="s"><v>5</v>', b't="s"><v>999</v>'),
        (b't="s"><v>5</v>', b't="s"><f>A1</f><v>5</v>'),
        (b"<sheetData>", b"<sheetData >"),
    ],
)
def test_what_is_not_plain_comes_out_as_the_library_gives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: bytes, instead: bytes
) -> None:
    rows: list[list[Any]] = [["Make", "Serial"], *(["Dahua", f"S-{n}"] for n in range(100))]
    monkeypatch.setattr(pieces, "_PIECE", 60)
    odd = rewritten(
        book(tmp_path / "list.xlsx", rows), tmp_path / "odd.xlsx", {"xl/worksheets/sheet1.xml": (sign, instead)}
    )
    whole, found = both(odd, monkeypatch)
    assert found == whole
    whole, found = both(strict(odd, tmp_path / "strict.xlsx"), monkeypatch)
    assert found == whole


def test_who_began_with_the_rows_hears_that_they_come_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[Any]] = [["Make", "Serial"], *(["Dahua", f"S-{n}"] for n in range(9000))]
    path = book(tmp_path / "list.xlsx", rows)
    last = (b'<c r="A9001" t="s">', b'<c t="s" r="A9001">')
    odd = rewritten(path, tmp_path / "odd.xlsx", {"xl/worksheets/sheet1.xml": last})
    monkeypatch.setattr(guard, "_LARGE", 0)
    monkeypatch.setattr(pieces, "blocks_of", small_blocks)
    monkeypatch.setattr(pieces, "_PIECE", 100_000)
    for file, is_void in ((path, False), (odd, True)):
        said = BytesIO()
        read(file, announced=said)
        assert any("is_void" in json.loads(line) for line in said.getvalue().splitlines()) is is_void
