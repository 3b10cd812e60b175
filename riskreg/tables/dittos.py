"""Marks that mean “as above”, and rows under headers that are none of the list's. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final

from riskreg.tables.cells import Cell, as_text, is_blank

_WORDS = ("ditto", "do", "do.", "dto", "dto.", "idem", "as above", "same as above", "wie oben", "comme ci-dessus")
DITTOS: Final = frozenset(
    {'"', "''", "“", "”", "„", "〃", "″", "-''-", '-"-', "-”-", "↑", "^"}
    | {spelled for word in _WORDS for spelled in (word, word.capitalize(), word.upper(), word.title())}
)
NEVER_AS_ABOVE: Final = frozenset(
    {"serial_number", "mac_address", "hardware_id", "asset_tag", "ip_address", "reference", "uprn"}
)
"""Fields that tell one device from another: what is written there for one is never that of the next."""
_ORDINAL = re.compile(r"[(\[]?(\d{1,3}|[A-Za-z])[)\].]?")
_LEAST = 3
_STROKES = frozenset("-–—_=+*~:. ")


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether a row under headers numbers its columns, or says of each the same, such as `text`: no device does.

    Args:
        cells: The row.
    """
    shown = [(index, as_text(cell)) for index, cell in enumerate(cells) if not is_blank(cell)]
    if len(shown) < _LEAST:
        return False
    if len({text.casefold() for _, text in shown}) == 1:
        return shown[0][1] not in DITTOS
    found = [_ORDINAL.fullmatch(text) for _, text in shown]
    if not all(found):
        return False
    marks = [match[1] for match in found if match is not None]
    numbers = [int(mark) if mark.isdigit() else ord(mark.casefold()) for mark in marks]
    return all(after - before == 1 for before, after in itertools.pairwise(numbers))


def is_rule(cells: Sequence[Cell]) -> bool:
    """Whether a row is a line drawn with signs, such as `--- | --- | ---`.

    Args:
        cells: The row.
    """
    first = next((cell for cell in cells if cell is not None), None)
    if not isinstance(first, str) or first[:1] not in _STROKES:  # most rows, told quickly
        return False
    shown = [as_text(cell) for cell in cells if not is_blank(cell)]
    return bool(shown) and all(_STROKES.issuperset(text) and len(text) > 1 for text in shown)
