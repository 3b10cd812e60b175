"""Questions about returns: what came, who has sent nothing, who was asked, and what contradicts what."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from riskreg.reporting.answers import said
from riskreg.reporting.asking import Answer, Came, Filters
from riskreg.reporting.completeness import Completeness, bodies_inside
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.returns import Return, reference_of, withdrawn_nils
from riskreg.reporting.state import EstateState
from riskreg.rules.references import ReferenceKind, reference

CAME_TITLES = {
    Came.ANSWERED: "everything came",
    Came.DOUBTFUL: "something came",
    Came.MISSING: "nothing came",
    Came.LIST: "a list",
    Came.NIL: "a nil return",
    Came.DISPUTED: "a nil return, and equipment is on record",
    Came.PART: "a list of a part only",
    Came.UNNAMED: "a list of the whole organisation that does not name it",
}


def returns(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Lists and nil returns by the date that they describe: who signed and recorded each, what is in doubt."""
    columns = (
        Column("reference", "Return"),
        Column("kind", "Kind"),
        Column("what", "File or letter"),
        Column("organisation", "Organisation"),
        Column("site", "Site"),
        Column("described_on", "Describes", "date"),
        Column("covers", "Covers"),
        Column("signed_by", "Signed by"),
        Column("signed_post", "Post"),
        Column("state", "State"),
        Column("actor", "Recorded by"),
        Column("at", "Recorded at", "instant"),
        Column("change", "Change", "number"),
    )
    found = Completeness(session, state, since=filters.since)

    def rows() -> Iterator[tuple[Scalar, ...]]:
        inside = set(bodies_inside(state))
        told = {each: state_of(found, each) for each in (*found.lists_inside(inside), *found.nils_inside(inside))}
        gone = {each: f"withdrawn: {reason}" for each, reason in withdrawn_nils(session, state)}
        mine = {*told, *(each for each in gone if each.organisation_id in inside or each.site_id in found.of_sites)}
        for each in sorted(mine, key=lambda one: (one.on, one.kind, one.key)):
            came, text = told.get(each, (None, gone.get(each, "")))
            if filters.came is not None and (came is None or not _is_wanted(filters.came, came, each)):
                continue
            if filters.since is not None and each.on < filters.since:
                continue
            if filters.site is not None and filters.site not in found.sites_of(each):
                continue
            yield (
                reference_of(state, each),
                "nil return" if each.is_nil else "list",
                each.what,
                state.organisation_name(each.organisation_id) if each.organisation_id is not None else "",
                state.places.site(each.site_id, state.point.as_at).name if each.site_id is not None else "",
                each.on,
                said(each.covers.value) if each.covers is not None else "everything",
                each.signed_by or "not said",
                each.signed_post or "",
                text,
                each.actor,
                each.at,
                each.sequence,
            )

    return Answer("returns", "Returns", columns, rows(), meta)


def _is_wanted(wanted: Came, came: Came, each: Return) -> bool:
    if wanted in (Came.SIGNED, Came.UNSIGNED):
        return not each.is_nil and (each.signed_by is not None) is (wanted is Came.SIGNED)
    return wanted.includes(came)


def state_of(found: Completeness, each: Return) -> tuple[Came, str]:
    """How a return that counts stands, and that in words."""
    if not each.is_nil:
        return Came.LIST, "counts"
    devices = sum(found.on_record.get(site, 0) for site in found.sites_of(each))
    if devices:
        noun = "1 device is" if devices == 1 else f"{devices:,} devices are"
        return Came.DISPUTED, f"in question: {noun} on record there"
    return Came.NIL, "counts"


def by_site(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Every site with what has come for it: a list, a nil return, less than that, or nothing; by organisation."""
    columns = (
        Column("reference", "Site reference"),
        Column("code", "Code"),
        Column("site", "Site"),
        Column("organisation", "Organisation"),
        Column("sensitivity", "Sensitivity"),
        Column("came", "What came"),
        Column("described_on", "Describes", "date"),
        Column("return", "Return"),
        Column("signed_by", "Signed by"),
        Column("signed_post", "Post"),
        Column("on_record", "On record in spite of a nil return", "number"),
        Column("since", "Counts from", "date"),
        Column("due_on", "Asked for by", "date"),
    )
    found = Completeness(session, state, since=filters.since)
    places, on = state.places, state.point.as_at

    def rows() -> Iterator[tuple[Scalar, ...]]:
        named = {site: (state.organisation_name(each.organisation_id), places.site(site, on)) for site, each
                 in found.of_sites.items()}  # fmt: skip
        for site in sorted(named, key=lambda key: (named[key][0].casefold(), named[key][1].name.casefold(), key)):
            each = found.of_sites[site]
            body, facts = named[site]
            sensitivity = places.sensitivity(site, on)
            if filters.came is not None and not filters.came.includes(each.came):
                continue
            if filters.sensitivity not in (None, sensitivity) or filters.site not in (None, site):
                continue
            whole = f"{facts.name} {facts.code or ''} {body}".casefold()
            if not all(word in whole for word in (filters.text or "").casefold().split()):
                continue
            yield (
                state.site_reference(site),
                facts.code,
                facts.name,
                body,
                said(sensitivity.value),
                CAME_TITLES[each.came],
                each.found.on if each.found is not None else None,
                reference_of(state, each.found) if each.found is not None else "",
                each.found.signed_by if each.found is not None else None,
                each.found.signed_post if each.found is not None else None,
                each.devices or None,
                each.since,
                each.request.due_on if each.request is not None else None,
            )

    return Answer("returns-by-site", "Sites and what came for them", columns, rows(), meta)


def by_organisation(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Every organisation with how many of its sites a return answers for, and which has sent nothing; by name."""
    columns = (
        Column("reference", "Reference"),
        Column("organisation", "Organisation"),
        Column("kind", "Kind"),
        Column("came", "What came"),
        Column("sites", "Sites", "sites"),
        Column("answered", "Answered for", "sites"),
        Column("doubtful", "In doubt", "sites"),
        Column("missing", "Nothing came", "sites"),
        Column("newest_on", "Newest return describes", "date"),
        Column("newest", "Newest return"),
        Column("signed_by", "Signed by"),
        Column("due_on", "Asked for by", "date"),
    )
    found = Completeness(session, state, since=filters.since)

    def rows() -> Iterator[tuple[Scalar, ...]]:
        for body, each in found.of_bodies(bodies_inside(state)).items():
            if filters.came is not None and filters.came is not each.came:
                continue
            yield (
                reference(ReferenceKind.ORGANISATION, state.code, body),
                state.organisation_name(body),
                said(state.places.bodies[body].kind.value),
                CAME_TITLES[each.came],
                each.sites,
                each.answered,
                each.doubtful,
                each.missing,
                each.newest.on if each.newest is not None else None,
                reference_of(state, each.newest) if each.newest is not None else "",
                each.newest.signed_by if each.newest is not None else None,
                each.request.due_on if each.request is not None else None,
            )

    return Answer("returns-by-organisation", "Organisations and what came from them", columns, rows(), meta)


def asked_for(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Requests for returns by the day on which they are due: whom, for which date, and whether all came in time."""
    columns = (
        Column("reference", "Request"),
        Column("organisation", "Organisation"),
        Column("site", "Site"),
        Column("described_on", "To describe", "date"),
        Column("asked_on", "Asked on", "date"),
        Column("due_on", "Due by", "date"),
        Column("state", "State"),
        Column("answered", "Sites answered for", "sites"),
        Column("sites", "Sites", "sites"),
        Column("answered_on", "Everything there on", "date"),
        Column("note", "Note"),
        Column("actor", "Asked by"),
        Column("change", "Change", "number"),
    )
    found = Completeness(session, state)
    places, on = state.places, state.point.as_at

    def rows() -> Iterator[tuple[Scalar, ...]]:
        for each in sorted(found.of_requests(), key=lambda one: (one.request.due_on, one.request.id)):
            asked = each.request
            if filters.asked is not None and filters.asked is not each.state:
                continue
            if filters.site not in (None, asked.site_id):
                continue
            body = asked.organisation_id or places.organisation_of(asked.site_id or 0, on)
            yield (
                reference(ReferenceKind.RETURN_REQUEST, state.code, asked.id),
                state.organisation_name(body),
                places.site(asked.site_id, on).name if asked.site_id is not None else "",
                asked.described_on,
                asked.asked_on,
                asked.due_on,
                each.state.value,
                each.answered,
                each.sites,
                each.answered_on,
                asked.note,
                asked.actor,
                asked.sequence,
            )

    return Answer("returns-asked", "Requests for returns", columns, rows(), meta)
