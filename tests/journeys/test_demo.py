"""The demonstration: what it promises, and its report held against the estate's own truth."""

from __future__ import annotations

import shlex
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import create_engine, select

from riskreg.database import Database
from riskreg.demo import FIRST_DATED, TrueClass, TrueRow, write_estate
from riskreg.operations.asking import asked
from riskreg.operations.office import Office
from riskreg.operations.reporting import format_value
from riskreg.register import Asset, ImportBatch, ImportedRow
from riskreg.rules.terms import Verdict
from riskreg.settings import Settings
from tests.journeys.desk import Desk, Said
from tests.journeys.issued import Issued, added_up, expected, issued
from tests.remembering import estate_read_once

READS_HERE = True
LEAST_RECALL = 0.99
"""Share of the devices by restricted makers, told by any trace at all, that must be flagged."""


@dataclass(frozen=True)
class Made:
    """The demonstration, made once."""

    said: Said
    folder: Path
    report: Issued
    desk: Desk


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("demo")
    desk = Desk(folder, f"sqlite:///{folder / 'riskreg-demo' / 'demo.sqlite'}", actor=None)
    said = desk.do("demo")
    return Made(said, folder / "riskreg-demo", issued(folder / "riskreg-demo" / "reports"), desk)


@pytest.fixture(scope="module")
def truth(made: Made, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[TrueRow, Verdict]]:
    """Every row of the first lists with what it is in truth, and what the register says of its asset."""
    estate = write_estate(tmp_path_factory.mktemp("truth"))
    engine = create_engine(made.desk.url)
    query = (
        select(ImportBatch.file_name, ImportedRow.sheet, ImportedRow.row, Asset.verdict)
        .join(ImportBatch, ImportBatch.id == ImportedRow.import_batch_id)
        .join(Asset, Asset.id == ImportedRow.asset_id)
        .where(ImportBatch.described_on == FIRST_DATED)
    )
    with engine.connect() as connection:
        said = {(file, sheet, row): verdict for file, sheet, row, verdict in connection.execute(query)}
    engine.dispose()
    named = ((row, (row.file, row.file if row.file.endswith(".csv") else row.sheet, row.row)) for row in estate.truth)
    return [(row, said[key]) for row, key in named if key in said]


def figure(made: Made, code: str) -> Any:
    return next(each["value"] for each in made.report.figures if each["code"] == code)


def test_it_is_as_large_as_promised(made: Made) -> None:
    assert len(made.desk.ask("org", "list")) == 8
    assert len([row for row in made.desk.rows("sites") if row["listed"] == "yes"]) == 300
    assert 4_500 <= figure(made, "devices") <= 5_500
    assert len(list((made.folder / "lists").glob("*.*"))) >= 12


def test_it_says_the_headline_what_was_made_and_four_things_to_try(made: Made) -> None:
    headline = made.report.json["figures"]["headline"]
    assert format_value(headline["value"], "share") in made.said.text
    assert f"{headline['numerator']:,} of {headline['denominator']:,}" in made.said.text
    tries = made.said.out.split("Four things to try next:")[1].strip().splitlines()
    assert len(tries) == 4
    for line in tries:
        words = shlex.split(line)
        assert words[0] == "riskreg"
        assert made.desk.run(*words[1:]).code in (0, 8), line


def test_page_workbook_and_json_agree(made: Made) -> None:
    report = made.report
    assert report.json["digest"] in report.page
    assert any(report.json["digest"] in str(row[0]) for row in report.cells["Cover"])
    for each in report.figures:
        shown = format_value(each["value"], each["unit"])
        assert report.on_sheet[each["code"]]["As shown in the report"].startswith(shown), each["code"]
        assert shown in report.page, each["code"]
    bridge = report.json["figures"]["bridge"]
    assert bridge["opening"] + sum(line["devices"] for line in bridge["lines"]) == bridge["closing"]
    assert bridge["closing"] == figure(made, "open_devices")


def test_the_rows_behind_every_figure_add_up_to_it(made: Made) -> None:
    place = Office(settings=Settings(database_url=made.desk.url))
    wrong = {}
    try:
        with (
            place.reading() as session,
            patch.object(Database, "reading", lambda _: _kept(session)),
            estate_read_once(),
        ):
            for each in made.report.figures:
                question, *words = shlex.split(each["drill"])
                with asked(place, question, _given(words)) as found:
                    codes = [column.code for column in found.columns]
                    rows = [dict(zip(codes, row, strict=True)) for row in found.rows]
                if added_up(each, question, rows) != expected(each):
                    wrong[each["code"]] = (added_up(each, question, rows), expected(each))
    finally:
        place.close()
    assert wrong == {}


class _kept(AbstractContextManager[Any]):  # noqa: N801 - reads as a verb where it is used
    """A session that stays open for the next question."""

    def __init__(self, session: Any) -> None:
        self.session = session

    def __enter__(self) -> Any:
        return self.session

    def __exit__(self, *_: object) -> None:
        return None


def _given(words: list[str]) -> dict[str, str | bool]:
    given: dict[str, str | bool] = {}
    for place, word in enumerate(words):
        if word.startswith("--"):
            value = words[place + 1] if place + 1 < len(words) else "--"
            given[word] = True if value.startswith("--") else value
    return given


@pytest.mark.parametrize("code", ["removed_verified_share", "open_sites", "cost_likely", "overdue_devices"])
def test_a_drill_runs_as_it_is_printed(made: Made, code: str) -> None:
    line = made.report.on_sheet[code]["How to list the rows"]
    each = next(each for each in made.report.figures if each["code"] == code)
    words = shlex.split(line)
    assert words[:2] == ["riskreg", "query"]
    assert added_up(each, words[2], made.desk.rows(*words[2:])) == expected(each)


def test_nobody_elses_device_is_called_restricted(truth: list[tuple[TrueRow, Verdict]]) -> None:
    wrong = [row for row, verdict in truth if row.truth is TrueClass.OTHER and verdict is Verdict.RESTRICTED]
    assert [(row.make, row.model, row.dirt) for row in wrong] == []


def test_nothing_by_a_restricted_maker_is_cleared(truth: list[tuple[TrueRow, Verdict]]) -> None:
    wrong = [row for row, verdict in truth if row.truth is TrueClass.RESTRICTED_MAKER and verdict is Verdict.CLEAR]
    assert [(row.make, row.model, row.dirt) for row in wrong] == []


def test_devices_by_restricted_makers_are_flagged(truth: list[tuple[TrueRow, Verdict]]) -> None:
    found = Counter(verdict.is_flagged for row, verdict in truth if row.truth is TrueClass.RESTRICTED_MAKER)
    recall = found[True] / found.total()
    print(f"recall on restricted makers: {recall:.4f} of {found.total()}")
    assert found.total() > 1_000
    assert recall >= LEAST_RECALL


def test_what_tells_nothing_is_unknown(truth: list[tuple[TrueRow, Verdict]]) -> None:
    found = Counter(verdict for row, verdict in truth if row.truth is TrueClass.UNKNOWN)
    assert found.total() > 100
    assert found[Verdict.UNKNOWN] / found.total() > 0.99
    assert found[Verdict.CLEAR] == 0


def test_a_second_demonstration_there_needs_its_own_mark(made: Made) -> None:
    strange = made.folder.parent / "mine"
    strange.mkdir()
    (strange / "notes.txt").write_text("mine", encoding="utf-8")
    said = made.desk.run("demo", "-o", strange)
    assert (said.code, [path.name for path in strange.iterdir()]) == (2, ["notes.txt"])
