"""What is on record of each trace key: who made it, and what each regime says of it.

A row is written only where something is said otherwise than the newest row says it. A new edition that repeats an entry
word for word therefore writes nothing: the row that names the earlier edition goes on standing (decision 0009).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, func, select, true, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from riskreg.register import Identification, KeyVerdict
from riskreg.rules.terms import Verdict

_VERDICTS = {verdict.value: verdict for verdict in Verdict}
_AT_ONCE = 500
"""Values in one IN list: stays below the engines' limit on parameters."""


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


def standing_verdicts(session: Session, keys: Collection[int] | None = None) -> dict[tuple[int, int], StandingVerdict]:
    """Trace key and regime → the newest verdict, by date, then by row.

    Args:
        session: Any session.
        keys: The trace keys wanted; all where None.
    """
    found: dict[tuple[int, int], StandingVerdict] = {}
    columns = (
        KeyVerdict.trace_key_id,
        KeyVerdict.regime_id,
        KeyVerdict.id,
        type_coerce(KeyVerdict.verdict, String),
        type_coerce(KeyVerdict.from_on, String),
        KeyVerdict.list_entry_id,
        KeyVerdict.determination_id,
        type_coerce(KeyVerdict.basis, String),
        KeyVerdict.is_use_limited,
        KeyVerdict.ground_sha256,
    )
    # Plain values, and one row of each verdict and day: a hundred thousand rows have a handful of either.
    days: dict[object, date] = {}
    for condition in _conditions(KeyVerdict.trace_key_id, keys):
        rows = session.connection().execute(select(*columns).where(condition))
        for key, regime, row, verdict, from_on, entry, determination, basis, limited, digest in rows:
            on = days.get(from_on)
            if on is None:  # text on SQLite
                on = days[from_on] = from_on if isinstance(from_on, date) else date.fromisoformat(from_on)
            before = found.get((key, regime))
            if before is None or (before.from_on, before.id) < (on, row):
                found[key, regime] = StandingVerdict(
                    row, _VERDICTS[verdict], on, entry, determination, basis, bool(limited), digest
                )
    return found


def standing_identifications(
    session: Session, keys: Collection[int] | None = None
) -> dict[int, StandingIdentification]:
    """Trace key → the newest identification.

    Args:
        session: Any session.
        keys: The trace keys wanted; all where None.
    """
    found: dict[int, StandingIdentification] = {}
    for condition in _conditions(Identification.trace_key_id, keys):
        newest = (
            select(func.max(Identification.id).label("id"))
            .where(condition)
            .group_by(Identification.trace_key_id)
            .subquery()
        )
        rows = session.connection().execute(
            select(
                Identification.trace_key_id,
                Identification.id,
                Identification.catalogue_edition_id,
                Identification.vendor_id,
                type_coerce(Identification.certainty, String),
                Identification.confidence,
                type_coerce(Identification.basis, String),
                Identification.signals,
                Identification.explanation,
            ).join(newest, newest.c.id == Identification.id)
        )
        for key, row, edition, vendor, certainty, confidence, basis, signals, explanation in rows:
            told = Told(vendor, certainty, confidence, basis, signals, explanation)
            found[key] = StandingIdentification(row, edition, told)
    return found


def _conditions(column: InstrumentedAttribute[int], keys: Collection[int] | None) -> Iterator[ColumnElement[bool]]:
    """Which rows to read, in pieces."""
    if keys is None:
        yield true()
        return
    wanted = sorted(keys)
    for start in range(0, len(wanted), _AT_ONCE):
        yield column.in_(wanted[start : start + _AT_ONCE])
