from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.wording import as_sealed, drill_command, format_share, format_value, fraction, heading
from tests.reporting.sample import BRIDGE, FIGURES, HEADLINE, sample_progress

TABLE = Path(__file__).parents[1] / "cases" / "reporting_values.csv"
CASES = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))

READ = {
    "int": int,
    "float": float,
    "date": date.fromisoformat,
    "datetime": lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC),
    "str": str,
    "none": lambda _: None,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['shown']}: {case['why']}")
def test_values_are_said_as_officers_read_them(case: dict[str, str]) -> None:
    value: Scalar = READ[case["kind"]](case["value"])

    assert case["shown"] == format_value(value, case["unit"])


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_share_reads_as_all_or_none_only_when_it_is(part: int, rest: int) -> None:
    shown = format_share(part / (part + rest))

    assert shown != "100.0 %"
    assert (shown == "0.0 %") == (part == 0)


def test_a_share_is_shown_with_what_it_is_made_of() -> None:
    assert fraction(HEADLINE) == "312 of 499"
    assert fraction(FIGURES[0]) == "", "a count has no parts"


def test_every_figure_tells_the_command_that_lists_its_rows() -> None:
    assert drill_command(HEADLINE) == "riskreg query removals --step verified --as-at 2026-11-22"
    assert drill_command(replace(HEADLINE, drill="")) == ""


def test_a_header_names_the_unit_once() -> None:
    assert heading(Column("a", "Flagged", "devices")) == "Flagged (devices)"
    assert heading(Column("a", "Devices flagged", "devices")) == "Devices flagged"
    assert heading(Column("a", "Cost", "pence")) == "Cost"


def test_figures_without_a_digest_get_theirs() -> None:
    progress = sample_progress()

    assert as_sealed(replace(progress, digest="")) == progress


def test_altered_figures_are_not_issued() -> None:
    altered = replace(sample_progress(), as_known=813)

    with pytest.raises(ValueError, match="digest does not agree"):
        as_sealed(altered)


def test_a_bridge_that_does_not_add_up_is_not_issued() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        as_sealed(sample_progress(bridge=replace(BRIDGE, closing=BRIDGE.closing + 1)))
