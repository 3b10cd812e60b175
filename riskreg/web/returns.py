"""Returns: who has sent a list, who has sent nothing, and nil returns."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from starlette.datastructures import FormData

from riskreg.errors import RiskregError
from riskreg.operations import returns as act
from riskreg.operations.drafting import organisations_offered
from riskreg.operations.reporting import format_value
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.forms import Fault, Form, Optional, TypedDate
from riskreg.web.questions import drill_link
from riskreg.web.security import posted

router = APIRouter(include_in_schema=False)


class NilForm(Form):
    """A signed statement that there is none of the equipment."""

    organisation: Annotated[str | None, Optional] = None
    site: Annotated[str | None, Optional] = None
    as_at: TypedDate = Field(None, json_schema_extra={"wrong": "Write the date as 31 March 2026."})
    signed_by: str = Field(min_length=1, json_schema_extra={"missing": "Say who signs."})
    post: str = Field(min_length=1, json_schema_extra={"missing": "Say the post of the person who signs."})
    paper: Annotated[str | None, Optional] = None


@router.get("/returns", response_class=HTMLResponse)
def returns(desk: AtDesk) -> HTMLResponse:
    """How complete the register is."""
    found = act.completeness(desk.office(), as_at=desk.moment.as_at, as_known=desk.as_known_change())
    figures = [
        (
            each,
            format_value(each.value if each.numerator is None else each.numerator, "number"),
            drill_link(desk, each.drill),
        )
        for each in found.figures
    ]
    return desk.page("returns.html", {"found": found, "figures": figures}, title="Returns")


@router.get("/returns/nil", response_class=HTMLResponse)
def nil(desk: AtDesk) -> HTMLResponse:
    """Record a nil return."""
    return _nil_page(desk)


@router.post("/returns/nil", response_class=HTMLResponse)
def record(desk: AtDesk, form: Annotated[FormData, Depends(posted)]) -> Response:
    """Record it."""
    wanted, faults = NilForm.read(form)
    if not str(form.get("as_at") or "").strip():
        faults = (Fault("as_at", "Say on which date there was none."), *faults)
    if faults or wanted is None or not isinstance(wanted.as_at, date):
        return _nil_page(desk, faults, form)
    try:
        made = act.record_nil(
            desk.office(),
            organisation=wanted.organisation,
            sites=(wanted.site,) if wanted.site else (),
            as_at=wanted.as_at,
            signed_by=wanted.signed_by,
            post=wanted.post,
            paper=wanted.paper,
        )
    except RiskregError as error:
        return _nil_page(desk, (Fault.of(error),), form)
    return desk.page("return_done.html", {"made": made}, title="Nil return recorded")


def _nil_page(desk: Desk, faults: tuple[Fault, ...] = (), form: FormData | None = None) -> HTMLResponse:
    said = {name: str(form.get(name) or "") if form is not None else "" for name in NilForm.model_fields}
    values = {"said": said, "organisations": organisations_offered(desk.office())}
    return desk.page("return_nil.html", values, title="Record a nil return", faults=faults)
