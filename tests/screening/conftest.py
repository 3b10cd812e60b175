"""An office at a register with the bundled lists and one council, copied per test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.conftest import cloned
from tests.screening.council import Council, found
from tests.sharing import made_once


@pytest.fixture(scope="session")
def template(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with lists in use and a council that has adopted nothing; copied, never written."""

    def make(folder: Path) -> Path:
        path = folder / "template.sqlite"
        shutil.copyfile(migrated_sqlite, path)
        found(f"sqlite:///{path}", folder)
        return path

    return made_once(tmp_path_factory, "council", make)


@pytest.fixture(scope="session")
def template_postgresql(
    postgresql_server: str, migrated_postgresql: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same on PostgreSQL: the name of its database."""
    with cloned(postgresql_server, migrated_postgresql) as url:
        found(url, tmp_path_factory.mktemp("council"))
        yield str(make_url(url).database)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Council]:
    """A council at a register of its own, once on each engine."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("template"), tmp_path / "register.sqlite")
        council = Council(tmp_path)
        yield council
        council.place.close()
        return
    server, template = (request.getfixturevalue(name) for name in ("postgresql_server", "template_postgresql"))
    with cloned(server, template) as url:
        council = Council(tmp_path, url)
        yield council
        council.place.close()


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
