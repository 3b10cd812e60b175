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
HEIGHT = 900

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


def faults_of(page: Page, axe_at: Sequence[int] = (WIDE,)) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA on the page as it stands, and whether it must be moved sideways.

    Args:
        page: Of a window from `window`, which axe-core is there for.
        axe_at: The widths of the window at which axe-core looks; whether the page is wider is looked at at all.

    Returns:
        A line for each fault. Everything is folded out afterwards, and the window has the first width.
    """
    found: list[str] = []
    for width in WIDTHS:
        resize(page, width)
        told: dict[str, Any] = page.evaluate(_LOOK, WCAG_22_AA if width in axe_at else [])
        found += [f"{page.url} at {width} pixels: {fault}" for fault in told["faults"]]
        if told["wide"] > width:
            found.append(f"{page.url}: {told['wide']} pixels wide in a window of {width}")
    resize(page, WIDE)
    return found


def settle(page: Page) -> None:
    """Wait until the page says of nothing that it is under way: on a slow machine that is said first, and goes away."""
    expect(page.locator("[data-again], [data-progress]")).to_have_count(0)


_LOOK = """async tags => {
  document.querySelectorAll('details').forEach(details => details.open = true)
  const options = {runOnly: tags, resultTypes: ['violations'], preload: false}
  const violations = tags.length ? (await axe.run(document, options)).violations : []
  return {
    faults: violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`)),
    wide: document.documentElement.scrollWidth,
  }
}"""


def resize(page: Page, width: int) -> None:
    """Give the window a width, unless it has it."""
    if page.viewport_size != {"width": width, "height": HEIGHT}:
        page.set_viewport_size({"width": width, "height": HEIGHT})


def window(
    browser: Browser, width: int = WIDE, *, javascript: bool = True, base_url: str | None = None, axe: bool = True
) -> Page:
    """A window of its own, with axe-core in every page of it unless nothing looks; its context is to be closed."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, java_script_enabled=javascript, base_url=base_url
    )
    context.set_default_timeout(PATIENCE_MS)
    if axe:
        context.add_init_script(path=AXE)
    return context.new_page()
