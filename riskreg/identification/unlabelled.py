"""Weighing a device without a label that names its maker: none, a reseller's, a house brand or a supplied brand."""

from __future__ import annotations

from collections.abc import Sequence

from riskreg.identification import strengths
from riskreg.identification.case import (
    BASIS,
    Case,
    contrary,
    counts_against,
    relabelled,
    served_by,
    supplied,
)
from riskreg.identification.evidence import Proof, numbering_of
from riskreg.identification.finding import Finding, Signal
from riskreg.identification.inside import Inside
from riskreg.identification.statements import Mention, Role
from riskreg.rules.terms import Certainty, MatchBasis, SignalKind


def without_label(case: Case) -> Finding:
    """No label, a reseller's label, a house brand or a brand that is only known from supply claims."""
    label, families = case.evidence.label, case.families
    firm = case.firm()
    proofs_by_text = [m for m in case.present if m.vendor and families.is_watched(m.vendor)]
    if firm:
        vendor = firm[0].vendor
        rival = [p.vendor for p in firm if not families.are_related(p.vendor, vendor)]
        rival += [numbered] if (numbered := _numbered(case)) and not families.are_related(numbered, vendor) else []
        proofs, statements = contrary(case, vendor)
        if rival or proofs or statements:
            others = [*rival, *(p.vendor for p in proofs), *(m.vendor for m in statements)]
            text = f"Traces of the device point to {families.name(vendor)} and to others. Look at the device."
            return case.finding(
                vendor, Certainty.SUSPECTED, strengths.CONTRADICTED, MatchBasis.CONFLICT, text, others=others
            )
        relabel = relabelled(case, firm)
        if relabel is not None:
            return relabel
        return _by_proof(case, firm)
    bought_in = supplied(case)
    if bought_in is not None:
        return bought_in
    if any(m.pattern is not None or _is_vouched(m) for m in proofs_by_text):
        return _by_text(case, proofs_by_text)
    perhaps = [
        m.vendor
        for m in case.evidence.mentions(Role.DOUBTFUL)
        if m.vendor
        and (m.pattern is not None or any(n.attestation.is_citable for n in m.names))
        and families.is_watched(m.vendor)
        and (label.is_blank or m.pattern is not None or case.evidence.inside(m.text) is not Inside.OTHER_FIRM)
    ]
    if perhaps:
        text = f"The description may mean {families.name(perhaps[0])}, and may mean something else. Look at the device."
        return case.finding(
            perhaps[0], Certainty.SUSPECTED, strengths.NAMED_BESIDE_OTHERS, MatchBasis.ENTITY, text, others=perhaps[1:]
        )
    programs = [m for m in case.evidence.software if m.attestation.is_citable]
    if programs and case.evidence.software_is_device:
        vendor = programs[0].vendor
        text = f"Software of {families.name(vendor)}."
        return case.finding(vendor, Certainty.IDENTIFIED, strengths.SOFTWARE_ITSELF, MatchBasis.ENTITY, text)
    found = _weak_or_other(case, label.is_blank)
    if proofs_by_text and found.certainty is not Certainty.SUSPECTED:
        # What no source vouches for decides nothing, and leaves what others say of a maker in doubt.
        vendor = proofs_by_text[0].vendor or ""
        text = f"The description may mean {families.name(vendor)}; no source that can be relied on says so."
        return case.finding(None, Certainty.UNKNOWN, 0.0, None, text, others=[vendor])
    return found


def _by_proof(case: Case, firm: Sequence[Proof]) -> Finding:
    best, label, name = firm[0], case.evidence.label, case.families.name(firm[0].vendor)
    kinds = {p.kind for p in firm}
    bonus = strengths.AGREEING_TRACES if len(kinds) > 1 else 0.0
    if label.is_blank:
        text = f"Made by {name}."
        return case.finding(
            best.vendor, Certainty.IDENTIFIED, strengths.ALONE[best.kind] + bonus, BASIS[best.kind], text
        )
    said = label.text.rstrip(".")
    text = f"Made by {name}, whatever the label: the label says {said}."
    confidence = strengths.RELABELLED[best.kind] + bonus
    only_address = kinds == {SignalKind.MAC_PREFIX}
    basis = MatchBasis.MAC if only_address else MatchBasis.OEM_RELABEL
    return case.finding(best.vendor, Certainty.IDENTIFIED, confidence, basis, text)


def _is_vouched(mention: Mention) -> bool:
    return any(n.attestation.is_citable and not n.is_ambiguous for n in mention.names)


def _by_text(case: Case, mentions: Sequence[Mention]) -> Finding:
    best = next((m for m in mentions if _is_vouched(m)), mentions[0])
    vendor = best.vendor or ""
    others = [
        m.vendor
        for m in case.present
        if m.vendor
        and (m.is_marked or case.families.is_watched(m.vendor))
        and not case.families.are_related(m.vendor, vendor)
    ]
    name = case.families.name(vendor)
    numbered = _numbered(case)
    if numbered:
        others.append(numbered)
    if others:
        text = f"The description names {name} and others. Look at the device."
        return case.finding(
            vendor, Certainty.SUSPECTED, strengths.NAMED_BESIDE_OTHERS, MatchBasis.CONFLICT, text, others=others
        )
    by_model = any(m.pattern is not None for m in mentions)
    basis = MatchBasis.MODEL if by_model and not any(m.names for m in mentions) else MatchBasis.ENTITY
    label = case.evidence.label
    inside = None if label.is_blank or by_model else case.evidence.inside(best.text)
    if inside is Inside.OTHER_FIRM:
        text = f"“{label.text}” contains the name of {name} and reads as another firm; that tells nothing of the maker."
        return case.finding(None, Certainty.UNKNOWN, 0.0, None, text, others=[vendor])
    if inside is Inside.LONGER:
        text = f"The label says {label.text}, which contains the name of {name}. Look at the device."
        return case.finding(vendor, Certainty.SUSPECTED, strengths.NAMED_BESIDE_OTHERS, MatchBasis.ENTITY, text)
    if inside is Inside.WHOLE_PART:
        text = f"Made by {name}: the label says {label.text.rstrip('.')}."
        return case.finding(vendor, Certainty.IDENTIFIED, strengths.DESCRIBED, basis, text)
    if not label.is_blank:
        text = f"The description says {name}; the label says {label.text}."
        return case.finding(
            vendor, Certainty.IDENTIFIED, strengths.DESCRIBED_BESIDE_LABEL, MatchBasis.OEM_RELABEL, text
        )
    return case.finding(
        vendor, Certainty.IDENTIFIED, strengths.DESCRIBED, basis, f"Made by {name}, by its description."
    )


def _left(case: Case) -> list[str]:
    """Watched makers of what is said to be replaced, where nothing tells what stands there now: it may be the same."""
    if case.present or case.evidence.model.text:
        return []
    return [
        m.vendor
        for m in case.evidence.mentions(Role.LEFT)
        if m.vendor and case.families.is_watched(m.vendor) and (m.pattern is not None or _is_vouched(m))
    ]


def _supplies(case: Case, vendor: str) -> bool:
    """Whether a source says that a watched maker supplies the brand of the label, and none that it does not."""
    label = case.evidence.label
    claims = [claim for claim in label.claims if claim.maker == vendor and claim.is_citable]
    return not label.names and bool(claims) and not any(claim.is_counter_claim for claim in claims)


def _numbered(case: Case) -> str | None:
    """The maker outside the lists whose own numbering stands for the label; none if it is said to buy in goods."""
    label = case.evidence.label
    is_supplied = any(claim.is_citable and not claim.is_counter_claim for claim in label.claims)
    if label.told_by is None or label.told_by.strength != "strong" or is_supplied:
        return None
    makers = list(dict.fromkeys(name.vendor for name in label.names))
    maker = makers[0] if makers and all(case.families.are_related(makers[0], each) for each in makers) else ""
    return maker if case.families.is_positive(maker) and not case.families.is_watched(maker) else None


def _weak_or_other(case: Case, is_blank: bool) -> Finding:
    families = case.families
    network = [p for p in case.proofs if families.is_watched(p.vendor) and p.kind is SignalKind.MAC_PREFIX]
    if network:
        name = families.name(network[0].vendor)
        text = f"The network interface is {name}'s, whose addresses are mostly in switches. Look at the device."
        return case.finding(network[0].vendor, Certainty.SUSPECTED, strengths.NETWORK_ADDRESS, MatchBasis.MAC, text)
    programs = [m for m in case.evidence.software if m.attestation.is_citable]
    if programs:
        vendor = programs[0].vendor
        text = f"Works with software of {families.name(vendor)}, which does not show who made it. Look at the device."
        return case.finding(vendor, Certainty.SUSPECTED, strengths.SUGGESTED, MatchBasis.ENTITY, text)
    if any(c.attestation.is_citable for c in case.evidence.components):
        text = "Who made the device cannot be told; a part inside points to a watched maker."
        return case.finding(None, Certainty.SUSPECTED, strengths.SUGGESTED, MatchBasis.COMPONENT, text)
    served = served_by(case, None)
    if served is not None:
        return served
    others = [m.vendor for m in case.present if m.is_marked and m.vendor and families.is_positive(m.vendor)]
    addressed = [p.vendor for p in case.proofs if not families.is_watched(p.vendor) and counts_against(case, p)]
    shared = [p.vendor for p in case.proofs if p.is_shared and families.is_watched(p.vendor)]
    said = (
        "No make is given" if is_blank else f"“{case.evidence.label.text}” is no maker that the catalogue can vouch for"
    )
    if case.evidence.label.is_known and case.evidence.label.told_by is None:
        # A brand known from a supply claim alone: a number of its supplier's own form tells as much as under no label.
        shared = [vendor for vendor in shared if _supplies(case, vendor)]
    if shared and not others and not addressed:
        name = families.name(shared[0])
        text = f"{said}, and the number is of a form that {name} uses and few others do. Look at the device."
        return case.finding(shared[0], Certainty.SUSPECTED, strengths.SHARED_NUMBER, MatchBasis.MODEL, text)
    numbered = _numbered(case) if is_blank and not shared else None
    if numbered and not any(v and not families.are_related(v, numbered) for v in (*others, *addressed)):
        text = f"Made by {families.name(numbered)}, by its number."
        return case.finding(
            numbered,
            Certainty.IDENTIFIED,
            strengths.NUMBER_OF_OTHER_MAKER,
            MatchBasis.MODEL,
            text,
            may_be_clear=True,
        )
    if is_blank and len(set(others)) == 1:
        text = f"Made by {families.name(others[0] or '')}, by its description."
        return case.finding(
            others[0], Certainty.IDENTIFIED, strengths.DESCRIBED_OTHER_MAKER, MatchBasis.ENTITY, text, may_be_clear=True
        )
    if is_blank and addressed and not others:
        text = f"Made by {families.name(addressed[0])}, by its network address."
        return case.finding(
            addressed[0],
            Certainty.IDENTIFIED,
            strengths.ADDRESS_OF_OTHER_MAKER,
            MatchBasis.MAC,
            text,
            may_be_clear=True,
        )
    left = _left(case) if is_blank and not addressed else []
    if left:
        text = (
            f"The description names {families.name(left[0])} of a device or a part that was replaced, and does not say "
            "what is there now. Look at the device."
        )
        return case.finding(left[0], Certainty.SUSPECTED, strengths.SUGGESTED, MatchBasis.ENTITY, text, others=left[1:])
    near = case.evidence.label.near
    for vendor, spelling in near:
        make = case.evidence.label.text
        text = f"The make “{make}” is spelt nearly like “{spelling}”. Only a person can tell what was meant."
        case.signals.append(
            Signal(SignalKind.NEAR_MISS, vendor, True, 0.0, text, "spelling compared with the catalogue's names")
        )
    near_number = case.evidence.near(case.evidence.model.text) if case.evidence.near is not None else None
    if near_number is not None:
        meant, pattern, is_misread = near_number
        is_misread = is_misread and pattern.attestation.is_citable and not (others or addressed)
        text = (
            f"Model {case.evidence.model.text} would follow {numbering_of(families, pattern)} if it were {meant}. "
            "Only a person can tell what was meant."
        )
        strength = strengths.SIGNAL_SUGGESTION if is_misread else 0.0
        case.signals.append(
            Signal(SignalKind.NEAR_MISS, pattern.vendor, True, strength, text, pattern.attestation.text)
        )
        if is_misread:
            text = f"{said}, and the number is {families.name(pattern.vendor)}'s but for one character misread."
            text = f"{text} Look at the device."
            return case.finding(pattern.vendor, Certainty.SUSPECTED, strengths.SUGGESTED, MatchBasis.MISSPELLING, text)
    weak = [p.vendor for p in case.proofs if families.is_watched(p.vendor)]
    meant_by = [near_number[1].vendor] if near_number is not None else []
    candidates = [*weak, *(vendor for vendor, _ in near), *meant_by]
    return case.finding(None, Certainty.UNKNOWN, 0.0, None, f"Who made it cannot be told. {said}.", others=candidates)
