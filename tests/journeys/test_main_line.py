"""The main line by hand, from an empty place to the report: each sentence of what a user can do, on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from riskreg.register import Base
from tests.journeys import books
from tests.journeys.story import Story

RESTRICTED = {("SH-01", 1), ("SH-02", 1), ("WL-01", 4), ("WL-03", 1), (None, 2), ("FS1", 1)}
"""Tag and number of every line whose maker is one of the two that the county determined."""


def verdicts(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Devices by verdict."""
    found: dict[str, int] = {}
    for row in rows:
        found[row["verdict"]] = found.get(row["verdict"], 0) + row["devices"]
    return found


@pytest.mark.parametrize(
    "name",
    [
        "lists, not confirmed", "lists again", "estate without a date", "estate preview", "estate again",
        "county preview", "county again", "indicator", "proposals", "screen", "flags", "show", "plan preview",
        "plan again", "plan show", "verified before removed", "self-verified", "no evidence", "verified again",
        "in the future", "report", "undo without a reason", "undo again", "report as known", "export csv",
        "export xlsx", "re-import csv", "re-import xlsx",
    ],
)  # fmt: skip
def test_what_only_looks_or_is_refused_writes_nothing(story: Story, name: str) -> None:
    assert story.wrote_nothing(name)


@pytest.mark.parametrize(
    "name",
    ["lists", "estate", "county", "fire", "adopt", "determine", "confirm", "dismiss", "plan", "verified", "undo"],
)
def test_what_is_applied_is_one_change_under_a_name(story: Story, name: str) -> None:
    assert story.said[name].code == 0
    assert story.after[name].sequence == story.before[name].sequence + 1


def test_lists_are_put_in_use_only_when_that_is_confirmed(story: Story) -> None:
    asked = story.said["lists, not confirmed"]
    assert asked.code == 0
    assert "canaries were found" in asked.text
    assert "Give --yes to put it in use" in asked.text
    assert "in use already" in story.said["lists again"].text


def test_the_date_of_a_list_is_never_guessed(story: Story) -> None:
    said = story.said["estate without a date"]
    assert said.code == 2
    assert "--dated" in said.text


def test_an_estate_list_makes_organisations_and_sites(story: Story) -> None:
    assert "5 sites are new" in story.said["estate"].text
    organisations = {row["name"]: row for row in story.desk.ask("org", "list")}
    assert organisations[books.FIRE]["parent"] == books.COUNTY
    sites = {row["code"]: row for row in story.desk.rows("sites")}
    assert (sites["LM/001"]["sensitivity"], sites["LM/002"]["sensitivity"], sites["LF/010"]["sensitivity"]) == (
        "sensitive", "not sensitive", "not assessed",
    )  # fmt: skip
    assert (sites["LM/002"]["control"], sites["LM/002"]["lease_end_on"]) == ("landlord", "2027-03-31")
    assert [row["code"] for row in sites.values() if row["listed"] != "yes"] == ["LM/099"]


def test_a_preview_says_how_every_column_is_understood(story: Story) -> None:
    seen = story.said["county preview"].json
    (sheet,) = seen["sheets"]
    assert sheet["header_rows"] == [3]
    columns = {column["header"]: column for column in sheet["columns"]}
    assert {header: column["field"] for header, column in columns.items() if column["field"]} == {
        "Cam ref": "asset_tag", "Where": "location", "Property ref": "site_code", "What": "kind",
        "Manufacturer": "make", "Model no.": "model", "S/N": "serial_number", "MAC addr": "mac_address",
        "How many": "quantity", "Put in": "installed_on", "State": "status",
    }  # fmt: skip
    assert all(column["why"] for column in columns.values())
    assert columns["Admin password"]["is_dropped"]
    assert (seen["counts"], seen["devices"]) == ({"new": 8}, {"new": 12})


def test_a_preview_says_every_problem_with_sheet_and_cell(story: Story) -> None:
    told = {issue["code"]: issue for issue in story.said["county preview"].json["issues"]}
    date = told["date-incomplete"]
    assert (date["sheet"], date["cell"], date["value"]) == ("Cameras", "J7", "summer 2017")
    assert (told["site-unlisted"]["cell"], told["credentials-dropped"]["cell"]) == ("11", "L3")
    assert all(issue["cure"] for issue in told.values() if issue["severity"] != "note")


def test_a_password_is_nowhere(story: Story) -> None:
    everything = "".join(said.out + said.err for said in story.said.values())
    for word in ("hunter2", "letmein"):
        assert word not in everything
    written = [path for path in story.desk.folder.rglob("*") if path.suffix in (".csv", ".json", ".html")]
    assert len(written) > 5
    assert not any(b"hunter2" in path.read_bytes() for path in written)
    engine = create_engine(story.desk.url, poolclass=NullPool)
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            assert not any("hunter2" in repr(row) for row in connection.execute(select(table)))


def test_the_same_list_again_changes_nothing(story: Story) -> None:
    again = story.said["county again"].json
    assert (again["applied"], again["counts"]) == (False, {"unchanged": 8})
    # Rows without a number are found by their place.
    assert again["matched_by"] == {"serial_number": 5, "asset_tag": 1, "place": 2}


def test_without_an_adopted_regime_everything_is_unknown_and_nothing_flagged(story: Story) -> None:
    assert verdicts(story.rows["nobody adopted"]) == {"unknown": 15}
    assert "It flagged 6 asset lines" in story.said["adopt"].text


def test_an_export_control_list_cannot_be_adopted(story: Story) -> None:
    assert story.said["indicator"].code == 2
    assert "never flags" in story.said["indicator"].text


def test_under_a_criterion_a_maker_is_only_suspected_before_a_person_decides(story: Story) -> None:
    assert verdicts(story.rows["adopted"]) == {"suspected": 10, "clear": 4, "unknown": 1}
    assert verdicts(story.rows["determined"]) == {"restricted": 10, "clear": 4, "unknown": 1}
    done = story.said["determine"].json
    assert (done["vendors"], done["screened"]["changed"]) == (["hikvision", "dahua"], 6)
    proposed = {row["vendor"]: row for row in story.said["proposals"].json}
    assert proposed["hikvision"]["decided"] is None
    assert all(row["sources"] and row["reason"] for row in proposed.values())


def test_flags_fall_on_the_makers_decided_however_the_rows_tell_them(story: Story) -> None:
    rows = story.said["flags"].json["rows"]
    tags = {row["reference"]: row["asset_tag"] for row in story.rows["determined"]}
    assert {(tags[row["reference"]], row["devices"]) for row in rows} == RESTRICTED
    # A list that says “Removed” makes a claim: the recorder stays open.
    (recorder,) = (row for row in rows if tags[row["reference"]] == "WL-03")
    assert (recorder["open"], recorder["claimed"]) == (1, "removed")


def test_show_leads_back_to_sheet_cell_raw_text_and_rule(story: Story) -> None:
    text = story.said["show"].text
    for words in (
        "cctv register v7 FINAL.xlsx, sheet “Cameras”, row 4",
        "E4 Manufacturer make HIKVISION",
        "M4 Contractor's remark kept as text lens dirty",
        "44:19:B6… is registered to Hangzhou Hikvision",
        "Determined as subject by Olive Officer on 2 February 2026",
        "Board paper 12",
    ):
        assert words in text
    assert "Admin password" not in text


def test_a_dismissed_flag_leaves_what_is_open_and_stays_on_record(story: Story) -> None:
    open_rows = story.desk.rows("flagged-assets", "--as-at", "2026-02-20")
    assert sum(row["devices"] for row in open_rows) == 8
    (dismissed,) = story.desk.rows("flagged-assets", "--count", "dismissed", "--as-at", "2026-02-20")
    assert (dismissed["make"], dismissed["devices"]) == ("Hikvison", 2)
    decisions = {row["outcome"]: row for row in story.desk.rows("decisions")}
    assert decisions["dismissed"]["reason"] == "A sticker on a Bosch"
    assert decisions["confirmed"]["actor"].startswith("Olive Officer")


def test_plans_say_what_replaces_what_for_how_much(story: Story) -> None:
    (site,) = story.said["plan show"].json
    (line,) = site["lines"]
    assert (line["product"], line["quantity"], line["owner"], line["target_on"]) == (
        "Hanwha QNO-8080R", 4, "R. Vole", "2026-12-31",
    )  # fmt: skip
    assert (line["cost_low_pence"], line["cost_likely_pence"], line["cost_high_pence"]) == (160000, 200000, 260000)
    assert (line["funding"], line["interoperability"], line["outage_minutes"]) == ("not_funded", "adapts", None)
    assert (site["flagged_devices"], site["planned_devices"]) == (5, 4)
    assert story.said["plan again"].json["applied"] is False


def test_removed_means_verified_with_evidence_by_a_second_person(story: Story) -> None:
    codes = {name: story.said[name].code for name in ("verified before removed", "self-verified", "no evidence")}
    assert codes == {"verified before removed": 5, "self-verified": 6, "no evidence": 6}
    assert "another person must verify" in story.said["self-verified"].text
    assert "needs evidence" in story.said["no evidence"].text
    assert story.rows["removed, not verified"] == []
    (gone,) = story.desk.rows("flagged-assets", "--count", "verified", "--as-at", "2026-03-31")
    assert gone["devices"] == 1
    assert story.desk.rows("flagged-assets", "--count", "verified", "--as-at", "2026-03-04") == []
    assert story.said["in the future"].code == 2


def test_an_asset_that_a_later_list_leaves_out_is_not_seen_and_never_removed(story: Story) -> None:
    june = story.said["june"].json
    assert june["counts"] == {"unchanged": 7, "not_seen": 1}
    tags = {row["asset_tag"]: row for row in story.desk.rows("assets")}
    assert (tags["SH-01"]["seen"], tags["SH-02"]["seen"]) == ("no", "yes")
    # The sites of the fire service are outside what the county's list covers.
    assert all(row["seen"] == "yes" for row in tags.values() if row["organisation"] == books.FIRE)


def test_an_undone_import_takes_its_facts_back_and_keeps_what_was_known(story: Story) -> None:
    assert verdicts(story.rows["with the wrong list"]) != verdicts(story.rows["before the wrong list"])
    assert story.rows["after the undo"] == story.rows["before the wrong list"]
    known = story.after["wrong"].sequence
    then = story.desk.rows("assets", "--as-at", "2026-06-30", "--as-known", known)
    assert then == story.rows["with the wrong list"]
    assert story.said["undo without a reason"].code == 2
    assert story.said["undo again"].code == 5


def test_a_report_as_known_then_has_the_same_figures(story: Story) -> None:
    first, again = story.said["report"].json, story.said["report as known"].json
    assert first["digest"] == again["digest"]
    assert first["figures"] == again["figures"]


def test_the_export_is_lossless_and_comes_back_without_a_change(story: Story) -> None:
    text = (story.desk.folder / "all assets.csv").read_text(encoding="utf-8")
    for words in ("lens dirty", "summer 2017", "cctv register v7 FINAL.xlsx,Cameras,4", "restricted,Hikvision,0.98"):
        assert words in text
    for ending in ("csv", "xlsx"):
        answer = story.said[f"re-import {ending}"].json
        assert (answer["applied"], answer["changes_nothing"], answer["counts"]) == (False, True, {"unchanged": 11})
        assert (answer["reappeared"], answer["differences"]) == ([], [])
