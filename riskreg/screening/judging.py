"""What a regime says of a finding: of the maker first, then of the goods; and what a person judges of it. Pure.

**Source**: design laws 1 to 3.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import orjson

from riskreg.catalogue.coverage import Cover, Coverage
from riskreg.identification import Finding, RegimeVerdict, Trace, verdict_for
from riskreg.identification.verdict import CoverStatus
from riskreg.rules.obligations import NOTHING_TOLD, Circumstances
from riskreg.rules.terms import EquipmentKind, MatchBasis, Verdict

Signals = str
"""Kind, vendor and direction of each trace that counts, sorted, as JSON: written once for all regimes."""

_BY_KIND_AND_PLACE = 0.9
"""Confidence where kind and country stand in the list: as sure as one clear statement of it."""
_BY_KIND_ALONE = 0.5


def circumstances_of(trace: Trace, made_by: date | None) -> Circumstances:
    """What a list tells of a device besides its maker.

    Args:
        trace: Its traces.
        made_by: A day by which it had been made, where anything turns on it.
    """
    kind = EquipmentKind(trace.kind) if trace.kind is not None else EquipmentKind.UNKNOWN
    return Circumstances(kind, trace.made_in, trace.purpose, made_by, trace.model or trace.part_number)


def makers_asked(finding: Finding) -> set[str]:
    """The makers on which a verdict may rest."""
    return {vendor for vendor in (finding.vendor, finding.component_of, *finding.candidates) if vendor is not None}


def judge_finding(
    finding: Finding, coverage: Coverage, on: date, told: Circumstances = NOTHING_TOLD
) -> tuple[RegimeVerdict, Cover | None]:
    """What a regime says of a finding on a date, and what it says of the vendor or goods on which the verdict rests.

    Args:
        finding: Who made the device.
        coverage: What the regime covers.
        on: The date.
        told: What a list tells of the device besides its maker.
    """
    covers = {vendor: coverage.of(vendor, on, told) for vendor in sorted(makers_asked(finding))}
    said = verdict_for(finding, {vendor: cover.status for vendor, cover in covers.items()})
    cover = covers.get(said.vendor) if said.vendor is not None else None
    if said.verdict.is_flagged:
        if cover is not None and cover.basis is not None and said.basis is not MatchBasis.DETERMINATION_AWAITED:
            said = replace(said, basis=cover.basis)
        return said, cover
    goods = coverage.of_goods(on, told)
    if goods is None:
        return said, cover
    if goods.status is CoverStatus.COVERED:
        text = "The goods are covered by their kind and place of production, whoever made them."
        return RegimeVerdict(Verdict.RESTRICTED, None, _BY_KIND_AND_PLACE, MatchBasis.CATEGORY, text), goods
    text = "The goods are of a kind that is covered where they were produced in certain countries."
    return RegimeVerdict(Verdict.SUSPECTED, None, _BY_KIND_ALONE, MatchBasis.CATEGORY, text), goods


def ground_tail(
    verdict: str,
    vendor: str | None,
    basis: str | None,
    signals: Signals,
    entry: str | None,
    determination_id: int | None,
) -> bytes:
    """What a person judges, the trace key apart: the same for thousands of keys, written once."""
    return orjson.dumps((verdict, vendor, basis, orjson.Fragment(signals), entry, determination_id))[1:]


def digest_of(trace_key_id: int, tail: bytes) -> str:
    """`ground_digest` of a trace key, from what `ground_tail` gave."""
    return hashlib.sha256(b"[%d,%b" % (trace_key_id, tail)).hexdigest()


def ground_digest(
    trace_key_id: int,
    verdict: str,
    vendor: str | None,
    basis: str | None,
    signals: Signals,
    entry: str | None,
    determination_id: int | None,
) -> str:
    """SHA-256 of what a person judges: verdict, maker, the traces that count, and what entry or determination say.

    An edition that repeats an entry word for word gives the same digest; another trace, another wording or a new
    determination gives another one.
    """
    return digest_of(trace_key_id, ground_tail(verdict, vendor, basis, signals, entry, determination_id))


def judged_signals(finding: Finding) -> Signals:
    """The traces of a finding that count, as the digest of a ground holds them."""
    said = sorted((each.kind.value, each.vendor or "", each.is_for) for each in finding.signals if not each.is_note)
    return orjson.dumps(said).decode()
