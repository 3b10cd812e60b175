"""What persons said of identity is kept, so that later lists are matched by it and nothing is asked twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLE = "identity_answer"
QUESTIONS = [
    "back_after_removal",
    "back_untold",
    "numbers_of_two_assets",
    "number_twice",
    "number_on_another_device",
    "site_name",
    "number_differs",
    "moved",
    "fewer_alike",
    "more_alike",
    "site_code",
    "sites_alike",
    "tag_shared",
    "channels",
    "row_repeated",
]
REPLIES = ["same", "different", "moved", "back", "mistaken", "noted"]


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


def words(members: list[str], name: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)


def points(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{TABLE}_{column}_{table}"))


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("question", words(QUESTIONS, "question"), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reply", words(REPLIES, "reply"), nullable=True),
        sa.Column("asset_id", KEY, nullable=True),
        sa.Column("other_id", KEY, nullable=True),
        sa.Column("site_id", KEY, nullable=True),
        sa.Column("imported_row_id", KEY, nullable=False),
        sa.Column("matching", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f(f"ck_{TABLE}_reason_given")),
        points("organisation_id", "organisation"),
        points("asset_id", "asset"),
        points("other_id", "asset"),
        points("site_id", "site"),
        points("imported_row_id", "imported_row"),
        points("change_id", "change"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    for column in ("organisation_id", "subject", "asset_id", "other_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])
    protect(TABLE)


def downgrade() -> None:
    op.drop_table(TABLE)
