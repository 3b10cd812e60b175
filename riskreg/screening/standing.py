"""What is on record of each trace key: who made it, and what each regime says of it.

A row is written only where something is said otherwise than the newest row says it. A new edition that repeats an entry
word for word therefore writes nothing: the row that names the earlier edition goes on standing (decision 0009).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.register import Identification, KeyVerdict
from riskreg.rules.terms import Verdict


class Told(NamedTuple):
    """What an identification says; signals are JSON."""

    vendor_id: int | None
    certainty: str
    confidence: float
    basis: str | None
    signals: str
    explanation: str


class StandingVerdict(NamedTuple):
    """The newest verdict of a key and regime."""

    id: int
    verdict: Verdict
    from_on: date
    entry: int | None
    determination: int | None
    basis: str | None
    is_use_limited: bool = False
    digest: str | None = None

    def says(self, other: StandingVerdict) -> bool:
        """Whether nothing that a person would judge differs.

        The digest holds maker, traces and what the entry says, so that an entry repeated by a later edition is the same
        and one that says something else is not. Rows of before digests were kept compare the entry itself.
        """
        if self.digest is not None and other.digest is not None:
            # Verdict, ground and determination are in the digest.
            return self.digest == other.digest and self.is_use_limited == other.is_use_limited
        return (self.verdict, self.entry, self.determination, self.basis, self.is_use_limited) == (
            other.verdict,
            other.entry,
            other.determination,
            other.basis,
            other.is_use_limited,
        )


@dataclass(frozen=True, slots=True)
class StandingIdentification:
    """The newest identification of a key.

    Attributes:
        catalogue_edition: The edition under which it was made.
        told: What it says.
    """

    id: int
    catalogue_edition: int
    told: Told


def standing_verdicts(session: Session) -> dict[tuple[int, int], StandingVerdict]:
    """Trace key and regime → the newest verdict, by date, then by row."""
    found: dict[tuple[int, int], StandingVerdict] = {}
    rows = session.execute(
        select(
            KeyVerdict.trace_key_id,
            KeyVerdict.regime_id,
            KeyVerdict.id,
            KeyVerdict.verdict,
            KeyVerdict.from_on,
            KeyVerdict.list_entry_id,
            KeyVerdict.determination_id,
            KeyVerdict.basis,
            KeyVerdict.is_use_limited,
            KeyVerdict.ground_sha256,
        )
    )
    for key, regime, row, verdict, from_on, entry, determination, basis, limited, digest in rows:
        before = found.get((key, regime))
        if before is None or (before.from_on, before.id) < (from_on, row):
            found[key, regime] = StandingVerdict(
                row, verdict, from_on, entry, determination, basis, bool(limited), digest
            )
    return found


def standing_identifications(session: Session) -> dict[int, StandingIdentification]:
    """Trace key → the newest identification."""
    newest = select(func.max(Identification.id).label("id")).group_by(Identification.trace_key_id).subquery()
    rows = session.execute(
        select(
            Identification.trace_key_id,
            Identification.id,
            Identification.catalogue_edition_id,
            Identification.vendor_id,
            Identification.certainty,
            Identification.confidence,
            Identification.basis,
            Identification.signals,
            Identification.explanation,
        ).join(newest, newest.c.id == Identification.id)
    )
    return {
        key: StandingIdentification(row, edition, Told(vendor, certainty, confidence, basis, signals, explanation))
        for key, row, edition, vendor, certainty, confidence, basis, signals, explanation in rows
    }
