"""Whole journeys in a real Chromium: an officer's by mouse, by keyboard, without JavaScript; an auditor's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import books
from tests.web.browser import NARROW, WIDE, faults_of, served, window
from tests.web.hands import Journey, Keyboard, Mouse

HEADERS = ("Site code", "Location", "Type", "Make", "Model", "Serial number", "Asset tag", "Quantity")


@pytest.fixture(scope="module")
def address(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("journeys") / "register.sqlite"
    path.write_bytes(prepared.read_bytes())
    with served(f"sqlite:///{path}") as url:
        yield url


@pytest.fixture(params=["mouse", "keyboard", "without JavaScript"])
def officer(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Journey]:
    """An officer, each time with other means, at the same register."""
    without = request.param == "without JavaScript"
    page = window(browser, NARROW if without else WIDE, javascript=not without, axe=request.param == "mouse")
    if request.param == "keyboard":
        yield Journey(Keyboard(page), address)
    elif without:
        yield Journey(Mouse(page), address)
    else:
        # The tests of each group of pages look at the same steps in a wide window.
        yield Journey(Mouse(page), address, partial(faults_of, axe_at=(NARROW,)))
    page.context.close()


def test_from_the_template_to_the_report(officer: Journey, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    means = request.node.callspec.params["officer"].split()[0]
    dome, recorder = f"Q-{means}-1", f"Q-{means}-2"

    officer.begin()
    officer.part("Import")
    officer.see("Imports")
    blank = officer.take("equipment", tmp_path)
    filled = fill(blank, dome, recorder, f"Keeper of {means}")

    officer.press("Import a list")
    officer.see("Import a list")
    officer.press("Look at the list")
    officer.is_told("There is a problem")
    officer.give("The file", filled)
    officer.press("Look at the list")
    officer.see("About this list")
    officer.write("Whose list it is", books.COUNTY)
    officer.press("Go on")
    officer.see("What importing this list would do")
    officer.reads("“several” is not a number of devices")
    officer.link("Change columns")
    officer.see("How the columns were understood")
    officer.choose(f"Column “Keeper of {means}” is taken for", "location")
    officer.press("Go on")
    officer.see("What importing this list would do")
    officer.press("Make the marked workbook")
    officer.see("What importing this list would do")
    returned = officer.take("Download the workbook", tmp_path)
    assert "OFFICIAL-SENSITIVE" in returned.name
    corrected = correct(returned)
    officer.press("Drop it")
    officer.see("Imports")

    officer.press("Import a list")
    officer.give("The file", corrected)
    officer.press("Look at the list")
    officer.see("What importing this list would do")
    expect(officer.page.get_by_role("main")).not_to_contain_text("is not a number of devices")
    officer.reads("1 March 2026")
    officer.press("Import this list")
    officer.see("Imported")
    officer.reads("2 flags raised")

    officer.find(dome)
    officer.see("Hikvision")
    officer.reads(f"Front desk of {means}")
    officer.link("FLAG-")
    officer.see("Hikvision")
    officer.press("Decide as Olive Officer")
    officer.is_told("Choose what you decide.")
    officer.mark("Confirm")
    officer.write("Why?", "Label read on site.")
    officer.press("Decide as Olive Officer")
    officer.see("Hikvision")
    officer.reads("The flag is confirmed.")

    officer.find(dome)
    officer.link("Record a removal step")
    officer.see("Record a removal step")
    officer.choose("What happened?", "Taken down")
    officer.write("When?", "3 March 2026")
    officer.write("Who took it down?", "John Roe (Brightgable Ltd)")
    officer.press("Record")
    officer.see("Hikvision")
    officer.reads("Recorded: taken down, 1 device.")
    officer.link("Record a removal step")
    officer.choose("What happened?", "Verified as removed, by a second person")
    officer.write("When?", "4 March 2026")
    officer.write("Who took it down?", "John Roe (Brightgable Ltd)")
    officer.write("Who looked and found it gone?", "Jane Doe")
    officer.press("Record")
    officer.is_told("There is a problem")
    officer.give("Evidence", photograph(tmp_path))
    officer.press("Record")
    officer.see("Hikvision")
    officer.reads("Recorded: verified as removed, by a second person, 1 device.")

    officer.part("Reports")
    officer.see("Removal progress report")
    officer.write("Compare with (optional)", "1 February 2026")
    officer.press("Make the report")
    officer.see("Removal progress report")
    officer.link("What changed")
    officer.see("What changed")
    report = officer.take("Workbook", tmp_path)
    assert "OFFICIAL-SENSITIVE" in report.name
    assert openpyxl.load_workbook(report, read_only=True).sheetnames
    assert officer.wrong == []


def test_an_auditor_comes_from_a_question_to_the_very_cell(browser: Browser, address: str, tmp_path: Path) -> None:
    page = window(browser, NARROW, axe=False)
    auditor = Journey(Mouse(page), address)
    auditor.begin()
    auditor.link("All questions that can be asked")
    auditor.see("Questions")
    auditor.link("Flagged sites")
    auditor.see("Sites with flagged assets")
    page.get_by_role("row", name="Shire Hall").get_by_role("link").first.click()
    auditor.see("Shire Hall")
    page.get_by_role("row", name="Dahua Technology").get_by_role("link").first.click()
    auditor.see("Dahua Technology")
    auditor.reads("sheet “Cameras”, row 5")
    page.get_by_text("The row as it stood").first.click()
    row = page.get_by_role("table", name="The row as it stood").first.get_by_role("row", name="Manufacturer")
    cell, _header, _meaning, said = row.get_by_role("cell").all_inner_texts()
    sheet = openpyxl.load_workbook(books.county(tmp_path))["Cameras"]
    assert (cell, said) == ("E5", "Dahua Technology")
    assert sheet[cell].value == said
    assert auditor.wrong == []
    page.context.close()


def fill(blank: Path, dome: str, recorder: str, keeper: str) -> Path:
    """The blank list filled in: a column called otherwise, and one number that is none."""
    book = openpyxl.load_workbook(blank)
    about, sheet = book["Instructions"], book["Assets"]
    about["B4"], about["B5"] = "1 March 2026", "Part"
    columns = {cell.value: place for place, cell in enumerate(sheet[1], 1)}
    sheet.cell(1, columns["Location"]).value = keeper
    place = keeper.replace("Keeper", "Front desk")
    rows: tuple[tuple[str | int, ...], ...] = (
        ("LM/001", place, "Dome camera", "Hikvision", "DS-2CD2143G0-I", dome, f"T-{dome}", 1),
        ("LM/002", place, "Recorder", "Dahua", "NVR5216-16P-4KS2", recorder, f"T-{recorder}", "several"),
    )
    for number, row in enumerate(rows, 2):
        for header, value in zip(HEADERS, row, strict=True):
            sheet.cell(number, columns[header]).value = value
    path = blank.with_name(f"filled {dome}.xlsx")
    book.save(path)
    return path


def correct(returned: Path) -> Path:
    """The marked workbook with what is marked put right."""
    book = openpyxl.load_workbook(returned)
    wrong = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == "several"]
    assert len(wrong) == 1
    wrong[0].value = 1
    path = returned.with_name("corrected.xlsx")
    book.save(path)
    return path


def photograph(folder: Path) -> Path:
    path = folder / "after.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + folder.name.encode())
    return path
