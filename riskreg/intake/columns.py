"""Many rows of an asset list as facts at once, by columns: what stands in a thousand cells is parsed once.

A row of which anything must be said is read by itself, as `LineReader.read` reads it; so both ways give the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

import orjson

from riskreg.intake.ledger import FACTS_BYTES
from riskreg.intake.lines import BLANK, TELLING, Converter, Fact, Line, LineReader, cells_json, digests
from riskreg.intake.numbers import Keys, number_keys
from riskreg.rules.issues import Issue
from riskreg.rules.terms import EquipmentKind
from riskreg.tables import Cell, Stretch, as_text
from riskreg.tables.workbook import Repeated

_REMEMBERED: Final = 50_000
"""Distinct cells of a column that are remembered."""
# Whole numbers and truth values are not among them: 1, 1.0 and True are one key.
_TOLD_APART: Final = frozenset({str, type(None), float, date, datetime})
_TEXT_ALONE: Final = frozenset({str, type(None)})
_FEW: Final = 8
"""Fewer than one row in so many are read one by one."""
_OTHER: Final = len(BLANK) - 1
_KIND: Final = 3
_UNKNOWN: Final = EquipmentKind.UNKNOWN.value
_NUMBER: Final = re.compile(r"(?:(?=[A-Za-z/-]*[0-9])[0-9A-Za-z][0-9A-Za-z/-]{4,}\n)*+")
# Cells of which nothing need be said and each is a fact as it stands, a line each.
_PLAIN: Final = {
    "mac_address": re.compile(r"(?:(?!00(?::00){5}\n|FF(?::FF){5}\n)(?:[0-9A-F]{2}:){5}[0-9A-F]{2}\n)*+"),
    "ip_address": re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){3}\n)*+"),
    "serial_number": _NUMBER,
    "asset_tag": _NUMBER,
    "hardware_id": _NUMBER,
}
_T = TypeVar("_T")


class _Texts(dict[Cell, str | None]):
    """Cell → its text, or None where that is blank."""

    def __missing__(self, cell: Cell) -> str | None:
        text = self[cell] = as_text(cell) or None
        return text


class _Pieces(dict[str | None, str]):
    """Text of a further column → the piece of JSON that it is in its row, a comma before it.

    Args:
        key: Under which the column is kept.
    """

    def __init__(self, key: str) -> None:
        super().__init__({None: ""})
        self._before = f",{orjson.dumps(key).decode()}:"

    def __missing__(self, text: str | None) -> str:
        piece = self[text] = f"{self._before}{orjson.dumps(text).decode()}"
        return piece

    def pieces(self, texts: Iterable[str | None]) -> list[str]:
        """The pieces of some rows."""
        return list(map(self.__getitem__, texts))


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
        return [whole[:FACTS_BYTES] for whole in digests(zip(*self.columns, strict=True))]

    def keys(self) -> list[Keys]:
        """The numbers of each row as they are compared."""
        return keys_of_all(self.columns)

    def saying_nothing(self) -> frozenset[int]:
        """Rows that name no device at all: no make, model, kind, number, name or description."""
        silent = {n for n, kind in enumerate(self.columns[_KIND]) if kind == _UNKNOWN}
        for at in (*TELLING, _OTHER):
            if not silent:
                break
            silent = {n for n in silent if self.columns[at][n] is None}
        return frozenset(silent)


def keys_of_all(columns: Sequence[Sequence[Any]]) -> list[Keys]:
    """The numbers of many lines as they are compared.

    Args:
        columns: One per field of a line, in its order.
    """
    serial, mac, hardware, tag = (number_keys(columns[at], n) for n, at in enumerate((7, 8, 10, 6)))
    return list(zip(serial, mac, hardware, tag, strict=True))


class ColumnReader:
    """Reads the rows of one table, many at a time.

    Args:
        reader: Reads one row of it.
    """

    def __init__(self, reader: LineReader) -> None:
        self.reader = reader
        self._plain = [(at, index, _Texts({None: None})) for at, index, _ in reader.plain]
        self._facts = [
            (at, index, _Facts(convert, BLANK[at]) if known is not None else None, convert, _PLAIN.get(name))
            for at, index, name, convert, known in reader.parsed
        ]
        self._others = [(index, _Texts({None: None})) for _, index in reader.others]
        self._keys = [key for key, _ in reader.others]
        self._pieces = [_Pieces(key) for key in self._keys]
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
            for at, index, facts, convert, plain in self._facts:
                cells = stretch.columns[index]
                distinct = cells.distinct if isinstance(cells, Repeated) else cells
                if facts is not None and set(map(type, distinct)) <= _TOLD_APART:
                    columns[at] = _each(cells, facts.__getitem__)
                    if facts.odd and not facts.odd.isdisjoint(distinct):
                        odd.update(n for n, cell in enumerate(cells) if cell in facts.odd)
                else:
                    columns[at] = _numbers(cells, convert, plain, BLANK[at], odd)
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
        remembered: list[_Texts | _Pieces] = [*(texts for _, _, texts in self._plain), *self._pieces]
        remembered.extend(texts for _, texts in self._others)
        for known in remembered:
            if len(known) > _REMEMBERED:
                known.clear()
        for _, _, facts, _, _ in self._facts:
            if facts is not None and len(facts) > _REMEMBERED:
                blank = facts[None]
                facts.clear()
                facts.odd.clear()
                facts[None] = blank

    def _put_others(self, stretch: Stretch, columns: list[Sequence[Any]]) -> None:
        """The further columns as JSON; where make and model stand in one, it is the model as well."""
        texts = [_texts(known, stretch.columns[index]) for index, known in self._others]
        keys = self._keys
        # Put together from its pieces, each of which is worked out once for a text that stands in many rows.
        pieces = [known.pieces(column) for known, column in zip(self._pieces, texts, strict=True)]
        joined = map("".join, zip(*pieces, strict=True))
        columns[_OTHER] = [f"{{{said[1:]}}}" if said else None for said in joined]
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
    return _each(stretch.columns[index], _text)


def _text(cell: Cell) -> str | None:
    return as_text(cell) or None


def _each(cells: Sequence[Cell], said: Callable[[Cell], _T]) -> list[_T]:
    return cells.each(said) if isinstance(cells, Repeated) else list(map(said, cells))


def _texts(known: _Texts, cells: Sequence[Cell]) -> list[str | None]:
    if isinstance(cells, Repeated):
        return cells.each(known.__getitem__ if set(map(type, cells.distinct)) <= _TOLD_APART else _text)
    if set(map(type, cells)) <= _TEXT_ALONE:  # hardly two are the same, so none is remembered
        return [cell.strip() or None if cell else None for cell in cells]  # type: ignore[union-attr]
    return list(map(_text, cells))


def _numbers(
    cells: Sequence[Cell], convert: Converter, plain: re.Pattern[str] | None, blank: Fact, odd: set[int]
) -> list[Fact]:
    """Facts of a column in which hardly two cells are the same."""
    if plain is not None and _are_plain([cell for cell in cells if cell is not None], plain):
        return [blank if cell is None else cell for cell in cells]  # type: ignore[misc]
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


def _are_plain(cells: Sequence[Cell], plain: re.Pattern[str]) -> bool:
    if set(map(type, cells)) != {str}:
        return False
    joined = "\n".join(cells) + "\n"  # type: ignore[arg-type]
    return joined.count("\n") == len(cells) and plain.fullmatch(joined) is not None
