"""An officer at the command line takes a site from its draft to its outturn."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.journeys.desk import Desk
from tests.planning.appraised import TOWN_HALL, priced

DRAFT = ("plan", "draft", "--site", TOWN_HALL, "--vms", "Milestone XProtect", "--minutes-each", "60")


@pytest.fixture
def desk(town_hall: Path, tmp_path: Path) -> Desk:
    return Desk(tmp_path, f"sqlite:///{shutil.copyfile(town_hall, tmp_path / 'register.sqlite')}")


def test_from_draft_to_outturn_by_commands(desk: Desk) -> None:
    looked = desk.do(*DRAFT, "--switch-watts", "195", "--port-class", "4", "--redesign", "dome_camera=18")
    assert "Nothing was written. Write it with --apply." in looked.text
    assert "cannot power every product that might take the place of" in looked.text
    assert desk.run("plan", "appraisals", "--json").json == []
    made = desk.run(*DRAFT, "--apply", "--json").json
    elsewhere = desk.run("show", made["reference"])
    assert (elsewhere.code, f"See it with: riskreg plan compare {made['reference']}" in elsewhere.text) == (3, True)
    book = desk.folder / "hall.xlsx"
    desk.do("plan", "export", made["reference"], "-o", book)
    same = desk.run("plan", "import", book, "--apply", "--json").json
    assert (same["applied"], same["differences"]) == (False, [])
    refused = desk.run("plan", "recommend", TOWN_HALL, "B", "--reason", "Like for like.")
    assert refused.code == 5
    assert "have no price" in refused.text
    sheets = openpyxl.load_workbook(book)
    priced(sheets)
    sheets.save(book)
    assert "Write it with --apply." in desk.do("plan", "import", book).text
    assert "Written as the newest version." in desk.do("plan", "import", book, "--apply").text
    shown = desk.run("plan", "compare", TOWN_HALL, "--json").json
    like = next(each for each in shown["figures"]["options"] if each["label"] == "B")
    budget = {
        case: sum(part[1][name][case] for part in like["by_kind"] for name in _BUDGET) for case in ("low", "high")
    }
    assert budget == {case: sum(like["total"][name][case] for name in _BUDGET) for case in ("low", "high")}
    text = desk.do("plan", "compare", TOWN_HALL).text
    assert shown["results_sha256"] in text
    assert "VAT, apart" in text
    desk.do("plan", "recommend", TOWN_HALL, "b", "--reason", "Like for like.")
    assert desk.run("plan", "approve", TOWN_HALL).code == 6
    assert "Baseline 1 counts from now on." in desk.do("plan", "approve", TOWN_HALL, "--as", "Ann Approver").text
    assert desk.run("plan", "actual", TOWN_HALL, "--source", "a").code == 2
    desk.do("plan", "actual", TOWN_HALL, "--amount", "£1,250.50", "--cost", "device", "--source", "Invoice 1")
    desk.do("plan", "actual", TOWN_HALL, "--work", "finished", "--source", "Site diary")
    outturn = desk.do("plan", "outturn", TOWN_HALL).text
    assert "paid £1,250.50" in outturn
    assert "Option B approved" in outturn


_BUDGET = ("capital", "yearly", "contingency", "vat")


def test_a_workbook_with_a_fault_ends_with_its_cell(desk: Desk) -> None:
    desk.do(*DRAFT, "--apply")
    book = desk.folder / "hall.xlsx"
    desk.do("plan", "export", TOWN_HALL, "-o", book)
    sheets = openpyxl.load_workbook(book)
    sheets["Costs"]["F2"].value = None
    sheets.save(book)
    told = desk.run("plan", "import", book, "--apply")
    assert told.code == 4
    assert "sheet “Costs”, cell F2" in told.text
    assert desk.run("plan", "import", book, "--dated", "2026-01-01").code == 2
    assert desk.run("plan", "draft", "--site", "nowhere").code == 3
    assert desk.run(*DRAFT, "--rate", "USD").code == 2
