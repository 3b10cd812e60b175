"""The service: its routes, its protection, its static files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from riskreg import __version__
from riskreg.operations.office import Office
from riskreg.web import (
    acting,
    acts,
    api,
    bindings,
    checks,
    home,
    identity,
    importing,
    imports,
    listings,
    lists,
    questions,
    reports,
    returns,
    searching,
    site_map,
    things,
)
from riskreg.web.faults import handle_faults
from riskreg.web.house import House
from riskreg.web.security import protect

_STATIC = Path(__file__).parent / "static"


def create_app(base: Office) -> FastAPI:
    """The service for one register and one declared person.

    Args:
        base: Settings and the acting person; its database is shared by all requests and closed at the end.
    """
    house = House(base)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        house.worker.start()
        yield
        house.close()

    app = FastAPI(
        title="riskreg",
        version=__version__,
        description="What the pages show, as JSON. Reads only, but for checks, which keep nothing.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.state.house = house
    app.middleware("http")(protect)
    handle_faults(app)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    for pages in (
        home,
        questions,
        checks,
        lists,
        bindings,
        reports,
        api,
        identity,
        listings,
        importing,
        imports,
        acting,
        acts,
        searching,
        things,
        returns,
        site_map,
    ):
        app.include_router(pages.router)
    return app
