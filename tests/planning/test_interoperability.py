"""Whether a candidate works with what stays is answered as the table says, and unknown is never fits."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.planning.product_lists import bundled_list, of_yaml
from riskreg.rules.candidates import Candidate, ProfileClaim
from riskreg.rules.interoperability import fit, proposals
from riskreg.rules.interoperability_terms import Stays, Subject
from riskreg.rules.power import POE_CLASSES, class_for
from riskreg.rules.terms import EquipmentKind, Interoperability

_FILE = Path(__file__).parents[1] / "cases" / "interoperability.csv"
_CASES = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()))
_TUPLES = {"profiles", "client_profiles", "codecs", "vms_drivers", "mounts", "analytics"}


def _values(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in filter(None, text.split(";")):
        name, _, value = pair.partition("=")
        parts = value.split("|")
        if name.endswith("profiles"):
            found[name] = tuple(ProfileClaim(p.split(" ")[0], p.partition(" ")[2] or None) for p in parts)
        elif name in _TUPLES:
            found[name] = tuple(parts)
        elif value in ("yes", "no"):
            found[name] = value == "yes"
        elif name == "kind":
            found[name] = EquipmentKind(value)
        elif name.endswith("_on"):
            found[name] = date.fromisoformat(value)
        else:
            found[name] = int(value) if value.removeprefix("-").isdigit() else value
    return found


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["case"])
def test_a_candidate_works_with_what_stays_as_the_table_says(case: dict[str, str]) -> None:
    candidate = Candidate(vendor="Axis", model="P1", **_values(case["product"]))
    found = fit(candidate, Stays(**_values(case["stays"])), int(case["quantity"]))
    (answer,) = [each for each in found.answers if each.subject == case["subject"]]
    assert answer.outcome == case["outcome"], answer.reason
    assert [need.kind.value for need in answer.needs] == list(filter(None, case["needs"].split("|")))
    assert answer.reason.endswith(".")
    assert answer.source


def test_every_outcome_of_every_subject_that_can_be_is_in_the_table() -> None:
    assert {case["subject"] for case in _CASES} == {each.value for each in Subject}
    assert {case["outcome"] for case in _CASES} == {each.value for each in Interoperability}


def test_what_adapts_says_what_it_takes_and_what_fits_takes_nothing() -> None:
    for case in _CASES:
        assert bool(case["needs"]) is (case["outcome"] == "adapts"), case["case"]


_STAYING = st.builds(
    Stays,
    vms=st.sampled_from([None, "XProtect"]),
    recorder=st.sampled_from([None, "Other NVR"]),
    has_switch=st.booleans(),
    codecs=st.sampled_from([(), ("H.264",)]),
    needs_analytics=st.booleans(),
    forbids_username_token=st.booleans(),
    ingress=st.sampled_from([None, "IP66"]),
    coldest=st.sampled_from([None, 0, -20]),
    mount=st.sampled_from([None, "T91B47"]),
    analytics=st.sampled_from([(), ("people counting",)]),
)


@given(_STAYING)
def test_a_product_of_which_nothing_is_told_fits_nothing(stays: Stays) -> None:
    found = fit(Candidate(vendor="Axis", model="P1"), stays, 1)
    assert {each.outcome for each in found.answers} <= {Interoperability.NOT_KNOWN}
    assert found.outcome is Interoperability.NOT_KNOWN


def test_the_gravest_answer_is_that_of_the_whole() -> None:
    candidate = Candidate(vendor="Axis", model="P1", profiles=(ProfileClaim("T", "1"),), codecs=("AV1",))
    stays = Stays(vms="X", client_profiles=(ProfileClaim("T", "2"),), codecs=("H.264",), is_coax=True)
    assert fit(candidate, stays, 1).outcome is Interoperability.BLOCKS


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        (Stays(recorder="DS-7616NI", is_recorder_restricted=True), True),
        (Stays(vms="HikCentral", is_vms_restricted=True, recorder="Other", is_recorder_restricted=False), True),
        (Stays(recorder="Other", is_recorder_restricted=False), False),
        (Stays(recorder="No name"), None),
        (Stays(), False),
    ],
)
def test_a_restricted_recorder_that_stays_keeps_the_system_restricted(stays: Stays, expected: bool | None) -> None:
    assert fit(Candidate(vendor="Axis", model="P1"), stays, 1).keeps_restricted is expected


def test_the_hidden_switch_is_found_and_real_products_that_fit_are_proposed() -> None:
    candidates = [row.candidate for row in of_yaml(bundled_list(), date(2026, 11, 22)).rows if row.candidate]
    stays = Stays(has_switch=True, port_class=4, budget_milliwatts=195_000)
    modern = next(each for each in candidates if each.name == "AXIS Q3538-SLVE")
    (answer,) = fit(modern, stays, 24).answers
    assert answer.outcome is Interoperability.ADAPTS
    assert "24 × 23 W = 552 W, of 195 W" in answer.reason
    found = proposals(candidates, stays, 24, EquipmentKind.DOME_CAMERA)
    assert found
    for each in found:
        assert each.candidate.kind is EquipmentKind.DOME_CAMERA
        assert (each.candidate.milliwatts or 0) * 24 <= 195_000
    outcomes = [answer.outcome for each in found for answer in each.answers if answer.subject is Subject.SWITCH]
    assert outcomes == sorted(outcomes, key=lambda each: each is not Interoperability.FITS), "as it is comes first"
    assert {Interoperability.FITS, Interoperability.ADAPTS} == set(outcomes)
    assert len(found) >= 5


@given(st.integers(1, 71_300))
def test_the_class_for_a_draw_is_the_smallest_that_gives_it(milliwatts: int) -> None:
    number = class_for(milliwatts)
    assert number is not None
    assert POE_CLASSES[number].at_device >= milliwatts
    assert all(POE_CLASSES[each].at_device < milliwatts for each in range(1, number))
