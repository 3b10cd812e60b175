"""What the regimes say of some sets of traces: the newest verdict of each, read without the rest of the register."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import Change, KeyVerdict, ListEdition

_IN = 900
"""Values in one IN list: below the lowest limit of SQLite builds in use."""


def said(
    session: Session,
    keys: Collection[int],
    regimes: Collection[int],
    as_at: date | None = None,
    as_known: int | None = None,
) -> dict[int, list[KeyVerdict]]:
    """Trace key → the newest verdict of each regime. Reads these keys alone, not the verdicts of the whole register.

    Args:
        session: A session that may read.
        keys: The trace keys.
        regimes: Keys of the regimes that count.
        as_at: Verdicts that held by that date; all where None.
        as_known: Only what was recorded by that change; all where None.
    """
    newest: dict[tuple[int, int], KeyVerdict] = {}
    for piece in _pieces(sorted(keys)):
        query = select(KeyVerdict).where(KeyVerdict.trace_key_id.in_(piece), KeyVerdict.regime_id.in_(regimes))
        if as_at is not None:
            query = query.where(KeyVerdict.from_on <= as_at)
        if as_known is not None:
            query = query.join(Change, Change.id == KeyVerdict.change_id).where(Change.sequence <= as_known)
        rows = session.scalars(
            query.order_by(KeyVerdict.trace_key_id, KeyVerdict.regime_id, KeyVerdict.from_on, KeyVerdict.id)
        )
        newest.update({(row.trace_key_id, row.regime_id): row for row in rows})
    found: dict[int, list[KeyVerdict]] = {}
    for (key, _), row in newest.items():
        found.setdefault(key, []).append(row)
    return found


def gravest(verdicts: Sequence[KeyVerdict]) -> KeyVerdict | None:
    """The gravest verdict, and of several the surest; None where nothing was said."""
    return max(verdicts, key=lambda each: (each.verdict.gravity, each.confidence), default=None)


def newest_editions(session: Session, regimes: Collection[int]) -> dict[int, ListEdition]:
    """Regime → the edition in use."""
    rows = session.scalars(
        select(ListEdition)
        .where(ListEdition.regime_id.in_(regimes))
        .order_by(ListEdition.regime_id, ListEdition.legal_on, ListEdition.id)
    )
    return {edition.regime_id: edition for edition in rows}


def _pieces(values: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(values), _IN):
        yield values[start : start + _IN]
