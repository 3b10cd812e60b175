"""Lists, things, forms and search in a real Chromium: WCAG 2.2 AA, both widths, and a flag decided by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from riskreg.operations import asking
from riskreg.operations.deciding import determine_vendor
from riskreg.operations.office import Actor, Office
from riskreg.rules.terms import DeterminationOutcome
from riskreg.settings import settings
from tests.web.browser import faults_of, served, window
from tests.web.conftest import list_twice


@pytest.fixture(scope="module")
def register(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("things") / "register.sqlite"
    path.write_bytes(prepared.read_bytes())
    return path


@pytest.fixture(scope="module")
def address(register: Path) -> Iterator[str]:
    with served(f"sqlite:///{register}") as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = window(browser)
    yield page
    page.context.close()


def reference(page: Page, kind: str) -> str:
    found = re.search(rf"{kind}-[0-9A-Z]{{3}}-[0-9A-Z]+", page.content())
    assert found
    return found[0]


def test_lists_and_search_are_accessible_in_every_state(address: str, page: Page) -> None:
    found: list[str] = []
    for path in (
        "/sites",
        "/assets?said=flagged&equipment=cameras&before=2022",
        "/assets?before=soon",
        "/flags?decision=waiting&as_at=2026-02-01",
        "/vendors?here=yes",
        "/assets?said=flagged&as_known=5",
        "/search?q=hikvision&as_at=2026-02-01",
        "/search?q=" + "x" * 300,
    ):
        page.goto(address + path)
        found += faults_of(page)
    assert found == []


def test_things_and_their_forms_are_accessible_in_every_state(address: str, page: Page) -> None:
    found: list[str] = []
    page.goto(f"{address}/assets?words=ds-2cd2143g0")
    asset = reference(page, "ASSET")
    page.goto(f"{address}/sites?words=shire")
    site = reference(page, "SITE")
    page.goto(f"{address}/show/{site}")
    body = reference(page, "ORG")
    for path in (
        f"/assets/{asset}",
        f"/assets/{asset}?as_known=2",
        f"/sites/{site}?as_at=2026-02-01",
        f"/sites/{site}",
        f"/organisations/{body}",
        "/vendors/bosch",
    ):
        page.goto(address + path)
        found += faults_of(page)
    page.goto(f"{address}/sites/{site}/removal")
    found += faults_of(page)
    page.get_by_role("button", name="Record").click()
    assert page.get_by_role("alert").inner_text().startswith("There is a problem")
    found += faults_of(page)
    assert found == []


def test_two_records_are_recorded_as_one_by_keyboard_and_taken_apart(
    address: str, register: Path, page: Page, tmp_path: Path
) -> None:
    office = Office(
        settings=settings().model_copy(update={"database_url": f"sqlite:///{register}"}), actor=Actor("Olive Officer")
    )
    list_twice(office, tmp_path)
    gate = asking.show(office, "GATE-1").reference
    office.close()
    page.goto(f"{address}/assets/{gate}")
    page.get_by_role("link", name="This is the same device").press("Enter")
    found = faults_of(page)
    page.get_by_role("button", name="Compare").press("Enter")
    assert "Name the other record" in page.get_by_role("alert").inner_text()
    found += faults_of(page)
    page.goto(f"{address}/assets/{gate}/same?other=AX-1")
    found += faults_of(page)
    page.get_by_role("link", name="Compare with another record").press("Enter")
    page.get_by_role("link", name=re.compile("DS-2CD2143G0-I ?, ASSET")).last.press("Enter")
    found += faults_of(page)
    page.get_by_role("button", name="Record as one device").press("Enter")
    assert "Say how you know" in page.get_by_role("alert").inner_text()
    found += faults_of(page)
    page.get_by_role("radio").first.press("Space")
    page.get_by_role("textbox", name="How do you know").press_sequentially("One camera, at the gate.")
    page.get_by_role("button", name="Record as one device").press("Enter")
    page.wait_for_url("**told=*")
    assert page.get_by_role("alert").inner_text().startswith("Done")
    found += faults_of(page)
    page.get_by_role("link", name=re.compile("^ASSET-")).first.press("Enter")
    page.get_by_role("link", name="Take the merge back").press("Enter")
    found += faults_of(page)
    assert found == []


def test_a_flag_is_decided_by_keyboard_told_and_lapses(
    address: str, register: Path, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{address}/flags?maker=dahua")
    flag = f"{address}/flags/{reference(page, 'FLAG')}"
    page.goto(flag)
    found = faults_of(page)
    page.get_by_role("link", name="Decide this flag").press("Enter")
    page.get_by_role("radio", name="Confirm").press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("The label says Dahua.")
    page.get_by_role("button", name="Decide as Olive Officer").press("Enter")
    page.wait_for_url("**told=*")
    assert page.get_by_role("alert").inner_text().startswith("Done")
    found += faults_of(page)
    found += lapsed(page, register, flag, tmp_path)
    assert found == []


def lapsed(page: Page, register: Path, flag: str, folder: Path) -> list[str]:
    """Faults of the page of a flag whose ground has lapsed, because its maker is determined not to be subject."""
    minute = folder / "minute.pdf"
    minute.write_bytes(b"%PDF-1.4 minute 12 of the board")
    chosen = {"database_url": f"sqlite:///{register}", "evidence_folder": folder}
    office = Office(settings=settings().model_copy(update=chosen), actor=Actor("Olive Officer"))
    outcome = DeterminationOutcome.NOT_SUBJECT
    determine_vendor(office, "dahua", regime="uk_nil_2022", outcome=outcome, reason="Minute 12", evidence=minute)
    office.close()
    page.goto(flag)
    assert "so there is nothing to decide" in page.get_by_role("main").inner_text()
    return faults_of(page)
