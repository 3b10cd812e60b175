"""What the worker does with a list that is being imported on pages, one step at a time."""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.orm import Session

from riskreg import intake
from riskreg.errors import Conflict, FileRejected, NotFound, OutcomeDiffers, RiskregError, UsageError
from riskreg.intake import Preview
from riskreg.intake.dated import proposed_dates
from riskreg.operations import drafts, jobs
from riskreg.operations.column_questions import questions_of, values_of
from riskreg.operations.drafts import DateStated, Done, Found, Refused, path_of, request_of
from riskreg.operations.importing import Imported, Request, Workbook, apply_of, preview_of
from riskreg.operations.jobs import JobSeen
from riskreg.operations.office import Office
from riskreg.operations.returning import GivingBack
from riskreg.operations.setting_up import find_organisation
from riskreg.rules.jobs import JobState, JobStep
from riskreg.rules.terms import Severity
from riskreg.tables import kept_workbook, read_workbook

logger = logging.getLogger("riskreg.jobs")


def do_step(office: Office, handle: str) -> None:
    """Do the step of a draft that waits; whatever comes of it is noted, and nothing is raised for it.

    Args:
        office: Where and who; its watcher is told of progress.
        handle: The draft.

    Raises:
        Conflict: Another has begun it.
    """
    jobs.begin_step(office, handle)
    seen = jobs.job(office, handle)
    try:
        with jobs.working_on(seen):
            _STEPS[seen.step](office, seen)
    except OutcomeDiffers as error:
        _refuse(office, seen, JobState.INTERRUPTED, Refused(error.message, error.cure, code="outcome-differs"))
    except FileRejected as error:
        refused = Refused(error.message, error.cure, "", error.code, error.issues)
        _refuse(office, seen, JobState.REFUSED, refused)
    except NotFound as error:
        _refuse(office, seen, JobState.ASKING, Refused(error.message, error.cure, "organisation"))
    except UsageError as error:
        state = JobState.ASKING if error.about else JobState.REFUSED
        _refuse(office, seen, state, Refused(error.message, error.cure, error.about))
    except RiskregError as error:
        _refuse(office, seen, JobState.INTERRUPTED, Refused(error.message, error.cure))
    except Exception as error:
        number = secrets.token_hex(4)
        logger.exception("job %s, number %s", seen.handle, number, exc_info=error)
        told = Refused(
            "riskreg has a fault of its own; nothing that was under way has been written.",
            f"Tell those who look after riskreg, with this number: {number}.",
        )
        _refuse(office, seen, JobState.INTERRUPTED, told)


def _refuse(office: Office, seen: JobSeen, state: JobState, refused: Refused) -> None:
    with suppress(Conflict):  # done all the same: what failed came after the list was written
        jobs.end_step(office, seen.handle, state, drafts.told_refused(refused))


def _look(office: Office, seen: JobSeen) -> None:
    drafts.forget_preview(seen)
    with _opened(office, seen) as workbook:
        request = request_of(seen)
        office.watcher("Understanding the columns", 0, None)
        drafts.keep_found(seen, _found(office, workbook, request))
        office.watcher("Comparing with the register", 0, None)
        drafts.keep_preview(seen, preview_of(office, workbook, request))
    jobs.end_step(office, seen.handle, JobState.READY, {})


def _return(office: Office, seen: JobSeen) -> None:
    request = request_of(seen)
    before = drafts.draft(office, seen.handle)
    with _opened(office, seen) as workbook:
        office.watcher("Comparing with the register", 0, None)
        giving = _giving(office, seen, request)
        with suppress(FileRejected):  # the workbook that goes back says it
            preview_of(office, workbook, request, giving.beside)
    state = JobState.READY if before.preview else JobState.REFUSED
    jobs.end_step(office, seen.handle, state, seen.told)


def _apply(office: Office, seen: JobSeen) -> None:
    request = request_of(seen)
    giving = _giving(office, seen, request)

    def beside(workbook: Workbook, outcome: Preview | FileRejected) -> None:
        if isinstance(outcome, Preview) and any(issue.severity is not Severity.NOTE for issue in outcome.issues):
            with suppress(RiskregError):  # the list is written; that it cannot be handed back undoes nothing
                giving.beside(workbook, outcome)

    def within(session: Session, done: Imported) -> None:
        jobs.note_done(session, seen.handle, drafts.told_done(_done(done)))

    with _opened(office, seen) as workbook:
        office.watcher("Comparing with the register", 0, None)
        done = apply_of(office, workbook, request, beside, within)
    if done.reference is None:
        jobs.end_step(office, seen.handle, JobState.DONE, drafts.told_done(_done(done)))
    jobs.clear_input(seen.folder)


_STEPS = {JobStep.LOOK: _look, JobStep.RETURN: _return, JobStep.APPLY: _apply}


def _done(done: Imported) -> Done:
    return Done(done.reference, done.screened.raised, done.screened.changed, done.screened.lapsed)


def _giving(office: Office, seen: JobSeen, request: Request) -> GivingBack:
    folder = seen.folder / "returned"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    # Without the file, which held user names or passwords, a new workbook with the same cells goes back.
    return GivingBack(office, request, folder, is_plain=not request.path.exists())


@contextmanager
def _opened(office: Office, seen: JobSeen) -> Iterator[Workbook]:
    """The file as read: read now, or as it was read before.

    **Source**: law 9 of the register: no credential is ever stored. A file that holds one is deleted once it is read.
    """
    path, rows = path_of(seen), seen.folder / "rows"
    if not rows.is_dir():
        office.watcher("Reading the file", 0, None)
        fresh = seen.folder / "reading"
        shutil.rmtree(fresh, ignore_errors=True)
        with read_workbook(path, keep_in=fresh) as workbook:
            if workbook.had_credentials:
                path.unlink()
        fresh.rename(rows)
    with kept_workbook(path, rows) as workbook:
        yield workbook


def _found(office: Office, workbook: Workbook, request: Request) -> Found:
    told = intake.answers_of(workbook)
    name = request.organisation or told.organisation
    with office.reading() as session:
        understood = intake.understand(
            session,
            workbook,
            kind=request.kind,
            organisation_id=find_organisation(session, name).id if name else None,
            overrides=request.mapping or told.columns,
        )
    tables = understood.understanding.tables
    lines = [(table.sheet, row, text) for table in tables for row, text in table.above]
    stated = [
        DateStated(each.on, "its name" if each.row is None else f"row {each.row} of sheet “{each.sheet}”")
        for each in proposed_dates(workbook.path.name, lines)
        if each.on <= office.today
    ]
    if told.dated is not None:
        stated = [DateStated(told.dated, "riskreg’s own sheet in it")]
    values: dict[str, tuple[str, ...]] = {}
    for sheet in understood.sheets:
        for column in sheet.columns:
            if column.header and column.header not in values:
                values[column.header] = values_of(workbook, sheet, column)
    issues = (*workbook.issues, *understood.understanding.issues)
    return Found(
        understood.kind,
        understood.sheets,
        understood.understanding.sheets_left_out,
        values,
        questions_of(workbook, understood.kind, understood.sheets, issues),
        tuple(stated),
        understood.is_remembered,
        any(table.column("organisation") is not None for table in tables),
        not Path(workbook.path).exists(),
        told.organisation,
        told.covers,
    )
