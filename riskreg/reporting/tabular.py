"""Open formats: the rows of a question as CSV, JSON or a workbook, and a report's figures as JSON.

CSV follows RFC 4180 in UTF-8 and carries rows only. What must be said about them (protective marking, as-at and
as-known points, columns and units) stands in a sidecar `FILE.csv-metadata.json`.

**Source**: Tabular data standard (GOV.UK, 28 September 2023), which keeps types outside the CSV; the sidecar's name and
words are those of W3C, Metadata Vocabulary for Tabular Data (2015).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Literal

import orjson

from riskreg.errors import UsageError
from riskreg.reporting.files import whole_file
from riskreg.reporting.progress import Column, Progress, Scalar
from riskreg.reporting.wording import as_sealed
from riskreg.rules.formulas import neutralise

TableFormat = Literal["csv", "json", "xlsx"]

FIGURES_SCHEMA = "riskreg-figures"
FIGURES_VERSION = 1
TABLE_SCHEMA = "riskreg-table"
TABLE_VERSION = 1

NEUTRALISED = (
    "Text that a spreadsheet would run as a formula has one apostrophe put in front; take it off to get the text."
)

_DATATYPES = {"text": "string", "date": "date", "instant": "datetime", "pence": "integer", "share": "decimal"}


def write_table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Scalar]],
    target: Path | BinaryIO,
    *,
    format: TableFormat,
    meta: Mapping[str, str],
    empty: Collection[str] = (),
) -> None:
    """Write the rows of a question.

    A file appears whole or not at all. CSV and JSON are written row by row, whatever their number; their columns go by
    code, and money stays in pence. A workbook shows titles and pounds.

    Args:
        columns: What the values are, in order.
        rows: One sequence of values per row, as long as `columns`.
        target: A path, or a stream of bytes. A CSV stream has no sidecar: take `csv_metadata` for it.
        format: `csv`, `json` or `xlsx`.
        meta: What must be said about the rows, shown in this order: marking, as at, as known, question …
        empty: Codes of columns whose blanks stay blank in a workbook; elsewhere it says “not known”.

    Raises:
        RiskregError: The file cannot be written there.
        UsageError: A workbook was asked for, and there are more rows than a sheet holds.
        ValueError: A row is not as long as `columns`.
    """
    if isinstance(target, Path):
        with whole_file(target) as stream:
            digest, count = _write(columns, rows, stream, format, meta, empty)
        if format == "csv":
            sidecar = target.with_name(target.name + "-metadata.json")
            with whole_file(sidecar) as stream:
                stream.write(csv_metadata(columns, meta, url=target.name, rows=count, sha256=digest))
    else:
        _write(columns, rows, target, format, meta, empty)


def csv_metadata(columns: Sequence[Column], meta: Mapping[str, str], *, url: str, rows: int, sha256: str) -> bytes:
    """The sidecar of a CSV file, as JSON.

    Args:
        columns: Its columns.
        meta: What must be said about the rows.
        url: The file's name.
        rows: How many rows it has, its header not counted.
        sha256: SHA-256 of the file.
    """
    value = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": url,
        "dialect": {"encoding": "utf-8", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {
            "columns": [
                {
                    "name": column.code,
                    "titles": [column.code, column.title],
                    "datatype": _DATATYPES.get(column.unit, "number"),
                    "dc:description": f"unit: {column.unit}",
                }
                for column in columns
            ]
        },
        "notes": [{**meta, "rows": rows, "sha256": sha256, "formulas": NEUTRALISED}],
    }
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write_json(progress: Progress, path: Path) -> None:
    """Write a report's figures as JSON: schema name and version, digest, and the figures in canonical form.

    The digest is the SHA-256 of the value of `figures`, serialised as `Progress.canonical_json` does.

    Raises:
        RiskregError: The file cannot be written there.
        ValueError: The figures carry a digest that is not theirs, or their bridge does not add up.
    """
    sealed = as_sealed(progress)
    head = f'{{"schema":"{FIGURES_SCHEMA}","version":{FIGURES_VERSION},"digest":"{sealed.digest}","figures":'
    with whole_file(path) as stream:
        stream.write(head.encode() + sealed.canonical_json() + b"}\n")


def _write(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Scalar]],
    stream: BinaryIO,
    format: TableFormat,
    meta: Mapping[str, str],
    empty: Collection[str],
) -> tuple[str, int]:
    checked = _checked(columns, rows)
    if format == "xlsx":
        _write_xlsx(columns, checked, stream, meta, empty)
        return "", 0
    digest = hashlib.sha256()
    count = -1
    pieces = _csv_lines(columns, checked) if format == "csv" else _json_pieces(columns, checked, meta)
    for piece in pieces:
        stream.write(piece)
        digest.update(piece)
        count += 1
    return digest.hexdigest(), count


def _checked(columns: Sequence[Column], rows: Iterable[Sequence[Scalar]]) -> Iterator[Sequence[Scalar]]:
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise ValueError(f"Row {number} has {len(row)} values for {len(columns)} columns.")
        yield row


def _csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Scalar]]) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in _with_header(columns, rows):
        writer.writerow(row)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


def _with_header(columns: Sequence[Column], rows: Iterable[Sequence[Scalar]]) -> Iterator[list[str | int | float]]:
    yield [neutralise(column.code) for column in columns]
    for row in rows:
        yield [_csv_value(value) for value in row]


def _csv_value(value: Scalar) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, date):
        return _iso(value)
    return neutralise(value) if isinstance(value, str) else value


def _iso(value: date) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value.isoformat()


def _json_pieces(
    columns: Sequence[Column], rows: Iterable[Sequence[Scalar]], meta: Mapping[str, str]
) -> Iterator[bytes]:
    head = {
        "schema": TABLE_SCHEMA,
        "version": TABLE_VERSION,
        "meta": dict(meta),
        "columns": [{"code": column.code, "title": column.title, "unit": column.unit} for column in columns],
    }
    yield orjson.dumps(head)[:-1] + b',"rows":['
    codes = [column.code for column in columns]
    separator = b"\n"
    for row in rows:
        yield separator + orjson.dumps(dict(zip(codes, row, strict=True)), option=orjson.OPT_UTC_Z)
        separator = b",\n"
    yield b"\n]}\n"


def _write_xlsx(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Scalar]],
    stream: BinaryIO,
    meta: Mapping[str, str],
    empty: Collection[str],
) -> None:
    from riskreg.reporting.sheets import EXCEL_ROWS, Book, TableSpec  # with what writes workbooks

    kept: list[Sequence[Scalar]] = []
    for row in rows:
        kept.append(row)
        if len(kept) > EXCEL_ROWS:
            raise UsageError(
                f"There are more than {EXCEL_ROWS:,} rows, which is what a sheet of a workbook holds.",
                "Ask for CSV or JSON, or narrow the question.",
            )
    title = meta.get("title") or meta.get("question") or "Rows of the register"
    book = Book(stream, title=title, author=meta.get("organisation", ""), marking=meta.get("marking", ""))
    cover = book.sheet("Cover", title)
    rows_sheet = book.sheet("Rows", f"{title}: rows")
    for name, value in meta.items():
        if name not in ("title", "marking"):
            cover.line(f"{name[:1].upper()}{name[1:].replace('_', ' ')}: {value}")
    cover.link(f"Rows: {len(kept):,}", rows_sheet)
    rows_sheet.table(TableSpec("rows", title, tuple(columns), kept, empty=frozenset(empty)))
    book.close()
