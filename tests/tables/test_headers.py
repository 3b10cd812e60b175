"""Headers of eleven languages mean what the case table says, in small and large lists."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.tables import ASSET_FIELDS, ESTATE_FIELDS, PLAN_FIELDS, FieldSet, find_tables, read_workbook
from riskreg.tables.credentials import is_credential_header, may_hold_credential, without_credentials
from riskreg.tables.fields import all_synonyms
from riskreg.tables.headers import meaning
from riskreg.tables.wording import compact, plain
from tests.tables.builders import xlsx

CASES = Path(__file__).parents[1] / "cases" / "headers.csv"
LISTS = {"assets": ASSET_FIELDS, "estate": ESTATE_FIELDS, "plan": PLAN_FIELDS}


def cases() -> list[tuple[FieldSet, str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [(LISTS[row["list"]], row["header"], row["field"]) for row in csv.DictReader(file)]


def meant(header: str, wanted: FieldSet) -> str:
    if is_credential_header(header):
        return "credential"
    found = meaning(header, wanted)
    return found.field if found is not None else ""


@pytest.mark.parametrize(("wanted", "header", "field"), cases(), ids=lambda value: getattr(value, "name", value))
def test_a_header_means_one_field(wanted: FieldSet, header: str, field: str) -> None:
    assert meant(header, wanted) == field


@pytest.mark.parametrize("wanted", LISTS.values(), ids=lambda wanted: wanted.name)
def test_every_spelling_of_the_data_file_is_known_as_written_and_in_capitals(wanted: FieldSet) -> None:
    lost = {
        text
        for synonym in all_synonyms()
        if synonym.field in wanted.fields
        for text in (synonym.text, synonym.text.upper(), synonym.text.replace(" ", "_"), f" {synonym.text}: ")
        if meant(text, wanted) != synonym.field
    }
    assert lost == set()


@pytest.mark.parametrize(
    "rows",
    [
        [["Κατάλογος καμερών"], [], ["Α/Α", "Κτίριο", "Τοποθεσία", "Μάρκα", "Μοντέλο", "Σειριακός αριθμός"],
         [1, "Δημαρχείο", "Είσοδος", "Axis", "P1", "S1"], ["Σύνολο", 1]],
        [["№ п/п", "Здание", "Место установки", "Марка", "Модель", "Серийный номер"],
         [1, "Музей", "Вход", "Axis", "P1", "S1"], ["Итого:", 1]],
        [["序号", "建筑名称", "安装位置", "品牌", "型号", "序列号"],
         [1, "博物馆", "大门", "Axis", "P1", "S1"], ["合计", 1]],
        [["م", "المبنى", "مكان التركيب", "الماركة", "الموديل", "الرقم التسلسلي"],
         [1, "المتحف", "المدخل", "Axis", "P1", "S1"], ["المجموع", 1]],
    ],
    ids=["Greek", "Russian", "Chinese", "Arabic"],
)  # fmt: skip
def test_a_list_in_another_script_is_read_without_its_titles_and_totals(
    tmp_path: Path, rows: list[list[object]]
) -> None:
    table = find_tables(read_workbook(xlsx(tmp_path / "list.xlsx", {"1": rows})), ASSET_FIELDS).tables[0]
    read = list(table.rows())
    assert [table.value(row, "make") for row in read] == ["Axis"]
    assert {"site_name", "location", "make", "model", "serial_number"} <= set(table.fields)


def test_names_of_other_scripts_stay_apart() -> None:
    assert compact("Музей") != compact("Школа")
    assert plain("الشركة المصنّعة") == plain("الشركه المصنعة")
    assert plain("ΟΔΟΣ") == plain("οδός")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("вход, пароль: qwerty", "вход, пароль: [dropped]"),
        ("大门 密码：12345", "大门 密码：[dropped]"),
        ("كلمة المرور: abc", "كلمة المرور: [dropped]"),
        ("Κωδικός πρόσβασης: abc", "Κωδικός πρόσβασης: [dropped]"),
    ],
)
def test_a_password_inside_a_text_of_another_script_is_cut_out(text: str, left: str) -> None:
    assert may_hold_credential(text)
    assert without_credentials(text) == left


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
