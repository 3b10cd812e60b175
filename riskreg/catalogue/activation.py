"""Brings a loaded catalogue into the register: what is known of vendors, the regimes, their editions and duties.

Appends only what the register does not have; nothing that an earlier edition brought is changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.catalogue.definitions import Catalogue, EditionDefinition, RegimeDefinition
from riskreg.errors import Conflict
from riskreg.register import (
    CatalogueEdition,
    Criterion,
    ListEdition,
    ListEntry,
    Obligation,
    Regime,
    Vendor,
    VendorLink,
    VendorName,
)
from riskreg.register.recording import BulkValue, bulk_insert, reserve_keys
from riskreg.rules.terms import LinkKind


@dataclass(frozen=True, slots=True)
class Activated:
    """What an activation brought.

    Attributes:
        is_new_catalogue: Whether what is known of vendors differs from the edition in use before.
        editions: Regime slug and label of each list edition that is new to the register.
    """

    is_new_catalogue: bool
    editions: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        """Whether all of it was active already."""
        return not self.is_new_catalogue and not self.editions


def active_catalogue(session: Session) -> CatalogueEdition | None:
    """The catalogue edition in use, or None before the first activation."""
    return session.scalars(select(CatalogueEdition).order_by(CatalogueEdition.id.desc()).limit(1)).first()


def require_active(session: Session, catalogue: Catalogue) -> CatalogueEdition:
    """The edition in use, which must be the one that this program carries.

    Raises:
        Conflict: No edition is active, or another one.
    """
    edition = active_catalogue(session)
    if edition is None:
        raise Conflict("No vendor lists are active in this register yet.", "Activate them with: riskreg lists activate")
    if edition.checksum != catalogue.checksum:
        raise Conflict(
            f"The vendor lists at hand (edition {catalogue.edition}, checksum {catalogue.checksum[:8]}…) are not those "
            f"active in this register (edition {edition.label}, checksum {edition.checksum[:8]}…).",
            "See what they would change, and activate them, with: riskreg lists activate",
        )
    return edition


def activate(session: Session, catalogue: Catalogue, activated_on: date) -> Activated:
    """Record the catalogue as the one in use.

    Args:
        session: A writing session.
        catalogue: Loaded and passed through the gate.
        activated_on: The date from which it counts here.
    """
    current = active_catalogue(session)
    is_new = current is None or current.checksum != catalogue.checksum
    if is_new:
        edition = CatalogueEdition(label=catalogue.edition, checksum=catalogue.checksum, activated_on=activated_on)
        session.add(edition)
        session.flush()
        _record_vendors(session, catalogue, edition)
    vendors = _vendor_keys(session)
    brought: list[tuple[str, str]] = []
    for definition in catalogue.regimes.values():
        regime = _record_regime(session, definition)
        known = set(session.scalars(select(ListEdition.checksum).where(ListEdition.regime_id == regime.id)))
        for each in sorted(definition.editions, key=lambda each: each.legal_on):
            if _edition_checksum(each) not in known:
                _record_edition(session, definition, regime, each, vendors, activated_on)
                brought.append((definition.slug, each.label))
    session.flush()
    return Activated(is_new, tuple(brought))


def _edition_checksum(edition: EditionDefinition) -> str:
    return edition.checksum or edition.content_checksum()


def _vendor_keys(session: Session) -> dict[str, int]:
    return dict(session.execute(select(Vendor.slug, Vendor.id).order_by(Vendor.id)).all())


def _record_vendors(session: Session, catalogue: Catalogue, edition: CatalogueEdition) -> None:
    known = _vendor_keys(session)
    facts = sorted(
        (each for each in catalogue.knowledge.vendors.values() if each.slug not in known), key=lambda each: each.slug
    )
    keys = reserve_keys(session, Vendor, len(facts))
    bulk_insert(
        session,
        Vendor,
        ("id", "slug", "name", "headquarters", "prc_link", "is_watched"),
        (
            (key, each.slug, each.name, each.headquarters, each.prc_link, each.is_watched)
            for key, each in zip(keys, facts, strict=True)
        ),
    )
    vendors = _vendor_keys(session)
    # The names of companies known only from lists stand in the editions; they are recorded once, with the company.
    repeated = catalogue.listed.intersection(known)
    listed = [name for found in catalogue.knowledge.listed_names.values() for name in found]
    names: list[tuple[BulkValue, ...]] = [
        (
            vendors[each.vendor],
            edition.id,
            each.kind.value,
            each.value,
            each.attestation.text,
            each.attestation.confidence,
        )
        for each in (*catalogue.knowledge.names, *listed)
        if each.vendor in vendors and each.vendor not in repeated
    ]
    _append(session, VendorName, ("vendor_id", "catalogue_edition_id", "kind", "value", "source", "confidence"), names)
    links: list[tuple[BulkValue, ...]] = [
        (
            vendors[tie.vendor],
            vendors[tie.of],
            edition.id,
            tie.kind.value,
            None,
            _iso(tie.from_on),
            _iso(tie.to_on),
            tie.attestation.text,
            tie.attestation.confidence,
        )
        for tie in catalogue.knowledge.ties
        if tie.vendor in vendors and tie.of in vendors
    ]
    links += [
        (
            vendors[claim.maker],
            None,
            edition.id,
            LinkKind.MAKES_FOR.value,
            claim.brand,
            _iso(claim.from_on),
            _iso(claim.to_on),
            "; ".join(claim.sources),
            claim.confidence,
        )
        for claim in catalogue.knowledge.supplied_brands
        if claim.maker in vendors and not claim.is_counter_claim
    ]
    columns = (
        "vendor_id",
        "of_id",
        "catalogue_edition_id",
        "kind",
        "brand",
        "from_on",
        "to_on",
        "source",
        "confidence",
    )
    _append(session, VendorLink, columns, links)


def _append(
    session: Session,
    model: type[VendorName] | type[VendorLink],
    columns: tuple[str, ...],
    rows: list[tuple[BulkValue, ...]],
) -> None:
    keys: Iterable[int] = reserve_keys(session, model, len(rows))
    bulk_insert(session, model, ("id", *columns), ((key, *row) for key, row in zip(keys, rows, strict=True)))


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on is not None else None


def _record_regime(session: Session, definition: RegimeDefinition) -> Regime:
    regime = session.scalars(select(Regime).where(Regime.slug == definition.slug)).first()
    if regime is None:
        regime = Regime(
            slug=definition.slug,
            title=definition.title,
            kind=definition.kind,
            authority=definition.authority,
            source=definition.source,
        )
        session.add(regime)
        session.flush()
        if definition.criterion is not None:
            session.add(
                Criterion(
                    regime_id=regime.id, question=definition.criterion.question, source=definition.criterion.source
                )
            )
    return regime


def _record_edition(
    session: Session,
    definition: RegimeDefinition,
    regime: Regime,
    each: EditionDefinition,
    vendors: dict[str, int],
    activated_on: date,
) -> None:
    edition = ListEdition(
        regime_id=regime.id,
        label=each.label,
        legal_on=each.legal_on,
        activated_on=activated_on,
        source=each.source,
        checksum=_edition_checksum(each),
    )
    session.add(edition)
    session.flush()
    keys = reserve_keys(session, ListEntry, len(each.entries))
    columns = (
        "id",
        "list_edition_id",
        "entry_key",
        "name",
        "vendor_id",
        "from_on",
        "to_on",
        "includes_affiliates",
        "scope",
        "limits",
    )
    bulk_insert(
        session,
        ListEntry,
        columns,
        (
            (
                key,
                edition.id,
                entry.key,
                entry.name,
                vendors.get(entry.vendor) if entry.vendor is not None else None,
                _iso(entry.from_on),
                _iso(entry.to_on),
                entry.includes_affiliates,
                entry.scope,
                entry.limits.as_json() if entry.limits is not None else None,
            )
            for key, entry in zip(keys, each.entries, strict=True)
        ),
    )
    session.add_all(
        Obligation(
            list_edition_id=edition.id,
            obligation_key=duty.key,
            act=duty.act,
            site_class=duty.site_class,
            equipment=duty.equipment,
            goods=",".join(duty.goods) or None,
            text=duty.text,
            strength=duty.strength,
            from_on=duty.from_on,
            due_on=duty.due_on,
            confidence=duty.confidence,
            source=duty.source,
        )
        for duty in definition.obligations
    )
