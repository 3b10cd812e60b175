"""A spreadsheet that has been read: its sheets, row by row, as often as wanted, without holding it in memory."""

from __future__ import annotations

import marshal
import shutil
import weakref
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, TypeVar, cast

from riskreg.rules.issues import Issue
from riskreg.tables.cells import Cell, CellError
from riskreg.tables.codes import CREDENTIALS_DROPPED

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Masked:
    """A stretch of a column whose values were dropped unread because its header names a credential.

    Attributes:
        row: Row of the header, from 1.
        column: Position of the column, from 0.
        header: The header as written.
    """

    row: int
    column: int
    header: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where some rows lie in the spool: byte offset and length, the first row's number, and how many."""

    offset: int
    length: int
    first_row: int
    rows: int


@lru_cache(maxsize=200_000)
def _decoded(coded: tuple[str, int | str]) -> Cell:
    kind, value = coded
    if kind == "d":
        return date.fromordinal(int(value))
    if kind == "t":
        return datetime.fromisoformat(str(value))
    return CellError(str(value))


def encoded(cell: date | CellError) -> tuple[str, int | str]:
    """A cell that marshal cannot carry, as a pair that it can."""
    if isinstance(cell, CellError):
        return ("e", cell.text)
    if isinstance(cell, datetime):
        return ("t", cell.isoformat())
    return ("d", cell.toordinal())


class Repeated(list[Cell]):
    """A column in which the same cells stand again and again: what holds for a cell is looked at once.

    Args:
        distinct: The distinct cells.
        places: For each row, the place of its cell among them.
    """

    __slots__ = ("distinct", "places")

    def __init__(self, distinct: Sequence[Cell], places: Sequence[int]) -> None:
        super().__init__(map(distinct.__getitem__, places))
        self.distinct = distinct
        self.places = places

    def each(self, said: Callable[[Cell], _T]) -> list[_T]:
        """What is said of the cell of each row, asked once for each distinct one."""
        return list(map(list(map(said, self.distinct)).__getitem__, self.places))


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; a text file is one sheet called by the file's name.

    Attributes:
        name: As on its tab.
        number: Position in the workbook, from 1.
        is_hidden: Whether Excel hides it.
        row_count: Number of the last row with a cell.
        column_count: Number of columns from A to the last with a cell.
        header_rows: Rows anywhere in the sheet with two or more cells that are known headers, as candidates.
        merged: Merged ranges as (first row, first column, last row, last column), rows from 1 and columns from 0.
        masked: Credential columns that were dropped while reading.
        issues: What was met in the cells of this sheet.
    """

    name: str
    number: int
    is_hidden: bool
    row_count: int
    column_count: int
    header_rows: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    masked: tuple[Masked, ...] = ()
    issues: tuple[Issue, ...] = ()
    spool: Path = field(default=Path(), repr=False)
    chunks: Iterable[Chunk] = field(default=(), repr=False)

    def rows(self, first: int = 1, last: int | None = None) -> Iterator[tuple[int, tuple[Cell, ...]]]:
        """The rows with their numbers as Excel shows them, each as long as the sheet is wide; can be asked again.

        Args:
            first: Number of the first row wanted, from 1.
            last: Number of the last row wanted, or None for all.
        """
        for number, columns in self.stretches(first, last):
            yield from enumerate(zip(*columns, strict=True), number)

    def stretches(self, first: int = 1, last: int | None = None) -> Iterator[tuple[int, list[Sequence[Cell]]]]:
        """The same rows, some thousand at a time: the number of the first, and every column of them.

        Args:
            first: Number of the first row wanted, from 1.
            last: Number of the last row wanted, or None for all.
        """
        end = self.row_count if last is None else last
        with ExitStack() as opened:
            spool: BinaryIO | None = None
            for chunk in self.chunks:
                if chunk.first_row > end:
                    return
                if chunk.first_row + chunk.rows <= first:
                    continue
                spool = spool or opened.enter_context(self.spool.open("rb"))
                spool.seek(chunk.offset)
                columns = self._columns(spool.read(chunk.length), chunk.rows)
                start, stop = max(first - chunk.first_row, 0), min(end + 1 - chunk.first_row, chunk.rows)
                if start or stop < chunk.rows:
                    columns = [column[start:stop] for column in columns]
                yield chunk.first_row + start, columns

    def _columns(self, packed: bytes, rows: int) -> list[Sequence[Cell]]:
        columns: list[Sequence[Cell]] = []
        for column in marshal.loads(packed):  # noqa: S302 - written by our own reader into a private folder
            if type(column) is int:  # a column without any value in this stretch
                columns.append([None] * column)
            elif type(column) is tuple and len(column) == 1:  # a column with dates or errors
                columns.append([_decoded(v) if type(v) is tuple else v for v in column[0]])
            elif type(column) is tuple:  # distinct cells, and for each row the place of its own
                cells, size, places = column
                known = [_decoded(v) if type(v) is tuple else v for v in cells]
                columns.append(Repeated(known, places if size == 1 else array("H", places)))
            else:
                columns.append(cast("list[Cell]", column))
        columns.extend([None] * rows for _ in range(self.column_count - len(columns)))
        return columns


@dataclass(frozen=True)
class Workbook:
    """A spreadsheet as read. A context manager: leaving it deletes the private copy of its rows.

    Attributes:
        path: Where the file lies.
        format: `xlsx`, `xlsm`, `xlsb`, `xls`, `ods` or `csv`, told from the content.
        sha256: Digest of the file's bytes, in hexadecimal.
        sheets: The sheets that can hold a table, in order.
        issues: What must be said of the file as a whole.
        properties: For a text file `delimiter` and `encoding`; empty for a workbook.
        size: Bytes of the file.
        is_kept: Whether the copy of its rows stays when it is closed, for one who reads them again.
    """

    path: Path
    format: str
    sha256: str
    sheets: tuple[Sheet, ...]
    issues: tuple[Issue, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = field(default=None, repr=False)
    size: int = 0
    is_kept: bool = False

    def __post_init__(self) -> None:
        if self.folder is not None and not self.is_kept:
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name.

        Raises:
            KeyError: There is none.
        """
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    @property
    def had_credentials(self) -> bool:
        """Whether the file holds user names, passwords or the like, which the copy of its rows does not."""
        found = (*self.issues, *(issue for sheet in self.sheets for issue in sheet.issues))
        return any(sheet.masked for sheet in self.sheets) or any(i.code == CREDENTIALS_DROPPED for i in found)

    def close(self) -> None:
        """Delete the private copy of the rows, unless it is kept; the rows can no longer be read."""
        if self.folder is not None and not self.is_kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
