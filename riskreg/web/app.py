"""The service: its routes, its protection, its static files.

Home is there from the start. Where the first page must not wait for the others, they are loaded after it was answered,
or by whoever asks for one of them before that.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from riskreg import __version__
from riskreg.errors import RiskregError
from riskreg.operations.office import Office
from riskreg.web import home
from riskreg.web.faults import handle_faults
from riskreg.web.house import House
from riskreg.web.security import protect

PAGES = (
    "page_json",
    "questions",
    "checks",
    "lists",
    "bindings",
    "reports",
    "api",
    "identity",
    "listings",
    "plan_drafts",
    "plans",
    "plan_acts",
    "plan_books",
    "products",
    "importing",
    "imports",
    "acting",
    "merging",
    "acts",
    "searching",
    "things",
    "returns",
    "site_map",
)
"""The modules of all pages but home. With them come all rooms of the house, a second and a half of loading."""
FIRST_PAGE_S = 3.0
"""Seconds after which the other pages are loaded although nobody asked for the first."""
_STATIC = Path(__file__).parent / "static"


class Service(FastAPI):
    """The service of one register and one declared person.

    Args:
        base: Settings and the acting person; its database is shared by all requests and closed at the end.
    """

    def __init__(self, base: Office) -> None:
        super().__init__(
            title="riskreg",
            version=__version__,
            description="What the pages show, as JSON. Reads only, but for checks, which keep nothing.",
            docs_url=None,
            redoc_url=None,
            openapi_url="/api/openapi.json",
            lifespan=_open,
        )
        self.house = self.state.house = House(base)
        self.is_open = False
        self._loading = Lock()
        self.middleware("http")(protect)
        handle_faults(self)
        self.mount("/static", StaticFiles(directory=_STATIC), name="static")
        self.include_router(home.router)
        self.router.default = self._load_and_ask_again

    def open(self) -> None:
        """Begin with what is done beside the pages."""
        self.is_open = True
        if self.house.is_whole:
            self.house.worker.start()
        else:
            Thread(target=self._load_after_the_first_page, name="riskreg pages", daemon=True).start()

    def load(self) -> None:
        """Load all pages; once, however many ask."""
        with self._loading:
            if self.house.is_whole:
                return
            routers = [import_module(f"riskreg.web.{name}").router for name in PAGES]
            if self.is_open:
                self.house.worker.start()  # it tells what was left undone, and takes nothing new for that
            for router in routers:
                self.include_router(router)
            self.router.default = self.router.not_found
            self.house.is_whole = True

    def _load_after_the_first_page(self) -> None:
        """Load the other pages once the first is answered, and count what stands on home."""
        self.house.has_answered.wait(FIRST_PAGE_S)
        self.load()
        from riskreg.web.standing import begin_counting

        with suppress(RiskregError):  # whoever asks for a page is told
            begin_counting(self.house)

    def openapi(self) -> dict[str, Any]:
        """The description of the interface, whole."""
        self.load()
        return super().openapi()

    async def _load_and_ask_again(self, scope: Scope, receive: Receive, send: Send) -> None:
        await run_in_threadpool(self.load)
        await self.router(scope, receive, send)


@asynccontextmanager
async def _open(app: FastAPI) -> AsyncIterator[None]:
    """From the first request to the last."""
    if isinstance(app, Service):
        app.open()
    yield
    app.state.house.close()


def create_app(base: Office, *, first_page_first: bool = False) -> Service:
    """The service for one register and one declared person.

    Args:
        base: Settings and the acting person; its database is shared by all requests and closed at the end.
        first_page_first: Whether the first page is answered before the others are loaded.
    """
    service = Service(base)
    if not first_page_first:
        service.load()
    return service
