"""Replacement plans: per site what replaces what, when, by whom, for how much, and how well it fits."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Fact
from riskreg.rules.terms import Funding, Interoperability


class ReplacementPlan(Fact):
    """What a plan list said of a site on a date; the newest of a site counts."""

    __tablename__ = "replacement_plan"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    import_batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), index=True)
    described_on: Mapped[date]


class PlanLine(Fact):
    """One line of a plan. Money in pence sterling, outage in minutes."""

    __tablename__ = "plan_line"
    __table_args__ = (
        CheckConstraint("quantity IS NULL OR quantity >= 0", name="quantity_not_negative"),
        CheckConstraint(
            "cost_low_pence IS NULL OR cost_high_pence IS NULL OR cost_low_pence <= cost_high_pence",
            name="cost_range_ordered",
        ),
    )

    replacement_plan_id: Mapped[int] = mapped_column(ForeignKey("replacement_plan.id"), index=True)
    imported_row_id: Mapped[int] = mapped_column(ForeignKey("imported_row.id"))
    replaces: Mapped[str]
    product: Mapped[str | None]
    quantity: Mapped[int | None]
    target_on: Mapped[date | None]
    owner: Mapped[str | None]
    cost_low_pence: Mapped[int | None]
    cost_likely_pence: Mapped[int | None]
    cost_high_pence: Mapped[int | None]
    funding: Mapped[Funding]
    interoperability: Mapped[Interoperability]
    outage_minutes: Mapped[int | None]
    note: Mapped[str | None]


class PlanLineAsset(Fact):
    """An asset that a plan line replaces (many to many)."""

    __tablename__ = "plan_line_asset"

    plan_line_id: Mapped[int] = mapped_column(ForeignKey("plan_line.id"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
