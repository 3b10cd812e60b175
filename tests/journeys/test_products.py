"""Candidate replacements are kept, and a newer list names those that it catches and the plans that hold them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from riskreg.settings import data_folder
from tests.journeys import books
from tests.journeys.desk import Desk

READS_HERE = True

DEBARRED = """  - label: '2026-11-01'
    legal_on: 2026-11-01
    source: UK-DEBARMENT
    url: https://www.gov.uk/guidance/the-national-security-unit-for-procurement
    entries:
      - key: vivotek
        name: VIVOTEK Inc.
        vendor: vivotek
        from: 2026-11-01
        source: UK-DEBARMENT
        debarment: {ground: an invented one, mandatory: true}

obligations:
"""


@pytest.fixture
def newer_lists(tmp_path: Path) -> Path:
    """The bundled lists with a later debarment list that names VIVOTEK, an invented entry."""
    folder = Path(shutil.copytree(data_folder("vendor_lists"), tmp_path / "newer"))
    regime = folder / "regimes" / "uk_debarment.yaml"
    text = regime.read_text(encoding="utf-8")
    regime.write_text(text.replace("\nobligations:\n", DEBARRED, 1), encoding="utf-8")
    return folder


def test_a_newer_list_names_the_candidates_and_plans_that_it_catches(desk: Desk, newer_lists: Path) -> None:
    desk.do("lists", "activate", "--yes", "--on", "2025-12-01")
    desk.do("import", books.estate(desk.folder), "--dated", "2026-01-01", "--apply")
    desk.do("products", "import", "--bundled", "--apply")
    vivotek = [each for each in desk.run("products", "list", "--json").json if each["candidate"]["vendor"] == "Vivotek"]
    assert {each["verdict"] for each in vivotek} == {"clear"}
    model = vivotek[0]["candidate"]["model"]
    plan = desk.folder / "plan.csv"
    plan.write_text(f"Site code,Replaces,Replacement,Quantity\nLM/001,all flagged,4 x Vivotek {model},4\n", "utf-8")
    desk.do("plan", "import", plan, "--dated", "2026-06-01", "--apply")
    assert "is itself" not in desk.do("plan", "show").text
    newer = {"RISKREG_VENDOR_LISTS": str(newer_lists)}
    foreseen = desk.do("lists", "preview", "--json", **newer, RISKREG_ACTOR="").json["would"]  # it asks for no name
    activated = desk.do("lists", "activate", "--yes", **newer)
    (site,) = desk.run("plan", "show", "--json", **newer).json
    caught = {each["reference"]: each for each in foreseen["products"]}
    assert set(caught) == {each["reference"] for each in vivotek}
    assert {(each["was"], each["now"]) for each in caught.values()} == {("clear", "restricted")}
    assert caught[vivotek[0]["reference"]]["plans"] == [site["site"]]
    assert [each["plans"] for each in caught.values()].count([]) == len(caught) - 1
    assert "Candidate replacements that it catches" in activated.text
    (line,) = site["lines"]
    assert line["product_verdict"] == "restricted"
    assert "VIVOTEK Inc." in line["product_reason"]
    assert f"4 x Vivotek {model} is itself restricted; do not order it." in desk.do("plan", "show", **newer).text
    shown = desk.do("products", "show", vivotek[0]["reference"], **newer).text
    assert "When it was imported it was clear." in shown
    assert desk.run("products", "list", "--verdict", "restricted", "--json", **newer).json
