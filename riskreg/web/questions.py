"""Questions as pages: what is listed, its filters, its rows, and files of exactly that."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, HTMLResponse

from riskreg.errors import NotFound, UsageError
from riskreg.operations import asking
from riskreg.operations.asking import Column, FilterOffered, Scalar
from riskreg.operations.moments import trail_head
from riskreg.web.acts import WORKING_OUT_S
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.downloads import download
from riskreg.web.forms import Fault
from riskreg.web.templating import is_reference

router = APIRouter(include_in_schema=False)

MOST_ROWS = 5_000
"""Rows of an answer that are kept to turn over; more of them are for a file."""
PAGE_ROWS = 50
QUICK_S = 0.5
"""Seconds for which rows beyond those of the page are read, to say how many there are."""
MOST_ORGANISATIONS = 200
_NOT_FILTERS = frozenset({"as_at", "as_known", "from", "columns"})
_MAIN = {
    "flagged-assets": (
        "reference", "devices", "verdict", "vendor", "make", "model", "kind", "organisation", "site", "sensitivity",
        "step",
    ),
    "assets": ("reference", "devices", "verdict", "vendor", "make", "model", "kind", "organisation", "site"),
    "imports": ("reference", "kind", "file", "described_on", "organisation", "undone", "actor", "change"),
    "lists": ("regime", "title", "edition", "legal_on", "activated_on"),
    "changes": ("change", "at", "actor", "action", "reason"),
    "plans": ("plan", "site", "organisation", "replaces", "product", "target_on", "likely", "funding", "devices"),
    "obligations": ("obligation", "act", "site_class", "equipment", "from_on", "due_on", "text"),
}  # fmt: skip
"""Columns of the widest questions that a screen begins with; the others are one link away, and in every file."""
_COUNTED = ("devices", "lines")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as far as it is kept to turn over.

    Attributes:
        is_whole: Whether these are all rows.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Scalar, ...], ...]
    meta: Mapping[str, str]
    is_whole: bool

    def only(self, *codes: str) -> tuple[list[Column], list[list[Scalar]]]:
        """Some of the columns, and the rows with these alone."""
        places = [place for place, column in enumerate(self.columns) if column.code in codes]
        return [self.columns[place] for place in places], [[row[place] for place in places] for row in self.rows]

    def total(self, code: str) -> tuple[str, int] | None:
        """Title and sum of a column of counts."""
        for place, column in enumerate(self.columns):
            if column.code == code:
                return column.title, sum(value for row in self.rows if isinstance(value := row[place], int))
        return None


Given = dict[str, str | bool | Iterable[str] | None]


def answer_of(desk: Desk, question: str, given: Given) -> Kept:
    """The answer to a question at the moment that is looked at, kept until the register changes.

    Args:
        desk: Of the request.
        question: Name of the question.
        given: Filters as typed.

    Raises:
        UsageError: There is no such question, filter or value.
        NotFound: An organisation or site is unknown.
    """
    return desk.house.kept.now(*_to_ask(desk, question, given, MOST_ROWS))


def _to_ask(
    desk: Desk, question: str, given: Given, least: int
) -> tuple[str, tuple[Hashable, ...], Callable[[], Kept]]:
    """Under which name and key an answer is kept, and what reads it.

    Rows are read in their order. More than `least` are read only while that is quick, so that the first page of a
    question about a million assets comes at once.
    """
    office = desk.office()
    asked = tuple(sorted((name, str(value)) for name, value in given.items()))
    # Few depths are read, each twice the one before, so that turning over does not read from the beginning each time.
    depth = PAGE_ROWS + 1
    while depth < least:
        depth *= 2

    def make() -> Kept:
        rows: list[tuple[Scalar, ...]] = []
        with asking.asked(office, question, given) as found:
            until = monotonic() + QUICK_S
            for row in islice(found.rows, MOST_ROWS + 1):
                rows.append(row)
                if len(rows) > depth and monotonic() > until:
                    break
            else:
                return Kept(
                    found.title, found.columns, tuple(rows[:MOST_ROWS]), dict(found.meta), len(rows) <= MOST_ROWS
                )
            return Kept(found.title, found.columns, tuple(rows[:-1]), dict(found.meta), is_whole=False)

    key = (asked, trail_head(office).sequence, office.today, depth)
    return f"answer to {question}", key, make


def given_of(desk: Desk) -> Given:
    """The filters of the address, with the moment that is looked at."""
    given: Given = {}
    for name, value in desk.request.query_params.multi_items():
        if name in _NOT_FILTERS or not value.strip():
            continue
        if name == "regime":
            earlier = given.get(name)
            given[name] = (*(earlier if isinstance(earlier, tuple) else ()), value.strip())
        else:
            given[name] = True if value == "yes" else value.strip()
    if desk.moment.as_at is not None:
        given["as_at"] = desk.moment.as_at.isoformat()
    known = desk.as_known_change()
    if known is not None:
        given["as_known"] = str(known)
    return given


def filter_parameters(given: Given) -> dict[str, object]:
    """Filters as they stand in an address, without the moment, which every link keeps by itself."""
    return {
        name: "yes" if value is True else value for name, value in given.items() if name not in ("as_at", "as_known")
    }


def drill_link(desk: Desk, drill: str) -> str:
    """The page of the rows behind a figure; it looks at the moment that the page of the figure looks at.

    Args:
        desk: Of the request.
        drill: Question and filters, as a figure names them.
    """
    if not drill:
        return ""
    question, found = asking.drill_parts(drill)
    given = {name: values or "yes" for name, values in found.items() if name not in ("as_at", "as_known")}
    return desk.link(f"/questions/{question}", **given)


def thing_link(desk: Desk, value: Scalar) -> str | None:
    """The page of the thing that a value refers to; None where it is no reference."""
    return desk.link(f"/show/{value}") if is_reference(value) else None


@router.get("/questions", response_class=HTMLResponse)
def questions(desk: AtDesk) -> HTMLResponse:
    """What can be asked."""
    rows = [(_named(each.name), each.name, _about(each.name)) for each in asking.questions()]
    return desk.page("questions.html", {"rows": rows}, title="Questions")


@router.get("/questions/{question}", response_class=HTMLResponse)
def question(
    desk: AtDesk, question: str, first: Annotated[int, Query(alias="from", ge=1, le=MOST_ROWS)] = 1, columns: str = ""
) -> HTMLResponse:
    """The rows of a question."""
    about = _about(question)
    given = given_of(desk)
    values: dict[str, Any] = {
        "question": question, "about": about, "given": given, "offered": asking.filters_of(question),
        "organisations": asking.organisation_names(desk.office(), MOST_ORGANISATIONS),
        "parameters": filter_parameters(given), "said": _said(given), "kept": None,
    }  # fmt: skip
    try:
        kept = desk.house.kept.soon(*_to_ask(desk, question, given, first + PAGE_ROWS), WORKING_OUT_S)
    except (UsageError, NotFound) as error:
        return desk.page("question.html", values, title=_named(question), faults=(Fault.of(error),))
    if kept is None:
        address = f"{desk.request.url.path}?{desk.request.url.query}"
        return desk.page("working_out.html", {"address": address, "is_of_moment": True}, title=_named(question))
    shown = _shown(question, kept.columns, wants_all=columns == "all")
    rows = kept.rows[first - 1 : first - 1 + PAGE_ROWS]
    values |= {
        "kept": kept,
        "columns": [kept.columns[place] for place in shown],
        "rows": [[row[place] for place in shown] for row in rows],
        "is_part": len(shown) < len(kept.columns),
        "wants_all": columns == "all",
        "first": first,
        "last": first - 1 + len(rows),
        "page_rows": PAGE_ROWS,
        "total": next((found for code in _COUNTED if (found := kept.total(code)) is not None), None),
        "address": lambda _column, value, _row: thing_link(desk, value),
    }
    return desk.page("question.html", values, title=kept.title)


@router.get("/questions/{question}/rows.{form}")
def question_file(desk: AtDesk, question: str, form: str) -> FileResponse:
    """All rows of a question as a file."""
    _about(question)
    ending = f".{form}"
    if ending not in asking.FORMATS:
        raise NotFound(f"Rows are not given as “{form}”.", "Take CSV or a workbook.")
    office, given = desk.office(), given_of(desk)

    def make(path: Path) -> None:
        asking.write_question(office, question, given, path)

    on = desk.moment.as_at or office.today
    return download(desk, f"{question}-{on.isoformat()}", ending, make)


def _about(question: str) -> str:
    for each in asking.questions():
        if each.name == question:
            return re.sub("`([^`]*)`", r"“\1”", each.about)
    raise NotFound(f"There is no question “{question}”.", "Choose one from the list of questions.")


def _named(question: str) -> str:
    return question.replace("-", " ").capitalize()


def _said(given: Given) -> list[tuple[FilterOffered, str]]:
    """The filters in force, in words."""
    found = []
    for name, value in given.items():
        if name in ("as_at", "as_known"):
            continue
        each = asking.offered(name)
        words = "yes" if value is True else ", ".join(value) if isinstance(value, tuple) else each.said(str(value))
        found.append((each, words))
    return found


def _shown(question: str, columns: Sequence[Column], *, wants_all: bool) -> list[int]:
    main = _MAIN.get(question)
    if wants_all or main is None:
        return list(range(len(columns)))
    return [place for place, column in enumerate(columns) if column.code in main]
