"""A reference shows everything known of what it names, down to the cell and the person."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from riskreg.database import Database, register_code
from riskreg.errors import NotFound
from riskreg.register import Change, ImportBatch, ImportedRow, ReplacementPlan
from riskreg.reporting.describe import Description, describe
from riskreg.reporting.provenance import cells_said, letter_of
from riskreg.reporting.state import Point
from riskreg.rules.references import ReferenceKind, reference
from tests.reporting_figures.conftest import AS_AT, Estate


def shown(estate: Estate, kind: ReferenceKind, key: int) -> Description:
    with estate.made.database.reading() as session:
        found = describe(session, reference(kind, register_code(session), key), point=Point(AS_AT))
    for section in found.sections:
        assert all(len(row) == len(section.columns) for row in section.table), section.title
    return found


def test_an_asset_from_cell_to_decision(estate: Estate) -> None:
    found = shown(estate, ReferenceKind.ASSET, estate.assets["a"])
    assert dict(found.section("Summary").rows)["Devices still open"] == 6
    said = next(section for section in found.sections if section.title.startswith("The row as it stood"))
    assert said.table[0][0].startswith("A")  # type: ignore[union-attr]
    assert said.table[0][3] == "Hikvision"
    assert found.section("Flags").table[0][2:4] == ("Restricted", "stands")
    assert [row[1] for row in found.section("Removal").table] == ["Physically removed", "Verified"]
    assert found.section("Changes").table[0][3] == "Olive Officer (declared)"
    assert dict(found.section("Who made it").rows)["Explanation"] == "The make says Hikvision."


def test_a_dismissed_flag_with_its_reason(sqlite_estate: Estate) -> None:
    flag = sqlite_estate.made.flags_of(sqlite_estate.assets["b"])[0]
    found = shown(sqlite_estate, ReferenceKind.FLAG, flag)
    assert found.section("Decisions").table[0][2:4] == ("Dismissed", "an Axis under a wrong label")


def test_each_kind_of_thing(estate: Estate) -> None:
    with estate.made.database.reading() as session:
        batch = session.scalars(select(func.max(ImportBatch.id))).one()
        plan = session.scalars(select(func.max(ReplacementPlan.id))).one()
        change = session.scalars(select(func.max(Change.id))).one()
    site = shown(estate, ReferenceKind.SITE, estate.sites["quay"])
    assert dict(site.section("Summary").rows)["Open flagged devices"] == 6
    body = shown(estate, ReferenceKind.ORGANISATION, estate.body)
    assert dict(body.section("Summary").rows)["Devices, with bodies below"] == 53
    assert shown(estate, ReferenceKind.IMPORT, batch).section("Summary").rows
    assert shown(estate, ReferenceKind.PLAN, plan).section("Lines").table[0][0] == "all flagged"
    assert shown(estate, ReferenceKind.CHANGE, change).section("What it wrote").table


def test_a_vendor_by_its_name_in_any_case(sqlite_estate: Estate) -> None:
    with sqlite_estate.made.database.reading() as session:
        found = describe(session, "HIKVISION")
    assert dict(found.section("Summary").rows)["Devices in the register"] == 21


def test_what_is_not_there_is_said(sqlite_database: Database) -> None:
    with sqlite_database.reading() as session:
        code = register_code(session)
        for kind in ReferenceKind:
            with pytest.raises(NotFound, match=r"no such|has a command of its own"):
                describe(session, reference(kind, code, 77))
        with pytest.raises(NotFound, match="another register"):
            describe(session, reference(ReferenceKind.ASSET, "222" if code != "222" else "333", 1))
        with pytest.raises(NotFound, match="neither"):
            describe(session, "nobody")


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_named_as_in_a_spreadsheet(index: int, letter: str) -> None:
    assert letter_of(index) == letter


COLUMNS = [{"letter": "A", "header": "Manufacturer", "field": "make"}, {"letter": "C", "header": "Rack", "field": None}]
SHEETS = [
    {"sheet": "Cameras", "header_rows": [1], "columns": [{"letter": "A", "header": "Older", "field": "model"}]},
    {"sheet": "Cameras", "header_rows": [20, 21], "columns": COLUMNS},
]


@pytest.mark.parametrize("mapping", [SHEETS, {"sheets": SHEETS}])
def test_a_cell_has_its_address_and_the_header_nearest_above_it(mapping: object) -> None:
    row = ImportedRow(sheet="Cameras", row=23, cells='["Hikvision", null, "R2"]')
    found = cells_said(row, json.dumps(mapping))
    assert [tuple(cell) for cell in found] == [
        ("A23", "Manufacturer", "make", "Hikvision"),
        ("C23", "Rack", "kept as text", "R2"),
    ]
