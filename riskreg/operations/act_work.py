"""Acts that take minutes in a large register, done by the worker: lists put in use, an import taken back."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from riskreg.errors import Conflict, FileRejected, RiskregError
from riskreg.operations import jobs
from riskreg.operations.activating import Confirmed, activate_lists
from riskreg.operations.imports import undo_import
from riskreg.operations.jobs import JobSeen
from riskreg.operations.office import Office
from riskreg.rules.jobs import JobKind, JobState, JobStep

logger = logging.getLogger("riskreg.jobs")


def begin_activation(office: Office, editions: Sequence[str], confirmed: Confirmed) -> str:
    """Have lists put in use; gives the job.

    Args:
        office: Where and who.
        editions: Names of what waits among the own lists and is put in use too.
        confirmed: What the person lets pass at the gate.

    Raises:
        NotPermitted: Nobody is named.
    """
    asked = {"editions": list(editions), "losses": list(confirmed.losses), "size": confirmed.size}
    return _begin(office, JobKind.LISTS, "Lists put in use", asked)


def begin_undo(office: Office, reference: str, file_name: str, reason: str) -> str:
    """Have an import taken back; gives the job.

    Args:
        office: Where and who.
        reference: Of the import.
        file_name: Name of its file.
        reason: Why; not blank.

    Raises:
        NotPermitted: Nobody is named.
    """
    return _begin(office, JobKind.UNDO, file_name, {"reference": reference, "reason": reason})


def _begin(office: Office, kind: JobKind, title: str, asked: Mapping[str, Any]) -> str:
    handle = jobs.new_job(office, kind, title, asked).handle
    jobs.set_going(office, handle, JobStep.APPLY)
    return handle


def acts_to_see(office: Office, kind: JobKind) -> tuple[JobSeen, ...]:
    """Acts of a kind that are under way, or that were not done and that nobody has put away; the newest first.

    Args:
        office: Where.
        kind: The kind.
    """
    states = (*jobs.UNDER_WAY, JobState.REFUSED, JobState.INTERRUPTED)
    return tuple(each for each in jobs.jobs(office, kind) if each.state in states)


def undo_under_way(office: Office, reference: str) -> JobSeen | None:
    """The act that is taking an import back just now; None where none is.

    Args:
        office: Where.
        reference: Of the import.
    """
    found = (each for each in jobs.jobs(office, JobKind.UNDO) if each.is_under_way)
    return next((each for each in found if each.asked["reference"] == reference), None)


def do_act(office: Office, handle: str) -> None:
    """Do an act that waits; whatever comes of it is noted, and nothing is raised for it.

    Args:
        office: Where and who, with the lists at hand; its watcher is told of progress.
        handle: The job.

    Raises:
        Conflict: Another has begun it.
    """
    jobs.begin_step(office, handle)
    seen = jobs.job(office, handle)
    try:
        with jobs.working_on(seen):
            told = _ACTS[seen.kind](office, seen)
    except RiskregError as error:
        issues = error.issues if isinstance(error, FileRejected) else ()
        said = [f"{issue.message} {issue.cure}" for issue in issues]
        _end(office, handle, JobState.REFUSED, {"message": error.message, "cure": error.cure, "issues": said})
    except Exception as error:
        number = secrets.token_hex(4)
        logger.exception("job %s, number %s", handle, number, exc_info=error)
        message = "riskreg has a fault of its own; nothing that was under way has been written."
        cure = f"Tell those who look after riskreg, with this number: {number}."
        _end(office, handle, JobState.INTERRUPTED, {"message": message, "cure": cure, "issues": []})
    else:
        _end(office, handle, JobState.DONE, told)


def _end(office: Office, handle: str, state: JobState, told: Mapping[str, Any]) -> None:
    with suppress(Conflict):
        jobs.end_step(office, handle, state, told)


def _activate(office: Office, seen: JobSeen) -> Mapping[str, Any]:
    asked = seen.asked
    office.watcher("Putting the lists in use", 0, None)
    confirmed = Confirmed(tuple(asked["losses"]), bool(asked["size"]))
    done = activate_lists(office, apply=True, editions=tuple(asked["editions"]), confirmed=confirmed)
    return {"edition": done.edition, "screened": asdict(done.screened)}


def _undo(office: Office, seen: JobSeen) -> Mapping[str, Any]:
    office.watcher("Taking the import back", 0, None)
    undo_import(office, seen.asked["reference"], seen.asked["reason"])
    return {}


_ACTS: Mapping[JobKind, Callable[[Office, JobSeen], Mapping[str, Any]]] = {
    JobKind.LISTS: _activate,
    JobKind.UNDO: _undo,
}
