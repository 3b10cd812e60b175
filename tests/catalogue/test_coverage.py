"""Whether a regime covers a maker on a date, and why."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.catalogue import Catalogue
from riskreg.catalogue.coverage import Coverage, coverage_of
from riskreg.identification.knowledge import Attestation, Knowledge, VendorFacts, VendorTie
from riskreg.identification.verdict import CoverStatus
from riskreg.rules.terms import DeterminationOutcome, LinkKind

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


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['regime']}-{case['vendor']}-{case['on']}")
def test_coverage_is_as_the_table_says(catalogue: Catalogue, case: dict[str, str]) -> None:
    cover = _coverage(catalogue, case).of(case["vendor"], date.fromisoformat(case["on"]))
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
)
def test_a_company_is_covered_only_along_sound_ties_that_hold(
    catalogue: Catalogue, drawn: list[tuple[str, str, str, int, int]], day: int
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
    on = start + timedelta(day)
    coverage = coverage_of(regime, regime.latest, {}, _knowledge(catalogue.knowledge, ties))

    def reached(sound: bool) -> set[str]:
        found = {"hikvision"}
        while True:
            more = {
                tie.vendor
                for tie in ties
                if tie.of in found
                and tie.from_on is not None
                and tie.to_on is not None
                and tie.from_on <= on <= tie.to_on
                and (tie.attestation.is_citable or not sound)
            } - found
            if not more:
                return found
            found |= more

    for slug in {"hikvision"} | {tie.vendor for tie in ties}:
        status = coverage.of(slug, on).status
        if slug in reached(sound=True):
            assert status is CoverStatus.COVERED
        elif slug in reached(sound=False):
            assert status is CoverStatus.AWAITED
        else:
            assert status is CoverStatus.NOT_COVERED


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
