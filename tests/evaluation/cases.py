"""The labelled cases: what a list said, who made the device, and where that was read."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from riskreg.identification import Trace

CASES = Path(__file__).parent.parent / "cases"
DEVELOPMENT = "evaluation_development.csv"
HELD_OUT = "evaluation_held_out.csv"
SECOND = "evaluation_second.csv"
THIRD = "evaluation_third.csv"
FOURTH = "evaluation_fourth.csv"
FIFTH = "evaluation_fifth.csv"
SIXTH = "evaluation_sixth.csv"
OLDER = "identification_held_out.csv"
KINDS = (
    "direct",
    "subsidiary",
    "rebrand",
    "model_only",
    "mac_only",
    "misspelt",
    "description_only",
    "near_miss",
    "plain_negative",
)
FIELDS = ("make", "model", "make_and_model", "mac", "serial", "description", "part_number", "software")


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled device.

    Attributes:
        expected: The slug of its restricted maker, or empty for a device that must not flag.
        composed: Empty where the row stands in its source; `part` where something of it was left out or two cells were
            joined; `suffix` for a registered MAC prefix with a made-up device half; `yes` where it was put together.
    """

    id: str
    kind: str
    expected: str
    trace: Trace
    source: str
    composed: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where cases were read, on which day, and whether the vendor catalogue rests on it too.

    Attributes:
        seen_by_catalogue: `yes`, `part`, `no`, or `unknown` where the gatherer was not to read the catalogue.
    """

    address: str
    what: str
    read_on: date
    seen_by_catalogue: str


def read_cases(name: str) -> list[Case]:
    """The cases of a file in tests/cases; a column that the file does not have counts as empty."""
    with (CASES / name).open(encoding="utf-8", newline="") as file:
        return [_case(row) for row in csv.DictReader(file)]


def _case(row: dict[str, str]) -> Case:
    installed = date.fromisoformat(row["installed_on"]) if row.get("installed_on") else None
    cells = {field: row.get(field) or None for field in FIELDS}
    trace = Trace(installed_on=installed, **cells)
    return Case(row["id"], row["kind"], row["expected"], trace, row["source"], row.get("composed", ""))


def read_sources() -> dict[str, Source]:
    """The sources of the evaluation cases by their key."""
    with (CASES / "evaluation_sources.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["source"]: Source(
                row["address"], row["what"], date.fromisoformat(row["read_on"]), row["seen_by_catalogue"]
            )
            for row in csv.DictReader(file)
        }


def cells(case: Case) -> list[str]:
    """What the row says, cell by cell, empty cells left out."""
    return [text for field in FIELDS if (text := getattr(case.trace, field))]
