"""The service in a thread, for a real browser; what axe-core finds, and whether a page is wider than its window."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn
from playwright.sync_api import Browser, Page, expect

from riskreg.operations.office import Actor, Office
from riskreg.settings import settings
from riskreg.web.app import create_app
from tests.reporting.test_page_in_browser import AXE, WCAG_22_AA

WIDE, NARROW = 1280, 375
"""Widths of a window, in pixels: a desk’s and a telephone’s."""

WIDTHS = (WIDE, NARROW)

PATIENCE_MS = 60_000
"""How long a page may take on a busy machine: what is waited for comes sooner, and no test is about time."""
expect.set_options(timeout=PATIENCE_MS)


@contextmanager
def served(url: str, person: str = "Olive Officer") -> Iterator[str]:
    """The address of a running service for the register at an address."""
    base = Office(settings=settings().model_copy(update={"database_url": url}), actor=Actor(person))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        server = uvicorn.Server(uvicorn.Config(create_app(base), log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


def violations_of(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA on the page as it stands, with everything folded out."""
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations'], preload: false})", WCAG_22_AA
    )
    return [f"{page.url}: {rule['id']}: {node['html']}" for rule in result["violations"] for node in rule["nodes"]]


def faults_of(page: Page) -> list[str]:
    """The violations of the page, and whether it is wider than its window at any width."""
    return violations_of(page) + too_wide(page)


def faults_at_each_width(page: Page, widths: Sequence[int] = WIDTHS) -> list[str]:
    """The violations at some widths, and whether the page is wider than its window at any width."""
    found: list[str] = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"at {width} pixels: {each}" for each in violations_of(page)]
    return found + too_wide(page)


def too_wide(page: Page) -> list[str]:
    """Widths of the window in which the page must be moved sideways; the window has the first width afterwards."""
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = int(page.evaluate("document.documentElement.scrollWidth"))
        if wide > width:
            found.append(f"{page.url}: {wide} pixels wide in a window of {width}")
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return found


def window(browser: Browser, width: int, *, javascript: bool = True) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=javascript)
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()
