"""Weighing: from the traces of a device to one finding.

**Source**: design law 2 (a brand is not a maker); catalogue rules of use for model patterns, supply claims and address
prefixes. The figures of confidence are checked against the labelled cases by `python -m tests.evaluation`.
"""

from __future__ import annotations

from dataclasses import replace

from riskreg.identification import strengths
from riskreg.identification.case import BASIS, Case, contrary, relabelled, served_by, supplied
from riskreg.identification.claims import is_owned, weigh_claims
from riskreg.identification.evidence import (
    Evidence,
    address_proof,
    label_signal,
    mention_signal,
    model_proofs,
    numbering_signal,
    serial_proof,
)
from riskreg.identification.families import Families
from riskreg.identification.finding import Finding, Signal
from riskreg.identification.knowledge import KnownName
from riskreg.identification.statements import Mention, Role
from riskreg.identification.unlabelled import without_label
from riskreg.rules.terms import Certainty, MatchBasis, NameKind, SignalKind


def weigh(evidence: Evidence, families: Families) -> Finding:
    """What the traces of a device come to.

    Args:
        evidence: Its traces, read.
        families: The vendors and their ties.
    """
    case = Case(evidence, families)
    case.proofs, notes = model_proofs(evidence, families)
    if evidence.serial is not None:
        case.proofs.append(serial_proof(evidence.serial, families))
    if evidence.mac is not None:
        case.proofs.append(address_proof(evidence.mac, families))
    case.claims = weigh_claims(
        evidence.label.claims,
        evidence.numbers,
        evidence.dated_on,
        families.name,
        is_lookalike=bool(evidence.model.lookalikes),
        day=evidence.given_day,
    )
    case.present = evidence.mentions(Role.PRESENT)
    if evidence.label.told_by is not None:
        case.signals.append(numbering_signal(evidence.label.told_by, evidence.label))
    case.signals += [p.signal for p in case.proofs] + notes + [c.signal for c in case.claims if c.signal.text]
    case.signals += [mention_signal(m, families) for m in evidence.text.mentions if not _repeats(m, evidence, families)]
    case.signals += _part_signals(evidence, families)
    return _decide(case)


def _repeats(mention: Mention, evidence: Evidence, families: Families) -> bool:
    """Whether a mention of a name only says again what the label says."""
    if mention.role is not Role.PRESENT or mention.pattern is not None or mention.vendor is None:
        return False
    vendor = mention.vendor
    return any(families.are_related(vendor, n.vendor) and families.is_vouched(n) for n in evidence.label.names)


def _part_signals(evidence: Evidence, families: Families) -> list[Signal]:
    parts: list[Signal] = []
    for component in evidence.components:
        maker = families.name(component.vendor)
        text = f"A part inside ({component.label}) points to {maker}, which says nothing of who made the device itself."
        strength = strengths.SIGNAL_SUGGESTION if component.attestation.is_citable else 0.0
        parts.append(Signal(SignalKind.COMPONENT, component.vendor, True, strength, text, component.attestation.text))
    for software in evidence.software:
        text = f"{software.label} is software of {families.name(software.vendor)}."
        itself = evidence.software_is_device
        strength = strengths.SIGNAL_SOFTWARE_ITSELF if itself else strengths.SIGNAL_SOFTWARE
        strength = strength if software.attestation.is_citable else 0.0
        parts.append(Signal(SignalKind.SOFTWARE, software.vendor, True, strength, text, software.attestation.text))
    for firm in evidence.served_by:
        text = f"“{firm.value}” is named as its supplier, installer or maintainer, which does not show who made it."
        parts.append(
            Signal(SignalKind.STATEMENT, firm.vendor, True, strengths.SIGNAL_SUGGESTION, text, firm.attestation.text)
        )
    return parts


def _decide(case: Case) -> Finding:
    owner = _owner(case) if case.evidence.label.told_by is None else None
    if owner is not None:
        case.signals.append(label_signal(owner, case.families))
        if case.families.is_watched(owner.vendor):
            return _watched_label(case, owner)
        return _other_label(case, owner)
    return without_label(case)


def _owner(case: Case) -> KnownName | None:
    """The vendor whose name the label is, where the label can name a maker at all.

    A name shared by a watched vendor and by others counts as the watched vendor's, and never decides alone.
    """
    families, label = case.families, case.evidence.label
    usable: list[KnownName] = []
    for name in label.names:
        facts = families.facts(name.vendor)
        if facts is not None and facts.is_watched and not families.is_vouched(name):
            case.signals.append(label_signal(name, families))
        elif facts is not None and facts.is_watched and facts.role == "component_maker":
            text = f"{facts.name} makes parts that sit inside other makers' devices; who made this one is not told."
            case.signals.append(
                Signal(
                    SignalKind.COMPONENT, name.vendor, True, strengths.SIGNAL_SUGGESTION, text, name.attestation.text
                )
            )
        elif facts is not None and facts.role != "maker":
            text = f"“{label.text}” is a seller's brand: who made the device differs from model to model."
            case.signals.append(Signal(SignalKind.OTHER_MAKER, name.vendor, False, 0.0, text, name.attestation.text))
        else:
            usable.append(name)
    if not usable:
        return None
    watched = [n for n in usable if families.is_watched(n.vendor)]
    best = (watched or usable)[0]
    shared = any(not families.are_related(n.vendor, best.vendor) for n in usable)
    return replace(best, is_ambiguous=True) if shared and watched else best


def _watched_label(case: Case, owner: KnownName) -> Finding:
    vendor, maker = owner.vendor, case.families.name(owner.vendor)
    agreeing = [p for p in case.proofs if case.families.are_related(p.vendor, vendor)]
    if any(not is_owned(claim) for claim in case.evidence.label.claims):
        # A seller with a file of its own, such as Lorex: others are said to make its goods.
        foreign = [p for p in case.firm() if p.vendor != vendor]
        bought_in = relabelled(case, foreign) or supplied(case, others=[vendor])
        if bought_in is not None:
            return bought_in
    proofs, statements = contrary(case, vendor)
    others = [p.vendor for p in proofs] + [m.vendor for m in statements]
    if proofs or statements:
        if any(p.is_firm and p.kind is not SignalKind.MAC_PREFIX for p in agreeing):
            text = f"Made by {maker}: label and numbering agree, although another trace says otherwise."
            return case.finding(
                vendor,
                Certainty.IDENTIFIED,
                strengths.LABEL_AGAINST_ANOTHER_TRACE,
                _entity(case, owner),
                text,
                others=others,
            )
        text = f"The label says {maker}, but other traces contradict it. Look at the device."
        return case.finding(
            vendor, Certainty.SUSPECTED, strengths.CONTRADICTED, MatchBasis.CONFLICT, text, others=others
        )
    if owner.is_ambiguous or case.evidence.label.is_everyday:
        if agreeing:
            basis = BASIS[agreeing[0].kind]
            return case.finding(
                vendor,
                Certainty.IDENTIFIED,
                strengths.SUPPLIED_AND_SHOWN,
                basis,
                f"Made by {maker}: label and device agree.",
            )
        text = f"The label may mean {maker}, and may mean another brand. Look at the device."
        basis = MatchBasis.MISSPELLING if owner.kind is NameKind.MISSPELLING else MatchBasis.ENTITY
        return case.finding(vendor, Certainty.SUSPECTED, strengths.AMBIGUOUS_NAME, basis, text)
    if owner.kind is NameKind.MISSPELLING and not agreeing:
        text = f"Made by {maker}: the label is a known misspelling."
        return case.finding(
            vendor, Certainty.IDENTIFIED, strengths.MISSPELT, MatchBasis.MISSPELLING, text, may_be_clear=True
        )
    confidence = strengths.LABEL_AND_DEVICE if agreeing else strengths.NAME
    text = f"Made by {maker}."
    return case.finding(vendor, Certainty.IDENTIFIED, confidence, _entity(case, owner), text, may_be_clear=True)


def _entity(case: Case, owner: KnownName) -> MatchBasis:
    """Entity, or affiliate for a company that another maker of such devices owns."""
    facts = case.families.facts(owner.vendor)
    owned = facts is not None and any(case.families.makes_devices(parent) for parent in facts.parents)
    return MatchBasis.AFFILIATE if owned or owner.kind is NameKind.AFFILIATE else MatchBasis.ENTITY


def _other_label(case: Case, owner: KnownName) -> Finding:
    vendor, maker = owner.vendor, case.families.name(owner.vendor)
    against = [p for p in case.firm() if not case.families.are_related(p.vendor, vendor)]
    if against:
        relabel = relabelled(case, against)
        if relabel is not None:
            return relabel
        best = max(against, key=lambda p: strengths.CONFLICTING[p.kind])
        culprit = case.families.name(best.vendor)
        confidence = min(
            strengths.MOST_IN_CONFLICT, strengths.CONFLICTING[best.kind] + 0.1 * (len({p.kind for p in against}) - 1)
        )
        text = f"The label says {maker}, but the device itself points to {culprit}. Look at the device."
        return case.finding(best.vendor, Certainty.SUSPECTED, confidence, MatchBasis.CONFLICT, text, others=[vendor])
    bought_in = supplied(case, others=[vendor])
    if bought_in is not None:
        return bought_in
    proofs, _ = contrary(case, vendor)
    # “2 Hik domes & 1 Bosch PTZ”: a short name beside the word for a device is another maker's as far as can be told.
    perhaps = (m for m in case.evidence.mentions(Role.DOUBTFUL) if m.is_marked and m.names and not m.said)
    watched = [m for m in (*case.present, *perhaps) if m.vendor and case.families.is_watched(m.vendor)]
    if watched:
        culprit = watched[0].vendor or vendor
        text = f"The label says {maker}, but the description names {case.families.name(culprit)}. Look at the device."
        return case.finding(
            culprit, Certainty.SUSPECTED, strengths.NAMED_BESIDE_OTHERS, MatchBasis.CONFLICT, text, others=[vendor]
        )
    programs = [m for m in case.evidence.software if m.attestation.is_citable and case.families.is_watched(m.vendor)]
    if programs and not case.families.are_related(programs[0].vendor, vendor):
        source = programs[0].vendor
        text = f"The device is {maker}'s, but the software named for it is {case.families.name(source)}'s. Look at it."
        return case.finding(source, Certainty.SUSPECTED, strengths.SUGGESTED, MatchBasis.ENTITY, text, others=[vendor])
    served = served_by(case, vendor)
    if served is not None:
        return served
    unsettled = any(c.maker and c.suspicion > 0 and not c.excludes for c in case.claims) or _has_citable_claim(case)
    is_plain = not (owner.is_ambiguous or case.evidence.label.is_everyday) or _device_agrees(case, vendor)
    may_be_clear = is_plain and not unsettled and not proofs
    if case.families.is_positive(vendor) and is_plain:
        certainty = Certainty.SUSPECTED if proofs else Certainty.IDENTIFIED
        basis = MatchBasis.CONFLICT if proofs else MatchBasis.ENTITY
        confidence = strengths.NAMED_BESIDE_OTHERS if proofs else strengths.OTHER_MAKER
        others = [p.vendor for p in proofs]
        return case.finding(
            vendor, certainty, confidence, basis, f"Made by {maker}.", others=others, may_be_clear=may_be_clear
        )
    text = f"The label says {maker}; that does not establish who made the device."
    return case.finding(None, Certainty.UNKNOWN, 0.0, None, text, others=[vendor])


def _device_agrees(case: Case, vendor: str) -> bool:
    """Whether the device shows who is meant by a name of several: an address, or a number known as that maker's."""
    related, name = case.families.are_related, case.families.name(vendor)
    for reading in (case.evidence.model, case.evidence.part):
        for each in (each for each in reading.lookalikes if related(each.maker, vendor)):
            text = f"“{case.evidence.label.text}” is a name of several; model {reading.text} is a number of {name}."
            strength, source = strengths.SIGNAL_NUMBER, each.attestation.text
            case.signals.append(Signal(SignalKind.MODEL_GRAMMAR, vendor, True, strength, text, source))
            return True
    return any(related(p.vendor, vendor) for p in case.proofs)


def _has_citable_claim(case: Case) -> bool:
    """A brand of which some series are another maker's is no brand that clears its other models.

    Where few goods are, and all of them of named series, a model of none of these is the brand's own.
    """
    return any(
        claim.is_citable
        and claim.confidence in ("high", "medium")
        and not claim.is_counter_claim
        and verdict.maker
        and not (claim.share == "few" and verdict.excludes)
        for claim, verdict in zip(case.evidence.label.claims, case.claims, strict=True)
    )
