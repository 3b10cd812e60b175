"""An officer's desk at an empty register with one organisation."""

from __future__ import annotations

from pathlib import Path

import pytest
from riskreg.database import Database

from tests.intake.make import Desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """On both engines."""
    desk = Desk(database, tmp_path)
    desk.organisation()
    return desk


@pytest.fixture
def quick_desk(sqlite_database: Database, tmp_path: Path) -> Desk:
    """On SQLite, for what does not depend on the engine."""
    desk = Desk(sqlite_database, tmp_path)
    desk.organisation()
    return desk
