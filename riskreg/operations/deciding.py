"""Decide: whether a vendor meets a criterion, and what becomes of a flag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rapidfuzz import process
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.catalogue import Proposal
from riskreg.errors import Conflict, NotFound, UsageError
from riskreg.operations.office import Office
from riskreg.operations.references import resolve
from riskreg.operations.setting_up import find_regime
from riskreg.register import Flag, Regime, Vendor, VendorName
from riskreg.removal import store_evidence
from riskreg.review import decide, determinations_in_force, determine, flag_states
from riskreg.rules.dates import long_date
from riskreg.rules.names import fold
from riskreg.rules.references import ReferenceKind
from riskreg.rules.terms import BasisCause, DecisionOutcome, DeterminationOutcome, RegimeKind
from riskreg.screening import Screened, Screener, reflag


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """A bundled proposal beside what was decided in this register."""

    regime: str
    vendor: str
    name: str
    proposed: DeterminationOutcome
    decided: DeterminationOutcome | None
    review_on: date | None
    reason: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Determined:
    """What determinations did: the vendors decided, in order, and what that flagged and released."""

    regime: str
    vendors: tuple[str, ...]
    skipped: tuple[str, ...]
    screened: Screened


def find_vendor(session: Session, name: str) -> Vendor:
    """The vendor of that short name, name or alias.

    Raises:
        NotFound: There is none; the message names the nearest.
    """
    folded = fold(name)
    for vendor in session.scalars(select(Vendor).order_by(Vendor.id)):
        if name in (vendor.slug, vendor.name) or fold(vendor.name) == folded:
            return vendor
    known = session.execute(select(VendorName.value, VendorName.vendor_id).order_by(VendorName.id)).all()
    for value, vendor_id in known:
        if fold(value) == folded:
            return session.scalars(select(Vendor).where(Vendor.id == vendor_id)).one()
    slugs = session.scalars(select(Vendor.slug).order_by(Vendor.slug)).all()
    near = [each[0] for each in process.extract(name.lower(), slugs, limit=3, score_cutoff=60)]
    raise NotFound(
        f"No vendor “{name}” is known.",
        f"Did you mean {' or '.join(near)}?" if near else "See the vendors with: riskreg determine --proposals",
    )


def proposals(office: Office, regime: str | None = None) -> tuple[ProposalShown, ...]:
    """The bundled proposals, each beside what was decided here, in the order of regime and vendor."""
    with office.reading() as session:
        shown = []
        offered = _proposals(office, regime)
        standing = {
            row.slug: determinations_in_force(session, row.id, office.today)
            for row in session.scalars(select(Regime).where(Regime.slug.in_({each.regime for each in offered})))
        }
        for each in offered:
            decided = standing.get(each.regime, {}).get(each.vendor)
            facts = office.catalogue.knowledge.vendors.get(each.vendor)
            shown.append(
                ProposalShown(
                    regime=each.regime,
                    vendor=each.vendor,
                    name=facts.name if facts else each.vendor,
                    proposed=each.outcome,
                    decided=decided.outcome if decided else None,
                    review_on=decided.review_on if decided else None,
                    reason=each.reason,
                    sources=tuple(f"{fact.about}: {fact.text} ({fact.attestation.text})" for fact in each.facts),
                )
            )
        return tuple(shown)


def _proposals(office: Office, regime: str | None) -> list[Proposal]:
    return sorted(
        (each for each in office.catalogue.proposals if regime in (None, each.regime)),
        key=lambda each: (each.regime, each.vendor),
    )


def adopt_proposals(
    office: Office,
    vendors: Sequence[str],
    *,
    regime: str | None,
    reason: str,
    on: date | None = None,
    review_on: date | None = None,
) -> Determined:
    """Adopt bundled proposals as determinations of the named person; undecided ones are left for an officer.

    Args:
        office: Where and who.
        vendors: Short names of the vendors; every proposal with an outcome where empty.
        regime: Regime, where proposals exist for several.
        reason: Why, in the person's words.
        on: Date of the decision; today where None.
        review_on: By when somebody looks at them again.

    Raises:
        NotFound: There is no proposal for a vendor.
        UsageError: No reason is given.
    """
    if not reason.strip():
        raise UsageError("Say why you adopt the proposals.", 'Add --reason "…".')
    offered = {each.vendor: each for each in _proposals(office, regime)}
    if not offered:
        raise NotFound("There are no proposals for that regime.")
    missing = [each for each in vendors if each not in offered]
    if missing:
        raise NotFound(
            f"There is no bundled proposal for “{missing[0]}”.", "See them with: riskreg determine --proposals"
        )
    chosen = [offered[each] for each in vendors] if vendors else list(offered.values())
    on = on or office.today
    done, skipped = [], []
    with office.acting("adopt proposals", reason) as session:
        for each in chosen:
            row = find_regime(session, each.regime)
            in_force = determinations_in_force(session, row.id, on).get(each.vendor)
            if each.outcome is DeterminationOutcome.UNDECIDED or (in_force and in_force.outcome is each.outcome):
                skipped.append(each.vendor)
                continue
            facts = "; ".join(f"{fact.about}: {fact.text} ({fact.attestation.text})" for fact in each.facts)
            determine(
                session,
                regime=row,
                vendor=find_vendor(session, each.vendor),
                outcome=each.outcome,
                decided_on=on,
                reason=reason,
                proposal=f"{each.reason} {facts}",
                review_on=review_on,
                today=office.today,
            )
            done.append(each.vendor)
        screened = _screen(session, office, on) if done else Screened()
    titles = {each.regime for each in chosen}
    return Determined(", ".join(sorted(titles)), tuple(done), tuple(skipped), screened)


def determine_vendor(
    office: Office,
    vendor: str,
    *,
    regime: str | None,
    outcome: DeterminationOutcome,
    reason: str,
    evidence: Path | None,
    on: date | None = None,
    review_on: date | None = None,
) -> Determined:
    """Decide whether a vendor meets the criterion of a regime, with evidence, and by when to look at it again.

    Raises:
        NotFound: Vendor or regime is unknown.
        UsageError: Reason or evidence is missing.
    """
    on = on or office.today
    with office.acting("determine", reason) as session:
        row = find_regime(session, regime) if regime else _only_criterion(session)
        maker = find_vendor(session, vendor)
        file = store_evidence(session, evidence, None, office.evidence_folder) if evidence else None
        determine(
            session,
            regime=row,
            vendor=maker,
            outcome=outcome,
            decided_on=on,
            reason=reason,
            evidence_id=file.id if file else None,
            review_on=review_on,
            today=office.today,
        )
        return Determined(row.title, (maker.name,), (), _screen(session, office, on))


def _only_criterion(session: Session) -> Regime:
    found = session.scalars(select(Regime).where(Regime.kind == RegimeKind.CRITERION).order_by(Regime.slug)).all()
    if len(found) != 1:
        raise UsageError("Say under which regime.", "Add --regime NAME.")
    return found[0]


def _screen(session: Session, office: Office, on: date) -> Screened:
    screener = Screener(session, office.catalogue, office.identifier)
    screener.rescreen(session, BasisCause.DETERMINATION)
    return reflag(session, screener, BasisCause.DETERMINATION, on=on)


def decide_flags(
    office: Office,
    references: Sequence[str],
    outcome: DecisionOutcome,
    *,
    reason: str,
    evidence: Path | None = None,
    on: date | None = None,
) -> int:
    """Confirm, dismiss or leave unsure one flag or several. Returns how many were decided.

    An asset's reference stands for all of its live flags.

    Raises:
        NotFound: A reference points to nothing.
        Conflict: The ground of a flag has lapsed, no flag of an asset stands, or the same was recorded before.
    """
    on = on or office.today
    count = 0
    with office.acting("decide flag", reason) as session:
        file = store_evidence(session, evidence, None, office.evidence_folder) if evidence else None
        for text in references:
            kind, key = resolve(session, text, (ReferenceKind.FLAG, ReferenceKind.ASSET))
            query = select(Flag).where(Flag.id == key if kind is ReferenceKind.FLAG else Flag.asset_id == key)
            flags = session.scalars(query.order_by(Flag.id)).all()
            if not flags:
                raise NotFound(f"{text} carries no flag.")
            live = {
                each.flag.id for each in flag_states(session, flag_ids=[f.id for f in flags], as_at=on) if each.is_live
            }
            if kind is ReferenceKind.ASSET and not live:
                raise Conflict(
                    f"No flag of {text} stands on {long_date(on)}, so there is nothing to decide.",
                    "See its flags and their dates with its reference in riskreg show.",
                )
            for flag in flags:
                # Of an asset the flags that stand are meant; a flag named by itself is refused where it has lapsed.
                if kind is ReferenceKind.FLAG or flag.id in live:
                    decide(session, flag, outcome, reason, on, file.id if file else None, today=office.today)
                    count += 1
    return count
