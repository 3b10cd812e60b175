"""Appraisals: options with what they cost, need and take away, recommendation, approval, baseline, actuals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RATEKIND = ["standard", "health", "reduced"]
COSTKIND = [
    "survey",
    "device",
    "mount",
    "cabling",
    "switch",
    "recorder",
    "licence",
    "storage",
    "installation",
    "access_plant",
    "out_of_hours",
    "escort",
    "configuration",
    "commissioning",
    "making_good",
    "sanitisation",
    "weee",
    "training",
    "dpia",
    "temporary_cover",
    "project_management",
    "maintenance",
    "connectivity",
    "monitoring",
    "power",
    "renewal",
    "contingency",
    "other",
]
SPEND = ["capital", "yearly", "avoided"]
MILESTONE = ["started", "finished"]
PROJECTTYPE = [
    "standard_buildings",
    "non_standard_buildings",
    "standard_civil_engineering",
    "non_standard_civil_engineering",
    "equipment_and_development",
    "outsourcing",
]
CRITICALITY = ["no_gap", "critical", "important", "ordinary"]
OPTIONKIND = ["keep_and_mitigate", "like_for_like", "redesign", "withdraw"]
INTEROPERABILITY = ["fits", "adapts", "blocks", "not_known"]
DISRUPTION = ["kept", "tolerated", "exceeds", "not_known", "refused"]
TABLES = [
    "appraisal",
    "appraisal_version",
    "bias_mitigation",
    "blackout_window",
    "coverage_view",
    "coverage_after",
    "coverage_view_asset",
    "plan_option",
    "option_cost",
    "option_finding",
    "option_line",
    "option_visit",
    "option_line_asset",
    "option_line_product",
    "option_visit_asset",
    "plan_actual",
    "plan_milestone",
    "recommendation",
    "plan_approval",
    "baseline",
]
"""In the order in which they are made; all are append-only."""


def protect(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION riskreg_refuse()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION riskreg_refuse()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def word(name: str, kind: str, members: list[str], *, nullable: bool = False) -> sa.Column[str]:
    type_ = sa.Enum(*members, name=kind, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, type_, nullable=nullable)


def texts(*names: str, nullable: bool = True) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def numbers(*names: str, nullable: bool = True) -> list[sa.Column[int]]:
    return [sa.Column(name, KEY, nullable=nullable) for name in names]


def check(table: str, name: str, text: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}"))


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def pointing(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def of_a_change(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("change_id", KEY, nullable=False),
        pointing(table, "change_id", "change"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def upgrade() -> None:
    create_inputs()
    create_options()
    create_decisions()
    for table in TABLES:
        protect(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def create_inputs() -> None:
    op.create_table(
        "appraisal",
        *numbers("id", "site_id", nullable=False),
        *numbers("system_id"),
        pointing("appraisal", "site_id", "site"),
        pointing("appraisal", "system_id", "system"),
        *of_a_change("appraisal"),
    )
    indexed("appraisal", "site_id", "system_id")
    op.create_table(
        "appraisal_version",
        *numbers("id", "appraisal_id", nullable=False),
        *texts("name", nullable=False),
        sa.Column("appraised_on", sa.Date(), nullable=False),
        *numbers("base_year", "last_year", nullable=False),
        word("rates", "ratekind", RATEKIND),
        *numbers("budget_pence"),
        *texts("stays", nullable=False),
        *texts("file_name", "file_sha256"),
        *texts("inputs_sha256", "results", "results_sha256", nullable=False),
        check("appraisal_version", "budget_not_negative", "budget_pence IS NULL OR budget_pence >= 0"),
        check("appraisal_version", "digests_whole", "length(inputs_sha256) = 64 AND length(results_sha256) = 64"),
        check("appraisal_version", "file_digest_whole", "file_sha256 IS NULL OR length(file_sha256) = 64"),
        check("appraisal_version", "years_in_order", "last_year >= base_year"),
        pointing("appraisal_version", "appraisal_id", "appraisal"),
        *of_a_change("appraisal_version"),
    )
    indexed("appraisal_version", "appraisal_id")
    op.create_table(
        "bias_mitigation",
        *numbers("id", "appraisal_version_id", nullable=False),
        word("project_type", "projecttype", PROJECTTYPE),
        *numbers("managed", nullable=False),
        *texts("evidence", nullable=False),
        check("bias_mitigation", "reduced_with_evidence", "managed = 0 OR length(evidence) > 0"),
        check("bias_mitigation", "share_possible", "managed BETWEEN 0 AND 10000"),
        pointing("bias_mitigation", "appraisal_version_id", "appraisal_version"),
        *of_a_change("bias_mitigation"),
    )
    indexed("bias_mitigation", "appraisal_version_id")
    op.create_table(
        "blackout_window",
        *numbers("id", "appraisal_version_id", nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        *texts("reason", nullable=False),
        check("blackout_window", "dates_in_order", "to_on >= from_on"),
        check("blackout_window", "reason_given", "length(reason) > 0"),
        pointing("blackout_window", "appraisal_version_id", "appraisal_version"),
        *of_a_change("blackout_window"),
    )
    indexed("blackout_window", "appraisal_version_id")
    op.create_table(
        "coverage_view",
        *numbers("id", "appraisal_version_id", nullable=False),
        *texts("name", nullable=False),
        word("criticality", "criticality", CRITICALITY),
        *numbers("tolerable_minutes"),
        *numbers("floor", nullable=False),
        check("coverage_view", "floor_positive", "floor > 0"),
        check("coverage_view", "minutes_not_negative", "tolerable_minutes IS NULL OR tolerable_minutes >= 0"),
        pointing("coverage_view", "appraisal_version_id", "appraisal_version"),
        unique("coverage_view", "appraisal_version_id", "name"),
        *of_a_change("coverage_view"),
    )
    op.create_table(
        "coverage_after",
        *numbers("id", "coverage_view_id", nullable=False),
        *texts("label", nullable=False),
        *numbers("devices", nullable=False),
        check("coverage_after", "devices_not_negative", "devices >= 0"),
        pointing("coverage_after", "coverage_view_id", "coverage_view"),
        *of_a_change("coverage_after"),
    )
    indexed("coverage_after", "coverage_view_id")
    op.create_table(
        "coverage_view_asset",
        *numbers("id", "coverage_view_id", "asset_id", "devices", nullable=False),
        check("coverage_view_asset", "devices_positive", "devices > 0"),
        pointing("coverage_view_asset", "asset_id", "asset"),
        pointing("coverage_view_asset", "coverage_view_id", "coverage_view"),
        *of_a_change("coverage_view_asset"),
    )
    indexed("coverage_view_asset", "asset_id", "coverage_view_id")


def create_options() -> None:
    op.create_table(
        "plan_option",
        *numbers("id", "appraisal_version_id", nullable=False),
        *texts("label", nullable=False),
        word("kind", "optionkind", OPTIONKIND),
        *texts("name", nullable=False),
        *texts("description"),
        pointing("plan_option", "appraisal_version_id", "appraisal_version"),
        unique("plan_option", "appraisal_version_id", "label"),
        *of_a_change("plan_option"),
    )
    op.create_table(
        "option_cost",
        *numbers("id", "plan_option_id", nullable=False),
        word("kind", "costkind", COSTKIND),
        word("spend", "spend", SPEND),
        *texts("what", nullable=False),
        *numbers("quantity_thousandths", nullable=False),
        *texts("unit", nullable=False),
        *numbers("low_pence", "likely_pence", "high_pence"),
        *numbers("first_year", "last_year", "price_year", nullable=False),
        *numbers("vat"),
        word("project_type", "projecttype", PROJECTTYPE, nullable=True),
        *texts("source"),
        check(
            "option_cost", "high_is_most", "high_pence IS NULL OR likely_pence IS NULL OR high_pence >= likely_pence"
        ),
        check("option_cost", "likely_not_negative", "likely_pence IS NULL OR likely_pence >= 0"),
        check("option_cost", "low_is_least", "low_pence IS NULL OR likely_pence IS NULL OR low_pence <= likely_pence"),
        check("option_cost", "low_not_negative", "low_pence IS NULL OR low_pence >= 0"),
        check("option_cost", "quantity_positive", "quantity_thousandths > 0"),
        check("option_cost", "unit_given", "length(unit) > 0"),
        check("option_cost", "vat_possible", "vat IS NULL OR vat BETWEEN 0 AND 10000"),
        check("option_cost", "years_in_order", "last_year >= first_year"),
        pointing("option_cost", "plan_option_id", "plan_option"),
        *of_a_change("option_cost"),
    )
    indexed("option_cost", "plan_option_id")
    op.create_table(
        "option_finding",
        *numbers("id", "plan_option_id", nullable=False),
        *texts("about", nullable=False),
        *texts("subject"),
        word("interoperability", "interoperability", INTEROPERABILITY, nullable=True),
        word("disruption", "disruption", DISRUPTION, nullable=True),
        *numbers("minutes_lost"),
        *texts("reason", nullable=False),
        *texts("source"),
        check("option_finding", "minutes_not_negative", "minutes_lost IS NULL OR minutes_lost >= 0"),
        check("option_finding", "of_one_matter", "(interoperability IS NULL) <> (disruption IS NULL)"),
        pointing("option_finding", "plan_option_id", "plan_option"),
        *of_a_change("option_finding"),
    )
    indexed("option_finding", "plan_option_id")
    op.create_table(
        "option_line",
        *numbers("id", "plan_option_id", nullable=False),
        *texts("name", nullable=False),
        *texts("note"),
        pointing("option_line", "plan_option_id", "plan_option"),
        *of_a_change("option_line"),
    )
    indexed("option_line", "plan_option_id")
    op.create_table(
        "option_visit",
        *numbers("id", "plan_option_id", nullable=False),
        *texts("name", nullable=False),
        sa.Column("visit_on", sa.Date(), nullable=True),
        *numbers("days", "at_once", nullable=False),
        *numbers("minutes_each"),
        sa.Column("is_parallel", sa.Boolean(), nullable=False),
        *numbers("cover", "crew", nullable=False),
        check("option_visit", "minutes_not_negative", "minutes_each IS NULL OR minutes_each >= 0"),
        check("option_visit", "numbers_possible", "days > 0 AND at_once > 0 AND crew > 0 AND cover >= 0"),
        pointing("option_visit", "plan_option_id", "plan_option"),
        *of_a_change("option_visit"),
    )
    indexed("option_visit", "plan_option_id")
    op.create_table(
        "option_line_asset",
        *numbers("id", "option_line_id", "asset_id", nullable=False),
        pointing("option_line_asset", "asset_id", "asset"),
        pointing("option_line_asset", "option_line_id", "option_line"),
        *of_a_change("option_line_asset"),
    )
    indexed("option_line_asset", "asset_id", "option_line_id")
    op.create_table(
        "option_line_product",
        *numbers("id", "option_line_id", "product_id", "quantity", nullable=False),
        check("option_line_product", "quantity_positive", "quantity > 0"),
        pointing("option_line_product", "option_line_id", "option_line"),
        pointing("option_line_product", "product_id", "product"),
        *of_a_change("option_line_product"),
    )
    indexed("option_line_product", "option_line_id", "product_id")
    op.create_table(
        "option_visit_asset",
        *numbers("id", "option_visit_id", "asset_id", nullable=False),
        pointing("option_visit_asset", "asset_id", "asset"),
        pointing("option_visit_asset", "option_visit_id", "option_visit"),
        *of_a_change("option_visit_asset"),
    )
    indexed("option_visit_asset", "asset_id", "option_visit_id")


def create_decisions() -> None:
    op.create_table(
        "plan_actual",
        *numbers("id", "appraisal_id", nullable=False),
        *numbers("supersedes_id"),
        word("kind", "costkind", COSTKIND),
        word("spend", "spend", SPEND),
        sa.Column("paid_on", sa.Date(), nullable=False),
        *numbers("pence", nullable=False),
        *numbers("vat_pence"),
        *texts("source", nullable=False),
        check("plan_actual", "paid", "spend <> 'avoided'"),
        check("plan_actual", "source_given", "length(source) > 0"),
        pointing("plan_actual", "appraisal_id", "appraisal"),
        pointing("plan_actual", "supersedes_id", "plan_actual"),
        unique("plan_actual", "supersedes_id"),
        *of_a_change("plan_actual"),
    )
    indexed("plan_actual", "appraisal_id")
    op.create_table(
        "plan_milestone",
        *numbers("id", "appraisal_id", nullable=False),
        word("milestone", "milestone", MILESTONE),
        sa.Column("happened_on", sa.Date(), nullable=False),
        *texts("source", nullable=False),
        check("plan_milestone", "source_given", "length(source) > 0"),
        pointing("plan_milestone", "appraisal_id", "appraisal"),
        *of_a_change("plan_milestone"),
    )
    indexed("plan_milestone", "appraisal_id")
    op.create_table(
        "recommendation",
        *numbers("id", "plan_option_id", nullable=False),
        *texts("recommended_by", nullable=False),
        sa.Column("recommended_on", sa.Date(), nullable=False),
        *texts("reasons", nullable=False),
        check("recommendation", "reasons_given", "length(reasons) > 0"),
        pointing("recommendation", "plan_option_id", "plan_option"),
        unique("recommendation", "id", "recommended_by"),
        *of_a_change("recommendation"),
    )
    indexed("recommendation", "plan_option_id")
    op.create_table(
        "plan_approval",
        *numbers("id", "recommendation_id", nullable=False),
        *texts("recommended_by", "approver", nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        *texts("reason", nullable=False),
        check("plan_approval", "approver_is_another_person", "lower(approver) <> lower(recommended_by)"),
        check("plan_approval", "sent_back_with_reason", "is_approved OR length(reason) > 0"),
        sa.ForeignKeyConstraint(
            ["recommendation_id", "recommended_by"],
            ["recommendation.id", "recommendation.recommended_by"],
            name="fk_plan_approval_recommendation",
        ),
        unique("plan_approval", "recommendation_id"),
        *of_a_change("plan_approval"),
    )
    op.create_table(
        "baseline",
        *numbers("id", "appraisal_id", "plan_approval_id", "number", nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        *texts("reason", "figures", "figures_sha256", nullable=False),
        check("baseline", "digest_whole", "length(figures_sha256) = 64"),
        check("baseline", "later_with_reason", "number = 1 OR length(reason) > 0"),
        check("baseline", "number_positive", "number > 0"),
        pointing("baseline", "appraisal_id", "appraisal"),
        pointing("baseline", "plan_approval_id", "plan_approval"),
        unique("baseline", "appraisal_id", "number"),
        unique("baseline", "plan_approval_id"),
        *of_a_change("baseline"),
    )
