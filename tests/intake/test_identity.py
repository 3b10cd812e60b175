"""Which asset a row means: by number, by reference, by place; and what is put to a person instead."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from riskreg.intake.places import KnownSite, Places
from riskreg.register import Asset, AssetVersion, ImportedRow, Reappearance, RegisterIdentity, RemovalStep
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Disposition, MatchedBy, Step
from tests.intake.make import FEBRUARY, HEADERS, MARCH, OFFICER, Desk, camera, codes, counts


@pytest.mark.parametrize(
    ("known", "now", "by"),
    [
        (camera("AA1001"), camera("aa-1001", location="Roof"), MatchedBy.SERIAL_NUMBER),
        (camera(tag="T 17"), camera(tag="t17", location="Roof"), MatchedBy.ASSET_TAG),
        (camera(mac="44-19-B6-00-1F-2A"), camera(mac="4419.b600.1f2a", location="Roof"), MatchedBy.MAC_ADDRESS),
        (camera("AA1001", tag="T1"), camera("AA1001", tag="T2"), MatchedBy.SERIAL_NUMBER),
    ],
    ids=["serial", "tag", "MAC", "serial agrees, tag differs"],
)
def test_any_number_finds_the_asset(
    quick_desk: Desk, known: tuple[object, ...], now: tuple[object, ...], by: MatchedBy
) -> None:
    quick_desk.import_list([known])
    preview = quick_desk.preview([now], described_on=FEBRUARY)
    assert counts(preview) == {"changed": 1}
    assert preview.matched_by == {by: 1}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([camera("AA1001", tag="T2")], "numbers-contradict"),
        ([camera("AA1009", tag="T1")], "number-on-another-device"),
        ([camera("AA1001"), camera("AA1001", "Mill Lane Depot")], "number-twice"),
        ([camera("AA1001"), camera("AA1001", location="Roof")], "number-twice"),
    ],
    ids=["two assets", "tag on another serial", "serial at two sites", "serial with other details"],
)
def test_what_cannot_be_one_device_is_put_to_a_person(
    quick_desk: Desk, rows: list[tuple[object, ...]], code: str
) -> None:
    known = [camera("AA1001", tag="T1"), camera("AA1002", tag="T2")]
    quick_desk.import_list(known)
    preview = quick_desk.preview([*rows], described_on=FEBRUARY)
    assert preview.counts[Disposition.CONFLICTING] == len(rows)
    assert code in codes(preview)
    quick_desk.apply(preview)
    assert len(quick_desk.all(Asset)) == 2
    assert len(quick_desk.all(AssetVersion)) == 2
    assert all(row.issues for row in quick_desk.all(ImportedRow, ImportedRow.disposition == Disposition.CONFLICTING))


def test_a_conflict_names_both_places(quick_desk: Desk) -> None:
    preview = quick_desk.preview([camera("AA1001"), camera("AA1001", "Mill Lane Depot")])
    messages = [issue.message for issue in preview.issues if issue.code == "number-twice"]
    assert len(messages) == 2
    assert all("row 2" in message and "row 3" in message for message in messages)


def test_a_contested_asset_is_not_reported_as_not_seen(quick_desk: Desk) -> None:
    quick_desk.import_list([camera("AA1001")])
    preview = quick_desk.preview([camera("AA1001"), camera("AA1001", "Mill Lane Depot")], described_on=FEBRUARY)
    assert counts(preview) == {"conflicting": 2}


def test_a_tag_on_several_devices_tells_nothing(quick_desk: Desk) -> None:
    rows = [camera(f"AA100{n}", tag="CCTV-1", location=f"Door {n}") for n in range(3)]
    preview = quick_desk.preview(rows)
    assert counts(preview) == {"new": 3}
    assert "number-shared" in codes(preview)
    quick_desk.apply(preview)
    assert quick_desk.preview(rows).changes_nothing


def test_a_row_with_only_a_shared_tag_is_matched_by_its_place(quick_desk: Desk) -> None:
    rows = [camera("AA1001", tag="T1"), camera("AA1002", tag="T1"), camera(tag="T1")]
    quick_desk.import_list(rows)
    again = quick_desk.preview(rows)
    assert (counts(again), again.changes_nothing) == ({"unchanged": 3}, True)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_what_a_shared_tag_tells_does_not_hang_on_the_order_of_the_rows(
    quick_desk: Desk, order: tuple[int, ...]
) -> None:
    given = [camera("AA1001", tag="T1"), camera(tag="T1", location="Roof"), camera("AA1002", tag="T1")]
    rows = [given[n] for n in order]
    preview = quick_desk.preview(rows)
    assert counts(preview) == {"new": 3}
    said = [issue for issue in preview.issues if issue.code == "number-shared"]
    assert said
    assert all("row 2" in issue.message for issue in said)
    quick_desk.apply(preview)
    assert quick_desk.preview(rows).changes_nothing
    assert counts(quick_desk.preview(rows[::-1])) == {"unchanged": 3}


def test_placeholders_are_no_numbers(quick_desk: Desk) -> None:
    preview = quick_desk.preview(
        [camera("N/A", location="A"), camera("TBC", location="B"), camera("0000", location="C")]
    )
    assert counts(preview) == {"new": 3}


def test_channels_of_one_device_are_one_asset(quick_desk: Desk) -> None:
    headers = ("Site", "Hardware ID", "Channel", "Make", "Model", "Camera name")
    rows = [("Harbour House", "guid-0001", n, "Axis", "F44", f"Lens {n}") for n in (2, 0, 1)]
    preview = quick_desk.preview(rows, headers)
    assert counts(preview) == {"new": 1, "unchanged": 2}
    assert "several-channels" in codes(preview)
    quick_desk.apply(preview)
    (version,) = quick_desk.all(AssetVersion)
    assert version.name == "Lens 0"
    turned = quick_desk.preview(rows[::-1], headers, described_on=FEBRUARY)
    assert counts(turned) == {"unchanged": 3}


def test_rows_without_numbers_are_matched_as_a_count(desk: Desk) -> None:
    desk.import_list([camera() for _ in range(3)])
    same = desk.preview([camera() for _ in range(3)])
    assert (counts(same), same.changes_nothing) == ({"unchanged": 3}, True)
    assert same.matched_by == {MatchedBy.PLACE: 3}
    more = desk.preview([camera() for _ in range(5)], described_on=FEBRUARY)
    assert counts(more) == {"unchanged": 3, "new": 2}
    fewer = desk.preview([camera()], described_on=FEBRUARY)
    assert counts(fewer) == {"unchanged": 1, "not_seen": 2}


def test_a_quantity_line_stands_for_devices(desk: Desk) -> None:
    desk.import_list([camera(quantity="4 no.")])
    assert desk.all(Asset)[0].quantity == 4
    preview = desk.preview([camera(quantity=3)], described_on=FEBRUARY)
    assert counts(preview) == {"changed": 1}
    assert [(d.field, d.before, d.after) for d in preview.differences] == [("quantity", "4", "3")]
    rejected = desk.preview([camera(quantity="several")], described_on=FEBRUARY)
    assert rejected.counts[Disposition.REJECTED] == 1
    (issue,) = [issue for issue in rejected.issues if issue.code == "quantity-not-understood"]
    assert (issue.cell, issue.value) == ("I2", "several")


def test_a_number_given_to_an_asset_known_by_its_place(quick_desk: Desk) -> None:
    quick_desk.import_list([camera()])
    preview = quick_desk.preview([camera("AA1001")], described_on=FEBRUARY)
    assert counts(preview) == {"changed": 1}
    assert preview.matched_by == {MatchedBy.PLACE: 1}
    quick_desk.apply(preview)
    assert [asset.serial_key for asset in quick_desk.all(Asset)] == ["AA1001"]


def test_the_registers_own_reference_identifies(quick_desk: Desk) -> None:
    quick_desk.import_list([camera("AA1001", tag="T1")])
    (identity,) = quick_desk.all(RegisterIdentity)
    name = reference(ReferenceKind.ASSET, identity.code, 1)
    headers = ("riskreg reference", *HEADERS)
    preview = quick_desk.preview([(name, *camera("AA1009", tag="T1"))], headers, described_on=FEBRUARY)
    assert counts(preview) == {"changed": 1}
    assert preview.matched_by == {MatchedBy.REFERENCE: 1}
    stranger = quick_desk.preview([("ASSET-XXX-2222-2", *camera("AA1001", tag="T1"))], headers, described_on=FEBRUARY)
    assert "reference-unknown" in codes(stranger)
    assert counts(stranger) == {"unchanged": 1}


@pytest.mark.parametrize(
    ("name", "disposition", "code"),
    [
        ("HARBOUR HOUSE.", "unchanged", None),
        ("Harbor House", "rejected", "site-name-nearly-known"),
        ("Harbour Hse", "rejected", "site-name-nearly-known"),
        ("Mill Lane Depot", "changed", "site-unlisted"),
        (None, "rejected", "site-missing"),
    ],
)
def test_a_name_nearly_known_is_a_question(
    quick_desk: Desk, name: str | None, disposition: str, code: str | None
) -> None:
    quick_desk.import_list([camera("AA1001"), camera("AA1002")])
    # Two rows, so that a blank site is no sign of *as above*.
    preview = quick_desk.preview([camera("AA1001", name, location="Lobby")], described_on=FEBRUARY)
    assert disposition in counts(preview)
    assert code is None or code in codes(preview)


@pytest.mark.parametrize(
    ("name", "postcode", "expected"),
    [
        ("HC01 - Town Hall", None, "known"),
        ("Town Hall (HC01)", "HF1 1AA", "known"),
        ("Town Hall, HF1 1AA", None, "known"),
        ("Heronsford Town Hall", "HF1 1AA", "asked"),
        ("Town Hall, High Street", "HF1 1AA", "asked"),
        ("HC01 Council Offices", None, "asked"),
        ("Saint Mary's Car Park", None, "asked"),
        ("Heronsford Town Hall", "HF9 9ZZ", "new"),
        ("Heronsford Town Hall", None, "new"),
        ("Town Hall 2", "HF1 1AA", "new"),
        ("Crown Court", "HF1 1AA", "new"),
    ],
)
def test_a_site_is_told_by_its_name_with_its_code_or_postcode(name: str, postcode: str | None, expected: str) -> None:
    known = [
        KnownSite(1, 1, "HC01", "Town Hall", "HF1 1AA", None, is_listed=True),
        KnownSite(2, 1, "HC05", "St Mary's Car Park", None, None, is_listed=True),
    ]
    found = Places(known).resolve(1, None, name, postcode, None)
    outcome = {-1: "asked", 0: "known"}.get(found.slot, "new")
    assert outcome == expected
    assert found.said is None or found.said.code == "site-name-nearly-known"


def test_a_column_that_holds_known_sites_is_named_where_no_row_says_its_site(quick_desk: Desk) -> None:
    quick_desk.import_list([camera("AA1001")])
    rows = [("Harbour House", "Axis", "P3245", "AA1002"), ("Harbour House", "Axis", "P3245", "AA1003")]
    preview = quick_desk.preview(rows, ("Location", "Make", "Model", "Serial No"), described_on=FEBRUARY)
    assert counts(preview) == {"rejected": 2}
    assert '--map "Location=site_name"' in preview.issues[0].cure


def test_a_person_answers_which_site_is_meant(quick_desk: Desk) -> None:
    quick_desk.import_list([camera("AA1001")])
    rows = [camera("AA1001", "Harbor House")]
    same = quick_desk.preview(rows, described_on=FEBRUARY, site_overrides={"Harbor House": 1})
    assert counts(same) == {"unchanged": 1}
    new = quick_desk.preview(rows, described_on=FEBRUARY, site_overrides={"Harbor House": None})
    assert new.sites.new == ("Harbor House",)


def _remove(desk: Desk, devices: int = 1) -> None:
    with desk.database.transaction(OFFICER, "record removal", "test") as session:
        step = RemovalStep(
            asset_id=1,
            step=Step.PHYSICALLY_REMOVED,
            happened_on=date(2026, 2, 1),
            devices=devices,
            remover="R. Remover",
        )
        session.add(step)
        asset = session.get(Asset, 1)
        assert asset is not None
        asset.step = Step.PHYSICALLY_REMOVED


def test_a_removed_asset_that_is_named_in_service_again_comes_back(desk: Desk) -> None:
    desk.import_list([camera("AA1001")])
    _remove(desk)
    preview = desk.preview([camera("AA1001")], described_on=MARCH)
    assert preview.reappeared == (1,)
    assert "reappeared" in codes(preview)
    desk.apply(preview)
    (back,) = desk.all(Reappearance)
    assert back.seen_on == MARCH
    assert desk.all(Asset)[0].step is None
    assert desk.preview([camera("AA1001")], described_on=MARCH).changes_nothing


def test_a_claim_of_removal_is_a_claim(desk: Desk) -> None:
    desk.import_list([camera("AA1001")])
    _remove(desk)
    preview = desk.preview([camera("AA1001", status="Removed")], described_on=MARCH)
    assert preview.reappeared == ()
    assert counts(preview) == {"changed": 1}
    desk.apply(preview)
    (asset,) = desk.all(Asset)
    assert (asset.claimed_status, asset.step) == ("removed", Step.PHYSICALLY_REMOVED)


def test_a_status_that_is_not_understood_brings_nothing_back(quick_desk: Desk) -> None:
    quick_desk.import_list([camera("AA1001")])
    _remove(quick_desk)
    preview = quick_desk.preview([camera("AA1001", status="see Dave")], described_on=MARCH)
    assert preview.reappeared == ()
    assert "reappearance-untold" in codes(preview)


def test_what_is_left_after_a_part_was_removed_has_not_come_back(quick_desk: Desk) -> None:
    quick_desk.import_list([camera("AA1001", quantity=4)])
    _remove(quick_desk, devices=2)
    assert quick_desk.preview([camera("AA1001", quantity=2)], described_on=MARCH).reappeared == ()
    assert quick_desk.preview([camera("AA1001", quantity=4)], described_on=MARCH).reappeared == (1,)
