"""Whether a regime covers a maker on a date, and why."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.catalogue import Catalogue, EntryDefinition, RegimeDefinition
from riskreg.catalogue.coverage import Coverage, coverage_of
from riskreg.catalogue.definitions import Limits
from riskreg.identification.knowledge import Attestation, Knowledge, VendorFacts, VendorTie
from riskreg.identification.verdict import CoverStatus
from riskreg.rules.obligations import Circumstances
from riskreg.rules.terms import DeterminationOutcome, EquipmentKind, LinkKind, MatchBasis, RegimeKind

TABLE = Path(__file__).parent.parent / "cases" / "coverage.csv"
CASES = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
SUBJECT = DeterminationOutcome.SUBJECT
NOW = date(2026, 11, 22)


def _coverage(catalogue: Catalogue, case: dict[str, str]) -> Coverage:
    regime = catalogue.regimes[case["regime"]]
    if case["edition"] == "none":
        edition = None
    else:
        edition = regime.edition(case["edition"]) if case["edition"] else regime.latest
        assert edition is not None
    if case["determinations"] == "proposals":
        decided = catalogue.proposed(regime.slug)
    else:
        pairs = (each.split("=") for each in case["determinations"].split())
        decided = {slug: DeterminationOutcome(outcome) for slug, outcome in pairs}
    return coverage_of(regime, edition, decided, catalogue.knowledge)


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(filter(None, list(case.values())[:9])))
def test_coverage_is_as_the_table_says(catalogue: Catalogue, case: dict[str, str]) -> None:
    told = Circumstances(
        EquipmentKind(case["kind"] or "unknown"),
        case["made_in"] or None,
        case["purpose"] or None,
        date.fromisoformat(case["made_by"]) if case["made_by"] else None,
    )
    cover = _coverage(catalogue, case).of(case["vendor"], date.fromisoformat(case["on"]), told)
    assert (cover.status, cover.entry_key or "", " ".join(cover.via)) == (case["status"], case["entry"], case["via"]), (
        cover.reason
    )
    assert cover.reason.endswith(".")
    assert cover.is_by_affiliation is bool(case["via"])


def test_the_reason_names_tie_entry_and_scope(catalogue: Catalogue) -> None:
    regime = catalogue.regimes["us_889"]
    reason = coverage_of(regime, regime.latest, {}, catalogue.knowledge).of("ezviz", NOW).reason
    assert reason.startswith("EZVIZ is a subsidiary of Hikvision, which is named in entry 2 (“Hangzhou Hikvision")
    assert "together with its affiliates; the entry is for: video surveillance" in reason


@pytest.mark.parametrize("vendor", ["hikvision", "pyronix", "lorex", "axis"])
def test_a_proposal_is_called_a_proposal(catalogue: Catalogue, vendor: str) -> None:
    regime = catalogue.regimes["uk_nil_2022"]
    proposed = catalogue.proposed(regime.slug)
    words = "a proposal: no officer has decided"
    as_proposals = coverage_of(regime, regime.latest, proposed, catalogue.knowledge, are_proposals=True)
    as_decided = coverage_of(regime, regime.latest, proposed, catalogue.knowledge)
    assert words in as_proposals.of(vendor, NOW).reason
    assert words not in as_decided.of(vendor, NOW).reason
    assert as_proposals.of(vendor, NOW).status is as_decided.of(vendor, NOW).status


def test_statuses_answer_for_several_makers(catalogue: Catalogue) -> None:
    regime = catalogue.regimes["us_889"]
    coverage = coverage_of(regime, regime.latest, {}, catalogue.knowledge)
    assert coverage.statuses(("hikvision", "axis"), NOW) == {
        "hikvision": CoverStatus.COVERED,
        "axis": CoverStatus.NOT_COVERED,
    }


def _knowledge(base: Knowledge, ties: tuple[VendorTie, ...]) -> Knowledge:
    slugs = {"hikvision"} | {tie.vendor for tie in ties} | {tie.of for tie in ties}
    facts = {slug: VendorFacts(slug, slug, False, headquarters="GB", basis="text") for slug in slugs}
    return replace(base, vendors=facts, ties=ties)


COMPANIES = ["hikvision", "aa", "bb", "cc", "dd"]


@given(
    drawn=st.lists(
        st.tuples(
            st.sampled_from(COMPANIES),
            st.sampled_from(COMPANIES),
            st.sampled_from(["high", "medium", "low", "unverified"]),
            st.integers(0, 20),
            st.integers(0, 20),
        ),
        max_size=9,
    ),
    day=st.integers(0, 20),
    made=st.none() | st.integers(0, 20),
)
def test_a_company_is_covered_only_along_sound_ties_that_hold_now_or_held_when_the_device_was_made(
    catalogue: Catalogue, drawn: list[tuple[str, str, str, int, int]], day: int, made: int | None
) -> None:
    start = date(2020, 1, 1)
    ties = tuple(
        VendorTie(
            vendor,
            of,
            LinkKind.SUBSIDIARY,
            start + timedelta(min(first, last)),
            start + timedelta(max(first, last)),
            Attestation("a register", confidence),
        )
        for vendor, of, confidence, first, last in drawn
        if vendor != of
    )
    regime = catalogue.regimes["us_889"]
    on, made_by = start + timedelta(day), start + timedelta(made) if made is not None else None
    coverage = coverage_of(regime, regime.latest, {}, _knowledge(catalogue.knowledge, ties))

    def holds(tie: VendorTie, when: date) -> bool:
        return tie.from_on is not None and tie.to_on is not None and tie.from_on <= when <= tie.to_on

    def ended(tie: VendorTie) -> bool:
        return tie.to_on is not None and tie.to_on < on

    def reached(*, sound: bool, past: bool) -> set[str]:
        found = {"hikvision"}
        while True:
            more = {
                tie.vendor
                for tie in ties
                if tie.of in found
                and (tie.attestation.is_citable or not sound)
                and (holds(tie, on) or (past and ended(tie) and (made_by is None or holds(tie, made_by))))
            } - found
            if not more:
                return found
            found |= more

    for slug in {"hikvision"} | {tie.vendor for tie in ties}:
        status = coverage.of(slug, on, Circumstances(made_by=made_by)).status
        was = slug in reached(sound=True, past=True)
        if slug in reached(sound=True, past=False) or (was and made_by is not None):
            assert status is CoverStatus.COVERED
        elif slug in reached(sound=False, past=False) or was:
            assert status is CoverStatus.AWAITED
        else:
            assert status is CoverStatus.NOT_COVERED


def test_a_company_sold_later_is_told_with_its_date(catalogue: Catalogue) -> None:
    regime = catalogue.regimes["us_889"]
    coverage = coverage_of(regime, regime.latest, {}, catalogue.knowledge)
    then = coverage.of("lorex", NOW, Circumstances(made_by=date(2021, 5, 3))).reason
    assert then.startswith("Lorex was a subsidiary of Dahua (until 24 November 2022), which is named in entry 1")
    assert then.endswith("This device was in place by 3 May 2021.")
    assert coverage.of("lorex", NOW).reason.endswith(
        "does not tell when this device was made, so somebody must check it."
    )


def _one_entry(base: RegimeDefinition, entry: EntryDefinition, **changes: Any) -> RegimeDefinition:
    edition = replace(base.latest, entries=(entry,), is_complete=True)
    return replace(base, editions=(edition,), goods=(), **changes)


@pytest.mark.parametrize(
    ("confidence", "status"),
    [("high", "covered"), ("medium", "covered"), ("low", "cannot_tell"), ("unverified", "cannot_tell")],
)
def test_an_entry_that_was_not_read_surely_flags_nothing(catalogue: Catalogue, confidence: str, status: str) -> None:
    entry = EntryDefinition("a", "Hikvision", "hikvision", None, None, True, "", confidence)
    regime = _one_entry(catalogue.regimes["us_889"], entry)
    assert coverage_of(regime, regime.latest, {}, catalogue.knowledge).of("hikvision", NOW).status == status


def test_a_maker_that_an_entry_may_mean_is_neither_covered_nor_outside(catalogue: Catalogue) -> None:
    entry = EntryDefinition("a", "Axis something", None, None, None, False, "", may_be=("axis",))
    regime = _one_entry(catalogue.regimes["us_889"], entry)
    cover = coverage_of(regime, regime.latest, {}, catalogue.knowledge).of("axis", NOW)
    assert cover.status is CoverStatus.CANNOT_TELL
    assert "may mean Axis" in cover.reason


DRONE, CAMERA, UNKNOWN = EquipmentKind.DRONE, EquipmentKind.CAMERA, EquipmentKind.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "made_in", "status", "words"),
    [
        (DRONE, "CN", "covered", ""),
        (DRONE, "FR", "covered", ""),
        (DRONE, "US", None, ""),
        (DRONE, None, "awaited", "no list tells where this was made"),
        (CAMERA, "CN", None, ""),
        (UNKNOWN, "CN", None, ""),
    ],
)
def test_a_category_of_goods_is_judged_by_kind_and_place_of_production(
    catalogue: Catalogue, kind: EquipmentKind, made_in: str | None, status: str | None, words: str
) -> None:
    regime = catalogue.regimes["us_fcc_covered"]
    coverage = coverage_of(regime, regime.latest, {}, catalogue.knowledge)
    cover = coverage.of_goods(NOW, Circumstances(kind, made_in))
    assert (cover.status if cover else None, cover is None or cover.entry_key == "foreign-drones") == (status, True)
    assert cover is None or words in cover.reason
    assert coverage.of_goods(date(2025, 12, 21), Circumstances(kind, made_in)) is None


@pytest.mark.parametrize(
    ("vendor", "model", "complete", "status", "words"),
    [
        ("axis", "P3245-LVE", True, "not_covered", "is approved by entry 1"),
        ("axis", "p3245 lve", True, "not_covered", "is approved by entry 1"),
        ("axis", "Q1615", True, "covered", "a list of approved products. That says nothing against its maker."),
        ("axis", None, True, "cannot_tell", "the model of this one is not told"),
        ("bosch", "NBE-3502", True, "covered", "is not on"),
        ("bosch", "NBE-3502", False, "cannot_tell", "only a part is at hand"),
    ],
)
def test_under_a_list_of_approved_products_what_is_not_on_it_is_covered(
    catalogue: Catalogue, vendor: str, model: str | None, complete: bool, status: str, words: str
) -> None:
    entry = EntryDefinition("a", "Axis cameras", "axis", None, None, False, "", limits=Limits(models=("P3245-LVE",)))
    regime = _one_entry(catalogue.regimes["us_889"], entry, kind=RegimeKind.POSITIVE_LIST)
    edition = replace(regime.latest, is_complete=complete)
    cover = coverage_of(regime, edition, {}, catalogue.knowledge).of(vendor, NOW, Circumstances(model=model))
    assert cover.status == status
    assert words in cover.reason
    assert (cover.basis is MatchBasis.NOT_APPROVED) is (status == "covered")


def test_ties_of_components_and_supply_carry_nothing(catalogue: Catalogue) -> None:
    for kind in (LinkKind.COMPONENT, LinkKind.MAKES_FOR):
        tie = VendorTie("aa", "hikvision", kind, None, None, Attestation("a register", "high"))
        regime = catalogue.regimes["us_889"]
        coverage = coverage_of(regime, regime.latest, {}, _knowledge(catalogue.knowledge, (tie,)))
        assert coverage.of("aa", NOW).status is CoverStatus.NOT_COVERED


def test_an_unknown_seat_cannot_be_told(catalogue: Catalogue) -> None:
    regime = catalogue.regimes["uk_nil_2022"]
    facts = {"aa": VendorFacts("aa", "Aa", False, headquarters=None, basis="text")}
    coverage = coverage_of(regime, regime.latest, {}, replace(catalogue.knowledge, vendors=facts, ties=()))
    assert coverage.of("aa", NOW).status is CoverStatus.CANNOT_TELL
