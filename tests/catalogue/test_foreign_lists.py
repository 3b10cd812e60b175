"""Foreign lists are read as they really come: marks, several rows a company, cut downloads, other encodings."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.catalogue.foreign import ForeignFormat, chosen_lists, read_foreign
from riskreg.catalogue.foreign import company as companies
from riskreg.catalogue.foreign.company import clean_names, country_code, day
from riskreg.catalogue.foreign.screening_lists import split_cell
from riskreg.errors import FileRejected, UsageError
from tests.catalogue.lists import (
    BRANCH,
    CSL_COLUMNS,
    ENTITY_LIST,
    HIKVISION,
    OPTICS,
    SDN,
    UK_COLUMNS,
    company,
    csl,
    delimited,
    entities,
    eu,
    targets,
    uk,
    written,
)


@pytest.mark.parametrize("with_id", [False, True])
def test_the_screening_list_is_read_under_both_headers(tmp_path: Path, with_id: bool) -> None:
    found = read_foreign(written(tmp_path, csl(OPTICS, HIKVISION, BRANCH, with_id=with_id)))
    assert found.format is ForeignFormat.CSL_CSV
    assert [(c.name, c.names, c.country) for c in found.companies] == [
        ("Zhuhai Linden Optics Co., Ltd.", ("Linden Optics", "LNDO"), "CN"),
        ("Hangzhou Hikvision Digital Technology Co., Ltd.", ("Hikvision",), "CN"),
        ("Huawei Technologies Mexico SA", (), None),
    ]
    assert found.companies[0].from_on == date(2020, 1, 31)
    assert "3 rows do not say whether they are companies or persons" in " ".join(found.notes)


def test_a_key_of_the_screening_list_stays_from_one_edition_to_the_next(tmp_path: Path) -> None:
    first = read_foreign(written(tmp_path, csl(OPTICS, HIKVISION, with_id=True), "a.csv"))
    second = read_foreign(written(tmp_path, csl(HIKVISION, company("New Ltd"), OPTICS), "b.csv"))
    keys = {c.name: c.key for c in second.companies}
    assert all(keys[c.name] == c.key for c in first.companies)


def test_rows_of_one_company_become_one_entry_with_all_names(tmp_path: Path) -> None:
    again = {**OPTICS, "addresses": "9 Road, Minsk, BY", "alt_names": "Linden Optik", "start_date": "2019-05-01"}
    (found,) = read_foreign(written(tmp_path, csl(OPTICS, again))).companies
    assert found.names == ("Linden Optics", "LNDO", "Linden Optik")
    assert (found.country, found.from_on) == (None, date(2019, 5, 1))


def test_persons_vessels_and_aircraft_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [company("Doe, John", type="Individual", source=SDN), company("MV Example", type="Vessel", source=SDN)]
    rows += [company("EP-XYZ", type="Aircraft", source=SDN), company("Example GmbH", type="Entity", source=SDN)]
    found = read_foreign(written(tmp_path, csl(*rows)))
    assert [c.name for c in found.companies] == ["Example GmbH"]
    assert found.left_out == Counter({"persons": 1, "vessels": 1, "aircraft": 1})


def test_a_file_of_several_lists_asks_which_one_is_meant(tmp_path: Path) -> None:
    path = written(tmp_path, csl(OPTICS, company("Other Ltd", source=SDN)))
    with pytest.raises(UsageError, match=r"holds several lists.*“Entity List \(EL\)” \(1\)"):
        chosen_lists(read_foreign(path, wanted=()))
    found = read_foreign(path, wanted=("entity list",))
    assert chosen_lists(found) == ("Entity List (EL)",)
    assert [c.name for c in found.companies] == ["Zhuhai Linden Optics Co., Ltd."]
    assert found.left_out == Counter({"companies on other lists of the file": 1})
    with pytest.raises(UsageError, match="holds no list “Denied”"):
        chosen_lists(read_foreign(path, wanted=("entity list", "Denied")))
    with pytest.raises(UsageError, match="holds no list “Denied”"):
        read_foreign(path, wanted=("Denied",))


def test_simple_targets_hold_several_names_in_a_cell(tmp_path: Path) -> None:
    row = {"id": "x-1", "name": "Linden Optics", "aliases": 'LNDO;"Linden; Sons & Co";林登光学', "countries": "cn;hk"}
    person = {"id": "x-2", "schema": "Person", "name": "Doe"}
    found = read_foreign(written(tmp_path, "\ufeff" + targets(row, person)))
    (only,) = found.companies
    assert (only.key, only.names, only.country) == ("x-1", ("LNDO", "Linden; Sons & Co", "林登光学"), None)
    assert found.left_out == Counter({"persons": 1})


@given(st.lists(st.text(alphabet='ab ;",é', min_size=1).map(str.strip).filter(bool), min_size=1, max_size=5))
def test_a_cell_of_several_names_gives_back_what_was_joined(names: list[str]) -> None:
    joined = ";".join('"' + name.replace('"', '""') + '"' for name in names)
    assert split_cell(joined) == names


def test_entities_are_taken_where_the_file_marks_them_as_listed(tmp_path: Path) -> None:
    def item(key: str, **more: object) -> dict[str, object]:
        return {"id": key, "schema": "Company", "properties": {"name": [f"{key} Ltd"], "country": ["cn"]}, **more}

    sanction = {"entity": ["sanctioned"], "programId": ["US-1260H"], "startDate": ["2024-01-31"]}
    text = entities(
        item("owner"),
        item("target", target=True),
        item("sanctioned"),
        {"id": "topic", "schema": "Organization", "properties": {"name": ["Topic"], "topics": ["debarment"]}},
        {"id": "s", "schema": "Sanction", "properties": sanction},
        {"id": "p", "schema": "Person", "properties": {"name": ["Doe"]}},
        {"id": "o", "schema": "Ownership", "properties": {"owner": ["owner"], "asset": ["target"]}},
    )
    found = read_foreign(written(tmp_path, text, "entities.json"))
    assert found.format is ForeignFormat.ENTITIES_FTM_JSON
    assert {c.key for c in found.companies} == {"target", "sanctioned", "topic"}
    assert next(c for c in found.companies if c.key == "sanctioned").from_on == date(2024, 1, 31)
    assert found.left_out["companies only named beside a listed one"] == 1
    assert found.left_out["persons"] == 1
    assert set(found.lists) == {"ex_list", "US-1260H"}


def test_the_uk_list_gives_the_primary_name_first_and_no_name_of_low_quality(tmp_path: Path) -> None:
    same = {"Unique ID": "EXM1", "Date Designated": "03/02/2024", "Address Country": "China"}
    text = uk(
        {**same, "Name 6": "LINDEN", "Name type": "Alias", "Alias strength": "Low quality a.k.a"},
        {**same, "Name 6": "LINDEN OPTIK", "Name type": "Alias", "Alias strength": "Good quality a.k.a"},
        {**same, "Name 6": "LINDEN OPTICS CO., LTD.", "Name non-latin script": "林登光学有限公司"},
        {"Unique ID": "EXM2", "Name 6": "DOE", "Name 1": "John", "Designation Type": "Individual"},
        {"Unique ID": "EXM2", "Name 6": "DOE", "Name 1": "J.", "Designation Type": "Individual"},
        {"Unique ID": "EXM3", "Name 6": "MV EXAMPLE", "Designation Type": "Ship"},
    )
    found = read_foreign(written(tmp_path, text))
    (only,) = found.companies
    assert (only.key, only.name) == ("EXM1", "LINDEN OPTICS CO., LTD.")
    assert only.names == ("林登光学有限公司", "LINDEN OPTIK")
    assert (only.country, only.from_on, found.dated_on) == ("CN", date(2024, 2, 3), date(2026, 10, 2))
    assert found.left_out == Counter({"persons": 1, "vessels": 1, "names of low quality": 1})


def test_the_uk_list_is_read_from_a_workbook_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Report Date: 02-Oct-2026"])
    book.active.append(UK_COLUMNS)
    row = {"Unique ID": "EXM1", "Name 6": "LINDEN OPTICS", "Name type": "Primary Name", "Designation Type": "Entity"}
    book.active.append([row.get(column) for column in UK_COLUMNS])
    book.save(tmp_path / "uk.xlsx")
    found = read_foreign(tmp_path / "uk.xlsx")
    assert (found.format, [c.name for c in found.companies]) == (ForeignFormat.UK_SANCTIONS_CSV, ["LINDEN OPTICS"])
    assert found.dated_on == date(2026, 10, 2)


def test_the_eu_list_joins_the_rows_of_an_entry(tmp_path: Path) -> None:
    one = {"Entity_LogicalId": "900001", "Entity_EU_ReferenceNumber": "EU.1.1", "Address_CountryIso2Code": "IR"}
    text = eu(
        {**one, "NameAlias_WholeName": "Linden Optics", "Entity_DesignationDate": "2023-01-23"},
        {**one, "NameAlias_WholeName": "Linden Optik GmbH"},
        {"Entity_LogicalId": "900001"},
        {"Entity_LogicalId": "900002", "NameAlias_WholeName": "John Doe", "Entity_SubjectType": "P"},
        {"Entity_LogicalId": "900003", "NameAlias_WholeName": "Jane Doe", "Entity_SubjectType": "person"},
    )
    found = read_foreign(written(tmp_path, text))
    (only,) = found.companies
    assert (only.key, only.names, only.country) == ("EU.1.1", ("Linden Optik GmbH",), "IR")
    assert (found.dated_on, only.from_on) == (date(2026, 9, 30), date(2023, 1, 23))
    assert found.left_out == Counter({"persons": 2, "rows that bear no name": 1})


def test_debarment_entries_are_read_from_a_typed_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Debarment list as of 1 October 2026"])
    book.active.append(
        [
            "Supplier name",
            "Other names",
            "Exclusion ground",
            "Mandatory or discretionary",
            "Contracts covered",
            "Expected end date",
            "Date added",
        ]
    )
    book.active.append(
        [
            "Linden Optics Ltd",
            "Linden; LNDO",
            "national security",
            "Mandatory",
            "cameras",
            date(2031, 1, 31),
            "1/2/2026",
        ]
    )
    book.save(tmp_path / "debarred.xlsx")
    found = read_foreign(tmp_path / "debarred.xlsx")
    (only,) = found.companies
    assert found.format is ForeignFormat.SHEET
    assert only.debarment is not None
    assert (only.debarment.ground, only.debarment.is_mandatory, only.debarment.ends_on) == (
        "national security",
        True,
        date(2031, 1, 31),
    )
    assert (only.names, only.from_on) == (("Linden", "LNDO"), date(2026, 2, 1))


def test_a_companys_number_is_no_name_and_dates_of_entry_and_expiry_are_dates(tmp_path: Path) -> None:
    text = "Supplier,Company number,Entry date,Expiry date\nLinden Optics Ltd,01234567,1/11/2026,2031-11-01\n"
    found = read_foreign(written(tmp_path, text))
    (only,) = found.companies
    assert (only.from_on, only.to_on) == (date(2026, 11, 1), date(2031, 11, 1))
    assert found.notes == ["Columns that are not used: Company number."]
    (_, told) = read_foreign(written(tmp_path, "Supplier,Company\nLinden Optics Ltd,Linden\n")).notes
    assert "change the headers" in told
    assert "--map" not in told


def test_every_cell_of_a_typed_table_that_cannot_be_understood_is_told_at_once(tmp_path: Path) -> None:
    text = "Name,Country,Start date,Mandatory or discretionary\nLinden,Nowhereland,soon,perhaps\n"
    with pytest.raises(FileRejected) as refused:
        read_foreign(written(tmp_path, text))
    assert [issue.cell for issue in refused.value.issues] == ["B2", "D2", "C2"]
    assert "3 cells cannot be understood" in refused.value.message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "web-page-not-list"),
        ("\n\n  <HTML><head>", "web-page-not-list"),
        (csl(OPTICS, HIKVISION)[:-40], "file-cut-short"),
        (csl(OPTICS, company('Cut "in a quote')).rstrip()[:-30] + '"', "file-cut-short"),
        (csl(OPTICS).replace("84 FR 1", "84,FR,1") + csl(HIKVISION), "file-damaged"),
        (entities({"id": "a", "schema": "Company", "properties": {"name": ["A"]}})[:-9], "file-cut-short"),
        ('{"id": "a", "sch\n' + entities({"id": "a", "schema": "Company", "properties": {}}), "file-damaged"),
        (csl(company("Doe", type="Individual")), "list-without-companies"),
        (csl(), "list-without-companies"),
        ("Group ID,Name 6,Group Type,Regime\n1,DOE,Individual,X\n", "list-file-refused"),
        ('[{"id": "a"}]', "list-file-refused"),
        ("some,other\ntable,here\n", "list-format-unknown"),
    ],
)
def test_what_is_no_whole_list_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(FileRejected) as refused:
        read_foreign(written(tmp_path, text))
    assert refused.value.code == code
    assert refused.value.cure


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRejected, match="empty"):
        read_foreign(written(tmp_path, ""))
    with pytest.raises(FileRejected, match="no such file"):
        read_foreign(tmp_path / "none.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_is_found_by_its_mark(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, targets({"id": "1", "name": "Société Linden"}), encoding=encoding)
    assert [c.name for c in read_foreign(path).companies] == ["Société Linden"]


def test_a_file_that_is_not_utf8_is_read_as_windows_text_and_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, targets({"id": "1", "name": "Société Linden"}), encoding="cp1252")
    found = read_foreign(path)
    assert found.companies[0].name == "Société Linden"
    assert "not UTF-8" in " ".join(found.notes)


def test_a_named_format_that_the_file_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRejected, match="It is no UK Sanctions List"):
        read_foreign(written(tmp_path, csl(OPTICS)), ForeignFormat.UK_SANCTIONS_CSV)


def test_trailing_empty_cells_do_no_harm(tmp_path: Path) -> None:
    text = delimited(CSL_COLUMNS, [company("Linden Ltd"), company("Other Ltd")])
    lines = [line + ",," if number else line for number, line in enumerate(text.splitlines())]
    assert len(read_foreign(written(tmp_path, "\n".join(lines))).companies) == 2


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Hikvision (杭州海康威视)*", ("Hikvision", "杭州海康威视")),
        ("Linden Optics, a.k.a. LNDO", ("Linden Optics", "LNDO")),
        ("Linden Optics, a.k.a., the following two aliases: -Lindopt", ("Linden Optics", "Lindopt")),
        ("Linden Optics, a.k.a., the following: —Lindopt; and —LO Works.", ("Linden Optics", "Lindopt", "LO Works.")),
        ("Huawei Technologies Co., Ltd. (Huawei). Affiliated Entity: Linden Co., Ltd.", ("Linden Co., Ltd.",)),
        ("  Linden \n Optics ;", ("Linden Optics",)),
        ("12 / 34", ()),
        ("", ()),
    ],
)
def test_names_lose_the_marks_of_lists(name: str, names: tuple[str, ...]) -> None:
    assert clean_names(name) == names


@given(st.text(max_size=80))
def test_any_text_is_cleaned_to_names_that_clean_to_themselves(text: str) -> None:
    for name in clean_names(text):
        assert name == name.strip()
        assert clean_names(name)


def test_dates_and_countries_are_read_as_the_lists_write_them() -> None:
    written_dates = ["2026-01-31", "31/01/2026", "31-Jan-2026", "2026-01-31T00:00:00"]
    assert {day(text) for text in written_dates} == {date(2026, 1, 31)}
    assert [day(text) for text in ("31/02/2026", "01.2026", "", "00/00/1975")] == [None] * 4
    assert [country_code(text) for text in ("China", "cn", "Hong Kong", "Nowhere")] == ["CN", "CN", None, None]
    assert ENTITY_LIST.startswith("Entity List")


PARTS = (
    *("aka", "A.K.A.", "fka", "f.k.a", "known as", "Affiliated", "subsidiar", "(", ")", "*", "†", ",", ".", ";"),
    *(" ", " ", " ", "\t", "Ltd", "kite", "Ka", "ſubsidiar", "Kaka", "é"),
)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PARTS), max_size=5).map("".join))
def test_the_cheap_look_at_a_name_hides_nothing(text: str) -> None:
    needs = companies._NEEDS_CLEANING.search(text) is not None
    assert companies._may_need_cleaning(text) == needs
