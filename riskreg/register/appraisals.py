"""Appraisals: the options to replace what is flagged at a site, what each comes to, and what was decided and spent."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Fact
from riskreg.rules.appraisal import OptionKind
from riskreg.rules.costing_lines import CostKind, Spend
from riskreg.rules.disruption_terms import Criticality, Disruption
from riskreg.rules.green_book import ProjectType, RateKind
from riskreg.rules.outturn import Milestone
from riskreg.rules.terms import Interoperability


class Appraisal(Fact):
    """An appraisal of a site, or of one system there. What it says stands in its versions."""

    __tablename__ = "appraisal"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    system_id: Mapped[int | None] = mapped_column(ForeignKey("system.id"), index=True)


class AppraisalVersion(Fact):
    """Inputs and results of an appraisal as of a date; the newest counts.

    `stays` is the JSON of what is not replaced, `results` that of the figures as they were reckoned then.
    """

    __tablename__ = "appraisal_version"
    __table_args__ = (
        CheckConstraint("budget_pence IS NULL OR budget_pence >= 0", name="budget_not_negative"),
        CheckConstraint("last_year >= base_year", name="years_in_order"),
        CheckConstraint("length(inputs_sha256) = 64 AND length(results_sha256) = 64", name="digests_whole"),
        CheckConstraint("file_sha256 IS NULL OR length(file_sha256) = 64", name="file_digest_whole"),
    )

    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"), index=True)
    name: Mapped[str]
    appraised_on: Mapped[date]
    base_year: Mapped[int]
    last_year: Mapped[int]
    rates: Mapped[RateKind]
    budget_pence: Mapped[int | None]
    stays: Mapped[str]
    file_name: Mapped[str | None]
    file_sha256: Mapped[str | None]
    inputs_sha256: Mapped[str]
    results: Mapped[str]
    results_sha256: Mapped[str]


class BiasMitigation(Fact):
    """How much of the optimism bias of a type of project is managed, in basis points, and what shows it."""

    __tablename__ = "bias_mitigation"
    __table_args__ = (
        CheckConstraint("managed BETWEEN 0 AND 10000", name="share_possible"),
        CheckConstraint("managed = 0 OR length(evidence) > 0", name="reduced_with_evidence"),
    )

    appraisal_version_id: Mapped[int] = mapped_column(ForeignKey("appraisal_version.id"), index=True)
    project_type: Mapped[ProjectType]
    managed: Mapped[int]
    evidence: Mapped[str]


class PlanOption(Fact):
    """One way to deal with what is flagged."""

    __tablename__ = "plan_option"
    __table_args__ = (UniqueConstraint("appraisal_version_id", "label"),)

    appraisal_version_id: Mapped[int] = mapped_column(ForeignKey("appraisal_version.id"))
    label: Mapped[str]
    kind: Mapped[OptionKind]
    name: Mapped[str]
    description: Mapped[str | None]


class OptionLine(Fact):
    """Some assets and the products that take their place: many to many."""

    __tablename__ = "option_line"

    plan_option_id: Mapped[int] = mapped_column(ForeignKey("plan_option.id"), index=True)
    name: Mapped[str]
    note: Mapped[str | None]


class OptionLineAsset(Fact):
    """An asset that a line of an option replaces or keeps apart."""

    __tablename__ = "option_line_asset"

    option_line_id: Mapped[int] = mapped_column(ForeignKey("option_line.id"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)


class OptionLineProduct(Fact):
    """A product that a line of an option brings, and how many of it."""

    __tablename__ = "option_line_product"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity_positive"),)

    option_line_id: Mapped[int] = mapped_column(ForeignKey("option_line.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    quantity: Mapped[int]


class OptionCost(Fact):
    """A line of cost in thousandths of a unit, pence per unit without VAT, and basis points of VAT.

    Without a likely price it is not priced yet.
    """

    __tablename__ = "option_cost"
    __table_args__ = (
        CheckConstraint("quantity_thousandths > 0", name="quantity_positive"),
        CheckConstraint("length(unit) > 0", name="unit_given"),
        CheckConstraint("low_pence IS NULL OR low_pence >= 0", name="low_not_negative"),
        CheckConstraint("likely_pence IS NULL OR likely_pence >= 0", name="likely_not_negative"),
        CheckConstraint("low_pence IS NULL OR likely_pence IS NULL OR low_pence <= likely_pence", name="low_is_least"),
        CheckConstraint(
            "high_pence IS NULL OR likely_pence IS NULL OR high_pence >= likely_pence", name="high_is_most"
        ),
        CheckConstraint("last_year >= first_year", name="years_in_order"),
        CheckConstraint("vat IS NULL OR vat BETWEEN 0 AND 10000", name="vat_possible"),
    )

    plan_option_id: Mapped[int] = mapped_column(ForeignKey("plan_option.id"), index=True)
    kind: Mapped[CostKind]
    spend: Mapped[Spend]
    what: Mapped[str]
    quantity_thousandths: Mapped[int]
    unit: Mapped[str]
    low_pence: Mapped[int | None]
    likely_pence: Mapped[int | None]
    high_pence: Mapped[int | None]
    first_year: Mapped[int]
    last_year: Mapped[int]
    price_year: Mapped[int]
    vat: Mapped[int | None]
    project_type: Mapped[ProjectType | None]
    source: Mapped[str | None]


class OptionVisit(Fact):
    """A piece of work of an option on site."""

    __tablename__ = "option_visit"
    __table_args__ = (
        CheckConstraint("days > 0 AND at_once > 0 AND crew > 0 AND cover >= 0", name="numbers_possible"),
        CheckConstraint("minutes_each IS NULL OR minutes_each >= 0", name="minutes_not_negative"),
    )

    plan_option_id: Mapped[int] = mapped_column(ForeignKey("plan_option.id"), index=True)
    name: Mapped[str]
    visit_on: Mapped[date | None]
    days: Mapped[int]
    at_once: Mapped[int]
    minutes_each: Mapped[int | None]
    is_parallel: Mapped[bool]
    cover: Mapped[int]
    crew: Mapped[int]


class OptionVisitAsset(Fact):
    """An asset that a visit touches."""

    __tablename__ = "option_visit_asset"

    option_visit_id: Mapped[int] = mapped_column(ForeignKey("option_visit.id"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)


class CoverageView(Fact):
    """What must be seen at a site, by how many devices at every moment."""

    __tablename__ = "coverage_view"
    __table_args__ = (
        UniqueConstraint("appraisal_version_id", "name"),
        CheckConstraint("floor > 0", name="floor_positive"),
        CheckConstraint("tolerable_minutes IS NULL OR tolerable_minutes >= 0", name="minutes_not_negative"),
    )

    appraisal_version_id: Mapped[int] = mapped_column(ForeignKey("appraisal_version.id"))
    name: Mapped[str]
    criticality: Mapped[Criticality]
    tolerable_minutes: Mapped[int | None]
    floor: Mapped[int]


class CoverageViewAsset(Fact):
    """An asset that sees a view, with so many of its devices."""

    __tablename__ = "coverage_view_asset"
    __table_args__ = (CheckConstraint("devices > 0", name="devices_positive"),)

    coverage_view_id: Mapped[int] = mapped_column(ForeignKey("coverage_view.id"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    devices: Mapped[int]


class CoverageAfter(Fact):
    """Devices that see a view when the work of an option is done, as an engineer says."""

    __tablename__ = "coverage_after"
    __table_args__ = (CheckConstraint("devices >= 0", name="devices_not_negative"),)

    coverage_view_id: Mapped[int] = mapped_column(ForeignKey("coverage_view.id"), index=True)
    label: Mapped[str]
    devices: Mapped[int]


class BlackoutWindow(Fact):
    """Days on which nothing may be touched at the site, both included."""

    __tablename__ = "blackout_window"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="dates_in_order"),
        CheckConstraint("length(reason) > 0", name="reason_given"),
    )

    appraisal_version_id: Mapped[int] = mapped_column(ForeignKey("appraisal_version.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str]


class OptionFinding(Fact):
    """What was found of an option when it was reckoned: of a product with what stays, or of a view."""

    __tablename__ = "option_finding"
    __table_args__ = (
        CheckConstraint("(interoperability IS NULL) <> (disruption IS NULL)", name="of_one_matter"),
        CheckConstraint("minutes_lost IS NULL OR minutes_lost >= 0", name="minutes_not_negative"),
    )

    plan_option_id: Mapped[int] = mapped_column(ForeignKey("plan_option.id"), index=True)
    about: Mapped[str]
    """The product, or the view."""
    subject: Mapped[str | None]
    """With what the product must work; None of a view."""
    interoperability: Mapped[Interoperability | None]
    disruption: Mapped[Disruption | None]
    minutes_lost: Mapped[int | None]
    reason: Mapped[str]
    source: Mapped[str | None]


class Recommendation(Fact):
    """The option that a person recommends, with reasons."""

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("id", "recommended_by"),
        CheckConstraint("length(reasons) > 0", name="reasons_given"),
    )

    plan_option_id: Mapped[int] = mapped_column(ForeignKey("plan_option.id"), index=True)
    recommended_by: Mapped[str]
    recommended_on: Mapped[date]
    reasons: Mapped[str]


class PlanApproval(Fact):
    """What another person says to a recommendation: approved, or sent back with a reason."""

    __tablename__ = "plan_approval"
    __table_args__ = (
        UniqueConstraint("recommendation_id"),
        ForeignKeyConstraint(
            ["recommendation_id", "recommended_by"],
            ["recommendation.id", "recommendation.recommended_by"],
            name="fk_plan_approval_recommendation",
        ),
        CheckConstraint("lower(approver) <> lower(recommended_by)", name="approver_is_another_person"),
        CheckConstraint("is_approved OR length(reason) > 0", name="sent_back_with_reason"),
    )

    recommendation_id: Mapped[int]
    recommended_by: Mapped[str]
    approver: Mapped[str]
    approved_on: Mapped[date]
    is_approved: Mapped[bool]
    reason: Mapped[str]


class Baseline(Fact):
    """The approved figures against which spending and dates are held; a later one needs its reason."""

    __tablename__ = "baseline"
    __table_args__ = (
        UniqueConstraint("appraisal_id", "number"),
        UniqueConstraint("plan_approval_id"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("number = 1 OR length(reason) > 0", name="later_with_reason"),
        CheckConstraint("length(figures_sha256) = 64", name="digest_whole"),
    )

    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"))
    plan_approval_id: Mapped[int] = mapped_column(ForeignKey("plan_approval.id"))
    number: Mapped[int]
    from_on: Mapped[date]
    reason: Mapped[str]
    figures: Mapped[str]
    """JSON of the figures of the approved option as they were reckoned."""
    figures_sha256: Mapped[str]


class PlanActual(Fact):
    """What was really paid, without VAT. A credit is below nought; a correction names what it takes the place of."""

    __tablename__ = "plan_actual"
    __table_args__ = (
        UniqueConstraint("supersedes_id"),
        CheckConstraint("length(source) > 0", name="source_given"),
        CheckConstraint("spend <> 'avoided'", name="paid"),
    )

    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"), index=True)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("plan_actual.id"))
    kind: Mapped[CostKind]
    spend: Mapped[Spend]
    paid_on: Mapped[date]
    pence: Mapped[int]
    vat_pence: Mapped[int | None]
    source: Mapped[str]


class PlanMilestone(Fact):
    """When work really began or ended; the newest of its kind counts."""

    __tablename__ = "plan_milestone"
    __table_args__ = (CheckConstraint("length(source) > 0", name="source_given"),)

    appraisal_id: Mapped[int] = mapped_column(ForeignKey("appraisal.id"), index=True)
    milestone: Mapped[Milestone]
    happened_on: Mapped[date]
    source: Mapped[str]
