"""One row of an asset list as facts: what each cell means, and what is to be said of it.

Runs once per row of lists with a million rows, so every step is compiled per table and cached by raw cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Final, NamedTuple

import orjson

from riskreg.intake import codes
from riskreg.rules.issues import Issue
from riskreg.rules.terms import ClaimedStatus, EquipmentKind, Network, Severity
from riskreg.tables import Cell, TableFound, TableRow, as_text, is_blank
from riskreg.tables.codes import DATE_INCOMPLETE, DATE_NOT_UNDERSTOOD, IDENTIFIER_SEVERAL, WORD_NOT_UNDERSTOOD
from riskreg.tables.combined import split_numbers
from riskreg.tables.values import (
    issue_for,
    parse_date,
    parse_host,
    parse_identifier,
    parse_kind,
    parse_mac,
    parse_network,
    parse_quantity,
    parse_status,
)

_CACHE_LIMIT = 50_000
_PLAIN_MAC: Final = re.compile(r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}")
_EMPTY_MAC: Final = re.compile(r"[0:]+|[F:]+")
# With a digit, and without any sign that reading a number looks at: it stays as it is.
_PLAIN_NUMBER: Final = re.compile(r"(?=[^0-9]*[0-9])[0-9A-Za-z][0-9A-Za-z/-]{4,}")
_PLAIN_IP: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


class Line(NamedTuple):
    """The facts of a row, in the order and under the names of the columns of an asset version."""

    quantity: int
    make: str | None
    model: str | None
    kind: str
    description: str | None
    name: str | None
    asset_tag: str | None
    serial_number: str | None
    mac_address: str | None
    ip_address: str | None
    hardware_id: str | None
    location: str | None
    network: str
    claimed_status: str
    installed_on: str | None
    purchased_on: str | None
    system: str | None
    other: str | None
    """Every further column as a JSON object with sorted keys, or None."""


Fact = str | int | None
"""A fact as it is stored: dates as ISO 8601 text, enumerations by value."""
Converter = Callable[[Cell], tuple[Fact, str | None]]
"""Gives the fact of a cell, and the code of what must be said of it."""
FIELDS: Final = Line._fields
_AT: Final = {name: position for position, name in enumerate(FIELDS)}
BLANK: Final[tuple[Fact, ...]] = (
    1, None, None, EquipmentKind.UNKNOWN.value, None, None, None, None, None, None, None, None,
    Network.UNKNOWN.value, ClaimedStatus.UNKNOWN.value, None, None, None, None,
)  # fmt: skip
"""The facts of a row that says nothing."""
_NUMBERS: Final = ("serial_number", "mac_address", "hardware_id", "asset_tag")
TELLING: Final = (1, 2, 4, 5, 6, 7, 8, 9, 10)
"""Positions of the facts that name a device, beside its kind and the further columns."""
PLACING: Final = (11, 3, 1, 2)
"""Positions of the facts that are compared where a row has no number: location, kind, make and model."""
_NOT_FACTS: Final = frozenset({"reference", "organisation", "site_code", "site_name", "uprn", "postcode"})
"""Fields that say which asset, site or organisation a row means; they are kept with the row, not with the asset."""


def _day(cell: Cell) -> tuple[Fact, str | None]:
    value, code = parse_date(cell)
    return (value.isoformat()[:10] if value is not None else None), code


def _kind(cell: Cell) -> tuple[Fact, str | None]:
    value, code = parse_kind(cell)
    return value.value, code


def _network(cell: Cell) -> tuple[Fact, str | None]:
    value, code = parse_network(cell)
    return value.value, code


def _status(cell: Cell) -> tuple[Fact, str | None]:
    value, code = parse_status(cell)
    return value.value, code


# The three below answer the plain cases at once, because they differ in every row and no cache holds them.
def _number(cell: Cell) -> tuple[Fact, str | None]:
    if type(cell) is str and len(cell) > 4:
        if cell.isalnum():
            if not cell.isalpha():
                return cell, None
        elif _PLAIN_NUMBER.fullmatch(cell):
            return cell, None
    return parse_identifier(cell)


def _mac(cell: Cell) -> tuple[Fact, str | None]:
    if type(cell) is str and _PLAIN_MAC.fullmatch(cell) and not _EMPTY_MAC.fullmatch(cell):
        return cell, None
    return parse_mac(cell)


def _host(cell: Cell) -> tuple[Fact, str | None]:
    if type(cell) is str and _PLAIN_IP.fullmatch(cell):
        return cell, None
    return parse_host(cell)


_CONVERTERS: Final[dict[str, Converter]] = {
    "kind": _kind, "network": _network, "claimed_status": _status, "quantity": parse_quantity,
    "installed_on": _day, "purchased_on": _day, "mac_address": _mac, "ip_address": _host,
    "serial_number": _number, "asset_tag": _number, "hardware_id": _number,
}  # fmt: skip
_KEPT_AS_TEXT: Final = frozenset({DATE_INCOMPLETE, DATE_NOT_UNDERSTOOD, WORD_NOT_UNDERSTOOD})
_UNCACHED: Final = frozenset({"mac_address", "serial_number", "asset_tag", "hardware_id", "ip_address", "name"})
_COLUMN_OF: Final = {"status": "claimed_status"}


def digest(line: Line) -> bytes:
    """SHA-256 of the facts in canonical form."""
    return digests([tuple(line)])[0]


def digests(lines: Iterable[tuple[Fact, ...]]) -> list[bytes]:
    """The same of many lines, each as a plain tuple."""
    return [sha256(facts).digest() for facts in map(orjson.dumps, lines)]


def has_unread_status(line: Line) -> bool:
    """Whether the list says something of the status that is not understood."""
    return line.claimed_status == ClaimedStatus.UNKNOWN.value and "claimed_status" in further(line)


def further(line: Line) -> dict[str, str]:
    """The further columns of a line."""
    return orjson.loads(line.other) if line.other else {}


class LineReader:
    """Reads the rows of one table.

    Args:
        table: The table.

    Attributes:
        present: Fields of a version, and keys of its further columns, that the table has a column for.
        hidden: Positions of columns that hold credentials.
        plain: Columns kept as text: position of the fact, of the column, and what was met, where that is kept.
        parsed: Columns that are parsed: the same, with the name of the field and what parses it.
        combined: Columns that hold several numbers: position, field, further fields.
        others: Further columns, kept under a name: the name and the position.
        channel_at: Position of the column of channels, if the list has channels.
        reference_at: Position of the column of the register's own references, if it has one.
    """

    def __init__(self, table: TableFound) -> None:
        self.table = table
        self.hidden = frozenset(column.index for column in table.columns if column.is_credential)
        self.plain: list[tuple[int, int, dict[str, str | None] | None]] = []
        self.parsed: list[tuple[int, int, str, Converter, dict[Cell, tuple[Fact, str | None]] | None]] = []
        self.combined: list[tuple[int, str, tuple[str, ...]]] = []
        others: list[tuple[str, int]] = []
        present: set[str] = set()
        for column in table.columns:
            if column.is_credential or column.is_ignored or column.field in _NOT_FACTS:
                continue
            if column.field is None:
                key = column.header or f"column {column.letter}"
                others.append((key if key not in present else f"{key} ({column.letter})", column.index))
                present.add(others[-1][0])
                continue
            name = _COLUMN_OF.get(column.field, column.field)
            at = _AT.get(name)
            if column.also:
                self.combined.append((column.index, name, column.also))
                present.update(column.also)
            elif at is None:
                others.append((name, column.index))
            elif name in _CONVERTERS:
                cache: dict[Cell, tuple[Fact, str | None]] | None = None if name in _UNCACHED else {}
                self.parsed.append((at, column.index, name, _CONVERTERS[name], cache))
            else:
                self.plain.append((at, column.index, None if name in _UNCACHED else {}))
            present.add(name)
        recorder = table.column("recorder")
        if "system" not in present and recorder is not None:
            # A recorder and what hangs on it is a system too. Source: Defence estimates 2023, which count systems so.
            self.plain.append((_AT["system"], recorder.index, {}))
            present.add("system")
        self._brought = tuple((_AT.get(name), name) for name in table.brought if name not in _NOT_FACTS)
        present.update(name for _, name in self._brought)
        self.others = sorted(others)
        if "make_and_model" in present:
            present.add("model")
        self.present = frozenset(present)
        self._is_both = "make_and_model" in present
        self.channel_at = dict(others).get("channel")
        self.reference_at = self._index("reference")

    def _index(self, field: str) -> int | None:
        column = self.table.column(field)
        return column.index if column is not None else None

    def read(self, row: TableRow, say: Callable[[Issue], None] | None = None) -> Line | None:
        """The facts of a row; None where its quantity cannot be taken.

        Args:
            row: The row.
            say: Takes each thing to be said of a cell.
        """
        cells = row.cells
        facts: list[str | int | None] = list(BLANK)
        for at, index, texts in self.plain:
            cell = cells[index]
            if type(cell) is not str:
                if cell is not None:
                    facts[at] = as_text(cell) or None
            elif texts is None:
                facts[at] = cell.strip() or None
            else:
                try:
                    facts[at] = texts[cell]
                except KeyError:
                    if len(texts) > _CACHE_LIMIT:
                        texts.clear()
                    facts[at] = texts[cell] = cell.strip() or None
        kept_text: dict[str, str] | None = None
        several: list[int] = []
        for at, index, name, convert, known in self.parsed:
            cell = cells[index]
            if cell is None:
                continue
            # Numbers are not looked up: 1, 1.0 and True are one key.
            if known is None or isinstance(cell, int | float):
                value, code = convert(cell)
            else:
                try:
                    value, code = known[cell]
                except KeyError:
                    if len(known) > _CACHE_LIMIT:
                        known.clear()
                    value, code = known[cell] = convert(cell)
            if value is not None:
                facts[at] = value
            if code is not None:
                if code == IDENTIFIER_SEVERAL:
                    several.append(index)
                elif say is not None:
                    say(self._issue(row, index, code))
                if name == "quantity":
                    return None
                if code in _KEPT_AS_TEXT:
                    kept_text = {**(kept_text or {}), name: as_text(cell)}
        other = {}
        for place, name in self._brought:
            if name not in row.filled:
                continue
            if place is None:
                other[name] = row.filled[name].value
            else:
                facts[place] = row.filled[name].value
        if say is not None and several and facts[0] == 1:
            say(self._issue(row, several[0], IDENTIFIER_SEVERAL))
        for index, field, also in self.combined:
            for name, text in split_numbers(as_text(cells[index]), field, also).items():
                facts[_AT[name]], code = _CONVERTERS[name](text)
                if code is not None and say is not None:
                    say(self._issue(row, index, code))
        for key, index in self.others:
            cell = cells[index]
            if cell is not None:
                text = cell.strip() if type(cell) is str else as_text(cell)
                if text:
                    other[key] = text
        if kept_text:
            other = dict(sorted({**other, **kept_text}.items()))
        if self._is_both and facts[2] is None and "make_and_model" in other:
            facts[2] = other["make_and_model"]
        if other:
            ordered = dict(sorted(other.items())) if self._brought else other
            facts[17] = orjson.dumps(ordered).decode()
        return Line(*facts)  # type: ignore[arg-type]

    def read_again(self, row: TableRow) -> Line:
        """The facts of a row that was taken before.

        Raises:
            RuntimeError: The row is another one than was read before.
        """
        line = self.read(row)
        if line is None:
            raise RuntimeError(f"row {row.number} of {row.sheet} was read differently before")
        return line

    def _issue(self, row: TableRow, index: int, code: str) -> Issue:
        header = next(column.header for column in self.table.columns if column.index == index)
        issue = issue_for(
            code,
            value=row.cells[index],
            sheet=row.sheet,
            cell=self.table.address(index, row.number),
            column=header or None,
        )
        if code == codes.QUANTITY_REJECTED:
            return replace(issue, severity=Severity.ERROR)
        return replace(issue, severity=Severity.WARNING) if issue.severity is Severity.ERROR else issue

    def stored_cells(self, row: TableRow) -> str:
        """The cells as JSON, as they stood in the file; credentials are never among them."""
        cells = row.cells
        if self.hidden:
            cells = tuple(None if n in self.hidden else cell for n, cell in enumerate(cells))
        return cells_json(cells)


def says_nothing(line: Line) -> bool:
    """Whether a line names no device at all: no make, model, kind, number, name or description."""
    return line.kind == EquipmentKind.UNKNOWN and all(line[n] is None for n in TELLING) and line.other is None


def cells_json(cells: tuple[Cell, ...]) -> str:
    """Raw cells as a JSON array; an Excel error is its text."""
    try:
        return orjson.dumps(cells, default=as_shown, option=orjson.OPT_PASSTHROUGH_DATACLASS).decode()
    except TypeError:  # a whole number of more than 64 bits
        return orjson.dumps([None if is_blank(cell) else as_text(cell) for cell in cells]).decode()


def as_shown(cell: object) -> str:
    """The text of an Excel error."""
    return str(getattr(cell, "text", cell))


def merged(known: Line, said: Line, present: frozenset[str]) -> Line:
    """What is known of an asset once this line has been heard.

    A list says nothing of what it has no column for, so that stays. A blank cell empties its field, but for the
    numbers: they belong to the device and do not vanish because one list leaves them out.
    """
    facts = []
    for name, before, now in zip(FIELDS[:-1], known, said, strict=False):
        if name == "quantity":
            facts.append(now if name in present else before)
        elif name not in present or (now is None and name in _NUMBERS):
            facts.append(before)
        else:
            facts.append(now)
    other = {key: text for key, text in further(known).items() if key not in present} | further(said)
    # A text that was kept because no date could be read from it goes with the field.
    facts.append(orjson.dumps(dict(sorted(other.items()))).decode() if other else None)
    return Line(*facts)  # type: ignore[arg-type]


def differences(known: Line, now: Line) -> list[tuple[str, str, str]]:
    """Field, text before and text after of each field that differs."""
    found = [
        (name, str(before or ""), str(after or ""))
        for name, before, after in zip(FIELDS[:-1], known, now, strict=False)
        if before != after
    ]
    if known.other != now.other:
        old, new = further(known), further(now)
        found += [(k, old.get(k, ""), new.get(k, "")) for k in sorted({*old, *new}) if old.get(k) != new.get(k)]
    return found
