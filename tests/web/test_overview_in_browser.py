"""Home, questions, checks, lists and reports in a real browser: WCAG 2.2 AA in each state, and by keyboard.

The first page of every part is looked at by `test_parts_in_browser`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from riskreg.errors import ListRejected
from riskreg.operations import act_work, jobs
from riskreg.operations.office import Actor, Office
from riskreg.rules.jobs import JobKind
from riskreg.settings import settings
from riskreg.web import lists
from riskreg.web.kept import Kept
from tests.web.browser import faults_of, served, settle, window

LINES = "Hikvision DS-2CD2143G2-I dome camera\nAxis P3245-LV\nsome camera"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = window(browser)
    yield page
    page.context.close()


@pytest.fixture
def register(prepared: Path, tmp_path: Path) -> str:
    path = tmp_path / "register.sqlite"
    path.write_bytes(prepared.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def service(register: str) -> Iterator[str]:
    with served(register) as address:
        yield address


def refuse(*_: object, **__: object) -> None:
    raise ListRejected("A file of the lists is at fault.", "Correct it.")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()


def test_acts_that_take_long_are_accessible_under_way_and_refused(
    register: str, service: str, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "next_waiting", lambda _office: None)  # the worker looks twice a minute: what waits stays
    office = Office(settings=settings().model_copy(update={"database_url": register}), actor=Actor("Olive Officer"))
    never_begun = jobs.new_job(office, JobKind.UNDO, "list.xlsx", {"reference": "IMP-XXX-22222", "reason": "wrong"})
    waiting, refused = (act_work.begin_undo(office, "IMP-XXX-22222", "list.xlsx", "wrong") for _ in range(2))
    act_work.do_act(office, refused)
    found: list[str] = []
    page.route("**/again.js", lambda route: route.abort())  # what is being counted stays so while it is looked at
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Kept, "soon", lambda *_: None)
        for path in ("/", "/reports/map", "/reports/progress", "/questions/sites?as_at=2026-02-01"):
            page.goto(f"{service}{path}")
            expect(page.get_by_role("status")).to_be_visible()
            found += faults_of(page)
        patch.setattr(lists.activating, "activate_lists", refuse)
        patch.setattr(Kept, "soon", lambda _kept, _name, _key, make, _wait: make())
        page.goto(f"{service}/lists/preview")
        expect(page.locator("h1")).to_contain_text("is at fault")
        found += faults_of(page)
        page.unroute("**/again.js")
        patch.setattr(Kept, "soon", lambda *_: None)
        page.goto(f"{service}/questions/sites?as_at=2026-02-01")
        expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("table").first).to_be_visible()  # the page looked again by itself
    for path, heading in (
        ("/imports", "Imports"),
        (f"/acts/{never_begun.handle}", "This was not done"),
        (f"/acts/{waiting}", "Taking the import back"),
        (f"/acts/{refused}", "This was not done"),
        ("/acts/none", "There is nothing under way"),
        ("/reports/map?sensitivity=grey", ""),
    ):
        page.goto(f"{service}{path}")
        expect(page.locator("h1")).to_contain_text(heading)
        found += faults_of(page)
    assert found == []


def test_every_page_is_accessible_in_each_state(service: str, page: Page) -> None:
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if "Content Security" in message.text else None)
    page.on("request", lambda request: said.append(request.url) if not request.url.startswith(service) else None)
    found: list[str] = []

    def look(heading: str) -> None:
        expect(page.locator("h1")).to_contain_text(heading)
        found.extend(faults_of(page))

    page.goto(f"{service}/api/standing")
    for path, heading in (
        ("/questions/flagged-assets?columns=all&verdict=restricted", "Flagged assets"),
        ("/questions/assets?verdict=grey", "Assets"),
        ("/lists/editions/us_1260h", "Section 1260H"),
        ("/lists/compare", "Two editions"),
        ("/lists/determinations", "Determinations"),
        ("/lists/editions/us_889?as_known=1", "Section 889"),
        ("/lists/adoptions?as_known=2", "Adoptions"),
        ("/lists/determinations?as_known=3", "Determinations"),
        ("/reports/map", "Where flagged devices are left"),
        ("/reports/progress?since=2026-01-10", "Removal progress report"),
        ("/reports/progress/removal?since=2026-01-10", "Removal"),
        ("/reports/progress/changes?since=2026-01-10", "What changed"),
        ("/reports/progress?organisation=Nobody", "Removal progress report"),
    ):
        page.goto(f"{service}{path}")
        settle(page)
        look(heading)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "WORKING_OUT_S", 0.0)
        page.route("**/again.js", lambda route: route.abort())  # it stays as it is while it is looked at
        page.goto(f"{service}/lists/preview")
        look("What the lists would change")
        page.unroute("**/again.js")
    assert found == []
    page.goto(f"{service}/check")
    press(page, "Check")
    look("Check before buying")
    page.fill("#lines", LINES)
    press(page, "Check")
    look("Check of pasted lines")
    press(page, "Save in the register")
    page.get_by_label("Quotation").check()
    page.get_by_label("Name", exact=True).fill("Quotation 17")
    press(page, "Save in the register")
    look("Saved check")
    page.goto(f"{service}/check/saved")
    look("Saved checks")
    for path, button, heading in (
        ("/lists/determinations", "Adopt the chosen proposals", "Determinations"),
        ("/lists/adoptions", "Let it count", "Adoptions"),
        ("/lists/exemptions", "Record the exemption", "Exemptions"),
    ):
        page.goto(f"{service}{path}")
        press(page, button)
        expect(page.get_by_text("There is a problem")).to_be_visible()
        look(heading)
    assert found == []
    assert said == []


def test_lists_are_put_in_use_and_a_beginning_is_accessible(sqlite_url: str, page: Page) -> None:
    found: list[str] = []
    with served(sqlite_url) as address:
        page.goto(f"{address}/lists/adoptions")
        found.extend(faults_of(page))
        page.goto(f"{address}/lists")
        press(page, "See what they would change")
        expect(page.locator("h1")).to_contain_text("What the lists would change")
        settle(page)
        found.extend(faults_of(page))
        press(page, "Put the lists in use")
        expect(page.get_by_text("There is a problem")).to_be_visible()
        found.extend(faults_of(page))
        page.get_by_label("I have seen what these lists").check()
        press(page, "Put the lists in use")
        expect(page.locator("h1")).to_contain_text("The lists are in use")
        found.extend(faults_of(page))
    assert found == []


def test_a_check_is_made_by_keyboard_alone_and_without_javascript(service: str, browser: Browser) -> None:
    page = window(browser, javascript=False, axe=False)
    page.goto(f"{service}/check")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator("#lines:focus").count():
            break
    page.keyboard.type("Hikvision DS-2CD2143G2-I")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.locator("main form button:focus").count():
            break
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Check of pasted lines")
    expect(page.locator("main")).to_contain_text("Restricted")
    page.context.close()
