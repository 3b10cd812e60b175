"""Many lists with one command: each its own import, one that fails stops no other, and the end tells of each."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from riskreg.operations.importing_several import gather
from riskreg.tables import reading
from tests.journeys.books import COUNTY, FIRE, estate, workbook
from tests.journeys.desk import Desk

READS_HERE = True
"""Forty files are read below; one test reads its own as the program does, in processes that run beside each other."""
AS_THE_PROGRAM_DOES = reading._run
HEADERS = ("Property ref", "Make", "Model", "Serial no", "Asset tag")
PREPARED_LINES = 8
"""Asset lines that the prepared register holds."""


def listed(folder: Path, name: str, *rows: Sequence[str]) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADERS, *rows])
    return path


def camera(serial: str, site: str = "LM/003") -> tuple[str, ...]:
    return (site, "Axis", "P3245-LVE", serial, "")


@pytest.fixture
def folder(county_desk: Desk) -> Path:
    """Two lists that can be taken, one that cannot, and a letter."""
    folder = county_desk.folder / "lists"
    listed(folder, "yard 2026-02-01.csv", camera("Q1001"), camera("Q1002"))
    listed(folder, "hall 2026-02-01.csv", camera("Q2001", "LM/001"))
    (folder / "broken 2026-02-01.xlsx").write_bytes(b"PK\x03\x04 cut short")
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7 a letter")
    return folder


def standings(answer: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {Path(each["path"]).name: each["standing"] for each in answer["files"]}


FOR_ALL = ("--organisation", COUNTY, "--covers", "part")


def test_a_folder_is_previewed_whole_and_nothing_is_written(
    county_desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_run", AS_THE_PROGRAM_DOES)
    with county_desk.nothing_written():
        said = county_desk.run("import", folder, *FOR_ALL)
    assert said.code == 9
    assert "Of 3 files: 2 can be imported, 0 change nothing, 1 is not taken." in said.text
    assert "letter.pdf" in said.text
    with county_desk.nothing_written():
        answer = county_desk.run("import", folder, *FOR_ALL, "--json").json
    assert standings(answer) == {
        "broken 2026-02-01.xlsx": "not taken",
        "hall 2026-02-01.csv": "ready",
        "yard 2026-02-01.csv": "ready",
    }
    assert [each["preview"]["counts"].get("new") for each in answer["files"] if each["preview"]] == [1, 2]
    assert answer["files"][0]["error"]["code"] == "file-damaged"


def test_one_that_fails_stops_no_other_and_each_can_be_undone_by_itself(county_desk: Desk, folder: Path) -> None:
    listed(folder, "a undated.csv", camera("Q9"))
    said = county_desk.run("import", folder, *FOR_ALL, "--signed-by", "Ann Carter", "--apply")
    assert said.code == 9
    assert "Of 4 files: 2 came in, 0 change nothing, 2 are not taken." in said.text
    assert "Neither the file's name nor a line above the table says which date" in said.text
    assert len(county_desk.rows("assets")) == PREPARED_LINES + 3
    hall = next(row for row in county_desk.ask("imports") if row["file_name"].startswith("hall"))
    county_desk.do("imports", "undo", hall["reference"], "--apply", "--reason", "wrong building")
    assert len(county_desk.rows("assets")) == PREPARED_LINES + 2
    signed = {row["what"]: row["signed_by"] for row in county_desk.rows("returns")}
    assert signed["yard 2026-02-01.csv"] == "Ann Carter"
    again = county_desk.run("import", folder, *FOR_ALL, "--apply", "--json").json
    assert standings(again)["yard 2026-02-01.csv"] == "changes nothing"
    assert standings(again)["hall 2026-02-01.csv"] == "imported"


def test_the_order_of_disjoint_lists_does_not_matter(county_desk: Desk, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "other.sqlite"
    shutil.copyfile(county_desk.url.removeprefix("sqlite:///"), copy)
    other = Desk(tmp_path, f"sqlite:///{copy}")
    files = sorted(folder.glob("*.csv"))
    one = county_desk.ask("import", *files, *FOR_ALL, "--apply")
    two = other.ask("import", *reversed(files), *FOR_ALL, "--apply")

    def state(desk: Desk) -> list[tuple[object, ...]]:
        codes = ("devices", "verdict", "make", "model", "serial_number", "site", "seen", "described_on")
        return sorted(tuple(row[code] for code in codes) for row in desk.rows("assets"))

    assert state(county_desk) == state(other)
    assert {each["said"][0] for each in (*one["files"], *two["files"]) if each["said"]} == set(), "as previewed"


def test_the_same_file_twice_is_said_and_taken_once(county_desk: Desk, folder: Path) -> None:
    yard = folder / "yard 2026-02-01.csv"
    twin = folder / "copy 2026-02-01.csv"
    shutil.copyfile(yard, twin)
    answer = county_desk.ask("import", yard, yard, twin, *FOR_ALL, "--apply")
    assert standings(answer) == {yard.name: "imported", twin.name: "changes nothing"}
    assert "named twice" in answer["left_out"][0]["why"]
    assert "byte for byte" in answer["files"][1]["said"][0]


def test_a_sheet_of_answers_is_written_filled_in_and_read(county_desk: Desk, folder: Path) -> None:
    (folder / "broken 2026-02-01.xlsx").unlink()
    listed(folder, "fire.csv", camera("F1", "LF/010"))
    sheet = county_desk.folder / "answers.xlsx"
    said = county_desk.run("import", folder, "--covers", "part", "--write-answers", sheet)
    assert said.code == 4
    assert "Fill it in" in said.text
    lines = {
        "hall 2026-02-01.csv": (COUNTY, "", "part", "Ann Carter", "Chief Officer"),
        "yard 2026-02-01.csv": (COUNTY, "3 February 2026", "part", "", ""),
        "fire.csv": (FIRE, "2026-02-02", "part", "", ""),
    }
    filled = workbook(
        county_desk.folder / "filled.xlsx",
        Rows=[
            ["Answers for lists"],
            [],
            ["File", "Organisation", "Date that the list describes", "Covers", "Signed by", "Post"],
            *([str(folder / name), *told] for name, told in lines.items()),
            ["gone.csv", "Nobody", "", "", "", ""],
        ],
    )
    answer = county_desk.ask("import", folder, "--answers", filled, "--apply")
    assert set(standings(answer).values()) == {"imported"}
    found = {Path(each["path"]).name: each["preview"] for each in answer["files"]}
    assert found["yard 2026-02-01.csv"]["described_on"] == "2026-02-03"
    assert found["hall 2026-02-01.csv"]["signed_post"] == "Chief Officer"
    assert found["fire.csv"]["described_on"] == "2026-02-02"
    assert answer["answers_not_used"] == ["gone.csv"]


def test_a_sheet_that_was_written_is_read_back_as_it_is(county_desk: Desk, folder: Path) -> None:
    for name in ("answers.xlsx", "answers.csv"):
        sheet = county_desk.folder / name
        county_desk.run("import", *folder.glob("*.csv"), *FOR_ALL, "--write-answers", sheet)
        answer = county_desk.ask("import", *folder.glob("*.csv"), "--answers", sheet)
        assert set(standings(answer).values()) == {"ready"}, name


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("yard 2026-02-01.csv", "yesterday", "part"), "not a date"),
        (("yard 2026-02-01.csv", "", "nothing"), "Write one of"),
    ],
)
def test_an_answer_that_is_not_understood_is_refused(
    county_desk: Desk, folder: Path, line: tuple[str, ...], words: str
) -> None:
    sheet = workbook(county_desk.folder / "bad.xlsx", A=[["File", "Dated", "Covers"], line])
    with county_desk.nothing_written():
        said = county_desk.run("import", folder, *FOR_ALL, "--answers", sheet, "--apply")
    assert (said.code, said.out) == (2, "")
    assert words in said.text
    assert "bad.xlsx" in said.text


def test_an_estate_list_goes_first_and_brings_what_others_need(sqlite_url: str, tmp_path: Path) -> None:
    desk = Desk(tmp_path, sqlite_url)
    desk.do("lists", "activate", "--yes", "--on", "2025-12-01")
    lists = tmp_path / "lists"
    listed(lists, "a hall.csv", camera("Q2001", "LM/001"))
    shutil.move(estate(tmp_path), lists / "z terrier.xlsx")
    told = ("--organisation", COUNTY, "--dated", "2026-01-01")
    seen = desk.run("import", lists, *told)
    assert seen.code == 9
    assert "is imported first, which may bring what is missing" in seen.text
    answer = desk.ask("import", lists, *told, "--apply")
    assert set(standings(answer).values()) == {"imported"}
    assert "brought what was missing" in answer["files"][0]["said"][0]


def test_nothing_is_written_where_the_previews_are_no_longer_those_that_were_seen(
    county_desk: Desk, folder: Path
) -> None:
    files = sorted(folder.glob("*.csv"))
    digest = county_desk.ask("import", *files, *FOR_ALL)["digest"]
    county_desk.do("import", listed(folder, "new.csv", camera("Q1001")), *FOR_ALL, "--dated", "2026-01-20", "--apply")
    with county_desk.nothing_written():
        said = county_desk.run("import", *files, *FOR_ALL, "--apply", "--expect", digest)
    assert said.code == 5
    digest = county_desk.ask("import", *files, *FOR_ALL)["digest"]
    assert set(standings(county_desk.ask("import", *files, *FOR_ALL, "--apply", "--expect", digest)).values()) == {
        "imported"
    }


def test_workbooks_and_pages_go_into_folders_and_none_takes_the_place_of_another(
    county_desk: Desk, folder: Path
) -> None:
    listed(folder / "below", "yard 2026-02-01.csv", camera("Q1003"))
    back = county_desk.folder / "back"
    said = county_desk.run("import", folder, *FOR_ALL, "--return", back)
    assert said.code == 2, "the folder is not there"
    back.mkdir()
    county_desk.run("import", folder, *FOR_ALL, "--return", back, "--preview-html", back)
    names = sorted(path.name for path in back.iterdir())
    assert len([name for name in names if name.endswith(".xlsx")]) == 3
    assert len([name for name in names if name.endswith(".html")]) == 3
    assert all("OFFICIAL-SENSITIVE" in name for name in names if name.endswith(".xlsx"))


def test_a_folder_gives_its_lists_by_name_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a.csv", "~$b.xlsx", ".hidden.csv", "photo.jpg"):
        (tmp_path / name).write_text("x")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "c.ods").write_text("x")
    outside = tmp_path.parent / "outside.csv"
    outside.write_text("x")
    (tmp_path / "link.csv").symlink_to(outside)
    found = gather([tmp_path, tmp_path / "photo.jpg", tmp_path / "a.csv"])
    assert [path.name for path in found.files] == ["a.csv", "b.xlsx", "c.ods", "photo.jpg"]
    assert sorted(path.name for path, _ in found.left_out) == [".hidden.csv", "a.csv", "photo.jpg", "~$b.xlsx"]
