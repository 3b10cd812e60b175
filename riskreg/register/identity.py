"""What persons said of identity: which rows are one device, which are not, which site a name means."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Fact
from riskreg.rules.conflicts import Question, Reply


class IdentityAnswer(Fact):
    """The answer of a person to a question of identity; of one subject the newest counts. No reply: taken back.

    It moves nothing by itself: lists that are imported from then on are matched by it.
    """

    __tablename__ = "identity_answer"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="reason_given"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    question: Mapped[Question]
    subject: Mapped[str] = mapped_column(index=True)
    """What the question is about, in canonical form: the same question of a later list has the same subject."""
    reply: Mapped[Reply | None]
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    imported_row_id: Mapped[int] = mapped_column(ForeignKey("imported_row.id"))
    """The row that asked; where one of several rows speaks for a device, that one."""
    matching: Mapped[str]
    """JSON: what matching later lists needs: numbers of one device, numbers that several have, a row that speaks."""
    answered_on: Mapped[date]
    reason: Mapped[str]
