"""Bad input: one plain message with the place and the cure, its own exit code, and nothing written."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from riskreg.settings import data_folder
from tests.journeys import books
from tests.journeys.desk import Desk, Said
from tests.tables import builders

HEADERS = ("Site code", "Make", "Model", "Serial number", "Quantity", "Installed")
GOOD = ("LM/001", "Axis", "P3245-LVE", "A-1", 1, "2021-05-06")
AT = ("--organisation", books.COUNTY, "--dated", "2026-05-01")
Maker = Callable[[Path], Path]
HERE = pytest.mark.usefixtures("reads_here")


def written(name: str, data: bytes) -> Maker:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    return make


def listed(*rows: tuple[object, ...], headers: tuple[str, ...] = HEADERS) -> Maker:
    return lambda folder: books.workbook(folder / "list.xlsx", Cameras=[headers, *rows])


def cut_short(folder: Path) -> Path:
    path = listed(GOOD)(folder)
    path.write_bytes(path.read_bytes()[:-400])
    return path


def locked(folder: Path) -> Path:
    return builders.ole(folder / "list.xlsx", "EncryptionInfo", "EncryptedPackage")


def bomb(folder: Path) -> Path:
    good = listed(GOOD)(folder)
    path = folder / "bomb.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/worksheets/sheet1.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(100):
                part.write(b" " * 4_000_000)
    return path


def no_file(folder: Path) -> Path:
    return folder / "no such list.xlsx"


# what comes, its code, words of the message
REFUSED: list[tuple[str, Maker, str, str]] = [
    ("a missing file", no_file, "file-not-found", "no such list.xlsx"),
    ("a text of a letter", written("list.xlsx", b"%PDF-1.7 a letter"), "not-a-spreadsheet", "list.xlsx"),
    ("a damaged workbook", cut_short, "file-damaged", "list.xlsx"),
    ("a locked workbook", locked, "password-protected", "password"),
    ("an empty file", written("list.csv", b""), "file-empty", "list.csv"),
    ("a workbook without cells", lambda folder: books.workbook(folder / "list.xlsx", A=[]), "no-sheets", "list.xlsx"),
    (
        "no asset columns",
        listed(("Blue", "Tuesday", "12"), headers=("Colour", "Weekday", "Mood")),
        "no-table-found",
        "Make",
    ),
    ("no data rows", listed(), "no-data-rows", "Cameras"),
    ("400 MB in a small zip", bomb, "expands-too-far", "MB"),
]


def plain(said: Said) -> None:
    """A message that an officer reads once: no traceback, no names of the program's insides."""
    for word in ("Traceback", "Error(", "sqlalchemy", "NoneType", ".py", "line 1, column"):
        assert word not in said.out + said.err


@pytest.mark.parametrize(("make", "code", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_file_that_cannot_be_taken(county_desk: Desk, make: Maker, code: str, words: str) -> None:
    path = make(county_desk.folder)
    with county_desk.nothing_written():
        said = county_desk.run("import", path, *AT, "--apply")
        as_json = county_desk.run("import", path, *AT, "--json")
    assert (said.code, as_json.code, said.out) == (4, 4, "")
    assert said.err.count("Error:") == 1
    assert words in said.text
    plain(said)
    error = as_json.error
    assert (error["code"], bool(error["message"]), bool(error["cure"])) == (code, True, True)
    assert "".join(error["message"].split()) in "".join(said.err.split())


# rows under HEADERS, code, cell, words of the message
SAID: list[tuple[str, tuple[object, ...], str, str]] = [
    ("an impossible date", ("LM/001", "Axis", "P1", "A-2", 1, "31/02/2021"), "date-impossible", "F3"),
    ("a number that Excel mangled", ("LM/001", "Axis", "P1", "1.23457E+14", 1, None), "identifier-mangled", "D3"),
    ("a number with its end lost", ("LM/001", "Axis", "P1", 123456789012345678, 1, None), "identifier-mangled", "D3"),
    ("a quantity of none", ("LM/001", "Axis", "P1", "A-2", 0, None), "quantity-not-understood", "E3"),
    ("a quantity in words", ("LM/001", "Axis", "P1", "A-2", "lots", None), "quantity-not-understood", "E3"),
]


@HERE
@pytest.mark.parametrize(("row", "code", "cell"), [case[1:] for case in SAID], ids=[case[0] for case in SAID])
def test_a_cell_that_cannot_be_taken_is_said_with_its_place(
    county_desk: Desk, row: tuple[object, ...], code: str, cell: str
) -> None:
    with county_desk.nothing_written():
        said = county_desk.run("import", listed(GOOD, row)(county_desk.folder), *AT, "--covers", "part", "--json")
    issues = {issue["code"]: issue for issue in said.json["issues"]}
    assert code in issues, sorted(issues)
    assert (issues[code]["sheet"], issues[code]["cell"]) == ("Cameras", cell)
    assert issues[code]["cure"]


@HERE
def test_error_cells_and_formulas_without_values_are_said(county_desk: Desk) -> None:
    failed = builders.xlsx(
        county_desk.folder / "failed.xlsx", {"Cameras": [HEADERS, ("LM/001", "=VLOOKUP(1,A1,1)", "P1")]}
    )
    told = county_desk.run("import", failed, *AT, "--covers", "part", "--json").json["issues"]
    assert [(issue["cell"], issue["severity"]) for issue in told if "#N/A" in (issue["value"] or issue["message"])]
    unsaved = builders.openpyxl_book(
        county_desk.folder / "unsaved.xlsx", [HEADERS, ("LM/001", '="Ax"&"is"', "P1", "A-9")]
    )
    told = county_desk.run("import", unsaved, *AT, "--covers", "part", "--json").json["issues"]
    assert any("formula" in issue["message"].lower() and issue["cure"] for issue in told)


@HERE
def test_a_list_of_which_no_row_can_be_taken_ends_with_a_code_of_its_own(county_desk: Desk) -> None:
    path = listed(("LM/001", "Axis", "P1", "A-2", "lots", None))(county_desk.folder)
    with county_desk.nothing_written():
        assert county_desk.run("import", path, *AT, "--covers", "part").code == 4


@HERE
def test_unknown_columns_are_said_and_kept(county_desk: Desk) -> None:
    path = listed((*GOOD, "teal"), headers=(*HEADERS, "Mood"))(county_desk.folder)
    answer = county_desk.ask("import", path, *AT, "--covers", "part", "--apply")
    (issue,) = (each for each in answer["issues"] if each["code"] == "column-unknown")
    assert (issue["cell"], issue["column"]) == ("G1", "Mood")
    assert "Mood: teal" in county_desk.do("show", "A-1").text


REMOVAL = ("removal", "record", "SH-01", "--step", "disconnected", "--on")
# command, exit code, words of the message
WORDS: list[tuple[tuple[str, ...], int, str]] = [
    (("import", "list.xlsx", "--organisation", "Larkmore Council", "--dated", "2026-05-01"), 3, "Did you mean"),
    (("import", "list.xlsx", "--dated", "2026-05-01", "--apply"), 2, "--organisation"),
    (("import", "list.xlsx", *AT[:2], "--dated", "31/11/2025", "--apply"), 2, "31/11/2025"),
    (("import", "list.xlsx", *AT[:2], "--dated", "2199-01-01", "--apply"), 2, "2199"),
    (("import", "list.xlsx", *AT, "--map", "Make", "--apply"), 2, "X=Y"),
    (("import", "list.xlsx", *AT, "--map", "Make=maker", "--apply"), 2, "maker"),
    (("import", "list.xlsx", *AT, "--expect", "0" * 64, "--apply"), 5, "preview"),
    (("imports", "undo", "IMP-222-22222", "--apply", "--reason", "x"), 2, "IMP-222-22222"),
    (("show", "ASSET-999-99999"), 2, "ASSET-999-99999"),
    (("show", "Nobody knows"), 3, "Nobody knows"),
    (("org", "add", books.COUNTY), 5, "already"),
    (("org", "add", "New", "--below", "Nowhere"), 3, "Nowhere"),
    (("org", "adopt", "uk_nil_2023", "--all"), 3, "uk_nil_2022"),
    (("org", "adopt", "uk_nil_2022"), 2, "--all"),
    (("determine", "hikvsoin", "--decision", "subject", "--reason", "x", "--evidence", "list.xlsx"), 3, "hikvision"),
    (("determine", "hikvision", "--decision", "subject"), 2, "reason"),
    (("determine", "hikvision"), 2, "decision"),
    (("determine", "--proposals", "--adopt"), 2, "--reason"),
    (("decide", "SH-03", "--outcome", "confirmed", "--reason", "x"), 3, "no flag"),
    (("decide", "SH-01", "--outcome", "confirmed", "--reason", " "), 2, "reason"),
    (("decide", "SH-01", "--outcome", "maybe", "--reason", "x"), 2, "maybe"),
    ((*REMOVAL, "tomorrow"), 2, "tomorrow"),
    (("removal", "record", "SH-99", "--step", "disconnected", "--on", "2026-02-02"), 3, "SH-99"),
    ((*REMOVAL, "2026-02-02", "--devices", "5"), 5, "1"),
    ((*REMOVAL, "2026-02-02", "--evidence", "none.jpg"), 4, "none.jpg"),
    (("query", "flagged-things"), 3, "flagged-assets"),
    (("query", "flagged-assets", "--colour", "blue"), 2, "colour"),
    (("query", "flagged-assets", "--as-at", "2026-13-01"), 2, "2026-13-01"),
    (("query", "flagged-assets", "--as-known", "999"), 3, "999"),
    (("query", "flagged-assets", "--organisation", "Larkmore"), 3, "Larkmoor"),
    (("query", "flagged-assets", "-o", "rows.pdf"), 2, ".xlsx"),
    (("export", "assets", "-o", "rows.docx"), 2, ".csv"),
    (("report", "progress", "-o", "out", "--as-at", "yesterday"), 2, "yesterday"),
    (("plan", "import", "list.xlsx", "--dated", "2026-05-01"), 4, "list.xlsx"),
    (("plan", "show", "LM/777"), 3, "LM/777"),
    (("nonsense",), 2, "nonsense"),
]  # fmt: skip


@HERE
@pytest.mark.parametrize(("words", "code", "said"), WORDS, ids=[" ".join(words)[:70] for words, _, _ in WORDS])
def test_a_request_that_is_off(county_desk: Desk, words: tuple[str, ...], code: int, said: str) -> None:
    listed(GOOD)(county_desk.folder)
    with county_desk.nothing_written():
        answer = county_desk.run(*words)
    assert answer.code == code, answer.text
    assert said in answer.text
    plain(answer)
    assert answer.err


@HERE
def test_nobody_writes_without_a_name(county_desk: Desk) -> None:
    county_desk.actor = None
    with county_desk.nothing_written():
        said = county_desk.run("import", listed(GOOD)(county_desk.folder), *AT, "--apply", "--json")
        seen = county_desk.run("import", listed(GOOD)(county_desk.folder), *AT)
    assert (said.code, seen.code) == (6, 0)
    assert "--as" in said.error["cure"]


def test_without_a_register_and_with_another_shape_of_it(county_desk: Desk, tmp_path: Path) -> None:
    nowhere = Desk(tmp_path, f"sqlite:///{tmp_path / 'nowhere.sqlite'}")
    for words in (("flags",), ("import", "x.xlsx", "--apply"), ("org", "list", "--json")):
        said = nowhere.run(*words)
        assert said.code in (4, 7)
        plain(said)
    said = nowhere.run("flags")
    assert (said.code, "riskreg db upgrade" in said.text, nowhere.folder.joinpath("nowhere.sqlite").exists()) == (
        7, True, False,
    )  # fmt: skip
    engine = create_engine(county_desk.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    engine.dispose()
    said = county_desk.run("flags", "--json")
    assert said.code == 7
    assert "riskreg db upgrade" in said.error["cure"]
    assert county_desk.run("flags", "--database", "mysql://nobody@nowhere/x").code == 2
    notes = tmp_path / "notes.sqlite"
    notes.write_text("these are my notes, and no register", encoding="utf-8")
    said = county_desk.run("flags", "--database", f"sqlite:///{notes}")
    assert said.code == 7
    plain(said)


@HERE
def test_a_vendor_list_with_a_fault_names_file_and_line(county_desk: Desk) -> None:
    broken = county_desk.folder / "lists"
    shutil.copytree(data_folder("vendor_lists"), broken)
    edition = broken / "edition.yaml"
    edition.write_text(edition.read_text(encoding="utf-8").replace("as_of: 2026-", "as_of: 2026-99"), encoding="utf-8")
    path = listed(GOOD)(county_desk.folder)
    with county_desk.nothing_written():
        for words in (("import", path, *AT, "--apply"), ("check", path)):
            said = county_desk.run(*words, "--json", RISKREG_VENDOR_LISTS=str(broken))
            assert said.code == 4, words
            error = said.error
            assert error["code"] == "list-rejected"
            assert "edition.yaml" in error["message"]
            assert error["issues"][0]["cell"].isdigit()


def test_a_fault_is_told_in_a_process_of_its_own(county_desk: Desk) -> None:
    with county_desk.nothing_written():
        said = county_desk.alone("import", locked(county_desk.folder), *AT, "--apply")
    assert (said.code, said.out) == (4, "")
    assert said.err.startswith("Error: ")
    plain(said)
