"""At the command line: a list goes back and comes again, imports are listed and undone, mappings are forgotten."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.journeys import books
from tests.journeys.desk import Desk

READS_HERE = True

HEADS = ("Site code", "Wotsit", "Make", "Model", "Password")
AT = ("--organisation", books.COUNTY, "--dated", "2026-05-01", "--covers", "part")


@pytest.fixture
def sent(county_desk: Desk) -> Path:
    rows = [("", "W-1", "Axis", "P3245", "S3cretPass!"), ("SH-01", "W-2", "Axis", "P3245", "letmein99")]
    return books.workbook(county_desk.folder / "sent.xlsx", Cameras=[HEADS, *rows])


def test_a_list_goes_back_is_corrected_and_comes_again_without_questions(county_desk: Desk, sent: Path) -> None:
    desk = county_desk
    with desk.nothing_written():
        words = (sent.name, *AT, "--map", "Wotsit=asset_tag", "--return", ".", "--preview-html", "page.html")
        said = desk.ask("import", *words)
    given = said["returned"]
    assert (given["path"], given["is_own"], given["rows_left"], given["dropped"]) == (
        "sent-returned-OFFICIAL-SENSITIVE.xlsx", True, 1, 1,
    )  # fmt: skip
    page = (desk.folder / "page.html").read_text(encoding="utf-8")
    assert "1 row of the list is not taken" in page
    assert "OFFICIAL-SENSITIVE" in page
    assert "S3cretPass!" not in page
    book = openpyxl.load_workbook(desk.folder / given["path"])
    book["Cameras"]["A2"].value = "SH-01"
    book.save(desk.folder / "again.xlsx")
    done = desk.ask("import", "again.xlsx", "--apply", "--return", "fine.xlsx")
    assert (done["counts"], done["described_on"], done["covers"]) == ({"new": 2}, "2026-05-01", "part")
    assert done["returned"]["rows_left"] == 0


def test_a_refused_list_still_goes_back(county_desk: Desk) -> None:
    books.workbook(county_desk.folder / "colours.xlsx", Cameras=[("Colour", "Hue"), ("red", "dark")])
    with county_desk.nothing_written():
        said = county_desk.run("import", "colours.xlsx", *AT, "--return", "back.xlsx")
    assert said.code == 4
    assert "Written: back.xlsx" in said.out
    assert "The first sheet says OFFICIAL-SENSITIVE; the name of the file, which you chose, does not." in said.out
    texts = [
        cell.value for row in openpyxl.load_workbook(county_desk.folder / "back.xlsx").worksheets[0] for cell in row
    ]
    assert "The list could not be taken." in texts


@pytest.mark.parametrize("name", ["sent.xlsx", "back.xlsm", "nowhere/back.xlsx"])
def test_a_place_where_nothing_can_go_back_to_is_refused_before_anything_is_read(
    county_desk: Desk, sent: Path, name: str
) -> None:
    assert county_desk.run("import", sent.name, *AT, "--return", name).code == 2


def test_imports_are_listed_shown_and_undone_asset_by_asset(county_desk: Desk, sent: Path) -> None:
    desk = county_desk
    done = desk.ask("import", sent.name, *AT, "--map", "Wotsit=asset_tag", "--apply")
    rows = desk.ask("imports")
    assert rows[0]["reference"] == done["reference"]
    assert {row["kind"] for row in rows} == {"assets", "estate"}
    assert "sent.xlsx" in desk.do("imports", "show", done["reference"]).text
    with desk.nothing_written():
        told = desk.ask("imports", "undo", done["reference"])
        assert desk.run("imports", "undo", done["reference"], "--apply").code == 2
    assert (told["undone"], [each["outcome"] for each in told["assets"]]) == (False, ["reverted"])
    undone = desk.ask("imports", "undo", done["reference"], "--apply", "--reason", "wrong file")
    assert (undone["undone"], undone["counts"]) == (True, told["counts"])
    assert desk.ask("imports")[0]["undone"] == "wrong file"
    assert "undone already" in desk.run("imports", "undo", done["reference"]).text


def test_a_remembered_mapping_is_listed_and_forgotten(county_desk: Desk, sent: Path) -> None:
    desk = county_desk
    (desk.folder / "map.csv").write_text("header,field\nWotsit,asset_tag\n", encoding="utf-8")
    desk.do("import", sent.name, *AT, "--map-file", "map.csv", "--apply")
    before = desk.ask("mappings", "list")
    (known,) = (each for each in before if each["file_name"] == "sent.xlsx")
    assert (known["columns"], known["organisation"], known["file_name"]) == (
        {"Wotsit": "asset_tag"}, books.COUNTY, "sent.xlsx",
    )  # fmt: skip
    assert desk.run("mappings", "forget", known["number"]).code == 2
    desk.do("mappings", "forget", known["number"], "--reason", "the layout changed")
    assert desk.ask("mappings", "list") == [each for each in before if each != known]
    columns = desk.ask("import", sent.name, *AT)["sheets"][0]["columns"]
    assert {column["header"]: column["field"] for column in columns}["Wotsit"] is None
    assert desk.run("mappings", "forget", known["number"], "--reason", "again").code == 3


def test_a_mapping_file_with_a_fault_is_refused_by_its_line(county_desk: Desk, sent: Path) -> None:
    (county_desk.folder / "map.csv").write_text("Wotsit,asset_tag\nMake\n", encoding="utf-8")
    said = county_desk.run("import", sent.name, *AT, "--map-file", "map.csv")
    assert (said.code, "Line 2" in said.text) == (4, True)


def test_a_template_is_written_for_each_kind_of_list(desk: Desk) -> None:
    for kind in ("assets", "estate", "plan"):
        desk.do("template", kind)
        assert (desk.folder / f"riskreg-{kind}-template.xlsx").exists()
    assert desk.run("template", "assets", "-o", "blank.xls").code == 2


def test_a_plan_goes_back_marked_and_comes_in_corrected(county_desk: Desk) -> None:
    headers = ["Property ref", "Replaces", "Replacement product", "Quantity", "Target date", "Likely cost", "Password"]
    path = books.workbook(
        county_desk.folder / "plan.xlsx",
        Plan=[
            ["Replacement plan"],
            headers,
            ["LM/001", "SH-01", "Axis P3265-LVE", 1, "30/09/2026", 520, "hunter2"],
            ["LM/77", "all flagged", "Axis P3265-LVE", 1, "30/09/2026", 520, None],
        ],
    )
    back = county_desk.folder / "back.xlsx"
    told = ("--dated", "2026-03-01")
    with county_desk.nothing_written():
        answer = county_desk.ask("plan", "import", path, *told, "--return", back)
    assert answer["counts"]["rejected"] == 1
    assert answer["returned"]["rows_left"] == 1
    book = openpyxl.load_workbook(back)
    assert book.sheetnames == ["riskreg summary", "Plan"]
    sheet = book["Plan"]
    assert sheet.cell(2, 8).value == "riskreg: what to look at"
    assert str(sheet.cell(4, 8).value).startswith("Not taken.")
    assert sheet.cell(3, 8).value is None or "Not taken" not in str(sheet.cell(3, 8).value)
    assert "hunter2" not in "".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    sheet["A4"] = "LM/002"
    book.save(back)
    done = county_desk.ask("plan", "import", back, *told, "--apply")
    assert done["counts"].get("rejected", 0) == 0
    assert done["reference"]
