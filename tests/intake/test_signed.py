"""Who answers for a list is read from the list where it stands, and from nowhere else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.intake import Signature, prepare, with_signature
from riskreg.intake.signed import signatures_in
from riskreg.register import ImportBatch
from tests.intake.make import JANUARY, TODAY, Desk, camera, codes

CASES = list(csv.DictReader((Path(__file__).parent.parent / "cases" / "signatures.csv").read_text().splitlines()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["line"]))
def test_a_line_states_who_signed(case: dict[str, str]) -> None:
    found = [(each.signature, each.is_signed) for each in signatures_in([("Cameras", 1, case["line"])])]
    expected = [(Signature(case["name"], case["post"] or None), case["signed"] == "yes")] if case["name"] else []
    assert found == expected


@given(st.text(max_size=200))
def test_any_line_is_read_without_a_fault_and_no_name_is_made_up(text: str) -> None:
    for each in signatures_in([("Cameras", 1, text)]):
        assert each.signature.name in text
        assert each.signature.post is None or each.signature.post in text


def test_a_signature_goes_before_the_name_of_who_filled_it_in_and_a_post_may_stand_below() -> None:
    lines = ["Completed by: Sam Poole", "Signed: Ann Carter", "Position: Chief Officer"]
    (found,) = signatures_in([("Cameras", row, text) for row, text in enumerate(lines, 1)])
    assert found.signature == Signature("Ann Carter", "Chief Officer")


def test_the_signature_is_kept_with_the_import(desk: Desk) -> None:
    preview = desk.preview([camera("AA1001")])
    desk.apply(with_signature(preview, Signature("Ann Carter", "Chief Officer")))
    (batch,) = desk.all(ImportBatch)
    assert (batch.signed_by, batch.signed_post) == ("Ann Carter", "Chief Officer")


def test_a_line_above_the_table_signs_and_two_persons_are_a_question(quick_desk: Desk) -> None:
    def read(*above: str) -> tuple[object, set[str]]:
        workbook = quick_desk.workbook([camera("AA1001")], above=above)
        with quick_desk.database.reading() as session:
            seen = prepare(session, workbook, organisation_id=1, described_on=JANUARY, today=TODAY)
            seen = with_signature(seen, None)
        return seen.signature, codes(seen)

    signature, said = read("CCTV schedule", "Signed: Ann Carter, Chief Officer")
    assert signature == Signature("Ann Carter", "Chief Officer")
    assert "signature-read" in said
    signature, said = read("Signed: Ann Carter", "Signed: Sam Poole")
    assert signature is None
    assert "signatures-differ" in said
    assert read("CCTV schedule")[0] is None
