"""Rows read many at a time are the rows read one by one: the same facts, cells, issues, numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.intake.columns import ColumnReader
from riskreg.intake.lines import LineReader, digest, says_nothing
from riskreg.intake.numbers import number_key
from riskreg.rules.issues import Issue
from riskreg.tables import Cell, CellError, ColumnFound, Stretch, TableFound
from riskreg.tables.cells import column_letter
from riskreg.tables.workbook import Repeated

HEADERS = (
    ("Asset No", "asset_tag"), ("Serial", "serial_number"), ("MAC", "mac_address"), ("IP", "ip_address"),
    ("Make", "make"), ("Model", "model"), ("Type", "kind"), ("Status", "status"), ("Network", "network"),
    ("Installed", "installed_on"), ("Qty", "quantity"), ("Name", "name"), ("Notes", "notes"),
    ("Both", "make_and_model"), ("Colour", None), ("Recorder", "recorder"), ("PIN", None), ("Left out", None),
)  # fmt: skip
WORDS = (
    "", " ", "n/a", "0", "A-17", "CAM-0018/3", "'00123", "1.23E+11", "44:19:B6:00:1F:2A", "4419B6001F2A",
    "FFFFFFFFFFFF", "10.0.0.1", "http://admin@10.0.0.1/x", "Hikvision", "  Dahua ", "DS-2CD2143G2-I", "dome camera",
    "In use", "Gone fishing", "Q3 2019", "03/04/2021", "12 no.", "Qty: 3", "-2", "CORE", "ЖК-17", "１２３４５",
    "unknown",
)  # fmt: skip
CELLS = (
    *WORDS,
    *(None,) * 12,
    *(True, 1, 1.0, False, 0, 0.0) * 2,  # one key of a dictionary, and not one text
    *(-3, 2.0, 12345.0, 1.5, 1e15, 43831.0, 10**20),
    *(date(2020, 1, 1), datetime(2020, 1, 1, 12), date(2031, 2, 3)),  # noqa: DTZ001 - cells have no zone
    CellError("#N/A"),
)


def table_of(headers: tuple[tuple[str, str | None], ...]) -> TableFound:
    columns = tuple(
        ColumnFound(
            n, column_letter(n), header, field, "", 1.0,
            is_credential=header == "PIN", is_ignored=header == "Left out",
        )
        for n, (header, field) in enumerate(headers)
    )  # fmt: skip
    return TableFound("Cameras", (1,), columns, 2, 100)


def repeated(column: Sequence[Cell]) -> Repeated:
    """A column as its distinct cells and their places, as the spool gives it where cells stand often."""
    distinct = {(type(cell), repr(cell)): cell for cell in column}
    at = {key: place for place, key in enumerate(distinct)}
    return Repeated(list(distinct.values()), [at[type(cell), repr(cell)] for cell in column])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.sets(st.integers(0, len(HEADERS) - 1)), st.integers(1, 2))
def test_many_rows_at_once_are_read_as_one_by_one(seed: int, without: set[int], times: int) -> None:
    random = Random(seed)
    rows = [[random.choice(CELLS) for _ in HEADERS] for _ in range(random.choice((1, 2, 25)))]
    table = table_of(tuple(header for n, header in enumerate(HEADERS) if n not in without))
    cells = [tuple(cell for n, cell in enumerate(row) if n not in without) for row in rows]
    columns = list(zip(*cells, strict=True)) if cells[0] else []
    some_repeated = [random.choice((repeated, list))(column) for column in columns]
    stretch = Stretch("Cameras", range(5, 5 + len(rows)), some_repeated, {})
    if not columns:
        return
    single, many = LineReader(table), ColumnReader(LineReader(table))
    for _ in range(times):  # what is remembered from one stretch must not change the next
        found = many.read(stretch)
        facts = list(zip(*found.columns, strict=True))
        for n, row in enumerate(stretch.rows()):
            said: list[Issue] = []
            line = single.read(row, said.append)
            assert found.said.get(n, []) == said
            assert (n in found.rejected) == (line is None)
            if line is None:
                continue
            assert [(type(fact), fact) for fact in facts[n]] == [(type(fact), fact) for fact in line]
            numbers = (line.serial_number, line.mac_address, line.hardware_id, line.asset_tag)
            assert found.keys()[n] == tuple(number_key(text, kind) for kind, text in enumerate(numbers))
            assert found.digests()[n] == digest(line)[:16]
            assert (n in found.saying_nothing()) == says_nothing(line)
            assert many.lines(stretch, [n]) == [line]
        assert many.stored_cells(stretch) == [single.stored_cells(row) for row in stretch.rows()]
