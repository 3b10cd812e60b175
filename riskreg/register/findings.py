"""Findings: who made it, what each regime says of that, which assets are flagged, what people decided."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Fact, Note
from riskreg.rules.terms import BasisCause, BasisState, Certainty, DecisionOutcome, MatchBasis, Verdict


class TraceKey(Fact):
    """The traces of makers that a line holds, reduced to what identification reads.

    Cost grows with these: a million assets hold a few thousand.
    """

    __tablename__ = "trace_key"

    key_sha256: Mapped[str] = mapped_column(unique=True)
    make: Mapped[str | None]
    model: Mapped[str | None]
    traces: Mapped[str]
    """JSON of the whole trace that was identified (an example of the key, as given)."""


class Identification(Fact):
    """Who made what a trace key describes, under one catalogue edition. Kept, never recomputed for the past."""

    __tablename__ = "identification"
    __table_args__ = (
        UniqueConstraint("trace_key_id", "catalogue_edition_id"),
        CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence_share"),
    )

    trace_key_id: Mapped[int] = mapped_column(ForeignKey("trace_key.id"))
    catalogue_edition_id: Mapped[int] = mapped_column(ForeignKey("catalogue_edition.id"))
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    certainty: Mapped[Certainty]
    confidence: Mapped[float]
    basis: Mapped[MatchBasis | None]
    signals: Mapped[str]
    explanation: Mapped[str]


class KeyVerdict(Fact):
    """What a regime says of a trace key: the newest row of a key and regime counts."""

    __tablename__ = "key_verdict"
    __table_args__ = (Index("ix_key_verdict_trace_key_id_regime_id", "trace_key_id", "regime_id"),)

    trace_key_id: Mapped[int] = mapped_column(ForeignKey("trace_key.id"))
    regime_id: Mapped[int] = mapped_column(ForeignKey("regime.id"))
    identification_id: Mapped[int] = mapped_column(ForeignKey("identification.id"))
    verdict: Mapped[Verdict]
    basis: Mapped[MatchBasis | None]
    confidence: Mapped[float]
    cause: Mapped[BasisCause]
    from_on: Mapped[date]
    """From which date the regime says so: the entry's or the determination's date."""
    list_entry_id: Mapped[int | None] = mapped_column(ForeignKey("list_entry.id"))
    determination_id: Mapped[int | None] = mapped_column(ForeignKey("determination.id"))
    reason: Mapped[str]
    is_use_limited: Mapped[bool | None]
    """Whether the entry is for purposes of which the list says nothing, so that it turns on the body's own use."""
    ground_sha256: Mapped[str | None]
    """Digest of what a person judges: maker, traces, entry or determination. A decision holds while it is the same."""


class ScreeningNote(Note):
    """Of keys that are alike, who made them and what is on record of them: what need not be worked out again.

    No fact: where it is missing, or rests on other lists or another program, everything is worked out.
    """

    __tablename__ = "screening_note"
    __table_args__ = (CheckConstraint("length(basis_sha256) = 64", name="basis_whole"),)

    basis_sha256: Mapped[str]
    """On what the findings rest."""
    basis: Mapped[str | None]
    """JSON of that, in one note of each basis."""
    told: Mapped[str]
    """JSON of the keys, by what they have in common."""


class Flag(Fact):
    """An asset under a regime that restricts, or may restrict, its maker. Never deleted."""

    __tablename__ = "flag"
    __table_args__ = (UniqueConstraint("asset_id", "regime_id"),)

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id"))
    regime_id: Mapped[int] = mapped_column(ForeignKey("regime.id"))


class FlagBasis(Fact):
    """The ground of a flag coming, changing or lapsing. The newest row is the flag's state."""

    __tablename__ = "flag_basis"

    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"), index=True)
    state: Mapped[BasisState]
    verdict: Mapped[Verdict]
    cause: Mapped[BasisCause]
    from_on: Mapped[date]
    """From which date it is true in the world: the latest of list date, entry or determination, and adoption."""
    key_verdict_id: Mapped[int | None] = mapped_column(ForeignKey("key_verdict.id"))


class Decision(Fact):
    """What a person decided of a flag, bound to the ground that was judged."""

    __tablename__ = "decision"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="reason_given"),)

    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"), index=True)
    flag_basis_id: Mapped[int] = mapped_column(ForeignKey("flag_basis.id"))
    outcome: Mapped[DecisionOutcome]
    decided_on: Mapped[date]
    reason: Mapped[str]
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
