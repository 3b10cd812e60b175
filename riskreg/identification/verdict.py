"""From a finding to a verdict under one regime.

**Source**: design laws 1 to 3: unknown is not clear, a brand is not a maker, no regime is a yes or no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from riskreg.identification.finding import Finding
from riskreg.rules.terms import Certainty, MatchBasis, Verdict


class CoverStatus(StrEnum):
    """Whether a regime covers a vendor."""

    COVERED = "covered"
    NOT_COVERED = "not_covered"
    AWAITED = "awaited"
    """The regime sets a criterion, and nobody has decided it for this vendor."""
    CANNOT_TELL = "cannot_tell"
    """Too little is known of the vendor to say."""


@dataclass(frozen=True, slots=True)
class RegimeVerdict:
    """What is said of a device under one regime.

    Attributes:
        verdict: Restricted, suspected, unknown or clear.
        vendor: Slug of the vendor on which the verdict rests, or None.
        confidence: 0 to 1; that of the finding.
        basis: Ground of a flag; None for unknown and clear.
        sentence: Why, in one sentence.
    """

    verdict: Verdict
    vendor: str | None
    confidence: float
    basis: MatchBasis | None
    sentence: str


def verdict_for(finding: Finding, covers: Mapping[str, CoverStatus]) -> RegimeVerdict:
    """The verdict that a finding gives under one regime.

    Args:
        finding: Who made the device, as far as told.
        covers: Whether the regime covers each vendor, by slug; a vendor that is missing counts as *cannot tell*.
            The caller has already followed subsidiaries to their parents.
    """
    by_maker = _by_maker(finding, covers)
    part = finding.component_of
    if part is not None and not by_maker.verdict.is_flagged and _status(covers, part) is CoverStatus.COVERED:
        text = "A part inside points to a covered maker; whether that restricts the device is a question of law."
        return RegimeVerdict(Verdict.SUSPECTED, part, max(0.3, finding.confidence / 2), MatchBasis.COMPONENT, text)
    return by_maker


def _status(covers: Mapping[str, CoverStatus], vendor: str) -> CoverStatus:
    return covers.get(vendor, CoverStatus.CANNOT_TELL)


def _by_maker(finding: Finding, covers: Mapping[str, CoverStatus]) -> RegimeVerdict:
    vendor = finding.vendor
    if finding.certainty is Certainty.UNKNOWN or not finding.candidates:
        return _unknown(vendor, "Who made the device cannot be told, so it is neither flagged nor cleared.")
    if finding.certainty is Certainty.SUSPECTED or vendor is None:
        return _suspected(finding, covers)
    status = _status(covers, vendor)
    if status is CoverStatus.COVERED:
        text = "The maker is identified, and the regime covers it."
        return RegimeVerdict(Verdict.RESTRICTED, vendor, finding.confidence, finding.basis or MatchBasis.ENTITY, text)
    if status is CoverStatus.AWAITED:
        text = "The maker is identified, and nobody has yet decided whether the regime covers it."
        basis = MatchBasis.DETERMINATION_AWAITED
        return RegimeVerdict(Verdict.SUSPECTED, vendor, finding.confidence, basis, text)
    if status is CoverStatus.NOT_COVERED and finding.is_clear_candidate:
        text = "The maker is positively identified, and the regime does not cover it."
        return RegimeVerdict(Verdict.CLEAR, vendor, finding.confidence, None, text)
    if status is CoverStatus.NOT_COVERED:
        return _unknown(
            vendor, "A maker outside the regime is named, but not established well enough to clear the device."
        )
    return _unknown(vendor, "Too little is known of the maker to say whether the regime covers it.")


def _suspected(finding: Finding, covers: Mapping[str, CoverStatus]) -> RegimeVerdict:
    for wanted in (CoverStatus.COVERED, CoverStatus.AWAITED):
        for vendor in finding.candidates:
            if _status(covers, vendor) is wanted:
                covered = wanted is CoverStatus.COVERED
                text = (
                    "The traces point to a maker that the regime covers, and do not establish it."
                    if covered
                    else "The traces point to a maker for which nobody has yet decided whether the regime covers it."
                )
                basis = (finding.basis or MatchBasis.CONFLICT) if covered else MatchBasis.DETERMINATION_AWAITED
                return RegimeVerdict(Verdict.SUSPECTED, vendor, finding.confidence, basis, text)
    return _unknown(
        finding.vendor, "The maker is in doubt; none that comes into question is covered, so it is not cleared either."
    )


def _unknown(vendor: str | None, text: str) -> RegimeVerdict:
    return RegimeVerdict(Verdict.UNKNOWN, vendor, 0.0, None, text)
