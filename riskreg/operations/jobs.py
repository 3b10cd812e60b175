"""Jobs of the running service: noted in the register, their files in a private folder, one step done at a time.

See docs/decisions/0010-jobs-are-notes.md.
"""

from __future__ import annotations

import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, NotFound
from riskreg.operations.office import Office, Watcher
from riskreg.register import Job
from riskreg.reporting.files import whole_file
from riskreg.rules.jobs import JobKind, JobState, JobStep

UNDER_WAY = (JobState.WAITING, JobState.WORKING)
INPUT = ("file", "rows", "reading")
"""Folders of a job that hold what was handed in."""
_PROGRESS = "progress.json"
_LOCK = "working"


@dataclass(frozen=True, slots=True)
class JobSeen:
    """A job as it stands.

    Attributes:
        handle: What addresses carry.
        kind: What it is about.
        step: What is done with it next, or was done last.
        state: How far it is.
        person: Who set it going last.
        title: What it is about, such as the name of a file.
        asked: What the person asks.
        told: What came of the last step.
        made_at: When it was begun, in UTC.
        changed_at: When its state changed last, in UTC.
        folder: Where its files lie.
    """

    handle: str
    kind: JobKind
    step: JobStep
    state: JobState
    person: str
    title: str
    asked: Mapping[str, Any]
    told: Mapping[str, Any]
    made_at: datetime
    changed_at: datetime
    folder: Path

    @property
    def is_under_way(self) -> bool:
        """Whether something is done with it, or will be without a person."""
        return self.state in UNDER_WAY


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is.

    Attributes:
        what: What is being done, in words.
        done: How many are done.
        of: Of how many; None where that is not known.
    """

    what: str
    done: int
    of: int | None


def new_job(office: Office, kind: JobKind, title: str, asked: Mapping[str, Any]) -> JobSeen:
    """Begin a job; its private folder is made, and nothing is done yet.

    Args:
        office: Where and who.
        kind: What it is about.
        title: Such as the name of a file.
        asked: What the person asks, as JSON-ready values.

    Raises:
        NotPermitted: Nobody is named.
    """
    now = datetime.now(UTC)
    handle = secrets.token_urlsafe(12)
    folder = office.jobs_folder / handle
    folder.mkdir(mode=0o700, parents=True)
    office.jobs_folder.chmod(0o700)
    row = Job(
        handle=handle,
        kind=kind,
        step=JobStep.LOOK,
        state=JobState.ASKING,
        person=office.named.name,
        title=title,
        asked=_stored(asked),
        told=None,
        made_at=now,
        changed_at=now,
    )
    try:
        with office.database.noting() as session:
            session.add(row)
            session.flush()
            return _seen(office, row)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def job(office: Office, handle: str) -> JobSeen:
    """A job as it stands.

    Raises:
        NotFound: There is none, or it was dropped.
    """
    with office.reading() as session:
        row = session.scalars(select(Job).where(Job.handle == handle)).first()
        if row is None:
            raise NotFound("There is nothing under way at this address.", "It may have been dropped. Begin again.")
        return _seen(office, row)


def jobs(office: Office, kind: JobKind) -> list[JobSeen]:
    """All jobs of a kind, the newest first."""
    with office.reading() as session:
        rows = session.scalars(select(Job).where(Job.kind == kind).order_by(Job.id.desc()))
        return [_seen(office, row) for row in rows]


def set_going(office: Office, handle: str, step: JobStep, asked: Mapping[str, Any] | None = None) -> None:
    """Let the worker do a step of a job that is not under way.

    Args:
        office: Where.
        handle: The job.
        step: What is to be done.
        asked: What the person asks from now on; as before where None.

    Raises:
        Conflict: It is under way, or done.
    """
    values: dict[str, Any] = {"step": step, "state": JobState.WAITING, "person": office.named.name}
    if asked is not None:
        values["asked"] = _stored(asked)
    _change(office, handle, values, unless=(*UNDER_WAY, JobState.DONE))


def next_waiting(office: Office) -> str | None:
    """The job that has waited longest, or None."""
    with office.reading() as session:
        return session.scalar(select(Job.handle).where(Job.state == JobState.WAITING).order_by(Job.id).limit(1))


def begin_step(office: Office, handle: str) -> None:
    """Note that a job is under way.

    Raises:
        Conflict: Another has begun it.
    """
    _change(office, handle, {"state": JobState.WORKING}, only=(JobState.WAITING,))


def end_step(office: Office, handle: str, state: JobState, told: Mapping[str, Any]) -> None:
    """Note what came of a step.

    Raises:
        Conflict: It is not under way any more.
    """
    _change(office, handle, {"state": state, "told": _stored(told)}, only=(JobState.WORKING,))


def note_done(session: Session, handle: str, told: Mapping[str, Any]) -> None:
    """Note in the transaction that writes the facts that a job is done: both are there, or neither.

    Args:
        session: A writing session.
        handle: The job.
        told: What came of it.
    """
    values = {"state": JobState.DONE, "told": _stored(told), "changed_at": datetime.now(UTC)}
    session.execute(update(Job).where(Job.handle == handle).values(values))


def tell_interrupted(office: Office) -> int:
    """Note jobs as interrupted that are noted as under way and that nobody works on; gives how many.

    A service that ended, however it ended, has let go of the locks on the folders of its jobs.
    """
    with office.reading() as session:
        open_jobs = session.scalars(select(Job).where(Job.state.in_(UNDER_WAY)).order_by(Job.id)).all()
        lost = [row.handle for row in open_jobs if _is_free(office.jobs_folder / row.handle)]
    for handle in lost:
        _change(office, handle, {"state": JobState.INTERRUPTED}, only=UNDER_WAY)
    return len(lost)


def drop(office: Office, handle: str) -> None:
    """Forget a job and delete its files.

    Raises:
        Conflict: It is under way.
        NotFound: There is none.
    """
    if job(office, handle).is_under_way:
        raise _busy()
    with office.database.noting() as session:
        session.execute(delete(Job).where(Job.handle == handle, Job.state.not_in(UNDER_WAY)))
    shutil.rmtree(office.jobs_folder / handle, ignore_errors=True)


def sweep(office: Office) -> None:
    """Drop jobs that nobody went on with for as long as the settings say, and files that no job needs any more."""
    until = datetime.now(UTC) - timedelta(days=office.settings.jobs_days)
    with office.reading() as session:
        rows = session.execute(select(Job.handle, Job.state, Job.changed_at)).all()
    old = [handle for handle, state, at in rows if at < until and state not in UNDER_WAY]
    for handle in old:
        drop(office, handle)
    kept = {handle for handle, _, _ in rows} - set(old)
    for handle, state, _ in rows:
        if state is JobState.DONE:
            clear_input(office.jobs_folder / handle)
    if office.jobs_folder.is_dir():
        for folder in office.jobs_folder.iterdir():
            # A folder is made a moment before its job is noted.
            if folder.is_dir() and folder.name not in kept and folder.stat().st_mtime < until.timestamp():
                shutil.rmtree(folder, ignore_errors=True)


def clear_input(folder: Path) -> None:
    """Delete what was handed in with a job, once it is done.

    Args:
        folder: The folder of the job.
    """
    for name in INPUT:
        shutil.rmtree(folder / name, ignore_errors=True)


def room_taken(office: Office) -> int:
    """Bytes that the files of all jobs take."""
    folder = office.jobs_folder
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0


def reporting_progress(folder: Path) -> Watcher:
    """A watcher that leaves word in a job's folder, where every page finds it.

    Args:
        folder: The folder of the job.
    """

    def watch(what: str, done: int, of: int | None) -> None:
        with whole_file(folder / _PROGRESS) as stream:
            stream.write(orjson.dumps([what, done, of]))

    return watch


def progress_of(seen: JobSeen) -> Progress | None:
    """How far the step of a job is, as last said; None before anything was."""
    try:
        what, done, of = orjson.loads((seen.folder / _PROGRESS).read_bytes())
    except (OSError, ValueError):
        return None
    return Progress(what, done, of)


@contextmanager
def working_on(seen: JobSeen) -> Iterator[None]:
    """Hold the lock on a job's folder, which the system lets go of when this process ends, however it ends.

    Raises:
        Conflict: Another holds it.
    """
    with _locked(seen.folder) as is_mine:
        if not is_mine:
            raise _busy()
        yield


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    with (folder / _LOCK).open("a+b") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def _is_free(folder: Path) -> bool:
    if not folder.is_dir():
        return True
    with _locked(folder) as is_mine:
        return is_mine


def _busy() -> Conflict:
    return Conflict("It is under way just now.", "Wait until it is done.")


def _change(
    office: Office,
    handle: str,
    values: dict[str, Any],
    *,
    only: tuple[JobState, ...] = tuple(JobState),
    unless: tuple[JobState, ...] = (),
) -> None:
    allowed = [state for state in only if state not in unless]
    statement = update(Job).where(Job.handle == handle, Job.state.in_(allowed))
    with office.database.noting() as session:
        done = session.execute(statement.values({**values, "changed_at": datetime.now(UTC)}))
        if not done.rowcount:  # type: ignore[attr-defined]
            raise _busy()


def _stored(values: Mapping[str, Any]) -> str:
    return orjson.dumps(values).decode()


def _seen(office: Office, row: Job) -> JobSeen:
    return JobSeen(
        row.handle,
        row.kind,
        row.step,
        row.state,
        row.person,
        row.title,
        orjson.loads(row.asked),
        orjson.loads(row.told) if row.told else {},
        row.made_at,
        row.changed_at,
        office.jobs_folder / row.handle,
    )
