"""Vendors as loaded from `vendor_lists/`, each fact under the catalogue edition that brought it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Fact
from riskreg.rules.terms import LinkKind, NameKind


class CatalogueEdition(Fact):
    """One activated state of what is known of vendors. The newest is the one in use."""

    __tablename__ = "catalogue_edition"
    __table_args__ = (CheckConstraint("length(checksum) = 64", name="checksum_whole"),)

    label: Mapped[str]
    checksum: Mapped[str]
    activated_on: Mapped[date]


class Vendor(Fact):
    """A maker, known by its slug across editions."""

    __tablename__ = "vendor"

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    headquarters: Mapped[str | None]
    prc_link: Mapped[str | None]
    is_watched: Mapped[bool]


class VendorName(Fact):
    """A name of a vendor with its source."""

    __tablename__ = "vendor_name"

    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"), index=True)
    catalogue_edition_id: Mapped[int] = mapped_column(ForeignKey("catalogue_edition.id"))
    kind: Mapped[NameKind]
    value: Mapped[str]
    source: Mapped[str]
    confidence: Mapped[str]


class VendorLink(Fact):
    """A dated tie: `vendor_id` is a subsidiary or affiliate of `of_id`, or makes goods for the brand."""

    __tablename__ = "vendor_link"

    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"), index=True)
    of_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    catalogue_edition_id: Mapped[int] = mapped_column(ForeignKey("catalogue_edition.id"))
    kind: Mapped[LinkKind]
    brand: Mapped[str | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    source: Mapped[str]
    confidence: Mapped[str]
