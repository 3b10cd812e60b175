"""The plan of a site: its money, and the flagged equipment that it leaves out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from riskreg.database import Actor, Database
from riskreg.planning import CostRange, apply, prepare, site_plan
from riskreg.rules.terms import Verdict
from riskreg.tables import read_workbook
from tests.planning.books import line, write
from tests.removal.make import make_asset, make_estate

D1 = date(2025, 3, 1)


def test_what_a_plan_costs_and_leaves_out(sqlite_database: Database, officer: Actor, tmp_path: Path) -> None:
    with sqlite_database.transaction(officer, "prepare", "test") as session:
        estate = make_estate(session, "H1", "H2")
        make_asset(session, estate, tag="T-1")
        make_asset(session, estate, tag="T-2", quantity=4)
        make_asset(session, estate, tag="T-3", verdict=Verdict.CLEAR, make="Axis")
    rows = [
        line(replaces="T-1"),
        line(replaces="T-3", funded="no", low=None, likely=0.1, high=0.2),
        line(replaces="T-3", funded=None),
    ]
    path = write(tmp_path / "plan.xlsx", rows)
    with read_workbook(path) as workbook, sqlite_database.transaction(officer, "plan", "test") as session:
        apply(session, prepare(session, workbook, D1))
    with sqlite_database.reading() as session:
        found = site_plan(session, 1, D1)
        assert found.plan
        assert [planned.asset_ids for planned in found.lines] == [(1,), (3,), (3,)]
        assert found.cost == CostRange(200000, 300110, 400020, lines=3, lines_incomplete=1)
        assert found.cost_funded == CostRange(100000, 150050, 200000, lines=1, lines_incomplete=0)
        assert (found.flagged_devices, found.planned_devices, found.unplanned_asset_ids) == (5, 1, (2,))
        none = site_plan(session, 2, D1)
        assert none.plan is None
        assert none.cost == CostRange(0, 0, 0, lines=0, lines_incomplete=0)
        early = site_plan(session, 1, D1, as_known=1)
        assert early.plan is None
        assert early.unplanned_asset_ids == (1, 2)
