"""The pictures of the pages in docs/images, taken anew: `python -m tests.web.pictures [FOLDER OF A DEMO]`.

They show the demonstration, in which nothing is real. Without a folder it is built first, which takes some minutes.
Look at each picture before it is committed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import BROWSERS
from tests.web.browser import PATIENCE_MS, served

IMAGES = Path(__file__).parents[2] / "docs" / "images"
WIDTH, HEIGHT = 1280, 900
OFFER = """10 Hikvision DS-2CD2143G2-I dome camera
4 Axis P3245-LVE
6 HAC-HFW1200T bullet 1080p
2 Fine Cameras Ltd FC-9
1 Axis T91B61 wall bracket, suits Hikvision domes"""


def main(folder: Path) -> None:
    """Take every picture.

    Args:
        folder: Of a demo; it is copied, not changed.
    """
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        copy = Path(place)
        shutil.copyfile(folder / "demo.sqlite", copy / "demo.sqlite")
        program = next(found for name in BROWSERS if (found := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(PATIENCE_MS)
        with served(f"sqlite:///{copy / 'demo.sqlite'}", "Jane Doe") as address:
            _home(page, address)
            _import(page, address, _newer_list(folder, copy))
            page.goto(f"{address}/assets?said=flagged&equipment=cameras&sensitivity=sensitive")
            _take(page, "page-assets", 920)
            page.goto(f"{address}/flags?decision=waiting&maker=hikvision")
            page.get_by_role("main").get_by_role("row").nth(1).get_by_role("link").first.click()
            _take(page, "page-flag", 1400)
            page.goto(f"{address}/plans?plan=approved")
            page.get_by_role("main").get_by_role("row").nth(1).get_by_role("link").first.click()
            _take(page, "page-plan", 1750)
            page.goto(f"{address}/check")
            page.fill("#lines", OFFER)
            page.get_by_role("main").get_by_role("button", name="Check").click()
            _take(page, "page-check", 1200)
            page.goto(f"{address}/lists")
            _take(page, "page-lists", 1000)
            page.goto(f"{address}/reports/progress?since=2026-06-30")
            expect(page.get_by_text("Take it with you")).to_be_visible()
            _take(page, "page-report", 1000)
        browser.close()


def _home(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("What waits for you")).to_be_visible()
    _take(page, "page-home", 1120)


def _import(page: Page, address: str, file: Path) -> None:
    page.goto(f"{address}/imports/new")
    page.set_input_files("#file", file)
    page.get_by_text("Say more about the list").click()
    page.fill("#organisation", "Department for Harbours and Lights")
    page.get_by_role("button", name="Look at the list").click()
    expect(page.locator("h1")).to_have_text("What importing this list would do")
    _take(page, "page-import", 1400)


def _newer_list(folder: Path, copy: Path) -> Path:
    """The department's newest schedule five days later: some rows gone, some changed, some wrong."""
    book = openpyxl.load_workbook(folder / "lists" / "11-harbours-and-lights-cctv-schedule-2026.xlsx")
    sheet = book["CCTV schedule"]
    sheet["A2"] = "Schedule of CCTV equipment at 20/11/2026"
    columns = {cell.value: place for place, cell in enumerate(sheet[5], 1)}
    hikvision = [row for row in range(6, 200) if str(sheet.cell(row, columns["Make"]).value).upper() == "HIKVISION"]
    for row in hikvision[:3]:
        sheet.cell(row, columns["Make"]).value, sheet.cell(row, columns["Model"]).value = "Axis", "P3245-LV"
    sheet.cell(20, columns["Qty"]).value = "several"
    sheet.cell(26, columns["Date installed"]).value = "31/02/2021"
    sheet.delete_rows(300, 14)
    path = copy / "cctv-schedule-20-November-2026.xlsx"
    book.save(path)
    return path


def _take(page: Page, name: str, height: int = HEIGHT) -> None:
    page.wait_for_load_state("networkidle")
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.mouse.move(0, 0)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as built:
            subprocess.run([sys.executable, "-m", "riskreg", "demo", "--output", built], check=True)
            main(Path(built))
