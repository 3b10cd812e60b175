"""The pages of an import in a real browser: WCAG 2.2 AA in each state, with JavaScript, and by keyboard.

The first page of every part is looked at by `test_parts_in_browser`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from riskreg.operations import draft_work
from riskreg.operations.jobs import JobSeen
from riskreg.operations.office import Office
from riskreg.rules.jobs import JobStep
from tests.journeys import books
from tests.web.browser import PATIENCE_MS, faults_of, served, settle, window
from tests.web.test_importing import HEADERS, ROWS


@pytest.fixture
def service(prepared: Path, tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "register.sqlite"
    path.write_bytes(prepared.read_bytes())
    with served(f"sqlite:///{path}") as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = window(browser)
    yield page
    page.context.close()


@pytest.fixture
def cameras(tmp_path: Path) -> Path:
    return books.workbook(tmp_path / "hall.xlsx", Cameras=[HEADERS, *ROWS], Notes=[["words"]])


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.wait_for_load_state()


def test_every_page_of_an_import_is_accessible_in_each_state(service: str, page: Page, cameras: Path) -> None:
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith(service) else None)
    found: list[str] = []

    def look(heading: str) -> None:
        expect(page.locator("h1")).to_contain_text(heading)
        settle(page)
        found.extend(faults_of(page))

    page.goto(f"{service}/returns/nil")
    look("Record a nil return")
    press(page, "Record it")
    look("Record a nil return")
    for field, text in (
        ("organisation", books.FIRE),
        ("as_at", "1 March 2026"),
        ("signed_by", "J. Doe"),
        ("post", "Head of Estates"),
    ):
        page.locator(f"main [name={field}]").fill(text)
    press(page, "Record it")
    look("Nil return recorded")
    page.goto(f"{service}/imports/new")
    look("Import a list")
    press(page, "Look at the list")
    look("Import a list")
    page.set_input_files("#file", cameras)
    press(page, "Look at the list")
    look("About this list")
    page.fill("#dated", "1 March 2026")
    press(page, "Go on")
    look("About this list")
    page.fill("#organisation", books.COUNTY)
    press(page, "Go on")
    look("What importing this list would do")
    base = page.url
    for where, heading in (
        ("columns", "How the columns were understood"),
        ("sites", "Which sites are meant?"),
        ("issues", "What was found in the file"),
        ("differences", "What would change"),
    ):
        page.goto(f"{base}/{where}")
        look(heading)
    page.goto(f"{service}/imports")
    look("Imports")
    page.goto(base)
    press(page, "Import the list without those rows")
    look("Imported")
    page.get_by_role("link", name="See the import").click()
    look("hall.xlsx")
    one = page.url
    for where in ("?as_at=2026-02-01", "/rows?as_known=1", "/rows", "/rows?which=not-taken", "/undo"):
        page.goto(one + where)
        look("")
    press(page, "Take it back")
    look("Take this import back")
    assert found == []
    assert said == []


def test_what_cannot_be_imported_is_told_accessibly(service: str, page: Page, tmp_path: Path) -> None:
    odd = tmp_path / "letter.csv"
    odd.write_text("Dear colleague,\nplease find\n", encoding="utf-8")
    page.goto(f"{service}/imports/new")
    page.set_input_files("#file", odd)
    press(page, "Look at the list")
    expect(page.locator("h1")).to_have_text("This list cannot be imported")
    assert faults_of(page) == []


def test_a_long_import_shows_how_far_it_is_and_goes_on_by_itself(
    service: str, page: Page, cameras: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    look = draft_work._STEPS[JobStep.LOOK]

    def slowly(office: Office, seen: JobSeen) -> None:
        office.watcher("Comparing rows with the register", 250, 1000)
        assert go_on.wait(PATIENCE_MS / 1000)
        look(office, seen)

    monkeypatch.setitem(draft_work._STEPS, JobStep.LOOK, slowly)
    page.goto(f"{service}/imports/new")
    page.set_input_files("#file", cameras)
    press(page, "Look at the list")
    expect(page.locator("h1")).to_have_text("Looking at the list")
    expect(page.get_by_role("status")).to_have_text("Comparing rows with the register: 250 of 1,000")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "250")
    assert faults_of(page) == []
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("250 of 1,000")
    go_on.set()
    expect(page.locator("h1")).to_have_text("About this list")


def test_a_list_is_imported_by_keyboard_alone(service: str, page: Page, tmp_path: Path) -> None:
    path = books.workbook(
        tmp_path / "hall 2026-03-01.xlsx", A=[("Organisation", *HEADERS[:5]), (books.COUNTY, *ROWS[0][:5])]
    )
    page.goto(f"{service}/imports")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to the main content
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Import a list"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("imports/new"))
    page.set_input_files("#file", path)
    page.locator("#file").focus()
    while page.evaluate("document.activeElement.textContent").strip() != "Look at the list":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("What importing this list would do")
    page.get_by_role("button", name="Import this list").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Imported")
