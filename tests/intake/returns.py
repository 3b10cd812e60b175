"""Lists that go back to their officers: real workbooks out, read again by the same door."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from riskreg.errors import FileRejected
from riskreg.intake import Preview, answers_of, prepare
from riskreg.intake.returned import Returned, Said, write_returned
from riskreg.tables import read_workbook
from tests.intake.make import JANUARY, TODAY, Desk

MARKING = "OFFICIAL-SENSITIVE"
MANY = 400_000


def previewed(desk: Desk, path: Path, **options: Any) -> Preview:
    """What importing a file would do; the answers of the file count where nothing else is given."""
    with read_workbook(path) as workbook, desk.database.reading() as session:
        told = answers_of(workbook)
        arguments = {
            "organisation_id": 1,
            "described_on": told.dated or JANUARY,
            "overrides": told.columns,
            "today": TODAY,
            "said": told.said,
            **({"covers": told.covers} if told.covers else {}),
            **options,
        }
        # The rows are gone when this returns; what is told of them stays.
        return replace(prepare(session, workbook, **arguments), plan=None)


def give_back(
    desk: Desk, path: Path, target: Path, *, is_plain: bool = False, most_cells: int = MANY, **options: Any
) -> Returned:
    """Write the workbook that goes back."""
    said = Said(MARKING, "Harbour Council", columns=options.get("overrides", {}))
    with read_workbook(path) as workbook:
        try:
            with desk.database.reading() as session:
                arguments = {"organisation_id": 1, "described_on": JANUARY, "today": TODAY, **options}
                outcome: Preview | FileRejected = prepare(session, workbook, **arguments)
        except FileRejected as refusal:
            outcome = refusal
        return write_returned(workbook, outcome, target, said, is_plain=is_plain, most_cells=most_cells)


def whole_text(path: Path) -> str:
    """Every part of a zipped workbook, unpacked, as one text."""
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def outcome_of(preview: Preview) -> tuple[Any, ...]:
    """What an import would do, and what it says of rows, without what is said of the file."""
    of_file = {"sheet-of-riskreg", "answers-read", "date-proposed", "credentials-dropped", "text-encoding-guessed"}
    said = {code: count for code, count in preview.issue_totals.items() if code not in of_file}
    return (preview.outcome_sha256, dict(preview.counts), dict(preview.matched_by), said)
