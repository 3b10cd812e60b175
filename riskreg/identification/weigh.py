"""Weighing: from the traces of a device to one finding.

**Source**: design law 2 (a brand is not a maker); catalogue rules of use for model patterns, supply claims and address
prefixes. The figures of confidence are checked against the labelled cases by `python -m tests.evaluation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from riskreg.identification.claims import ClaimVerdict, is_owned, weigh_claim
from riskreg.identification.evidence import (
    Evidence,
    Proof,
    address_proof,
    label_signal,
    mention_signal,
    model_proofs,
    serial_proof,
)
from riskreg.identification.families import Families
from riskreg.identification.finding import Finding, Signal
from riskreg.identification.knowledge import KnownName
from riskreg.identification.statements import Mention, Role
from riskreg.rules.terms import Certainty, MatchBasis, NameKind, SignalKind

_BASIS = {
    SignalKind.MODEL_GRAMMAR: MatchBasis.MODEL,
    SignalKind.SERIAL_GRAMMAR: MatchBasis.SERIAL,
    SignalKind.MAC_PREFIX: MatchBasis.MAC,
}
_ALONE = {SignalKind.MODEL_GRAMMAR: 0.93, SignalKind.SERIAL_GRAMMAR: 0.9, SignalKind.MAC_PREFIX: 0.75}
_RELABELLED = {SignalKind.MODEL_GRAMMAR: 0.85, SignalKind.SERIAL_GRAMMAR: 0.85, SignalKind.MAC_PREFIX: 0.7}
_CONFLICTING = {SignalKind.MODEL_GRAMMAR: 0.6, SignalKind.SERIAL_GRAMMAR: 0.7, SignalKind.MAC_PREFIX: 0.5}
_CAMERA_KINDS = frozenset({"cameras", "recorders", "body_worn_cameras", "intercom", "anpr", "in_vehicle_video"})


@dataclass(slots=True)
class _Case:
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
        return sorted(found, key=lambda p: -_ALONE[p.kind])

    def _is_supported(self, proof: Proof) -> bool:
        """A weaker proof counts once a second trace points to the same maker."""
        related = self.families.are_related
        by_proof = any(p is not proof and related(p.vendor, proof.vendor) for p in self.proofs)
        by_claim = any(c.suspicion > 0 and c.maker and related(c.maker, proof.vendor) for c in self.claims)
        by_text = any(m.vendor and m.pattern is None and related(m.vendor, proof.vendor) for m in self.present)
        by_name = any(related(n.vendor, proof.vendor) and n.attestation.is_citable for n in self.evidence.label.names)
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
        component = next((c.vendor for c in self.evidence.components), None)
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
        )


def weigh(evidence: Evidence, families: Families) -> Finding:
    """What the traces of a device come to.

    Args:
        evidence: Its traces, read.
        families: The vendors and their ties.
    """
    case = _Case(evidence, families)
    case.proofs, notes = model_proofs(evidence, families)
    if evidence.serial is not None:
        case.proofs.append(serial_proof(evidence.serial, families))
    if evidence.mac is not None:
        case.proofs.append(address_proof(evidence.mac, families))
    case.claims = [
        weigh_claim(c, evidence.numbers, evidence.dated_on, families.name(c.maker)) for c in evidence.label.claims
    ]
    case.present = evidence.mentions(Role.PRESENT)
    case.signals += [p.signal for p in case.proofs] + notes + [c.signal for c in case.claims]
    case.signals += [mention_signal(m, families) for m in evidence.text.mentions]
    case.signals += _part_signals(evidence, families)
    return _decide(case)


def _part_signals(evidence: Evidence, families: Families) -> list[Signal]:
    parts = []
    for component in evidence.components:
        maker = families.name(component.vendor)
        text = f"A part inside ({component.label}) points to {maker}, which says nothing of who made the device itself."
        parts.append(Signal(SignalKind.COMPONENT, component.vendor, True, 0.4, text, component.attestation.text))
    for software in evidence.software:
        text = f"{software.label} is software of {families.name(software.vendor)}."
        strength = 0.9 if evidence.software_is_device else 0.5
        parts.append(Signal(SignalKind.SOFTWARE, software.vendor, True, strength, text, software.attestation.text))
    return parts


def _decide(case: _Case) -> Finding:
    owner = _owner(case)
    if owner is not None:
        case.signals.append(label_signal(owner, case.evidence.label.text, case.families))
        if case.families.is_watched(owner.vendor):
            return _watched_label(case, owner)
        return _other_label(case, owner)
    return _no_maker_by_label(case)


def _owner(case: _Case) -> KnownName | None:
    """The vendor whose name the label is, where the label can name a maker at all."""
    for name in case.evidence.label.names:
        facts = case.families.facts(name.vendor)
        if facts is not None and facts.is_watched and not name.attestation.is_citable:
            case.signals.append(label_signal(name, case.evidence.label.text, case.families))
            continue
        if facts is not None and facts.role != "maker":
            text = f"“{case.evidence.label.text}” is a seller's brand: who made the device differs from model to model."
            case.signals.append(Signal(SignalKind.OTHER_MAKER, name.vendor, False, 0.0, text, name.attestation.text))
            continue
        return name
    return None


def _contrary(case: _Case, vendor: str) -> tuple[list[Proof], list[Mention]]:
    """Proofs and statements that speak against a maker."""
    related = case.families.are_related
    proofs = [p for p in case.proofs if not related(p.vendor, vendor) and _counts_against(case, p)]
    denied = [m for m in case.evidence.mentions(Role.DENIED) if m.vendor and related(m.vendor, vendor)]
    elsewhere = [m for m in case.present if m.vendor and not related(m.vendor, vendor)]
    past = [m for m in case.evidence.mentions(Role.PAST) if m.vendor and related(m.vendor, vendor) and elsewhere]
    watched = [m for m in elsewhere if m.vendor and case.families.is_watched(m.vendor)]
    return proofs, [*denied, *past, *watched] or (elsewhere if not _named_at_all(case, vendor) else [])


def _named_at_all(case: _Case, vendor: str) -> bool:
    return any(m.vendor and case.families.are_related(m.vendor, vendor) for m in case.present)


def _counts_against(case: _Case, proof: Proof) -> bool:
    """An address of a firm that makes no cameras (a network card) speaks against nobody."""
    if proof.kind is not SignalKind.MAC_PREFIX or case.families.is_watched(proof.vendor):
        return proof.is_firm
    facts = case.families.facts(proof.vendor)
    return facts is not None and bool(_CAMERA_KINDS.intersection(facts.kinds[:1]))


def _watched_label(case: _Case, owner: KnownName) -> Finding:
    vendor, maker = owner.vendor, case.families.name(owner.vendor)
    agreeing = [p for p in case.proofs if case.families.are_related(p.vendor, vendor)]
    proofs, statements = _contrary(case, vendor)
    others = [p.vendor for p in proofs] + [m.vendor for m in statements]
    if proofs or statements:
        if any(p.is_firm and p.kind is not SignalKind.MAC_PREFIX for p in agreeing):
            text = f"Made by {maker}: label and numbering agree, although another trace says otherwise."
            return case.finding(vendor, Certainty.IDENTIFIED, 0.85, _entity(case, owner), text, others=others)
        text = f"The label says {maker}, but other traces contradict it. Look at the device."
        return case.finding(vendor, Certainty.SUSPECTED, 0.6, MatchBasis.CONFLICT, text, others=others)
    if owner.is_ambiguous or case.evidence.label.is_everyday:
        if agreeing:
            basis = _BASIS[agreeing[0].kind]
            return case.finding(vendor, Certainty.IDENTIFIED, 0.9, basis, f"Made by {maker}: label and device agree.")
        text = f"The label may mean {maker}, and may mean another brand. Look at the device."
        return case.finding(vendor, Certainty.SUSPECTED, 0.4, MatchBasis.MISSPELLING, text)
    if owner.kind is NameKind.MISSPELLING and not agreeing:
        text = f"Made by {maker}: the label is a known misspelling."
        return case.finding(vendor, Certainty.IDENTIFIED, 0.85, MatchBasis.MISSPELLING, text, may_be_clear=True)
    confidence = 0.98 if agreeing else 0.95
    text = f"Made by {maker}."
    return case.finding(vendor, Certainty.IDENTIFIED, confidence, _entity(case, owner), text, may_be_clear=True)


def _entity(case: _Case, owner: KnownName) -> MatchBasis:
    facts = case.families.facts(owner.vendor)
    is_affiliate = owner.kind is NameKind.AFFILIATE or bool(
        facts is not None and facts.parents and owner.kind is not NameKind.LEGAL
    )
    watched_above = any(case.families.is_watched(v) for v in case.families.above(owner.vendor))
    return (
        MatchBasis.AFFILIATE
        if is_affiliate and (watched_above or owner.kind is NameKind.AFFILIATE)
        else MatchBasis.ENTITY
    )


def _other_label(case: _Case, owner: KnownName) -> Finding:
    vendor, maker = owner.vendor, case.families.name(owner.vendor)
    against = [p for p in case.firm() if not case.families.are_related(p.vendor, vendor)]
    if against:
        relabel = _relabelled(case, against)
        if relabel is not None:
            return relabel
        best = max(against, key=lambda p: _CONFLICTING[p.kind])
        culprit = case.families.name(best.vendor)
        confidence = min(0.8, _CONFLICTING[best.kind] + 0.1 * (len({p.kind for p in against}) - 1))
        text = f"The label says {maker}, but the device itself points to {culprit}. Look at the device."
        return case.finding(best.vendor, Certainty.SUSPECTED, confidence, MatchBasis.CONFLICT, text, others=[vendor])
    supplied = _supplied(case, others=[vendor])
    if supplied is not None:
        return supplied
    proofs, statements = _contrary(case, vendor)
    watched = [m for m in statements if m.vendor and case.families.is_watched(m.vendor) and m.role is Role.PRESENT]
    if watched:
        culprit = watched[0].vendor or vendor
        text = f"The label says {maker}, but the description names {case.families.name(culprit)}. Look at the device."
        return case.finding(culprit, Certainty.SUSPECTED, 0.5, MatchBasis.CONFLICT, text, others=[vendor])
    unsettled = any(c.maker and c.suspicion > 0 for c in case.claims) or _has_citable_claim(case)
    is_plain = not (owner.is_ambiguous or case.evidence.label.is_everyday) or bool(
        [p for p in case.proofs if case.families.are_related(p.vendor, vendor)]
    )
    may_be_clear = is_plain and not unsettled and not proofs
    if case.families.is_positive(vendor) and is_plain:
        certainty = Certainty.SUSPECTED if proofs else Certainty.IDENTIFIED
        basis = MatchBasis.CONFLICT if proofs else MatchBasis.ENTITY
        confidence = 0.5 if proofs else 0.9
        others = [p.vendor for p in proofs]
        return case.finding(
            vendor, certainty, confidence, basis, f"Made by {maker}.", others=others, may_be_clear=may_be_clear
        )
    text = f"The label says {maker}; that does not establish who made the device."
    return case.finding(None, Certainty.UNKNOWN, 0.0, None, text, others=[vendor])


def _has_citable_claim(case: _Case) -> bool:
    """A brand of which only some series are another maker's is no brand that clears its other models."""
    return any(
        claim.is_citable and claim.confidence in ("high", "medium") and not claim.is_counter_claim and verdict.maker
        for claim, verdict in zip(case.evidence.label.claims, case.claims, strict=True)
    )


def _relabelled(case: _Case, proofs: Sequence[Proof]) -> Finding | None:
    """A brand that a maker is said to supply, on a device that shows that maker's own numbering or address."""
    for proof in proofs:
        if any(c.maker and not c.excludes and case.families.are_related(c.maker, proof.vendor) for c in case.claims):
            maker = case.families.name(proof.vendor)
            text = f"Made by {maker} and sold as {case.evidence.label.text}: the brand is one it supplies, and the device shows it."
            return case.finding(proof.vendor, Certainty.IDENTIFIED, 0.9, MatchBasis.OEM_RELABEL, text)
    return None


def _supplied(case: _Case, others: Sequence[str] = ()) -> Finding | None:
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
    confidence = max(0.2, best.suspicion - against - (0.1 if len(makers) > 1 else 0.0))
    name = case.families.name(vendor)
    if owned and best.suspicion >= 0.9:
        text = f"Made by {name}: {case.evidence.label.text} is its own brand."
        return case.finding(vendor, Certainty.IDENTIFIED, 0.95, MatchBasis.ENTITY, text, others=list(makers))
    fits = "brand and series fit" if best.fits_series else "brand alone"
    text = (
        f"Possibly made by {name} and sold as {case.evidence.label.text} ({fits}). Inspect the device before deciding."
    )
    return case.finding(
        vendor, Certainty.SUSPECTED, confidence, MatchBasis.OEM_RELABEL, text, others=[*makers, *others]
    )


def _no_maker_by_label(case: _Case) -> Finding:
    """No label, a reseller's label, a house brand or a brand that is only known from supply claims."""
    label, families = case.evidence.label, case.families
    firm = case.firm()
    proofs_by_text = [m for m in case.present if m.vendor and families.is_watched(m.vendor)]
    if firm:
        vendor = firm[0].vendor
        rival = [p.vendor for p in firm if not families.are_related(p.vendor, vendor)]
        proofs, statements = _contrary(case, vendor)
        if rival or proofs or statements:
            others = [*rival, *(p.vendor for p in proofs), *(m.vendor for m in statements)]
            text = f"Traces of the device point to {families.name(vendor)} and to others. Look at the device."
            return case.finding(vendor, Certainty.SUSPECTED, 0.6, MatchBasis.CONFLICT, text, others=others)
        relabel = _relabelled(case, firm)
        if relabel is not None:
            return relabel
        return _by_proof(case, firm)
    supplied = _supplied(case)
    if supplied is not None:
        return supplied
    if proofs_by_text:
        return _by_text(case, proofs_by_text)
    if case.evidence.software and case.evidence.software_is_device:
        vendor = case.evidence.software[0].vendor
        text = f"Software of {families.name(vendor)}."
        return case.finding(vendor, Certainty.IDENTIFIED, 0.9, MatchBasis.ENTITY, text)
    return _weak_or_other(case, label.is_blank)


def _by_proof(case: _Case, firm: Sequence[Proof]) -> Finding:
    best, label, name = firm[0], case.evidence.label, case.families.name(firm[0].vendor)
    kinds = {p.kind for p in firm}
    bonus = 0.04 if len(kinds) > 1 else 0.0
    if label.is_blank:
        text = f"Made by {name}."
        return case.finding(best.vendor, Certainty.IDENTIFIED, _ALONE[best.kind] + bonus, _BASIS[best.kind], text)
    text = f"Made by {name}, whatever the label: the label says {label.text}."
    confidence = _RELABELLED[best.kind] + bonus
    only_address = kinds == {SignalKind.MAC_PREFIX}
    basis = MatchBasis.MAC if only_address else MatchBasis.OEM_RELABEL
    return case.finding(best.vendor, Certainty.IDENTIFIED, confidence, basis, text)


def _by_text(case: _Case, mentions: Sequence[Mention]) -> Finding:
    best = mentions[0]
    vendor = best.vendor or ""
    others = [m.vendor for m in case.present if m.vendor and not case.families.are_related(m.vendor, vendor)]
    name = case.families.name(vendor)
    if others:
        text = f"The description names {name} and others. Look at the device."
        return case.finding(vendor, Certainty.SUSPECTED, 0.5, MatchBasis.CONFLICT, text, others=others)
    by_model = any(m.pattern is not None for m in mentions)
    citable = by_model or any(n.attestation.is_citable and not n.is_ambiguous for n in best.names)
    if not citable:
        text = f"The description may mean {name}; no source that can be relied on says so."
        return case.finding(None, Certainty.UNKNOWN, 0.0, None, text, others=[vendor])
    basis = MatchBasis.MODEL if by_model and not any(m.names for m in mentions) else MatchBasis.ENTITY
    confidence = 0.9 if by_model else 0.85
    if not case.evidence.label.is_blank:
        text = f"The description says {name}; the label says {case.evidence.label.text}."
        return case.finding(vendor, Certainty.IDENTIFIED, confidence - 0.1, MatchBasis.OEM_RELABEL, text)
    return case.finding(vendor, Certainty.IDENTIFIED, confidence, basis, f"Made by {name}, by its description.")


def _weak_or_other(case: _Case, is_blank: bool) -> Finding:
    families = case.families
    network = [p for p in case.proofs if families.is_watched(p.vendor) and p.kind is SignalKind.MAC_PREFIX]
    if network:
        name = families.name(network[0].vendor)
        text = f"The network interface is {name}'s; its addresses are mostly in switches and telephones. Look at the device."
        return case.finding(network[0].vendor, Certainty.SUSPECTED, 0.4, MatchBasis.MAC, text)
    if case.evidence.software:
        vendor = case.evidence.software[0].vendor
        text = f"Works with software of {families.name(vendor)}, which does not show who made it. Look at the device."
        return case.finding(vendor, Certainty.SUSPECTED, 0.4, MatchBasis.ENTITY, text)
    if case.evidence.components:
        text = "Who made the device cannot be told; a part inside points to a watched maker."
        return case.finding(None, Certainty.SUSPECTED, 0.4, MatchBasis.COMPONENT, text)
    others = [m.vendor for m in case.present if m.vendor and families.is_positive(m.vendor)]
    addressed = [p.vendor for p in case.proofs if not families.is_watched(p.vendor) and _counts_against(case, p)]
    if is_blank and len(set(others)) == 1:
        text = f"Made by {families.name(others[0] or '')}, by its description."
        return case.finding(others[0], Certainty.IDENTIFIED, 0.8, MatchBasis.ENTITY, text, may_be_clear=True)
    if is_blank and addressed and not others:
        text = f"Made by {families.name(addressed[0])}, by its network address."
        return case.finding(addressed[0], Certainty.IDENTIFIED, 0.7, MatchBasis.MAC, text, may_be_clear=True)
    near = case.evidence.label.near
    for vendor, spelling in near:
        text = f"The make “{case.evidence.label.text}” is spelt nearly like “{spelling}”. Only a person can tell what was meant."
        case.signals.append(
            Signal(SignalKind.NEAR_MISS, vendor, True, 0.0, text, "spelling compared with the catalogue's names")
        )
    weak = [p.vendor for p in case.proofs if families.is_watched(p.vendor)]
    candidates = [*weak, *(vendor for vendor, _ in near)]
    said = (
        "No make is given" if is_blank else f"“{case.evidence.label.text}” is no maker that the catalogue can vouch for"
    )
    return case.finding(None, Certainty.UNKNOWN, 0.0, None, f"Who made it cannot be told. {said}.", others=candidates)
