"""A small estate whose every figure was computed by hand."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from riskreg.database import Database
from riskreg.rules.terms import (
    Act,
    BasisCause,
    ClaimedStatus,
    Control,
    DecisionOutcome,
    EquipmentKind,
    Funding,
    Limb,
    LimbAnswer,
    Network,
    SiteClass,
    Step,
    Verdict,
)
from tests.conftest import cloned
from tests.reporting_figures.make import Line, Made

AS_AT = date(2026, 9, 30)


@dataclass
class Estate:
    """The register and the keys of what is in it.

    Assets (quantity): `a` 10, of which 4 verified · `b` 3 dismissed · `c` 2 released by an edition · `d` 6 open, on a
    sensitive site and the core network, claimed removed · `e` 5 suspected, on a site not assessed · `f` 7 unknown ·
    `g` 20 clear.
    """

    made: Made
    body: int
    agency: int
    sites: dict[str, int]
    regime: int
    assets: dict[str, int] = field(default_factory=dict)


def build(database: Database) -> Estate:
    made = Made(database)
    body = made.organisation("Department of Weather")
    agency = made.organisation("Agency of Maps", parent=body)
    sites = {
        "tower": made.site("Storm Tower", body),
        "quay": made.site("Quay House", body, control=Control.LANDLORD),
        "map": made.site("Map Room", agency, listed=False),
        "empty": made.site("Empty Depot", body),
    }
    made.assess(sites["quay"], {Limb.MINISTERS: LimbAnswer.YES})
    made.assess(sites["tower"], dict.fromkeys(Limb, LimbAnswer.NO))
    made.assess(sites["map"], {Limb.MINISTERS: LimbAnswer.NO})
    system = made.system(sites["tower"], "Recorder group 1")
    regime = made.regime("us_889")
    made.obligation(regime, Act.REMOVE, SiteClass.SENSITIVE, from_on=date(2024, 4, 24), due_on=date(2025, 4, 24))
    made.obligation(regime, Act.CEASE_DEPLOYMENT, SiteClass.ANY, from_on=date(2022, 11, 24), due_on=None)
    made.obligation(regime, Act.NEVER_CONNECT, SiteClass.ANY, from_on=date(2022, 11, 24), due_on=None)
    made.adopt(body, regime)
    made.adopt(agency, regime)
    hik = made.key("Hikvision", "hikvision", {regime: Verdict.RESTRICTED})
    oem = made.key("SafeView", "dahua", {regime: Verdict.SUSPECTED})
    axis = made.key("Axis", "axis", {regime: Verdict.CLEAR})
    none = made.key(None, None, {regime: Verdict.UNKNOWN})
    estate = Estate(made, body, agency, sites, regime)

    def flagged(name: str, line: Line, key: int = hik, verdict: Verdict = Verdict.RESTRICTED) -> int:
        estate.assets[name] = made.asset(line, key, verdict, flags={regime: verdict})
        return estate.assets[name]

    a = flagged("a", Line(sites["tower"], quantity=10, system=system, installed_on=date(2023, 5, 1), serial="S1"))
    b = flagged("b", Line(sites["tower"], quantity=3))
    c = flagged("c", Line(sites["tower"], quantity=2, kind=EquipmentKind.RECORDER))
    d = flagged(
        "d",
        Line(
            sites["quay"],
            quantity=6,
            network=Network.CORE_NETWORK,
            claimed=ClaimedStatus.REMOVED,
            installed_on=date(2020, 1, 1),
        ),
    )
    e = flagged("e", Line(sites["map"], make="SafeView", quantity=5), oem, Verdict.SUSPECTED)
    estate.assets["f"] = made.asset(Line(sites["tower"], make=None, model=None, quantity=7), none, Verdict.UNKNOWN)
    estate.assets["g"] = made.asset(Line(sites["quay"], make="Axis", quantity=20), axis, Verdict.CLEAR)
    made.step(a, Step.PHYSICALLY_REMOVED, date(2026, 3, 1), 5)
    made.step(a, Step.VERIFIED, date(2026, 3, 2), 4)
    made.decide(made.flags_of(b)[0], DecisionOutcome.DISMISSED, date(2026, 4, 1), "an Axis under a wrong label")
    made.lapse(made.flags_of(c)[0], BasisCause.EDITION, date(2026, 5, 1))
    made.decide(made.flags_of(d)[0], DecisionOutcome.CONFIRMED, date(2026, 5, 2), "seen on site")
    made.absent(e, date(2026, 6, 1))
    made.plan(
        sites["tower"],
        [a, b],
        target_on=date(2026, 12, 31),
        costs=(100_00, 150_00, 300_00),
        funding=Funding.FUNDED,
    )
    made.plan(sites["quay"], [d], target_on=date(2026, 8, 1))
    return estate


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def estate(request: pytest.FixtureRequest) -> Estate:
    """The estate once on each engine, only to be read: building it takes longer than reading it."""
    if request.param == "sqlite":
        return cast(tuple[Path, Estate], request.getfixturevalue("built_sqlite"))[1]
    return cast(Estate, request.getfixturevalue("built_postgresql"))


@pytest.fixture(scope="session")
def built_postgresql(postgresql_server: str, migrated_postgresql: str) -> Iterator[Estate]:
    with cloned(postgresql_server, migrated_postgresql) as url:
        database = Database(url)
        yield build(database)
        database.close()


@pytest.fixture(scope="session")
def built_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Estate]]:
    path = tmp_path_factory.mktemp("estate") / "estate.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    built = build(database)
    yield path, built
    database.close()


@pytest.fixture
def sqlite_estate(built_sqlite: tuple[Path, Estate], tmp_path: Path) -> Iterator[Estate]:
    """The estate in a file of the test's own, to be written to."""
    path, built = built_sqlite
    copied = tmp_path / "estate.sqlite"
    with sqlite3.connect(path) as source, sqlite3.connect(copied) as target:
        source.backup(target)  # takes what still stands in the write-ahead log, which a copy of the file would not
    source.close()
    target.close()
    database = Database(f"sqlite:///{copied}")
    made = Made(database, _number=built.made._number)
    yield Estate(made, built.body, built.agency, dict(built.sites), built.regime, dict(built.assets))
    database.close()
