"""What was imported, one import, taking it back; and blank lists to send out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import Field
from starlette.datastructures import FormData

from riskreg.errors import Conflict
from riskreg.operations import imports as act
from riskreg.operations.act_work import acts_to_see, begin_undo, undo_under_way
from riskreg.operations.drafts import drafts
from riskreg.operations.moments import trail_head
from riskreg.operations.templating import write_blank_list
from riskreg.rules.jobs import JobKind
from riskreg.rules.terms import ImportKind
from riskreg.web.acts import WORKING_OUT_S, under_way
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.downloads import download
from riskreg.web.forms import Fault, Form
from riskreg.web.listings import point_of
from riskreg.web.paging import turning
from riskreg.web.security import posted

router = APIRouter(include_in_schema=False)

PAGE_IMPORTS = 25
PAGE_ROWS = 50
_EFFECTS_SHOWN = 50
BLANK_LISTS = (
    (ImportKind.ESTATE, "Organisations and sites", "Begin here: it says which sites there are, and how sensitive."),
    (ImportKind.ASSETS, "Equipment", "Cameras, recorders and the like, one row for each device."),
)


@router.get("/imports", response_class=HTMLResponse)
def imports(desk: AtDesk, before: Annotated[int | None, Query(ge=1)] = None) -> HTMLResponse:
    """What was imported, the newest first."""
    office = desk.office()
    rows = act.list_imports(office, before=before, most=PAGE_IMPORTS + 1, point=point_of(desk))
    shown = rows[:PAGE_IMPORTS]
    is_today = before is None and not desk.moment.is_past
    values = {
        "rows": shown,
        "pages": turning(desk, "before", shown[-1].number if len(rows) > PAGE_IMPORTS else None),
        "is_first": before is None,
        "drafts": drafts(office) if is_today else (),
        "acts": acts_to_see(office, JobKind.UNDO) if is_today else (),
        "blank_lists": BLANK_LISTS,
    }
    return desk.page("imports.html", values, title="Imports")


@router.get("/imports/blank/{kind}.xlsx")
def blank(desk: AtDesk, kind: ImportKind) -> FileResponse:
    """A blank list to send out."""
    marking = desk.house.base.settings.marking
    return download(desk, f"riskreg-{kind.value}-template", ".xlsx", lambda path: write_blank_list(kind, path, marking))


@router.get("/imports/{reference}", response_class=HTMLResponse)
def one(desk: AtDesk, reference: str) -> HTMLResponse:
    """One import."""
    office, point = desk.office(), point_of(desk)
    found = act.show_import(office, reference, point)
    listed = act.listed_import(office, reference, point)
    values = {
        "found": found,
        "listed": listed,
        "flags": act.flags_of_import(office, reference),
        "undoing": undo_under_way(office, listed.reference),
    }
    return desk.page("import.html", values, title=f"Import of {listed.file_name}")


@router.get("/imports/{reference}/rows", response_class=HTMLResponse)
def rows(desk: AtDesk, reference: str, after: Annotated[int, Query(ge=0)] = 0, which: str = "") -> HTMLResponse:
    """Rows of one import, as they stood in the file, and what was done with them."""
    office, point = desk.office(), point_of(desk)
    wants_left = which == "not-taken"
    found = act.rows_of_import(office, reference, after=after, most=PAGE_ROWS + 1, only_left=wants_left, point=point)
    shown = found[:PAGE_ROWS]
    values = {
        "listed": act.listed_import(office, reference, point),
        "rows": shown,
        "pages": turning(desk, "after", shown[-1].number if len(found) > PAGE_ROWS else None, which=which),
        "which": which,
    }
    return desk.page("import_rows.html", values, title="Rows not taken" if wants_left else "Rows of an import")


class UndoForm(Form):
    """Why an import is taken back."""

    reason: str = Field(min_length=1, json_schema_extra={"missing": "Say why the import is taken back."})


@router.get("/imports/{reference}/undo", response_class=HTMLResponse)
def preview_undo(desk: AtDesk, reference: str) -> Response:
    """What taking an import back would do."""
    return _undo_page(desk, reference)


@router.post("/imports/{reference}/undo", response_class=HTMLResponse)
def undo(desk: AtDesk, reference: str, form: Annotated[FormData, Depends(posted)]) -> Response:
    """Take an import back."""
    wanted, faults = UndoForm.read(form)
    if wanted is None:
        return _undo_page(desk, reference, faults)
    office = desk.office()
    listed = act.listed_import(office, reference)
    return under_way(desk, begin_undo(office, listed.reference, listed.file_name, wanted.reason))


def _undo_page(desk: Desk, reference: str, faults: tuple[Fault, ...] = (), reason: str = "") -> Response:
    office = desk.office()
    listed = act.listed_import(office, reference)

    def make() -> act.Undoing:
        return act.preview_undo(office, listed.reference)

    try:
        key = (listed.reference, trail_head(office).sequence)
        undoing = desk.house.kept.soon("effect of taking back", key, make, WORKING_OUT_S)
    except Conflict:
        return desk.to(f"/imports/{reference}")
    if undoing is None:
        address = desk.link(f"/imports/{listed.reference}/undo")
        return desk.page("working_out.html", {"address": address}, title="Take this import back")
    ranked = sorted(undoing.counts.items(), key=lambda item: (_GRAVEST.index(item[0][0]), -item[1]))
    others = [(name, each) for name, each in undoing.assets.items() if each.outcome is not act.UndoOutcome.REVERTED]
    values = {
        "listed": listed,
        "undoing": undoing,
        "counts": ranked,
        "others": others[:_EFFECTS_SHOWN],
        "others_total": len(others),
        "is_blocked": any(outcome is act.UndoOutcome.BLOCKED for outcome, _ in undoing.counts),
        "reason": reason,
    }
    return desk.page("import_undo.html", values, title="Take an import back", faults=faults)


_GRAVEST = (act.UndoOutcome.BLOCKED, act.UndoOutcome.KEPT, act.UndoOutcome.REVERTED)
