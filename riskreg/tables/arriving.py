"""A file that is still being read: the rows of its sheets as they come in, for one who begins with them meanwhile.

What is worked out so rests on what had been read by then. Whoever uses it makes sure, once the whole file is there,
that it is what was thought (`Arriving.is_as_read`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from riskreg.tables.locating import HEAD_ROWS
from riskreg.tables.workbook import Chunk, Masked, Sheet, Workbook

_NO_END = 1 << 40
"""Number of rows of a sheet of which the end has not come."""


class TakenBackError(Exception):
    """What came in shows that what was begun rests on a wrong guess; the whole file decides."""


@dataclass
class _Coming:
    """What has come of a sheet."""

    name: str
    number: int
    merged: tuple[tuple[int, int, int, int], ...]
    widths: list[int] = field(default_factory=list)
    """Columns of the sheet as known after each piece."""
    chunks: list[Chunk] = field(default_factory=list)
    header_rows: list[int] = field(default_factory=list)
    masked: list[Masked] = field(default_factory=list)

    def check(self) -> None:
        """Make sure that a table which was begun goes on as it began.

        Raises:
            TakenBackError: Its rows are longer than the first ones, or headers far below may end it.
        """
        if self.widths[-1] != self.widths[0] or (self.header_rows and self.header_rows[-1] > HEAD_ROWS):
            raise TakenBackError

    def sheet(self, spool: Path) -> Sheet:
        """The sheet as far as it has come."""
        last = self.chunks[-1]
        return Sheet(
            self.name,
            self.number,
            is_hidden=False,
            row_count=last.first_row + last.rows - 1,
            column_count=self.widths[-1],
            header_rows=tuple(self.header_rows),
            merged=self.merged,
            masked=tuple(self.masked),
            spool=spool,
            chunks=tuple(self.chunks),
        )


class _Chunks:
    """The pieces of the sheet that is coming in: those that are there, and then each as it comes."""

    def __init__(self, arriving: Arriving, coming: _Coming) -> None:
        self._arriving = arriving
        self._coming = coming

    def __iter__(self) -> Iterator[Chunk]:
        for place in count():
            while place >= len(self._coming.chunks):
                if not self._arriving.goes_on(self._coming):
                    return
            yield self._coming.chunks[place]


class Arriving:
    """A file on its way in.

    Args:
        path: The file.
        folder: Where the reading process puts its rows.
        told: What the reading process says of them, line by line; nothing once it has ended.
    """

    def __init__(self, path: Path, folder: Path, told: SimpleQueue[bytes]) -> None:
        self._path = path
        self._folder = folder
        self._told = told
        self._sheets: list[_Coming] = []
        self._is_over = False
        self._begun: list[Sheet] = []

    @staticmethod
    def listen(lines: Iterable[bytes], told: SimpleQueue[bytes]) -> None:
        """Take what the reading process says off its hands, so that it never waits; ends with it."""
        for line in lines:
            told.put(line)
        told.put(b"")

    @property
    def is_in_vain(self) -> bool:
        """Whether the reading process has ended without a row, as far as can be told without waiting."""
        while not self._is_over and not self._told.empty():
            self._next()
        return self._is_over and not self._sheets

    def begun(self) -> Workbook | None:
        """The file as far as it has come, once there are many rows of a sheet; its rows come in as they are asked for.

        None where the file ends before.

        Raises:
            TakenBackError: What came is not as it began.
        """
        while not any(len(sheet.chunks) > 1 for sheet in self._sheets):
            if not self._next():
                return None
        coming = self._sheets[-1]
        coming.check()
        self._begun = [each.sheet(self._folder / "rows") for each in self._sheets]
        self._begun[-1] = replace(self._begun[-1], row_count=_NO_END, chunks=_Chunks(self, coming))
        return Workbook(self._path, "", "", tuple(self._begun))

    def is_as_read(self, workbook: Workbook) -> bool:
        """Whether the sheets of a file that has been read are those that had come in before, and nothing else.

        Args:
            workbook: The whole file.
        """
        sheets = workbook.sheets[: len(self._begun)]
        return len(sheets) == len(self._begun) > 0 and all(
            _told_of(sheet) == _told_of(begun) for sheet, begun in zip(sheets, self._begun, strict=True)
        )

    def goes_on(self, coming: _Coming) -> bool:
        """Wait until more has come of a sheet, or nothing more can come.

        Raises:
            TakenBackError: What came is not as it began.
        """
        before = len(coming.chunks)
        while len(coming.chunks) == before:
            if self._sheets[-1] is not coming or not self._next():
                return False
        coming.check()
        return True

    def _next(self) -> bool:
        """Hear the next thing said; False where there is nothing more."""
        if self._is_over:
            return False
        line = self._told.get()
        if not line:
            self._is_over = True
            return False
        self._take(json.loads(line))
        return True

    def _take(self, said: dict[str, Any]) -> None:
        if "is_void" in said:
            raise TakenBackError
        chunk = Chunk(*said["chunk"])
        if not self._sheets or self._sheets[-1].number != said["number"]:
            merged = tuple((top, left, bottom, right) for top, left, bottom, right in said["merged"])
            self._sheets.append(_Coming(said["name"], said["number"], merged))
        coming = self._sheets[-1]
        coming.widths.append(said["column_count"])
        coming.chunks.append(chunk)
        coming.header_rows.extend(said["header_rows"])
        coming.masked.extend(Masked(**each) for each in said["masked"])


def _told_of(sheet: Sheet) -> tuple[object, ...]:
    return sheet.name, sheet.number, sheet.column_count, sheet.header_rows, sheet.merged, sheet.masked
