"""What only a browser can tell: WCAG 2.2 AA by axe-core, no request, no error, nothing wider than a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from riskreg.reporting.page import write_page
from tests.reporting.sample import sample_progress

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "progress.html"
    write_page(sample_progress(), path)
    return path.as_uri()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def test_the_page_makes_no_request_and_no_error(page: Page, address: str) -> None:
    requests: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    page.goto(address)
    page.wait_for_load_state("networkidle")

    assert [url for url in requests if not url.startswith("data:")] == [address]
    assert said == []


@pytest.mark.parametrize(("width", "opened"), [(1280, False), (320, True)])
def test_axe_finds_nothing_against_wcag_2_2_aa(page: Page, address: str, width: int, opened: bool) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    if opened:
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG_22_AA)

    found = [f"{rule['id']}: {node['html']}" for rule in result["violations"] for node in rule["nodes"]]
    assert found == []
    assert len(result["passes"]) > 15


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_nothing_scrolls_sideways_but_tables(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")

    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_no_value_of_a_chart_is_cut_off_on_a_telephone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(address)
    cut = page.evaluate(
        """[...document.querySelectorAll('svg.chart text')]
           .filter(text => getComputedStyle(text).display !== 'none')
           .filter(text => text.getBoundingClientRect().right > innerWidth || text.getBoundingClientRect().left < 0)
           .map(text => text.textContent)"""
    )

    assert cut == []


def test_the_first_stop_of_the_keyboard_skips_to_the_figures(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the figures"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]

    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_print_shows_the_definitions_without_opening_them(page: Page, address: str) -> None:
    page.goto(address)
    hidden = page.locator(".card details p").first
    assert not hidden.is_visible()

    page.emulate_media(media="print")
    assert hidden.is_visible()
