"""What the register holds of organisations and sites as at the date of an estate list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.intake import loading
from riskreg.register import Organisation, OrganisationParent, SiteAssessment, SiteTenure, SiteVersion
from riskreg.rules.terms import Limb, LimbAnswer, OrganisationKind


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation; `id` is None for one that the list brings, `is_said` once a row is about it."""

    id: int | None
    name: str
    kind: OrganisationKind
    is_said: bool = False


class SiteFacts(NamedTuple):
    """What is recorded of a site, in the form in which it is stored."""

    code: str | None
    name: str
    address: str | None
    postcode: str | None
    uprn: str | None
    control: str
    lease_end_on: str | None
    is_listed: bool


class LimbSaid(NamedTuple):
    """An answer for one limb of a site."""

    limb: Limb
    answer: LimbAnswer
    assessed_by: str | None
    assessed_on: str


@dataclass
class KnownEstate:
    """Organisations, sites and answers as at a date.

    Attributes:
        organisations: Every organisation, in the order of their keys.
        parents: Slot of an organisation → slot of the one above it, as at the date.
        versions: Site → its facts as at the date.
        newest: Site → date of its newest facts.
        tenures: Site → organisation that holds it as at the date.
        answers: Site and limb → answers of every date, in their order.
    """

    organisations: tuple[KnownOrganisation, ...]
    parents: dict[int, int | None] = field(default_factory=dict)
    versions: dict[int, SiteFacts] = field(default_factory=dict)
    newest: dict[int, date] = field(default_factory=dict)
    tenures: dict[int, int] = field(default_factory=dict)
    answers: dict[tuple[int, Limb], list[LimbSaid]] = field(default_factory=dict)


def newest_as_at(known: KnownEstate, site_id: int | None) -> SiteFacts | None:
    """Facts of a site as at the date of the list."""
    return known.versions.get(site_id) if site_id is not None else None


def limb_as_at(known: KnownEstate, site_id: int | None, limb: Limb, on: date) -> LimbSaid | None:
    """The answer in force on a date."""
    if site_id is None:
        return None
    found = None
    for said in known.answers.get((site_id, limb), []):
        if said.assessed_on <= on.isoformat():
            found = said
    return found


def known_estate(session: Session, on: date) -> KnownEstate:
    """Read the estate as at a date; facts of undone imports do not count."""
    organisations = session.execute(
        select(Organisation.id, Organisation.name, Organisation.kind).order_by(Organisation.id)
    ).all()
    known = KnownEstate(tuple(KnownOrganisation(*row) for row in organisations))
    slots = {row[0]: slot for slot, row in enumerate(organisations)}
    parents = select(OrganisationParent.organisation_id, OrganisationParent.parent_id).where(
        OrganisationParent.from_on <= on
    )
    for organisation, parent in session.execute(parents.order_by(OrganisationParent.from_on, OrganisationParent.id)):
        known.parents[slots[organisation]] = slots[parent] if parent is not None else None
    table = SiteVersion.__table__.c
    columns = [table[name] for name in SiteFacts._fields]
    statement = select(table.site_id, table.described_on, *columns).where(_stands(table.import_batch_id))
    for row in session.execute(statement.order_by(table.described_on, table.id)):
        known.newest[row[0]] = row[1]
        if row[1] <= on:
            facts = SiteFacts(*row[2:])
            known.versions[row[0]] = facts._replace(
                control=row[7].value, lease_end_on=row[8].isoformat() if row[8] is not None else None
            )
    tenures = select(SiteTenure.site_id, SiteTenure.organisation_id).where(
        SiteTenure.from_on <= on, _stands(SiteTenure.import_batch_id)
    )
    for site, organisation in session.execute(tenures.order_by(SiteTenure.from_on, SiteTenure.id)):
        known.tenures[site] = organisation
    answers = select(
        SiteAssessment.site_id,
        SiteAssessment.limb,
        SiteAssessment.answer,
        SiteAssessment.assessed_by,
        SiteAssessment.assessed_on,
    ).where(_stands(SiteAssessment.import_batch_id))
    for site, limb, answer, by, assessed_on in session.execute(
        answers.order_by(SiteAssessment.assessed_on, SiteAssessment.id)
    ):
        known.answers.setdefault((site, limb), []).append(LimbSaid(limb, answer, by, assessed_on.isoformat()))
    return known


def _stands(batch_id: Any) -> Any:
    return batch_id.is_(None) | ~loading.is_withdrawn(batch_id)
