"""An officer's desk at an empty register with one organisation."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from riskreg.database import Database
from riskreg.intake.returned import child as returning
from riskreg.tables import Limits, Workbook, child
from tests.intake.make import Desk


def _read_here(path: Path, folder: Path, limits: Limits) -> dict[str, Any]:
    child.main([str(path), str(folder), json.dumps(asdict(limits))])
    found: dict[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return found


def _mark_here(workbook: Workbook, folder: Path) -> str:
    returning.main([str(workbook.path), str(workbook.folder), str(folder), json.dumps(asdict(Limits()))])
    return str(json.loads((folder / "result.json").read_text(encoding="utf-8")).get("refused", ""))


@pytest.fixture(autouse=True)
def _no_child_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read real files within this process: starting the guarded one, which has tests of its own, takes the longest."""
    monkeypatch.setattr(returning, "bound_process", lambda _limits: None)
    monkeypatch.setattr("riskreg.intake.returned.writing._run", _mark_here)
    monkeypatch.setattr(child, "bound_process", lambda _limits: None)
    monkeypatch.setattr("riskreg.tables.reading._run", _read_here)


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
