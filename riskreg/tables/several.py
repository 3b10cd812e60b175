"""Cells that hold the numbers of several devices, such as two serial numbers in a line with quantity 2. Pure.

Where the count agrees, each device is a row of its own; otherwise the row stays one, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.cells import Cell, address, as_text, is_blank
from riskreg.tables.found import ColumnFound, SkippedRow, Stretch, TableFound
from riskreg.tables.values import parse_quantity

_OWN = ("serial_number", "mac_address", "hardware_id")
"""Numbers of which each device has another."""
_LISTED = (*_OWN, "asset_tag", "ip_address")
_APART = re.compile(r"\s*[,;\n\r|]\s*|\s+(?:&|and)\s+")
_NUMBER = re.compile(r"(?=.*\d)[A-Za-z0-9][\w.:/-]{2,}")
_SIGNS = (",", "\n", ";", "|", "&", " and ")

_Walk = Callable[[TableFound], Iterator[Stretch | SkippedRow]]


def numbers_in(cell: Cell) -> tuple[str, ...]:
    """The numbers of several devices that a cell holds; nothing where it holds one, or something else.

    Args:
        cell: The cell.
    """
    text = as_text(cell) if isinstance(cell, str) else ""
    if not any(sign in text for sign in _SIGNS):
        return ()
    pieces = tuple(piece for piece in _APART.split(text) if piece)
    are_numbers = len(pieces) > 1 and len(set(pieces)) == len(pieces) and all(map(_NUMBER.fullmatch, pieces))
    return pieces if are_numbers else ()


def one_by_one(walk: _Walk, columns: Sequence[ColumnFound]) -> _Walk:
    """Goes through a table and gives each device of a line with several numbers as a row of its own.

    Args:
        walk: Goes through its rows.
        columns: Its columns.
    """
    at = {
        column.field: column.index for column in columns if column.field in (*_LISTED, "quantity") and not column.also
    }
    own = [at[field] for field in _OWN if field in at]
    if not own or ("quantity" not in at and len(own) < 2):
        return walk

    def each(table: TableFound) -> Iterator[Stretch | SkippedRow]:
        for item in walk(table):
            if isinstance(item, SkippedRow) or not any(_may_hold(item.columns[index]) for index in own):
                yield item
                continue
            start = 0
            for n in range(len(item.numbers)):
                cells = tuple(column[n] for column in item.columns)
                count = _devices(cells, at)
                if count < 2:
                    continue
                if start < n:
                    yield item.part(start, n)
                start = n + 1
                rows = [_of_device(cells, at, place, count) for place in range(count)]
                yield Stretch(item.sheet, [item.numbers[n]] * count, list(zip(*rows, strict=True)), item.filled)
            if start < len(item.numbers):
                yield item.part(start, len(item.numbers)) if start else item

    return each


def said_of_several(
    sheet: str, columns: Sequence[ColumnFound], sample: Sequence[tuple[int, tuple[Cell, ...]]]
) -> list[Issue]:
    """That lines were read as several devices, or were not because their quantity is another.

    Args:
        sheet: Name of the sheet.
        columns: The columns of the table.
        sample: Some rows of data, each with its number.
    """
    at = {
        column.field: column.index for column in columns if column.field in (*_LISTED, "quantity") and not column.also
    }
    own = [at[field] for field in _OWN if field in at]
    if not own or ("quantity" not in at and len(own) < 2):
        return []
    parted: list[str] = []
    said: list[Issue] = []
    for number, cells in sample:
        held = [(index, found) for index in own if (found := numbers_in(cells[index]))]
        if not held:
            continue
        index, found = held[0]
        quantity = parse_quantity(cells[at["quantity"]])[0] if "quantity" in at else None
        if _devices(cells, at) > 1:
            parted.append(address(index, number))
        elif quantity is not None and quantity not in (1, len(found)):
            said.append(
                Issue(
                    codes.IDENTIFIERS_DIFFER, Severity.WARNING,
                    f"The cell names {len(found)} devices, and the quantity is {quantity:,}; the line was left as one.",
                    "Give each device a row of its own, or correct the quantity.",
                    sheet, address(index, number), value=as_text(cells[index])[:120],
                )
            )  # fmt: skip
    if parted:
        shown = ", ".join(parted[:5]) + (" …" if len(parted) > 5 else "")
        said.insert(
            0,
            Issue(
                codes.IDENTIFIERS_PARTED, Severity.NOTE,
                f"Cells name as many devices as their line stands for ({shown}); each was read as a row of its own.",
                "", sheet, parted[0],
            ),
        )  # fmt: skip
    return said[:20]


def _positions(columns: Sequence[ColumnFound]) -> dict[str, int]:
    """Field → position of its column, of numbers and quantities."""
    wanted = (*_LISTED, "quantity")
    return {c.field: c.index for c in columns if c.field is not None and c.field in wanted and not c.also}


def _may_hold(cells: Sequence[Cell]) -> bool:
    """Whether a column is worth a closer look, told for thousands of cells at once."""
    joined = "\x1f".join(cell for cell in cells if type(cell) is str)
    return any(sign in joined for sign in _SIGNS)


def _devices(cells: Sequence[Cell], at: Mapping[str, int]) -> int:
    """How many devices a line names by their own numbers, where its quantity or another column agrees; else 1."""
    own = [cells[at[field]] for field in _OWN if field in at and not is_blank(cells[at[field]])]
    counts = {len(numbers_in(cell)) for cell in own}
    if len(counts) != 1 or (count := counts.pop()) < 2:
        return 1
    quantity = parse_quantity(cells[at["quantity"]])[0] if "quantity" in at else None
    return count if quantity == count or (quantity is None and len(own) > 1) else 1


def _of_device(cells: tuple[Cell, ...], at: Mapping[str, int], place: int, count: int) -> tuple[Cell, ...]:
    row = list(cells)
    for field in _LISTED:
        if field in at and len(found := numbers_in(cells[at[field]])) == count:
            row[at[field]] = found[place]
    if "quantity" in at and not is_blank(cells[at["quantity"]]):
        row[at["quantity"]] = 1
    return tuple(row)
