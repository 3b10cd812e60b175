"""An office at a register with the bundled lists and one council, copied per test."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import _administer, _named
from tests.screening.council import Council, found


@pytest.fixture(scope="session")
def template(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with lists in use and a council that has adopted nothing; copied, never written."""
    path = tmp_path_factory.mktemp("council") / "template.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    found(f"sqlite:///{path}", path.parent)
    return path


@pytest.fixture(scope="session")
def template_postgresql(
    postgresql_server: str, migrated_postgresql: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The same on PostgreSQL; cloned, never written."""
    name = f"{migrated_postgresql}_council"
    _administer(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {migrated_postgresql}")
    found(_named(postgresql_server, name), tmp_path_factory.mktemp("council"))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Council]:
    """A council at a register of its own, once on each engine."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("template"), tmp_path / "register.sqlite")
        council = Council(tmp_path)
        yield council
        council.place.close()
        return
    server = request.getfixturevalue("postgresql_server")
    name = f"riskreg_{uuid.uuid4().hex[:8]}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('template_postgresql')}")
    council = Council(tmp_path, _named(server, name))
    yield council
    council.place.close()
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def councils(template: Path, tmp_path: Path) -> Iterator[Callable[[], Council]]:
    """Makes councils, each at a register of its own."""
    made: list[Council] = []

    def make() -> Council:
        folder = tmp_path / f"council{len(made)}"
        folder.mkdir()
        shutil.copyfile(template, folder / "register.sqlite")
        made.append(Council(folder))
        return made[-1]

    yield make
    for each in made:
        each.place.close()


@pytest.fixture
def council(councils: Callable[[], Council]) -> Council:
    """A council at a register of its own."""
    return councils()
