"""What nobody flags because it is only close to a restricted name or number, and how a person finds it."""

from __future__ import annotations

import pytest

from tests.journeys import books
from tests.journeys.desk import Desk

READS_HERE = True


def _row(tag: str, make: str | None, model: str | None) -> books.Row:
    return (tag, "Hall", "LM/001", "Camera", make, model, None, None, 1, None, "Working", None, None)


ROWS = (
    _row("NM-1", "Hikvisium", None),
    _row("NM-2", None, "DS-2KD2143G2-I"),
    _row("NM-3", "Hikvision", "KX-9900-A"),
    _row("NM-4", None, "KX-9900-B"),
    _row("NM-5", "ABC Security", "KX 99OO A"),
    _row("NM-6", "Axis", "KX-9900-B"),
    _row("NM-7", None, "QT-4412-A"),
)


@pytest.fixture
def listed(county_desk: Desk) -> Desk:
    path = books.county(county_desk.folder, ROWS, "more.xlsx")
    county_desk.do("import", path, *books.COUNTY_LIST, "--dated", "2026-04-01", "--covers", "part", "--apply")
    return county_desk


def test_near_misses_are_listed_with_what_they_are_close_to_and_why(listed: Desk) -> None:
    said = {row["make"] or row["model"]: row for row in listed.rows("near-misses")}

    assert set(said) == {"Hikvisium", "DS-2KD2143G2-I", "KX-9900-B", "ABC Security"}
    assert {row["close_to"] for row in said.values()} == {"Hikvision"}
    assert "spelt nearly like" in said["Hikvisium"]["why"]
    assert "if it were DS-K2D2143G2-I" in said["DS-2KD2143G2-I"]["why"]
    assert "only in its ending" in said["KX-9900-B"]["why"]
    assert "easily misread" in said["ABC Security"]["why"]


def test_a_near_miss_is_never_a_flag(listed: Desk) -> None:
    flagged = {row["reference"] for row in listed.rows("flagged-assets")}

    assert flagged.isdisjoint(row["reference"] for row in listed.rows("near-misses"))


def test_near_misses_are_found_by_site_and_by_maker(listed: Desk) -> None:
    assert listed.rows("near-misses", "--site", "LM/002") == []
    assert len(listed.rows("near-misses", "--vendor", "hikvision")) == 4
    assert listed.rows("near-misses", "--vendor", "dahua") == []
