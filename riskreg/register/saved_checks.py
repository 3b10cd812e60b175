"""Saved checks: what was said of a quotation on a day, so that a later edition can name what it now catches."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Fact
from riskreg.rules.purchases import PurchaseKind
from riskreg.rules.terms import MatchBasis, Verdict


class SavedCheck(Fact):
    """A dated check of a quotation, order, contract renewal or list of spares, tied to the digest of its file."""

    __tablename__ = "saved_check"
    __table_args__ = (CheckConstraint("length(file_sha256) = 64", name="file_digest_whole"),)

    kind: Mapped[PurchaseKind]
    title: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(index=True)
    file_bytes: Mapped[int]
    checked_on: Mapped[date]
    is_of_all_regimes: Mapped[bool]
    """Whether later regimes count too; else only those that were chosen."""
    catalogue_edition_id: Mapped[int] = mapped_column(ForeignKey("catalogue_edition.id"))


class SavedCheckRegime(Fact):
    """A regime that counted in a saved check, and the edition of it that was in use."""

    __tablename__ = "saved_check_regime"
    __table_args__ = (UniqueConstraint("saved_check_id", "regime_id"),)

    saved_check_id: Mapped[int] = mapped_column(ForeignKey("saved_check.id"))
    regime_id: Mapped[int] = mapped_column(ForeignKey("regime.id"))
    list_edition_id: Mapped[int] = mapped_column(ForeignKey("list_edition.id"))


class SavedCheckLine(Fact):
    """A line of a saved check as it stood in the file, and the verdict of that day. Credential cells are never here."""

    __tablename__ = "saved_check_line"

    saved_check_id: Mapped[int] = mapped_column(ForeignKey("saved_check.id"), index=True)
    sheet: Mapped[str]
    row: Mapped[int]
    trace_key_id: Mapped[int] = mapped_column(ForeignKey("trace_key.id"), index=True)
    verdict: Mapped[Verdict]
    basis: Mapped[MatchBasis | None]
    confidence: Mapped[float]
    cells: Mapped[str]
    """JSON object: header → raw text."""


class SavedCheckEnd(Fact):
    """From this change on a saved check is no longer watched: the goods were bought, or the offer is off the table."""

    __tablename__ = "saved_check_end"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="reason_given"),)

    saved_check_id: Mapped[int] = mapped_column(ForeignKey("saved_check.id"), unique=True)
    ended_on: Mapped[date]
    reason: Mapped[str]
