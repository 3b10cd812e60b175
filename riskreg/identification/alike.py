"""Rows of a list that tell the same of a maker, found by columns: the key of a trace is then worked out once for them.

A national list has a hundred thousand serial numbers and a few thousand kinds of device. What is left of a row once
all that no key depends on is taken away is compared; a row whose texts were met before costs a few look-ups.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from riskreg.identification.cell_keys import of_markers
from riskreg.identification.cells import MOST_KEPT, NO_LABEL, NO_NUMBER, NOTHING_SAID, Cells
from riskreg.identification.macs import MacReader
from riskreg.identification.serials import SerialReader
from riskreg.identification.statements import NO_TEXT
from riskreg.identification.telling import joined_text, make_of, served_by, without_running_numbers

_K = TypeVar("_K")
_V = TypeVar("_V")
Column = Sequence[str | None]
"""The texts of one field, one per row."""
_AS_THEY_ARE = ("make", "producer", "model", "make_and_model", "part_number", "component", "made_in", "purpose", "kind")
"""Fields of which every text may give another key."""
_Three = tuple[str | None, str | None, str | None]


class _Known(dict[_K, _V]):
    """What was worked out for the cells of a row.

    Args:
        read: Works it out.
    """

    def __init__(self, read: Callable[[_K], _V]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cells: _K) -> _V:
        if len(self) >= MOST_KEPT:
            self.clear()
        found = self[cells] = self._read(cells)
        return found

    def of(self, rows: Iterable[_K]) -> list[_V]:
        """The same for many rows."""
        return list(map(self.__getitem__, rows))


class Alike:
    """Tells which rows have one distinct key.

    Args:
        cells: Reads texts.
        macs: Reads addresses.
        serials: Reads serial numbers.
        dated: Brands, by normalised name, of which a claim holds between dates or whose maker changed hands.
    """

    def __init__(self, cells: Cells, macs: MacReader, serials: SerialReader, dated: frozenset[str]) -> None:
        self._cells, self._macs, self._serials, self._dated = cells, macs, serials, dated
        self._said = _Known(self._what_is_said)
        self._programs = _Known(self._programs_of)
        self._firms = _Known(self._firms_of)
        self._turns = _Known(self._turning)

    def of(self, told: Mapping[str, Column], count: int) -> list[Hashable]:
        """For each row what its key depends on: rows of which it is equal have one key.

        Args:
            told: Field → its text in each row, for the fields of a trace, `kind` and `installed_on` (ISO 8601) among
                them; a field that no row tells may be left out.
            count: How many rows.
        """
        blank: Column = [None] * count
        known = [told.get(field, blank) for field in _AS_THEY_ARE]
        names = without_running_numbers(told.get("name", blank))
        texts = list(zip(told.get("description", blank), told.get("notes", blank), names, strict=True))
        serials = list(map(self._serial, told.get("serial_number", blank)))
        parts = [
            # A text of which nothing is known by itself may still hold a number where the row has none, and a date
            # counts only for brands that changed hands.
            (said if has_number else texts_of_row, day if turns is None or (turns is False and said) else None)
            for said, (has_number, turns), texts_of_row, day in zip(
                self._said.of(texts),
                self._turns.of(zip(*known[:5], strict=True)),
                texts,
                told.get("installed_on", blank),
                strict=True,
            )
        ]
        firms = zip(*(told.get(field, blank) for field in ("supplier", "installer", "maintainer")), strict=True)
        programs = zip(told.get("firmware", blank), told.get("cloud", blank), strict=True)
        return list(
            zip(
                *known,
                map(self._macs.prefix, told.get("mac_address", blank)),
                serials,
                parts,
                self._programs.of(programs),
                self._firms.of(firms),
                strict=True,
            )
        )

    def _serial(self, serial: str | None) -> Hashable:
        found = self._serials.read(serial)
        return None if found is None else (found.grammar.vendor, found.built_on)

    def _what_is_said(self, texts: _Three) -> _Three | None:
        text = joined_text(*texts)
        return None if text is None or self._cells.description(text) is NOTHING_SAID else texts

    def _programs_of(self, cells: tuple[str | None, str | None]) -> str:
        text = joined_text(*cells)
        return of_markers(self._cells.programs_in(text)) if text else ""

    def _firms_of(self, cells: _Three) -> tuple[str, ...]:
        text = served_by(*cells)
        return tuple(each.key for each in self._cells.firms_in(text)) if text else ()

    def _turning(self, cells: tuple[str | None, ...]) -> tuple[bool, bool | None]:
        """Whether a row has a number; and whether its date may count: None where it may, False only with a text.

        True where it cannot.
        """
        make, producer, model, both, part = cells
        has_number = bool(model or part)
        label = self._cells.label(named) if (named := make_of(make, producer)) else NO_LABEL
        if label.name.is_known:
            return has_number, None if label.name.key in self._dated else True
        numbers = [self._cells.number(each).model for each in (model, part) if each]
        if any(each.follows.brands for each in numbers):
            return has_number, None
        number = self._cells.number(model) if model else NO_NUMBER
        if label.name.key and not (both or producer):
            return has_number, True
        if both or producer or number.label is not None or number.text is not NO_TEXT:
            return has_number, None
        return has_number, False
