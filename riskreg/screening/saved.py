"""Saved checks: what was said of a quotation on a day, and what a later edition says of it now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, NotFound, UsageError
from riskreg.identification import Trace, key_digest
from riskreg.register import (
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
from riskreg.screening.said import gravest, newest_editions, said
from riskreg.screening.screener import Screener


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
    for regime, edition in newest_editions(session, counting).items():
        session.add(SavedCheckRegime(saved_check_id=check.id, regime_id=regime, list_edition_id=edition.id))
    session.flush()
    digests = [key_digest(screener.identifier.key(line.trace)) for line in lines]
    keys = screener.resolve(session, dict(zip(digests, (line.trace for line in lines), strict=True)))
    session.flush()
    spoken = said(session, set(keys.values()), counting)
    rows = []
    for line, digest in zip(lines, digests, strict=True):
        worst = gravest(spoken.get(keys[digest], ()))
        rows.append(
            (
                check.id, line.sheet, line.row, keys[digest],
                worst.verdict.value if worst else Verdict.UNKNOWN.value,
                worst.basis.value if worst and worst.basis else None,
                worst.confidence if worst else 0.0,
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
    labels = {regime: edition.label for regime, edition in newest_editions(session, counting).items()}
    spoken = said(session, {line.trace_key_id for line in lines}, counting)
    found = []
    for line in lines:
        verdicts = spoken.get(line.trace_key_id, ())
        worst = gravest(verdicts)
        now = worst.verdict if worst is not None else Verdict.UNKNOWN
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
