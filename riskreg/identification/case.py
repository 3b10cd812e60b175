"""The working state of one weighing, and what every weighing asks of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from riskreg.identification import strengths
from riskreg.identification.claims import ClaimVerdict, is_owned
from riskreg.identification.evidence import Evidence, Proof
from riskreg.identification.families import DEVICE_KINDS, Families
from riskreg.identification.finding import Finding, Signal
from riskreg.identification.statements import Mention, Role
from riskreg.rules.terms import Certainty, MatchBasis, SignalKind

BASIS = {
    SignalKind.MODEL_GRAMMAR: MatchBasis.MODEL,
    SignalKind.SERIAL_GRAMMAR: MatchBasis.SERIAL,
    SignalKind.MAC_PREFIX: MatchBasis.MAC,
}


@dataclass(slots=True)
class Case:
    """Working state of one weighing."""

    evidence: Evidence
    families: Families
    proofs: list[Proof] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    claims: list[ClaimVerdict] = field(default_factory=list)
    present: tuple[Mention, ...] = ()

    def firm(self, *, watched_only: bool = True) -> list[Proof]:
        """Proofs that can decide alone, surest first."""
        found = [p for p in self.proofs if p.is_firm or self._is_supported(p)]
        if watched_only:
            found = [p for p in found if self.families.is_watched(p.vendor)]
        return sorted(found, key=lambda p: -strengths.ALONE[p.kind])

    def _is_supported(self, proof: Proof) -> bool:
        """A weaker proof counts once a second trace points to the same maker."""
        related = self.families.are_related
        by_proof = any(p is not proof and related(p.vendor, proof.vendor) for p in self.proofs)
        # What a number tells of a brand is no second trace beside what the number tells of a maker.
        is_label = self.evidence.label.told_by is None or proof.kind is not SignalKind.MODEL_GRAMMAR
        by_claim = is_label and any(c.suspicion > 0 and c.maker and related(c.maker, proof.vendor) for c in self.claims)
        by_text = any(m.vendor and m.pattern is None and related(m.vendor, proof.vendor) for m in self.present)
        by_name = is_label and any(
            related(n.vendor, proof.vendor) and n.attestation.is_citable for n in self.evidence.label.names
        )
        return proof.kind is not SignalKind.OTHER_MAKER and (by_proof or by_claim or by_text or by_name)

    def finding(
        self,
        vendor: str | None,
        certainty: Certainty,
        confidence: float,
        basis: MatchBasis | None,
        conclusion: str,
        *,
        others: Sequence[str | None] = (),
        may_be_clear: bool = False,
    ) -> Finding:
        """The finding, with every signal told."""
        candidates = tuple(dict.fromkeys(v for v in (vendor, *others) if v))
        signals = tuple(sorted(self.signals, key=lambda s: (s.is_note, -s.strength)))
        component = next((c.vendor for c in self.evidence.components if c.attestation.is_citable), None)
        told = " ".join(dict.fromkeys((conclusion, *(s.text for s in signals))))
        return Finding(
            vendor,
            certainty,
            round(confidence, 2),
            basis,
            candidates,
            signals,
            told,
            is_accessory=self.evidence.text.is_accessory,
            component_of=component,
            is_clear_candidate=may_be_clear and vendor is not None and self.families.is_positive(vendor),
            conclusion=conclusion,
        )


def contrary(case: Case, vendor: str) -> tuple[list[Proof], list[Mention]]:
    """Proofs and statements that speak against a maker. A name that may be a place (“Sony Centre”) does not."""
    related = case.families.are_related
    proofs = [p for p in case.proofs if not related(p.vendor, vendor) and counts_against(case, p)]
    denied = [m for m in case.evidence.mentions(Role.DENIED) if m.vendor and related(m.vendor, vendor)]
    elsewhere = [m for m in case.present if m.is_marked and m.vendor and not related(m.vendor, vendor)]
    gone = (*case.evidence.mentions(Role.PAST), *case.evidence.mentions(Role.LEFT))
    past = [m for m in gone if m.vendor and related(m.vendor, vendor) and elsewhere]
    watched = [m for m in elsewhere if m.vendor and case.families.is_watched(m.vendor)]
    return proofs, [*denied, *past, *watched] or (elsewhere if not _named_at_all(case, vendor) else [])


def _named_at_all(case: Case, vendor: str) -> bool:
    return any(m.vendor and case.families.are_related(m.vendor, vendor) for m in case.present)


def counts_against(case: Case, proof: Proof) -> bool:
    """An address of a firm that makes no cameras (a network card) speaks against nobody."""
    if proof.kind is not SignalKind.MAC_PREFIX or case.families.is_watched(proof.vendor):
        return proof.is_firm
    facts = case.families.facts(proof.vendor)
    return facts is not None and bool(DEVICE_KINDS.intersection(facts.kinds[:1]))


def relabelled(case: Case, proofs: Sequence[Proof]) -> Finding | None:
    """A brand that a maker is said to supply, on a device that shows that maker's own numbering or address."""
    by_number = case.evidence.label.told_by is not None
    for proof in proofs:
        if not (by_number and proof.kind is SignalKind.MODEL_GRAMMAR) and any(
            c.maker and not (c.excludes and c.suspicion > 0) and case.families.are_related(c.maker, proof.vendor)
            for c in case.claims
        ):
            maker = case.families.name(proof.vendor)
            brand = case.evidence.label.brand
            text = f"Made by {maker} and sold as {brand}: {maker} supplies the brand, and the device shows it."
            return case.finding(
                proof.vendor, Certainty.IDENTIFIED, strengths.SUPPLIED_AND_SHOWN, MatchBasis.OEM_RELABEL, text
            )
    return None


def supplied(case: Case, others: Sequence[str] = ()) -> Finding | None:
    """A brand that a maker is said to supply, and nothing on the device that shows it."""
    live = sorted(
        (c for c in case.claims if c.suspicion > 0 and c.maker and not c.excludes), key=lambda c: -c.suspicion
    )
    if not live:
        return None
    best = live[0]
    vendor = best.maker or ""
    makers = dict.fromkeys(c.maker for c in live)
    owned = any(is_owned(k) and k.maker == vendor and k.status == "current" for k in case.evidence.label.claims)
    against = sum(c.signal.strength for c in case.claims if c.excludes)
    confidence = max(0.2, best.suspicion - against - (strengths.DOUBTFUL_CLAIM if len(makers) > 1 else 0.0))
    name, label = case.families.name(vendor), case.evidence.label
    if label.told_by is not None:
        return _supplied_by_number(case, vendor, confidence, [*makers, *others])
    if owned and best.suspicion >= strengths.OWNED:
        text = f"Made by {name}: {label.text} is its own brand."
        return case.finding(
            vendor, Certainty.IDENTIFIED, strengths.OWN_BRAND_CLAIM, MatchBasis.ENTITY, text, others=list(makers)
        )
    fits = "brand and series fit" if best.fits_series else "brand alone"
    text = f"Possibly made by {name} and sold as {label.text} ({fits}). Inspect the device before deciding."
    return case.finding(
        vendor, Certainty.SUSPECTED, confidence, MatchBasis.OEM_RELABEL, text, others=[*makers, *others]
    )


def _supplied_by_number(case: Case, vendor: str, confidence: float, others: Sequence[str | None]) -> Finding:
    """The same, where only the number tells the brand: a reason to look, whatever the claim."""
    label, name = case.evidence.label, case.families.name(vendor)
    confidence = max(0.2, confidence - strengths.BRAND_BY_NUMBER)
    if label.told_by is not None and label.told_by.strength == "shared":
        confidence = min(confidence, strengths.SHARED_NUMBER)
    said = "No make is given" if label.is_blank else f"“{label.text}” is no maker that the catalogue can vouch for"
    text = f"{said}, and the number is {label.brand}'s: possibly made by {name} and sold as {label.brand}. Look at it."
    return case.finding(vendor, Certainty.SUSPECTED, confidence, MatchBasis.OEM_RELABEL, text, others=others)


def served_by(case: Case, maker: str | None) -> Finding | None:
    """A watched vendor that supplied, installed or maintains a device which nothing else ties to it.

    **Source**: Pub. L. 115-232, section 889(f)(3)(C): services provided by the listed companies are covered as well.

    Args:
        case: The traces.
        maker: Slug of the maker that the label names, or None.
    """
    for firm in case.evidence.served_by:
        if maker is None or not case.families.are_related(firm.vendor, maker):
            name = case.families.name(firm.vendor)
            text = f"{name} supplied, installed or maintains it; who made it is another question. Look at the device."
            others = [maker] if maker else []
            return case.finding(
                firm.vendor, Certainty.SUSPECTED, strengths.SUGGESTED, MatchBasis.ENTITY, text, others=others
            )
    return None
