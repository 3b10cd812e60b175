"""Writing the rows of a sheet to a private file, by columns, without credentials. Runs inside the reading process.

Rows travel as columns of some thousand rows, because turning, testing and packing whole columns happens in C. What
stands in many cells of a column is looked at once and travels once, with a place for each row.
"""

from __future__ import annotations

import datetime
import io
import json
import marshal
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from riskreg.tables.cells import CellError
from riskreg.tables.credentials import (
    REPLACED_BY,
    credential_spellings,
    is_credential_alone,
    is_credential_header,
    may_hold_credential,
    without_credentials,
)
from riskreg.tables.fields import ASSET_FIELDS, ESTATE_FIELDS, PLAN_FIELDS, all_synonyms
from riskreg.tables.own import REASON_HEADER
from riskreg.tables.wording import compact
from riskreg.tables.workbook import Chunk, Masked, encoded

CHUNK_ROWS = 4096
_FIRST_ROWS = 512
"""Rows of the first piece: what the columns mean is told from them, several times over, row by row."""
_LOOKED_AT_CLOSELY = 500
"""Rows in which every cell is normalised and compared; below them, headers are found by their usual spellings."""
_NONE: frozenset[str] = frozenset()
_PLAIN = frozenset({str, float, int, bool, type(None)})
# As keys of a dictionary 1, 1.0 and True are one, and so are 0.0 and -0.0.
_NUMBERS = frozenset({float, int, bool})
_LABELS_NEAR = 2
"""Labels among the two cells above and below one that make it a label too."""
_OFTEN = 3
"""A column in which a cell stands so often on average travels as its distinct cells."""


@cache
def known_spellings() -> frozenset[str]:
    """Normalised spelling of every header of every kind of list, and of credentials."""
    known = set(credential_spellings())
    for wanted in (ASSET_FIELDS, ESTATE_FIELDS, PLAN_FIELDS):
        known.update(wanted.exact)
    return frozenset(known)


@cache
def _as_written(is_credential: bool) -> frozenset[str]:
    """The spellings in the ways that people write them, for comparing whole columns at once.

    Args:
        is_credential: Only the spellings of credentials, or those of every header.
    """
    variants: set[str] = set()
    for synonym in all_synonyms():
        if is_credential and synonym.field != "credential":
            continue
        text = synonym.text
        for form in (
            text,
            text.title(),
            text.upper(),
            text.capitalize(),
            text.replace(" ", "_"),
            text.replace(" ", ""),
        ):
            variants.update((form, form + ":"))
    return frozenset(variants)


def _is_known(cell: object) -> bool:
    return (
        isinstance(cell, str) and len(cell) <= 80 and (compact(cell) in known_spellings() or is_credential_header(cell))
    )


def _label_at(columns: Sequence[Sequence[Any]], row: int) -> int | None:
    """The column in which a row has a credential's name as a label among others above and below, its values beside.

    Args:
        columns: Some rows, by columns.
        row: Position of the row among them.
    """
    filled = [n for n, column in enumerate(columns) if column[row] not in (None, "")]
    if len(filled) < 2 or (_is_known(beside := columns[filled[1]][row]) and not is_credential_header(beside)):
        return None
    labels = columns[filled[0]]
    if not isinstance(labels[row], str) or not is_credential_header(labels[row]):
        return None
    near = [labels[at] for at in (row - 2, row - 1, row + 1, row + 2) if 0 <= at < len(labels)]
    return filled[0] if sum(map(_is_known, near)) >= _LABELS_NEAR else None


def _without_value(cell: object) -> str | None:
    """A line such as `Door code: 1234` without what stands behind the colon; None where nothing does."""
    label, colon, value = cell.partition(":") if isinstance(cell, str) else ("", "", "")
    return f"{label}: {REPLACED_BY}" if colon and value.strip() and is_credential_header(label) else None


class Announced(io.BufferedWriter):
    """A spool of which somebody is told of every piece as soon as it lies there, one line of JSON each.

    Args:
        path: Where the rows go.
        told: Takes the lines.
    """

    def __init__(self, path: Path, told: BinaryIO) -> None:
        super().__init__(io.FileIO(path, "wb"))
        self._told = told

    def say(self, **what: Any) -> None:
        """Tell of what has been written."""
        self.flush()
        self._told.write(json.dumps(what).encode() + b"\n")
        self._told.flush()

    def take_back(self) -> None:
        """Tell that what was said of this file is void: its rows come again, in another way."""
        self.say(is_void=True)


class SheetSpool:
    """One sheet on its way to the spool.

    Args:
        file: The spool, open for writing.
        errors: (row from 1, column from 0) → error text, for cells that the reading library gives as blank.
        name: As on its tab.
        number: Position in the workbook, from 1.
        merged: Its merged ranges, where they are known before its rows.
    """

    def __init__(
        self,
        file: BinaryIO,
        errors: dict[tuple[int, int], str] | None = None,
        *,
        name: str = "",
        number: int = 1,
        merged: Sequence[tuple[int, int, int, int]] = (),
    ) -> None:
        self._file = file
        self._about = {"name": name, "number": number, "merged": list(merged)}
        self._errors_by_row: dict[int, list[tuple[int, str]]] = {}
        self.expect(errors or {})
        self._masks: dict[int, str] = {}
        self._reasons: set[int] = set()
        self.chunks: list[Chunk] = []
        self.header_rows: list[int] = []
        self.masked: list[Masked] = []
        self.redacted: list[tuple[int, int]] = []
        """(row, column) of texts from which a credential was cut out, the first hundred."""
        self.row_count = 0
        self.column_count = 0

    def expect(self, errors: Mapping[tuple[int, int], str]) -> None:
        """Take in further cells that the reading library gives as blank; their rows come later.

        Args:
            errors: As when it was made.
        """
        for (row, column), text in errors.items():
            self._errors_by_row.setdefault(row, []).append((column, text))

    def add(self, rows: Sequence[Sequence[Any]], first_row: int, shift: int = 0) -> None:
        """Write some rows of equal length.

        Args:
            rows: The cells; `""` and None are blank.
            first_row: Number of the first of them, from 1.
            shift: How many empty columns stand to the left of the first cell.
        """
        if not self.chunks and len(rows) > _FIRST_ROWS:
            self.add(rows[:_FIRST_ROWS], first_row, shift)
            rows, first_row = rows[_FIRST_ROWS:], first_row + _FIRST_ROWS
        columns: list[list[Any]] = [[None] * len(rows) for _ in range(shift)]
        columns.extend(map(list, zip(*rows, strict=True)))
        self._put_errors(columns, first_row, len(rows))
        self._leave_reasons_out(columns)
        before, masked = len(self.header_rows), len(self.masked)
        distinct = [dict.fromkeys(column) for column in columns]
        headers = self._headers(columns, distinct, first_row, len(rows))
        if headers or self._masks:
            self._mask(columns, headers, first_row, len(rows))
            distinct = [dict.fromkeys(column) for column in columns]
        both = enumerate(zip(columns, distinct, strict=True))
        packed = marshal.dumps([self._packed(i, column, cells, first_row) for i, (column, cells) in both], 4)
        chunk = Chunk(self._file.tell(), len(packed), first_row, len(rows))
        self.chunks.append(chunk)
        self._file.write(packed)
        self.row_count = first_row + len(rows) - 1
        self.column_count = max(self.column_count, len(columns))
        if isinstance(self._file, Announced):
            self._file.say(
                **self._about,
                chunk=[chunk.offset, chunk.length, chunk.first_row, chunk.rows],
                column_count=self.column_count,
                header_rows=self.header_rows[before:],
                masked=[asdict(each) for each in self.masked[masked:]],
            )

    def _leave_reasons_out(self, columns: list[list[Any]]) -> None:
        """The column that riskreg added to a workbook it handed back is nobody's data: it is gone before it is read."""
        for index, column in enumerate(columns):
            if index in self._reasons:
                columns[index] = [None] * len(column)
            elif not self.chunks and REASON_HEADER in column:
                start = column.index(REASON_HEADER)
                column[start:] = [None] * (len(column) - start)
                self._reasons.add(index)

    def _put_errors(self, columns: list[list[Any]], first_row: int, count: int) -> None:
        if not self._errors_by_row:
            return
        for row in range(first_row, first_row + count):
            for column, text in self._errors_by_row.pop(row, ()):
                columns.extend([None] * count for _ in range(column + 1 - len(columns)))
                if columns[column][row - first_row] in (None, ""):
                    columns[column][row - first_row] = CellError(text)

    def _headers(
        self, columns: list[list[Any]], distinct: Sequence[Collection[Any]], first_row: int, count: int
    ) -> list[int]:
        """Positions, within these rows, of rows that hold headers or a credential's header."""
        hits: Counter[int] = Counter()
        naming_credentials: set[int] = set()
        close = min(count, max(0, _LOOKED_AT_CLOSELY - first_row + 1))
        # Few lists are longer than what is looked at closely; for the others the spellings are put together.
        usual, usual_credentials = (_as_written(False), _as_written(True)) if close < count else (_NONE, _NONE)
        for column, cells in zip(columns, distinct, strict=True):
            for i in range(close):
                if _is_known(column[i]):
                    hits[i] += 1
                    if is_credential_header(column[i]):
                        naming_credentials.add(i)
            if not usual.isdisjoint(cells):
                hits.update(i for i in range(close, count) if column[i] in usual)
                if not usual_credentials.isdisjoint(cells):
                    naming_credentials.update(i for i in range(close, count) if column[i] in usual_credentials)
        # A column without a blank puts a text into every row: rows with fewer hits than that cannot be headers.
        always = sum(1 for cells in distinct if "" not in cells and None not in cells) if len(hits) > 1000 else 0
        found = []
        for i in sorted(naming_credentials.union(i for i, n in hits.items() if n >= 2 and n * 3 >= always)):
            texts = [c[i] for c in columns if c[i] not in (None, "")]
            is_header = hits[i] >= 2 and hits[i] * 3 >= len(texts)
            if is_header:
                self.header_rows.append(first_row + i)
            if is_header or (
                i in naming_credentials
                and (
                    _label_at(columns, i) is not None
                    or (not self.header_rows and (hits[i] * 2 >= len(texts) or all(isinstance(t, str) for t in texts)))
                    or (hits[i] * 2 >= len(texts) and any(isinstance(t, str) and is_credential_alone(t) for t in texts))
                )
            ):
                found.append(i)
        return found

    def _mask(self, columns: list[list[Any]], headers: Iterable[int], first_row: int, count: int) -> None:
        start = 0
        for i in [*headers, count]:
            for index in self._masks:
                if index < len(columns):
                    columns[index][start:i] = [None] * (i - start)
            if i == count:
                return
            cells = [column[i] for column in columns]
            filled = [(n, cell) for n, cell in enumerate(cells) if cell not in (None, "")]
            if len(filled) == 1 and (said := _without_value(filled[0][1])) is not None:
                columns[filled[0][0]][i] = said
                self.redacted.append((first_row + i, filled[0][0]))
                start = i + 1
                continue
            if (label := _label_at(columns, i)) is not None:
                for n, _ in filled:
                    if n > label:
                        columns[n][i] = None
                        self.redacted.append((first_row + i, n))
                start = i + 1
                continue
            for n, cell in filled:
                if isinstance(cell, str) and is_credential_header(cell):
                    self._masks[n] = cell
                    self.masked.append(Masked(first_row + i, n, cell))
                    beside = cells[n + 1] if n + 1 < len(cells) else None
                    if len(filled) <= 2 and beside not in (None, "") and not _is_known(beside):
                        columns[n + 1][i] = None  # "Password:" with its value beside it, above the table
                elif n in self._masks and _is_known(cell):
                    del self._masks[n]
                elif n in self._masks:
                    columns[n][i] = None
            start = i + 1

    def _packed(self, index: int, column: list[Any], distinct: dict[Any, Any], first_row: int) -> Any:
        if "" in distinct:
            column = [None if cell == "" else cell for cell in column]
            distinct[None] = distinct.pop("")
        kinds = set(map(type, distinct))
        if str in kinds and self._redact(index, column, distinct, first_row):
            distinct = dict.fromkeys(column)
        if kinds == {type(None)}:
            return len(column)
        if kinds & _NUMBERS:
            kinds = set(map(type, column))
        are_told_apart = kinds & _NUMBERS <= {float} and 0.0 not in distinct
        is_plain = kinds <= _PLAIN
        # Dates are dear to carry, so one that comes twice is reason enough.
        if are_told_apart and (len(distinct) * _OFTEN <= len(column) or (len(distinct) < len(column) and not is_plain)):
            return _by_place(column, distinct, is_plain=is_plain)
        return column if is_plain else (_all_plain(column),)

    def _redact(self, index: int, column: list[Any], distinct: Iterable[Any], first_row: int) -> bool:
        """Cut credentials out of the texts of a column; whether there were any."""
        texts = [text for text in distinct if type(text) is str]
        if not may_hold_credential("\n".join(texts)):
            return False
        # Few of the texts that might hold a credential do.
        cleaned = {text: without for text in texts if (without := _cleaned(text)) != text}
        if not cleaned:
            return False
        for i, cell in enumerate(column):
            if type(cell) is str and cell in cleaned:
                column[i] = cleaned[cell]
                if len(self.redacted) < 100:
                    self.redacted.append((first_row + i, index))
        return True


def _by_place(column: Sequence[Any], distinct: dict[Any, Any], *, is_plain: bool) -> tuple[list[Any], int, bytes]:
    """The distinct cells of a column, and for each row the place of its own among them."""
    cells = list(distinct)
    for place, cell in enumerate(cells):
        distinct[cell] = place
    size = 1 if len(cells) <= 256 else 2
    places = map(distinct.__getitem__, column)
    return cells if is_plain else _all_plain(cells), size, bytes(places) if size == 1 else array("H", places).tobytes()


def _all_plain(cells: Iterable[Any]) -> list[Any]:
    """Cells as marshal can carry them."""
    return [cell if type(cell) in _PLAIN else _special(cell) for cell in cells]


@lru_cache(maxsize=50_000)
def _cleaned(text: str) -> str:
    return without_credentials(text) if may_hold_credential(text) else text


@lru_cache(maxsize=100_000)
def _special(cell: Any) -> Any:
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return encoded(cell.date())
    if isinstance(cell, datetime.date | CellError):
        return encoded(cell)
    return str(cell)  # a time of day or a length of time, kept as text
