"""A brand's own numbering stands for its label where no make is given, or one that nobody knows."""

from __future__ import annotations

from datetime import date

import pytest

from riskreg.identification import Identifier, Trace
from riskreg.identification.strengths import BRAND_BY_NUMBER, SERIES, SHARED_NUMBER
from riskreg.rules.terms import Certainty, MatchBasis
from tests.identification.known import small_knowledge

OTHER_MAC, SUPPLIERS_MAC = "B8:A4:4F:00:00:01", "3C:EF:8C:00:00:01"


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    return Identifier(small_knowledge())


@pytest.mark.parametrize(
    "trace",
    [
        Trace(model="OC123"),
        Trace(part_number="OC123"),
        Trace(model="Dome OC123"),
        Trace(make="n/a", model="OC123"),
        Trace(make="ABC Security", model="OC123"),
        Trace(make_and_model="4MP dome OC123"),
        Trace(description="2 x OC123 in the canteen"),
    ],
    ids=str,
)
def test_the_number_of_a_supplied_brand_is_a_reason_to_look_and_never_more(
    identifier: Identifier, trace: Trace
) -> None:
    finding = identifier.identify(trace)

    assert (finding.vendor, finding.certainty, finding.basis) == ("dahua", Certainty.SUSPECTED, MatchBasis.OEM_RELABEL)
    assert finding.confidence == round(SERIES["high"] - BRAND_BY_NUMBER, 2)
    assert "the number is of Oemcam's numbering (OC)" in finding.explanation
    assert "[a text that was read]" in finding.explanation_with_sources


@pytest.mark.parametrize(
    "trace",
    [
        Trace(make="Axis", model="OC123"),
        Trace(make="StoreBrand", model="OC123"),
        Trace(model="Bracket for OC123"),
        Trace(make_and_model="bracket for OC123"),
        Trace(description="bracket for OC123"),
        Trace(description="replaced OC123 by M3045-V of another firm"),
        Trace(make="ABC Security", description="dome OC123"),
        Trace(description="WB7 dome"),
    ],
    ids=str,
)
def test_it_says_nothing_beside_a_known_label_or_of_another_device(identifier: Identifier, trace: Trace) -> None:
    assert "dahua" not in identifier.identify(trace).candidates


def test_a_number_that_several_brands_share_weighs_less(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(model="WB7"))

    assert (finding.vendor, finding.certainty) == ("hikvision", Certainty.SUSPECTED)
    assert finding.confidence <= SHARED_NUMBER
    assert "StoreBrand number so as well" in finding.explanation


def test_the_address_of_the_supplier_settles_it(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(model="OC123", mac=SUPPLIERS_MAC))

    assert (finding.vendor, finding.certainty, finding.basis) == ("dahua", Certainty.IDENTIFIED, MatchBasis.OEM_RELABEL)
    assert "sold as Oemcam" in finding.explanation


def test_the_dates_of_a_claim_count_for_a_number_too(identifier: Identifier) -> None:
    sold = identifier.identify(Trace(model="HEN1", installed_on=date(2021, 1, 1)))
    later = identifier.identify(Trace(model="HEN1", installed_on=date(2024, 1, 1)))

    assert sold.confidence > later.confidence > 0


def test_a_maker_whom_nobody_supplies_is_told_by_its_number_alone(identifier: Identifier) -> None:
    finding = identifier.identify(Trace(model="M3045-V"))

    assert (finding.vendor, finding.certainty, finding.is_clear_candidate) == ("axis", Certainty.IDENTIFIED, True)
    assert identifier.identify(Trace(make="ABC Security", model="M3045-V")).is_clear_candidate is False


@pytest.mark.parametrize(
    "trace",
    [Trace(model="M3045-V", mac=SUPPLIERS_MAC), Trace(model="M3045-V", description="Dahua dome")],
    ids=["address", "description"],
)
def test_a_restricted_trace_beside_such_a_number_is_in_conflict(identifier: Identifier, trace: Trace) -> None:
    finding = identifier.identify(trace)

    assert (finding.vendor, finding.certainty, finding.basis) == ("dahua", Certainty.SUSPECTED, MatchBasis.CONFLICT)
    assert "axis" in finding.candidates


def test_every_bundled_numbering_stands_for_its_brand(bundled_identifier: Identifier) -> None:
    """Of goods that are bought in, none may be clear by its number."""
    for make, model, told in [
        ("Amcrest", "IP8M-2483E", "dahua"),
        ("LTS", "CMIP8232", "hikvision"),
        ("CP Plus", "CP-UNC-TA21L2C", "dahua"),
        ("Speco", "O4B1", None),
        ("TRENDnet", "TV-IP110W", None),
    ]:
        by_make = bundled_identifier.identify(Trace(make=make, model=model))
        by_number = bundled_identifier.identify(Trace(model=model))

        assert by_number.certainty is (Certainty.SUSPECTED if told else Certainty.UNKNOWN), by_number.explanation
        assert by_number.vendor == told
        assert not by_number.is_clear_candidate
        assert by_number.confidence <= by_make.confidence
