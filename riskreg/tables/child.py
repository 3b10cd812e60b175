"""The reading process: opens one untrusted file under limits, writes its rows down, and says what it met.

Started by `reading.read_workbook`; a crash, a hang or a flood of memory here ends this process and nothing else.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from riskreg.errors import FileRejected
from riskreg.rules.counting import counted
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.cells import address
from riskreg.tables.limits import Limits, bound_process, is_short_of_memory
from riskreg.tables.spool import CHUNK_ROWS, Announced, SheetSpool
from riskreg.tables.workbook import Masked

if TYPE_CHECKING:
    from riskreg.tables.delimited import Dialect

OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TITLE_ROWS = 20
"""How far down the headers of a text file may stand below title lines."""
_MARKUP_WITHIN = 64
"""Bytes within which a page or XML begins, byte order marks and blank lines before it included."""
_LISTED = 100
"""Places of one kind of issue that are listed singly; the others are counted."""


def main(arguments: list[str]) -> int:
    """Read the file named by the first argument into the folder named by the second.

    Args:
        arguments: Path of the file, path of the folder, limits as JSON; and `announce`, where each piece of the rows
            is to be told of on the standard output as soon as it lies in the folder.

    Returns:
        0 whenever `meta.json` says what happened.
    """
    limits = Limits(**json.loads(arguments[2]))
    bound_process(limits)
    told = sys.stdout.buffer if arguments[3:] == ["announce"] else None
    write_down(Path(arguments[0]), Path(arguments[1]), limits, told)
    return 0


def write_down(path: Path, folder: Path, limits: Limits, told: BinaryIO | None = None) -> None:
    """Read a file and write what came of it into a folder: `rows`, and `meta.json`, which also tells a refusal.

    Args:
        path: The file.
        folder: An empty folder.
        limits: Sizes that are checked while reading; time and memory are bounded by the process.
        told: Takes a line for each piece of the rows as soon as it lies there.
    """
    rows = folder / "rows"
    try:
        with Announced(rows, told) if told is not None else rows.open("wb") as spool:
            meta = read_into(spool, path, limits)
    except FileRejected as refusal:
        meta = {"refused": [refusal.code, refusal.message, refusal.cure]}
        if refusal.code == codes.DAMAGED and is_short_of_memory(limits):
            meta = {"refused": [codes.NEEDS_TOO_MUCH_MEMORY, "", ""]}
    except MemoryError:
        meta = {"refused": [codes.NEEDS_TOO_MUCH_MEMORY, "", ""]}
    except (
        BaseException
    ) as error:  # a panic of the reading library derives from BaseException and must end as a refusal
        code = codes.NEEDS_TOO_MUCH_MEMORY if is_short_of_memory(limits) else codes.DAMAGED
        meta = {"refused": [code, "", "" if code == codes.NEEDS_TOO_MUCH_MEMORY else type(error).__name__]}
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")


def read_into(spool: BinaryIO, path: Path, limits: Limits) -> dict[str, Any]:
    """Read a file into an open spool, in this process and without bounds on it.

    Args:
        spool: Where the rows go.
        path: The file.
        limits: Sizes that are checked while reading.

    Returns:
        What the parent needs to find the rows again, as JSON-ready values.

    Raises:
        FileRejected: The file cannot be taken.
    """
    with path.open("rb") as file:
        start = file.read(8)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if start.startswith(b"PK"):
        from riskreg.tables.spreadsheets import read_package

        found = read_package(path, spool, limits)
    elif start.startswith(OLE_START):
        from riskreg.tables.spreadsheets import read_old

        found = read_old(path, spool, limits)
    else:
        found = _read_document(path, spool, limits) or _read_text(path, spool, limits)
    return {"sha256": digest, **found}


def _read_document(path: Path, spool: BinaryIO, limits: Limits) -> dict[str, Any] | None:
    """An export in XML or JSON as one sheet, or None for any other text."""
    from riskreg.tables.exports.documents import is_xml, read_json, read_xml

    with path.open("rb") as file:
        start = file.read(4096)
    if b"<" in start[:_MARKUP_WITHIN] or start[:5].lower() in (b"mime-", b"from:"):
        from riskreg.tables.markup import read_markup

        if (read := read_markup(path, start, spool, limits)) is not None:
            return read
    if is_xml(start):
        found = read_xml(path, limits)
    elif start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        asked = read_json(path, limits)
        if asked is None:
            return None
        found = asked
    else:
        return None
    return _sheet_of(path.name, found.format, {}, found.headers, found.rows, spool, found.issues)


def _sheet_of(
    name: str,
    kind: str,
    properties: dict[str, str],
    headers: Sequence[str],
    rows: Iterable[list[Any]],
    spool: BinaryIO,
    issues: list[Issue],
) -> dict[str, Any]:
    """Rows of equal length under their headers, as the one sheet of a file."""
    writer = SheetSpool(spool, name=name)
    records = iter(rows)
    batch: list[Sequence[Any]] = [headers]
    first = 1
    while batch:
        writer.add(batch, first)
        first += len(batch)
        batch = list(islice(records, CHUNK_ROWS))
    return {
        "format": kind,
        "properties": properties,
        "issues": [],
        "sheets": [sheet_meta(name, 1, False, writer, [replace(issue, sheet=name) for issue in issues])],
    }


def _read_text(path: Path, spool: BinaryIO, limits: Limits) -> dict[str, Any]:
    from riskreg.tables.delimited import may_be_scan, read_rows, said_of_text, sniff

    dialect = sniff(path)
    if may_be_scan(path, dialect):
        from riskreg.tables.exports.scans import read_scan

        said_of_scan: list[Issue] = []
        if (scan := read_scan(path, dialect.encoding, said_of_scan)) is not None:
            return _sheet_of(path.name, "text", {}, scan[0], scan[1], spool, said_of_scan)
    if (found := _discovery_table(path, dialect)) is not None:
        return _sheet_of(path.name, "csv", {"delimiter": dialect.delimiter}, *found, spool, [])
    writer = SheetSpool(spool, name=path.name)
    issues: list[Issue] = []
    batch: list[list[str]] = []
    first = 1 + dialect.skip_lines
    width, longer = 0, 0

    def flush() -> None:
        nonlocal first, batch
        if batch:
            widest = max(map(len, batch))
            writer.add([row + [""] * (widest - len(row)) for row in batch], first)
            first += len(batch)
            batch = []

    swallowing: list[int] = []
    for row in read_rows(path, dialect, swallowing):
        batch.append(row)
        number = first + len(batch) - 1
        if len(row) != width:
            if number <= _TITLE_ROWS and len(row) > width and _may_be_headers(row):
                width = len(row)
            elif width and len(row) > width and any(cell.strip() for cell in row[width:]):
                longer += 1
                if longer <= _LISTED:
                    issues.append(_longer(path.name, number, width, len(row)))
            elif not width and len(row) > 1:
                width = len(row)
        if len(row) > limits.columns:
            raise too_wide(limits, path.name)
        if len(batch) >= CHUNK_ROWS:
            if number > limits.rows:
                raise too_long(limits, path.name)
            flush()
    if first + len(batch) - 1 > limits.rows:
        raise too_long(limits, path.name)
    flush()
    if longer > _LISTED:
        issues.append(more(path.name, codes.ROW_LONGER_THAN_HEADER, longer - _LISTED))
    issues.extend(_swallowed(path.name, number) for number in swallowing[:_LISTED])
    if len(swallowing) > _LISTED:
        issues.append(more(path.name, codes.CELL_HOLDS_ROWS, len(swallowing) - _LISTED))
    said = [replace(issue, sheet=path.name) for issue in said_of_text(dialect)]
    if not writer.chunks:
        raise FileRejected("The file holds no rows.", "Send the file that holds the list.", code=codes.FILE_EMPTY)
    return {
        "format": "csv",
        "properties": {"delimiter": dialect.delimiter, "encoding": dialect.encoding},
        "issues": [asdict(issue) for issue in said],
        "sheets": [sheet_meta(path.name, 1, False, writer, issues)],
    }


def _discovery_table(path: Path, dialect: Dialect) -> tuple[Sequence[str], Iterable[list[Any]]] | None:
    """What a search for ONVIF devices found, where a tool wrote it as a table with the scopes in one column."""
    from riskreg.tables.delimited import read_rows

    rows = read_rows(path, dialect)
    keys = [header.strip().lower() for header in next(rows, [])]
    if not {"scopes", "xaddrs"} <= set(keys):
        return None
    from riskreg.tables.exports.discovery import HEADERS
    from riskreg.tables.exports.documents import discovered

    return HEADERS, (
        discovered(dict(zip(keys, row, strict=False)).get, number) for number, row in enumerate(rows, 2) if any(row)
    )


def _may_be_headers(row: Sequence[str]) -> bool:
    """Whether a row under a short title line may be the headers: all filled, all different, no figure in any."""
    cells = [cell.strip() for cell in row]
    return all(cells) and len(set(cells)) == len(cells) and not any(sign.isdigit() for cell in cells for sign in cell)


def _longer(sheet: str, number: int, width: int, cells: int) -> Issue:
    return Issue(
        codes.ROW_LONGER_THAN_HEADER,
        Severity.WARNING,
        f"This row has {cells} cells, and the rows before it have {width}: a cell may hold the delimiter unquoted.",
        "Put the cell that holds the delimiter in quotation marks, or send the list as an Excel Workbook.",
        sheet=sheet,
        cell=str(number),
    )


def _swallowed(sheet: str, number: int) -> Issue:
    return Issue(
        codes.CELL_HOLDS_ROWS,
        Severity.WARNING,
        "A cell of this row runs over lines and holds what looks like rows of the list: those are not read as rows.",
        'Look for a lone quotation mark (") in this row, remove it, and import the list again.',
        sheet=sheet,
        cell=str(number),
    )


def sheet_meta(
    name: str,
    number: int,
    is_hidden: bool,
    writer: SheetSpool,
    issues: list[Issue],
    merged: list[tuple[int, int, int, int]] | None = None,
) -> dict[str, Any]:
    """A sheet as JSON-ready values for the parent."""
    if writer.redacted:
        row, column = writer.redacted[0]
        count = (
            f"{len(writer.redacted)} or more cells"
            if len(writer.redacted) >= 100
            else counted(len(writer.redacted), "cell")
        )
        issues = [
            *issues,
            Issue(
                codes.CREDENTIALS_DROPPED,
                Severity.WARNING,
                f"A user name or password stood inside the text of {count}; it was cut out unread.",
                "Change those passwords: they were sent in clear. Nothing of them was kept.",
                sheet=name,
                cell=address(column, row),
            ),
        ]
    issues = [*issues, *(_dropped_below(name, each) for each in writer.masked if each.row not in writer.header_rows)]
    return {
        "name": name,
        "number": number,
        "is_hidden": is_hidden,
        "row_count": writer.row_count,
        "column_count": writer.column_count,
        "header_rows": writer.header_rows,
        "merged": merged or [],
        "masked": [asdict(masked) for masked in writer.masked],
        "chunks": [[c.offset, c.length, c.first_row, c.rows] for c in writer.chunks],
        "issues": [asdict(issue) for issue in issues],
    }


def cell_issues(sheet: str, errors: dict[tuple[int, int], str], unplaced: int) -> list[Issue]:
    """What must be said of cells with errors or formulas without a result, the first hundred singly."""
    issues = []
    for (row, column), text in sorted(errors.items())[:_LISTED]:
        if text == "=":
            code, message = (
                codes.FORMULA_WITHOUT_VALUE,
                "The cell holds a formula whose result was never saved; it counts as blank.",
            )
            cure = "Open the list in Excel, let it calculate (F9), save it and send it again."
        else:
            code, message = codes.CELL_ERROR, f"The cell shows the Excel error {text}; it counts as blank."
            cure = "Correct the formula, or type the value, and send the list again."
        issues.append(
            Issue(
                code,
                Severity.WARNING,
                message,
                cure,
                sheet=sheet,
                cell=address(column, row),
                value=None if text == "=" else re.sub(r"[^#\w/!?]", "", text)[:20],
            )
        )
    beyond = len(errors) - _LISTED + unplaced if len(errors) > _LISTED else unplaced
    if beyond:
        issues.append(more(sheet, codes.CELL_ERROR, beyond))
    return issues


def more(sheet: str, code: str, count: int) -> Issue:
    """The note that an issue was met in further places, which are counted and not listed."""
    return Issue(
        codes.MORE_OF_THE_SAME,
        Severity.WARNING,
        counted(count, "further place", "further places") + f" with the issue “{code}”.",
        "Correct the ones listed in the same way throughout the sheet.",
        sheet=sheet,
    )


def too_long(limits: Limits, sheet: str) -> FileRejected:
    """The refusal of a sheet with more rows than the limit."""
    return FileRejected(
        f"Sheet “{sheet}” has more than {limits.rows:,} rows, which is the most that is read at once.",
        "Split the list, for example by site, and import the parts one after the other.",
        code=codes.TOO_MANY_ROWS,
    )


def too_wide(limits: Limits, sheet: str) -> FileRejected:
    """The refusal of a sheet with more columns than the limit."""
    return FileRejected(
        f"Sheet “{sheet}” has more than {limits.columns:,} columns, which is the most that is read.",
        "Delete the columns that do not belong to the list, and save it again.",
        code=codes.TOO_MANY_COLUMNS,
    )


if __name__ == "__main__":
    os.umask(0o077)
    gc.disable()  # a million rows pass through, and none of them forms a ring
    sys.exit(main(sys.argv[1:]))


def _dropped_below(sheet: str, masked: Masked) -> Issue:
    cell = address(masked.column, masked.row)
    return Issue(
        codes.CREDENTIALS_DROPPED,
        Severity.WARNING,
        f"“{masked.header}” stands here like a header, outside the headers of the list: what stands below it in this "
        "column was taken for user names or passwords and dropped unread.",
        "If devices stand there, change the word and send the list again.",
        sheet=sheet,
        cell=cell,
    )
