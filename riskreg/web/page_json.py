"""The JSON that pages offer at their own addresses, described like the rest of the interface. Reads only."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import Response
from pydantic import BaseModel, Field

from riskreg.operations.browsing import Listing
from riskreg.web import acts, importing, listings, questions, reports
from riskreg.web.api import FILTERS, MOMENT, QUESTION, REFUSED
from riskreg.web.desk import AtDesk

router = APIRouter(tags=["pages"])


class Progress(BaseModel):
    """How far a step is that takes longer than a page may."""

    is_under_way: bool
    what: str = Field(description="What is being done, in words.")
    done: int
    of: int | None = Field(description="Of how many; null where that is not known.")


def _file(what: str) -> dict[int | str, dict[str, Any]]:
    """A file under a name with the marking, and what is answered instead."""
    content = {"application/json": {"schema": {"type": "object"}}}
    return {200: {"description": what, "content": content}, **REFUSED}


_ROWS = _file("What was asked, its columns, and all its rows")


@router.get("/questions/{question}/rows.json", responses=_ROWS, openapi_extra={"parameters": FILTERS})
def question_rows(desk: AtDesk, question: Annotated[str, QUESTION]) -> Response:
    """All rows of a question, as its page lists them."""
    return questions.question_file(desk, question, "json")


def _filters(*names: str) -> list[dict[str, object]]:
    """Filters of an address, and the moment."""
    found = [{"name": name, "in": "query", "required": False, "schema": {"type": "string"}} for name in names]
    return [*found, *MOMENT]


_LIST_FILTERS = _filters(
    "said", "equipment", "sensitivity", "control", "organisation", "maker", "words", "decision", "plan", "order"
)


@router.get("/{listing}/list.json", responses=_ROWS, openapi_extra={"parameters": _LIST_FILTERS})
def list_rows(desk: AtDesk, listing: Listing) -> Response:
    """All rows of a list, such as of sites or assets, with the columns and in the order of its pages."""
    return listings.list_file(desk, listing, "json")


@router.get(
    "/reports/progress/file.json",
    responses=_file("The figures of the report with all that makes them honest, and their digest"),
    openapi_extra={"parameters": _filters("organisation", "since")},
)
def report(desk: AtDesk) -> Response:
    """The removal progress report: the same figures as on its pages."""
    return reports.progress_file(desk, "json")


_HANDLE = Path(max_length=60)


@router.get("/acts/{handle}/progress.json", responses=REFUSED)
def act_progress(desk: AtDesk, handle: Annotated[str, _HANDLE]) -> Progress:
    """How far an act is, for the page that shows it."""
    return Progress.model_validate(acts.progress(desk, handle))


@router.get("/imports/drafts/{handle}/progress.json", responses=REFUSED)
def import_progress(desk: AtDesk, handle: Annotated[str, _HANDLE]) -> Progress:
    """How far a step of an import is, for the page that shows it."""
    return Progress.model_validate(importing.progress(desk, handle))
