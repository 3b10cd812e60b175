"""The town hall whose replacement is appraised."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from riskreg.operations.office import Office
from tests.planning import appraised
from tests.screening.council import office_at
from tests.sharing import made_once, reading_here


@pytest.fixture(scope="session")
def town_hall(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with the town hall; copied, never written."""

    def build(folder: Path) -> Path:
        path = Path(shutil.copyfile(migrated_sqlite, folder / "register.sqlite"))
        with reading_here():
            appraised.build(f"sqlite:///{path}", folder)
        return path

    return made_once(tmp_path_factory, "town_hall", build)


@pytest.fixture
def office(town_hall: Path, tmp_path: Path) -> Iterator[Office]:
    place = office_at(f"sqlite:///{shutil.copyfile(town_hall, tmp_path / 'register.sqlite')}", tmp_path)
    yield place
    place.close()


@pytest.fixture(scope="session")
def drafted_hall(town_hall: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town hall with its options drafted, and `appraisal.xlsx` beside the register; copied, never written."""

    def build(folder: Path) -> Path:
        path = Path(shutil.copyfile(town_hall, folder / "register.sqlite"))
        place = office_at(f"sqlite:///{path}", folder)
        appraised.drafted(place)
        appraised.edited(place, folder)
        place.close()
        return path

    return made_once(tmp_path_factory, "drafted_hall", build)
