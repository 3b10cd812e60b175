"""Every part of the pages in a real browser: empty, filled and in the past, on a desk and on a telephone."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from playwright.sync_api import Browser

from riskreg.web.templating import NAVIGATION
from tests.web.browser import NARROW, faults_of, served, window
from tests.web.hands import Journey, Mouse

PARTS = (*(path for _, path in NAVIGATION), "/questions", "/conflicts", "/returns")


def test_every_part_is_accessible_empty_filled_and_in_the_past(
    browser: Browser, prepared: Path, sqlite_url: str, tmp_path: Path
) -> None:
    wrong: list[str] = []
    filled = tmp_path / "filled.sqlite"
    filled.write_bytes(prepared.read_bytes())
    with served(sqlite_url) as empty, served(f"sqlite:///{filled}") as address:
        for service, moment in ((empty, ""), (address, ""), (address, "?as_at=2026-02-01&as_known=2")):
            page = window(browser)
            visit = Journey(Mouse(page), service, partial(faults_of, axe_at=(NARROW,)))
            for part in PARTS:
                visit.begin(part + moment)
                visit.see("")
            wrong += visit.wrong
            page.context.close()
    assert wrong == []
