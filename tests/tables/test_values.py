"""Single values are parsed as officers write them, and never guessed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.rules.terms import LimbAnswer, Severity
from riskreg.tables import CellError, address, as_text, codes, column_letter, values
from riskreg.tables.cells import position

CASES = Path(__file__).parents[1] / "cases"
PARSERS: dict[str, Callable[..., tuple[object, str | None]]] = {
    name.removeprefix("parse_"): getattr(values, name) for name in values.__all__ if name.startswith("parse_")
}


def cases(name: str) -> list[tuple[str, str, str, str]]:
    with (CASES / f"values_{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row.get("parser", "date"), row["text"], row["value"], row["code"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("parser", "text", "value", "code"), cases("dates") + cases("identifiers") + cases("numbers") + cases("words")
)
def test_written_values(parser: str, text: str, value: str, code: str) -> None:
    parsed, said = PARSERS[parser](text)
    assert ("" if parsed is None else str(parsed), said or "") == (value, code)


@pytest.mark.parametrize(
    ("parser", "cell", "value", "code"),
    [
        ("date", datetime(2021, 2, 1, 10), date(2021, 2, 1), None),  # noqa: DTZ001 - a spreadsheet knows no time zones
        ("date", date(2021, 2, 1), date(2021, 2, 1), None),
        ("date", 2019, None, codes.DATE_INCOMPLETE),
        ("date", 44228.0, None, codes.DATE_NOT_UNDERSTOOD),
        ("date", True, None, codes.DATE_NOT_UNDERSTOOD),
        ("mac", 441906001122.0, None, codes.MAC_MANGLED),
        ("identifier", 12345.0, "12345", None),
        ("identifier", 12345, "12345", None),
        ("identifier", 123456789012345.0, "123456789012345", None),
        ("identifier", 1.23457e15, None, codes.IDENTIFIER_MANGLED),
        ("quantity", 12.0, 12, None),
        ("quantity", 1.5, None, codes.QUANTITY_NOT_UNDERSTOOD),
        ("pence", 1250.5, 125050, None),
        ("pence", -1, None, codes.MONEY_NOT_UNDERSTOOD),
        ("minutes", 90.0, 90, None),
        ("answer", 1, LimbAnswer.YES, None),
        ("answer", False, LimbAnswer.NO, None),
        ("answer", 2, LimbAnswer.UNKNOWN, codes.YES_NO_NOT_UNDERSTOOD),
    ],
)
def test_cells_that_are_not_text(parser: str, cell: object, value: object, code: str | None) -> None:
    assert PARSERS[parser](cell) == (value, code)


@pytest.mark.parametrize("parser", sorted(set(PARSERS) - {"text"}))
def test_an_error_cell_is_no_value_and_a_blank_needs_no_word(parser: str) -> None:
    assert PARSERS[parser](CellError("#N/A"))[1] == codes.VALUE_IS_ERROR
    assert PARSERS[parser](None)[1] is None


@pytest.mark.parametrize("parser", sorted(set(PARSERS) - {"text"}))
@given(text=st.text(max_size=30))
def test_any_text_gives_a_known_code_or_none(parser: str, text: str) -> None:
    code = PARSERS[parser](text)[1]
    assert code is None or code in codes.CODES
    if code is not None:
        issue = values.issue_for(code, value=text, sheet="A", cell="B2")
        assert issue.message
        assert issue.cure


@given(
    st.dates(date(1970, 1, 1), date(2060, 12, 31)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d.%m.%Y"])
)
def test_a_date_written_and_read_is_the_same(day: date, form: str) -> None:
    assert values.parse_date(day.strftime(form)) == (day, None)


@given(st.integers(0, 10**9))
def test_money_written_and_read_is_the_same(pence: int) -> None:
    assert values.parse_pence(f"£{pence / 100:,.2f}") == (pence, None)


@given(st.integers(1, 2**48 - 2), st.sampled_from([":", "-", " ", ""]))
def test_macs_in_any_notation_are_one(number: int, between: str) -> None:
    digits = f"{number:012X}"
    pairs = [digits[i : i + 2] for i in range(0, 12, 2)]
    assert values.parse_mac(between.join(pairs).lower())[0] == ":".join(pairs)


@given(st.integers(0, 16383), st.integers(1, 1_048_576))
def test_addresses_are_those_of_excel(column: int, row: int) -> None:
    assert position(address(column, row)) == (row, column)


def test_addresses_by_name() -> None:
    assert (address(3, 17), column_letter(26), column_letter(16383)) == ("D17", "AA", "XFD")
    with pytest.raises(ValueError, match="17D"):
        position("17D")


def test_an_issue_shows_the_value_and_says_what_to_do() -> None:
    issue = values.issue_for(codes.IDENTIFIER_MANGLED, value=1.23457e15, sheet="A", cell="D17", column="Serial")
    assert issue.severity is Severity.ERROR
    assert "1.23457E+15" in issue.message
    assert "Text" in issue.cure
    assert issue.place == "sheet “A”, cell D17"


def test_cells_as_text() -> None:
    assert [as_text(c) for c in (None, " a ", 12.0, 1.5, True, date(2020, 1, 2), CellError("#N/A"))] == [
        "", "a", "12", "1.5", "yes", "2020-01-02", "",
    ]  # fmt: skip
