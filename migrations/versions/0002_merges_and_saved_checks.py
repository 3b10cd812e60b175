"""Two records of one device are merged; checks before buying are saved and watched.

The causes of a flag's ground gain “merged”. SQLite cannot alter a CHECK, so its tables are made anew with their rows.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ["asset_merge", "saved_check", "saved_check_end", "saved_check_line", "saved_check_regime"]
CAUSES = ["found", "edition", "determination", "adoption", "catalogue", "asset_changed", "import_undone"]
WITH_CAUSE = ["flag_basis", "key_verdict"]


def quoted(members: list[str]) -> str:
    return ", ".join(f"'{member}'" for member in members)


def allow(table: str, before: list[str], after: list[str]) -> None:
    """Let the column `cause` of a table hold other members than before."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_basiscause")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_basiscause CHECK (cause IN ({quoted(after)}))")
        return
    made = op.get_bind().exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type = 'table' DESC", (table,)
    )
    statement, *others = [row[0] for row in made]
    _, columns = statement.split("(", 1)
    if f"({quoted(before)})" not in columns:
        raise RuntimeError(f"{table} has not the shape that revision 0001 gave it")
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
        "saved_check",
        sa.Column("id", KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "quotation",
                "order",
                "contract_renewal",
                "maintenance_spares",
                name="purchasekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("organisation_id", KEY, nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("file_bytes", KEY, nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("is_of_all_regimes", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("catalogue_edition_id", KEY, nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("length(file_sha256) = 64", name=op.f("ck_saved_check_file_digest_whole")),
        sa.ForeignKeyConstraint(
            ["catalogue_edition_id"],
            ["catalogue_edition.id"],
            name=op.f("fk_saved_check_catalogue_edition_id_catalogue_edition"),
        ),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_saved_check_change_id_change")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_saved_check_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_check")),
    )
    with op.batch_alter_table("saved_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_check_file_sha256"), ["file_sha256"], unique=False)

    op.create_table(
        "saved_check_end",
        sa.Column("id", KEY, nullable=False),
        sa.Column("saved_check_id", KEY, nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_saved_check_end_reason_given")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_saved_check_end_change_id_change")),
        sa.ForeignKeyConstraint(
            ["saved_check_id"], ["saved_check.id"], name=op.f("fk_saved_check_end_saved_check_id_saved_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_check_end")),
        sa.UniqueConstraint("saved_check_id", name=op.f("uq_saved_check_end_saved_check_id")),
    )
    op.create_table(
        "saved_check_line",
        sa.Column("id", KEY, nullable=False),
        sa.Column("saved_check_id", KEY, nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", KEY, nullable=False),
        sa.Column("trace_key_id", KEY, nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "restricted",
                "suspected",
                "unknown",
                "clear",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "basis",
            sa.Enum(
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
                name="matchbasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_saved_check_line_change_id_change")),
        sa.ForeignKeyConstraint(
            ["saved_check_id"], ["saved_check.id"], name=op.f("fk_saved_check_line_saved_check_id_saved_check")
        ),
        sa.ForeignKeyConstraint(
            ["trace_key_id"], ["trace_key.id"], name=op.f("fk_saved_check_line_trace_key_id_trace_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_check_line")),
    )
    with op.batch_alter_table("saved_check_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_check_line_saved_check_id"), ["saved_check_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_check_line_trace_key_id"), ["trace_key_id"], unique=False)

    op.create_table(
        "saved_check_regime",
        sa.Column("id", KEY, nullable=False),
        sa.Column("saved_check_id", KEY, nullable=False),
        sa.Column("regime_id", KEY, nullable=False),
        sa.Column("list_edition_id", KEY, nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_saved_check_regime_change_id_change")),
        sa.ForeignKeyConstraint(
            ["list_edition_id"], ["list_edition.id"], name=op.f("fk_saved_check_regime_list_edition_id_list_edition")
        ),
        sa.ForeignKeyConstraint(["regime_id"], ["regime.id"], name=op.f("fk_saved_check_regime_regime_id_regime")),
        sa.ForeignKeyConstraint(
            ["saved_check_id"], ["saved_check.id"], name=op.f("fk_saved_check_regime_saved_check_id_saved_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_check_regime")),
        sa.UniqueConstraint("saved_check_id", "regime_id", name=op.f("uq_saved_check_regime_saved_check_id_regime_id")),
    )
    op.create_table(
        "asset_merge",
        sa.Column("id", KEY, nullable=False),
        sa.Column("asset_id", KEY, nullable=False),
        sa.Column("into_id", KEY, nullable=True),
        sa.Column("merged_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("into_id <> asset_id", name=op.f("ck_asset_merge_not_into_itself")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_asset_merge_reason_given")),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_asset_merge_asset_id_asset")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_asset_merge_change_id_change")),
        sa.ForeignKeyConstraint(["into_id"], ["asset.id"], name=op.f("fk_asset_merge_into_id_asset")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_merge")),
    )
    with op.batch_alter_table("asset_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_merge_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asset_merge_into_id"), ["into_id"], unique=False)

    for table in APPEND_ONLY:
        protect(table)
    for table in WITH_CAUSE:
        allow(table, CAUSES, [*CAUSES, "merged"])


def downgrade() -> None:
    for table in WITH_CAUSE:
        allow(table, [*CAUSES, "merged"], CAUSES)
    for table in ("saved_check_regime", "saved_check_line", "saved_check_end", "saved_check", "asset_merge"):
        op.drop_table(table)
