"""What single sentences of lists come to, with the bundled catalogue: a table for those who do not program."""

import csv
from pathlib import Path

import pytest

from riskreg.identification import Identifier, Trace
from riskreg.identification.knowledge import Knowledge
from riskreg.rules.terms import Certainty
from tests.evaluation.methods import restricted_maker

with (Path(__file__).parent.parent / "cases" / "statements.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


@pytest.mark.parametrize("row", ROWS, ids=[row["text"] for row in ROWS])
def test_a_sentence_comes_to_what_it_says(
    bundled_identifier: Identifier, bundled: Knowledge, row: dict[str, str]
) -> None:
    finding = bundled_identifier.identify(Trace(description=row["text"]))
    flagged = restricted_maker(finding, bundled) is not None
    came_out = "clear of it" if not flagged else "restricted" if _is_sure(finding.certainty) else "suspected"

    assert came_out == row["comes_out"], f"{row['why']}: {finding.explanation}"


def _is_sure(certainty: Certainty) -> bool:
    return certainty is Certainty.IDENTIFIED


@pytest.mark.parametrize("label", ["Dahua Scale Factory", "Shanghai Dahua Scale Factory"])
def test_a_make_that_reads_as_another_firm_flags_nothing(
    bundled_identifier: Identifier, bundled: Knowledge, label: str
) -> None:
    assert restricted_maker(bundled_identifier.identify(Trace(make=label)), bundled) is None


@pytest.mark.parametrize("model", ["HD1080", "HD-1080P", "HD2160P", "MSI Optix G27", "Epson DS-C490"])
def test_a_resolution_a_monitor_and_a_scanner_are_no_cameras(
    bundled_identifier: Identifier, bundled: Knowledge, model: str
) -> None:
    for trace in (Trace(model=model), Trace(description=model), Trace(model=model.split()[-1])):
        assert restricted_maker(bundled_identifier.identify(trace), bundled) is None


@pytest.mark.parametrize(
    "words", ["body worn camera", "4MP turret, front desk", "ANPR at north gate", "360 camera", "wall, cell block"]
)
def test_words_for_equipment_and_places_contradict_no_label(bundled_identifier: Identifier, words: str) -> None:
    finding = bundled_identifier.identify(Trace(make="Hikvision", model="dome", description=words))
    assert (finding.vendor, finding.certainty) == ("hikvision", Certainty.IDENTIFIED)
