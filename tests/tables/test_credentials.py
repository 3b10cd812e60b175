"""No credential leaves the reading process: not by column, not beside a label, not inside a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskreg.tables import ASSET_FIELDS, codes, find_tables, read_workbook
from riskreg.tables.credentials import is_credential_header, may_hold_credential, without_credentials
from tests.tables import builders

SECRET = "Tr0ub4dor-secret"


def read_all(path: Path) -> tuple[str, str]:
    """Everything that left the reading process, and everything that is said, as text."""
    with read_workbook(path) as workbook:
        assert workbook.folder is not None
        spooled = b"".join(file.read_bytes() for file in workbook.folder.iterdir()).decode("latin-1")
        understood = find_tables(workbook, ASSET_FIELDS)
        return spooled, repr(understood.issues) + repr([list(t.scan()) for t in understood.tables])


@pytest.mark.parametrize(
    "header",
    ["Password", "User Name", "Username", "PWD", "ONVIF password", "Admin pwd", "PIN", "Community string", "Kennwort",
     "Mot de passe", "Contraseña", "Cyfrinair", "Hasło", "Benutzername", "Nome utente", "Verification code", "Login",
     "Alarm code", "Gate code (front)", "Engineer code"],
)  # fmt: skip
def test_headers_that_name_credentials(header: str) -> None:
    assert is_credential_header(header)


@pytest.mark.parametrize(
    "header",
    [
        "Make",
        "Pinhole",
        "Passenger lift",
        "Purpose",
        "Usage",
        "Community centre",
        "Shipping no",
        "Site code",
        "Alarm panel",
    ],
)
def test_headers_that_do_not(header: str) -> None:
    assert not is_credential_header(header)


def test_a_credential_column_is_dropped_unread_and_said(tmp_path: Path) -> None:
    rows = [["Name", "Address", "User Name", "Password", "Model"], ["cam 1", "10.0.0.1", SECRET, SECRET, "P3245"]]
    spooled, said = read_all(builders.xlsx(tmp_path / "a.xlsx", {"A": rows}))
    assert SECRET not in spooled + said
    assert codes.CREDENTIALS_DROPPED in said
    assert "P3245" in said


def test_a_credential_column_under_two_rows_of_headers_and_titles(tmp_path: Path) -> None:
    rows = [
        ["CCTV list of the county"], [],
        ["Device", None, None, "Access", None],
        ["Make", "Model", "Serial", "User", "Pwd"],
        ["Axis", "P3245", "A1", SECRET, SECRET],
    ]  # fmt: skip
    spooled, said = read_all(builders.xlsx(tmp_path / "a.xlsx", {"A": rows}))
    assert SECRET not in spooled + said


def test_a_second_table_far_below_with_credentials_elsewhere(tmp_path: Path) -> None:
    first = [["Make", "Model", "Serial number", "Notes"]] + [["Axis", "P3245", f"S{n}", "fine"] for n in range(6000)]
    second = [[], ["Model", "Make", "Password", "Serial number"]] + [["P1", "Axis", SECRET, f"T{n}"] for n in range(50)]
    path = tmp_path / "list.csv"
    path.write_text("\n".join(",".join(row) for row in [*first, *second]), encoding="utf-8")
    spooled, said = read_all(path)
    assert SECRET not in spooled + said
    assert "S5999" in said
    assert "T49" in said


def test_a_password_beside_its_label_above_the_table(tmp_path: Path) -> None:
    rows = [["Password:", SECRET], ["Make", "Model"], ["Axis", "P3245"]]
    spooled, said = read_all(builders.xlsx(tmp_path / "a.xlsx", {"A": rows}))
    assert SECRET not in spooled + said
    assert "P3245" in said


def test_a_sentence_about_a_login_is_no_header_and_hides_no_device_below_it(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Description"], ["Axis", "P3245", "dome"], [None, None, "login page shows a logo"]]
    _, said = read_all(builders.xlsx(tmp_path / "a.xlsx", {"A": [*rows, [None, None, "Dahua dome in the hall"]]}))
    assert "Dahua dome in the hall" in said


def test_a_lone_word_for_a_credential_hides_what_stands_below_it_and_that_is_said(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Notes"], ["Axis", "P3245", "dome"], [None, None, "Password"], [None, None, SECRET]]
    spooled, said = read_all(builders.xlsx(tmp_path / "a.xlsx", {"A": rows}))
    assert SECRET not in spooled + said
    with read_workbook(tmp_path / "a.xlsx") as workbook:
        (issue,) = workbook.sheets[0].issues
    assert (issue.code, issue.cell) == (codes.CREDENTIALS_DROPPED, "C3")


def test_credentials_inside_texts_and_addresses(tmp_path: Path) -> None:
    rows = [["Make", "Model", "Address", "Notes"]]
    rows.append(["Axis", "P3245", f"rtsp://admin:{SECRET}@10.0.0.1/1", f"moved, password: {SECRET} since May"])
    spooled, said = read_all(builders.xlsx(tmp_path / "a.xlsx", {"A": rows}))
    assert SECRET not in spooled + said
    assert "rtsp://10.0.0.1/1" in said
    assert "since May" in said


def test_a_header_row_without_other_known_words(tmp_path: Path) -> None:
    rows = [["Ding", "Bums", "Kennwort"], ["a", "b", SECRET]]
    with read_workbook(builders.xlsx(tmp_path / "a.xlsx", {"A": rows})) as workbook:
        assert [row for _, row in workbook.sheets[0].rows()] == [("Ding", "Bums", "Kennwort"), ("a", "b", None)]


@pytest.mark.parametrize(
    "text", ["login root / pass: {}", "PIN: {}", "p/w = {}", "passcode:{} for the door", "log in: {}", "user name: {}"]
)
def test_short_words_before_a_colon(text: str) -> None:
    cleaned = without_credentials(text.format(SECRET))
    assert SECRET not in cleaned
    assert may_hold_credential(text.format(SECRET))
    assert cleaned == text.format("[dropped]")


def test_a_number_behind_the_word_pin() -> None:
    assert without_credentials("keypad, PIN code 4321, by the door") == "keypad, PIN code [dropped], by the door"


def test_a_harmless_text_is_left_alone() -> None:
    for text in (
        "http://10.0.0.1/view",
        "passage 4",
        "the pass is narrow",
        "pin 3 of the plug",
        "user: Parks",
        "pinhole: no",
        "user group meets here",
        "cameras@town.example",
    ):
        assert without_credentials(text) == text
