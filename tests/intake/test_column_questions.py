"""Unsure means ask: which columns are asked about, with which values, and what an answer does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import typer

from riskreg import intake
from riskreg.cli import column_questions as terminal
from riskreg.database import Actor, Database
from riskreg.intake.names import name_key
from riskreg.operations.column_questions import Question, meaning_of, questions_about
from riskreg.register import Organisation
from riskreg.rules.terms import ImportKind, OrganisationKind
from riskreg.tables import ASSET_FIELDS, find_tables, placed, read_workbook

DAY = date(2026, 3, 31)


def asked(database: Database, officer: Actor, path: Path, lines: str, **mapping: str) -> tuple[Question, ...]:
    path.write_text(lines, encoding="utf-8")
    with database.transaction(officer, "test", "test") as session:
        body = Organisation(name="Museum of Tides", name_key=name_key("Museum of Tides"), kind=OrganisationKind.AGENCY)
        session.add(body)
        session.flush()
        with read_workbook(path) as workbook:
            preview = intake.prepare(
                session, workbook, organisation_id=body.id, described_on=DAY, overrides=mapping, today=DAY
            )
            return questions_about(workbook, preview)


LIST = (
    "Camera brand label,Model,Serial number,Serial no,Site name,Bin colour\n"
    "Hikvision,DS-1,S1,X1,Town Hall,green\nAxis,P1,S2,X2,Library,red\nAxis,P1,S3,X3,Library,red\n"
)


def test_a_partly_known_header_and_a_contested_meaning_are_asked_about(
    sqlite_database: Database, officer: Actor, tmp_path: Path
) -> None:
    found = asked(sqlite_database, officer, tmp_path / "list.csv", LIST)
    assert [(q.header, q.taken_for, q.values) for q in found] == [
        ("Camera brand label", "make", ("Hikvision", "Axis")),
        ("Serial number", None, ("S1", "S2", "S3")),
    ]


def test_what_was_answered_is_not_asked_again(sqlite_database: Database, officer: Actor, tmp_path: Path) -> None:
    answers = {"Camera brand label": "make", "Serial number": "text"}
    assert asked(sqlite_database, officer, tmp_path / "list.csv", LIST, **answers) == ()


def test_unknown_columns_are_asked_about_where_nothing_tells_what_the_devices_are(
    sqlite_database: Database, officer: Actor, tmp_path: Path
) -> None:
    lines = "Asset tag,Site name,Serial number,Gizmo\nA1,Town Hall,S1,Hikvision DS-1\nA2,Library,S2,Axis P1\n"
    found = asked(sqlite_database, officer, tmp_path / "list.csv", lines)
    assert [(q.header, q.taken_for) for q in found] == [("Gizmo", None)]


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("Serial number", "serial_number"),
        ("site-code", "site_code"),
        ("text", "text"),
        ("ignore", "ignore"),
        ("x", None),
    ],
)
def test_an_answer_names_a_field(answer: str, meaning: str | None) -> None:
    assert meaning_of(answer, ImportKind.ASSETS) == meaning


def test_a_column_kept_as_text_by_a_person_has_no_meaning_and_is_not_left_out(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Make,Model,Notes\nAxis,P1,x\n", encoding="utf-8")
    (table,) = find_tables(read_workbook(path), ASSET_FIELDS, {"Notes": "text"}).tables
    assert [column.header for column in table.other_columns] == ["Notes"]


def test_a_person_agrees_corrects_and_is_told_how_to_say_it_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter(["make", "?", "banana", "asset tag"])
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: next(typed))
    questions = (
        Question("1", "A", "Label", "make", "the header contains “label”", ("Axis",)),
        Question("1", "C", "No", None, "no known spelling in the header", ("S1",)),
    )
    assert terminal.ask_about(questions, ImportKind.ASSETS) == {"Label": "make", "No": "asset_tag"}


def test_nobody_is_asked_without_a_terminal() -> None:
    assert not terminal.is_somebody_there()


def test_a_list_without_sites_takes_the_one_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Make,Model,Serial\nAxis,P1,S1\n", encoding="utf-8")
    understood = find_tables(read_workbook(path), ASSET_FIELDS)
    for site, field in (("Town Hall", "site_name"), ("TH01", "site_code")):
        (table,) = placed(understood, site).tables
        assert [table.value(row, field) for row in table.rows()] == [site]
    path.write_text("Make,Model,Site name\nAxis,P1,Library\n", encoding="utf-8")
    (table,) = placed(find_tables(read_workbook(path), ASSET_FIELDS), "Town Hall").tables
    assert [table.value(row, "site_name") for row in table.rows()] == ["Library"]
