"""The imports of a register: what was imported, and taking one back, asset by asset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from riskreg import intake
from riskreg.database import register_code
from riskreg.errors import Conflict, UsageError
from riskreg.intake import Effect as Effect
from riskreg.intake import UndoOutcome as UndoOutcome
from riskreg.operations.office import Office
from riskreg.operations.references import resolve
from riskreg.register import Change, ImportBatch, ImportWithdrawal, Organisation
from riskreg.reporting import Point, import_rows
from riskreg.reporting.describe import describe
from riskreg.reporting.description import Description
from riskreg.reporting.import_rows import RowSaid as RowSaid
from riskreg.reporting.points import known, trail_at
from riskreg.reporting.provenance import require_known
from riskreg.rules.dates import long_date
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import BasisCause, Covers, ImportKind
from riskreg.screening import Screened, Screener, reflag


@dataclass(frozen=True, slots=True)
class ImportListed:
    """One import.

    Attributes:
        reference: IMP-…
        kind: What the list held.
        file_name: Name of the file.
        organisation: The organisation given for the whole list, or None.
        described_on: The date that it describes.
        covers: What it covers.
        rows: Rows per what was done with them.
        actor: Who imported it.
        at: When, in UTC.
        change: Number of the change.
        undone: Why it was undone, or None where it counts.
        number: By which the next page begins.
        is_later: Whether it describes a day after the one that is looked at.
    """

    reference: str
    kind: ImportKind
    file_name: str
    organisation: str | None
    described_on: date
    covers: Covers
    rows: Mapping[str, int]
    actor: str
    at: datetime | None
    change: int | None
    undone: str | None
    number: int
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing an import does, or did.

    Attributes:
        reference: IMP-…
        file_name: Name of its file.
        described_on: The date that the list describes.
        assets: Reference of each asset that the import touched → what becomes of it.
        counts: Assets per outcome and reason.
        kept: What people recorded since and what therefore stays, one sentence each; empty before it is done.
        screened: Flags that came and went; None before it is done.
    """

    reference: str
    file_name: str
    described_on: date
    assets: Mapping[str, Effect]
    counts: Mapping[tuple[UndoOutcome, str], int]
    kept: tuple[str, ...] = ()
    screened: Screened | None = None

    def as_answer(self) -> dict[str, Any]:
        """As JSON-ready values, for programs."""
        return {
            "reference": self.reference,
            "file": self.file_name,
            "described_on": self.described_on,
            "counts": [
                {"outcome": outcome, "reason": reason, "assets": count}
                for (outcome, reason), count in self.counts.items()
            ],
            "assets": [
                {"reference": name, "outcome": effect.outcome, "reason": effect.reason}
                for name, effect in self.assets.items()
            ],
            "kept": list(self.kept),
            "flags_raised": self.screened.raised if self.screened else None,
            "flags_lapsed": self.screened.lapsed if self.screened else None,
        }


def list_imports(
    office: Office, *, before: int | None = None, most: int | None = None, point: Point | None = None
) -> list[ImportListed]:
    """Imports, undone ones too, the newest first.

    Args:
        office: Where.
        before: Only those older than the one of this number.
        most: How many at most.
        point: Only lists that describe a day up to this one, with what had been recorded by then; all where None.

    Raises:
        NotFound: The trail has no such change.
    """
    with office.reading() as session:
        limit = trail_at(session, point.as_known).limit if point is not None else None
        statement = _listing(limit).order_by(ImportBatch.id.desc())
        if point is not None:
            statement = statement.where(ImportBatch.described_on <= point.as_at)
        if before is not None:
            statement = statement.where(ImportBatch.id < before)
        if most is not None:
            statement = statement.limit(most)
        return [_listed(session, *row) for row in session.execute(statement)]


def listed_import(office: Office, text: str, point: Point | None = None) -> ImportListed:
    """One import as it stands in the listing.

    Args:
        office: Where.
        text: Reference of the import.
        point: What had been recorded of it by then; all where None.

    Raises:
        NotFound: There is no such import, or the register had not been told of it.
    """
    with office.reading() as session:
        key = _batch(session, text, point).id
        limit = trail_at(session, point.as_known).limit if point is not None else None
        row = session.execute(_listing(limit).where(ImportBatch.id == key)).one()
        listed = _listed(session, *row)
        return replace(listed, is_later=point is not None and listed.described_on > point.as_at)


def rows_of_import(
    office: Office, text: str, *, after: int, most: int, only_left: bool, point: Point | None = None
) -> tuple[RowSaid, ...]:
    """Rows of an import in the order of the file.

    Args:
        office: Where.
        text: Reference of the import.
        after: Number of the last row of the page before; 0 for the first page.
        most: How many at most.
        only_left: Only rows that were not taken.
        point: Where the import must have been known; now where None.

    Raises:
        NotFound: There is no such import, or the register had not been told of it.
    """
    with office.reading() as session:
        batch, code = _batch(session, text, point), register_code(session)
        return import_rows.rows_of_import(session, batch, code, after=after, most=most, only_left=only_left)


def flags_of_import(office: Office, text: str) -> int:
    """Flags that an import raised.

    Raises:
        NotFound: There is no such import.
    """
    with office.reading() as session:
        return import_rows.flags_raised(session, _batch(session, text).change_id)


def _listing(limit: int | None) -> Select[ImportBatch, Change, str, str]:
    """Imports of which the register had been told by a change, each with why it had been taken back by then."""
    withdrawal = aliased(ImportWithdrawal)
    return (
        select(ImportBatch, Change, Organisation.name, withdrawal.reason)
        .join(Change, Change.id == ImportBatch.change_id)
        .outerjoin(Organisation, Organisation.id == ImportBatch.organisation_id)
        .outerjoin(withdrawal, and_(withdrawal.import_batch_id == ImportBatch.id, known(withdrawal, limit)))
        .where(known(ImportBatch, limit))
    )


def _listed(session: Session, batch: ImportBatch, change: Change, name: str | None, undone: str | None) -> ImportListed:
    return ImportListed(
        reference(ReferenceKind.IMPORT, register_code(session), batch.id),
        batch.kind,
        batch.file_name,
        name,
        batch.described_on,
        batch.covers,
        import_rows.rows_by_disposition(batch),
        change.actor,
        change.at,
        change.sequence,
        undone,
        batch.id,
    )


def show_import(office: Office, text: str, point: Point | None = None) -> Description:
    """Everything known of one import, by now or at a point.

    Raises:
        NotFound: There is no such import, or the register had not been told of it.
    """
    with office.reading() as session:
        ref = reference(ReferenceKind.IMPORT, register_code(session), _batch(session, text, point).id)
        return describe(session, ref, point=point)


def preview_undo(office: Office, text: str) -> Undoing:
    """What undoing an import would do to each asset. Writes nothing.

    Raises:
        NotFound: There is no such import.
        Conflict: It was undone before.
    """
    with office.reading() as session:
        batch = _batch(session, text)
        reason = session.scalar(select(ImportWithdrawal.reason).where(ImportWithdrawal.import_batch_id == batch.id))
        if reason is not None:
            raise Conflict(
                f"The import of {batch.file_name} of {long_date(batch.described_on)} is undone already: {reason}",
                "Import the list again if its facts are to count after all.",
            )
        return _undoing(session, batch, tuple(intake.undo_effects(session, batch)))


def undo_import(office: Office, text: str, reason: str) -> Undoing:
    """Take an import back: its facts no longer count, and earlier as-known figures stay.

    Raises:
        UsageError: No reason is given.
        NotFound: There is no such import.
        Conflict: It was undone before, or a device would be counted nowhere.
    """
    if not reason.strip():
        raise UsageError("Say why the import is undone.", 'Add --reason "…".')
    with office.acting("undo import", reason) as session:
        batch = _batch(session, text)
        screener = Screener(session, office.catalogue, office.identifier)
        undone = intake.undo(session, batch.id, reason, screener=screener)
        screened = reflag(session, screener, BasisCause.IMPORT_UNDONE, on=office.today)
        return _undoing(session, batch, undone.effects, undone.kept, screened)


def _batch(session: Session, text: str, point: Point | None = None) -> ImportBatch:
    _, key = resolve(session, text, (ReferenceKind.IMPORT,))
    if point is not None:
        require_known(session, ImportBatch, key, "import", point)
    return session.get_one(ImportBatch, key)


def _undoing(
    session: Session,
    batch: ImportBatch,
    effects: tuple[Effect, ...],
    kept: tuple[str, ...] = (),
    screened: Screened | None = None,
) -> Undoing:
    code = register_code(session)
    return Undoing(
        reference(ReferenceKind.IMPORT, code, batch.id),
        batch.file_name,
        batch.described_on,
        {reference(ReferenceKind.ASSET, code, effect.asset_id): effect for effect in effects},
        Counter((effect.outcome, effect.reason) for effect in effects),
        kept,
        screened,
    )
