"""A company known only from a list is told by its exact name, and by nothing else; doubtful names are withheld."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from riskreg.catalogue import Catalogue, Layer, load_catalogue
from riskreg.catalogue.coverage import coverage_of
from riskreg.catalogue.gate import run_gate
from riskreg.identification import Identifier, Trace
from riskreg.identification.verdict import CoverStatus
from riskreg.rules.terms import Certainty

COLUMNS = "key,name,names,vendor,may_be,country,from,to,includes_affiliates,scope,ground,mandatory,contracts,ends"
ON = date(2026, 11, 22)


def own_edition(place: Path, rows: list[str], regime: str = "listed", label: str = "2026-10-01") -> Layer:
    """A folder of own lists with one edition; each row begins with key, name, names."""
    folder = place / "editions" / regime
    folder.mkdir(parents=True)
    head = f"label: '{label}'\nlegal_on: 2026-10-01\nsource: a test\nurl: none\nentries_from: {label}.csv\n"
    (folder / f"{label}.yaml").write_text(head, encoding="utf-8")
    cells = len(COLUMNS.split(",")) + 2
    filled = [row + "," * (cells - len(next(csv.reader([row])))) for row in rows]
    (folder / f"{label}.csv").write_text("\n".join([f"{COLUMNS},source,note", *filled]) + "\n", encoding="utf-8")
    return Layer(place)


def with_entries(folder: Path, tmp_path: Path, *rows: str) -> Catalogue:
    return load_catalogue(folder, (own_edition(tmp_path / "own", list(rows)),))


def covered(catalogue: Catalogue, **traces: str) -> tuple[Certainty, CoverStatus | None, str]:
    """Certainty, what the list says of the maker, and its reason."""
    finding = Identifier(catalogue.knowledge).identify(Trace(**traces))
    regime = catalogue.regimes["listed"]
    if finding.vendor is None:
        return finding.certainty, None, finding.explanation
    cover = coverage_of(regime, regime.latest, {}, catalogue.knowledge).of(finding.vendor, ON)
    return finding.certainty, cover.status, cover.reason


def test_a_device_labelled_with_a_listed_company_is_covered_with_the_entry_as_reason(
    folder: Path, tmp_path: Path
) -> None:
    catalogue = with_entries(folder, tmp_path, 'el-1,"Zhuhai Linden Optics Co., Ltd.",Linden Optik | 林登光学')
    for make in ("Zhuhai Linden Optics", "ZHUHAI LINDEN OPTICS LTD.", "Linden Optik", "林登光学"):
        certainty, status, reason = covered(catalogue, make=make, model="LX-1")
        assert (certainty, status) == (Certainty.IDENTIFIED, CoverStatus.COVERED), make
        assert "entry 1 (“Zhuhai Linden Optics Co., Ltd.”) of The List, edition 2026-10-01" in reason


def test_a_listed_company_that_installed_or_maintains_a_device_is_a_reason_to_look(
    folder: Path, tmp_path: Path
) -> None:
    catalogue = with_entries(folder, tmp_path, "el-1,Zhuhai Linden Optics Ltd,", "el-2,Orion LLC,")
    for firm in ("Zhuhai Linden Optics", "Orion LLC"):
        certainty, status, _ = covered(catalogue, make="Lens Works", supplier=firm)
        assert (certainty, status in (CoverStatus.COVERED, CoverStatus.AWAITED)) == (Certainty.SUSPECTED, True), firm
    assert covered(catalogue, make="Lens Works", supplier="Linden Services")[0] is not Certainty.SUSPECTED


@pytest.mark.parametrize("make", ["Zhuhai Linden", "Linden", "Zhuhai Lindem Optics", "Optics", "Linden Optics Zhuhai"])
def test_a_name_that_is_only_like_it_is_not_taken(folder: Path, tmp_path: Path, make: str) -> None:
    catalogue = with_entries(folder, tmp_path, "el-1,Zhuhai Linden Optics Ltd,")
    assert covered(catalogue, make=make)[0] is Certainty.UNKNOWN


def test_free_text_never_tells_a_listed_company(folder: Path, tmp_path: Path) -> None:
    catalogue = with_entries(folder, tmp_path, "el-1,Zhuhai Linden Optics Ltd,")
    for text in ("dome at Zhuhai Linden Optics", "Zhuhai Linden Optics dome camera"):
        assert covered(catalogue, description=text)[0] is Certainty.UNKNOWN


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Lens Ltd", "a maker of the catalogue"),
        ("Shop", "a brand that the catalogue knows"),
        ("Trading General LLC", "words that firms of every trade bear"),
        ("ABC", "too short"),
        ("Unknown", "an everyday word"),
    ],
)
def test_a_name_that_may_be_somebody_elses_is_withheld(folder: Path, tmp_path: Path, name: str, reason: str) -> None:
    catalogue = with_entries(folder, tmp_path, f"el-1,{name},")
    assert [(each.entry_key, each.name) for each in catalogue.withheld] == [("el-1", name)]
    assert reason in catalogue.withheld[0].reason
    assert catalogue.listed == frozenset()
    assert catalogue.regimes["listed"].latest.entries[0].vendor is None


def test_a_company_of_one_word_is_a_reason_to_look_and_accuses_nobody(folder: Path, tmp_path: Path) -> None:
    catalogue = with_entries(folder, tmp_path, "el-1,Orion LLC,Zhuhai Orion Optics")
    for make in ("Orion", "ORION LLC", "Zhuhai Orion Optics"):
        certainty, status, reason = covered(catalogue, make=make)
        assert (certainty, status) == (Certainty.IDENTIFIED, CoverStatus.AWAITED), make
        assert "a single word names other firms too" in reason


def test_a_trap_is_withheld_and_the_gate_stays_open(folder: Path, tmp_path: Path) -> None:
    traps = folder / "traps.csv"
    traps.write_text(traps.read_text(encoding="utf-8") + "Kama Vision,K1,,,,,,another firm\n", encoding="utf-8")
    catalogue = with_entries(folder, tmp_path, "el-1,Kama Vision LLC,Kama Vision Tver")
    assert "a trap" in catalogue.withheld[0].reason
    assert covered(catalogue, make="Kama Vision Tver")[1] is CoverStatus.COVERED
    assert run_gate(catalogue, Identifier(catalogue.knowledge)).is_open


def test_a_trap_that_a_listed_company_would_snap_closes_the_gate(folder: Path, tmp_path: Path) -> None:
    traps = folder / "traps.csv"
    traps.write_text(traps.read_text(encoding="utf-8") + ",,,,Kama Works: dome,,,another\n", encoding="utf-8")
    catalogue = with_entries(folder, tmp_path, "el-1,Kama Works LLC,")
    finding = Identifier(catalogue.knowledge).identify(Trace(make="Kama Works"))

    class Takes:
        def identify(self, trace: Trace) -> object:
            return finding

    result = run_gate(catalogue, Takes())  # type: ignore[arg-type]
    assert "traps.csv" in {failure.file for failure in result.failures}


def test_another_name_that_two_companies_share_stands_for_neither(folder: Path, tmp_path: Path) -> None:
    catalogue = with_entries(folder, tmp_path, "a,Linden Optics Ltd,Kama Gruppe", "b,Volga Pribor LLC,Kama Gruppe")
    assert {each.name for each in catalogue.withheld} == {"Kama Gruppe"}
    assert covered(catalogue, make="Kama Gruppe")[0] is Certainty.UNKNOWN
    assert covered(catalogue, make="Volga Pribor")[1] is CoverStatus.COVERED


def test_a_name_of_one_that_is_another_name_of_the_other_stands_for_the_one(folder: Path, tmp_path: Path) -> None:
    catalogue = with_entries(folder, tmp_path, "a,Linden Optics Ltd,Volga Pribor", "b,Volga Pribor LLC,")
    reason = covered(catalogue, make="Volga Pribor")[2]
    assert "“Volga Pribor LLC”" in reason


def test_a_company_keeps_its_short_name_from_one_edition_to_the_next(folder: Path, tmp_path: Path) -> None:
    one = with_entries(folder, tmp_path / "one", "x-1,Linden Optics Ltd,")
    two = with_entries(folder, tmp_path / "two", 'y-9,"LINDEN OPTICS CO., LIMITED",Lindoptics', "z,Other Pribor,")
    assert one.listed < two.listed


def test_an_entry_that_may_be_a_maker_leaves_that_maker_untold(folder: Path, tmp_path: Path) -> None:
    catalogue = with_entries(folder, tmp_path, "el-1,Lens Works,,,lens,GB")
    certainty, status, reason = covered(catalogue, make="Lens Ltd")
    assert (certainty, status) == (Certainty.IDENTIFIED, CoverStatus.CANNOT_TELL)
    assert "Lens Works" in reason


def test_without_own_lists_nothing_is_listed(folder: Path) -> None:
    catalogue = load_catalogue(folder)
    assert (catalogue.listed, catalogue.withheld, catalogue.knowledge.listed_names) == (frozenset(), (), {})
