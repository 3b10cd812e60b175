"""Regimes: who restricts which makers, by list or by criterion, for which acts and sites, from when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Fact
from riskreg.rules.obligations import ExemptionGround
from riskreg.rules.terms import (
    Act,
    AdoptionBasis,
    DeterminationOutcome,
    RegimeKind,
    SiteClass,
)


class Regime(Fact):
    """A source of restriction, such as section 889 or the UK instruction of 24 November 2022."""

    __tablename__ = "regime"

    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    kind: Mapped[RegimeKind]
    authority: Mapped[str]
    source: Mapped[str]


class ListEdition(Fact):
    """One state of a regime's list. `legal_on` is when it took effect in law; `activated_on` when it counted here."""

    __tablename__ = "list_edition"
    __table_args__ = (UniqueConstraint("regime_id", "checksum"),)

    regime_id: Mapped[int] = mapped_column(ForeignKey("regime.id"))
    label: Mapped[str]
    legal_on: Mapped[date]
    activated_on: Mapped[date]
    source: Mapped[str]
    checksum: Mapped[str]


class ListEntry(Fact):
    """One row of a list edition."""

    __tablename__ = "list_entry"
    __table_args__ = (UniqueConstraint("list_edition_id", "entry_key"),)

    list_edition_id: Mapped[int] = mapped_column(ForeignKey("list_edition.id"))
    entry_key: Mapped[str]
    name: Mapped[str]
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    includes_affiliates: Mapped[bool]
    scope: Mapped[str]
    limits: Mapped[str | None]
    """JSON of what the entry is limited to: goods, purposes, places of production, models; None for nothing."""


class Obligation(Fact):
    """A duty under a regime: act × site class, from when and due when."""

    __tablename__ = "obligation"
    __table_args__ = (UniqueConstraint("list_edition_id", "obligation_key"),)

    list_edition_id: Mapped[int] = mapped_column(ForeignKey("list_edition.id"))
    obligation_key: Mapped[str]
    act: Mapped[Act]
    site_class: Mapped[SiteClass]
    equipment: Mapped[str]
    goods: Mapped[str | None]
    """Classes of goods, with commas; None for all. `equipment` says it in words."""
    text: Mapped[str | None]
    strength: Mapped[str]
    from_on: Mapped[date]
    due_on: Mapped[date | None]
    confidence: Mapped[str]
    source: Mapped[str]


class Criterion(Fact):
    """The question that an officer decides for each vendor under a regime without names."""

    __tablename__ = "criterion"

    regime_id: Mapped[int] = mapped_column(ForeignKey("regime.id"), unique=True)
    question: Mapped[str]
    source: Mapped[str]


class Determination(Fact):
    """A named officer's decision that a vendor does or does not meet a criterion. The newest of a date counts."""

    __tablename__ = "determination"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="reason_given"),)

    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), index=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    outcome: Mapped[DeterminationOutcome]
    decided_on: Mapped[date]
    review_on: Mapped[date | None]
    """By when somebody looks at it again, because owners change; None where nobody said."""
    reason: Mapped[str]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    proposal: Mapped[str | None]
    """The bundled proposal that was adopted, with its sources; None where the officer brought the evidence."""


class Adoption(Fact):
    """From `from_on` the regime counts for the organisation, or, where `is_ended`, no longer counts."""

    __tablename__ = "adoption"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    regime_id: Mapped[int] = mapped_column(ForeignKey("regime.id"))
    basis: Mapped[AdoptionBasis]
    from_on: Mapped[date]
    is_ended: Mapped[bool]
    purpose: Mapped[str | None]
    """What the organisation says that it uses such equipment for, where entries are limited to purposes."""


class Exemption(Fact):
    """A restriction that does not bite for a time, for one asset, site or organisation. The flag stays."""

    __tablename__ = "exemption"
    __table_args__ = (
        CheckConstraint("length(reason) > 0", name="reason_given"),
        CheckConstraint("until_on >= from_on", name="dates_in_order"),
        CheckConstraint("approver <> requested_by", name="approver_is_another_person"),
        CheckConstraint(
            "(CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN site_id IS NULL THEN 0 ELSE 1 END) "
            "+ (CASE WHEN asset_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="of_one_thing",
        ),
        Index("ix_exemption_regime_id_until_on", "regime_id", "until_on"),
    )

    regime_id: Mapped[int] = mapped_column(ForeignKey("regime.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"))
    ground: Mapped[ExemptionGround]
    clause: Mapped[str | None]
    """The clause of the regime, with its source, where the ground is statutory."""
    from_on: Mapped[date]
    until_on: Mapped[date]
    """The last day on which it holds."""
    reason: Mapped[str]
    control: Mapped[str | None]
    """What is done meanwhile to keep the risk down."""
    requested_by: Mapped[str]
    approver: Mapped[str]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))


class ExemptionEnd(Fact):
    """An exemption that ended before its date: from `ended_on` it no longer holds."""

    __tablename__ = "exemption_end"
    __table_args__ = (
        UniqueConstraint("exemption_id"),
        CheckConstraint("length(reason) > 0", name="reason_given"),
    )

    exemption_id: Mapped[int] = mapped_column(ForeignKey("exemption.id"))
    ended_on: Mapped[date]
    reason: Mapped[str]
