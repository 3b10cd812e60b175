from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.errors import UsageError
from riskreg.reporting import sheets
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.sheets import INSTANT
from riskreg.reporting.tabular import TableFormat, write_json, write_table
from riskreg.rules.formulas import denature, neutralise
from tests.reporting.sample import FORMULA, ODD, sample_progress

COLUMNS = (
    Column("reference", "Reference"),
    Column("make", "Make"),
    Column("devices", "Devices", "devices"),
    Column("change", "Change", "signed"),
    Column("cost", "Cost", "pence"),
    Column("seen_on", "Last seen", "date"),
    Column("at", "Recorded", "instant"),
)
ROWS: tuple[tuple[Scalar, ...], ...] = (
    ("ASSET-7F001", FORMULA, 3, -4, 12_345, date(2026, 11, 22), None),
    ("ASSET-7F002", ODD, None, 0, -1, None, datetime(2026, 11, 22, 9, 41, 7, tzinfo=UTC)),
    ("-", 'a, “b” \r\n"c"', 0, 1, None, None, None),
)
META = {"title": "Flagged assets", "marking": "OFFICIAL-SENSITIVE", "as_at": "2026-11-22", "as_known": "812"}

TROUBLE = st.text(alphabet=st.sampled_from("'=+-@\t\r\n＝＋－＠ab\u0000 \"")) | st.text()


@given(TROUBLE)
def test_neutralising_loses_nothing(text: str) -> None:
    assert denature(neutralise(text)) == text


@given(TROUBLE)
def test_no_neutralised_text_starts_like_a_formula(text: str) -> None:
    assert neutralise(text)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠") or not text


@given(TROUBLE, TROUBLE)
def test_neutralised_texts_stay_apart(one: str, other: str) -> None:
    assert (neutralise(one) == neutralise(other)) == (one == other)


@pytest.mark.parametrize("text", ["", "Hikvision", "'quoted'", "O’Neill", "3-4", " =1"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert neutralise(text) == text


def test_csv_is_utf_8_with_rows_only(tmp_path: Path) -> None:
    path = tmp_path / "assets.csv"
    write_table(COLUMNS, ROWS, path, format="csv", meta=META)
    raw = path.read_bytes()
    header, *rows = list(csv.reader(io.StringIO(raw.decode("utf-8"), newline="")))

    assert raw.startswith(b"reference,make,devices,change,cost,seen_on,at\r\n")
    assert header == [column.code for column in COLUMNS]
    assert rows == [
        ["ASSET-7F001", "'" + FORMULA, "3", "-4", "12345", "2026-11-22", ""],
        ["ASSET-7F002", ODD, "", "0", "-1", "", "2026-11-22T09:41:07Z"],
        ["'-", 'a, “b” \r\n"c"', "0", "1", "", "", ""],
    ]


def test_the_sidecar_says_what_the_csv_cannot(tmp_path: Path) -> None:
    path = tmp_path / "assets.csv"
    write_table(COLUMNS, ROWS, path, format="csv", meta=META)
    sidecar = json.loads((tmp_path / "assets.csv-metadata.json").read_bytes())
    (notes,) = sidecar["notes"]

    assert sidecar["url"] == "assets.csv"
    datatypes = [column["datatype"] for column in sidecar["tableSchema"]["columns"]]
    assert datatypes == ["string", "string", "number", "number", "integer", "date", "datetime"]
    assert [column["name"] for column in sidecar["tableSchema"]["columns"]] == [column.code for column in COLUMNS]
    assert {key: notes[key] for key in (*META, "rows")} == {**META, "rows": 3}
    assert notes["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


@given(st.lists(st.tuples(TROUBLE, st.integers(-(10**12), 10**12)), max_size=8))
def test_text_and_numbers_come_back_from_csv(rows: list[tuple[str, int]]) -> None:
    stream = io.BytesIO()
    write_table((Column("t", "T"), Column("n", "N", "number")), rows, stream, format="csv", meta={})
    _, *read = csv.reader(io.StringIO(stream.getvalue().decode(), newline=""))

    assert [(denature(text), int(number)) for text, number in read] == rows


def test_json_has_objects_and_meta(tmp_path: Path) -> None:
    write_table(COLUMNS, ROWS, tmp_path / "assets.json", format="json", meta=META)
    value = json.loads((tmp_path / "assets.json").read_bytes())

    assert (value["schema"], value["version"], value["meta"]) == ("riskreg-table", 1, META)
    assert value["columns"][4] == {"code": "cost", "title": "Cost", "unit": "pence"}
    assert value["rows"][0] == {
        "reference": "ASSET-7F001",
        "make": FORMULA,
        "devices": 3,
        "change": -4,
        "cost": 12_345,
        "seen_on": "2026-11-22",
        "at": None,
    }
    assert value["rows"][1]["devices"] is None


@pytest.mark.parametrize(("format", "empty"), [("csv", b"a\r\n"), ("json", b'"rows":[\n]}\n')])
def test_no_rows_are_still_a_table(format: TableFormat, empty: bytes) -> None:
    stream = io.BytesIO()
    write_table((Column("a", "A"),), [], stream, format=format, meta={})

    assert stream.getvalue().endswith(empty)


def test_a_workbook_has_a_cover_and_one_table(tmp_path: Path) -> None:
    write_table(COLUMNS, ROWS, tmp_path / "assets.xlsx", format="xlsx", meta=META)
    book = openpyxl.load_workbook(tmp_path / "assets.xlsx")
    cover = [cell.value for cell in book["Cover"]["A"]]

    assert book.sheetnames == ["Cover", "Rows"]
    assert cover[:4] == [
        "Flagged assets",
        "Protective marking: OFFICIAL-SENSITIVE",
        "As at: 2026-11-22",
        "As known: 812",
    ]
    (table,) = book["Rows"].tables.values()
    header, first, *_ = [[cell.value for cell in row] for row in book["Rows"][table.ref]]
    assert header == ["Reference", "Make", "Devices", "Change", "Cost", "Last seen", "Recorded"]
    assert first[:5] == ["ASSET-7F001", FORMULA, 3, -4, 123.45]
    assert book["Rows"]["G5"].number_format == INSTANT
    assert book["Rows"]["E4"].number_format == '"£"#,##0.00;-"£"#,##0.00'


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "EXCEL_ROWS", 2)

    with pytest.raises(UsageError, match="more than 2 rows"):
        write_table(COLUMNS, ROWS, io.BytesIO(), format="xlsx", meta=META)


@pytest.mark.parametrize("format", ["csv", "json", "xlsx"])
def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, format: TableFormat) -> None:
    def rows() -> Iterator[tuple[Scalar, ...]]:
        yield ROWS[0]
        raise RuntimeError("the register went away")

    with pytest.raises(RuntimeError):
        write_table(COLUMNS, rows(), tmp_path / "assets", format=format, meta=META)

    assert list(tmp_path.iterdir()) == []


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="Row 1 has 1 values for 7 columns"):
        write_table(COLUMNS, [("x",)], io.BytesIO(), format="csv", meta=META)


def test_the_figures_as_json_carry_a_digest_that_can_be_recomputed(tmp_path: Path) -> None:
    progress = sample_progress()
    write_json(progress, tmp_path / "progress.json")
    value = json.loads((tmp_path / "progress.json").read_bytes())
    raw = (tmp_path / "progress.json").read_bytes()
    figures = raw[raw.index(b'"figures":') + len(b'"figures":') : -2]

    assert (value["schema"], value["version"]) == ("riskreg-figures", 1)
    assert hashlib.sha256(figures).hexdigest() == value["digest"] == progress.digest
    assert value["figures"]["headline"]["numerator"] == 312
