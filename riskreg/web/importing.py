"""Importing a list on pages: hand in the file, see how it was understood, what it would do, and have it written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import Field
from starlette.datastructures import FormData, UploadFile

from riskreg.errors import Conflict, FileRejected, NotFound, UsageError
from riskreg.operations import drafting, jobs
from riskreg.operations.drafts import Draft, draft
from riskreg.operations.importing import Request, takes_any
from riskreg.rules.jobs import JobState
from riskreg.rules.terms import Covers, ImportKind
from riskreg.web.acts import progress_said
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.downloads import TYPES
from riskreg.web.draft_shown import as_shown, columns_shown, issue_groups
from riskreg.web.forms import Fault, Form, Optional, TypedDate
from riskreg.web.security import posted

router = APIRouter(include_in_schema=False)

FORM = Annotated[FormData, Depends(posted)]
PAGE_GROUPS = 20
FIRST_GROUPS = 3
"""What was found in the file that the preview shows at once; the rest has a page of its own."""
PAGE_DIFFERENCES = 50


class ListForm(Form):
    """What a person says of a list; all of it may be left to the file."""

    kind: Annotated[ImportKind | None, Optional] = Field(
        None, json_schema_extra={"wrong": "Choose what the list holds."}
    )
    organisation: Annotated[str | None, Optional] = None
    dated: TypedDate = Field(None, json_schema_extra={"wrong": "Write the date as 31 March 2026."})
    covers: Annotated[Covers | None, Optional] = Field(
        None, json_schema_extra={"wrong": "Choose what the list covers."}
    )
    site: Annotated[str | None, Optional] = None
    signed_by: Annotated[str | None, Optional] = None
    signed_post: Annotated[str | None, Optional] = None

    def over(self, before: Request) -> Request:
        """A request with what the form says; columns and sites as before."""
        return replace(before, **self.model_dump())


@router.get("/imports/new", response_class=HTMLResponse)
def new(desk: AtDesk) -> HTMLResponse:
    """Choose a file."""
    desk.house.worker.get_ready()
    return _new_page(desk)


@router.post("/imports/new", response_class=HTMLResponse)
def hand_in(desk: AtDesk, form: FORM) -> Response:
    """Take a file in and look at it."""
    wanted, faults = ListForm.read(form)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        faults = (Fault("file", "Choose the file of the list."), *faults)
    if faults or wanted is None or not isinstance(file, UploadFile):
        return _new_page(desk, faults, form)
    try:
        handle = drafting.begin(desk.office(), file.filename or "", file.file, wanted.over(Request(Path())))
    except FileRejected as error:
        return _new_page(desk, (Fault.of(error, "file"),), form)
    desk.house.worker.wait_for(handle)
    return _onward(desk, handle)


def _new_page(desk: Desk, faults: tuple[Fault, ...] = (), form: FormData | None = None) -> HTMLResponse:
    names = drafting.organisations_offered(desk.office())
    values = {
        "organisations": names,
        "said": _said_in(form),
        "kinds": _KINDS,
        "covers": _COVERS,
        "most_mb": desk.house.base.settings.read_file_mb,
        "is_empty": not names,
    }
    return desk.page("import_new.html", values, title="Import a list", faults=faults)


@router.get("/imports/drafts/{handle}", response_class=HTMLResponse)
def show(desk: AtDesk, handle: str) -> Response:
    """A list that is being imported, as far as it is."""
    seen = draft(desk.office(), handle)
    if seen.job.is_under_way:
        return _draft_page(desk, seen, "draft_progress.html", _PROGRESS_TITLES[seen.job.step.value])
    if seen.done is not None:
        return _draft_page(desk, seen, "draft_done.html", "Imported" if seen.done.reference else "Nothing to import")
    if seen.job.state is JobState.ASKING:
        return desk.to(f"/imports/drafts/{handle}/about")
    if seen.job.state is JobState.READY and seen.preview is not None:
        groups = issue_groups(seen.preview)
        values = {
            "preview": seen.preview,
            "groups": groups[:FIRST_GROUPS],
            "groups_total": len(groups),
            "takes_any": takes_any(seen.preview),
            "sites": drafting.site_questions(desk.office(), seen),
            "columns": columns_shown(seen),
        }
        return _draft_page(desk, seen, "draft_preview.html", "What importing this list would do", values)
    title = "This list cannot be imported"
    if seen.job.state is JobState.INTERRUPTED:
        title = "This list was not imported" if seen.refused else "This list was interrupted"
    return _draft_page(desk, seen, "draft_refused.html", title)


def progress(desk: Desk, handle: str) -> dict[str, object]:
    """How far a step is."""
    seen = draft(desk.office(), handle)
    return progress_said(seen.job, seen.progress)


@router.get("/imports/drafts/{handle}/about", response_class=HTMLResponse)
def about(desk: AtDesk, handle: str) -> Response:
    """What a person says of the list."""
    return _about_page(desk, draft(desk.office(), handle))


@router.post("/imports/drafts/{handle}/about", response_class=HTMLResponse)
def say_about(desk: AtDesk, handle: str, form: FORM) -> Response:
    """Go on with what was said."""
    office = desk.office()
    seen = draft(office, handle)
    wanted, faults = ListForm.read(form)
    if wanted is None:
        return _about_page(desk, seen, faults, form)
    try:
        drafting.say(office, handle, wanted.over(seen.request))
    except UsageError as error:
        return _about_page(desk, seen, (Fault.of(error, error.about),), form)
    except Conflict as error:
        return _about_page(desk, seen, (Fault.of(error),), form)
    desk.house.worker.wait_for(handle)
    return _onward(desk, handle)


def _about_page(desk: Desk, seen: Draft, faults: tuple[Fault, ...] = (), form: FormData | None = None) -> Response:
    if seen.job.is_under_way or seen.done is not None:
        return desk.to(f"/imports/drafts/{seen.job.handle}")
    values = {
        "organisations": drafting.organisations_offered(desk.office()),
        "said": _said_in(form) if form is not None else as_shown(seen),
        "needs_organisation": seen.found is not None and seen.found.lacks_organisation,
        "kinds": _KINDS,
        "covers": _COVERS,
    }
    return _draft_page(desk, seen, "draft_about.html", "About this list", values, faults)


@router.get("/imports/drafts/{handle}/columns", response_class=HTMLResponse)
def columns(desk: AtDesk, handle: str) -> Response:
    """How each column was understood."""
    return _columns_page(desk, draft(desk.office(), handle))


@router.post("/imports/drafts/{handle}/columns", response_class=HTMLResponse)
def say_columns(desk: AtDesk, handle: str, form: FORM) -> Response:
    """Understand columns as a person says."""
    office = desk.office()
    seen = draft(office, handle)
    headers = list(drafting.understood_as(seen.found)) if seen.found is not None else []
    meanings = {
        header: value for number, header in enumerate(headers) if isinstance(value := form.get(f"column-{number}"), str)
    }
    try:
        drafting.say_columns(office, handle, meanings)
    except (UsageError, Conflict) as error:
        return _columns_page(desk, seen, (Fault.of(error),), meanings)
    desk.house.worker.wait_for(handle)
    return _onward(desk, handle, is_after_columns=True)


def _columns_page(
    desk: Desk, seen: Draft, faults: tuple[Fault, ...] = (), chosen: dict[str, str] | None = None
) -> Response:
    if seen.found is None or seen.job.is_under_way or seen.done is not None:
        return desk.to(f"/imports/drafts/{seen.job.handle}")
    values = {
        "columns": columns_shown(seen, chosen),
        "fields": drafting.meanings_offered(seen.found.kind),
        "found": seen.found,
    }
    return _draft_page(desk, seen, "draft_columns.html", "How the columns were understood", values, faults)


@router.get("/imports/drafts/{handle}/sites", response_class=HTMLResponse)
def sites(desk: AtDesk, handle: str) -> Response:
    """Which sites are meant."""
    seen = draft(desk.office(), handle)
    found = drafting.site_questions(desk.office(), seen)
    if not found or seen.job.is_under_way or seen.done is not None:
        return desk.to(f"/imports/drafts/{handle}")
    return _draft_page(desk, seen, "draft_sites.html", "Which sites are meant?", {"questions": found[:PAGE_GROUPS]})


@router.post("/imports/drafts/{handle}/sites", response_class=HTMLResponse)
def say_sites(desk: AtDesk, handle: str, form: FORM) -> Response:
    """Take sites as a person says."""
    office = desk.office()
    seen = draft(office, handle)
    found = drafting.site_questions(office, seen)[:PAGE_GROUPS]
    meant = {
        question.text: value
        for number, question in enumerate(found)
        if isinstance(value := form.get(f"site-{number}"), str) and value
    }
    if not meant:
        fault = Fault("site-0", "Choose at least one answer, or go back to the preview.")
        return _draft_page(desk, seen, "draft_sites.html", "Which sites are meant?", {"questions": found}, (fault,))
    drafting.say_sites(office, handle, meant)
    desk.house.worker.wait_for(handle)
    return _onward(desk, handle)


@router.get("/imports/drafts/{handle}/issues", response_class=HTMLResponse)
def issues(desk: AtDesk, handle: str, page: int = 1) -> Response:
    """Everything to be said of the file, with place and cure."""
    seen = draft(desk.office(), handle)
    said = seen.preview or seen.refused
    if said is None or seen.job.is_under_way:
        return desk.to(f"/imports/drafts/{handle}")
    groups = issue_groups(said)
    first = max(0, page - 1) * PAGE_GROUPS
    values = {
        "groups": groups[first : first + PAGE_GROUPS],
        "number": max(1, page),
        "pages": max(1, -(-len(groups) // PAGE_GROUPS)),
        "total": len(groups),
    }
    return _draft_page(desk, seen, "draft_issues.html", "What was found in the file", values)


@router.get("/imports/drafts/{handle}/differences", response_class=HTMLResponse)
def differences(desk: AtDesk, handle: str, page: int = 1) -> Response:
    """What would change, field by field."""
    seen = draft(desk.office(), handle)
    if seen.preview is None or seen.job.is_under_way:
        return desk.to(f"/imports/drafts/{handle}")
    found = seen.preview.differences
    first = max(0, page - 1) * PAGE_DIFFERENCES
    values = {
        "preview": seen.preview,
        "rows": found[first : first + PAGE_DIFFERENCES],
        "number": max(1, page),
        "pages": max(1, -(-len(found) // PAGE_DIFFERENCES)),
    }
    return _draft_page(desk, seen, "draft_differences.html", "What would change", values)


@router.post("/imports/drafts/{handle}/apply", response_class=HTMLResponse)
def apply(desk: AtDesk, handle: str, form: FORM) -> Response:
    """Have the list written."""
    drafting.apply(desk.office(), handle, str(form.get("expect", "")))
    desk.house.worker.wait_for(handle)
    return _onward(desk, handle)


@router.post("/imports/drafts/{handle}/again", response_class=HTMLResponse)
def again(desk: AtDesk, handle: str, _form: FORM) -> Response:
    """Look at the list again."""
    drafting.again(desk.office(), handle)
    desk.house.worker.wait_for(handle)
    return _onward(desk, handle)


@router.post("/imports/drafts/{handle}/drop", response_class=HTMLResponse)
def drop(desk: AtDesk, handle: str, _form: FORM) -> Response:
    """Forget the list, and delete its file."""
    jobs.drop(desk.office(), handle)
    return desk.to("/imports")


@router.post("/imports/drafts/{handle}/returned", response_class=HTMLResponse)
def give_back(desk: AtDesk, handle: str, _form: FORM) -> Response:
    """Have the workbook written that goes back."""
    drafting.give_back(desk.office(), handle)
    desk.house.worker.wait_for(handle)
    return _onward(desk, handle)


@router.get("/imports/drafts/{handle}/returned.xlsx")
def returned(desk: AtDesk, handle: str) -> FileResponse:
    """The workbook that goes back."""
    path = draft(desk.office(), handle).returned
    if path is None:
        raise NotFound("There is no workbook to hand back for this list.", "Have it written first.")
    return FileResponse(path, media_type=TYPES[".xlsx"], filename=path.name)


def _onward(desk: Desk, handle: str, *, is_after_columns: bool = False) -> Response:
    """On to the page that a person needs next."""
    seen = draft(desk.office(), handle)
    unsure = seen.found is not None and seen.found.questions and not seen.request.mapping
    if unsure and not is_after_columns and seen.job.state is JobState.READY:
        return desk.to(f"/imports/drafts/{handle}/columns")
    return desk.to(f"/imports/drafts/{handle}")


def _draft_page(
    desk: Desk,
    seen: Draft,
    name: str,
    title: str,
    values: dict[str, Any] | None = None,
    faults: tuple[Fault, ...] = (),
) -> HTMLResponse:
    base = f"/imports/drafts/{seen.job.handle}"
    return desk.page(name, {"draft": seen, "base": base, **(values or {})}, title=title, faults=faults)


def _said_in(form: FormData | None) -> dict[str, str]:
    names = (name for name in ListForm.model_fields)
    return {name: str(form.get(name) or "") if form is not None else "" for name in names}


_KINDS = (
    (ImportKind.ASSETS, "Equipment", "Cameras, recorders and the like."),
    (ImportKind.ESTATE, "Organisations and sites", "Which sites there are, and how sensitive each is."),
)
_COVERS = (
    (
        Covers.SITES,
        "Everything at the sites that it names",
        "What is known there and missing from the list counts as not seen.",
    ),
    (Covers.ORGANISATION, "Everything of the organisation", "Sites that it does not name count as well."),
    (Covers.PART, "A part", "Nothing counts as not seen because of it."),
)
_PROGRESS_TITLES = {"look": "Looking at the list", "return": "Writing the workbook", "apply": "Importing the list"}
