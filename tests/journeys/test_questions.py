"""Questions of an auditor: every filter, as at and as known, as table, CSV, JSON and workbook."""

from __future__ import annotations

import csv

import openpyxl
import orjson
import pytest

from tests.journeys import books
from tests.journeys.story import Story

pytestmark = pytest.mark.parametrize("story", ["sqlite"], indirect=True)

# Tags of the flagged lines that each filter leaves; the county's misspelt line and the fire service's have none.
FILTERS = [
    (("--organisation", books.FIRE), ["FS1"]),
    (("--organisation", books.COUNTY), ["FS1", "SH-02", "WL-01", "WL-03"]),
    (("--regime", "uk_nil_2022"), ["FS1", "SH-02", "WL-01", "WL-03"]),
    (("--verdict", "restricted"), ["FS1", "SH-02", "WL-01", "WL-03"]),
    (("--verdict", "suspected"), []),
    (("--vendor", "dahua"), ["SH-02"]),
    (("--sensitivity", "sensitive"), ["SH-02"]),
    (("--sensitivity", "not_assessed"), ["FS1"]),
    (("--limb", "vetted_officials"), ["SH-02"]),
    (("--limb", "ministers"), []),
    (("--control", "landlord"), ["WL-01", "WL-03"]),
    (("--kind", "recorder"), ["WL-03"]),
    (("--site", "LM/002"), ["WL-01", "WL-03"]),
    (("--text", "reading wold"), ["WL-01"]),
    (("--step", "verified"), ["SH-01"]),
    (("--count", "verified"), ["SH-01"]),
    (("--count", "reported-removed"), ["WL-03"]),
    (("--claimed", "removed"), ["WL-03"]),
    (("--planning", "planned"), ["WL-01"]),
    (("--planning", "funded", "--count", "all"), ["SH-01"]),
    (("--lacking", "make"), ["FS1", "WL-01"]),
    (("--overdue",), ["SH-02"]),
    (("--as-at", "2026-03-04"), ["FS1", "SH-01", "SH-02", "WL-01", "WL-03"]),
    (("--as-at", "2026-01-14"), []),
    (("--as-known", "2"), []),
    (("--organisation", books.COUNTY, "--control", "landlord", "--kind", "bullet_camera"), ["WL-01"]),
]


@pytest.mark.parametrize(("words", "left"), FILTERS, ids=[" ".join(words) for words, _ in FILTERS])
def test_a_filter_leaves_the_rows_that_it_says(story: Story, words: tuple[str, ...], left: list[str]) -> None:
    tags = {row["reference"]: row["asset_tag"] or "" for row in story.rows["determined"]}
    asked = words if "--as-at" in words or "--as-known" in words else (*words, "--as-at", "2026-06-30")
    assert sorted({tags[row["reference"]] for row in story.desk.rows("flagged-assets", *asked)}) == left


@pytest.mark.parametrize("words", [words for words, _ in FILTERS[::4]], ids=" ".join)
def test_sites_and_assets_agree_under_a_filter(story: Story, words: tuple[str, ...]) -> None:
    sites = story.desk.rows("flagged-sites", *words)
    assets = story.desk.rows("flagged-assets", *words)
    assert {row["reference"] for row in sites} == {row["site_reference"] for row in assets}
    assert sum(row["devices"] for row in sites) == sum(row["devices"] for row in assets)


def test_a_site_stands_with_its_counts(story: Story) -> None:
    sites = {row["site"]: row for row in story.desk.rows("flagged-sites", "--as-at", "2026-02-20")}
    assert set(sites) == {"Shire Hall", "Wold Library", "Brack Street fire station"}
    library = sites["Wold Library"]
    assert (library["lines"], library["devices"], library["restricted"], library["planned"]) == (2, 5, 5, 4)


def test_csv_json_and_workbook_hold_the_same_rows(story: Story) -> None:
    folder = story.desk.folder
    told = story.desk.rows("flagged-sites", "--as-at", "2026-06-30")
    for ending in ("csv", "json", "xlsx"):
        story.desk.do("query", "flagged-sites", "--as-at", "2026-06-30", "-o", f"sites.{ending}")
    with (folder / "sites.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["reference"] for row in csv.DictReader(stream)] == [row["reference"] for row in told]
    assert orjson.loads((folder / "sites.json").read_bytes())["rows"] == told
    rows = openpyxl.load_workbook(folder / "sites.xlsx")["Rows"].iter_rows(values_only=True)
    assert [row[0] for row in rows if str(row[0]).startswith("SITE-")] == [row["reference"] for row in told]
    assert "OFFICIAL-SENSITIVE" in (folder / "sites.csv-metadata.json").read_text(encoding="utf-8")


def test_a_table_on_a_narrow_terminal_tears_no_word(story: Story) -> None:
    said = story.desk.do("flags", COLUMNS="80")
    for row in story.desk.ask("flags")["rows"]:
        assert row["reference"] in said.out


@pytest.mark.parametrize("reference", ["SH-02", "dahua", "LM/001", books.COUNTY])
def test_show_tells_of_anything_by_what_people_call_it(story: Story, reference: str) -> None:
    assert len(story.desk.do("show", reference).out) > 200
    sections = story.desk.ask("show", reference)["sections"]
    assert all(section["title"] for section in sections)


def test_show_tells_of_a_flag_and_an_import(story: Story) -> None:
    flag = story.desk.rows("decisions")[0]["flag"]
    assert "Hikvision" in story.desk.do("show", flag).text or "Dahua" in story.desk.do("show", flag).text
    said = story.desk.do("show", story.said["county"].json["reference"]).text
    assert "cctv register v7 FINAL.xlsx" in said


def test_every_question_that_is_listed_answers(story: Story) -> None:
    names = [row["name"] for row in story.desk.ask("query")]
    assert {"flagged-sites", "flagged-assets", "assets", "sites", "changes"} <= set(names)
    for name in names:
        story.desk.ask("query", name)
