"""Acts that take longer than a page may: how far they are, and what came of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from riskreg.errors import NotFound
from riskreg.operations import jobs
from riskreg.operations.jobs import JobSeen, Progress
from riskreg.rules.jobs import JobKind, JobState
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.security import posted

router = APIRouter(include_in_schema=False)
WORKING_OUT_S = 8.0
"""Seconds that a page waits for what an act would do before it is shown without it."""
_TITLES = {JobKind.LISTS: "Putting the lists in use", JobKind.UNDO: "Taking the import back"}
_BACK = {JobKind.LISTS: ("/lists", "Lists"), JobKind.UNDO: ("/imports", "Imports")}


def under_way(desk: Desk, handle: str) -> Response:
    """Let the worker begin; on to the page of the job, which goes on by itself once it is done.

    Args:
        desk: Of the request.
        handle: The job.
    """
    desk.house.worker.wait_for(handle)
    return desk.to(f"/acts/{handle}")


@router.get("/acts/{handle}", response_class=HTMLResponse)
def show(desk: AtDesk, handle: str) -> Response:
    """An act, as far as it is."""
    seen = _act(desk, handle)
    back, name = _BACK[seen.kind]
    values = {"seen": seen, "back": back, "name": name}
    if seen.is_under_way:
        return desk.page("act.html", {**values, "now": jobs.progress_of(seen)}, title=_TITLES[seen.kind])
    if seen.state is not JobState.DONE:
        if not seen.told:
            values["told"] = {
                "message": "riskreg was stopped while this was under way.",
                "cure": f"All of it was written, or nothing: see under “{name}” which, and begin again if nothing was.",
                "issues": [],
            }
        return desk.page("act_stopped.html", {"told": seen.told, **values}, title="This was not done")
    if seen.kind is JobKind.UNDO:
        return desk.to(f"/imports/{seen.asked['reference']}")
    return desk.page("lists_activated.html", {"done": seen.told, "by": seen.person}, title="The lists are in use")


def progress(desk: Desk, handle: str) -> dict[str, object]:
    """How far it is."""
    seen = _act(desk, handle)
    return progress_said(seen, jobs.progress_of(seen))


def progress_said(seen: JobSeen, now: Progress | None) -> dict[str, object]:
    """How far a step is, for the page that shows it.

    Args:
        seen: The job.
        now: What was said last of its step.
    """
    return {
        "is_under_way": seen.is_under_way,
        "what": now.what if now else "Waiting for its turn",
        "done": now.done if now else 0,
        "of": now.of if now else None,
    }


@router.post("/acts/{handle}/drop", response_class=HTMLResponse)
def drop(desk: AtDesk, handle: str, _form: Annotated[FormData, Depends(posted)]) -> Response:
    """Forget an act that was not done."""
    seen = _act(desk, handle)
    jobs.drop(desk.office(), handle)
    return desk.to(_BACK[seen.kind][0])


def _act(desk: Desk, handle: str) -> JobSeen:
    seen = jobs.job(desk.office(), handle)
    if seen.kind not in _TITLES:
        raise NotFound("There is nothing under way at this address.", "It may have been dropped. Begin again.")
    return seen
