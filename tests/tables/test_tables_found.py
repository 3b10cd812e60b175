"""Headers are found, columns explained, rows classified: real lists of the kinds that officers hold."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from riskreg.errors import FileRejected, UsageError
from riskreg.tables import (
    ASSET_FIELDS,
    ESTATE_FIELDS,
    PLAN_FIELDS,
    FieldSet,
    Limits,
    TableFound,
    TableRow,
    Understanding,
    child,
    codes,
    find_tables,
    read_workbook,
    reading,
)
from tests.tables import builders


@pytest.fixture(autouse=True)
def _reading_in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare a process for each case; the reading process itself is tested with reading, refusals and credentials."""

    def run(path: Path, folder: Path, limits: Limits) -> Any:
        with (folder / "rows").open("wb") as spool:
            return json.loads(json.dumps(child.read_into(spool, path, limits)))

    monkeypatch.setattr(reading, "_run", run)


def understand(
    tmp_path: Path, sheets: Any, wanted: FieldSet = ASSET_FIELDS, overrides: dict[str, str] | None = None, **more: Any
) -> Understanding:
    if isinstance(sheets, list):
        sheets = {"List": sheets}
    return find_tables(read_workbook(builders.xlsx(tmp_path / "list.xlsx", sheets, **more)), wanted, overrides)


def told(table: TableFound, *fields: str) -> list[tuple[object, ...]]:
    return [tuple(table.value(row, field) for field in fields) for row in table.rows()]


def codes_of(understood: Understanding) -> set[str]:
    return {issue.code for issue in understood.issues}


def test_titles_above_the_headers_are_passed_over_and_kept(tmp_path: Path) -> None:
    rows = [
        ["CCTV assets of the county"],
        ["As at 1 March 2024"],
        [],
        ["Make", "Model", "Serial No."],
        ["Axis", "P1", "S1"],
    ]
    table = understand(tmp_path, rows).tables[0]
    assert table.header_rows == (4,)
    assert [text for _, text in table.above] == ["CCTV assets of the county", "As at 1 March 2024"]
    assert told(table, "make", "model", "serial_number") == [("Axis", "P1", "S1")]


def test_two_rows_of_headers_are_joined(tmp_path: Path) -> None:
    rows = [
        ["Site", None, "Device", None, None, "Dates", None],
        ["Code", "Name", "Make", "Model", "Serial", "Installed", "Purchased"],
        ["S1", "Town Hall", "Axis", "P1", "X1", date(2020, 1, 1), date(2019, 1, 1)],
    ]
    understood = understand(tmp_path, rows)
    table = understood.tables[0]
    assert table.header_rows == (1, 2)
    assert told(table, "site_code", "site_name", "make", "installed_on") == [
        ("S1", "Town Hall", "Axis", date(2020, 1, 1))
    ]
    assert codes.TWO_HEADER_ROWS in codes_of(understood)


def test_headers_that_nobody_knows_are_found_over_a_column_of_macs(tmp_path: Path) -> None:
    devices = [["Hikvision", f"K{n}", f"44:19:B6:00:00:0{n}"] for n in range(4)]
    rows = [["Kit of the depot"], ["Plonk", "Zug", "HW"], *devices]
    table = understand(tmp_path, rows).tables[0]
    assert (table.header_rows, table.fields) == ((2,), {"make": 0, "mac_address": 2})
    assert len(list(table.rows())) == 4


def test_the_cover_of_an_export_is_known_as_ours(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    cover = [
        ["Assets"],
        ["Protective marking: OFFICIAL"],
        ["As at: 1 May 2026"],
        ["As known: change 5"],
        ["Register: X1"],
    ]
    builders.xlsx(path, {"Cover": cover, "Rows": [["Make", "Model", "Serial"], ["Axis", "P1", "S1"]]})
    with read_workbook(path) as workbook:
        found = find_tables(workbook, ASSET_FIELDS)
    assert (codes_of(found), dict(found.sheets_left_out)) == ({codes.SHEET_OF_RISKREG}, {})


def test_titles_above_a_row_of_groups_are_read(tmp_path: Path) -> None:
    rows = [
        ["CCTV schedule as at 28 February 2026"],
        [],
        ["Location", None, "Equipment", None, "Identification"],
        ["Site", "Room", "Make", "Model", "Serial"],
        ["Town Hall", "Door", "Axis", "P1", "X1"],
    ]
    table = understand(tmp_path, rows).tables[0]
    assert table.header_rows == (4,)
    assert [text for _, text in table.above] == ["CCTV schedule as at 28 February 2026"]
    assert told(table, "site_name", "serial_number") == [("Town Hall", "X1")]


def test_a_name_over_a_group_of_columns_is_no_site(tmp_path: Path) -> None:
    rows = [["Building", None, "Equipment"], ["Name", "Room", "Make", "Model"], ["Town Hall", "Door", "Axis", "P1"],
            [None, "Roof", "Axis", "P1"]]  # fmt: skip
    table = understand(tmp_path, rows).tables[0]
    assert (table.header_rows, dict(table.site)) == ((1, 2), {})
    assert told(table, "site_name") == [("Town Hall",), ("Town Hall",)]
    rows[1][0] = "Site"
    table = understand(tmp_path, rows).tables[0]
    assert dict(table.site) == {}
    assert told(table, "site_name", "location") == [("Town Hall", "Door"), ("Town Hall", "Roof")]


def test_blank_means_as_above_where_the_evidence_says_so(tmp_path: Path) -> None:
    rows = [["Site name", "Make", "Model"], ["Town Hall", "Axis", "P1"], [None, "Axis", "P2"], [None, "Axis", "P3"],
            ["Library", "Bosch", "F1"], [None, "Bosch", "F2"]]  # fmt: skip
    understood = understand(tmp_path, rows)
    table = understood.tables[0]
    assert [row[0] for row in told(table, "site_name")] == ["Town Hall"] * 3 + ["Library"] * 2
    assert [table.cell_of(row, "site_name") for row in table.rows()] == ["A2", "A2", "A2", "A5", "A5"]
    assert codes.BLANK_AS_ABOVE in codes_of(understood)


def test_blank_stays_blank_where_values_are_repeated(tmp_path: Path) -> None:
    rows = [
        ["Site name", "Make", "Model"],
        ["Town Hall", "Axis", "P1"],
        ["Town Hall", "Axis", "P2"],
        [None, "Axis", "P3"],
    ]
    understood = understand(tmp_path, rows)
    assert [row[0] for row in told(understood.tables[0], "site_name")] == ["Town Hall", "Town Hall", None]
    assert codes.BLANK_LEFT_BLANK in codes_of(understood)


def test_merged_site_cells_continue_downwards(tmp_path: Path) -> None:
    rows = [
        ["Site name", "Make", "Model"],
        ["Town Hall", "Axis", "P1"],
        [None, "Axis", "P2"],
        ["Library", "Axis", "P3"],
    ]
    understood = understand(tmp_path, rows, merged=[("List", "A2:A3")])
    assert [row[0] for row in told(understood.tables[0], "site_name")] == ["Town Hall", "Town Hall", "Library"]


def test_one_sheet_per_site(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Serial"], ["Axis", "P1", "S1"]]
    understood = understand(tmp_path, {"Town Hall": rows, "Library": rows, "Notes": [["Ask the clerk"]]})
    assert [told(t, "site_name") for t in understood.tables] == [[("Town Hall",)], [("Library",)]]
    assert {codes.SITE_FROM_SHEET, codes.SHEET_WITHOUT_TABLE} <= codes_of(understood)
    assert set(understood.sheets_left_out) == {"Notes"}


def test_sheets_with_general_names_are_no_sites(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Serial"], ["Axis", "P1", "S1"]]
    understood = understand(tmp_path, {"Sheet1": rows, "Cameras": rows})
    assert [told(t, "site_name") for t in understood.tables] == [[(None,)], [(None,)]]


@pytest.mark.parametrize("line", [["Site: Town Hall"], ["Site", "Town Hall"], ["Building name:", None, "Town Hall"]])
def test_a_line_above_the_table_says_the_site(tmp_path: Path, line: list[str]) -> None:
    understood = understand(tmp_path, [line, [], ["Make", "Model", "Serial"], ["Axis", "P1", "S1"]])
    assert told(understood.tables[0], "site_name") == [("Town Hall",)]
    assert codes.SITE_FROM_LINE in codes_of(understood)


def test_sections_totals_repeats_and_footnotes_are_listed_with_their_reason(tmp_path: Path) -> None:
    head = ["Make", "Model", "Serial number", "Quantity"]
    rows = [
        head, ["Town Hall"], ["Axis", "P1", "S1", 1], ["Axis", "P2", "S2", 1], ["Subtotal", None, None, 2],
        head, ["Central Library"], ["Bosch", "F1", "S3", 1], ["Total", None, None, 3], [],
        ["* Serial numbers read from the label"],
    ]  # fmt: skip
    understood = understand(tmp_path, rows)
    table = understood.tables[0]
    assert told(table, "site_name", "serial_number") == [
        ("Town Hall", "S1"),
        ("Town Hall", "S2"),
        ("Central Library", "S3"),
    ]
    assert [(row.number, row.code) for row in table.skipped()] == [
        (2, codes.ROW_HEADING), (5, codes.ROW_TOTAL), (6, codes.ROW_HEADER_AGAIN), (7, codes.ROW_HEADING),
        (9, codes.ROW_TOTAL), (11, codes.ROW_NOTE),
    ]  # fmt: skip
    assert codes.SITE_FROM_LINE in codes_of(understood)


@pytest.mark.parametrize(
    ("headers", "more", "devices"),
    [
        (["Make", "Model", "Kind"], ["P3245", "Dome"], ["Axis"]),  # a place stands above its devices
        (["Make", "Model", "Kind", "Site"], ["P3245", "Dome", "Quay"], ["Hikvision", "Axis"]),
    ],
)
def test_a_maker_alone_is_a_device_where_the_list_has_a_column_for_sites(
    tmp_path: Path, headers: list[str], more: list[str], devices: list[str]
) -> None:
    (table,) = understand(tmp_path, [headers, ["Hikvision"], ["Axis", *more]]).tables
    assert [row[0] for row in told(table, "make")] == devices


def test_a_maker_alone_is_a_device_where_another_row_says_the_same_and_more(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Kind"], ["Harbour House"], ["Hikvision", "DS-2CD2143G0-I", "Dome"], ["HIKVISION"]]
    rows.append(["Axis", "P3245", "Dome"])
    (table,) = understand(tmp_path, rows).tables
    assert told(table, "make", "site_name") == [
        ("Hikvision", "Harbour House"),
        ("HIKVISION", "Harbour House"),
        ("Axis", "Harbour House"),
    ]


def test_a_heading_that_names_equipment_is_no_site(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Serial number"], ["External cameras"], ["Axis", "P1", "S1"]]
    table = understand(tmp_path, rows).tables[0]
    assert told(table, "site_name") == [(None,)]
    assert [row.number for row in table.skipped()] == [2]


def test_every_row_is_either_data_or_listed(tmp_path: Path) -> None:
    rows = (
        [["Make", "Model", "Serial number"]]
        + [["Axis", "P1", f"S{n}"] for n in range(30)]
        + [["Total", 30], ["End of list"]]
    )
    table = understand(tmp_path, rows).tables[0]
    walked = list(table.scan())
    assert [row.number for row in walked] == list(range(2, 34))
    assert sum(isinstance(row, TableRow) for row in walked) == 30


def test_two_tables_on_one_sheet(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Serial number"], ["Axis", "P1", "S1"], [], ["Recorders"],
            ["Recorder", "Manufacturer", "Model no", "MAC"],
            ["NVR 1", "Dahua", "NVR5", "3C:EF:8C:00:00:01"]]  # fmt: skip
    first, second = understand(tmp_path, rows).tables
    assert told(first, "make", "serial_number") == [("Axis", "S1")]
    assert told(second, "make", "mac_address") == [("Dahua", "3C:EF:8C:00:00:01")]


def test_macs_and_addresses_are_known_by_their_values(tmp_path: Path) -> None:
    rows = [
        ["Make", "Model", "HW", "Net"],
        ["Axis", "P1", "ACCC8E000001", "10.0.0.1"],
        ["Axis", "P2", "AC-CC-8E-00-00-02", "10.0.0.2"],
    ]
    understood = understand(tmp_path, rows)
    assert told(understood.tables[0], "mac_address", "ip_address")[1] == ("AC-CC-8E-00-00-02", "10.0.0.2")
    assert codes.COLUMN_BY_VALUES in codes_of(understood)


def test_a_site_column_holds_codes_or_names(tmp_path: Path) -> None:
    codes_list = [["Site", "Make", "Model"], ["S001", "Axis", "P1"], ["S002", "Axis", "P1"]]
    names_list = [["Site", "Make", "Model"], ["Town Hall", "Axis", "P1"], ["The Library", "Axis", "P1"]]
    assert understand(tmp_path, codes_list).tables[0].column("site_code") is not None
    assert understand(tmp_path, names_list).tables[0].column("site_name") is not None
    both_list = [["Site ref", "Site", "Make", "Model"], ["S001", "HQ", "Axis", "P1"], ["S002", "LON", "Axis", "P1"]]
    assert told(understand(tmp_path, both_list).tables[0], "site_code", "site_name")[0] == ("S001", "HQ")


def test_a_row_of_known_headers_only_needs_no_telling_one(tmp_path: Path) -> None:
    table = understand(tmp_path, [["Camera", "Server", "Location"], ["Cam 1", "NVR 1", "Door"]]).tables[0]
    assert told(table, "name", "recorder", "location") == [("Cam 1", "NVR 1", "Door")]


def test_values_that_contradict_the_header_are_not_believed(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Installed", "Address"]] + [["Axis", "P1", "yes", "High Street"]] * 3
    understood = understand(tmp_path, rows)
    table = understood.tables[0]
    assert table.column("installed_on") is None
    assert table.column("ip_address") is None
    assert codes.COLUMN_VALUES_DO_NOT_FIT in codes_of(understood)


def test_manufacturer_stands_for_the_make_where_there_is_none(tmp_path: Path) -> None:
    alone = understand(tmp_path, [["Manufacturer", "Model"], ["Axis", "P1"]]).tables[0]
    both = understand(tmp_path, [["Manufacturer", "Brand", "Model"], ["Dahua", "Lorex", "P1"]]).tables[0]
    assert told(alone, "make", "producer") == [("Axis", None)]
    assert told(both, "make", "producer") == [("Lorex", "Dahua")]


def test_unknown_and_doubled_columns_are_said_and_kept(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Brand", "Colour of the bin", None], ["Axis", "P1", "AXIS", "green", "loose"]]
    understood = understand(tmp_path, rows)
    assert {codes.COLUMN_UNKNOWN, codes.COLUMN_DUPLICATE, codes.COLUMN_WITHOUT_HEADER} <= codes_of(understood)
    assert [c.letter for c in understood.tables[0].other_columns] == ["C", "D", "E"]


def test_what_a_person_decides_goes_before_every_guess(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Ding", "Notes"], ["Axis", "P1", "S1", "x"]]
    understood = understand(tmp_path, rows, overrides={"ding": "serial_number", "Notes": "ignore", "Absent": "make"})
    table = understood.tables[0]
    assert told(table, "serial_number", "notes") == [("S1", None)]
    assert codes.OVERRIDE_UNUSED in codes_of(understood)
    with pytest.raises(UsageError, match="colour"):
        understand(tmp_path, rows, overrides={"Ding": "colour"})


@pytest.mark.parametrize(
    "headers",
    [
        ["Gwneuthuriad", "Model", "Rhif cyfresol", "Lleoliad", "Enw safle"],
        ["Marque", "Modèle", "N° de série", "Emplacement", "Nom du site"],
        ["Hersteller", "Modell", "Seriennummer", "Einbauort", "Standort"],
        ["Marca", "Modelo", "Número de serie", "Ubicación", "Nombre del sitio"],
        ["Marca", "Modello", "Numero di serie", "Ubicazione", "Nome sito"],
        ["Marka", "Model", "Numer seryjny", "Lokalizacja", "Nazwa obiektu"],
        ["MAKE*", "Model (exact)", "serial_number", "Camera location", "SiteName"],
    ],
)
def test_headers_in_several_languages_and_spellings(tmp_path: Path, headers: list[str]) -> None:
    rows = [headers, ["Axis", "P1", "S1", "Door", "Town Hall"]]
    table = understand(tmp_path, rows).tables[0]
    fields = ("make", "model", "serial_number", "location", "site_name")
    assert told(table, *fields) == [("Axis", "P1", "S1", "Door", "Town Hall")]
    assert all(c.why and 0 < c.confidence <= 1 for c in table.columns)


def test_a_combined_column_for_make_and_model(tmp_path: Path) -> None:
    table = understand(tmp_path, [["Make & Model", "Serial"], ["Axis P3245", "S1"]]).tables[0]
    assert told(table, "make_and_model", "serial_number") == [("Axis P3245", "S1")]


def test_exports_of_video_systems(tmp_path: Path) -> None:
    path = tmp_path / "sdm.csv"
    path.write_text(
        "IPAddress;Port;Username;Password;ForcedOffline;Name;ModelName;ProductType;SerialNumber;MacAddress;Status\n"
        "10.0.0.1;80;a;b;no;Gate;DS-2CD;Camera;S1;44:19:B6:00:00:01;online\n",
        encoding="utf-8",
    )
    table = find_tables(read_workbook(path), ASSET_FIELDS).tables[0]
    assert {"ip_address", "name", "model", "kind", "serial_number", "mac_address", "status"} <= set(table.fields)
    milestone = [["Name", "Channel", "HardwareName", "HardwareId", "Model", "Address", "Username", "Password",
                  "MAC", "DriverFamily"],
                 ["Gate", 0, "HW 1", "6f9619ff-8b86-d011-b42d-00c04fc964ff", "M1", "http://10.0.0.1/", "a", "b",
                  "44:19:B6:00:00:01", "Hikvision"]]  # fmt: skip
    table = understand(tmp_path, milestone).tables[0]
    assert {"name", "channel", "hardware_id", "model", "ip_address", "mac_address", "make"} <= set(table.fields)


def test_an_estate_list_and_a_plan(tmp_path: Path) -> None:
    estate = [["Organisation", "Parent organisation", "Site code", "Site name", "Postcode", "Ownership",
               "Holds secret material", "SOCPA 2005"],
              ["Ministry", "", "S1", "Town Hall", "SW1A 2AA", "leased", "yes", "no"]]  # fmt: skip
    table = understand(tmp_path, estate, ESTATE_FIELDS).tables[0]
    assert {"organisation", "parent", "site_code", "postcode", "control", "secret_material", "socpa_2005"} <= set(
        table.fields
    )
    plan = [["Site code", "Existing equipment", "Replacement product", "Qty", "Target date", "Owner",
             "Low cost", "Likely cost", "High cost", "Funded", "Downtime (minutes)"],
            ["S1", "DS-2CD", "P3245", 2, date(2027, 1, 1), "A. Lead", 1, 2, 3, "yes", 30]]  # fmt: skip
    table = understand(tmp_path, plan, PLAN_FIELDS).tables[0]
    assert {
        "replaces",
        "replacement",
        "quantity",
        "target_on",
        "owner",
        "cost_low",
        "cost_likely",
        "cost_high",
        "funded",
    } <= set(table.fields)
    assert "outage_minutes" in table.fields


def test_no_headers_and_no_rows_are_refused_with_what_was_seen(tmp_path: Path) -> None:
    with pytest.raises(FileRejected, match="Colour") as caught:
        understand(tmp_path, [["Colour", "Weight"], ["red", 3]])
    assert caught.value.code == codes.NO_TABLE_FOUND
    assert "Serial number" in caught.value.cure
    with pytest.raises(FileRejected) as caught:
        understand(tmp_path, [["Make", "Model", "Serial"]])
    assert caught.value.code == codes.NO_DATA_ROWS
