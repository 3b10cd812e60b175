"""Check a quotation or bill of materials before buying; and explain one device. Needs no register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from riskreg.errors import FileRejected
from riskreg.operations.office import Office
from riskreg.reporting import Column, write_table
from riskreg.reporting.tabular import TableFormat
from riskreg.rules.dates import long_date
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity, Verdict
from riskreg.screening.check import CheckedRow as CheckedRow
from riskreg.screening.check import Checker, output_names
from riskreg.tables import ASSET_FIELDS, Understanding, Workbook, find_tables, read_workbook

RESULT_COLUMNS = (
    Column("verdict", "verdict"),
    Column("vendor", "vendor"),
    Column("confidence", "confidence", "number"),
    Column("basis", "basis"),
    Column("explanation", "explanation"),
    Column("sheet", "sheet"),
    Column("row", "row", "number"),
)


@dataclass(frozen=True)
class Checked:
    """The result of a check.

    Attributes:
        file: Name of the file.
        regimes: Titles of the regimes that counted.
        edition: Edition of the lists.
        counts: Lines by verdict.
        rows: Every line with its judgement, in the order of the file.
        issues: What was dropped, skipped or not understood.
        dropped: Headers of credential columns, which were dropped unread.
    """

    file: str
    regimes: tuple[str, ...]
    edition: str
    counts: Mapping[Verdict, int]
    rows: tuple[CheckedRow, ...]
    issues: tuple[Issue, ...]
    dropped: tuple[str, ...]


def check_file(
    office: Office,
    path: Path,
    output: Path | None,
    *,
    regimes: Sequence[str] = (),
    overrides: Mapping[str, str] | None = None,
) -> Checked:
    """Judge every line of a table, and write it back with the judgement.

    Args:
        office: Where the lists come from.
        path: Any spreadsheet or delimited text with some of make, model, MAC, serial number, description.
        output: CSV file to write, or None.
        regimes: Short names of the regimes; all that restrict use or purchase where empty.
        overrides: Header → field, where a column was misunderstood.

    Raises:
        FileRejected: The file cannot be taken.
        NotFound: A regime is unknown.
    """
    checker = Checker(office.catalogue, office.identifier, regimes, office.today)
    office.watcher("Reading", 0, None)
    with read_workbook(path) as workbook:
        checked, understanding = judged(office, workbook, checker, overrides)
        if output is not None:
            write_checked(office, checked, understanding, output)
    return checked


def judged(
    office: Office, workbook: Workbook, checker: Checker, overrides: Mapping[str, str] | None
) -> tuple[Checked, Understanding]:
    """Every line of a workbook with its judgement, and how its columns were understood.

    Raises:
        FileRejected: No line can be checked.
    """
    understanding = find_tables(workbook, ASSET_FIELDS, overrides, sites=False)
    rows = []
    for row in checker.check(understanding):
        rows.append(row)
        if len(rows) % 500 == 0:
            office.watcher("Checking lines", len(rows), None)
    if not rows:
        raise FileRejected(
            f"No line of “{workbook.path.name}” could be checked.",
            "The table needs at least one row below its headers.",
            understanding.issues,
            code="no-data-rows",
        )
    dropped = tuple(c.header for table in understanding.tables for c in table.columns if c.is_credential)
    checked = Checked(
        file=workbook.path.name,
        regimes=checker.regime_titles,
        edition=office.catalogue.edition,
        counts=dict(Counter(row.judgement.verdict for row in rows)),
        rows=tuple(rows),
        issues=(*understanding.issues, *_not_checked(understanding, {(row.sheet, row.row) for row in rows})),
        dropped=dropped,
    )
    return checked, understanding


def _not_checked(understanding: Understanding, checked: Collection[tuple[str, int]]) -> Iterator[Issue]:
    """Rows that were taken for no device, each with its reason; those that name something flagged are checked."""
    for table in understanding.tables:
        for row in table.skipped():
            if (row.sheet, row.number) not in checked:
                yield Issue(
                    row.code,
                    Severity.NOTE,
                    f"This row was not checked: {row.reason}.",
                    "If it is a device, give it a make or a model in their columns.",
                    sheet=row.sheet,
                    cell=str(row.number),
                    value=row.text,
                )


def write_checked(office: Office, checked: Checked, understanding: Understanding, output: Path) -> None:
    """Write every line back with its judgement: as CSV, or as the file's ending says."""
    headers: dict[str, None] = {}
    for names in output_names(understanding).values():
        headers.update(dict.fromkeys(names.values()))
    taken = {column.code for column in RESULT_COLUMNS}
    columns = [Column(header if header not in taken else f"{header} (as given)", header) for header in headers]
    rows = (
        (
            *(row.values.get(header, "") for header in headers),
            row.judgement.verdict.value,
            row.judgement.vendor or "",
            row.judgement.confidence,
            row.judgement.basis.value if row.judgement.basis else "",
            row.judgement.explanation,
            row.sheet,
            row.row,
        )
        for row in checked.rows
    )
    meta = {
        "marking": office.settings.marking,
        "question": f"Check of {checked.file}",
        "checked on": long_date(office.today),
        "lists": f"edition {checked.edition}",
        "regimes": "; ".join(checked.regimes),
    }
    write_table([*columns, *RESULT_COLUMNS], rows, output, format=_form(output), meta=meta)


def _form(output: Path) -> TableFormat:
    """CSV, whatever a person calls the file, unless the ending is that of another format."""
    endings: dict[str, TableFormat] = {".json": "json", ".xlsx": "xlsx"}
    return endings.get(output.suffix.lower(), "csv")
