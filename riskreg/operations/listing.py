"""Short lists of what the register holds: its organisations, and the lists in use."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from riskreg.catalogue.activation import active_catalogue
from riskreg.errors import RegisterUnavailable
from riskreg.operations.office import Office
from riskreg.register import ListEdition, Organisation, OrganisationParent, Regime, Site
from riskreg.reporting import Point
from riskreg.reporting.remembered import state_of
from riskreg.rules.terms import OrganisationKind, RegimeKind
from riskreg.screening.adoptions import adoptions_in_force


@dataclass(frozen=True, slots=True)
class OrganisationShown:
    """An organisation, what it stands below, and the regimes that count for it."""

    name: str
    kind: OrganisationKind
    parent: str | None
    sites: int
    regimes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListShown:
    """A regime's newest edition as this program carries it, and the edition in use in the register."""

    slug: str
    title: str
    kind: str
    edition: str
    legal_on: date
    entries: int
    in_use: str


def organisations(office: Office, point: Point | None = None) -> tuple[OrganisationShown, ...]:
    """All organisations, by name.

    Args:
        office: Where.
        point: As at, as known; today, as known now, where None.

    Raises:
        NotFound: The trail has no such change.
    """
    if point is not None:
        return _organisations_then(office, point)
    with office.reading() as session:
        names = dict(session.execute(select(Organisation.id, Organisation.name)).all())
        parents: dict[int, int | None] = {}
        for row in session.scalars(
            select(OrganisationParent)
            .where(OrganisationParent.from_on <= office.today)
            .order_by(OrganisationParent.from_on, OrganisationParent.id)
        ):
            parents[row.organisation_id] = row.parent_id
        counts = dict(session.execute(select(Site.organisation_id, func.count()).group_by(Site.organisation_id)).all())
        slugs = dict(session.execute(select(Regime.id, Regime.slug)).all())
        adopted = adoptions_in_force(session)
        return tuple(
            OrganisationShown(
                name=each.name,
                kind=each.kind,
                parent=names.get(parents.get(each.id) or 0),
                sites=counts.get(each.id, 0),
                regimes=tuple(sorted(slugs[regime] for regime in adopted.get(each.id, {}))),
            )
            for each in session.scalars(select(Organisation).order_by(Organisation.name))
        )


def _organisations_then(office: Office, point: Point) -> tuple[OrganisationShown, ...]:
    with office.reading() as session:
        state = state_of(session, point)
        places, on = state.places, point.as_at
        sites = Counter(places.organisation_of(each, on) for each in places.site_ids if places.is_there(each, on))
        slugs = dict(session.execute(select(Regime.id, Regime.slug).where(Regime.kind != RegimeKind.INDICATOR)).all())
        return tuple(
            OrganisationShown(
                name=body.name,
                kind=body.kind,
                parent=state.organisation_name(parent) if (parent := places.parent_of(key, on)) is not None else None,
                sites=sites[key],
                regimes=tuple(sorted(slugs[regime] for regime in places.adopted(key, on) if regime in slugs)),
            )
            for key, body in sorted(places.bodies.items(), key=lambda each: each[1].name)
        )


def lists(office: Office) -> tuple[ListShown, ...]:
    """Every regime that this program carries, by short name; `in_use` says what the register works with."""
    in_use: dict[str, str] = {}
    try:
        with office.reading() as session:
            if active_catalogue(session) is not None:
                for slug, label in session.execute(
                    select(Regime.slug, ListEdition.label)
                    .join(ListEdition, ListEdition.regime_id == Regime.id)
                    .order_by(ListEdition.legal_on, ListEdition.id)
                ):
                    in_use[slug] = label
    except RegisterUnavailable:
        in_use = {}
    return tuple(
        ListShown(
            slug=slug,
            title=regime.title,
            kind=regime.kind.value,
            edition=regime.latest.label,
            legal_on=regime.latest.legal_on,
            entries=len(regime.latest.entries),
            in_use=in_use.get(slug, "not in use"),
        )
        for slug, regime in sorted(office.catalogue.regimes.items())
    )
