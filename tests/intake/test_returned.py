"""The officer's workbook back: marked, without credentials, otherwise theirs, and clean when it comes again."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName

from riskreg.intake.returned.telling import for_sender
from riskreg.intake.returned.writing import why_ended
from riskreg.tables import own
from tests.intake.make import HEADERS, Desk, camera, write_list
from tests.intake.returns import MARKING, give_back, outcome_of, previewed, whole_text

SECRETS = ("S3cretPass!", "Hunter2Hunter", "letmein99", "0ldPassw0rd", "Pa55word")


def busy_list(folder: Path) -> Path:
    """A list as people keep it: passwords in many places, formats, a formula, comments, a hidden sheet."""
    path = folder / "Harbour cameras 2026-03-31.xlsx"
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    bold, day = book.add_format({"bold": True, "bg_color": "#305496"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet, notes, old = (book.add_worksheet(name) for name in ("Cameras", "Notes", "Old"))
    sheet.write(0, 0, "Harbour Council CCTV", bold)
    for column, header in enumerate((*HEADERS, "Installed", "Username", "Password", "Price")):
        sheet.write(2, column, header, bold)
    rows = [
        (*camera("SER1001"), date(2020, 3, 1), "root", "S3cretPass!", 100),
        (*camera("SER1002", mac="44:19:b6"), "Q3 2019", "root", "Hunter2Hunter", 100),
        (*camera("SER1003", site=None, status="broken-ish"), date(2021, 5, 1), "root", "letmein99", 100),
        (*camera("SER1004", quantity="about 5", model="=cmd|x"), date(2021, 5, 1), "root", "letmein99", 100),
    ]
    for number, row in enumerate(rows, 3):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            elif cell is not None:
                sheet.write(number, column, cell)
    sheet.write(7, 0, "Total")
    sheet.write_formula(7, 13, "=SUM(N4:N7)", None, 400)
    sheet.write_comment("M4", "the one with S3cretPass!")
    sheet.write_comment("A4", "ring first; S3cretPass!")
    sheet.data_validation("M4:M9", {"validate": "list", "source": ["S3cretPass!", "letmein99"]})
    sheet.autofilter(2, 0, 7, 13)
    sheet.filter_column_list("M", ["letmein99"])
    sheet.set_header("&LKey S3cretPass!")
    sheet.set_column(1, 1, 33)
    book.define_name("Key", '="Hunter2Hunter"')
    notes.write(0, 0, "See rtsp://admin:Pa55word@10.0.0.1/ch1")
    notes.write_formula(1, 0, "=Cameras!M4", None, "S3cretPass!")
    notes.write_url(2, 0, "http://admin:Pa55word@10.0.0.1/", string="the recorder")
    notes.insert_textbox("D4", "a text box")
    old.hide()
    for row, cells in enumerate((("Site", "Make", "Password"), ("Harbour House", "Bosch", "0ldPassw0rd"))):
        old.write_row(row, 0, cells)
    book.close()
    return path


def test_no_credential_is_anywhere_in_the_workbook_that_goes_back(quick_desk: Desk, tmp_path: Path) -> None:
    sent = busy_list(tmp_path)
    assert all(secret in whole_text(sent) for secret in SECRETS)
    for number, is_plain in enumerate((False, True)):
        target = tmp_path / f"back{number}.xlsx"
        returned = give_back(quick_desk, sent, target, is_plain=is_plain)
        assert (returned.is_own, returned.dropped) == (not is_plain, 3)
        text = whole_text(target)
        assert [secret for secret in (*SECRETS, "root") if secret in text] == []


def test_problem_cells_are_marked_and_everything_else_is_as_it_was(quick_desk: Desk, tmp_path: Path) -> None:
    returned = give_back(quick_desk, busy_list(tmp_path), tmp_path / "back.xlsx")
    assert returned.rows_left == 2
    book = openpyxl.load_workbook(tmp_path / "back.xlsx")
    assert book.sheetnames == ["riskreg summary", "Cameras", "Notes", "Old"]
    sheet = book["Cameras"]
    assert sheet["I7"].fill.fgColor.rgb == "FFF8CBAD"
    assert "number of devices" in sheet["I7"].comment.text
    assert "[quantity-not-understood]" in sheet["I7"].comment.text
    assert sheet["I4"].comment is None
    assert (sheet["L3"].value, sheet["M3"].value) == (own.DROPPED_HEADER, f"{own.DROPPED_HEADER} 2")
    assert sheet["O3"].value == own.REASON_HEADER
    assert sheet["O6"].value.startswith("Not taken.")
    assert "at which site" in sheet["O6"].value
    assert sheet["O8"].value == "Not a device: a row of totals."
    assert sheet["A4"].comment.text.startswith("ring first; [dropped]")
    assert (sheet["N8"].value, sheet["E7"].value, sheet["E7"].data_type) == ("=SUM(N4:N7)", "=cmd|x", "s")
    assert (sheet["A1"].font.bold, sheet.column_dimensions["B"].width > 30) == (True, True)
    assert (sheet["K4"].value.date(), sheet["K4"].number_format) == (date(2020, 3, 1), "dd/mm/yyyy")
    assert openpyxl.load_workbook(tmp_path / "back.xlsx", data_only=True)["Cameras"]["N8"].value == 400
    assert (book["Old"].sheet_state, book["Notes"]["A1"].value) == ("hidden", "See rtsp://10.0.0.1/ch1")
    assert returned.lost == ("shapes, text boxes and arrows", "the size of comment boxes")


def test_the_summary_says_what_the_list_is_and_leads_to_every_issue(quick_desk: Desk, tmp_path: Path) -> None:
    give_back(quick_desk, busy_list(tmp_path), tmp_path / "back.xlsx")
    summary = openpyxl.load_workbook(tmp_path / "back.xlsx")["riskreg summary"]
    said = {str(row[0].value): row for row in summary.iter_rows() if row[0].value}
    assert f"Protective marking: {MARKING}" in said
    assert said[own.DATED][1].value == "15 January 2026"
    assert said["File"][1].value == "Harbour cameras 2026-03-31.xlsx"
    assert "shapes" in said["Not kept of your workbook"][2].value
    linked = {row[1].value: row[1].hyperlink.location for row in summary.iter_rows() if row[1].hyperlink}
    assert linked["sheet “Cameras”, cell I7"] == "'Cameras'!I7"
    assert linked["sheet “Cameras”, row 6"] == "'Cameras'!A6"


@pytest.mark.parametrize("is_plain", [False, True])
def test_what_goes_back_unchanged_comes_again_with_the_same_outcome(
    quick_desk: Desk, tmp_path: Path, is_plain: bool
) -> None:
    sent = busy_list(tmp_path)
    give_back(quick_desk, sent, tmp_path / "back.xlsx", is_plain=is_plain)
    again = previewed(quick_desk, tmp_path / "back.xlsx")
    assert outcome_of(again) == outcome_of(previewed(quick_desk, sent))
    assert "credentials-dropped" not in again.issue_totals


def test_corrected_and_sent_again_it_is_clean_and_the_marks_are_gone(quick_desk: Desk, tmp_path: Path) -> None:
    back, second = tmp_path / "back.xlsx", tmp_path / "second.xlsx"
    give_back(quick_desk, busy_list(tmp_path), back)
    book = openpyxl.load_workbook(back)
    sheet = book["Cameras"]
    corrections = {"A6": "Harbour House", "I7": 5, "H5": None, "K5": date(2019, 9, 1), "J6": "Faulty", "N8": 400}
    for cell, value in corrections.items():
        sheet[cell].value = value
    del book["Old"], book["Notes"]
    book.save(back)
    preview = previewed(quick_desk, back)
    assert {issue.code for issue in preview.issues if issue.severity != "note"} == set()
    assert (preview.counts, preview.sheets[0].name) == ({"new": 4}, "Cameras")
    give_back(quick_desk, back, second)
    again = openpyxl.load_workbook(second)
    assert [name for name in again.sheetnames if name.startswith("riskreg")] == ["riskreg summary"]
    assert again["Cameras"]["I7"].comment is None
    assert again["Cameras"]["I7"].fill.fill_type is None
    assert [cell.value for cell in again["Cameras"][3]].count(own.REASON_HEADER) == 1
    assert again["Cameras"]["O6"].value is None


def test_a_corrected_mapping_goes_with_the_workbook(quick_desk: Desk, tmp_path: Path) -> None:
    sent = write_list(tmp_path, [("AA1001", "Harbour House", "Axis", "P3245")], ("Wotsit", "Site", "Make", "Model"))
    give_back(quick_desk, sent, tmp_path / "back.xlsx", overrides={"Wotsit": "serial_number"})
    preview = previewed(quick_desk, tmp_path / "back.xlsx")
    assert preview.sheets[0].columns[0].field == "serial_number"
    assert "“Wotsit” is read as serial_number" in " ".join(issue.message for issue in preview.issues)


@pytest.mark.parametrize(
    "cure",
    [
        'If it is the same, import again with --map-site "A=SITE-1"; if it is another site, with --map-site "A=new".',
        'Fill in the site\'s code or name; or say which column holds it: --map "HEADER=site_name"',
        'If riskreg should use it, say what it means, for example: --map "Unit=site_name"',
        "Correct the date.",
    ],
)
def test_a_sender_is_told_of_no_command(cure: str) -> None:
    assert "--" not in for_sender(cure)
    assert (for_sender(cure) == cure) == ("--" not in cure)


def test_a_list_with_nothing_wrong_goes_back_saying_so(quick_desk: Desk, tmp_path: Path) -> None:
    quick_desk.import_list([camera("AA1001")])
    returned = give_back(quick_desk, write_list(tmp_path, [camera("AA1001")]), tmp_path / "back.xlsx")
    assert (returned.is_fine, returned.marked, returned.rows) == (True, 0, 0)
    texts = [cell.value for row in openpyxl.load_workbook(tmp_path / "back.xlsx").worksheets[0] for cell in row]
    assert "Nothing is wrong with this list. Nothing needs to be done." in texts


def test_a_list_that_cannot_be_taken_goes_back_with_the_problem(quick_desk: Desk, tmp_path: Path) -> None:
    sent = write_list(tmp_path, [("red", "blue")], ("Colour", "Other colour"))
    returned = give_back(quick_desk, sent, tmp_path / "back.xlsx")
    assert (returned.is_own, returned.errors) == (True, 1)
    texts = " ".join(
        str(cell.value) for row in openpyxl.load_workbook(tmp_path / "back.xlsx").worksheets[0] for cell in row
    )
    assert "no row of headers was recognised" in texts


def test_rows_in_conflict_and_rows_matched_by_place_have_their_reason(quick_desk: Desk, tmp_path: Path) -> None:
    quick_desk.import_list([camera(), camera("AA1001"), camera("AA1002", tag="T2")])
    rows = [camera(), camera("AA1001", tag="T2")]
    returned = give_back(quick_desk, write_list(tmp_path, rows), tmp_path / "back.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "back.xlsx")["Cameras"]
    assert sheet["K2"].value.startswith("Matched by place")
    assert sheet["K3"].value.startswith("Not taken.")
    assert returned.rows_left == 1


def test_a_text_file_goes_back_as_a_new_workbook_that_reads_the_same(quick_desk: Desk, tmp_path: Path) -> None:
    sent = tmp_path / "list 2026-03-31.csv"
    sent.write_text(
        "Site;Make;Model;Serial No;Password;Qty\nHarbour House;Axis;=cmd|x;0012;S3cretPass!;1\n"
        "Harbour House;-;+44;0013;letmein99;about 5\n",
        encoding="utf-8",
    )
    back = tmp_path / "back.xlsx"
    returned = give_back(quick_desk, sent, back)
    assert "a text file" in returned.why_new
    assert outcome_of(previewed(quick_desk, back, covers="sites"))[1:] == outcome_of(previewed(quick_desk, sent))[1:]
    sheet = openpyxl.load_workbook(back).worksheets[1]
    assert (sheet["C2"].value, sheet["C2"].data_type, sheet["C2"].quotePrefix) == ("=cmd|x", "s", True)
    assert (sheet["D2"].value, sheet["E2"].value) == ("0012", None)


def test_above_the_set_size_a_new_workbook_is_written(quick_desk: Desk, tmp_path: Path) -> None:
    returned = give_back(quick_desk, write_list(tmp_path, [camera("A1")]), tmp_path / "back.xlsx", most_cells=5)
    assert not returned.is_own
    assert "RISKREG_RETURN_CELLS" in returned.why_new


def test_where_openpyxl_fails_a_new_workbook_is_written_and_it_is_said(
    quick_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("rId7")

    monkeypatch.setattr("riskreg.intake.returned.child.write_same", fail)
    returned = give_back(quick_desk, write_list(tmp_path, [camera("A1")]), tmp_path / "back.xlsx")
    assert "could not be marked" in returned.why_new
    assert previewed(quick_desk, tmp_path / "back.xlsx").counts == {"new": 1}


@pytest.mark.parametrize(
    ("code", "told", "cause"),
    [
        (-9, "", "memory ran out"),
        (-11, "", "crashed (signal 11)"),
        (1, "Traceback\nMemoryError", "too much memory"),
        (1, "OSError: [Errno 28] No space left on device", "no room left on the disk"),
        (1, "Traceback\nValueError: Hikvision", "failed (ValueError)"),
    ],
)
def test_why_the_workbook_could_not_be_marked_is_told_truly(code: int, told: str, cause: str) -> None:
    assert cause in why_ended(code, told)
    assert "Hikvision" not in why_ended(code, told)


def test_a_secret_that_cannot_be_taken_out_keeps_the_workbook_back(
    quick_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, hidden = busy_list(tmp_path), tmp_path / "hidden.xlsx"
    book = openpyxl.load_workbook(sent)
    book.defined_names["Other"] = DefinedName("Other", attr_text='"Hunter2Hunter"')
    book.save(hidden)
    monkeypatch.setattr("riskreg.intake.returned.same.scrub_book", lambda *_: None)
    returned = give_back(quick_desk, hidden, tmp_path / "back.xlsx")
    assert "would still stand elsewhere" in returned.why_new
    assert "Hunter2Hunter" not in whole_text(tmp_path / "back.xlsx")


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/embeddings/oleObject1.bin", "embedded documents"),
        ("xl/slicers/slicer1.xml", "slicers"),
        ("xl/media/image1.png", "pictures"),
        ("xl/ctrlProps/ctrlProp1.xml", "form controls (buttons, tick boxes, lists)"),
    ],
)
def test_what_openpyxl_cannot_keep_is_named(quick_desk: Desk, tmp_path: Path, part: str, said: str) -> None:
    sent = write_list(tmp_path, [camera("A1")])
    with zipfile.ZipFile(sent, "a") as archive:
        archive.writestr(part, "<a/>")
    assert said in give_back(quick_desk, sent, tmp_path / "back.xlsx").lost


def test_dates_of_the_other_calendar_and_impossible_ones_stay_as_they_are(quick_desk: Desk, tmp_path: Path) -> None:
    sent = tmp_path / "mac.xlsx"
    book = xlsxwriter.Workbook(sent, {"date_1904": True})
    sheet, day = book.add_worksheet("Cameras"), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ("Site", "Make", "Model", "Installed"))
    sheet.write_row(1, 0, ("Harbour House", "Axis", "P1"))
    sheet.write_datetime(1, 3, date(2020, 3, 1), day)
    sheet.write_row(2, 0, ("Harbour House", "Axis", "P2"))
    sheet.write_number(2, 3, 9_999_999, day)
    book.close()
    give_back(quick_desk, sent, tmp_path / "back.xlsx")
    with zipfile.ZipFile(tmp_path / "back.xlsx") as archive:
        text = archive.read("xl/worksheets/sheet2.xml").decode()
    assert "9999999" in text
    assert "#VALUE!" not in text
    assert outcome_of(previewed(quick_desk, tmp_path / "back.xlsx")) == outcome_of(previewed(quick_desk, sent))


def test_a_marked_up_table_stays_whole_when_its_password_column_is_emptied(quick_desk: Desk, tmp_path: Path) -> None:
    sent = tmp_path / "table.xlsx"
    book = xlsxwriter.Workbook(sent)
    sheet = book.add_worksheet("Cameras")
    sheet.add_table(
        0, 0, 1, 3,
        {"columns": [{"header": name} for name in ("Site", "Make", "Model", "Password")],
         "data": [("Harbour House", "Axis", "P1", "S3cretPass!")]},
    )  # fmt: skip
    sheet.write_formula("F1", "=Table1[[#Headers],[Password]]", None, "Password")
    book.close()
    give_back(quick_desk, sent, tmp_path / "back.xlsx")
    back = openpyxl.load_workbook(tmp_path / "back.xlsx")["Cameras"]
    (table,) = back.tables.values()
    assert [column.name for column in table.tableColumns] == [cell.value for cell in back["A1:D1"][0]]
    assert back["D1"].value == own.DROPPED_HEADER
