"""Nil returns and requests for returns: recorded, taken back, and set against a list that says otherwise."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, UsageError
from riskreg.intake import codes
from riskreg.intake.assets import AssetPlan
from riskreg.intake.preview import Preview
from riskreg.intake.row_state import State
from riskreg.intake.signed import Signature
from riskreg.register import NilReturn, NilReturnWithdrawal, ReturnRequest, ReturnRequestEnd
from riskreg.register.returns import nil_returns
from riskreg.rules.dates import long_date
from riskreg.rules.issues import Issue
from riskreg.rules.names import fold
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Severity


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose return it is: an organisation, for the sites that it holds itself, or one site."""

    organisation_id: int | None = None
    site_id: int | None = None


def record_nil_return(
    session: Session,
    whose: Whose,
    *,
    described_on: date,
    signature: Signature,
    paper: str | None,
    evidence_id: int | None,
    today: date,
) -> NilReturn:
    """Record a signed statement that there is none of the equipment. It removes nothing.

    Args:
        session: A writing session.
        whose: The organisation or site.
        described_on: The date that it speaks of.
        signature: Who answers for it, with the post; not who types.
        paper: Reference of the letter or message, as its sender gave it.
        evidence_id: The letter as a file.
        today: Today.

    Raises:
        UsageError: The signature is not whole, or the date lies ahead.
        Conflict: The same is recorded already.
    """
    if not signature.name.strip() or not (signature.post or "").strip():
        raise UsageError(
            "A nil return needs the name and the post of the person who signs it.",
            'Give both: --signed-by "Jane Doe" --post "Head of Estates".',
        )
    if described_on > today:
        raise UsageError(
            f"{long_date(described_on)} lies ahead; a nil return speaks of a day that has been.", "Correct --as-at."
        )
    for known in nil_returns(session):
        is_same = (known.organisation_id, known.site_id) == (whose.organisation_id, whose.site_id)
        if is_same and known.described_on == described_on and fold(known.signed_by) == fold(signature.name):
            raise Conflict(
                f"That nil return of {long_date(described_on)}, signed by {known.signed_by}, is recorded already.",
                "To correct it, withdraw it first: riskreg returns withdraw NIL-…",
            )
    row = NilReturn(
        organisation_id=whose.organisation_id,
        site_id=whose.site_id,
        described_on=described_on,
        signed_by=signature.name.strip(),
        signed_post=(signature.post or "").strip(),
        paper=(paper or "").strip() or None,
        evidence_id=evidence_id,
    )
    session.add(row)
    session.flush()
    return row


def withdraw_nil_return(session: Session, key: int, reason: str) -> None:
    """Take a nil return back: it no longer counts from now on, and the history stays.

    Args:
        session: A writing session.
        key: The nil return.
        reason: Why.

    Raises:
        UsageError: No reason is given.
        Conflict: It was taken back before.
    """
    _refuse_without(reason)
    before = session.scalar(select(NilReturnWithdrawal.reason).where(NilReturnWithdrawal.nil_return_id == key))
    if before is not None:
        raise Conflict(f"That nil return is withdrawn already: {before}")
    session.add(NilReturnWithdrawal(nil_return_id=key, reason=reason.strip()))
    session.flush()


def ask_for_return(
    session: Session, whose: Whose, *, described_on: date, asked_on: date, due_on: date, note: str
) -> ReturnRequest:
    """Record that somebody was asked for a return.

    Args:
        session: A writing session.
        whose: The organisation or site.
        described_on: The earliest date that the return may describe.
        asked_on: When they were asked.
        due_on: By when it is to come.
        note: Reference of the letter, or anything else to be kept.

    Raises:
        UsageError: It is due before it was asked for.
    """
    if due_on < asked_on:
        raise UsageError(
            f"A return asked for on {long_date(asked_on)} cannot be due on {long_date(due_on)}.", "Correct --due."
        )
    row = ReturnRequest(
        organisation_id=whose.organisation_id,
        site_id=whose.site_id,
        described_on=described_on,
        asked_on=asked_on,
        due_on=due_on,
        note=note.strip(),
    )
    session.add(row)
    session.flush()
    return row


def end_request(session: Session, key: int, reason: str) -> None:
    """Drop a request: it no longer stands from now on, and the history stays.

    Args:
        session: A writing session.
        key: The request.
        reason: Why.

    Raises:
        UsageError: No reason is given.
        Conflict: It was dropped before.
    """
    _refuse_without(reason)
    before = session.scalar(select(ReturnRequestEnd.reason).where(ReturnRequestEnd.return_request_id == key))
    if before is not None:
        raise Conflict(f"That request no longer stands: {before}")
    session.add(ReturnRequestEnd(return_request_id=key, reason=reason.strip()))
    session.flush()


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        raise UsageError("Say why it is withdrawn.", 'Add --reason "…".')


def set_against_nil_returns(session: Session, preview: Preview, register_code: str) -> Preview:
    """The same preview, saying which nil returns the list contradicts: one issue for each place with its newest one.

    Args:
        session: A session that may read.
        preview: As `prepare` gave it; its workbook must still be open.
        register_code: For references.
    """
    found = _contradicted(session, preview.plan, register_code) if isinstance(preview.plan, AssetPlan) else []
    if not found:
        return preview
    totals = {**preview.issue_totals, codes.NIL_RETURN_CONTRADICTED: len(found)}
    return replace(preview, issues=(*found, *preview.issues), issue_totals=totals)


def _contradicted(session: Session, plan: AssetPlan, register_code: str) -> list[Issue]:
    of_site: dict[int, NilReturn] = {}
    of_body: dict[int, NilReturn] = {}
    for nil in nil_returns(session):
        if nil.site_id is not None:
            of_site[nil.site_id] = nil
        elif nil.organisation_id is not None:
            of_body[nil.organisation_id] = nil
    if not of_site and not of_body:
        return []
    matcher = plan.matcher
    named = Counter(
        site for site, state in zip(matcher.site, matcher.state, strict=True) if site >= 0 and state != State.REJECTED
    )
    issues = []
    for slot in sorted(named):
        place = plan.places.sites[slot]
        told = [nil for nil in (of_site.get(place.id or 0), of_body.get(place.organisation_id)) if nil is not None]
        if not told:
            continue
        newest = max(told, key=lambda nil: (nil.described_on, nil.id))
        ref = reference(ReferenceKind.NIL_RETURN, register_code, newest.id)
        rows = "1 row" if named[slot] == 1 else f"{named[slot]:,} rows"
        issues.append(
            Issue(
                codes.NIL_RETURN_CONTRADICTED,
                Severity.WARNING,
                f"A nil return of {long_date(newest.described_on)} ({ref}), signed by {newest.signed_by}, "
                f"{newest.signed_post}, says that there is nothing at “{place.name}”; this list has {rows} there.",
                "Ask who signed it. If it was wrong, withdraw it with: riskreg returns withdraw " + ref,
            )
        )
    return issues
