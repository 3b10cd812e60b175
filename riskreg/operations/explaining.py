"""Explain one device: every trace for and against a maker, what each regime says, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from riskreg.errors import UsageError
from riskreg.identification import Finding, Trace
from riskreg.operations.office import Office
from riskreg.rules.plain_terms import weight
from riskreg.rules.terms import Certainty, MatchBasis, RegimeKind, Verdict
from riskreg.screening.check import Checker

_TRACES = {
    "make": "make",
    "model": "model",
    "make_and_model": "make and model",
    "part_number": "part number",
    "mac": "MAC address",
    "serial": "serial number",
    "description": "description",
    "component": "part inside",
    "software": "software",
    "supplier": "supplier or maintainer",
    "installed_on": "date of installation",
}
"""Field of a trace → what people call it, in the order in which they are told."""
_DECIDING = ("model", "serial", "mac")
"""What can settle a maker whatever the label says."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one regime says of the device.

    Attributes:
        regime: Short name.
        title: Title.
        verdict: Restricted, suspected, unknown or clear; of a regime that never flags, what it would say.
        reason: Why, in a sentence or two.
        is_whole: Whether the edition in use holds the whole list. Absence from a part of a list says nothing.
        is_indicator: The regime restricts something else, such as export, and is only shown.
    """

    regime: str
    title: str
    verdict: Verdict
    reason: str
    is_whole: bool
    is_indicator: bool


@dataclass(frozen=True, slots=True)
class Without:
    """What would be found without one of the traces, where that is something else.

    Attributes:
        trace: What people call the trace.
        certainty: How surely the maker would be told.
        vendor: Name of the likeliest maker then, or None.
        verdict: The gravest verdict then.
    """

    trace: str
    certainty: Certainty
    vendor: str | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Explained:
    """One device, explained.

    Attributes:
        edition: Edition of the lists.
        finding: Who made it, with every signal.
        weights: How much each signal counts, in a word, in the order of the signals.
        vendor: Name of the likeliest maker, or None.
        candidates: Names of all makers that the traces point to, likeliest first.
        verdict: The gravest verdict; clear only where every regime that counts says clear.
        said: What each regime says.
        without: What would be found if one of the traces given were missing.
        advice: What would settle it, most useful first.
    """

    edition: str
    finding: Finding
    weights: tuple[str, ...]
    vendor: str | None
    candidates: tuple[str, ...]
    verdict: Verdict
    said: tuple[Said, ...]
    without: tuple[Without, ...]
    advice: tuple[str, ...]


def trace_of(*, installed_on: date | None = None, **cells: str | None) -> Trace:
    """The trace of one device from its cells as typed; what is empty counts as not given.

    Args:
        installed_on: Day of installation.
        cells: Raw text by field of `Trace`.
    """
    return Trace(installed_on=installed_on, **{field: text or None for field, text in cells.items()})


def explain(office: Office, trace: Trace, *, regimes: Sequence[str] = ()) -> Explained:
    """Explain what the traces of one device come to. Needs no register: determinations are the bundled proposals.

    Args:
        office: Where the lists come from.
        trace: What is known of the device.
        regimes: Short names of the regimes; all of the lists where empty.

    Raises:
        UsageError: Nothing is known of the device.
        NotFound: A regime is unknown.
    """
    given = [field for field in _TRACES if getattr(trace, field)]
    if not [field for field in given if field != "installed_on"]:
        raise UsageError("Nothing is said of the device.", 'Name its make or model, or add --mac, such as "00:11:…".')
    catalogue = office.catalogue
    known = catalogue.regimes
    checker = Checker(catalogue, office.identifier, regimes or sorted(known), office.today)
    counting = [slug for slug in checker.slugs if regimes or known[slug].kind is not RegimeKind.INDICATOR]
    judging = Checker(catalogue, office.identifier, counting, office.today)
    finding, told = checker.by_regime(trace)
    verdict = judging.judge(trace).verdict

    def named(slug: str | None) -> str | None:
        return None if slug is None else catalogue.knowledge.vendors[slug].name

    without = []
    for field in given:
        judgement = judging.judge(replace(trace, **{field: None}))
        other = judgement.finding
        if (other.vendor, other.certainty, judgement.verdict) != (finding.vendor, finding.certainty, verdict):
            without.append(Without(_TRACES[field], other.certainty, named(other.vendor), judgement.verdict))
    said = tuple(
        Said(
            slug,
            known[slug].title,
            each.verdict,
            cover.reason if cover is not None and cover.reason else each.sentence,
            known[slug].latest.is_complete,
            known[slug].kind is RegimeKind.INDICATOR,
        )
        for slug, each, cover in told
    )
    return Explained(
        edition=catalogue.edition,
        finding=finding,
        weights=tuple(weight(signal.strength, is_note=signal.is_note) for signal in finding.signals),
        vendor=named(finding.vendor),
        candidates=tuple(name for slug in finding.candidates if (name := named(slug))),
        verdict=verdict,
        said=said,
        without=tuple(without),
        advice=tuple(_advice(trace, finding, tuple(each.basis for _, each, _ in told))),
    )


def _advice(trace: Trace, finding: Finding, bases: Sequence[MatchBasis | None]) -> list[str]:
    """What a person can do to know better, most useful first."""
    advice = []
    missing = [_TRACES[field] for field in _DECIDING if not getattr(trace, field)]
    if finding.basis is MatchBasis.CONFLICT:
        advice.append("The traces contradict each other: look at the device, and photograph its label.")
    if finding.certainty is not Certainty.IDENTIFIED and missing:
        advice.append(f"Add what is missing: {', '.join(missing)}. One of them may settle who made it.")
    if finding.basis is MatchBasis.OEM_RELABEL and finding.certainty is Certainty.SUSPECTED and not trace.installed_on:
        advice.append("Add the date of installation: some supply claims hold only between dates.")
    if finding.basis is MatchBasis.MISSPELLING:
        advice.append("The make is spelt oddly: check it on the device or on the invoice.")
    if MatchBasis.DETERMINATION_AWAITED in bases:
        advice.append("An officer must decide whether the regime covers this maker: riskreg determine.")
    if finding.certainty is Certainty.UNKNOWN and not missing:
        advice.append("Ask the supplier in writing who made it, and keep the answer.")
    if finding.certainty is Certainty.IDENTIFIED and not advice:
        advice.append("Only a trace that contradicts these would change it, such as a photograph of another label.")
    return advice
