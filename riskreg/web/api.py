"""What the pages show, as JSON for programs of this machine. Reads only; checks keep nothing."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from riskreg.errors import NotFound
from riskreg.operations import asking, buying
from riskreg.operations.appraisal_seen import see_appraisal
from riskreg.operations.appraising import Compared
from riskreg.operations.moments import trail_head
from riskreg.rules.terms import MatchBasis, Verdict
from riskreg.web.desk import AtDesk
from riskreg.web.listings import point_of
from riskreg.web.plans import moment_of
from riskreg.web.questions import given_of
from riskreg.web.standing import standing_now

router = APIRouter(prefix="/api", tags=["riskreg"])

MOST_ROWS = 1_000
MOST_LINES = 500
Cell = str | int | float | datetime | date | None


class ErrorSaid(BaseModel):
    """What is wrong, and what to do."""

    message: str
    cure: str
    request: str = Field(description="Number under which the request stands in the service's log.")
    issues: list[dict[str, str | int | None]]


class Refused(BaseModel):
    """An answer that is an error."""

    error: ErrorSaid


class QuestionNamed(BaseModel):
    """A question that can be asked, and the filters that it takes."""

    name: str
    about: str
    filters: list[str]


class ColumnNamed(BaseModel):
    """A column of rows."""

    code: str
    title: str
    unit: str


class Rows(BaseModel):
    """Rows of a question, in a total order.

    `next` is the place of the first row that is not in this answer; None where these are the last.
    """

    question: str
    title: str
    meta: dict[str, str]
    columns: list[ColumnNamed]
    rows: list[list[Cell]]
    next: int | None


class SectionShown(BaseModel):
    """A part of what is known of a thing."""

    title: str
    rows: list[tuple[str, Cell]]
    columns: list[ColumnNamed]
    table: list[list[Cell]]


class Thing(BaseModel):
    """Everything known of one thing."""

    title: str
    reference: str
    sections: list[SectionShown]


class FigureShown(BaseModel):
    """A figure with all that makes it honest; `drill` names the question that lists its rows."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    title: str
    definition: str
    value: float | int | None
    unit: str
    numerator: int | None
    denominator: int | None
    not_known: int | None
    drill: str


class StandingShown(BaseModel):
    """Where we stand at a point."""

    marking: str
    register_code: str
    as_at: date
    as_known: int
    figures: list[FigureShown]


class Line(BaseModel):
    """A device that somebody wants to buy; what is not known is left out."""

    model_config = ConfigDict(extra="forbid")

    make: str | None = Field(default=None, max_length=1_000)
    model: str | None = Field(default=None, max_length=1_000)
    mac_address: str | None = Field(default=None, max_length=200)
    serial_number: str | None = Field(default=None, max_length=200)
    part_number: str | None = Field(default=None, max_length=1_000)
    description: str | None = Field(default=None, max_length=4_000)


class Lines(BaseModel):
    """Lines to check, and who buys: then the regimes that this organisation adopted count."""

    model_config = ConfigDict(extra="forbid")

    lines: list[Line] = Field(min_length=1, max_length=MOST_LINES)
    organisation: str | None = Field(default=None, max_length=500)
    regimes: list[str] = Field(default=[], max_length=50)


class Judged(BaseModel):
    """What is said of a line."""

    verdict: Verdict
    vendor: str | None
    confidence: float
    basis: MatchBasis | None
    explanation: str
    under: list[str] = Field(description="Titles of the regimes that flag.")


class Checked(BaseModel):
    """A judgement for each line, in their order. Nothing of it is kept."""

    is_by_register: bool = Field(description="The register's lists and determinations judged, not the bundled ones.")
    lines: list[Judged]


REFUSED: dict[int | str, dict[str, object]] = {
    code: {"model": Refused, "description": what}
    for code, what in (
        (400, "The request is off"),
        (403, "It came from another site"),
        (404, "Nothing is there by that name"),
        (409, "The register says otherwise"),
        (411, "The length is not said"),
        (422, "What was sent is not right"),
        (503, "There is no register to read"),
    )
}


@router.get("/questions", responses=REFUSED)
def questions() -> list[QuestionNamed]:
    """Every question that can be asked."""
    return [
        QuestionNamed(name=each.name, about=each.about, filters=[f.name for f in asking.filters_of(each.name)])
        for each in asking.questions()
    ]


def _parameter(each: asking.FilterOffered) -> dict[str, object]:
    return {
        "name": each.name,
        "in": "query",
        "required": False,
        "description": each.title,
        "schema": {"type": "string", "examples": [value for value, _ in each.values[:3]] or ["yes"]},
    }


MOMENT = [_parameter(asking.offered(name)) for name in ("as_at", "as_known")]
QUESTION = Path(max_length=60, json_schema_extra={"examples": [each.name for each in asking.questions()]})
FILTERS = [*(_parameter(each) for each in asking.all_filters()), *MOMENT]


@router.get("/questions/{question}", responses=REFUSED, openapi_extra={"parameters": FILTERS})
def rows(
    desk: AtDesk,
    question: Annotated[str, QUESTION],
    first: Annotated[int, Query(alias="from", ge=1, le=10_000_000, description="Place of the first row.")] = 1,
    most: Annotated[int, Query(ge=1, le=MOST_ROWS, description="How many rows.")] = 100,
) -> Rows:
    """Rows of a question; which filters it takes stands in the list of questions."""
    if question not in {each.name for each in asking.questions()}:
        raise NotFound(f"There is no question “{question}”.", "See them at /api/questions.")
    given = {name: value for name, value in given_of(desk).items() if name != "most"}
    with asking.asked(desk.office(), question, given) as found:
        read = list(islice(found.rows, first - 1, first + most))
        return Rows(
            question=question,
            title=found.title,
            meta=dict(found.meta),
            columns=[ColumnNamed(code=c.code, title=c.title, unit=c.unit) for c in found.columns],
            rows=[list(row) for row in read[:most]],
            next=first + most if len(read) > most else None,
        )


@router.get("/things/{name}", responses=REFUSED, openapi_extra={"parameters": MOMENT})
def thing(desk: AtDesk, name: Annotated[str, Path(min_length=1, max_length=300)]) -> Thing:
    """Everything known of an asset, site, flag, import, organisation or vendor, by its reference, number or name."""
    found = asking.show(desk.office(), name, point_of(desk))
    return Thing(
        title=found.title,
        reference=found.reference,
        sections=[
            SectionShown(
                title=section.title,
                rows=list(section.rows),
                columns=[ColumnNamed(code=c.code, title=c.title, unit=c.unit) for c in section.columns],
                table=[list(row) for row in section.table],
            )
            for section in found.sections
        ],
    )


@router.get("/plans/{name}", responses=REFUSED, openapi_extra={"parameters": MOMENT})
def plan(
    desk: AtDesk,
    name: Annotated[str, Path(min_length=1, max_length=300)],
    version: Annotated[int | None, Query(ge=1, le=10**6, description="Number of an earlier version.")] = None,
) -> Compared:
    """The options of an appraisal side by side, by its reference or its site: the figures that its page shows."""
    return see_appraisal(desk.office(), name, version=version, **moment_of(desk)).compared


@router.get("/standing", responses=REFUSED, openapi_extra={"parameters": MOMENT})
def standing(desk: AtDesk) -> StandingShown:
    """The figures of the home page. Waits until they are counted, which is done once per change of the register."""
    found = standing_now(desk, None)
    if found is None:
        raise NotFound("There are no figures yet.", "Ask again.")
    return StandingShown(
        marking=desk.house.base.settings.marking,
        register_code=trail_head(desk.office()).register,
        as_at=found.as_at,
        as_known=found.as_known,
        figures=[FigureShown.model_validate(figure) for figure in found.figures.values()],
    )


@router.post("/check", responses=REFUSED)
def check(desk: AtDesk, asked: Lines) -> Checked:
    """Judge lines before they are bought. Nothing is kept."""
    lines = [
        {name: value for name, value in line.model_dump(exclude_none=True).items() if value.strip()}
        for line in asked.lines
    ]
    judged, is_by_register = buying.check_lines(
        desk.office_with_lists(), lines, organisation=asked.organisation or None, regimes=asked.regimes
    )
    return Checked(
        is_by_register=is_by_register,
        lines=[
            Judged(
                verdict=each.verdict,
                vendor=each.vendor,
                confidence=each.confidence,
                basis=each.basis,
                explanation=each.explanation,
                under=list(each.under),
            )
            for each in judged
        ],
    )
