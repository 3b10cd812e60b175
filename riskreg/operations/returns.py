"""Returns: ask for them, record that there is nothing, take that back, and see how complete the register is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from riskreg import intake
from riskreg.database import register_code
from riskreg.errors import UsageError
from riskreg.intake import Signature, Whose
from riskreg.operations.asking import organisation_key
from riskreg.operations.office import Office
from riskreg.operations.references import resolve, resolve_site
from riskreg.operations.setting_up import chosen_organisations
from riskreg.register import Organisation, Site
from riskreg.removal import store_evidence
from riskreg.reporting.asking import Filters
from riskreg.reporting.completeness import Completeness, bodies_inside
from riskreg.reporting.figures_returns import completeness_figures
from riskreg.reporting.points import trail_at
from riskreg.reporting.progress import Figure
from riskreg.reporting.remembered import remembered
from riskreg.reporting.returns import devices_on_record
from riskreg.reporting.state import NO_ASSETS, EstateState, Point, estate_state
from riskreg.rules.dates import long_date
from riskreg.rules.references import ReferenceKind, reference


@dataclass(frozen=True, slots=True)
class NilRecorded:
    """A nil return as recorded.

    Attributes:
        reference: `NIL-…`.
        place: The organisation or site that has none.
        on_record: Devices that are on record there all the same; they stay.
        sites_on_record: At how many sites.
    """

    reference: str
    place: str
    as_at: date
    signed_by: str
    signed_post: str
    on_record: int
    sites_on_record: int


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A request as recorded.

    Attributes:
        reference: `ASK-…`.
        place: The organisation or site that was asked.
    """

    reference: str
    place: str


@dataclass(frozen=True, slots=True)
class CompletenessSaid:
    """How complete the register is at a point.

    Attributes:
        scope: Which organisations it is about, in words.
        as_at: The date.
        as_known: Number of the last change that counts.
        figures: As in the progress report.
        silent: Organisations from which nothing came, by name, the first ones.
    """

    scope: str
    as_at: date
    as_known: int
    figures: tuple[Figure, ...]
    silent: tuple[str, ...]


SILENT_SHOWN = 20
"""Organisations from which nothing came that are named at once."""


def completeness(
    office: Office,
    *,
    organisation: str | None = None,
    since: date | None = None,
    as_at: date | None = None,
    as_known: int | None = None,
) -> CompletenessSaid:
    """Of all organisations and sites that are known, how many have sent a return.

    Args:
        office: Where.
        organisation: Only it and what stands below it; all where None.
        since: Returns count that describe this date or a later one; where None, for each site the date last asked for,
            and not more than twelve months back.
        as_at: What was true on that date; today where None.
        as_known: Only what the register had been told by that change.

    Raises:
        NotFound: There is no such organisation or change.
    """
    with office.reading() as session:
        key = organisation_key(session, organisation) if organisation else None
        point = Point(as_at or office.today, as_known)
        head = trail_at(session, as_known)
        # A nil return is in doubt until a removal is verified, so the result rests on the head of the whole trail.
        return remembered(
            session,
            ("completeness", key, since, point, head.hash),
            lambda: _completeness(session, estate_state(session, point, key, assets=NO_ASSETS), since),
        )


def _completeness(session: Session, state: EstateState, since: date | None) -> CompletenessSaid:
    key = state.organisation_id
    found = Completeness(session, state, since=since)
    base = Filters(organisation=key, since=since, as_at=state.point.as_at, as_known=state.trail.sequence)

    def drill(question: str, filters: Filters) -> str:
        spelled = f"{filters.arguments(state.code)} {base.arguments(state.code)}"
        return f"{question} {spelled.strip()}"

    bodies = found.of_bodies(bodies_inside(state)).values()
    silent = [state.organisation_name(each.organisation_id) for each in bodies if not each.newest]
    return CompletenessSaid(
        state.organisation_name(key) if key is not None else "All organisations",
        state.point.as_at,
        state.trail.sequence,
        tuple(completeness_figures(found, state, drill)),
        tuple(silent[:SILENT_SHOWN]),
    )


def record_nil(
    office: Office,
    *,
    organisation: str | None,
    sites: Sequence[str],
    as_at: date,
    signed_by: str,
    post: str,
    paper: str | None = None,
    file: Path | None = None,
) -> tuple[NilRecorded, ...]:
    """Record nil returns: a person signs that an organisation, or each of some sites, has none of the equipment.

    Nothing is removed by it: equipment that is on record there stays, and the nil return is in question.

    Args:
        office: Where and who.
        organisation: The organisation, for all sites that it holds itself; None where sites are named.
        sites: References, codes or names of sites.
        as_at: The date that it speaks of.
        signed_by: Who signs.
        post: The post that person holds.
        paper: Reference of the letter or message.
        file: The letter as a file; a copy is kept.

    Raises:
        UsageError: Not exactly one of organisation and sites is named, the signature is not whole, the date lies ahead.
        NotFound: The organisation or a site is unknown.
        Conflict: The same is recorded already.
        FileRejected: The file cannot be kept.
    """
    with office.acting("nil return", f"Nil return of {long_date(as_at)}, signed by {signed_by}.") as session:
        places = _places(session, organisation, sites)
        evidence = store_evidence(session, file, None, office.evidence_folder) if file is not None else None
        code = register_code(session)
        rows = [
            intake.record_nil_return(
                session,
                whose,
                described_on=as_at,
                signature=Signature(signed_by, post),
                paper=paper,
                evidence_id=evidence.id if evidence is not None else None,
                today=office.today,
            )
            for whose, _ in places
        ]
        # What is on record now, of whatever date: a list that is newer than the statement contradicts it as well.
        state = estate_state(session, Point(max(as_at, office.today), None), assets=NO_ASSETS)
        held = {site: state.places.organisation_of(site, as_at) for site in state.places.site_ids}
        recorded = []
        for row, (whose, name) in zip(rows, places, strict=True):
            mine = (
                [whose.site_id] if whose.site_id else [s for s, body in held.items() if body == whose.organisation_id]
            )
            there = devices_on_record(session, state, mine)
            ref = reference(ReferenceKind.NIL_RETURN, code, row.id)
            recorded.append(
                NilRecorded(ref, name, as_at, row.signed_by, row.signed_post, sum(there.values()), len(there))
            )
        return tuple(recorded)


def ask_for(
    office: Office,
    *,
    organisation: str | None,
    and_below: bool,
    is_all: bool,
    sites: Sequence[str],
    as_at: date,
    due: date,
    asked: date | None = None,
    note: str = "",
) -> tuple[AskedFor, ...]:
    """Record that organisations or sites were asked for a return.

    Args:
        office: Where and who.
        organisation: The organisation that was asked.
        and_below: Also all below it.
        is_all: All organisations.
        sites: References, codes or names of sites, where single sites were asked.
        as_at: The earliest date that the return may describe.
        due: By when it is to come.
        asked: When they were asked; today where None.
        note: Reference of the letter, or anything else to be kept.

    Raises:
        UsageError: Nobody is named, or both; or it is due before it was asked for.
        NotFound: The organisation or a site is unknown.
    """
    on = asked or office.today
    if sum((organisation is not None, is_all, bool(sites))) != 1:
        raise UsageError("Say who was asked.", "Give one of --organisation NAME, --all or --site SITE.")
    with office.acting("ask for returns", note or f"Returns as at {long_date(as_at)} asked for.") as session:
        if sites:
            places = _places(session, None, sites)
        else:
            chosen = chosen_organisations(session, organisation, and_below=and_below, on=on)
            places = [(Whose(organisation_id=each.id), each.name) for each in chosen]
        code = register_code(session)
        made = [
            (intake.ask_for_return(session, whose, described_on=as_at, asked_on=on, due_on=due, note=note), name)
            for whose, name in places
        ]
        return tuple(AskedFor(reference(ReferenceKind.RETURN_REQUEST, code, row.id), name) for row, name in made)


def withdraw(office: Office, text: str, reason: str) -> None:
    """Take back a nil return that was recorded in error, or drop a request. The history stays.

    Args:
        office: Where and who.
        text: `NIL-…` or `ASK-…`.
        reason: Why.

    Raises:
        UsageError: No reason is given.
        NotFound: There is no such nil return or request.
        Conflict: It was taken back before.
    """
    with office.acting("withdraw return", reason) as session:
        kind, key = resolve(session, text, (ReferenceKind.NIL_RETURN, ReferenceKind.RETURN_REQUEST))
        if kind is ReferenceKind.NIL_RETURN:
            intake.withdraw_nil_return(session, key, reason)
        else:
            intake.end_request(session, key, reason)


def _places(session: Session, organisation: str | None, sites: Sequence[str]) -> list[tuple[Whose, str]]:
    """What is meant, with its name; each site once."""
    if (organisation is None) is (not sites):
        raise UsageError("Say whose return it is.", "Give either --organisation NAME or --site SITE.")
    if organisation is not None:
        key = organisation_key(session, organisation)
        return [(Whose(organisation_id=key), session.get_one(Organisation, key).name)]
    keys = dict.fromkeys(resolve_site(session, text) for text in sites)
    return [(Whose(site_id=key), session.get_one(Site, key).name) for key in keys]
