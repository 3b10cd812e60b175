"""Reading workbooks with calamine, cross-checked against the file's own parts. Runs inside the reading process."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree

import python_calamine as calamine

from riskreg.errors import FileRejected
from riskreg.rules.counting import counted
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.cells import position
from riskreg.tables.child import cell_issues, sheet_meta, too_long, too_wide
from riskreg.tables.delimited import not_a_spreadsheet
from riskreg.tables.guard import SAVE_AGAIN, Package, Part, damaged, inspect_package, locked
from riskreg.tables.hidden import Hidden, hidden_sheet, hidden_somewhere
from riskreg.tables.limits import Limits
from riskreg.tables.pieces import NotPlainError, SheetInPieces, directory
from riskreg.tables.sparse import SparseSheet, is_far_flung
from riskreg.tables.spool import CHUNK_ROWS, Announced, SheetSpool
from riskreg.tables.struck import said_of_struck

_OLE_SCANNED = 64 * 1024 * 1024
_ERROR_TEXTS = frozenset({"#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})


def read_package(path: Path, spool: BinaryIO, limits: Limits) -> dict[str, Any]:
    """Read a zipped workbook: xlsx, xlsm, xlsb or ods, told from its parts.

    Raises:
        FileRejected: It is not a workbook, damaged, locked, too large, or reads as empty although it is not.
    """
    package = inspect_package(path, limits)
    kind = package.format
    if not kind:
        raise not_a_spreadsheet()
    if b"encryption-data" in package.texts.get("META-INF/manifest.xml", b""):
        raise locked()
    places = _sheet_parts(package) if kind in ("xlsx", "xlsm") else {}
    return _read_sheets(path, spool, limits, kind, package, places)


def read_old(path: Path, spool: BinaryIO, limits: Limits) -> dict[str, Any]:
    """Read an xls workbook, or refuse what else comes in the same container: a locked workbook, a Word document.

    Raises:
        FileRejected: It is not a workbook, damaged or locked.
    """
    with path.open("rb") as file:
        data = file.read(_OLE_SCANNED)
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        raise locked()
    if not any(name.encode("utf-16-le") + b"\0\0" in data for name in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        raise not_a_spreadsheet()
    return _read_sheets(path, spool, limits, "xls", Package(frozenset()), {})


def _sheet_parts(package: Package) -> dict[str, str]:
    """Sheet name → name of its part, from the workbook's own directory."""
    try:
        # Entities were refused before anything is parsed.
        book = ElementTree.fromstring(package.texts["xl/workbook.xml"])  # noqa: S314
        relations = ElementTree.fromstring(package.texts["xl/_rels/workbook.xml.rels"])  # noqa: S314
    except (KeyError, ElementTree.ParseError) as error:
        raise damaged() from error
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("xl", relation.get("Target", ""))).lstrip("/")
        if not relation.get("Target", "").startswith("/")
        else relation.get("Target", "").lstrip("/")
        for relation in relations
    }
    places = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            key = next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == "id"), None)
            places[element.get("name", "")] = targets.get(key, "")
    return places


def _read_sheets(
    path: Path, spool: BinaryIO, limits: Limits, kind: str, package: Package, places: dict[str, str]
) -> dict[str, Any]:
    book = _Book(path, package)
    issues = [_old_format_note()] if kind in ("xls", "xlsb") else []
    sheets = []
    for number, about in enumerate(book.sheets, 1):
        if about.typ is not calamine.SheetTypeEnum.WorkSheet:
            issues.append(_left_out(about.name))
            continue
        found = _read_sheet(book, about, number, spool, limits, (package, places.get(about.name, "")))
        if found is None:
            issues.append(Issue(codes.SHEET_EMPTY, Severity.NOTE, f"Sheet “{about.name}” is empty.", sheet=about.name))
        else:
            sheets.append(found)
    if not sheets:
        if any(part.has_cells for part in _looked_at(package)) and kind != "ods":
            raise reads_as_empty()
        raise FileRejected(
            "The workbook has no sheet with cells.",
            "Check that this is the file that holds the list.",
            code=codes.NO_SHEETS,
        )
    if kind == "ods" and any(part.has_open_errors for part in _looked_at(package)):
        issues.append(_old_format_note())
    if kind == "ods" and any(part.has_open_hidden for part in _looked_at(package)):
        issues.append(hidden_somewhere())
    return {"format": kind, "properties": {}, "issues": [asdict(issue) for issue in issues], "sheets": sheets}


class _Book:
    """The workbook as the usual reader gives it, opened as a whole where that is needed.

    Args:
        path: The file.
        package: What was seen of it.

    Raises:
        FileRejected: It cannot be read.
    """

    def __init__(self, path: Path, package: Package) -> None:
        self.path = path
        self._whole: calamine.CalamineWorkbook | None = None
        found = directory(package) if package.large else None
        self.sheets = found if found is not None else self._opened().sheets_metadata

    def sheet(self, name: str) -> calamine.CalamineSheet:
        """All of a sheet.

        Raises:
            FileRejected: It cannot be read.
        """
        book = self._opened()
        try:
            return book.get_sheet_by_name(name)
        except (calamine.CalamineError, OSError) as error:
            raise _unreadable(str(error)) from error

    def _opened(self) -> calamine.CalamineWorkbook:
        if self._whole is None:
            try:
                self._whole = calamine.CalamineWorkbook.from_path(self.path)
            except calamine.PasswordError as error:
                raise locked() from error
            except (calamine.CalamineError, OSError) as error:
                raise _unreadable(str(error)) from error
        return self._whole


def _looked_at(package: Package) -> list[Part]:
    return [part for name in package.parts if (part := package.part(name)) is not None]


def _read_sheet(
    book: _Book,
    about: calamine.SheetMetadata,
    number: int,
    spool: BinaryIO,
    limits: Limits,
    place: tuple[Package, str],
) -> dict[str, Any] | None:
    name = about.name
    package, part_name = place
    merged: list[tuple[int, int, int, int]] = []
    said: list[Issue] = []
    begun = package.parts.get(part_name)
    if begun is not None and begun.corner is not None and is_far_flung(begun.corner, limits):
        package.look_after_all(book.path, part_name)
        part = package.part(part_name)
        errors, hidden = _errors(part), Hidden(part or Part())
        writer = SheetSpool(spool, errors, name=name, number=number)
        sparse = SparseSheet(book.path, name, limits)
        _write(writer, (_without_errors(row) for row in sparse.rows()), 0, hidden)
        if sparse.is_wide:
            raise too_wide(limits, name)
        said.extend(_far_away(name, sparse.far))
    elif (found := _in_pieces(book.path, package, part_name, spool, limits, (name, number))) is not None:
        part = package.part(part_name)
        writer, hidden, merged = found
        errors = _errors(part)
        if not writer.chunks:
            if part is not None and part.has_cells and not part.errors:
                raise reads_as_empty()
            return None
    else:
        sheet = book.sheet(name)
        part = package.part(part_name)
        errors, hidden = _errors(part), Hidden(part or Part())
        if sheet.start is None or sheet.end is None:
            if part is not None and part.has_cells and not part.errors:
                raise reads_as_empty()
            return None
        if sheet.end[0] + 1 > limits.rows:
            raise too_long(limits, name)
        if sheet.end[1] + 1 > limits.columns:
            raise too_wide(limits, name)
        merged = _merged(sheet.merged_cell_ranges)
        writer = SheetSpool(spool, errors, name=name, number=number, merged=merged)
        _write(writer, sheet.iter_rows(), sheet.start[1], hidden)
    is_hidden = about.visible is not calamine.SheetVisibleEnum.Visible
    if is_hidden:
        said.append(hidden_sheet(name, writer.row_count))
    said.extend(hidden.issues(name))
    said.extend(said_of_struck(name, part.struck if part is not None else ()))
    said.extend(cell_issues(name, errors, part.unplaced_errors if part is not None else 0))
    return sheet_meta(name, number, is_hidden, writer, said, merged)


def _in_pieces(
    path: Path, package: Package, part_name: str, spool: BinaryIO, limits: Limits, named: tuple[str, int]
) -> tuple[SheetSpool, Hidden, list[tuple[int, int, int, int]]] | None:
    """A large sheet read in pieces and written down, its hidden rows, its merged ranges; None where it is not plain."""
    if part_name not in package.large:
        return None
    start = spool.tell()
    (name, number), part = named, package.parts[part_name]
    try:
        sheet = SheetInPieces(path, package, part_name, name)
        merged = _merged(sheet.merged)
        writer, hidden = SheetSpool(spool, name=name, number=number, merged=merged), Hidden(part)
        _write(writer, chain.from_iterable(_checked(sheet, part, writer, limits, name)), 0, hidden)
    except NotPlainError:
        if spool.tell() > start:
            spool.seek(start)
            spool.truncate()
            if isinstance(spool, Announced):
                spool.take_back()
        package.look_after_all(path, part_name)
        return None
    return writer, hidden, merged


def _checked(
    sheet: SheetInPieces, part: Part, writer: SheetSpool, limits: Limits, name: str
) -> Iterator[list[list[Any]]]:
    """The rows of a sheet, within the limits; what is known of the errors in them is told to their writer before."""
    told = 0
    for block in sheet.blocks():
        if sheet.last_row > limits.rows:
            raise too_long(limits, name)
        if sheet.last_column + 1 > limits.columns:
            raise too_wide(limits, name)
        if len(part.errors) > told:
            more = islice(part.errors.items(), told, None)
            writer.expect({position(cell): text for cell, text in more})
            told = len(part.errors)
        yield block


def _merged(ranges: list[tuple[tuple[int, int], tuple[int, int]]] | None) -> list[tuple[int, int, int, int]]:
    return [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges or []]


def _errors(part: Part | None) -> dict[tuple[int, int], str]:
    return {position(cell): text for cell, text in part.errors.items()} if part is not None else {}


def _write(writer: SheetSpool, rows: Iterator[list[Any]], shift: int, hidden: Hidden) -> None:
    first = 1
    while batch := list(islice(rows, CHUNK_ROWS)):
        hidden.look(batch, first, shift)
        widths = set(map(len, batch))
        if len(widths) > 1:
            widest = max(widths)
            batch = [row + [None] * (widest - len(row)) for row in batch]
        writer.add(batch, first, shift=shift)
        first += len(batch)


def _without_errors(row: list[Any]) -> list[Any]:
    """Cells with errors as blank ones, as the usual reader gives them; the errors themselves are put in by address."""
    return [None if isinstance(cell, str) and cell in _ERROR_TEXTS else cell for cell in row]


def _far_away(sheet: str, cells: list[str]) -> list[Issue]:
    if not cells:
        return []
    listed = ", ".join(cells[:5]) + (" …" if len(cells) > 5 else "")
    return [
        Issue(
            codes.CELLS_FAR_AWAY,
            Severity.WARNING,
            counted(len(cells), "cell far beside the list was", "cells far beside the list were")
            + f" left out: {listed}.",
            "Delete them in Excel; if they belong to the list, move them next to it.",
            sheet=sheet,
            cell=cells[0],
        )
    ]


def _unreadable(detail: str) -> FileRejected:
    return locked() if "assword" in detail else damaged()


def _left_out(name: str) -> Issue:
    return Issue(
        codes.SHEET_NOT_A_TABLE,
        Severity.NOTE,
        f"Sheet “{name}” is a chart, macro or dialogue sheet and was left out.",
        sheet=name,
    )


def _old_format_note() -> Issue:
    return Issue(
        codes.ERRORS_NOT_VISIBLE,
        Severity.NOTE,
        "In this file format, cells that show an Excel error such as #N/A are read as blank and cannot be listed; "
        "nor can rows be listed that a filter hides, which are read like any other.",
        "To see them listed, save the list as an Excel Workbook (.xlsx) and send that file.",
    )


def reads_as_empty() -> FileRejected:
    """The refusal of a workbook that the reader finds empty and whose own parts are not."""
    return FileRejected(
        "The workbook reads as empty although it holds cells: it is written in a variant that cannot be read reliably.",
        SAVE_AGAIN,
        code=codes.READS_AS_EMPTY,
    )
