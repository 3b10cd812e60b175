"""Spellings that people were seen to write, and model numbers without their endings, beside their look-alikes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from riskreg.identification import Identifier
from riskreg.identification.trace import Trace

_TABLE = Path(__file__).parent.parent / "cases" / "spellings_and_numbers.csv"
_CASES = list(csv.DictReader(_TABLE.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case['make']}|{case['model']}")
def test_a_spelling_or_number_tells_its_maker_as_surely_as_the_table_says(
    bundled_identifier: Identifier, case: dict[str, str]
) -> None:
    finding = bundled_identifier.identify(Trace(make=case["make"] or None, model=case["model"] or None))

    assert (finding.vendor or "", str(finding.certainty)) == (case["vendor"], case["certainty"])
