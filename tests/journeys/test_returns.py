"""Who has sent what, as a programme office asks it: requests, lists, nil returns, and what contradicts them."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.journeys.books import COUNTY, FIRE
from tests.journeys.desk import Desk

READS_HERE = True
SIGNED = ("--signed-by", "Mo Reed", "--post", "Chief Fire Officer")


def listed(desk: Desk, *rows: str, name: str = "fire.csv", above: str = "") -> Path:
    path = desk.folder / name
    path.write_text("\n".join(filter(None, (above, "Property ref,Make,Model,Serial no", *rows))), encoding="utf-8")
    return path


def figures(desk: Desk, *words: str) -> dict[str, dict[str, object]]:
    return {each["code"]: each for each in desk.ask("returns", *words)["figures"]}


def test_every_figure_of_completeness_lists_its_rows(county_desk: Desk) -> None:
    county_desk.do("returns", "ask", "--all", "--as-at", "2026-01-01", "--due", "2026-02-01", "--on", "2026-01-01")
    county_desk.do("returns", "nil", "--site", "Drill ground", "--as-at", "2026-02-01", *SIGNED)
    county_desk.do("returns", "nil", "--organisation", COUNTY, "--as-at", "2026-02-01", *SIGNED)
    found = figures(county_desk, "--as-at", "2026-03-01")
    for figure in found.values():
        question, *filters = str(figure["drill"]).split()
        expected = figure["value"] if figure["numerator"] is None else figure["numerator"]
        assert len(county_desk.rows(question, *filters)) == expected, figure["code"]
    assert found["nil_returns_disputed"]["value"] == 1
    assert (found["returns_sites"]["numerator"], found["returns_sites"]["denominator"]) == (1, 6)
    county_desk.do("report", "progress", "--as-at", "2026-03-01", "-o", "out")
    report = next((county_desk.folder / "out").glob("*.json"))
    assert '"returns_sites"' in report.read_text(encoding="utf-8")


def test_what_is_missing_is_listed_and_a_nil_return_answers_until_it_is_withdrawn(county_desk: Desk) -> None:
    def silent() -> set[str]:
        return {row["site"] for row in county_desk.ask("returns", "missing", "--as-at", "2026-03-01")["sites"]}

    assert silent() == {"Brack Street fire station", "Drill ground"}
    assert FIRE in county_desk.do("returns").text
    said = county_desk.do("returns", "nil", "--organisation", FIRE, "--as-at", "2026-02-01", *SIGNED)
    assert "has none as at 1 February 2026, signed by Mo Reed, Chief Fire Officer" in said.text
    reference = said.out.split(":")[0]
    head = county_desk.held().sequence
    assert silent() == set()
    with county_desk.nothing_written():
        assert county_desk.run("returns", "withdraw", reference).code == 2
    county_desk.do("returns", "withdraw", reference, "--reason", "Signed for another year")
    assert len(silent()) == 2
    assert county_desk.ask("returns", "missing", "--as-at", "2026-03-01", "--as-known", str(head))["sites"] == []
    shown = county_desk.do("show", reference).text
    assert "Signed for another year" in shown
    assert "Mo Reed, Chief Fire Officer" in shown


def test_a_nil_return_against_the_register_is_in_question_and_removes_nothing(county_desk: Desk) -> None:
    before = county_desk.rows("assets")
    said = county_desk.do("returns", "nil", "--site", "LM/001", "--as-at", "2026-02-01", *SIGNED)
    assert "In question: 3 devices on record there. Nothing is removed by this." in said.text
    assert county_desk.rows("assets") == before
    (row,) = county_desk.rows("returns", "--came", "disputed")
    assert row["state"] == "in question: 3 devices are on record there"


def test_a_list_that_comes_after_a_nil_return_says_so(county_desk: Desk) -> None:
    county_desk.do("returns", "nil", "--organisation", FIRE, "--as-at", "2026-02-01", *SIGNED)
    path = listed(county_desk, "LF/010,Axis,P3245-LVE,Q1", "LF/010,Axis,P3245-LVE,Q2")
    told = ("--organisation", FIRE, "--dated", "2026-02-15")
    answer = county_desk.ask("import", path, *told)
    (issue,) = (each for each in answer["issues"] if each["code"] == "nil-return-contradicted")
    assert "signed by Mo Reed, Chief Fire Officer" in issue["message"]
    assert "this list has 2 rows there" in issue["message"]
    county_desk.do("import", path, *told, "--apply")
    assert [row["came"] for row in county_desk.rows("returns-by-site", "--site", "LF/010")] == ["a list"]


def test_who_signs_is_read_from_the_list_and_a_person_goes_before_it(county_desk: Desk) -> None:
    told = ("--organisation", FIRE, "--dated", "2026-02-15")
    path = listed(county_desk, "LF/010,Axis,P3245-LVE,Q1", above='"Completed by: Sam Poole, Station Officer"')
    assert county_desk.ask("import", path, *told)["signed_by"] == "Sam Poole"
    county_desk.do("import", path, *told, *SIGNED, "--apply")
    (row,) = county_desk.rows("returns", "--organisation", FIRE)
    assert (row["signed_by"], row["signed_post"]) == ("Mo Reed", "Chief Fire Officer")
    assert "Mo Reed, Chief Fire Officer" in county_desk.do("show", row["reference"]).text
    with county_desk.nothing_written():
        assert county_desk.run("import", path, *told, "--post", "Clerk", "--apply").code == 2


def test_a_list_without_a_date_goes_back_and_comes_in_with_what_its_sender_says_in_it(county_desk: Desk) -> None:
    path, back = listed(county_desk, "LF/010,Axis,P3245-LVE,Q1"), county_desk.folder / "back.xlsx"
    said = county_desk.run("import", path, "--organisation", FIRE, "--return", back)
    assert said.code == 2
    book = openpyxl.load_workbook(back)
    told = {row[0].value: row[1] for row in book.worksheets[0].iter_rows(max_row=12)}
    told["Date that the list describes"].value = "15 February 2026"
    told["Signed by"].value = "Mo Reed"
    told["Post of the person who signs"].value = "Chief Fire Officer"
    book.save(back)
    county_desk.do("import", back, "--apply")
    (row,) = county_desk.rows("returns", "--organisation", FIRE)
    assert (row["described_on"], row["signed_by"], row["signed_post"]) == (
        "2026-02-15", "Mo Reed", "Chief Fire Officer",
    )  # fmt: skip


def test_requests_show_who_is_late(county_desk: Desk) -> None:
    county_desk.do(
        "returns", "ask", "--organisation", COUNTY, "--and-below", "--as-at", "2026-01-15", "--due", "2026-02-01",
        "--on", "2026-01-16", "--note", "Letter 14",
    )  # fmt: skip
    rows = {row["organisation"]: row for row in county_desk.ask("returns", "asked")["rows"]}
    assert (rows[FIRE]["state"], rows[FIRE]["answered"], rows[FIRE]["sites"]) == ("overdue", 0, 2)
    assert rows[COUNTY]["state"] == "late", "the register was told after the day"
    county_desk.do("returns", "withdraw", rows[FIRE]["reference"], "--reason", "Asked by telephone instead")
    assert [row["organisation"] for row in county_desk.ask("returns", "asked")["rows"]] == [COUNTY]
    out = county_desk.folder / "asked.csv"
    county_desk.do("query", "returns-asked", "-o", out)
    assert len(list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("returns", "nil", "--as-at", "2026-02-01", *SIGNED), "either --organisation NAME or --site SITE"),
        (("returns", "nil", "--site", "Nowhere", "--as-at", "2026-02-01", *SIGNED), "There is no site “Nowhere”"),
        (("returns", "nil", "--organisation", FIRE, "--as-at", "1 May 2099", *SIGNED), "lies ahead"),
        (("returns", "ask", "--as-at", "2026-02-01", "--due", "2026-03-01"), "Say who was asked"),
        (("returns", "withdraw", "NIL-222-22222", "--reason", "x"), "mistyped"),
        (("returns", "--json", "list"), "Give the options after the command"),
    ],
)
def test_what_cannot_be_recorded_is_said(county_desk: Desk, words: tuple[str, ...], said: str) -> None:
    with county_desk.nothing_written():
        found = county_desk.run(*words)
    assert found.code in (2, 3)
    assert said in found.text
