"""Candidate replacements: products that might take the place of devices, as lists describe them on a date."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Fact
from riskreg.rules.terms import EquipmentKind, Verdict


class ProductList(Fact):
    """A list of products that was imported, and the date of which it is."""

    __tablename__ = "product_list"
    __table_args__ = (CheckConstraint("length(file_sha256) = 64", name="file_digest_whole"),)

    file_name: Mapped[str]
    file_sha256: Mapped[str]
    file_bytes: Mapped[int]
    described_on: Mapped[date]
    outcome_sha256: Mapped[str]


class Product(Fact):
    """A product by its brand and model. What is said of it stands in its versions."""

    __tablename__ = "product"

    name_key: Mapped[str] = mapped_column(unique=True)
    """Brand and model without case, spaces and signs."""


class ProductVersion(Fact):
    """What a list said of a product, and what was said of the product's makers on that day.

    Of a product the version with the latest date counts. Lists of words are JSON arrays. What is NULL was not told.
    """

    __tablename__ = "product_version"
    __table_args__ = (
        CheckConstraint("poe_class IS NULL OR poe_class BETWEEN 0 AND 8", name="poe_class_exists"),
        CheckConstraint("milliwatts IS NULL OR milliwatts >= 0", name="power_not_negative"),
        CheckConstraint("price_minor IS NULL OR (price_minor >= 0 AND currency IS NOT NULL)", name="price_whole"),
        CheckConstraint("coldest IS NULL OR hottest IS NULL OR coldest <= hottest", name="temperatures_in_order"),
    )

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    product_list_id: Mapped[int] = mapped_column(ForeignKey("product_list.id"), index=True)
    described_on: Mapped[date]
    sheet: Mapped[str]
    row: Mapped[int]
    trace_key_id: Mapped[int] = mapped_column(ForeignKey("trace_key.id"), index=True)
    verdict: Mapped[Verdict]
    """The gravest that any regime said when the list was imported."""
    vendor: Mapped[str]
    model: Mapped[str]
    part_number: Mapped[str | None]
    producer: Mapped[str | None]
    kind: Mapped[EquipmentKind]
    codecs: Mapped[str]
    smart_codec: Mapped[str | None]
    poe_class: Mapped[int | None]
    milliwatts: Mapped[int | None]
    supplies_milliwatts: Mapped[int | None]
    supplies_ports: Mapped[int | None]
    vms_drivers: Mapped[str]
    mounts: Mapped[str]
    analytics: Mapped[str]
    resolution: Mapped[str | None]
    ingress: Mapped[str | None]
    impact: Mapped[str | None]
    coldest: Mapped[int | None]
    hottest: Mapped[int | None]
    made_in: Mapped[str | None]
    chip: Mapped[str | None]
    platform: Mapped[str | None]
    price_minor: Mapped[int | None]
    currency: Mapped[str | None]
    price_on: Mapped[date | None]
    price_source: Mapped[str | None]
    lead_time_days: Mapped[int | None]
    support_ends_on: Mapped[date | None]
    source: Mapped[str | None]
    note: Mapped[str | None]


class ProductProfile(Fact):
    """An ONVIF profile that a version claims, and the firmware of its declaration; NULL where that is not told."""

    __tablename__ = "product_profile"
    __table_args__ = (UniqueConstraint("product_version_id", "profile", "firmware"),)

    product_version_id: Mapped[int] = mapped_column(ForeignKey("product_version.id"), index=True)
    profile: Mapped[str]
    firmware: Mapped[str | None]
