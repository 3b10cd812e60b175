"""The export holds every recorded field, in headers and words that an import understands again."""

from __future__ import annotations

from datetime import date

from riskreg.reporting.export import assets_export
from riskreg.reporting.state import Point
from riskreg.rules.terms import ClaimedStatus, EquipmentKind, Network, Verdict
from riskreg.tables.fields import ASSET_FIELDS
from riskreg.tables.values import parse_kind, parse_network, parse_status
from riskreg.tables.wording import compact
from tests.reporting_figures.conftest import AS_AT, Estate
from tests.reporting_figures.make import Line


def test_every_line_with_its_fields_and_where_it_was_read(sqlite_estate: Estate) -> None:
    estate = sqlite_estate
    estate.made.asset(
        Line(estate.sites["map"], make="Axis", serial="X9", other={"notes": "by the door", "Rack": "R2"}),
        1,
        Verdict.CLEAR,
    )
    with estate.made.database.reading() as session:
        answer = assets_export(session, Point(AS_AT))
        rows = [dict(zip((c.code for c in answer.columns), row, strict=True)) for row in answer.rows]
    assert len(rows) == 8
    last = next(row for row in rows if row["serial_number"] == "X9")
    assert (last["notes"], last["Rack"], last["site_name"], last["riskreg_sheet"]) == (
        "by the door",
        "R2",
        "Map Room",
        "Cameras",
    )
    first = next(row for row in rows if row["serial_number"] == "S1")
    assert (first["quantity"], first["system"], first["installed_on"]) == (10, "Recorder group 1", date(2023, 5, 1))
    assert (first["riskreg_verdict"], first["riskreg_vendor"]) == ("restricted", "Hikvision")
    assert (first["kind"], first["status"], first["network"]) == ("dome camera", "in service", None)


def test_headers_mean_what_they_say_to_an_import(sqlite_estate: Estate) -> None:
    with sqlite_estate.made.database.reading() as session:
        answer = assets_export(session, Point(AS_AT))
    for column in answer.columns:
        for header in (column.code, column.title):
            found = ASSET_FIELDS.exact.get(compact(header))
            if column.code == "riskreg_reference":
                assert found is not None
                assert found.field == "reference"
            elif column.code.startswith("riskreg_"):
                assert found is None
            else:
                assert found is not None, header
                assert found.field == column.code


def test_words_are_read_back_as_they_are_written() -> None:
    for parse, words in ((parse_kind, EquipmentKind), (parse_network, Network), (parse_status, ClaimedStatus)):
        for member in words:
            if member.value != "unknown":
                assert parse(member.value.replace("_", " "))[0] is member
