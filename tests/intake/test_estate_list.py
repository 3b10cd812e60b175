"""An estate list: organisations, sites, whose they are, and the four limbs; the denominator."""

from __future__ import annotations

from datetime import date

import pytest

from riskreg.intake import kind_of
from riskreg.register import (
    Asset,
    Change,
    Organisation,
    OrganisationParent,
    Site,
    SiteAssessment,
    SiteTenure,
    SiteVersion,
)
from riskreg.rules.terms import Control, Covers, ImportKind, Limb, LimbAnswer, OrganisationKind
from tests.intake.make import APRIL, FEBRUARY, HEADERS, JANUARY, MARCH, Desk, camera, codes, counts

ESTATE = (
    "Organisation", "Organisation type", "Parent organisation", "Site code", "Site name", "Address", "Postcode",
    "Ownership", "Lease end", "Secret material", "Vetted officials", "Ministers", "SOCPA 2005", "Assessed by",
    "Assessed on",
)  # fmt: skip


def line(
    organisation: str = "Harbour Council",
    code: str = "H1",
    name: str = "Harbour House",
    *,
    parent: str | None = "Coast Group",
    control: str | None = "Owned",
    limbs: tuple[str | None, ...] = ("No", "Yes", None, "Unknown"),
    by: str | None = "S. Assessor",
    on: date | None = date(2025, 12, 1),
) -> tuple[object, ...]:
    lease_end = date(2030, 6, 30)
    return (organisation, "Council", parent, code, name, "1 Quay", "HB1 1AA", control, lease_end, *limbs, by, on)


def test_an_estate_list_is_told_from_its_headers(quick_desk: Desk) -> None:
    assert kind_of(quick_desk.workbook([line()], ESTATE)) is ImportKind.ESTATE
    assert kind_of(quick_desk.workbook([camera("AA1001")], HEADERS)) is ImportKind.ASSETS
    plan = ("Site", "Replaces", "Replacement product", "Target date", "Likely cost")
    assert kind_of(quick_desk.workbook([("Harbour House", "all", "Axis P3245", date(2027, 1, 1), 900)], plan)) is (
        ImportKind.PLAN
    )


def test_a_column_called_kind_tells_by_its_words_which_list_it_is(quick_desk: Desk) -> None:
    headers = ("Organisation", "Kind", "Parent", "Site code", "Site name", "Postcode")
    bodies = [("Harbour Council", "Council", None, "H1", "Harbour House", "HB1 1AA"),
              ("Coast Police", "Police force", None, "C1", "Nick", None)]  # fmt: skip
    assert kind_of(quick_desk.workbook(bodies, headers)) is ImportKind.ESTATE
    devices = [("Harbour Council", "Dome", None, "H1", "Harbour House", "HB1 1AA")]
    assert kind_of(quick_desk.workbook(devices, headers)) is ImportKind.ASSETS


def test_an_estate_list_brings_organisations_sites_and_limbs(desk: Desk) -> None:
    rows = [line(), line("Mill Council", "M1", "Mill Lane Depot", limbs=(None,) * 4)]
    preview = desk.preview(rows, ESTATE, organisation_id=None)
    assert preview.kind is ImportKind.ESTATE
    assert counts(preview) == {"new": 2}
    desk.apply(preview)
    organisations = desk.all(Organisation)
    assert [o.name for o in organisations] == ["Harbour Council", "Coast Group", "Mill Council"]
    assert organisations[2].kind is OrganisationKind.COUNCIL
    assert {(p.organisation_id, p.parent_id, p.from_on) for p in desk.all(OrganisationParent)} == {
        (1, 2, JANUARY),
        (3, 2, JANUARY),
    }
    sites = desk.all(Site)
    assert [(s.code, s.organisation_id, s.is_listed, s.control) for s in sites] == [
        ("H1", 1, True, Control.OWNED),
        ("M1", 3, True, Control.OWNED),
    ]
    assert [v.lease_end_on for v in desk.all(SiteVersion)] == [date(2030, 6, 30)] * 2
    assert {(a.limb, a.answer) for a in desk.all(SiteAssessment)} == {
        (Limb.SECRET_MATERIAL, LimbAnswer.NO),
        (Limb.VETTED_OFFICIALS, LimbAnswer.YES),
        (Limb.SOCPA_2005, LimbAnswer.UNKNOWN),
    }
    assert {a.assessed_on for a in desk.all(SiteAssessment)} == {date(2025, 12, 1)}


def test_the_same_estate_list_again_changes_nothing(desk: Desk) -> None:
    desk.import_list([line()], ESTATE, organisation_id=None)
    before = len(desk.all(Change))
    again = desk.preview([line()], ESTATE, organisation_id=None)
    assert (counts(again), again.changes_nothing) == ({"unchanged": 1}, True)
    desk.apply(again)
    assert len(desk.all(Change)) == before
    newer = desk.import_list([line()], ESTATE, organisation_id=None, described_on=FEBRUARY)
    assert counts(newer) == {"unchanged": 1}
    assert len(desk.all(SiteVersion)) == 1


def test_a_blank_changes_nothing_and_an_answer_is_dated(desk: Desk) -> None:
    desk.import_list([line()], ESTATE, organisation_id=None)
    rows = [line(control=None, limbs=(None, "No", None, None), by=None, on=None)]
    preview = desk.preview(rows, ESTATE, organisation_id=None, described_on=FEBRUARY)
    assert counts(preview) == {"changed": 1}
    assert "assessed-on-assumed" in codes(preview)
    desk.apply(preview)
    assert len(desk.all(SiteVersion)) == 1
    newest = desk.all(SiteAssessment)[-1]
    assert (newest.limb, newest.answer, newest.assessed_on) == (Limb.VETTED_OFFICIALS, LimbAnswer.NO, FEBRUARY)


def test_an_unlisted_site_becomes_listed(desk: Desk) -> None:
    desk.import_list([camera("AA1001")])
    assert [site.is_listed for site in desk.all(Site)] == [False]
    preview = desk.preview([line()], ESTATE, organisation_id=None, described_on=FEBRUARY)
    assert counts(preview) == {"changed": 1}
    desk.apply(preview)
    assert [(site.is_listed, site.code) for site in desk.all(Site)] == [(True, "H1")]


def test_a_site_that_moves_takes_its_assets_along(desk: Desk) -> None:
    desk.import_list([line()], ESTATE, organisation_id=None)
    desk.import_list([camera("AA1001")])
    rows = [line("Mill Council")]
    preview = desk.preview(rows, ESTATE, organisation_id=None, described_on=MARCH)
    assert [(d.field, d.before, d.after) for d in preview.differences] == [
        ("organisation", "Harbour Council", "Mill Council")
    ]
    applied = desk.apply(preview)
    assert applied.touched_assets == 1
    assert [tenure.from_on for tenure in desk.all(SiteTenure)] == [JANUARY, MARCH]
    assert [site.organisation_id for site in desk.all(Site)] == [3]
    assert [asset.organisation_id for asset in desk.all(Asset)] == [3]


def test_a_site_that_moved_is_neither_lost_to_the_old_holder_nor_found_anew_by_the_new_one(desk: Desk) -> None:
    desk.import_list([line(), line(code="H2", name="Quay Offices")], ESTATE, organisation_id=None)
    first = [camera("AA1001"), camera("AA1002"), camera("AA1003", "Quay Offices")]
    desk.import_list(first, described_on=FEBRUARY)
    desk.import_list([line("Mill Council")], ESTATE, organisation_id=None, described_on=MARCH)
    new_holder = desk.preview(first[:2], described_on=APRIL, organisation_id=3)
    assert counts(new_holder) == {"unchanged": 2}
    whole = desk.preview(first[2:], described_on=APRIL, covers=Covers.ORGANISATION)
    assert counts(whole) == {"unchanged": 1}
    # The old holder names it still: said, and no second site or device.
    still = desk.preview(first, described_on=APRIL)
    assert counts(still) == {"rejected": 2, "unchanged": 1}
    assert "is a site of Mill Council" in next(i.message for i in still.issues if i.cell and i.severity == "error")
    # A list from before the move is that of the old holder, and adds history.
    desk.apply(new_holder)
    rows = [camera("AA1001", location="Roof"), camera("AA1004"), first[2]]
    older = desk.preview(rows, described_on=date(2026, 2, 20), covers=Covers.ORGANISATION)
    assert counts(older) == {"older": 1, "new": 1, "unchanged": 1, "not_seen": 1}
    desk.apply(older)
    assert [asset.organisation_id for asset in desk.all(Asset)] == [3, 3, 1, 3]
    assert [asset.is_seen for asset in desk.all(Asset)][:3] == [True, True, True]


def test_listed_sites_that_a_newer_list_does_not_name_are_said_and_stay(quick_desk: Desk) -> None:
    quick_desk.import_list([line(), line(code="H2", name="Quay Offices")], ESTATE, organisation_id=None)
    preview = quick_desk.preview([line()], ESTATE, organisation_id=None, described_on=FEBRUARY)
    assert preview.sites.not_named == ("Quay Offices",)
    assert "sites-not-named" in codes(preview)
    quick_desk.apply(preview)
    assert [site.is_listed for site in quick_desk.all(Site)] == [True, True]


def test_an_older_estate_list_replaces_nothing_newer(quick_desk: Desk) -> None:
    quick_desk.import_list([line()], ESTATE, organisation_id=None, described_on=MARCH)
    preview = quick_desk.preview([line(control="PFI")], ESTATE, organisation_id=None, described_on=JANUARY)
    quick_desk.apply(preview)
    (site,) = quick_desk.all(Site)
    assert site.control is Control.OWNED
    assert [v.control for v in quick_desk.all(SiteVersion)] == [Control.OWNED, Control.PFI]


@pytest.mark.parametrize(
    ("rows", "code", "outcome"),
    [
        ([line(), line(control="PFI")], "site-twice", {"new": 1, "conflicting": 1}),
        ([line(), line()], "row-repeated", {"new": 1, "unchanged": 1}),
        ([line(parent="Mill Group"), line("Mill Group", "M1", "Mill", parent="Harbour Council")], "parent-circle",
         {"new": 1, "rejected": 1}),
        ([line("Harbour Councl")], "organisation-like-another", {"new": 1}),
        ([line(None)], "organisation-missing", {"rejected": 1}),  # type: ignore[arg-type]
    ],
    ids=["site twice", "row twice", "circle", "nearly known organisation", "no organisation"],
)  # fmt: skip
def test_what_an_estate_list_says_of_its_rows(
    quick_desk: Desk, rows: list[tuple[object, ...]], code: str, outcome: dict[str, int]
) -> None:
    preview = quick_desk.preview(rows, ESTATE, organisation_id=None)
    assert counts(preview) == outcome
    assert code in codes(preview)
