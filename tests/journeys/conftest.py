"""Desks at registers on both engines, and the story of one register told once for many tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from tests.conftest import cloned
from tests.journeys import books
from tests.journeys.desk import Desk
from tests.journeys.story import Story, tell
from tests.sharing import made_once, reading_here


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The main line by hand, from an empty place to an undone import. Tests read it and add nothing to it.

    On SQLite each file is read in a process of its own, as for an officer; the engine has no part in that.
    """
    if request.param == "sqlite":
        yield made_once(
            tmp_path_factory, "story", lambda folder: tell(Desk(folder, f"sqlite:///{folder / 'story.sqlite'}"))
        )
        return
    server = request.getfixturevalue("postgresql_server")
    with cloned(server, "template0") as url:
        with reading_here():
            told = tell(Desk(tmp_path_factory.mktemp("desk"), url))
        yield told


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Desk:
    """An officer at an empty register on SQLite."""
    return Desk(tmp_path, sqlite_url)


@pytest.fixture(scope="session")
def prepared(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with the county's estate, lists, adoption and determinations; copied, never written."""
    return made_once(tmp_path_factory, "prepared", lambda folder: _prepare(folder, migrated_sqlite))


def _prepare(folder: Path, migrated: Path) -> Path:
    path = folder / "prepared.sqlite"
    path.write_bytes(migrated.read_bytes())
    desk = Desk(folder, f"sqlite:///{path}")
    decided = ("--reason", "Board paper 12", "--on", "2026-01-02")
    with reading_here():
        desk.do("lists", "activate", "--yes", "--on", "2025-12-01")
        desk.do("import", books.estate(folder), "--dated", "2026-01-01", "--apply")
        desk.do("org", "adopt", "uk_nil_2022", "--all", "--since", "2022-11-24")
        desk.do("determine", "--proposals", "--adopt", "hikvision", "dahua", *decided)
        desk.do("import", books.county(folder), *books.COUNTY_LIST, "--dated", "2026-01-15", "--apply")
    with_checkpoint = create_engine(desk.url)
    with with_checkpoint.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    with_checkpoint.dispose()
    return path


@pytest.fixture
def county_desk(prepared: Path, tmp_path: Path) -> Desk:
    """An officer at a copy of the prepared register."""
    path = tmp_path / "register.sqlite"
    path.write_bytes(prepared.read_bytes())
    return Desk(tmp_path, f"sqlite:///{path}")
