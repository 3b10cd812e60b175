"""Exemptions: a restriction that does not bite for a time. The flag stays, and comes back by itself at the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, NotPermitted, UsageError
from riskreg.register import Exemption, ExemptionEnd
from riskreg.review.determinations import require_evidence, require_past
from riskreg.rules.dates import long_date
from riskreg.rules.names import fold
from riskreg.rules.obligations import ExemptionGround


@dataclass(frozen=True, slots=True)
class Exempted:
    """What is exempted: one asset, one site, or one organisation with all that it holds."""

    asset_id: int | None = None
    site_id: int | None = None
    organisation_id: int | None = None


def exempt(
    session: Session,
    what: Exempted,
    *,
    regime_id: int,
    ground: ExemptionGround,
    clause: str | None,
    from_on: date,
    until_on: date,
    reason: str,
    control: str | None,
    requested_by: str,
    approver: str,
    evidence_id: int | None = None,
) -> Exemption:
    """Record an exemption that another person approved.

    **Source**: FAR 4.2104 (a waiver is one-time, with a compelling justification and a phase-out plan); letter
    1090201804A of the Executive Yuan of 18 December 2020 (approval up the chain, compensating measures until replaced).

    Args:
        session: A writing session.
        what: What is exempted.
        regime_id: Under which regime.
        ground: Whether the regime itself exempts it, or a person waived it.
        clause: The clause of the regime, for a statutory exemption.
        from_on: First day.
        until_on: Last day; there is no exemption without an end.
        reason: Why, in the person's words.
        control: What keeps the risk down meanwhile; a waiver must say it.
        requested_by: Who asks, who is the one acting.
        approver: Who approved; another person.
        evidence_id: The approval as a file.

    Raises:
        UsageError: A reason, clause, control or approver is missing, or the dates are in the wrong order.
        NotPermitted: The approver is the one who asks.
        Conflict: The same is exempt under the regime on one of these days already.
        NotFound: There is no evidence by that number.
    """
    reason, approver = reason.strip(), approver.strip()
    clause, control = (clause or "").strip() or None, (control or "").strip() or None
    if not reason:
        raise UsageError("An exemption needs its reason.", "Say in a sentence why the equipment may stay for a time.")
    if not approver:
        raise UsageError("An exemption needs the person who approved it.", "Name that person.")
    if fold(approver) == fold(requested_by):
        raise NotPermitted(
            f"{requested_by} cannot ask for an exemption and approve it.", "Another person must approve it."
        )
    if until_on < from_on:
        raise UsageError(
            f"The exemption would end on {long_date(until_on)}, before it begins on {long_date(from_on)}.",
            "Give a later last day.",
        )
    if ground is ExemptionGround.STATUTORY and clause is None:
        raise UsageError("A statutory exemption needs the clause it rests on.", "Name the clause of the regime.")
    if ground is ExemptionGround.WAIVER and control is None:
        raise UsageError(
            "A waiver needs what keeps the risk down meanwhile.", "Say it, such as: disconnected from the core network."
        )
    require_evidence(session, evidence_id)
    _refuse_twice(session, what, regime_id, from_on, until_on)
    made = Exemption(
        regime_id=regime_id,
        organisation_id=what.organisation_id,
        site_id=what.site_id,
        asset_id=what.asset_id,
        ground=ground,
        clause=clause,
        from_on=from_on,
        until_on=until_on,
        reason=reason,
        control=control,
        requested_by=requested_by,
        approver=approver,
        evidence_id=evidence_id,
    )
    session.add(made)
    session.flush()
    return made


def _refuse_twice(session: Session, what: Exempted, regime_id: int, from_on: date, until_on: date) -> None:
    query = select(Exemption).where(
        Exemption.regime_id == regime_id,
        Exemption.from_on <= until_on,
        Exemption.until_on >= from_on,
        Exemption.asset_id.is_(what.asset_id) if what.asset_id is None else Exemption.asset_id == what.asset_id,
        Exemption.site_id.is_(what.site_id) if what.site_id is None else Exemption.site_id == what.site_id,
        Exemption.organisation_id.is_(what.organisation_id)
        if what.organisation_id is None
        else Exemption.organisation_id == what.organisation_id,
    )
    ends = dict(session.execute(select(ExemptionEnd.exemption_id, ExemptionEnd.ended_on)).all())
    for other in session.scalars(query):
        if ends.get(other.id, date.max) > from_on:
            raise Conflict(
                f"That is exempt already, from {long_date(other.from_on)} until {long_date(other.until_on)}.",
                "End that exemption first, or let the new one begin after it.",
            )


def end_exemption(
    session: Session, exemption: Exemption, *, ended_on: date, reason: str, today: date | None = None
) -> ExemptionEnd:
    """End an exemption before its last day.

    Args:
        session: A writing session.
        exemption: Which.
        ended_on: From which day it no longer holds, today or earlier.
        reason: Why, in the person's words.
        today: The date of today; the machine's where None.

    Raises:
        UsageError: The reason is missing, or the date lies ahead, before its first day, or after its last.
        Conflict: It was ended before.
    """
    reason = reason.strip()
    if not reason:
        raise UsageError("Say why the exemption ends.", 'Add --reason "…".')
    require_past(ended_on, "end", today)
    before = session.scalar(select(ExemptionEnd).where(ExemptionEnd.exemption_id == exemption.id))
    if before is not None:
        raise Conflict(f"That exemption ended on {long_date(before.ended_on)} already.")
    if not exemption.from_on <= ended_on <= exemption.until_on:
        raise UsageError(
            f"That exemption holds from {long_date(exemption.from_on)} until {long_date(exemption.until_on)}.",
            "Give a day between these.",
        )
    made = ExemptionEnd(exemption_id=exemption.id, ended_on=ended_on, reason=reason)
    session.add(made)
    session.flush()
    return made
