"""What a cell can hold, and how a cell, column or row is called as Excel shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows an error (`#N/A`), or a formula without a saved result (`=`). It counts as blank."""

    text: str


Cell = str | int | float | bool | date | CellError | None
"""One cell as read: text stays text, `None` is blank, a `datetime` is also a `date`."""


@lru_cache(maxsize=20_000)
def column_letter(index: int) -> str:
    """Name of a column: 0 → `A`, 26 → `AA`.

    Args:
        index: Position from 0.
    """
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address(column_index: int, row: int) -> str:
    """Address of a cell as Excel shows it: column 3 (from 0) of row 17 (from 1) → `D17`."""
    return f"{column_letter(column_index)}{row}"


def position(cell: str) -> tuple[int, int]:
    """Row (from 1) and column (from 0) of an address such as `D17`.

    Raises:
        ValueError: The text is no address.
    """
    letters = cell.rstrip("0123456789")
    digits = cell[len(letters) :]
    if not letters.isascii() or not letters.isupper() or not digits:
        raise ValueError(cell)
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits), column - 1


def as_text(cell: Cell) -> str:
    """A cell as an officer reads it, trimmed: `12345.0` → `12345`, a date as ISO, blank and error → empty."""
    if cell is None or isinstance(cell, CellError):
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, int):
        return str(cell)
    return cell.isoformat()


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that can be read: blank, only spaces, or an error."""
    return cell is None or isinstance(cell, CellError) or (isinstance(cell, str) and not cell.strip())
