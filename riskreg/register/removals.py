"""Removals: each step with its date and evidence, what broke a rule, and what came back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Fact
from riskreg.rules.terms import EvidenceKind, Step


class Evidence(Fact):
    """A file that proves something, known by its digest."""

    __tablename__ = "evidence"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="digest_whole"),)

    sha256: Mapped[str] = mapped_column(index=True)
    file_name: Mapped[str]
    file_bytes: Mapped[int]
    kind: Mapped[EvidenceKind]


class RemovalStep(Fact):
    """A step of a removal that happened. Verification names remover and verifier, who are two persons."""

    __tablename__ = "removal_step"
    __table_args__ = (
        CheckConstraint("devices > 0", name="devices_positive"),
        CheckConstraint(
            "step <> 'verified' OR (remover IS NOT NULL AND verifier IS NOT NULL AND evidence_id IS NOT NULL)",
            name="verification_whole",
        ),
        CheckConstraint("verifier IS NULL OR remover IS NULL OR verifier <> remover", name="verifier_is_not_remover"),
    )

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    step: Mapped[Step]
    happened_on: Mapped[date]
    devices: Mapped[int]
    remover: Mapped[str | None]
    verifier: Mapped[str | None]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    note: Mapped[str | None]


class Breach(Fact):
    """A step that the rules forbid but that did happen: recorded, and open."""

    __tablename__ = "breach"

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    removal_step_id: Mapped[int] = mapped_column(ForeignKey("removal_step.id"))
    rule: Mapped[str]
    explanation: Mapped[str]


class Reappearance(Fact):
    """An asset recorded as removed was seen again: an alarm. It stands open from `seen_on`."""

    __tablename__ = "reappearance"

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"), index=True)
    import_batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    seen_on: Mapped[date]
