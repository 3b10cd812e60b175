"""The figures of a report are what a person counts by hand, and each lists its own rows."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from riskreg.database import Database
from riskreg.reporting.figures import progress
from riskreg.reporting.progress import Figure, Progress
from riskreg.reporting.questions import ask_text
from riskreg.reporting.state import Point
from riskreg.rules.terms import BasisCause, DecisionOutcome, Step
from tests.remembering import estate_read_once
from tests.reporting_figures.conftest import AS_AT, Estate, build

CASES = list(csv.DictReader((Path(__file__).parent.parent / "cases" / "report_figures.csv").read_text().splitlines()))


def report(estate: Estate, point: Point | None = None, organisation: int | None = None) -> Progress:
    with estate.made.database.reading() as session:
        return progress(session, point or Point(AS_AT), organisation_id=organisation, marking="OFFICIAL")


def every_figure(found: Progress) -> list[Figure]:
    return [found.headline, *found.beside_headline, *found.figures]


def test_every_figure_is_as_counted_by_hand(estate: Estate) -> None:
    found = report(estate)
    said = {}
    for case in CASES:
        figure = found.figure(case["code"])
        for name in ("value", "numerator", "denominator", "not_known"):
            if case[name]:
                said[case["code"], name] = (int(case[name]), getattr(figure, name))
    assert {key: pair for key, pair in said.items() if pair[0] != pair[1]} == {}


def test_the_cohort_adds_up(sqlite_estate: Estate) -> None:
    found = report(sqlite_estate)
    left = sum(int(figure.value or 0) for figure in found.beside_headline if figure.code.startswith("left_"))
    assert found.figure("ever_flagged").value == 4 + found.figure("open_devices").value + left


def drilled(session: Session, figure: Figure) -> int:
    answer = ask_text(session, figure.drill)
    rows = list(answer.rows)
    if figure.unit == "pence":
        return sum(row[answer.column(figure.code.removeprefix("cost_"))] or 0 for row in rows)
    if figure.unit == "devices" or (figure.unit == "share" and answer.question in ("assets", "flagged-assets")):
        return sum(row[answer.column("devices")] for row in rows)
    return len(rows)


@pytest.mark.parametrize("inside", ["everything", "agency"])
def test_the_rows_behind_each_figure_add_up_to_it(estate: Estate, inside: str) -> None:
    found = report(estate, organisation=None if inside == "everything" else estate.agency)
    with estate.made.database.reading() as session, estate_read_once():
        for figure in every_figure(found):
            expected = figure.numerator if figure.unit == "share" else figure.value
            assert drilled(session, figure) == expected, figure.code


def test_a_body_sees_what_is_its_own(sqlite_estate: Estate) -> None:
    found = report(sqlite_estate, organisation=sqlite_estate.agency)
    assert found.organisation == "Agency of Maps"
    assert found.figure("open_devices").value == 5
    assert found.figure("sites").value == 1
    whole = report(sqlite_estate, organisation=sqlite_estate.body)
    assert whole.figure("open_devices").value == 17  # the agency stands below the department


def test_a_past_report_comes_out_the_same_whatever_is_learnt_later(database: Database) -> None:
    estate = build(database)
    then = estate.made.sequence
    before = report(estate, Point(AS_AT, then))
    estate.made.step(estate.assets["d"], Step.VERIFIED, date(2026, 7, 1), 6)
    estate.made.decide(estate.made.flags_of(estate.assets["a"])[0], DecisionOutcome.DISMISSED, date(2026, 2, 1))
    estate.made.lapse(estate.made.flags_of(estate.assets["e"])[0], BasisCause.CATALOGUE)
    estate.made.transfer(estate.sites["quay"], estate.agency, date(2026, 2, 1))
    assert report(estate, Point(AS_AT, then)).digest == before.digest
    after = report(estate)
    assert after.figure("open_devices").value == 0
    assert after.digest != before.digest


def test_a_report_as_at_an_earlier_date_leaves_out_what_came_after(sqlite_estate: Estate) -> None:
    found = report(sqlite_estate, Point(date(2026, 2, 1)))
    assert found.figure("open_devices").value == 26
    assert found.figure("step_verified").value == 0
    assert found.figure("quality_not_seen").value == 0


def test_the_mirror_and_the_facts_give_the_same_report(sqlite_estate: Estate) -> None:
    now = report(sqlite_estate)
    head = sqlite_estate.made.sequence
    sqlite_estate.made.organisation("Somebody else")  # from here on, the older point is read from the facts
    past = report(sqlite_estate, Point(AS_AT, head))
    assert past.digest == now.digest


def test_the_burn_down_ends_at_the_figure_and_shows_the_plan(sqlite_estate: Estate) -> None:
    found = report(sqlite_estate)
    rows = found.breakdown("burn_down").rows
    assert rows[0] == (date(2026, 1, 31), 26, 0, None)
    assert (AS_AT, 17, 4, 17) in rows
    assert rows[-1] == (date(2026, 12, 31), None, None, 11)


def test_tables_add_up_to_the_cohort(sqlite_estate: Estate) -> None:
    found = report(sqlite_estate)
    for code in ("by_organisation", "by_vendor", "by_kind", "by_control", "by_sensitivity", "by_network"):
        table = found.breakdown(code)
        ever, still = (next(i for i, c in enumerate(table.columns) if c.code == name) for name in ("ever", "open"))
        assert sum(row[ever] for row in table.rows) == 26, code
        assert sum(row[still] for row in table.rows) == 17, code


def test_the_bridge_is_in_the_report(sqlite_estate: Estate) -> None:
    with sqlite_estate.made.database.reading() as session:
        found = progress(session, Point(AS_AT), marking="OFFICIAL", since=Point(date(2026, 2, 1)))
    assert found.bridge is not None
    assert found.bridge.adds_up
    assert (found.bridge.opening, found.bridge.closing) == (26, 17)


def test_a_register_without_anything_gives_a_report(database: Database) -> None:
    with database.reading() as session:
        found = progress(session, Point(AS_AT), marking="OFFICIAL")
    assert found.headline.value is None
    assert found.figure("open_devices").value == 0
