"""The home page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from riskreg.web.desk import AtDesk

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
def home(desk: AtDesk) -> HTMLResponse:
    """Where we stand, what changed, what waits."""
    return desk.page("home.html", title="Home")
