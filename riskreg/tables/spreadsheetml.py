"""Workbooks written as one XML file: SpreadsheetML of Excel 2003, often called .xls. Inside the reading process.

**Source**: Microsoft, XML Spreadsheet Reference (Office XP and 2003): Workbook, Worksheet, Table, Row, Cell, Data.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.parsers import expat

from riskreg.tables.cells import CellError
from riskreg.tables.child import too_long, too_wide
from riskreg.tables.exports.documents import refuse_entities
from riskreg.tables.guard import damaged
from riskreg.tables.limits import Limits
from riskreg.tables.pages import PageSheet

_NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"
_BLOCK = 1024 * 1024
_DEEPEST = 64


def is_spreadsheetml(start: bytes) -> bool:
    """Whether a file begins as a workbook of one XML file.

    Args:
        start: Its first bytes.
    """
    return _NAMESPACE in start.replace(b"\0", b"")


def read_spreadsheetml(path: Path, limits: Limits) -> Iterator[PageSheet]:
    """The sheets, one after the other; the rows of each must be taken before the next is asked.

    Args:
        path: The file.
        limits: The most rows and columns.

    Raises:
        FileRejected: Damaged, or it declares entities.
    """
    reading = _Reading(limits)
    blocks = _blocks(path, reading)
    while True:
        while not reading.sheets:
            if next(blocks, None) is None:
                return
        sheet = reading.sheets[0]
        sheet.rows = _rows(reading, blocks)
        yield sheet
        for _ in sheet.rows:  # what nobody asked for
            pass
        reading.sheets.pop(0)


def _rows(reading: _Reading, blocks: Iterator[bool]) -> Iterator[list[Any]]:
    while True:
        rows, reading.rows[0] = reading.rows[0], []
        is_last = len(reading.sheets) > 1 or reading.is_over[0]
        yield from rows
        if is_last or (next(blocks, None) is None and not reading.rows[0]):
            break
    reading.rows.pop(0)
    reading.is_over.pop(0)


def _blocks(path: Path, reading: _Reading) -> Iterator[bool]:
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            try:
                reading.parser.Parse(block, not block)
            except expat.ExpatError as error:
                raise damaged() from error
            yield True
            if not block:
                return


class _Reading:
    """Takes the elements as they come."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = refuse_entities
        self.parser.EntityDeclHandler = refuse_entities
        self.sheets: list[PageSheet] = []
        self.rows: list[list[list[Any]]] = []
        self.is_over: list[bool] = []
        self._path: list[str] = []
        self._count = 0
        self._row: list[Any] = []
        self._column = 0
        self._next = 0
        self._kind = ""
        self._text: list[str] | None = None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        given = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        self._path.append(tag)
        if len(self._path) > _DEEPEST:
            raise damaged()
        if tag == "Worksheet":
            self.sheets.append(PageSheet(given.get("Name", f"Sheet {len(self.sheets) + 1}"), iter(())))
            self.rows.append([])
            self.is_over.append(False)
            self._count = 0
        elif tag == "Row" and self.sheets:
            self._begin_row(given)
        elif tag == "Cell" and self.sheets:
            self._begin_cell(given)
        elif tag == "Data" and "Comment" not in self._path:
            self._kind, self._text = given.get("Type", "String"), []
        elif tag == "Visible" and self.sheets:
            self._text = []

    def _begin_row(self, given: dict[str, str]) -> None:
        wanted = _number(given.get("Index"), self._count + 1)
        if wanted > self.limits.rows:
            raise too_long(self.limits, self.sheets[-1].name)
        while self._count + 1 < wanted:
            self.rows[-1].append([])
            self._count += 1
        self._count += 1
        self._row, self._next = [], 0

    def _begin_cell(self, given: dict[str, str]) -> None:
        self._column = _number(given.get("Index"), self._next + 1) - 1
        across, down = _number(given.get("MergeAcross"), 0), _number(given.get("MergeDown"), 0)
        self._next = self._column + 1 + across
        if self._next > self.limits.columns:
            raise too_wide(self.limits, self.sheets[-1].name)
        if across or down:
            self.sheets[-1].merged.append((self._count, self._column, self._count + down, self._column + across))

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        self._path.pop()
        if tag == "Data" and self._text is not None:
            text, self._text = "".join(self._text), None
            self._row.extend([None] * (self._column + 1 - len(self._row)))
            if self._kind == "Error":
                self.sheets[-1].errors[self._count, self._column] = text or "#ERROR"
            self._row[self._column] = _value(self._kind, text)
        elif tag == "Visible" and self._text is not None:
            self.sheets[-1].is_hidden = "hidden" in "".join(self._text).lower()
            self._text = None
        elif tag == "Row" and self.sheets:
            self.rows[-1].append(self._row)
            self._row = []
        elif tag == "Worksheet":
            self.is_over[-1] = True

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else otherwise


def _value(kind: str, text: str) -> Any:
    if kind == "Error":
        return CellError(text or "#ERROR")
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    if kind == "DateTime":
        try:
            return datetime.fromisoformat(text.removesuffix("Z"))
        except ValueError:
            return text
    return text == "1" if kind == "Boolean" else text
