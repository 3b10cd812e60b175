"""The gate: canaries are recognised, traps are not taken for a watched vendor."""

from __future__ import annotations

from dataclasses import replace

import pytest

from riskreg.catalogue import Catalogue
from riskreg.catalogue.gate import run_gate, trace_of
from riskreg.identification import Finding, Identifier, Trace
from riskreg.rules.terms import Certainty
from tests.journeys.desk import compiled


class Says:
    """An identifier that always says the same."""

    def __init__(self, vendor: str | None, certainty: Certainty, candidates: tuple[str, ...] = ()) -> None:
        self.finding = Finding(vendor, certainty, 0.5, None, candidates, (), "It says so.")

    def identify(self, trace: Trace) -> Finding:
        return self.finding


@pytest.fixture(scope="module")
def identifier(catalogue: Catalogue) -> Identifier:
    return compiled(catalogue.knowledge)


def test_the_bundled_lists_pass_the_gate(catalogue: Catalogue, identifier: Identifier) -> None:
    result = run_gate(catalogue, identifier)
    assert [failure.message for failure in result.failures] == []
    assert result.is_open
    assert (result.canaries, result.traps) == (len(catalogue.canaries), len(catalogue.traps))


def test_a_missed_canary_closes_the_gate(catalogue: Catalogue) -> None:
    result = run_gate(catalogue, Says(None, Certainty.UNKNOWN))
    assert not result.is_open
    assert len(result.failures) == len(catalogue.canaries)
    assert result.failures[0].message.startswith("canaries.csv, line 2: “Hikvision | DS-2CD2145FWD-I” should give")
    assert result.failures[0].explanation == "It says so."


@pytest.mark.parametrize("certainty", [Certainty.IDENTIFIED, Certainty.SUSPECTED])
def test_a_trap_that_snaps_closes_the_gate(catalogue: Catalogue, certainty: Certainty) -> None:
    result = run_gate(catalogue, Says("hikvision", certainty, ("hikvision",)))
    snapped = [failure for failure in result.failures if failure.file == "traps.csv"]
    assert len(snapped) == len([trap for trap in catalogue.traps if trap.vendor in (None, "hikvision")])
    assert all("should not point to a watched vendor" in failure.message for failure in snapped)


def test_another_maker_snaps_no_trap(catalogue: Catalogue) -> None:
    result = run_gate(catalogue, Says("axis", Certainty.IDENTIFIED, ("axis",)))
    assert not [failure for failure in result.failures if failure.file == "traps.csv"]


def test_a_gate_without_canaries_or_traps_stays_closed(catalogue: Catalogue, identifier: Identifier) -> None:
    assert not run_gate(replace(catalogue, canaries=()), identifier).is_open
    assert not run_gate(replace(catalogue, traps=()), identifier).is_open


def test_empty_cells_of_a_probe_are_no_traces(catalogue: Catalogue) -> None:
    trace = trace_of(catalogue.canaries[1])
    assert (trace.make, trace.model, trace.mac, trace.serial, trace.description) == (
        "HIKVISION",
        None,
        None,
        None,
        None,
    )
