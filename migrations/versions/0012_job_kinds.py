"""Jobs may be about putting lists in use and about taking an import back too; what is under way stays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = ["import"]
KINDS = ["import", "lists", "undo"]
STEPS = ["look", "return", "apply"]
STATES = ["waiting", "working", "asking", "ready", "refused", "interrupted", "done"]


def words(members: list[str], name: str) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    _allow(KINDS)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM job WHERE kind <> 'import'"))
    _allow(BEFORE)


def _allow(kinds: list[str]) -> None:
    if op.get_bind().dialect.name != "sqlite":
        said = ", ".join(f"'{kind}'" for kind in kinds)
        op.drop_constraint(op.f("ck_job_jobkind"), "job", type_="check")
        op.create_check_constraint(op.f("ck_job_jobkind"), "job", sa.text(f"kind IN ({said})"))
        return
    # SQLite changes no constraint of a table: another takes its place.
    op.create_table(
        "job_anew",
        sa.Column("id", KEY, nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("kind", words(kinds, op.f("ck_job_jobkind")), nullable=False),
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
    op.execute(sa.text("INSERT INTO job_anew SELECT * FROM job"))
    op.drop_table("job")
    op.rename_table("job_anew", "job")
    op.create_index("ix_job_state_id", "job", ["state", "id"], unique=False)
