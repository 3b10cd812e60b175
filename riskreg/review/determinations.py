"""Determinations: whether a vendor meets the criterion of a regime that names nobody, as a named officer decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, NotFound, UsageError
from riskreg.register import Change, Criterion, Determination, Evidence, Regime, Vendor
from riskreg.rules.dates import long_date
from riskreg.rules.terms import DeterminationOutcome

_WORDS = {
    DeterminationOutcome.SUBJECT: "meets the criterion",
    DeterminationOutcome.NOT_SUBJECT: "does not meet the criterion",
    DeterminationOutcome.UNDECIDED: "is not decided",
}


def determine(
    session: Session,
    *,
    regime: Regime,
    vendor: Vendor,
    outcome: DeterminationOutcome,
    decided_on: date,
    reason: str,
    evidence_id: int | None = None,
    proposal: str | None = None,
    review_on: date | None = None,
    today: date | None = None,
) -> Determination:
    """Record what an officer decided of a vendor under a regime's criterion.

    A determination rests on evidence that the officer brought, or on the bundled proposal that was adopted. `UNDECIDED`
    takes an earlier one back and needs its reason only.

    **Source**: UK written statement of 24 November 2022: a criterion without names, applied by the body itself.

    Args:
        session: A writing session.
        regime: A regime with a criterion.
        vendor: The maker.
        outcome: What was decided.
        decided_on: The date of the decision, today or earlier.
        reason: Why, in the officer's words.
        evidence_id: The evidence file that was judged.
        proposal: The bundled proposal that was adopted, with its sources.
        review_on: By when somebody looks at it again; owners and seats of companies change.
        today: The date of today; the machine's where None.

    Raises:
        UsageError: The date lies ahead, or the reason or the ground is missing.
        NotFound: There is no evidence by that number.
        Conflict: The regime has no criterion, or the same was recorded before.
    """
    criterion = session.scalar(select(Criterion).where(Criterion.regime_id == regime.id))
    if criterion is None:
        raise Conflict(
            f"“{regime.title}” names whom it covers, so no determination can be made under it.",
            "Activate a newer edition of its list instead.",
        )
    reason = reason.strip()
    proposal = (proposal or "").strip() or None
    require_past(decided_on, "decision", today)
    if not reason:
        raise UsageError("A determination needs its reason.", "Say in a sentence why it was decided so.")
    if review_on is not None and review_on <= decided_on:
        raise UsageError(
            f"The date of review, {long_date(review_on)}, is not after the decision of {long_date(decided_on)}.",
            "Give a later date.",
        )
    if evidence_id is None and proposal is None and outcome is not DeterminationOutcome.UNDECIDED:
        raise UsageError(
            "A determination needs the evidence it rests on.", "Give a file of evidence, or adopt the bundled proposal."
        )
    require_evidence(session, evidence_id)
    newest = _in_force(session, criterion.id, decided_on, None).get(vendor.slug)
    said = (decided_on, outcome, reason, evidence_id, review_on)
    if newest is not None and said == (
        newest.decided_on,
        newest.outcome,
        newest.reason,
        newest.evidence_id,
        newest.review_on,
    ):
        raise Conflict(f"It is already recorded that {vendor.name} {_WORDS[outcome]}, on {long_date(decided_on)}.")
    determination = Determination(
        criterion_id=criterion.id,
        vendor_id=vendor.id,
        outcome=outcome,
        decided_on=decided_on,
        review_on=review_on,
        reason=reason,
        evidence_id=evidence_id,
        proposal=proposal,
    )
    session.add(determination)
    session.flush()
    return determination


def determinations_in_force(
    session: Session, regime_id: int, as_at: date, as_known: int | None = None
) -> dict[str, Determination]:
    """The determination that counts for each vendor under a regime.

    Args:
        session: Any session.
        regime_id: The regime.
        as_at: The date in the world; of one vendor's determinations up to it the latest counts.
        as_known: Sequence of the last change taken into account, or None for all.

    Returns:
        Slug of the vendor → determination, in the order of the slugs; empty where the regime has no criterion.
    """
    criterion_id = session.scalar(select(Criterion.id).where(Criterion.regime_id == regime_id))
    return {} if criterion_id is None else _in_force(session, criterion_id, as_at, as_known)


def determination_history(
    session: Session, *, regime_id: int, vendor_id: int, as_known: int | None = None
) -> Sequence[Determination]:
    """Every determination of a vendor under a regime, in the order in which they count."""
    query = (
        select(Determination)
        .join(Criterion, Criterion.id == Determination.criterion_id)
        .where(Criterion.regime_id == regime_id, Determination.vendor_id == vendor_id)
        .order_by(Determination.decided_on, Determination.id)
    )
    return session.scalars(_known(query, as_known)).all()


def _in_force(session: Session, criterion_id: int, as_at: date, as_known: int | None) -> dict[str, Determination]:
    query = (
        select(Determination, Vendor.slug)
        .join(Vendor, Vendor.id == Determination.vendor_id)
        .where(Determination.criterion_id == criterion_id, Determination.decided_on <= as_at)
        .order_by(Vendor.slug, Determination.decided_on, Determination.id)
    )
    if as_known is not None:
        query = query.join(Change, Change.id == Determination.change_id).where(Change.sequence <= as_known)
    return {slug: determination for determination, slug in session.execute(query)}


def _known(query: Select[Determination], as_known: int | None) -> Select[Determination]:
    if as_known is None:
        return query
    return query.join(Change, Change.id == Determination.change_id).where(Change.sequence <= as_known)


def require_past(on: date, what: str, today: date | None = None) -> None:
    """Refuse a date that has not come yet.

    Raises:
        UsageError: It lies ahead.
    """
    today = today or datetime.now().astimezone().date()
    if on > today:
        raise UsageError(
            f"The date of the {what}, {long_date(on)}, has not come yet.",
            f"Give {long_date(today)} or an earlier date.",
        )


def require_evidence(session: Session, evidence_id: int | None) -> None:
    """Refuse a number of evidence that the register does not hold.

    Raises:
        NotFound: There is none by that number.
    """
    if evidence_id is not None and session.get(Evidence, evidence_id) is None:
        raise NotFound(f"There is no evidence number {evidence_id}.", "Store the file first, then name its number.")
