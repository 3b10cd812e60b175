"""Plans and products in a real Chromium: WCAG 2.2 AA in every state, and no page wider than its window."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from riskreg.operations import approving
from riskreg.rules.costing_lines import CostKind
from tests.planning.appraised import TOWN_HALL, add, edited, priced, sent_back
from tests.planning.conftest import drafted_hall as drafted_hall
from tests.planning.conftest import town_hall as town_hall
from tests.screening.council import office_at
from tests.sharing import made_once
from tests.web.browser import faults_of, served, window


@pytest.fixture(scope="module")
def hall(drafted_hall: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town hall's plan, approved and paid for in part, its workbook beside it."""

    def build(folder: Path) -> Path:
        path = Path(shutil.copyfile(drafted_hall, folder / "register.sqlite"))
        place = office_at(f"sqlite:///{path}", folder)
        views = add("Views", "Custody corridor", "no gap", 0, 1, "C-1; C-2")
        sent_back(place, edited(place, folder, priced, views), apply=True)
        approving.recommend_option(place, TOWN_HALL, "A", reasons="Least disruption.")
        approving.approve_option(place.as_person("Ann Approver"), TOWN_HALL)
        approving.record_payment(place, TOWN_HALL, kind=CostKind.DEVICE, pence=125_050, source="Invoice 1")
        edited(place, folder)
        place.close()
        return path

    return made_once(tmp_path_factory, "approved_hall", build)


@pytest.fixture
def page(hall: Path, tmp_path: Path, browser: Browser) -> Iterator[Page]:
    url = f"sqlite:///{shutil.copyfile(hall, tmp_path / 'register.sqlite')}"
    with served(url) as address:
        page = window(browser, base_url=address)
        yield page
        page.context.close()


def test_plans_and_products_are_accessible_in_every_state(hall: Path, page: Page, tmp_path: Path) -> None:
    found: list[str] = []

    def look(path: str = "") -> None:
        if path:
            page.goto(path)
        found.extend(faults_of(page))

    page.goto("/plans")
    plan = f"/plans/{re.findall(r'APPR-[0-9A-Z]{3}-[0-9A-Z]+', page.content())[0]}"
    look(plan)
    assert page.get_by_role("img", name="Whole-life cost by option").is_visible()
    look(f"{plan}/options/B")
    look(f"{plan}/options/B/costs?figure=budget")
    page.goto(f"{plan}/decision")
    page.get_by_role("button", name="Recommend as").click()
    assert page.get_by_role("alert").inner_text().startswith("There is a problem")
    look()
    look(f"{plan}/outturn")
    look(f"{plan}/workbook")
    book = openpyxl.load_workbook(hall.parent / "appraisal.xlsx")
    book["Costs"]["G2"].value = 999
    book.save(tmp_path / "corrected.xlsx")
    page.set_input_files("#file", tmp_path / "corrected.xlsx")
    page.get_by_role("button", name="See what it changes").click()
    look()
    page.goto(f"/plans/new?site={TOWN_HALL}")
    page.get_by_role("button", name="See the options").click()
    look()
    page.goto("/products?words=frugal")
    page.get_by_role("main").get_by_role("link", name="Frugal").click()
    look()
    look(f"/products/fit?ask=yes&product=Frugal+1&quantity=24&site={TOWN_HALL}&switch_watts=195&port_class=4")
    assert found == []
