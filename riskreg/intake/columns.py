"""Many rows of an asset list as facts at once, by columns: what stands in a thousand cells is parsed once.

A row of which anything must be said is read by itself, as `LineReader.read` reads it; so both ways give the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

import orjson

from riskreg.intake.ledger import FACTS_BYTES
from riskreg.intake.lines import BLANK, TELLING, Converter, Fact, Line, LineReader, cells_json
from riskreg.intake.numbers import Keys, number_key
from riskreg.rules.issues import Issue
from riskreg.rules.terms import EquipmentKind
from riskreg.tables import Cell, Stretch, as_text

_REMEMBERED: Final = 50_000
"""Distinct cells of a column that are remembered."""
# Whole numbers and truth values are not among them: 1, 1.0 and True are one key.
_TOLD_APART: Final = frozenset({str, type(None), float, date, datetime})
_FEW: Final = 8
"""Fewer than one row in so many are read one by one."""
_OTHER: Final = len(BLANK) - 1
_KIND: Final = 3
_UNKNOWN: Final = EquipmentKind.UNKNOWN.value


class _Texts(dict[Cell, str | None]):
    """Cell → its text, or None where that is blank."""

    def __missing__(self, cell: Cell) -> str | None:
        text = self[cell] = as_text(cell) or None
        return text


class _Facts(dict[Cell, Fact]):
    """Cell → its fact. Cells of which something must be said are noted in `odd`."""

    def __init__(self, convert: Converter, blank: Fact) -> None:
        super().__init__({None: blank})
        self._convert = convert
        self._blank = blank
        self.odd: set[Cell] = set()

    def __missing__(self, cell: Cell) -> Fact:
        value, code = self._convert(cell)
        if code is not None:
            self.odd.add(cell)
        fact = self[cell] = self._blank if value is None else value
        return fact


@dataclass(frozen=True, slots=True)
class Lines:
    """The facts of some rows.

    Attributes:
        columns: One per field of a line, in its order, each as long as there are rows.
        rejected: Rows, from 0, of which the quantity cannot be taken; what stands in their columns means nothing.
        said: Row → what is to be said of its cells.
    """

    columns: Sequence[Sequence[Any]]
    rejected: frozenset[int]
    said: dict[int, list[Issue]]

    def digests(self) -> list[bytes]:
        """Digest of the facts of each row as it is compared."""
        dumps = orjson.dumps
        return [sha256(dumps(facts)).digest()[:FACTS_BYTES] for facts in zip(*self.columns, strict=True)]

    def keys(self) -> list[Keys]:
        """The numbers of each row as they are compared."""
        serial, mac, hardware, tag = (self.columns[at] for at in (7, 8, 10, 6))
        return list(
            zip(
                [number_key(text, 0) if text else None for text in serial],
                [number_key(text, 1) if text else None for text in mac],
                [number_key(text, 2) if text else None for text in hardware],
                [number_key(text, 3) if text else None for text in tag],
                strict=True,
            )
        )

    def saying_nothing(self) -> frozenset[int]:
        """Rows that name no device at all: no make, model, kind, number, name or description."""
        silent = {n for n, kind in enumerate(self.columns[_KIND]) if kind == _UNKNOWN}
        for at in (*TELLING, _OTHER):
            if not silent:
                break
            silent = {n for n in silent if self.columns[at][n] is None}
        return frozenset(silent)


class ColumnReader:
    """Reads the rows of one table, many at a time.

    Args:
        reader: Reads one row of it.
    """

    def __init__(self, reader: LineReader) -> None:
        self.reader = reader
        self._plain = [(at, index, _Texts({None: None})) for at, index, _ in reader.plain]
        self._facts = [
            (at, index, _Facts(convert, BLANK[at]) if known is not None else None, convert)
            for at, index, _, convert, known in reader.parsed
        ]
        self._others = [(index, _Texts({None: None})) for _, index in reader.others]
        self._keys = [key for key, _ in reader.others]
        self._is_single = bool(reader.combined or reader.table.brought)

    def read(self, stretch: Stretch) -> Lines:
        """The facts of a stretch of rows."""
        count = len(stretch.numbers)
        columns: list[Sequence[Any]] = [[blank] * count for blank in BLANK]
        odd: set[int] = set(range(count)) if self._is_single else set()
        if not self._is_single:
            self._forget()
            for at, index, texts in self._plain:
                columns[at] = _texts(texts, stretch.columns[index])
            for at, index, facts, convert in self._facts:
                cells = stretch.columns[index]
                if facts is not None and set(map(type, cells)) <= _TOLD_APART:
                    columns[at] = list(map(facts.__getitem__, cells))
                    if facts.odd and not facts.odd.isdisjoint(cells):
                        odd.update(n for n, cell in enumerate(cells) if cell in facts.odd)
                else:
                    columns[at] = _numbers(cells, convert, BLANK[at], odd)
            if self._keys:
                self._put_others(stretch, columns)
        return self._with_odd(stretch, columns, odd)

    def lines(self, stretch: Stretch, wanted: Sequence[int]) -> list[Line]:
        """Some rows of a stretch that were taken before, as lines.

        Args:
            stretch: The rows.
            wanted: Which of them, from 0.

        Raises:
            RuntimeError: A row is another one than was read before.
        """
        if not wanted or len(wanted) < len(stretch.numbers) // _FEW:
            return [self.reader.read_again(stretch.row(n)) for n in wanted]
        found = self.read(stretch)
        if not found.rejected.isdisjoint(wanted):
            raise RuntimeError(f"rows of {stretch.sheet} were read differently before")
        lines = list(map(Line._make, zip(*found.columns, strict=True)))
        return lines if len(wanted) == len(lines) else [lines[n] for n in wanted]

    def _forget(self) -> None:
        for known in (*(texts for _, _, texts in self._plain), *(texts for _, texts in self._others)):
            if len(known) > _REMEMBERED:
                known.clear()
        for _, _, facts, _ in self._facts:
            if facts is not None and len(facts) > _REMEMBERED:
                blank = facts[None]
                facts.clear()
                facts.odd.clear()
                facts[None] = blank

    def _put_others(self, stretch: Stretch, columns: list[Sequence[Any]]) -> None:
        """The further columns as JSON; where make and model stand in one, it is the model as well."""
        texts = [_texts(known, stretch.columns[index]) for index, known in self._others]
        keys, dumps = self._keys, orjson.dumps
        other: list[str | None] = []
        for row in zip(*texts, strict=True):
            said = {key: text for key, text in zip(keys, row, strict=True) if text is not None}
            other.append(dumps(said).decode() if said else None)
        columns[_OTHER] = other
        if "make_and_model" in keys:
            both = texts[keys.index("make_and_model")]
            columns[2] = [text if model is None else model for model, text in zip(columns[2], both, strict=True)]

    def _with_odd(self, stretch: Stretch, columns: list[Sequence[Any]], odd: Iterable[int]) -> Lines:
        rejected: set[int] = set()
        said: dict[int, list[Issue]] = {}
        changed = [list(column) for column in columns] if odd else columns
        for n in sorted(odd):
            told: list[Issue] = []
            line = self.reader.read(stretch.row(n), told.append)
            if told:
                said[n] = told
            if line is None:
                rejected.add(n)
                continue
            for column, fact in zip(changed, line, strict=True):
                column[n] = fact  # type: ignore[index]
        return Lines(changed, frozenset(rejected), said)

    def stored_cells(self, stretch: Stretch) -> list[str]:
        """The cells of each row as JSON, as they stood in the file; credentials are never among them."""
        columns = stretch.columns
        if self.reader.hidden:
            nothing = [None] * len(stretch.numbers)
            columns = [nothing if n in self.reader.hidden else column for n, column in enumerate(columns)]
        return [cells_json(cells) for cells in zip(*columns, strict=True)]


def texts_of(stretch: Stretch, index: int | None) -> list[str | None]:
    """The texts of a column, None where it is blank or there is none.

    Args:
        stretch: Some rows.
        index: Position of the column.
    """
    if index is None:
        return [None] * len(stretch.numbers)
    return [as_text(cell) or None for cell in stretch.columns[index]]


def _texts(known: _Texts, cells: Sequence[Cell]) -> list[str | None]:
    if set(map(type, cells)) <= _TOLD_APART:
        return list(map(known.__getitem__, cells))
    return [as_text(cell) or None for cell in cells]


def _numbers(cells: Sequence[Cell], convert: Converter, blank: Fact, odd: set[int]) -> list[Fact]:
    """Facts of a column in which hardly two cells are the same."""
    facts: list[Fact] = []
    for n, cell in enumerate(cells):
        if cell is None:
            facts.append(blank)
            continue
        value, code = convert(cell)
        facts.append(blank if value is None else value)
        if code is not None:
            odd.add(n)
    return facts
