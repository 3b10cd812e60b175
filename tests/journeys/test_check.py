"""The check before buying: a quotation that nobody tuned anything for, without a register."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.journeys import books
from tests.journeys.desk import Desk, Said

READS_HERE = True

MAP = ("--map", "Part=model", "--map", "Text=description")
ADDED = ["verdict", "vendor", "confidence", "basis", "explanation", "sheet", "row"]


@pytest.fixture
def buyer(tmp_path: Path) -> Desk:
    """A buyer without any register."""
    return Desk(tmp_path, f"sqlite:///{tmp_path / 'none.sqlite'}", actor=None)


def lines(desk: Desk, name: str = "out.csv") -> list[dict[str, str]]:
    with (desk.folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def checked(buyer: Desk) -> Said:
    return buyer.run("check", books.quotation(buyer.folder), "-o", "out.csv", *MAP)


def test_every_column_comes_back_but_credentials(buyer: Desk, checked: Said) -> None:
    first = lines(buyer)[0]
    # The supplier's own “verdict” is told apart from ours.
    assert list(first) == ["Item", "Brand", "Part", "Text", "Qty", "Unit price", "verdict (as given)", *ADDED]
    assert (first["Part"], first["Qty"], first["verdict (as given)"]) == ("DS-2CD2143G0-I", "10", "ok")
    assert "Web login, Password" in checked.text
    assert "s3cret" not in (buyer.folder / "out.csv").read_text(encoding="utf-8") + checked.text


def test_each_line_gets_its_verdict_and_its_place(buyer: Desk, checked: Said) -> None:
    found = [(line["verdict"], line["vendor"], line["sheet"], line["row"]) for line in lines(buyer)]
    assert found == [
        ("restricted", "Hikvision", "Offer", "4"),
        ("clear", "Axis Communications", "Offer", "5"),
        ("restricted", "Dahua", "Offer", "6"),
        ("unknown", "", "Offer", "7"),
        ("clear", "Axis Communications", "Offer", "8"),
    ]
    for line in lines(buyer):
        assert 0 <= float(line["confidence"]) <= 1
        assert line["explanation"]
    assert "a proposal: no officer has decided" in lines(buyer)[0]["explanation"]


def test_a_line_with_one_cell_alone_is_judged_and_not_taken_for_a_heading(buyer: Desk) -> None:
    rows = ["Make,Model,Description", "Hikvision,,", "Axis,,", "LTS,CMIP8342W-28M,", ",,2 x Hik 4MP dome DS2CD2143"]
    (buyer.folder / "offer.csv").write_text("\n".join([*rows, ",,Bracket for Hikvision DS-2CD2143"]), encoding="utf-8")
    buyer.run("check", "offer.csv", "-o", "out.csv")
    found = [(line["verdict"], line["vendor"], line["row"]) for line in lines(buyer)]
    assert found == [
        ("restricted", "Hikvision", "2"),
        ("clear", "Axis Communications", "3"),
        ("suspected", "Hikvision", "4"),
        ("restricted", "Hikvision", "5"),
    ]
    said = buyer.run("check", "offer.csv", "--json").json["issues"]
    assert [(each["cell"], each["value"]) for each in said if "not checked" in each["message"]] == [
        ("6", "Bracket for Hikvision DS-2CD2143")
    ]


def test_a_bracket_that_suits_a_restricted_maker_is_not_flagged(buyer: Desk, checked: Said) -> None:
    assert "Hikvision and Dahua" in lines(buyer)[4]["Text"]
    assert lines(buyer)[4]["verdict"] == "clear"


def test_no_cell_of_the_answer_runs_as_a_formula(buyer: Desk, checked: Said) -> None:
    texts = [line["Text"] for line in lines(buyer)]
    assert texts[2:4] == ["'=1+1 bullet", "'@SUM dome"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines(buyer) for cell in line.values())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 8), (("--fail-on", "restricted"), 8), (("--fail-on", "suspected"), 0), (("--fail-on", "unknown"), 8),
        (("--fail-on", "none"), 0), (("--fail-on", "suspected,unknown"), 8), (("--regime", "uk_debarment"), 0),
        (("--regime", "us_889"), 8), (("--fail-on", "bad"), 2), (("--regime", "nowhere"), 3),
    ],
)  # fmt: skip
def test_the_exit_code_says_what_was_found(buyer: Desk, words: tuple[str, ...], code: int) -> None:
    assert buyer.run("check", books.quotation(buyer.folder), *MAP, *words).code == code


def test_unknown_warns_and_does_not_fail(buyer: Desk) -> None:
    offer = books.delimited(buyer.folder / "offer.csv", [("Make", "Model"), ("Fine Cameras Ltd", "FC-9")])
    said = buyer.run("check", offer)
    assert said.code == 0
    assert "Unknown is not clear" in said.text


def test_a_list_of_which_a_part_is_known_clears_nobody(buyer: Desk) -> None:
    offer = books.delimited(buyer.folder / "offer.csv", [("Make", "Model"), ("Axis", "P3245-LVE"), ("Hanwha", "XNV-1")])
    rows = buyer.ask("check", offer, "--regime", "uk_debarment")["rows"]
    assert [row["verdict"] for row in rows] == ["unknown", "unknown"]


def test_an_answer_for_programs_says_the_same(buyer: Desk, checked: Said) -> None:
    answer = buyer.run("check", books.quotation(buyer.folder), "--json", *MAP)
    assert answer.code == 8
    assert answer.json["counts"] == {"restricted": 2, "suspected": 0, "unknown": 1, "clear": 2}
    assert [(row["verdict"], row["row"]) for row in answer.json["rows"]] == [
        (line["verdict"], int(line["row"])) for line in lines(buyer)
    ]
    assert answer.json["dropped_columns"] == ["Web login", "Password"]
    assert not (buyer.folder / "none.sqlite").exists()


@pytest.mark.parametrize(
    ("headers", "row"),
    [
        (("MAC",), ("44:19:B6:00:00:01",)),
        (("Serial number", "Description"), ("DS-2CD2143G0-I20200101AAWRE12345678", "camera")),
        (("Description",), ("Hikvision 4 MP dome camera DS-2CD2143G0-I",)),
        (("Model",), ("DS-2CD2143G0-I",)),
    ],
)
def test_any_one_trace_is_enough_to_be_found(buyer: Desk, headers: tuple[str, ...], row: tuple[str, ...]) -> None:
    offer = books.delimited(buyer.folder / "offer.csv", [headers, row, row])
    assert {each["verdict"] for each in buyer.run("check", offer, "--json").json["rows"]} <= {"restricted", "suspected"}


def test_a_check_in_a_process_of_its_own(buyer: Desk) -> None:
    said = buyer.alone("check", books.quotation(buyer.folder), *MAP, "-o", "out.csv")
    assert said.code == 8
    assert len(lines(buyer)) == 5
