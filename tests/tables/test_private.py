"""What a killed program left of a list is deleted by the next one, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from riskreg.tables import Limits, read_workbook
from riskreg.tables.private import sweep
from tests.tables import builders


def ended() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


def folder(below: Path, name: str, hours: float) -> Path:
    made = below / name
    made.mkdir()
    (made / "rows").write_bytes(b"rows of a list")
    os.utime(made, times=(time.time() - hours * 3600,) * 2)
    return made


def test_only_old_folders_of_programs_that_ended_are_deleted(tmp_path: Path) -> None:
    gone = ended()
    left = folder(tmp_path, f"riskreg-rows-{gone}-a", 2)
    kept = [
        folder(tmp_path, f"riskreg-rows-{gone}-b", 0.5),
        folder(tmp_path, f"riskreg-rows-{os.getpid()}-c", 2),
        folder(tmp_path, "riskreg-other", 2),
    ]
    (tmp_path / f"riskreg-rows-{gone}-link").symlink_to(kept[2])
    assert sweep(tmp_path) == 1
    assert not left.exists()
    assert all((each / "rows").exists() for each in kept)


def test_the_folder_of_a_reading_names_its_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with read_workbook(builders.xlsx(tmp_path / "a.xlsx", {"A": builders.LIST}), Limits()) as workbook:
        assert workbook.folder is not None
        assert workbook.folder.name.startswith(f"riskreg-rows-{os.getpid()}-")
        assert workbook.folder.stat().st_mode & 0o077 == 0
