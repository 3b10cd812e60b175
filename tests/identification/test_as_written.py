"""Cells as officers write them, by hand: who made the device, or that nothing may be flagged (empty)."""

import csv
from pathlib import Path

import pytest

from riskreg.identification import Identifier, Trace
from riskreg.identification.knowledge import Knowledge
from tests.evaluation.methods import restricted_maker

with (Path(__file__).parent.parent / "cases" / "identification_as_written.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


def as_trace(row: dict[str, str]) -> Trace:
    return Trace(
        make=row["make"] or None,
        model=row["model"] or None,
        make_and_model=row["make_and_model"] or None,
        mac=row["mac"] or None,
        serial=row["serial"] or None,
        description=row["description"] or None,
        component=row["component"] or None,
        software=row["software"] or None,
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " ".join(cell for cell in row.values() if cell)[:60])
def test_cells_as_written_come_out_as_meant(
    bundled_identifier: Identifier, bundled: Knowledge, row: dict[str, str]
) -> None:
    finding = bundled_identifier.identify(as_trace(row))

    assert (restricted_maker(finding, bundled) or "") == row["maker"], finding.explanation


@pytest.mark.parametrize(
    ("description", "vendor"), [("Survey drone DJI Mavic with case", "dji"), ("Survey site of DJI block C", None)]
)
def test_an_acronym_counts_beside_another_name_of_its_maker(
    bundled_identifier: Identifier, description: str, vendor: str | None
) -> None:
    finding = bundled_identifier.identify(Trace(description=description))

    assert finding.vendor == vendor, finding.explanation


def test_findings_do_not_depend_on_what_was_identified_before(bundled: Knowledge) -> None:
    """Keys that say the same share one weighing, so an order may never show."""
    traces = [as_trace(row) for row in ROWS]
    traces += [Trace(make="Annke", model=f"C800-{n}") for n in "ABC"]
    traces += [Trace(make="Axis", model=f"DS-2CD214{n}G0-I") for n in range(5)]
    told = (
        "rtsp://10.1.2.3/Streaming/Channels/101",
        "rtsp://10.1.2.3/cam/realmonitor?channel=1",
        "Server: nginx",
        "HiSilicon",
    )
    for text in told:
        traces += [Trace(make=text), Trace(make_and_model=text), Trace(description=text), Trace(software=text)]
    one, other = Identifier(bundled), Identifier(bundled)

    forward = [one.identify(trace) for trace in traces]
    backward = [other.identify(trace) for trace in reversed(traces)]

    assert forward == backward[::-1]
