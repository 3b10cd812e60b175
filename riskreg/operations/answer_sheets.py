"""A sheet of answers for many lists at once: one line per file, with what its import must be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeVar

from riskreg.errors import FileRejected, UsageError
from riskreg.operations.asking import format_of
from riskreg.operations.importing import Request, parse_mapping
from riskreg.reporting import write_table
from riskreg.reporting.progress import Column, Scalar
from riskreg.rules.dates import parse_typed_date
from riskreg.rules.formulas import denature
from riskreg.rules.names import fold
from riskreg.rules.terms import Covers, ImportKind
from riskreg.tables import Cell, as_text, is_blank, read_workbook

COLUMNS: Final = (
    Column("file", "File"),
    Column("organisation", "Organisation"),
    Column("dated", "Date that the list describes"),
    Column("covers", "Covers"),
    Column("kind", "Kind"),
    Column("site", "Site"),
    Column("columns", "Columns"),
    Column("signed_by", "Signed by"),
    Column("post", "Post"),
    Column("open", "What is open"),
)
"""What stands in the sheet; the last is for the reader and is not read back."""
_CODES: Final = {fold(text): column.code for column in COLUMNS for text in (column.code, column.title)}
_Word = TypeVar("_Word", Covers, ImportKind)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the sheet.

    Attributes:
        file: Path of the list, as it is found again.
        answers: Code of the column → answer; blank ones left out.
    """

    file: str
    answers: Mapping[str, str]


def write_answer_sheet(lines: Sequence[Line], path: Path, marking: str) -> None:
    """Write a sheet to be filled in, as a workbook or CSV by the ending of its name.

    Args:
        lines: One per file, with what is known so far.
        path: Where.
        marking: Protective marking.

    Raises:
        UsageError: The ending is not .xlsx or .csv.
    """
    form = format_of(path)
    if form == "json":
        raise UsageError(f"“{path.name}” is not a sheet that can be filled in.", "Let its name end in .xlsx or .csv.")
    rows: list[tuple[Scalar, ...]] = [
        tuple(line.file if column.code == "file" else line.answers.get(column.code) for column in COLUMNS)
        for line in lines
    ]
    meta = {"title": "Answers for lists to be imported", "marking": marking}
    write_table(COLUMNS, rows, path, format=form, meta=meta, empty={column.code for column in COLUMNS})


def read_answer_sheet(path: Path) -> list[Line]:
    """The lines of a sheet that was filled in; any spreadsheet with a column `File` will do.

    Raises:
        FileRejected: The file cannot be read, or no row of it is headed `File`.
        UsageError: A file stands in it twice.
    """
    lines: dict[str, Line] = {}
    is_found = False
    with read_workbook(path) as workbook:
        for sheet in workbook.sheets:
            codes: list[str | None] = []
            for number, cells in sheet.rows():
                if "file" not in codes:
                    codes = [_CODES.get(fold(as_text(cell))) for cell in cells]
                    continue
                is_found = True
                told = dict(_told(codes, cells))
                file = told.pop("file", None)
                told.pop("open", None)
                if file is None:
                    continue
                if file in lines:
                    raise UsageError(
                        f"“{file}” stands twice in “{path.name}”, again in row {number}.", "Leave one line of it."
                    )
                lines[file] = Line(file, told)
    if not is_found:
        raise FileRejected(
            f"“{path.name}” has no row of headers with the header File.",
            "Let riskreg write one: riskreg import FILES --write-answers answers.xlsx",
            code="answers-not-found",
        )
    return list(lines.values())


def _told(codes: Sequence[str | None], cells: Sequence[Cell]) -> Iterator[tuple[str, str]]:
    for code, cell in zip(codes, cells, strict=False):
        if code is not None and not is_blank(cell):
            day = cell.date() if isinstance(cell, datetime) else cell
            yield code, denature(day.isoformat() if isinstance(day, date) else as_text(cell)).strip()


def answered(request: Request, lines: Sequence[Line], sheet: str) -> Request:
    """The request with what a sheet answers for its file; what the sheet says goes before what was said for all.

    Args:
        request: As given for all files.
        lines: The lines of the sheet.
        sheet: Its name, for messages.

    Raises:
        UsageError: An answer is not understood.
    """
    mine = [line for line in lines if _is_of(line.file, request.path)]
    if not mine:
        return request
    told = mine[0].answers
    where = f"“{mine[0].file}” in “{sheet}”"
    mapping = parse_mapping([part for part in told.get("columns", "").split(";") if part.strip()])
    return replace(
        request,
        organisation=told.get("organisation", request.organisation),
        dated=_dated(told["dated"], where) if "dated" in told else request.dated,
        covers=_word(Covers, told["covers"], where) if "covers" in told else request.covers,
        kind=_word(ImportKind, told["kind"], where) if "kind" in told else request.kind,
        site=told.get("site", request.site),
        mapping={**(request.mapping or {}), **mapping},
        signed_by=told.get("signed_by", request.signed_by),
        signed_post=told.get("post", request.signed_post),
    )


def unused(lines: Sequence[Line], paths: Sequence[Path]) -> list[str]:
    """Files that a sheet names and that are not among those to be imported."""
    return [line.file for line in lines if not any(_is_of(line.file, path) for path in paths)]


def _is_of(named: str, path: Path) -> bool:
    return named in (str(path), path.name) or Path(named).absolute() == path.absolute()


def _dated(text: str, where: str) -> date:
    try:
        return parse_typed_date(text)
    except UsageError as error:
        raise UsageError(f"The date of {where} is not understood: {error.message}", error.cure) from error


def _word(kind: type[_Word], text: str, where: str) -> _Word:
    word = text.split()[0].lower()
    if word not in set(kind):
        raise UsageError(f"“{text}” of {where} is not understood.", f"Write one of: {', '.join(kind)}.")
    return kind(word)
