"""The trail: every change of the register, in the order of commit, chained by hashes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Base
from riskreg.rules.terms import ActorBasis


class Change(Base):
    """One committed act of one person.

    The row is inserted when its transaction begins and sealed (sequence, instant, hashes) as the last thing before
    commit, under the lock on the head of the trail: sequence order is commit order. A sealed change never changes.
    """

    __tablename__ = "change"
    __table_args__ = (
        CheckConstraint("(sequence IS NULL) = (hash IS NULL)", name="sealed_whole"),
        CheckConstraint("length(actor) > 0", name="actor_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int | None] = mapped_column(unique=True)
    at: Mapped[datetime | None]
    actor: Mapped[str]
    actor_basis: Mapped[ActorBasis]
    action: Mapped[str]
    reason: Mapped[str]
    payload_sha256: Mapped[str | None]
    previous_hash: Mapped[str | None]
    hash: Mapped[str | None]


class ChangeItem(Base):
    """What a change did: one row before and after, or, for a bulk write, the count and SHA-256 of its rows.

    A bulk digest covers the rows in the order of their keys, each as a JSON array of the columns named in `columns`.
    """

    __tablename__ = "change_item"
    __table_args__ = (
        CheckConstraint("operation IN ('insert', 'update', 'bulk_insert', 'bulk_update')", name="operation_known"),
        Index("ix_change_item_table_name_row_key", "table_name", "row_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), index=True)
    table_name: Mapped[str]
    operation: Mapped[str]
    row_key: Mapped[int | None]
    before: Mapped[str | None]
    after: Mapped[str | None]
    columns: Mapped[str | None]
    row_count: Mapped[int | None]
    rows_sha256: Mapped[str | None]


class TrailHead(Base):
    """The newest sealed change: the one row that every writer locks before it seals."""

    __tablename__ = "trail_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str]


class RegisterIdentity(Base):
    """Who this register is: the code inside its references."""

    __tablename__ = "register_identity"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("length(code) = 3", name="code_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str]
