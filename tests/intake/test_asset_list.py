"""An asset list: previewed, applied once, and changing nothing the second time."""

from __future__ import annotations

import pytest

from riskreg.errors import OutcomeDiffers, UsageError
from riskreg.intake.names import name_key
from riskreg.register import (
    Asset,
    AssetAbsence,
    AssetVersion,
    Change,
    ImportBatch,
    ImportedRow,
    Site,
    SiteTenure,
)
from riskreg.rules.terms import Covers, Disposition, MatchedBy, Verdict
from tests.intake.make import FEBRUARY, HEADERS, JANUARY, MARCH, Desk, camera, cells, codes, counts

THREE = [camera("AA1001"), camera("AA1002", location="Roof"), camera("AA1003", make="Axis", model="P3245-V")]


def test_a_preview_writes_nothing(desk: Desk) -> None:
    before = len(desk.all(Change))
    preview = desk.preview(THREE)
    assert counts(preview) == {"new": 3}
    assert (preview.sites.new, preview.sites.new_total) == (("Harbour House",), 1)
    assert [column.field for column in preview.sheets[0].columns][:4] == ["site_name", "location", "kind", "make"]
    assert len(desk.all(Change)) == before
    assert desk.all(Asset) == []


def test_applying_writes_rows_versions_and_mirrors(desk: Desk) -> None:
    applied = desk.import_list(THREE)
    assert counts(applied) == {"new": 3}
    assets, versions = desk.all(Asset), desk.all(AssetVersion)
    assert [asset.verdict for asset in assets] == [Verdict.RESTRICTED, Verdict.RESTRICTED, Verdict.CLEAR]
    assert [asset.serial_key for asset in assets] == ["AA1001", "AA1002", "AA1003"]
    assert [asset.version_id for asset in assets] == [version.id for version in versions]
    assert {version.matched_by for version in versions} == {MatchedBy.NOTHING}
    rows = desk.all(ImportedRow)
    assert [row.row for row in rows] == [2, 3, 4]
    assert cells(rows[0].cells)[:4] == ["Harbour House", "Lobby", "Dome camera", "Hikvision"]
    assert [row.asset_id for row in rows] == [asset.id for asset in assets]
    (site,) = desk.all(Site)
    assert (site.name_key, site.is_listed) == (name_key("Harbour House"), False)
    assert [(tenure.site_id, tenure.from_on) for tenure in desk.all(SiteTenure)] == [(site.id, JANUARY)]


def test_the_same_list_again_changes_nothing(desk: Desk) -> None:
    desk.import_list(THREE)
    before = len(desk.all(Change))
    again = desk.preview(THREE)
    assert counts(again) == {"unchanged": 3}
    assert again.changes_nothing
    assert desk.apply(again).batch_id is None
    assert len(desk.all(Change)) == before


def test_a_newer_list_with_the_same_facts_is_kept_and_writes_no_versions(desk: Desk) -> None:
    desk.import_list(THREE)
    applied = desk.import_list(THREE, described_on=FEBRUARY)
    assert counts(applied) == {"unchanged": 3}
    assert len(desk.all(ImportBatch)) == 2
    assert len(desk.all(ImportedRow)) == 6
    assert len(desk.all(AssetVersion)) == 3


def test_a_changed_field_is_shown_and_written(desk: Desk) -> None:
    desk.import_list(THREE)
    rows = [camera("AA1001", make="Axis", model="P3245-V"), camera("AA1002", location="Yard"), THREE[2]]
    preview = desk.preview(rows, described_on=FEBRUARY)
    assert counts(preview) == {"changed": 2, "unchanged": 1}
    first = preview.differences[0]
    assert (first.field, first.before, first.after, first.row) == ("make", "Hikvision", "Axis", 2)
    assert first.is_flagged
    assert preview.changed_fields == {"make": 1, "model": 1, "location": 1}
    desk.apply(preview)
    asset = desk.all(Asset)[0]
    assert (asset.verdict, asset.described_on) == (Verdict.CLEAR, FEBRUARY)
    assert len(desk.all(AssetVersion)) == 5


def test_a_list_without_a_column_takes_nothing_away(quick_desk: Desk) -> None:
    quick_desk.import_list([camera("AA1001", tag="T-1")])
    short = [("Harbour House", "AA1001", "Faulty")]
    preview = quick_desk.preview(short, ("Site", "Serial No", "Status"), described_on=FEBRUARY)
    assert preview.changed_fields == {"claimed_status": 1}
    quick_desk.apply(preview)
    version = quick_desk.all(AssetVersion)[-1]
    assert (version.make, version.asset_tag, version.location) == ("Hikvision", "T-1", "Lobby")
    assert quick_desk.all(Asset)[0].tag_key == "T1"


@pytest.mark.parametrize(
    ("covers", "missing"), [(Covers.SITES, 1), (Covers.ORGANISATION, 2), (Covers.PART, 0)], ids=lambda value: str(value)
)
def test_not_seen_only_inside_what_the_list_covers(desk: Desk, covers: Covers, missing: int) -> None:
    desk.import_list([camera("AA1001"), camera("AA1002"), camera("AA1003", "Mill Lane Depot")])
    preview = desk.preview([camera("AA1001")], described_on=FEBRUARY, covers=covers)
    assert preview.counts.get(Disposition.NOT_SEEN, 0) == missing
    desk.apply(preview)
    assert len(desk.all(AssetAbsence)) == missing
    assert [asset.is_seen for asset in desk.all(Asset)].count(False) == missing
    assert len(desk.all(Asset)) == 3


def test_an_asset_that_is_seen_again_gets_a_version(desk: Desk) -> None:
    desk.import_list([camera("AA1001"), camera("AA1002")])
    desk.import_list([camera("AA1001")], described_on=FEBRUARY)
    preview = desk.preview([camera("AA1001"), camera("AA1002")], described_on=MARCH)
    assert counts(preview) == {"changed": 1, "unchanged": 1}
    desk.apply(preview)
    assert [asset.is_seen for asset in desk.all(Asset)] == [True, True]
    assert len(desk.all(AssetVersion)) == 3


def test_a_moved_asset_is_the_same_asset(desk: Desk) -> None:
    desk.import_list([camera("AA1001"), camera("AA1002")])
    preview = desk.preview([camera("AA1001", "Mill Lane Depot"), camera("AA1002")], described_on=FEBRUARY)
    assert counts(preview) == {"changed": 1, "unchanged": 1}
    assert [(d.field, d.before, d.after) for d in preview.differences] == [("site", "Harbour House", "Mill Lane Depot")]
    desk.apply(preview)
    assert [asset.site_id for asset in desk.all(Asset)] == [2, 1]


def test_an_older_list_adds_history_and_replaces_nothing(desk: Desk) -> None:
    desk.import_list([camera("AA1001", location="Roof")], described_on=MARCH)
    preview = desk.preview([camera("AA1001", location="Lobby")], described_on=JANUARY)
    assert counts(preview) == {"older": 1}
    desk.apply(preview)
    (asset,) = desk.all(Asset)
    versions = desk.all(AssetVersion)
    assert (asset.version_id, asset.described_on) == (versions[0].id, MARCH)
    assert [(v.described_on, v.location) for v in versions] == [(MARCH, "Roof"), (JANUARY, "Lobby")]
    again = desk.preview([camera("AA1001", location="Lobby")], described_on=JANUARY)
    assert (counts(again), again.changes_nothing) == ({"unchanged": 1}, True)


def test_what_a_later_list_confirmed_outlives_an_older_list(desk: Desk) -> None:
    desk.import_list([camera("AA1001", location="Roof")], described_on=JANUARY)
    desk.import_list([camera("AA1001", location="Roof")], described_on=MARCH)
    desk.import_list([camera("AA1001", location="Lobby")], described_on=FEBRUARY)
    told = [(v.described_on, v.location) for v in desk.all(AssetVersion)]
    assert sorted(told) == [(JANUARY, "Roof"), (FEBRUARY, "Lobby"), (MARCH, "Roof")]
    (asset,) = desk.all(Asset)
    assert asset.described_on == MARCH


def test_an_older_list_that_does_not_name_an_asset_leaves_it_seen(desk: Desk) -> None:
    desk.import_list([camera("AA1001"), camera("AA1002")], described_on=JANUARY)
    desk.import_list([camera("AA1001"), camera("AA1002")], described_on=MARCH)
    preview = desk.preview([camera("AA1001")], described_on=FEBRUARY)
    assert counts(preview) == {"unchanged": 1, "not_seen": 1}
    desk.apply(preview)
    assert [asset.is_seen for asset in desk.all(Asset)] == [True, True]
    assert [absence.described_on for absence in desk.all(AssetAbsence)] == [FEBRUARY]


def test_an_outcome_that_would_differ_from_the_preview_stops(desk: Desk) -> None:
    desk.import_list(THREE)
    seen = desk.preview([camera("AA1001", location="Yard")], described_on=MARCH)
    desk.import_list([camera("AA1001", location="Gate"), camera("AA1004")], described_on=FEBRUARY)
    before = len(desk.all(ImportBatch))
    with pytest.raises(OutcomeDiffers):
        desk.apply(seen)
    assert len(desk.all(ImportBatch)) == before


def test_an_unrelated_change_does_not_stop_an_import(desk: Desk) -> None:
    seen = desk.preview(THREE)
    desk.organisation("Mill Council")
    assert counts(desk.apply(seen)) == {"new": 3}


def test_a_failure_half_way_leaves_nothing(quick_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = quick_desk.preview(THREE)
    monkeypatch.setattr(quick_desk.screener, "verdict", lambda *_: (_ for _ in ()).throw(RuntimeError("power cut")))
    with pytest.raises(RuntimeError):
        quick_desk.apply(preview)
    assert quick_desk.all(ImportBatch) == quick_desk.all(ImportedRow) == quick_desk.all(Site) == []


def test_a_list_is_never_silently_of_today(quick_desk: Desk) -> None:
    with pytest.raises(UsageError, match="--dated"):
        quick_desk.preview(THREE, described_on=None)


def test_a_list_without_an_organisation_is_refused(quick_desk: Desk) -> None:
    with pytest.raises(UsageError, match="Harbour Council"):
        quick_desk.preview(THREE, organisation_id=None)


def test_one_list_may_hold_several_organisations(quick_desk: Desk) -> None:
    quick_desk.organisation("Mill Council")
    headers = ("Organisation", *HEADERS)
    rows = [
        ("Harbour Council", *camera("AA1001")),
        ("MILL COUNCIL", *camera("AA1002", "Mill Lane Depot")),
        ("Mil Council", *camera("AA1003", "Mill Lane Depot")),
    ]
    preview = quick_desk.preview(rows, headers, organisation_id=None)
    assert counts(preview) == {"new": 2, "rejected": 1}
    (issue,) = [issue for issue in preview.issues if issue.code == "organisation-unknown"]
    assert "Mill Council" in issue.message
    assert "organisation-unknown" in codes(preview)
    quick_desk.apply(preview)
    assert [asset.organisation_id for asset in quick_desk.all(Asset)] == [1, 2]
