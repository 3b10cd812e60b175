"""Notes of what screening need not work out again; no facts, so they may change and go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "screening_note",
        sa.Column("id", KEY, nullable=False),
        sa.Column("basis_sha256", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.CheckConstraint("length(basis_sha256) = 64", name=op.f("ck_screening_note_basis_whole")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_note")),
    )


def downgrade() -> None:
    op.drop_table("screening_note")
