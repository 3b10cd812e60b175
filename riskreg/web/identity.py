"""Questions about identity that lists leave open: what waits, one of them, its answer, and taking that back."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from starlette.datastructures import FormData

from riskreg.errors import RiskregError
from riskreg.operations import conflicts
from riskreg.operations.conflicts import Question, Reply
from riskreg.operations.moments import trail_head
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.forms import Fault, Form, Optional
from riskreg.web.questions import thing_link
from riskreg.web.security import posted

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted)]
PAGE_ROWS = 30
_WHY = "Say how you know."


class AnswerForm(Form):
    """What is said to a question, and how the person knows."""

    reply: Reply = Field(json_schema_extra={"missing": "Choose an answer.", "wrong": "Choose an answer."})
    reason: str = Field(min_length=1, json_schema_extra={"missing": _WHY})
    record: Annotated[str | None, Optional] = None
    row: Annotated[int | None, Optional] = Field(
        default=None, json_schema_extra={"wrong": "Write the number of the row as Excel shows it."}
    )


class ReopenForm(Form):
    """Why an answer is taken back."""

    why: str = Field(min_length=1, json_schema_extra={"missing": "Say why you take the answer back."})


@router.get("/conflicts", response_class=HTMLResponse)
def waiting(
    desk: AtDesk,
    question: str = "",
    settled: str = "",
    first: Annotated[int, Query(alias="from", ge=1, le=10**6)] = 1,
) -> HTMLResponse:
    """What waits, alarms first."""
    office = desk.office()
    key = (trail_head(office).sequence, bool(settled))
    found = desk.house.kept.now(
        "questions about identity", key, lambda: tuple(conflicts.list_conflicts(office, with_settled=bool(settled)))
    )
    kinds = Counter((each.question, each.title) for each in found)
    rows = [each for each in found if question in ("", each.question.value)]
    values = {
        "number": len(found),
        "kinds": [(which.value, title, kinds[which, title]) for which, title in sorted(kinds, key=_rank)],
        "question": question,
        "settled": settled,
        "rows": rows[first - 1 : first - 1 + PAGE_ROWS],
        "total": len(rows),
        "first": first,
        "last": min(len(rows), first - 1 + PAGE_ROWS),
        "page_rows": PAGE_ROWS,
    }
    return desk.page("conflicts.html", values, title="Questions about identity")


def _rank(kind: tuple[Question, str]) -> int:
    return list(Question).index(kind[0])


@router.get("/conflicts/{reference}", response_class=HTMLResponse)
def one(desk: AtDesk, reference: str) -> HTMLResponse:
    """One of them, with what can be said to it."""
    return _page(desk, reference, {}, ())


def _page(desk: Desk, reference: str, typed: dict[str, Any], faults: tuple[Fault, ...]) -> HTMLResponse:
    found = conflicts.show_conflict(desk.office(), reference)
    needs = {choice.needs.rstrip("?") for choice in found.choices}
    values = {
        "found": found,
        "typed": typed,
        "needs": needs,
        "thing": lambda value: thing_link(desk, value),
    }
    return desk.page("conflict.html", values, title=found.title, faults=faults)


def _typed(form: FormData) -> dict[str, Any]:
    return {name: str(form[name]) for name in form}


@router.post("/conflicts/{reference}", response_class=HTMLResponse)
def answer(desk: AtDesk, reference: str, form: Posted) -> Response:
    """Answer it."""
    asked, faults = AnswerForm.read(form)
    if asked is None:
        return _page(desk, reference, _typed(form), faults)
    try:
        conflicts.resolve_conflicts(
            desk.office_with_lists(), [reference], asked.reply, asked.reason, record=asked.record, row=asked.row
        )
    except RiskregError as error:
        return _page(desk, reference, _typed(form), (Fault.of(error, "reply"),))
    return desk.to(f"/conflicts/{reference}")


@router.post("/conflicts/{reference}/reopen", response_class=HTMLResponse)
def reopen(desk: AtDesk, reference: str, form: Posted) -> Response:
    """Take the answer back."""
    asked, faults = ReopenForm.read(form)
    if asked is None:
        return _page(desk, reference, _typed(form), faults)
    try:
        conflicts.reopen_conflict(desk.office_with_lists(), reference, asked.why)
    except RiskregError as error:
        return _page(desk, reference, _typed(form), (Fault.of(error, "why"),))
    return desk.to(f"/conflicts/{reference}")
