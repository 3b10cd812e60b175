"""What a site offers before its options are drafted or a product is tried there. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import exists, select

from riskreg.database import register_code
from riskreg.operations.appraising import completed_stays, with_kind
from riskreg.operations.office import Office
from riskreg.operations.references import resolve_site
from riskreg.planning.scope import flagged_lines, lines_at
from riskreg.register import Organisation, Product, Site, System
from riskreg.rules.interoperability_terms import Stays
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import EquipmentKind


@dataclass(frozen=True, slots=True)
class DraftOffered:
    """What there is to draft options for.

    Attributes:
        site: `SITE-…`.
        name: Its name.
        organisation: Its organisation.
        systems: Names of its systems.
        kinds: Kind of equipment → flagged devices of it that are still in place.
        has_products: Whether any candidate replacement is known.
    """

    site: str
    name: str
    organisation: str
    systems: tuple[str, ...]
    kinds: Mapping[EquipmentKind, int]
    has_products: bool


def offer_draft(office: Office, site: str) -> DraftOffered:
    """What there is to draft options for at a site.

    Args:
        office: Where; its lists tell the kind where a list of the site does not.
        site: Reference, code or name.

    Raises:
        NotFound: There is no such site.
    """
    with office.reading() as session:
        key = resolve_site(session, site)
        name, organisation = session.execute(
            select(Site.name, Organisation.name)
            .join(Organisation, Organisation.id == Site.organisation_id)
            .where(Site.id == key)
        ).one()
        lines = {line: with_kind(office, fact) for line, fact in lines_at(session, key).items()}
        kinds: Counter[EquipmentKind] = Counter()
        for line in flagged_lines(session, key):
            if line in lines:
                kinds[lines[line].kind] += lines[line].quantity
        return DraftOffered(
            site=reference(ReferenceKind.SITE, register_code(session), key),
            name=name,
            organisation=organisation,
            systems=tuple(session.scalars(select(System.name).where(System.site_id == key).order_by(System.name))),
            kinds=dict(kinds.most_common()),
            has_products=bool(session.scalar(select(exists().where(Product.id > 0)))),
        )


def stays_at(office: Office, site: str, stays: Stays) -> Stays:
    """What stays at a site once everything flagged is gone: as it was said, and else as the register knows it.

    Args:
        office: Where.
        site: Reference, code or name.
        stays: As it was said.

    Raises:
        NotFound: There is no such site.
    """
    with office.reading() as session:
        key = resolve_site(session, site)
        lines = lines_at(session, key)
        return completed_stays(
            stays, lines, {each: lines[each] for each in flagged_lines(session, key) if each in lines}
        )
