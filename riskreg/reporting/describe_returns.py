"""A nil return: who signed it, for which place and date, what contradicts it; a request: whom, by when, what came."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import Evidence, NilReturn, NilReturnWithdrawal, ReturnRequest, ReturnRequestEnd
from riskreg.reporting.completeness import Completeness
from riskreg.reporting.description import Description, Section, columns, missing
from riskreg.reporting.points import known
from riskreg.reporting.progress import Scalar
from riskreg.reporting.provenance import change_of, who
from riskreg.reporting.returns import devices_on_record, nil_return
from riskreg.reporting.state import NO_ASSETS, EstateState, Point, estate_state
from riskreg.rules.references import ReferenceKind, reference


def describe_nil_return(session: Session, key: int, point: Point) -> Description:
    """A nil return with what is on record at its sites.

    Raises:
        NotFound: There is none in this register.
    """
    row = session.get(NilReturn, key)
    if row is None:
        raise missing("nil return")
    state = estate_state(session, point, assets=NO_ASSETS)
    change = change_of(session, row.change_id)
    ref = reference(ReferenceKind.NIL_RETURN, state.code, key)
    evidence = session.get(Evidence, row.evidence_id) if row.evidence_id is not None else None
    end = session.scalars(
        select(NilReturnWithdrawal).where(
            NilReturnWithdrawal.nil_return_id == key, known(NilReturnWithdrawal, state.trail.limit)
        )
    ).first()
    found = Completeness(session, state)
    sites = [site for site in found.sites_of(nil_return(row, change)) if site in found.of_sites]
    on_record = devices_on_record(session, state, sites)
    rows: tuple[tuple[str, Scalar], ...] = (
        ("Reference", ref),
        ("Says that there is none at", _place(state, row.organisation_id, row.site_id)),
        ("On", row.described_on),
        ("Signed by", f"{row.signed_by}, {row.signed_post}"),
        ("Letter", row.paper),
        ("Evidence", f"{evidence.file_name} (SHA-256 {evidence.sha256})" if evidence is not None else None),
        ("Recorded by", who(change)),
        ("Recorded at", change.at),
        ("Change", change.sequence),
        ("Withdrawn", _ended(session, end.change_id, end.reason) if end is not None else None),
    )
    table = tuple(
        (state.site_reference(site), state.places.site(site, point.as_at).name, on_record.get(site, 0))
        for site in sites
    )
    titles = columns("Reference", "Site", "On record all the same (devices)")
    shown = tuple(row for row in rows if row[1] is not None)
    return Description(f"Nil return {ref}", ref, (Section("Summary", shown), Section("Its sites", (), titles, table)))


def describe_request(session: Session, key: int, point: Point) -> Description:
    """A request for a return with how it stands.

    Raises:
        NotFound: There is none in this register.
    """
    row = session.get(ReturnRequest, key)
    if row is None:
        raise missing("request for a return")
    state = estate_state(session, point, assets=NO_ASSETS)
    change = change_of(session, row.change_id)
    ref = reference(ReferenceKind.RETURN_REQUEST, state.code, key)
    end = session.scalars(
        select(ReturnRequestEnd).where(
            ReturnRequestEnd.return_request_id == key, known(ReturnRequestEnd, state.trail.limit)
        )
    ).first()
    standing = next((each for each in Completeness(session, state).of_requests() if each.request.id == key), None)
    rows: tuple[tuple[str, Scalar], ...] = (
        ("Reference", ref),
        ("Asked", _place(state, row.organisation_id, row.site_id)),
        ("To describe", row.described_on),
        ("Asked on", row.asked_on),
        ("Due by", row.due_on),
        ("Note", row.note or None),
        ("State", standing.state.value if standing is not None else None),
        ("Sites answered for", f"{standing.answered} of {standing.sites}" if standing is not None else None),
        ("Recorded by", who(change)),
        ("Change", change.sequence),
        ("No longer stands", _ended(session, end.change_id, end.reason) if end is not None else None),
    )
    return Description(
        f"Request {ref}", ref, (Section("Summary", tuple(row for row in rows if row[1] is not None)),)
    )  # fmt: skip


def _ended(session: Session, change_id: int, reason: str) -> str:
    change = change_of(session, change_id)
    return f"by {who(change)} in change {change.sequence}: {reason}"


def _place(state: EstateState, organisation_id: int | None, site_id: int | None) -> str:
    if site_id is not None:
        return f"{state.places.site(site_id, state.point.as_at).name} ({state.site_reference(site_id)})"
    return state.organisation_name(organisation_id or 0)
