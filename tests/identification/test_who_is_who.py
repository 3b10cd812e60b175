"""Makers that public bodies list: whose the device is, where a name decides, and where it does not."""

import csv
from pathlib import Path

import pytest

from riskreg.identification import Identifier, Trace
from riskreg.rules.terms import Certainty

with (Path(__file__).parents[1] / "cases" / "who_is_who.csv").open(encoding="utf-8", newline="") as _file:
    CASES = list(csv.DictReader(_file))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['written']} {case['model']}".strip())
def test_a_label_comes_to_what_is_known_of_its_maker(bundled_identifier: Identifier, case: dict[str, str]) -> None:
    cells = dict.fromkeys(("make", "make_and_model", "description")) | {case["column"]: case["written"]}
    make, both, text = cells["make"], cells["make_and_model"], cells["description"]
    trace = Trace(make=make, model=case["model"] or None, make_and_model=both, description=text)

    finding = bundled_identifier.identify(trace)

    told = "clear" if finding.is_clear_candidate else finding.certainty.value
    assert told == case["comes_to"], finding.explanation


def test_a_brand_of_a_chinese_maker_names_that_maker(bundled_identifier: Identifier) -> None:
    finding = bundled_identifier.identify(Trace(make="Reveal", model="D5"))

    assert (finding.vendor, finding.certainty) == ("eeyelog", Certainty.SUSPECTED)
    assert "Inspect the device" in finding.conclusion


def test_the_number_that_tells_which_of_several_firms_is_named_as_a_trace(bundled_identifier: Identifier) -> None:
    finding = bundled_identifier.identify(Trace(make="Motorola", model="DP4800e"))

    assert "model DP4800E is a number of Motorola Solutions" in finding.explanation
