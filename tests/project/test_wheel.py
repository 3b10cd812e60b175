"""The wheel works away from the checkout: migrations, vendor lists, templates and static files travel inside it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the unpacked wheel and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    site = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


@pytest.fixture(scope="module")
def place(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the unpacked wheel made an empty register."""
    folder = tmp_path_factory.mktemp("place")
    made = run(installed, folder, "db", "upgrade")
    assert made.returncode == 0, made.stderr
    return folder


def run(site: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1", "RISKREG_ACTOR": "Wheel Tester"}
    return subprocess.run(
        [sys.executable, "-m", "riskreg", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_is_what_runs(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    place = subprocess.run(
        [sys.executable, "-c", "import riskreg; print(riskreg.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert place.stdout.startswith(str(installed))


def test_a_register_is_made_and_lists_are_put_in_use_away_from_the_checkout(installed: Path, place: Path) -> None:
    active = run(installed, place, "lists", "activate", "--yes")
    assert active.returncode == 0, active.stderr
    added = run(installed, place, "org", "add", "Harbour Council", "--kind", "council")
    assert added.returncode == 0, added.stderr
    written = run(installed, place, "report", "progress", "-o", "out")
    assert written.returncode == 0, written.stderr
    assert {each.suffix for each in (place / "out").iterdir()} == {".xlsx", ".html", ".json"}


def test_a_quotation_is_checked_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "quotation.csv").write_text("Make,Model\nHikvision,DS-2CD2143G0-I\nAxis,P3245-LVE\n", encoding="utf-8")
    checked = run(installed, tmp_path, "check", "quotation.csv", "-o", "out.csv")
    assert checked.returncode == 8, checked.stderr
    assert "restricted" in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_pages_are_served_away_from_the_checkout(installed: Path, place: Path) -> None:
    asked = """
from starlette.testclient import TestClient
from riskreg.operations.office import Actor, Office
from riskreg.settings import Settings
from riskreg.web.app import create_app
with TestClient(create_app(Office(settings=Settings(), actor=Actor("W"))), base_url="http://127.0.0.1") as client:
    for path in ("/", "/reports/map", "/static/riskreg.css", "/static/govuk/govuk-frontend.min.css"):
        print(client.get(path).status_code, path)
"""
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    said = subprocess.run(
        [sys.executable, "-c", asked], cwd=place, env=environment, capture_output=True, text=True, check=False
    )
    assert [line.split()[0] for line in said.stdout.splitlines()] == ["200"] * 4, said.stdout + said.stderr
