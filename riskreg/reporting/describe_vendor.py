"""Everything known of a vendor: names, ties, entries, determinations, and how many assets it made."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.errors import NotFound
from riskreg.register import (
    Change,
    Criterion,
    Determination,
    ListEdition,
    ListEntry,
    Regime,
    Vendor,
    VendorLink,
    VendorName,
)
from riskreg.reporting.breakdowns import words
from riskreg.reporting.browsing_places import made_by
from riskreg.reporting.description import Description, Section, columns
from riskreg.reporting.progress import Scalar
from riskreg.reporting.provenance import At, who
from riskreg.reporting.remembered import state_of
from riskreg.reporting.state import Point
from riskreg.rules.countries import country_name
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import LinkKind

_TIE = ("Kind", "With", "From (date)", "Until (date)", "Confidence", "Source")
_MAKES_FOR = words(LinkKind.MAKES_FOR.value)


def describe_vendor(session: Session, text: str, point: Point) -> Description:
    """A vendor by its short name, name, or any name on record.

    Raises:
        NotFound: There is none in this register.
    """
    wanted = text.strip().casefold()
    vendor = session.scalars(
        select(Vendor)
        .where((func.lower(Vendor.slug) == wanted) | (func.lower(Vendor.name) == wanted))
        .order_by(Vendor.id)
    ).first()
    if vendor is None:
        named = select(VendorName.vendor_id).where(func.lower(VendorName.value) == wanted)
        vendor = session.scalars(select(Vendor).where(Vendor.id.in_(named)).order_by(Vendor.id)).first()
    if vendor is None:
        raise NotFound(
            f"“{text}” is neither a reference nor a vendor that the register knows.",
            "References look like ASSET-4KX-R2F7-W; vendors go by their name, such as hikvision.",
        )
    state = state_of(session, point)
    at = At.of(state)
    edition = session.scalar(
        select(func.max(VendorName.catalogue_edition_id)).where(VendorName.vendor_id == vendor.id, at.told(VendorName))
    )
    names = tuple(
        (words(name.kind.value), name.value, name.confidence, name.source)
        for name in session.scalars(
            select(VendorName)
            .where(VendorName.vendor_id == vendor.id, VendorName.catalogue_edition_id == edition)
            .order_by(VendorName.kind, VendorName.value, VendorName.id)
        )
    )
    ties = tuple(
        (words(link.kind.value), target or link.brand or "", link.from_on, link.to_on, link.confidence, link.source)
        for link, target in session.execute(
            select(VendorLink, Vendor.name)
            .outerjoin(Vendor, Vendor.id == VendorLink.of_id)
            .where(VendorLink.vendor_id == vendor.id, VendorLink.catalogue_edition_id == edition)
            .order_by(VendorLink.kind, VendorLink.id)
        )
    )
    entries = tuple(
        (regime.slug, edition_row.label, edition_row.legal_on, entry.name, entry.from_on, entry.to_on, entry.scope)
        for entry, edition_row, regime in session.execute(
            select(ListEntry, ListEdition, Regime)
            .join(ListEdition, ListEdition.id == ListEntry.list_edition_id)
            .join(Regime, Regime.id == ListEdition.regime_id)
            .where(ListEntry.vendor_id == vendor.id, at.told(ListEdition, ListEdition.legal_on))
            .order_by(Regime.slug, ListEdition.legal_on, ListEntry.id)
        )
    )
    decided = tuple(
        (
            reference(ReferenceKind.DETERMINATION, at.code, made.id),
            regime.slug,
            words(made.outcome.value),
            made.decided_on,
            who(change),
            made.reason,
        )
        for made, regime, change in session.execute(
            select(Determination, Regime, Change)
            .join(Criterion, Criterion.id == Determination.criterion_id)
            .join(Regime, Regime.id == Criterion.regime_id)
            .join(Change, Change.id == Determination.change_id)
            .where(Determination.vendor_id == vendor.id, at.told(Determination, Determination.decided_on))
            .order_by(Determination.decided_on, Determination.id)
        )
    )
    lines, devices = made_by(session, state).get(vendor.slug, (0, 0))
    summary: tuple[tuple[str, Scalar], ...] = (
        ("Short name", vendor.slug),
        ("Name", vendor.name),
        ("Headquarters", country_name(vendor.headquarters)),
        ("Tie to the People’s Republic of China", vendor.prc_link),
        ("Watched", "yes" if vendor.is_watched else "no"),
        ("Asset lines in the register", lines),
        ("Devices in the register", devices),
    )
    return Description(
        f"Vendor: {vendor.name}",
        vendor.slug,
        (
            Section("Summary", tuple(row for row in summary if row[1] is not None)),
            Section("Names", (), columns("Kind", "Name", "Confidence", "Source"), names),
            Section("Makes for others", (), columns(*_TIE), tuple(tie for tie in ties if tie[0] == _MAKES_FOR)),
            Section("Ties", (), columns(*_TIE), tuple(tie for tie in ties if tie[0] != _MAKES_FOR)),
            Section(
                "List entries",
                (),
                columns("Regime", "Edition", "In law from (date)", "Entry", "From (date)", "Until (date)", "Scope"),
                entries,
            ),
            Section(
                "Determinations",
                (),
                columns("Reference", "Regime", "Outcome", "On (date)", "By", "Reason"),
                decided,
            ),
        ),
    )
