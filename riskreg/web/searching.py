"""Search from every page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from riskreg.operations.searching import search
from riskreg.web.desk import AtDesk
from riskreg.web.listings import point_of
from riskreg.web.things import path_of

router = APIRouter(include_in_schema=False)


@router.get("/search", response_class=HTMLResponse)
def find(desk: AtDesk, q: str = "") -> Response:
    """What is found: the thing itself where only one can be meant, else everything in groups."""
    found = search(desk.office(), q, point_of(desk))
    if found.only is not None:
        return desk.to(path_of(found.only))
    values = {
        "q": q.strip(),
        "found": found,
        "address": lambda hit: (
            desk.link("/assets", words=hit.words) if hit.words else desk.link(path_of(hit.reference))
        ),
    }
    return desk.page("search.html", values, title=f"Search: {q.strip()}" if q.strip() else "Search")
