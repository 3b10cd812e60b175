"""Exemptions with an end; what entries and duties are limited to; review dates; the ground that a decision judged.

Kinds of regimes gain the list of approved products, grounds of flags the kind of goods and the missing approval. SQLite
cannot alter a CHECK, so its tables are made anew with their rows.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ["exemption", "exemption_end"]
KINDS = ["list", "criterion", "indicator"]
GROUNDS = [
    "entity",
    "affiliate",
    "oem_relabel",
    "component",
    "model",
    "mac",
    "serial",
    "conflict",
    "misspelling",
    "determination_awaited",
]
WITH_GROUND = ["identification", "key_verdict", "saved_check_line"]
NEW_COLUMNS = {
    "adoption": [("purpose", sa.Text())],
    "determination": [("review_on", sa.Date())],
    "key_verdict": [("is_use_limited", sa.Boolean(create_constraint=False)), ("ground_sha256", sa.Text())],
    "list_entry": [("limits", sa.Text())],
    "obligation": [("goods", sa.Text()), ("text", sa.Text())],
}


def quoted(members: list[str]) -> str:
    return ", ".join(f"'{member}'" for member in members)


def allow(table: str, column: str, constraint: str, before: list[str], after: list[str]) -> None:
    """Let a column of a table hold other members than before."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{constraint}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{constraint} CHECK ({column} IN ({quoted(after)}))")
        return
    made = op.get_bind().exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type = 'table' DESC", (table,)
    )
    statement, *others = [row[0] for row in made]
    _, columns = statement.split("(", 1)
    if f"({quoted(before)})" not in columns:
        raise RuntimeError(f"{table} has not the shape that the revision before gave it")
    columns = columns.replace(f"({quoted(before)})", f"({quoted(after)})")
    run = op.get_bind().exec_driver_sql
    run(f"CREATE TABLE {table}_anew ({columns}")
    run(f"INSERT INTO {table}_anew SELECT * FROM {table}")
    run(f"DROP TABLE {table}")
    run(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for other in others:
        run(other)


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


def upgrade() -> None:
    op.create_table(
        "exemption",
        sa.Column("id", KEY, nullable=False),
        sa.Column("regime_id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=True),
        sa.Column("site_id", KEY, nullable=True),
        sa.Column("asset_id", KEY, nullable=True),
        sa.Column(
            "ground",
            sa.Enum(
                "statutory", "waiver", name="exemptionground", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("control", sa.Text(), nullable=True),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.Column("evidence_id", KEY, nullable=True),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("approver <> requested_by", name=op.f("ck_exemption_approver_is_another_person")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_exemption_reason_given")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_exemption_dates_in_order")),
        sa.CheckConstraint(
            "(CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN site_id IS NULL THEN 0 ELSE 1 END) "
            "+ (CASE WHEN asset_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_exemption_of_one_thing"),
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_exemption_asset_id_asset")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_exemption_change_id_change")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_exemption_evidence_id_evidence")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_exemption_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["regime_id"], ["regime.id"], name=op.f("fk_exemption_regime_id_regime")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_exemption_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption")),
    )
    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.create_index("ix_exemption_regime_id_until_on", ["regime_id", "until_on"], unique=False)

    op.create_table(
        "exemption_end",
        sa.Column("id", KEY, nullable=False),
        sa.Column("exemption_id", KEY, nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_exemption_end_reason_given")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_exemption_end_change_id_change")),
        sa.ForeignKeyConstraint(
            ["exemption_id"], ["exemption.id"], name=op.f("fk_exemption_end_exemption_id_exemption")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption_end")),
        sa.UniqueConstraint("exemption_id", name=op.f("uq_exemption_end_exemption_id")),
    )
    for table in APPEND_ONLY:
        protect(table)
    allow("regime", "kind", "regimekind", KINDS, [*KINDS, "positive_list"])
    for table in WITH_GROUND:
        allow(table, "basis", "matchbasis", GROUNDS, [*GROUNDS, "category", "not_approved"])
    for table, columns in NEW_COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for table, columns in NEW_COLUMNS.items():
        for name, _ in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    for table in WITH_GROUND:
        allow(table, "basis", "matchbasis", [*GROUNDS, "category", "not_approved"], GROUNDS)
    allow("regime", "kind", "regimekind", [*KINDS, "positive_list"], KINDS)
    for table in ("exemption_end", "exemption"):
        op.drop_table(table)
