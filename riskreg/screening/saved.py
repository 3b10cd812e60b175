"""Saved checks: what was said of a quotation on a day, and what a later edition says of it now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, NotFound, UsageError
from riskreg.identification import Trace, key_digest
from riskreg.register import (
    KeyVerdict,
    ListEdition,
    Regime,
    SavedCheck,
    SavedCheckEnd,
    SavedCheckLine,
    SavedCheckRegime,
)
from riskreg.register.recording import bulk_insert, reserve_keys
from riskreg.rules.dates import long_date
from riskreg.rules.purchases import PurchaseKind
from riskreg.rules.terms import RegimeKind, Verdict
from riskreg.screening.adoptions import adoptions_in_force
from riskreg.screening.screener import Screener

_IN = 900
"""Values in one IN list: below the lowest limit of SQLite builds in use."""


@dataclass(frozen=True, slots=True)
class LineToSave:
    """A line of a checked file: where it stands, its cells without credentials, and its traces."""

    sheet: str
    row: int
    cells: Mapping[str, str]
    trace: Trace


@dataclass(frozen=True, slots=True)
class Paper:
    """The file that was checked, and what it is.

    Attributes:
        kind: Quotation, order, contract renewal or maintenance spares.
        title: What people call it.
        organisation_id: Who buys, or None.
        regimes: Keys of the regimes that were chosen; None where all count, later ones too.
    """

    kind: PurchaseKind
    title: str
    organisation_id: int | None
    file_name: str
    file_sha256: str
    file_bytes: int
    regimes: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class LineNow:
    """A line of a saved check, what was said of it then, and what is said now, with the reason."""

    line: SavedCheckLine
    now: Verdict
    reason: str
    editions: tuple[str, ...]

    @property
    def text(self) -> str:
        """The cells of the line that say something, in one text."""
        return "; ".join(value for value in orjson.loads(self.line.cells).values() if value)

    @property
    def is_caught(self) -> bool:
        """Whether it is graver now than when it was saved, and flagged."""
        return self.now.is_flagged and self.now.gravity > self.line.verdict.gravity


@dataclass(frozen=True, slots=True)
class Watched:
    """A saved check that is still watched, with its lines as they stand now."""

    check: SavedCheck
    lines: tuple[LineNow, ...]

    @property
    def caught(self) -> tuple[LineNow, ...]:
        """Lines that are graver now than when the check was saved."""
        return tuple(line for line in self.lines if line.is_caught)


def save_check(session: Session, screener: Screener, paper: Paper, lines: Sequence[LineToSave], on: date) -> SavedCheck:
    """Keep a check with its lines, what this register's lists and determinations say of each, and the editions.

    A file that was saved before and is still watched is saved anew: the earlier check ends, and says so.

    Args:
        session: A writing session.
        screener: Of the same session.
        paper: The file, and what it is.
        lines: Its lines.
        on: The date of the check.
    """
    earlier = session.scalars(
        select(SavedCheck).where(
            SavedCheck.file_sha256 == paper.file_sha256, SavedCheck.id.not_in(select(SavedCheckEnd.saved_check_id))
        )
    ).all()
    check = SavedCheck(
        kind=paper.kind,
        title=paper.title,
        organisation_id=paper.organisation_id,
        file_name=paper.file_name,
        file_sha256=paper.file_sha256,
        file_bytes=paper.file_bytes,
        checked_on=on,
        is_of_all_regimes=paper.regimes is None,
        catalogue_edition_id=screener.edition.id,
    )
    session.add(check)
    session.flush()
    for before in earlier:
        session.add(SavedCheckEnd(saved_check_id=before.id, ended_on=on, reason="The same file was checked anew."))
    counting = _counting(session, check, paper.regimes or ())
    for regime, edition in _editions(session, counting).items():
        session.add(SavedCheckRegime(saved_check_id=check.id, regime_id=regime, list_edition_id=edition.id))
    session.flush()
    digests = [key_digest(screener.identifier.key(line.trace)) for line in lines]
    keys = screener.resolve(session, dict(zip(digests, (line.trace for line in lines), strict=True)))
    session.flush()
    said = _said(session, set(keys.values()), counting)
    rows = []
    for line, digest in zip(lines, digests, strict=True):
        gravest = _gravest(said.get(keys[digest], ()))
        rows.append(
            (
                check.id, line.sheet, line.row, keys[digest],
                gravest.verdict.value if gravest else Verdict.UNKNOWN.value,
                gravest.basis.value if gravest and gravest.basis else None,
                gravest.confidence if gravest else 0.0,
                orjson.dumps(dict(line.cells)).decode(),
            )
        )  # fmt: skip
    columns = ("id", "saved_check_id", "sheet", "row", "trace_key_id", "verdict", "basis", "confidence", "cells")
    ids = reserve_keys(session, SavedCheckLine, len(rows))
    bulk_insert(session, SavedCheckLine, columns, ((key, *row) for key, row in zip(ids, rows, strict=True)))
    return check


def end_check(session: Session, check_id: int, reason: str, on: date) -> SavedCheck:
    """Watch a saved check no longer; it stays on record.

    Args:
        session: A writing session.
        check_id: The saved check.
        reason: Why, such as bought, or offer withdrawn.
        on: From which date.

    Raises:
        NotFound: There is none.
        UsageError: No reason is given.
        Conflict: It ended before.
    """
    check = session.get(SavedCheck, check_id)
    if check is None:
        raise NotFound("There is no such saved check.", "List them with: riskreg check --watch")
    if not reason.strip():
        raise UsageError("Say why it need not be watched any more.", 'Add --reason "…".')
    ended = session.scalars(select(SavedCheckEnd).where(SavedCheckEnd.saved_check_id == check_id)).first()
    if ended is not None:
        raise Conflict(f"It has not been watched since {long_date(ended.ended_on)}: {ended.reason}")
    session.add(SavedCheckEnd(saved_check_id=check_id, ended_on=on, reason=reason.strip()))
    session.flush()
    return check


def watched(session: Session, check_ids: Collection[int] | None = None) -> tuple[Watched, ...]:
    """Saved checks with what is said of each line now.

    Args:
        session: A session that may read.
        check_ids: Only these, whether watched or not; None: all that are still watched.
    """
    query = select(SavedCheck).order_by(SavedCheck.id)
    if check_ids is None:
        query = query.where(SavedCheck.id.not_in(select(SavedCheckEnd.saved_check_id)))
    else:
        query = query.where(SavedCheck.id.in_(check_ids))
    return tuple(_watched(session, check) for check in session.scalars(query))


def _watched(session: Session, check: SavedCheck) -> Watched:
    lines = session.scalars(
        select(SavedCheckLine).where(SavedCheckLine.saved_check_id == check.id).order_by(SavedCheckLine.id)
    ).all()
    chosen = session.scalars(select(SavedCheckRegime.regime_id).where(SavedCheckRegime.saved_check_id == check.id))
    counting = _counting(session, check, tuple(chosen))
    labels = {regime: edition.label for regime, edition in _editions(session, counting).items()}
    said = _said(session, {line.trace_key_id for line in lines}, counting)
    found = []
    for line in lines:
        verdicts = said.get(line.trace_key_id, ())
        gravest = _gravest(verdicts)
        now = gravest.verdict if gravest is not None else Verdict.UNKNOWN
        same = [each for each in verdicts if each.verdict is now]
        found.append(
            LineNow(
                line,
                now,
                " ".join(dict.fromkeys(each.reason for each in same)),
                tuple(f"{counting[each.regime_id]}: {labels.get(each.regime_id, 'no edition')}" for each in same),
            )
        )
    return Watched(check, tuple(found))


def _counting(session: Session, check: SavedCheck, chosen: Collection[int]) -> dict[int, str]:
    """Regimes that count for a check now: key → title."""
    query = select(Regime.id, Regime.title).where(Regime.kind != RegimeKind.INDICATOR).order_by(Regime.id)
    if not check.is_of_all_regimes:
        query = query.where(Regime.id.in_(chosen))
    elif check.organisation_id is not None:
        adopted = adoptions_in_force(session).get(check.organisation_id)
        if adopted:
            query = query.where(Regime.id.in_(adopted))
    return dict(session.execute(query).all())


def _editions(session: Session, regimes: Collection[int]) -> dict[int, ListEdition]:
    """Regime → the edition in use."""
    rows = session.scalars(
        select(ListEdition)
        .where(ListEdition.regime_id.in_(regimes))
        .order_by(ListEdition.regime_id, ListEdition.legal_on, ListEdition.id)
    )
    return {edition.regime_id: edition for edition in rows}


def _said(session: Session, keys: Collection[int], regimes: Collection[int]) -> dict[int, list[KeyVerdict]]:
    """Trace key → the newest verdict of each regime. Reads these keys alone, not the verdicts of the whole register."""
    newest: dict[tuple[int, int], KeyVerdict] = {}
    for piece in _pieces(sorted(keys)):
        rows = session.scalars(
            select(KeyVerdict)
            .where(KeyVerdict.trace_key_id.in_(piece), KeyVerdict.regime_id.in_(regimes))
            .order_by(KeyVerdict.trace_key_id, KeyVerdict.regime_id, KeyVerdict.from_on, KeyVerdict.id)
        )
        newest.update({(row.trace_key_id, row.regime_id): row for row in rows})
    found: dict[int, list[KeyVerdict]] = {}
    for (key, _), row in newest.items():
        found.setdefault(key, []).append(row)
    return found


def _gravest(verdicts: Sequence[KeyVerdict]) -> KeyVerdict | None:
    return max(verdicts, key=lambda each: (each.verdict.gravity, each.confidence), default=None)


def _pieces(values: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(values), _IN):
        yield values[start : start + _IN]
