"""The lists of the fictional estate: what was promised of their shapes, their dirt and their truth."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from riskreg.demo import Estate, Evidence, TrueClass, TrueRow, write_estate
from riskreg.rules.terms import ImportKind, Limb, LimbAnswer, OrganisationKind
from tests.demo.conftest import Reader

CASES = Path(__file__).parent.parent / "cases"


def table(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def devices_of(estate: Estate, truth: TrueClass) -> int:
    return sum(device.quantity for device in estate.devices if device.truth is truth)


def test_the_same_seed_writes_the_same_bytes(estate: Estate, tmp_path: Path) -> None:
    write_estate(tmp_path, estate.seed)
    again = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    first = {path.relative_to(estate.folder): path.read_bytes() for path in estate.folder.rglob("*") if path.is_file()}
    assert again.keys() == first.keys()
    assert [name for name in first if again[name] != first[name]] == []


@pytest.mark.parametrize("case", table("demo_lists.csv"), ids=lambda case: case["file"])
def test_each_list_has_its_shape(estate: Estate, cells: Reader, case: dict[str, str]) -> None:
    file = estate.file(case["file"])
    assert file.kind is ImportKind(case["kind"])
    assert (file.organisation or "") == case["organisation"]
    assert file.dated == date.fromisoformat(case["dated"])
    assert file.covers.value == case["covers"]
    sheet = case["sheet"] or next(row.sheet for row in estate.truth if row.file == case["file"])
    header = cells(case["file"], sheet)[int(case["header_row"]) - 1]
    assert set(case["headers"].split("|")) <= set(header)


def test_files_come_in_the_order_of_import(estate: Estate) -> None:
    assert [file.path.name for file in estate.files] == [case["file"] for case in table("demo_lists.csv")]
    assert [file.dated for file in estate.files] == sorted(file.dated for file in estate.files)


def test_every_row_of_the_truth_stands_where_it_says(estate: Estate, cells: Reader) -> None:
    astray = [row for row in estate.truth if not _stands(row, cells(row.file, row.sheet)[row.row - 1])]
    assert astray == []


def _stands(row: TrueRow, written: list[object]) -> bool:
    texts = {str(cell) for cell in written}
    plain = {text.replace("-", "").replace(":", "").upper() for text in texts}
    both = f"{row.make} {row.model}".strip()
    # The museum's file cannot hold Chinese characters, and says so with question marks.
    make = row.make.encode("cp1252", "replace").decode("cp1252") if row.file.startswith("10-") else row.make
    return (
        ({make, row.model} <= texts | {""} or both in texts)
        and (row.serial is None or row.serial in texts)
        and (row.tag is None or row.tag in texts or "error_cell" in row.dirt or not _has_tags(row))
        and (row.mac is None or row.mac.replace(":", "") in plain or not _has_macs(row))
    )


def _has_tags(row: TrueRow) -> bool:
    return row.file[:2] in ("02", "04", "05", "10", "11", "12")


def _has_macs(row: TrueRow) -> bool:
    return row.file[:2] in ("03", "05", "06", "08")


def test_the_sheet_of_a_csv_file_is_called_by_the_file(estate: Estate) -> None:
    assert {row.sheet for row in estate.truth if row.file.endswith(".csv")} == {
        "06-northmere-camera-report.csv", "08-cinder-fell-discovery.csv", "10-museum-of-tides.csv",
    }  # fmt: skip


def test_there_is_no_device_row_without_a_truth(estate: Estate, cells: Reader) -> None:
    told = {(row.sheet, row.row) for row in estate.truth if row.file.startswith("03-")}
    book = openpyxl.load_workbook(estate.file("03-lights-inspection-agency.xlsx").path, read_only=True)
    written = {
        (sheet.title, number)
        for sheet in book.worksheets[1:]
        for number, (first, *_) in enumerate(sheet.iter_rows(values_only=True), 1)
        if re.fullmatch(r"C\d+", str(first))
    }
    assert written == told


def test_the_estate_has_its_promised_size(estate: Estate) -> None:
    assert len(estate.sites) == 300
    assert 4_850 <= sum(device.quantity for device in estate.devices) <= 5_250
    assert {body.kind for body in estate.organisations} >= {
        OrganisationKind.DEPARTMENT, OrganisationKind.AGENCY, OrganisationKind.POLICE_FORCE, OrganisationKind.COUNCIL,
        OrganisationKind.HEALTH_BODY, OrganisationKind.SCHOOL, OrganisationKind.FIRE_SERVICE,
    }  # fmt: skip
    assert {body.parent for body in estate.organisations} == {None, "harbours"}


def test_the_mix_of_makers_is_as_promised(estate: Estate) -> None:
    total = sum(device.quantity for device in estate.devices)
    assert 0.35 <= devices_of(estate, TrueClass.RESTRICTED_MAKER) / total <= 0.40
    assert 0.05 <= devices_of(estate, TrueClass.REBRAND) / total <= 0.08
    assert 0.17 <= devices_of(estate, TrueClass.UNKNOWN) / total <= 0.23


@pytest.mark.parametrize("case", table("demo_dirt.csv"), ids=lambda case: case["dirt"])
def test_promised_dirt_is_there(estate: Estate, case: dict[str, str]) -> None:
    count = sum(case["dirt"] in row.dirt for row in estate.truth)
    assert int(case["at_least"]) <= count <= int(case["at_most"])


def test_names_of_sites_occur_once_and_two_sites_are_unlisted(estate: Estate) -> None:
    assert len({site.name for site in estate.sites}) == 300
    assert len({site.code for site in estate.sites}) == 300
    unlisted = {row.site_name for row in estate.truth if row.site is None}
    assert len(unlisted) == 2
    assert unlisted.isdisjoint(site.name for site in estate.sites)


def test_some_sites_have_no_assets(estate: Estate) -> None:
    mentioned = {row.site for row in estate.truth}
    assert 20 <= sum(site.code not in mentioned for site in estate.sites) <= 80


def test_postcodes_and_property_numbers_are_well_formed_and_nobodys(estate: Estate) -> None:
    postcodes = [site.postcode for site in estate.sites if site.postcode]
    assert len(postcodes) == 298
    assert all(re.fullmatch(r"[A-Z]{1,2}[4-8]\d \d[ABD-HJLNP-UW-Z]{2}", postcode) for postcode in postcodes)
    assert all(re.fullmatch(r"999\d{9}", site.uprn) for site in estate.sites if site.uprn)


def test_limbs_of_assessed_sites_hold_every_answer(estate: Estate) -> None:
    assessed = [site for site in estate.sites if site.assessed_on and site.assessed_by]
    assert {answer for site in assessed for answer in site.limbs.values()} == set(LimbAnswer)
    assert all(set(site.limbs) == set(Limb) for site in assessed)


def test_sites_that_nobody_assessed_have_no_answers(estate: Estate) -> None:
    unassessed = [site for site in estate.sites if site.assessed_on is None]
    assert len(unassessed) > 50
    assert {answer for site in unassessed for answer in site.limbs.values()} == {LimbAnswer.UNKNOWN}
    assert {site.assessed_by for site in unassessed} == {None}


def test_a_sheet_is_hidden_and_a_cell_is_an_error(estate: Estate) -> None:
    book = openpyxl.load_workbook(estate.file("02-harbours-and-lights-cctv-schedule.xlsx").path, data_only=True)
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "hidden"]
    assert any(cell.data_type == "e" for row in book.worksheets[0].iter_rows() for cell in row)


def test_subtotals_and_totals_count_devices(estate: Estate, cells: Reader) -> None:
    name = "02-harbours-and-lights-cctv-schedule.xlsx"
    rows = cells(name, "CCTV schedule")
    subtotals = [row[7] for row in rows if str(row[0]).startswith("Subtotal – ")]
    total = next(row[7] for row in rows if row[0] == "Grand total")
    assert len(subtotals) > 30
    assert sum(map(float, map(str, subtotals))) == total
    assert total == sum(row.quantity for row in estate.truth if row.file == name)


def test_sites_are_blank_where_they_are_as_above(cells: Reader) -> None:
    rows = cells("05-withy-hollow-estates.xlsx", "CCTV")[3:]
    assert 20 <= sum(row[0] != "" for row in rows) <= 30
    assert sum(row[0] == "" for row in rows) > 400


def test_channels_of_one_device_share_their_hardware_id(estate: Estate, cells: Reader) -> None:
    header, *rows = cells("06-northmere-camera-report.csv", "06-northmere-camera-report.csv")
    hardware = Counter(row[header.index("HardwareId")] for row in rows)
    devices = {row.device for row in estate.truth if row.file.startswith("06-")}
    assert len(hardware) == len(devices)
    assert max(hardware.values()) == 4
    assert len({row[header.index("Id")] for row in rows}) == len(rows)


def test_no_password_is_like_a_real_one(cells: Reader) -> None:
    for file in ("06-northmere-camera-report.csv", "08-cinder-fell-discovery.csv"):
        header, *rows = cells(file, "")
        assert {row[header.index("Username")] for row in rows} == {"invented-user"}
        assert all(re.fullmatch(r"not-a-password-\d{5}", str(row[header.index("Password")])) for row in rows)


def test_rows_told_by_their_address_alone_carry_a_prefix_of_their_maker(estate: Estate, cells: Reader) -> None:
    registry = Path(__file__).parents[2] / "vendor_lists" / "oui.tsv"
    registrants = dict(
        line.split("\t", 1) for line in registry.read_text(encoding="utf-8").splitlines() if "\t" in line
    )
    rows = [row for row in estate.truth if row.evidence is Evidence.MAC]
    assert {row.maker for row in rows} >= {"hikvision", "dahua"}
    for row in rows:
        assert row.maker is not None
        assert row.mac is not None
        assert row.maker in registrants[row.mac.replace(":", "")[:6]].lower()


def test_numbers_are_nobody_elses_but_for_the_doubled_ones(estate: Estate) -> None:
    serials = Counter(device.serial for device in estate.devices if device.serial)
    doubled = {serial for serial, count in serials.items() if count > 1}
    assert len(doubled) == 2
    assert {device.serial for device in estate.devices if "duplicate_serial" in device.dirt} == doubled
    for serial in doubled:
        assert len({device.site for device in estate.devices if device.serial == serial}) == 2
    tags = [device.tag for device in estate.devices if device.tag]
    assert len(set(tags)) == len(tags)


def test_lookalikes_are_among_the_devices(estate: Estate) -> None:
    labels = {(row.make, row.model) for row in estate.truth if row.evidence is Evidence.LOOKALIKE}
    assert labels >= {("TRENDnet", "TC-P16C5E"), ("Xvision", "XP1080BA"), ("HeimVision", "HM241"), ("Axis", "M3045-V")}
    assert all(row.truth is TrueClass.OTHER for row in estate.truth if row.evidence is Evidence.LOOKALIKE)
