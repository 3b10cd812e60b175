"""Two records of one device: another record is named, both are compared, one stays; and taking that back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from starlette.datastructures import FormData

from riskreg.errors import RiskregError
from riskreg.operations import merging
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.forms import Fault, Form, TypedDate
from riskreg.web.notices import Notice
from riskreg.web.security import posted
from riskreg.web.things import linked, path_of
from riskreg.web.wording import for_pages

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted)]
_WHEN = "Write the day, such as 22 November 2026."


class MergeForm(Form):
    """Which record stays, and how the person knows that both are one device."""

    other: str = Field(min_length=1, json_schema_extra={"missing": "Name the other record."})
    stays: str = Field(min_length=1, json_schema_extra={"missing": "Choose the record that stays."})
    reason: str = Field(min_length=1, json_schema_extra={"missing": "Say how you know that they are one device."})
    on: TypedDate = Field(default=None, json_schema_extra={"wrong": _WHEN})


class SeparateForm(Form):
    """How the person knows that they are two devices."""

    reason: str = Field(min_length=1, json_schema_extra={"missing": "Say how you know that they are two devices."})
    on: TypedDate = Field(default=None, json_schema_extra={"wrong": _WHEN})


@router.get("/assets/{reference}/same", response_class=HTMLResponse)
def same(desk: AtDesk, reference: str, other: str | None = None) -> HTMLResponse:
    """Name the other record; then see both, and what merging them would do."""
    return _page(desk, reference, other)


@router.post("/assets/{reference}/same", response_class=HTMLResponse)
def merge(desk: AtDesk, reference: str, form: Posted) -> Response:
    """Record that both are one device."""
    asked, faults = MergeForm.read(form)
    if asked is None:
        return _page(desk, reference, str(form.get("other", "")), form, faults)
    try:
        office = desk.office_with_lists()
        goes = next(
            (
                way.goes
                for way in merging.merge_ways(office, reference, asked.other)
                if way.stays.reference == asked.stays
            ),
            None,
        )
        if goes is None:
            return _page(desk, reference, asked.other, form, (Fault("stays", "Choose one of the two records."),))
        done = merging.merge_assets(office, goes.reference, asked.stays, asked.reason, asked.on)
    except RiskregError as error:
        return _page(desk, reference, asked.other, form, (Fault.of(error, "stays"),))
    counted = f"{done.devices:,} device{' is' if done.devices == 1 else 's are'}"
    said = (
        *map(for_pages, done.said),
        f"{done.asset} keeps its history; the merge can be taken back from its page.",
    )
    word = desk.house.notices.keep(Notice(f"Recorded as one device: {counted} no longer counted twice.", said))
    return desk.to(path_of(done.into), told=word)


@router.post("/assets/{reference}/apart", response_class=HTMLResponse)
def separate(desk: AtDesk, reference: str, form: Posted) -> Response:
    """Take a merge back."""
    asked, faults = SeparateForm.read(form)
    if asked is None:
        return _page(desk, reference, None, form, faults)
    try:
        done = merging.separate_asset(desk.office_with_lists(), reference, asked.reason, asked.on)
    except RiskregError as error:
        return _page(desk, reference, None, form, (Fault.of(error, "reason"),))
    said = f"Flags raised: {done.screened.raised:,}." if done.screened.raised else ""
    word = desk.house.notices.keep(Notice("This record counts by itself again.", (said,) if said else ()))
    return desk.to(path_of(done.asset), told=word)


def _page(
    desk: Desk,
    reference: str,
    other: str | None,
    form: FormData | None = None,
    faults: tuple[Fault, ...] = (),
) -> HTMLResponse:
    begun = merging.begin_merge(desk.office(), reference)
    typed: dict[str, Any] = {name: str(form[name]) for name in form} if form is not None else {}
    values: dict[str, Any] = {
        "begun": begun,
        "back": path_of(begun.record.reference),
        "other": other or "",
        "linked": lambda text: linked(desk, text),
        "typed": typed,
        "ways": (),
    }
    if begun.into is not None:
        return desk.page("apart.html", values, title="Take the merge back", faults=faults)
    if other is not None and other.strip():
        try:
            values["ways"] = merging.merge_ways(desk.office_with_lists(), reference, other.strip())
        except RiskregError as error:
            faults = faults or (Fault.of(error, "other"),)
    elif other is not None:
        faults = (Fault("other", "Name the other record: by its reference, serial number or asset tag."),)
    ways = values["ways"]
    values["possible"] = tuple(way for way in ways if way.done is not None)
    if form is None and len(values["possible"]) == 1:
        typed["stays"] = values["possible"][0].stays.reference
    return desk.page("same.html", values, title="The same device as another record", faults=faults)
