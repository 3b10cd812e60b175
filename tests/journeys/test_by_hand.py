"""Single acts by hand that the main line does not walk past."""

from __future__ import annotations

from tests.journeys import books
from tests.journeys.desk import Desk


def test_an_organisation_by_hand_stands_below_another(desk: Desk) -> None:
    desk.do("org", "add", "Larkmoor Parish", "--kind", "council")
    desk.do("org", "add", "Larkmoor School", "--kind", "school", "--below", "larkmoor  PARISH", "--since", "1 May 2020")
    found = {row["name"]: (row["kind"], row["parent"]) for row in desk.ask("org", "list")}
    assert found["Larkmoor School"] == ("school", "Larkmoor Parish")


def test_a_determination_rests_on_evidence_that_is_kept(county_desk: Desk) -> None:
    minute = county_desk.folder / "minute.pdf"
    minute.write_bytes(b"%PDF-1.4 minute 12 of the board")
    words = ("determine", "dahua", "--regime", "uk_nil_2022", "--decision", "not_subject", "--reason", "Minute 12")
    done = county_desk.ask(*words, "--evidence", minute, "--on", "2026-03-01")
    assert (done["vendors"], done["screened"]["lapsed"]) == (["Dahua"], 1)
    kept = [path for path in (county_desk.folder / "evidence").rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [minute.read_bytes()]
    # What was flagged on its day stays flagged as at that day.
    assert [
        row["make"] for row in county_desk.rows("flagged-assets", "--vendor", "dahua", "--as-at", "2026-02-28")
    ] == ["Dahua Technology"]
    assert county_desk.rows("flagged-assets", "--vendor", "dahua", "--as-at", "2026-03-01") == []
    said = county_desk.do("show", "SH-02").text
    assert "Minute 12" in said


def test_what_columns_mean_is_remembered_for_the_next_list(county_desk: Desk) -> None:
    again = books.county(county_desk.folder, books.COUNTY_ROWS[:3], "next.xlsx")
    words = ("--organisation", books.COUNTY, "--dated", "2026-04-01", "--covers", "part")
    answer = county_desk.ask("import", again, *words)
    fields = {column["header"]: column["field"] for column in answer["sheets"][0]["columns"]}
    assert (fields["Cam ref"], fields["Where"], fields["Put in"]) == ("asset_tag", "location", "installed_on")
    assert answer["counts"] == {"unchanged": 3}
    assert "mapping-remembered" in answer["issue_totals"]


def test_a_corrected_number_supersedes_and_the_older_stays_known(county_desk: Desk) -> None:
    known = county_desk.held().sequence
    four = books.COUNTY_ROWS[3]
    three = books.county(county_desk.folder, [(*four[:8], 3, *four[9:])], "three.xlsx")
    answer = county_desk.ask(
        "import", three, *books.COUNTY_LIST, "--dated", "2026-04-01", "--covers", "part", "--apply"
    )
    assert [(each["field"], each["before"], each["after"]) for each in answer["differences"]] == [
        ("quantity", "4", "3")
    ]
    now = county_desk.rows("assets", "--text", "DS-2CD2T43G0-I5")
    then = county_desk.rows("assets", "--text", "DS-2CD2T43G0-I5", "--as-known", known)
    assert [row["devices"] for row in (*now, *then)] == [3, 4]


def test_an_older_list_replaces_nothing_newer(county_desk: Desk) -> None:
    lobby = books.COUNTY_ROWS[2]
    old = books.county(county_desk.folder, [(*lobby[:4], "Hikvision", *lobby[5:])], "old.xlsx")
    answer = county_desk.ask("import", old, *books.COUNTY_LIST, "--dated", "2025-06-01", "--covers", "part", "--apply")
    assert answer["counts"] == {"older": 1}
    (row,) = county_desk.rows("assets", "--text", "P3245-LVE")
    assert (row["make"], row["verdict"]) == ("Axis", "clear")


def test_a_device_back_in_service_after_its_verified_removal_raises_an_alarm(county_desk: Desk) -> None:
    photo = county_desk.folder / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + bytes(300))
    record = ("removal", "record", "SH-01", "--remover", "Rob Remover")
    county_desk.do(*record, "--step", "physically_removed", "--on", "2026-03-01")
    county_desk.do(*record, "--step", "verified", "--on", "2026-03-02", "--verifier", "Vera", "--evidence", photo)
    assert len(county_desk.rows("flagged-assets", "--count", "verified", "--as-at", "2026-03-31")) == 1
    again = books.county(county_desk.folder, books.COUNTY_ROWS, "april.xlsx")
    said = county_desk.do("import", again, *books.COUNTY_LIST, "--dated", "2026-04-01", "--apply")
    assert "Alarm" in said.text
    assert county_desk.rows("flagged-assets", "--count", "verified", "--as-at", "2026-04-30") == []
    assert len(county_desk.rows("reappearances")) == 1
    # As at a day before that list, the removal stands.
    assert len(county_desk.rows("flagged-assets", "--count", "verified", "--as-at", "2026-03-31")) == 1


def test_a_disposal_before_its_time_is_recorded_as_a_breach(county_desk: Desk) -> None:
    said = county_desk.do("removal", "record", "WL-03", "--step", "disposed", "--on", "2026-03-01")
    assert "Breach, kept open" in said.text
    (breach, *_) = county_desk.rows("breaches")
    assert breach["site"] == "Wold Library"


def test_flags_in_a_process_of_their_own(county_desk: Desk) -> None:
    flags = county_desk.alone("flags", "--json")
    assert (flags.code, flags.err, len(flags.json["rows"])) == (0, "", 5)
