"""The buying door: keep a check with the editions used, and hear when a later edition catches what it let pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.database import register_code
from riskreg.errors import UsageError
from riskreg.operations.checking import Checked, judged, write_checked
from riskreg.operations.office import Office
from riskreg.operations.references import resolve
from riskreg.operations.setting_up import find_organisation, find_regime
from riskreg.register import Organisation, Regime
from riskreg.rules.purchases import PurchaseKind
from riskreg.rules.references import ReferenceKind, reference
from riskreg.screening import Screener
from riskreg.screening.check import Checker
from riskreg.screening.saved import LineToSave, Paper, Watched, end_check, save_check, watched
from riskreg.tables import read_workbook


@dataclass(frozen=True, slots=True)
class LineCaught:
    """A line of a saved check that is graver now than when it was saved."""

    sheet: str
    row: int
    was: str
    now: str
    text: str
    reason: str
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckWatched:
    """A saved check that is still watched.

    Attributes:
        reference: `CHECK-…`.
        kind: What it judged.
        title: What people call it.
        organisation: Who buys, or None.
        file: Name of the file.
        file_sha256: Its digest.
        checked_on: Date of the check.
        lines: How many lines it has.
        caught: Lines that are graver now.
    """

    reference: str
    kind: PurchaseKind
    title: str
    organisation: str | None
    file: str
    file_sha256: str
    checked_on: date
    lines: int
    caught: tuple[LineCaught, ...]


def check_and_save(
    office: Office,
    path: Path,
    output: Path | None,
    *,
    kind: PurchaseKind,
    title: str | None,
    organisation: str | None,
    regimes: Sequence[str] = (),
    overrides: Mapping[str, str] | None = None,
) -> tuple[Checked, str]:
    """Judge every line of a file under this register's lists and determinations, and keep it to be watched.

    Returns:
        What was found, and the reference of the saved check.

    Raises:
        FileRejected: The file cannot be taken.
        NotFound: A regime or the organisation is unknown.
        Conflict: The lists at hand are not those in use.
    """
    office.watcher("Reading", 0, None)
    with (
        read_workbook(path) as workbook,
        office.acting("save check", f"Check of “{path.name}” saved.") as session,
    ):
        screener = Screener(session, office.catalogue, office.identifier)
        buyer = find_organisation(session, organisation) if organisation else None
        chosen = tuple(find_regime(session, slug).id for slug in regimes) or None
        counting = tuple(regimes) or regimes_counting(session, screener, buyer)
        checker = Checker(office.catalogue, office.identifier, counting, office.today, screener.regimes)
        checked, understanding = judged(office, workbook, checker, overrides)
        size, buys = path.stat().st_size, buyer.id if buyer else None
        paper = Paper(kind, title or path.stem, buys, path.name, workbook.sha256, size, chosen)
        lines = [LineToSave(row.sheet, row.row, row.values, row.trace) for row in checked.rows]
        saved = save_check(session, screener, paper, lines, office.today)
        name = reference(ReferenceKind.SAVED_CHECK, register_code(session), saved.id)
        if output is not None:
            write_checked(office, checked, understanding, output)
        return checked, name


def regimes_counting(session: Session, screener: Screener, buyer: Organisation | None) -> tuple[str, ...]:
    """The regimes that the buyer adopted; none where nobody is named or none is adopted, which means all."""
    adopted = screener.adopted.get(buyer.id) if buyer is not None else None
    if not adopted:
        return ()
    return tuple(session.scalars(select(Regime.slug).where(Regime.id.in_(adopted)).order_by(Regime.slug)))


def watch_checks(office: Office) -> tuple[CheckWatched, ...]:
    """Saved checks that are still watched, each with the lines that are graver now than when it was saved."""
    with office.reading() as session:
        return checks_watched(session)


def checks_watched(session: Session) -> tuple[CheckWatched, ...]:
    """The same inside a session, such as that of an activation."""
    code = register_code(session)
    names = dict(session.execute(select(Organisation.id, Organisation.name)).all())
    return tuple(_shown(each, code, names) for each in watched(session))


def end_saved_check(office: Office, text: str, reason: str) -> str:
    """Watch a saved check no longer. Returns its title.

    Raises:
        NotFound: There is no such saved check.
        UsageError: No reason is given.
        Conflict: It ended before.
    """
    if not reason.strip():
        raise UsageError("Say why it need not be watched any more.", 'Add --reason "…".')
    with office.acting("end saved check", reason) as session:
        _, key = resolve(session, text, (ReferenceKind.SAVED_CHECK,))
        return end_check(session, key, reason, office.today).title


def _shown(each: Watched, code: str, names: Mapping[int, str]) -> CheckWatched:
    check = each.check
    return CheckWatched(
        reference(ReferenceKind.SAVED_CHECK, code, check.id),
        check.kind,
        check.title,
        names[check.organisation_id] if check.organisation_id is not None else None,
        check.file_name,
        check.file_sha256,
        check.checked_on,
        len(each.lines),
        tuple(
            LineCaught(
                caught.line.sheet,
                caught.line.row,
                caught.line.verdict.value,
                caught.now.value,
                caught.text,
                caught.reason,
                caught.editions,
            )
            for caught in each.caught
        ),
    )
