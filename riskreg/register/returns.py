"""Returns: who was asked for a list by when, and who said that they have nothing. A list itself is an import."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, select, true
from sqlalchemy.orm import Mapped, Session, mapped_column

from riskreg.register.base import Fact
from riskreg.register.trail import Change

_OF_ONE_THING = "(organisation_id IS NULL) <> (site_id IS NULL)"


class NilReturn(Fact):
    """A signed statement that an organisation, or a site, holds none of the equipment on a date.

    It removes nothing: where equipment is on record there, the two contradict each other until a person settles it.

    **Source**: glossary `nil_return`; audit question “which bodies or sites submitted a nil return, and who signed it?”
    """

    __tablename__ = "nil_return"
    __table_args__ = (
        CheckConstraint(_OF_ONE_THING, name="of_one_thing"),
        CheckConstraint("length(signed_by) > 0 AND length(signed_post) > 0", name="is_signed"),
    )

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    """It speaks for the sites that the organisation holds on the date, and for no organisation below it."""
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), index=True)
    described_on: Mapped[date]
    signed_by: Mapped[str]
    """Who answers for it; the change names who recorded it."""
    signed_post: Mapped[str]
    paper: Mapped[str | None]
    """Reference of the letter or message, as its sender gave it."""
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))


class NilReturnWithdrawal(Fact):
    """A nil return was recorded in error, or is taken back: it no longer counts from this change on."""

    __tablename__ = "nil_return_withdrawal"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="reason_given"),)

    nil_return_id: Mapped[int] = mapped_column(ForeignKey("nil_return.id"), unique=True)
    reason: Mapped[str]


class ReturnRequest(Fact):
    """An organisation, or a site, was asked for a return that describes a date or a later one, by a day."""

    __tablename__ = "return_request"
    __table_args__ = (
        CheckConstraint(_OF_ONE_THING, name="of_one_thing"),
        CheckConstraint("due_on >= asked_on", name="dates_in_order"),
    )

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), index=True)
    described_on: Mapped[date]
    """The earliest date that the return may describe."""
    asked_on: Mapped[date]
    due_on: Mapped[date]
    note: Mapped[str]


class ReturnRequestEnd(Fact):
    """A request no longer stands from this change on: it was made in error, or is dropped."""

    __tablename__ = "return_request_end"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="reason_given"),)

    return_request_id: Mapped[int] = mapped_column(ForeignKey("return_request.id"), unique=True)
    reason: Mapped[str]


def nil_returns(session: Session, on: date | None = None, as_known: int | None = None) -> list[NilReturn]:
    """Nil returns that count, oldest first.

    Args:
        session: Any session.
        on: Those that describe this date or an earlier one; None: all.
        as_known: Sequence of the last change that counts; None for all.
    """
    known = select(Change.id).where(Change.sequence <= as_known) if as_known is not None else None
    taken_back = select(NilReturnWithdrawal.nil_return_id)
    if known is not None:
        taken_back = taken_back.where(NilReturnWithdrawal.change_id.in_(known))
    query = select(NilReturn).where(
        NilReturn.id.not_in(taken_back),
        NilReturn.change_id.in_(known) if known is not None else true(),
        NilReturn.described_on <= on if on is not None else true(),
    )
    return list(session.scalars(query.order_by(NilReturn.described_on, NilReturn.id)))
