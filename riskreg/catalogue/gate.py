"""The gate before activation: canaries must be recognised, traps must not be taken for a watched or listed maker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from riskreg.catalogue.definitions import Catalogue, Probe
from riskreg.identification import Finding, Trace
from riskreg.rules.terms import Certainty


class Identifies(Protocol):
    """Whatever tells the maker of a device; `riskreg.identification.Identifier` does."""

    def identify(self, trace: Trace) -> Finding:
        """Who made the device that left these traces."""


@dataclass(frozen=True, slots=True)
class GateFailure:
    """A probe that did not come out as it must.

    Attributes:
        file: `canaries.csv` or `traps.csv`.
        message: What was expected and what was found, with the line.
        explanation: What identification says of it.
    """

    file: str
    probe: Probe
    message: str
    explanation: str


@dataclass(frozen=True, slots=True)
class GateResult:
    """What the gate found."""

    canaries: int
    traps: int
    failures: tuple[GateFailure, ...]

    @property
    def is_open(self) -> bool:
        """Whether the lists may be activated: there are canaries and traps, and all came out as they must."""
        return not self.failures and self.canaries > 0 and self.traps > 0


def run_gate(catalogue: Catalogue, identifier: Identifies) -> GateResult:
    """Run every canary and trap of a catalogue.

    Args:
        catalogue: The lists to be tried.
        identifier: Identification compiled from the same lists.
    """
    failures = (*_canaries(catalogue, identifier), *_traps(catalogue, identifier))
    return GateResult(len(catalogue.canaries), len(catalogue.traps), failures)


def _canaries(catalogue: Catalogue, identifier: Identifies) -> Iterator[GateFailure]:
    for probe in catalogue.canaries:
        finding = identifier.identify(trace_of(probe))
        if probe.certainty == Certainty.IDENTIFIED:
            is_hit = finding.certainty is Certainty.IDENTIFIED and finding.vendor == probe.vendor
        else:
            is_hit = finding.certainty is Certainty.SUSPECTED and probe.vendor in finding.candidates
        if not is_hit:
            wanted = f"{probe.vendor} {probe.certainty}"
            yield _failure("canaries.csv", probe, f"“{_shown(probe)}” should give {wanted}", finding)


def _traps(catalogue: Catalogue, identifier: Identifies) -> Iterator[GateFailure]:
    for probe in catalogue.traps:
        finding = identifier.identify(trace_of(probe))
        if finding.certainty is Certainty.UNKNOWN:
            continue
        named = {finding.vendor, *finding.candidates} - {None}
        if probe.vendor is not None:
            caught = named & {probe.vendor}
        else:
            caught = {slug for slug in named if slug is not None and _is_watched(catalogue, slug)}
        if caught:
            yield _failure("traps.csv", probe, f"“{_shown(probe)}” should not point to a watched vendor", finding)


def trace_of(probe: Probe) -> Trace:
    """The traces of a probe."""
    return Trace(
        make=probe.make or None,
        model=probe.model or None,
        mac=probe.mac or None,
        serial=probe.serial or None,
        description=probe.description or None,
    )


def _is_watched(catalogue: Catalogue, slug: str) -> bool:
    """Whether a list or claim concerns the maker."""
    facts = catalogue.knowledge.vendors.get(slug)
    return slug in catalogue.listed or (facts is not None and facts.is_watched)


def _failure(file: str, probe: Probe, wanted: str, finding: Finding) -> GateFailure:
    found = f"{finding.vendor or 'nobody'} {finding.certainty}"
    return GateFailure(file, probe, f"{file}, line {probe.line}: {wanted}; it gives {found}.", finding.explanation)


def _shown(probe: Probe) -> str:
    values = (probe.make, probe.model, probe.mac, probe.serial, probe.description)
    return " | ".join(value for value in values if value)
