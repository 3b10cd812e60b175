"""Returns: requests for lists, nil returns, and who signed a list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ["nil_return", "nil_return_withdrawal", "return_request", "return_request_end"]
SIGNED = ["signed_by", "signed_post"]


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


def of_one_thing(table: str) -> list[sa.schema.SchemaItem]:
    """What tables have that speak of either an organisation or a site."""
    return [
        sa.CheckConstraint("(organisation_id IS NULL) <> (site_id IS NULL)", name=op.f(f"ck_{table}_of_one_thing")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f(f"fk_{table}_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f(f"fk_{table}_site_id_site")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f(f"fk_{table}_change_id_change")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def index_places(table: str) -> None:
    for column in ("organisation_id", "site_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def create_end(table: str, ended: str) -> None:
    op.create_table(
        table,
        sa.Column("id", KEY, nullable=False),
        sa.Column(f"{ended}_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f(f"ck_{table}_reason_given")),
        sa.ForeignKeyConstraint([f"{ended}_id"], [f"{ended}.id"], name=op.f(f"fk_{table}_{ended}_id_{ended}")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f(f"fk_{table}_change_id_change")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(f"{ended}_id", name=op.f(f"uq_{table}_{ended}_id")),
    )


def upgrade() -> None:
    op.create_table(
        "nil_return",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=True),
        sa.Column("site_id", KEY, nullable=True),
        sa.Column("described_on", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=False),
        sa.Column("signed_post", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.Column("evidence_id", KEY, nullable=True),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("length(signed_by) > 0 AND length(signed_post) > 0", name=op.f("ck_nil_return_is_signed")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_nil_return_evidence_id_evidence")),
        *of_one_thing("nil_return"),
    )
    index_places("nil_return")
    create_end("nil_return_withdrawal", "nil_return")
    op.create_table(
        "return_request",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=True),
        sa.Column("site_id", KEY, nullable=True),
        sa.Column("described_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("due_on >= asked_on", name=op.f("ck_return_request_dates_in_order")),
        *of_one_thing("return_request"),
    )
    index_places("return_request")
    create_end("return_request_end", "return_request")
    for table in APPEND_ONLY:
        protect(table)
    for name in SIGNED:
        op.add_column("import_batch", sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    for name in SIGNED:
        op.execute(f"ALTER TABLE import_batch DROP COLUMN {name}")
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)
