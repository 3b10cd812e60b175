"""The map of sites: what it shows is what its list says, today and earlier."""

from __future__ import annotations

import csv
import io
import re

import pytest

from riskreg.reporting.postcode_areas import HEIGHT, WIDTH, area_of, areas
from riskreg.web import site_map
from tests.web.conftest import Visitor


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page waits for its count, however busy the machine is."""
    monkeypatch.setattr(site_map, "COUNTING_S", 60.0)


@pytest.mark.parametrize(
    ("postcode", "area"),
    [("SW1A 2AA", "SW"), ("m1 1ae", "M"), ("EC1A", "EC"), ("GY1 1AA", "GY"), ("ZZ1 1AA", "none"), ("", "none"),
     (None, "none"), ("75008", "none"), ("S", "none")],
)  # fmt: skip
def test_the_area_of_a_postcode(postcode: str | None, area: str) -> None:
    assert area_of(postcode) == area


def test_every_area_lies_on_the_map() -> None:
    assert len(areas()) == 124
    assert all(0 < area.x < WIDTH and 0 < area.y < HEIGHT for area in areas().values())
    assert areas()["ZE"].y < areas()["AB"].y < areas()["EH"].y < areas()["PL"].y < areas()["JE"].y
    assert areas()["BT"].x < areas()["L"].x < areas()["NR"].x


def rows_of(reader: Visitor, query: str = "") -> list[dict[str, str]]:
    text = reader.get(f"/questions/site-map/rows.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text[text.index("reference,") :])))


def test_the_map_says_what_its_list_says(reader: Visitor) -> None:
    page = reader.get("/reports/map")
    rows = rows_of(reader)
    devices = sum(int(row["devices"]) for row in rows)
    left = sum(row["devices"] != "0" for row in rows)
    assert devices > 0
    said = f"{devices:,} flagged devices still open at {left:,} of {len(rows):,} sites."
    assert said in page.text
    shown = re.search(r'/questions/flagged-assets\?[^"]*">([\d,]+)<', reader.get("/").text)
    assert shown is None or shown[1] == f"{devices:,}"
    assert '<svg class="rr-map__svg"' in page.text
    assert "GeoNames, CC BY 4.0" in page.text
    tables = reader.get("/reports/progress/file.json").json()["figures"]["breakdowns"]
    by_area = next(each for each in tables if each["code"] == "by_area")
    assert sum(row[3] for row in by_area["rows"]) == devices
    assert sum(row[2] for row in by_area["rows"]) == left
    assert "By postcode area" in reader.get("/reports/progress/where").text


def test_the_map_of_an_earlier_date_and_of_some_sites(reader: Visitor) -> None:
    assert "There are no such sites." in reader.get("/reports/map?as_at=2025-01-01").text
    assert "0 flagged devices still open" in reader.get("/reports/map?as_at=2026-01-02").text
    assert 'aria-current="true">Sensitive sites' in reader.get("/reports/map?sensitivity=sensitive").text


def test_an_area_that_is_none_is_refused_in_words(reader: Visitor) -> None:
    page = reader.get("/reports/map?area=QQ")
    assert page.status_code == 422
    assert "“QQ” is no postcode area." in page.text
