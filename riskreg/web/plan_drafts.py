"""Drafting the options of a site on pages: say what stays, see what comes of it, keep it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from starlette.datastructures import FormData, UploadFile

from riskreg.errors import NotFound, RiskregError
from riskreg.operations.appraising import DraftShown, DraftWanted, draft_appraisal
from riskreg.operations.draft_offering import DraftOffered, offer_draft
from riskreg.rules.appraisal import YEARS
from riskreg.rules.appraisal_money import MONEY
from riskreg.rules.costing_lines import MOST_YEARS
from riskreg.rules.green_book import ProjectType
from riskreg.rules.terms import EquipmentKind
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.forms import Fault, Optional
from riskreg.web.notices import Notice
from riskreg.web.plans import pounds
from riskreg.web.security import TOKEN_FIELD, posted
from riskreg.web.staying import ALLOTS, STAYS_TOO, StaysForm
from riskreg.web.wording import for_pages

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted)]

_REPLACED = (
    EquipmentKind.DOME_CAMERA,
    EquipmentKind.BULLET_CAMERA,
    EquipmentKind.FIXED_CAMERA,
    EquipmentKind.PTZ_CAMERA,
    EquipmentKind.MULTI_SENSOR_CAMERA,
)
"""What may be looked for where a list says only “camera”."""
_REDESIGN = "redesign-"
_NOT_SENT_ON = frozenset({TOKEN_FIELD, "step", "stays_too"})
_RATE = "Write the pounds for one unit, such as 0.79, or leave it blank."


class DraftForm(StaysForm):
    """How to draft."""

    site: str = Field(min_length=1, json_schema_extra={"missing": "Name the site: by its name, code or reference."})
    system: Annotated[str | None, Optional] = None
    name: str = ""
    years: int = Field(
        YEARS, ge=1, le=MOST_YEARS, json_schema_extra={"wrong": f"Write a whole number from 1 to {MOST_YEARS}."}
    )
    keep_recorder: str = ""
    cameras_as: Annotated[EquipmentKind | None, Optional] = None
    project_type: Annotated[ProjectType | None, Optional] = None
    vat: Annotated[Decimal | None, Optional] = Field(
        Decimal(20), ge=0, le=100, json_schema_extra={"wrong": "Write a rate in per cent, such as 20."}
    )
    usd: Annotated[Decimal | None, Optional] = Field(None, gt=0, le=1000, json_schema_extra={"wrong": _RATE})
    eur: Annotated[Decimal | None, Optional] = Field(None, gt=0, le=1000, json_schema_extra={"wrong": _RATE})
    minutes: Annotated[int | None, Optional] = Field(
        None, ge=0, le=100_000, json_schema_extra={"wrong": "Write whole minutes, or leave it blank."}
    )


@router.get("/plans/new", response_class=HTMLResponse)
def new(desk: AtDesk, site: str = "") -> HTMLResponse:
    """For which site, and what stays there."""
    return _page(desk, {"site": site})


@router.post("/plans/new", response_class=HTMLResponse)
def drafted(desk: AtDesk, form: Posted) -> Response:
    """Draft the options: show them, or keep them."""
    typed = {key: value for key, value in form.multi_items() if not isinstance(value, UploadFile)}
    asked, faults = DraftForm.read(form)
    chosen = [each for each in form.getlist("stays_too") if isinstance(each, str)]
    redesign, wrong = _redesign(typed)
    if asked is None or wrong:
        return _page(desk, typed, chosen, (*faults, *wrong))
    is_kept = form.get("step") == "keep"
    try:
        office = desk.office_with_lists()
        wanted = DraftWanted(
            name=asked.name,
            on=office.today,
            years=asked.years,
            stays=asked.stays(office.today),
            cameras_as=asked.cameras_as,
            redesign=redesign,
            project_type=asked.project_type,
            vat=round(asked.vat * 100) if asked.vat is not None else None,
            rates={key: rate for key, rate in (("USD", asked.usd), ("EUR", asked.eur)) if rate is not None},
            minutes_each=asked.minutes,
        )
        shown = draft_appraisal(
            office,
            asked.site,
            wanted,
            system=asked.system,
            keep_recorder=bool(asked.keep_recorder),
            apply=is_kept,
        )
    except RiskregError as error:
        field = "site" if isinstance(error, NotFound) else ""
        return _page(desk, typed, chosen, (Fault.of(error, field),))
    if shown.reference is not None:
        title = "The options are drafted."
        said = ("Correct them in the workbook: what has no public price stands in it without one.",)
        word = desk.house.notices.keep(Notice(title, (*said, *map(for_pages, shown.drafted.said))))
        return desk.to(f"/plans/{shown.reference}", told=word)
    return _page(desk, typed, chosen, shown=shown)


def _redesign(typed: dict[str, Any]) -> tuple[dict[EquipmentKind, int], list[Fault]]:
    found: dict[EquipmentKind, int] = {}
    wrong = []
    for name, value in typed.items():
        kind, text = name.removeprefix(_REDESIGN), str(value).strip()
        if name.startswith(_REDESIGN) and text and kind in list(EquipmentKind):
            if text.isascii() and text.isdigit() and 0 < int(text[:6]) < 100_000:
                found[EquipmentKind(kind)] = int(text[:6])
            else:
                wrong.append(Fault(name, "Write how many shall take their place, or leave it blank."))
    return found, wrong


def _page(
    desk: Desk,
    typed: dict[str, Any],
    chosen: list[str] | None = None,
    faults: tuple[Fault, ...] = (),
    shown: DraftShown | None = None,
) -> HTMLResponse:
    offered: DraftOffered | None = None
    if typed.get("site"):
        try:
            offered = offer_draft(desk.office_with_lists(), str(typed["site"]))
        except RiskregError as error:
            faults = faults or (Fault.of(error, "site"),)
    values = {
        "typed": {"years": str(YEARS), "vat": "20", **typed},
        "chosen": {"stays_too": chosen or []},
        "sent": [
            *((key, value) for key, value in typed.items() if key not in _NOT_SENT_ON),
            *(("stays_too", each) for each in chosen or []),
        ],
        "offered": offered,
        "shown": shown,
        "money": [each for each in MONEY if each.code in ("capital", "whole_life", "budget", "present_value")],
        "pounds": pounds,
        "said": [for_pages(text) for text in shown.drafted.said] if shown is not None else [],
        "project_types": [(each.value, each.value.replace("_", " ")) for each in ProjectType],
        "cameras": [(each.value, each.value.replace("_", " ")) for each in _REPLACED],
        "stays_too": STAYS_TOO,
        "allots": ALLOTS,
        "redesign": _REDESIGN,
    }
    name = offered.name if offered is not None else "a site"
    return desk.page("plan_new.html", values, title=f"Draft options for {name}", faults=faults)
