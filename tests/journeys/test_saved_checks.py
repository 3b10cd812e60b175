"""The buying door: a saved quotation, and what a newer edition or a determination says of it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from riskreg.settings import data_folder
from tests.journeys.desk import Desk

READS_HERE = True

LINES = (
    ("1", "Basler", "acA1920-40gc", "4", "s3cret"),
    ("2", "Hikvision", "DS-2CD2143G0-I", "2", ""),
    ("3", "Fine Cameras Ltd", "FC-9", "1", ""),
)
DEBARRED = """  - label: '2026-11-01'
    legal_on: 2026-11-01
    source: UK-DEBARMENT
    url: https://www.gov.uk/guidance/the-national-security-unit-for-procurement
    entries:
      - key: basler
        name: Basler AG
        vendor: basler
        from: 2026-11-01
        source: UK-DEBARMENT
        debarment: {ground: an invented one, mandatory: true}

obligations:
"""


def quotation(folder: Path, rows: Sequence[Sequence[str]] = LINES, name: str = "quotation.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("Item", "Make", "Model", "Qty", "Password"), *rows])
    return path


@pytest.fixture
def newer_lists(tmp_path: Path) -> Path:
    """The bundled lists with a later debarment list that names Basler, an invented entry."""
    folder = Path(shutil.copytree(data_folder("vendor_lists"), tmp_path / "newer"))
    regime = folder / "regimes" / "uk_debarment.yaml"
    text = regime.read_text(encoding="utf-8")
    assert "\nobligations:\n" in text
    regime.write_text(text.replace("\nobligations:\n", DEBARRED, 1), encoding="utf-8")
    return folder


@pytest.fixture
def buyer(desk: Desk) -> Desk:
    desk.do("lists", "activate", "--yes", "--on", "2025-12-01")
    return desk


def test_a_newer_edition_names_the_quotation_that_it_catches(buyer: Desk, newer_lists: Path) -> None:
    path = quotation(buyer.folder)
    saved = buyer.run("check", path, "--save", "--kind", "order", "--title", "Order 77", "--json").json
    assert [row["verdict"] for row in saved["rows"]] == ["clear", "restricted", "unknown"]
    assert buyer.run("check", "--watch").code == 0
    activated = buyer.do("lists", "activate", "--yes", RISKREG_VENDOR_LISTS=str(newer_lists))
    assert saved["saved"] in activated.text
    assert "Order 77" in activated.text
    watch = buyer.run("check", "--watch", "--json", RISKREG_VENDOR_LISTS=str(newer_lists))
    assert watch.code == 8
    (found,) = watch.json
    assert (found["reference"], found["kind"], found["lines"]) == (saved["saved"], "order", 3)
    (line,) = found["caught"]
    assert (line["sheet"], line["row"], line["was"], line["now"]) == ("quotation.csv", 2, "clear", "restricted")
    assert line["editions"] == ["UK debarment list (Procurement Act 2023): 2026-11-01"]
    assert "Basler AG" in line["reason"]
    shown = buyer.do("show", saved["saved"], RISKREG_VENDOR_LISTS=str(newer_lists)).text
    assert found["file_sha256"] in shown
    assert "Olive Officer (declared)" in shown
    assert "2025-02-24 (no entry known)" in shown, "the edition that was used then"
    assert "s3cret" not in shown


def test_a_determination_catches_what_was_suspected(buyer: Desk) -> None:
    buyer.run("check", quotation(buyer.folder), "--save", "--regime", "uk_nil_2022")
    buyer.do("determine", "--proposals", "--adopt", "hikvision", "--reason", "Board paper 12")
    (found,) = buyer.run("check", "--watch", "--json").json
    assert [(line["was"], line["now"]) for line in found["caught"]] == [("suspected", "restricted")]


def test_the_verdicts_that_are_kept_are_those_that_were_shown(buyer: Desk) -> None:
    saved = buyer.run("check", quotation(buyer.folder), "--save", "--json").json
    shown = buyer.ask("show", saved["saved"])
    (lines,) = [section for section in shown["sections"] if section["title"] == "Lines, as judged then"]
    assert [row[2] for row in lines["table"]] == [row["verdict"] for row in saved["rows"]]


def test_a_check_that_ended_is_watched_no_longer(buyer: Desk) -> None:
    path = quotation(buyer.folder)
    first = buyer.run("check", path, "--save", "--json").json["saved"]
    again = buyer.run("check", path, "--save", "--json").json["saved"]
    assert [each["reference"] for each in buyer.ask("check", "--watch")] == [again], "the same file replaces itself"
    assert "The same file was checked anew" in buyer.do("show", first).text
    with buyer.nothing_written():
        assert buyer.run("check", "--end", again).code == 2
    buyer.do("check", "--end", again, "--reason", "Bought on 3 December 2026")
    assert buyer.ask("check", "--watch") == []
    with buyer.nothing_written():
        assert "Bought on 3 December 2026" in buyer.run("check", "--end", again, "--reason", "once more").text


def test_a_file_that_cannot_be_taken_saves_nothing(buyer: Desk) -> None:
    (buyer.folder / "letter.csv").write_text("Dear Sir,\nplease find\n", encoding="utf-8")
    with buyer.nothing_written():
        assert buyer.run("check", "letter.csv", "--save").code == 4
        assert buyer.run("check", quotation(buyer.folder), "--save", "--organisation", "Nowhere").code == 3
        assert buyer.run("check").code == 2
        assert buyer.run("check", quotation(buyer.folder), "--watch").code == 2
