"""Check before buying, as a page does it: pasted lines or a file, under the register's own lists where it has them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from riskreg.catalogue.activation import active_catalogue
from riskreg.errors import FileRejected, UsageError
from riskreg.identification import Trace
from riskreg.identification.telling import TELLING_FIELDS, trace_of_fields
from riskreg.operations.checking import Checked, judged, write_checked
from riskreg.operations.office import Office
from riskreg.operations.saved_checks import regimes_counting
from riskreg.operations.setting_up import find_organisation, find_regime
from riskreg.screening import Screener
from riskreg.screening.check import Checker, Judgement
from riskreg.tables import read_workbook

PASTED = "pasted-lines.csv"
"""Name of the file that pasted lines are kept as."""
MOST_PASTED = 400_000
"""Characters that can be pasted; a longer list is a file."""
_HEADER = "Description"
_SEPARATORS = re.compile(r"\s*[\t,;]\s*")


@contextmanager
def _checking(office: Office, organisation: str | None, regimes: Sequence[str]) -> Iterator[tuple[Checker, bool]]:
    """Who judges: under the register's lists and determinations where the lists at hand are in use, else as bundled."""
    with office.reading() as session:
        active = active_catalogue(session)
        buyer = find_organisation(session, organisation) if organisation else None
        if active is None or active.checksum != office.catalogue.checksum:
            yield Checker(office.catalogue, office.identifier, regimes, office.today), False
            return
        screener = Screener(session, office.catalogue, office.identifier)
        for slug in regimes:
            find_regime(session, slug)
        counting = tuple(regimes) or regimes_counting(session, screener, buyer)
        yield Checker(office.catalogue, office.identifier, counting, office.today, screener.regimes), True


def check_purchase(
    office: Office,
    path: Path,
    output: Path | None = None,
    *,
    organisation: str | None = None,
    regimes: Sequence[str] = (),
) -> tuple[Checked, bool]:
    """Judge every line of a file. Nothing is kept.

    Args:
        office: Where; its lists are needed.
        path: Any spreadsheet or delimited text.
        output: CSV, JSON or workbook to write, or None.
        organisation: Who buys: only the regimes that it adopted count.
        regimes: Short names of regimes; those that count for the buyer, or all, where empty.

    Returns:
        What was found, and whether the register's own lists and determinations judged.

    Raises:
        FileRejected: The file cannot be taken.
        NotFound: A regime or the organisation is unknown.
    """
    with read_workbook(path) as workbook, _checking(office, organisation, regimes) as (checker, is_registers):
        checked, understanding = judged(office, workbook, checker, None)
        if output is not None:
            write_checked(office, checked, understanding, output)
        return checked, is_registers


def pasted_file(office: Office, text: str, folder: Path) -> Path:
    """Pasted lines as a file: as they are where they are a table with headers, else one description per line.

    Args:
        office: Where.
        text: As pasted.
        folder: Where the file is to lie.

    Raises:
        UsageError: There is no line, or there are too many.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise UsageError("There is nothing to check.", "Paste lines of a quotation, or choose a file.")
    if len(text) > MOST_PASTED:
        raise UsageError("That is too much to paste.", "Save it as a file, and choose the file.")
    path = folder / PASTED
    if "\t" in text or "," in lines[0] or ";" in lines[0]:
        path.write_text(text, encoding="utf-8")
        try:
            with read_workbook(path) as workbook, _checking(office, None, ()) as (checker, _):
                judged(office, workbook, checker, None)
            return path
        except FileRejected as error:
            if error.code != "no-table-found":
                raise
    whole = io.StringIO(newline="")
    writer = csv.writer(whole)
    writer.writerow([_HEADER])
    writer.writerows([_SEPARATORS.sub(", ", line)] for line in lines)
    path.write_text(whole.getvalue(), encoding="utf-8")
    return path


def check_lines(
    office: Office, lines: Sequence[Mapping[str, str]], *, organisation: str | None = None, regimes: Sequence[str] = ()
) -> tuple[list[Judgement], bool]:
    """Judge devices that a program names. Nothing is kept.

    Args:
        office: Where; its lists are needed.
        lines: For each device, fields of `TELLING_FIELDS` and what is said in them.
        organisation: As for `check_purchase`.
        regimes: As for `check_purchase`.

    Returns:
        A judgement for each line, in their order, and whether the register's own lists and determinations judged.

    Raises:
        NotFound: A regime or the organisation is unknown.
    """
    with _checking(office, organisation, regimes) as (checker, is_registers):
        return [checker.judge(_trace(line)) for line in lines], is_registers


def _trace(line: Mapping[str, str]) -> Trace:
    return trace_of_fields(lambda field: line.get(field) or None if field in TELLING_FIELDS else None)
