"""Jobs of the running service: what is under way and what waits for an answer; no facts, so they may change and go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ["import"]
STEPS = ["look", "return", "apply"]
STATES = ["waiting", "working", "asking", "ready", "refused", "interrupted", "done"]


def words(members: list[str], name: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", KEY, nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("kind", words(KINDS, op.f("ck_job_jobkind")), nullable=False),
        sa.Column("step", words(STEPS, op.f("ck_job_jobstep")), nullable=False),
        sa.Column("state", words(STATES, op.f("ck_job_jobstate")), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(handle) >= 12", name=op.f("ck_job_handle_hard_to_guess")),
        sa.CheckConstraint("length(person) > 0", name=op.f("ck_job_person_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("handle", name=op.f("uq_job_handle")),
    )
    op.create_index("ix_job_state_id", "job", ["state", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("job")
