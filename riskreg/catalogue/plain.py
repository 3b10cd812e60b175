"""Definitions as plain JSON values and back, by their type hints: dates as text, enumerations by value, rows as lists.

Only what frozen definitions are made of is known here; anything else is an error of the program. A source that many
facts share is written once.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

from riskreg.identification.knowledge import Attestation

Turn = Callable[[Any], Any]

_AS_IT_IS = (str, int, float, bool)
_SHARED: Any = Attestation


def to_plain(value: Any) -> list[Any]:
    """A definition as values that orjson writes: dates and enumerations it knows itself.

    Args:
        value: A data class, whose fields are such, tuples, sets or mappings.

    Raises:
        TypeError: The value is something else.
    """
    writer = _Writer()
    turn = writer.turn(type(value))
    return [writer.rows, turn(value) if turn is not None else value]


def from_plain(kind: type, value: list[Any]) -> Any:
    """The definition again.

    Args:
        kind: The data class that was turned.
        value: As `to_plain` gave it; it is used up.

    Raises:
        ValueError: A date is none, or parts are missing.
        LookupError: A member of an enumeration or a shared source is none.
        TypeError: The value has another shape.
    """
    rows, plain = value
    reader = _Reader([Attestation(*row) for row in rows])
    turn = reader.turn(kind)
    return turn(plain) if turn is not None else plain


class _Writer:
    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._places: dict[Attestation, int] = {}

    def turn(self, kind: Any) -> Turn | None:
        """How a value of that type is turned; None where orjson writes it as it is."""
        origin, inside = get_origin(kind), get_args(kind)
        if kind in _AS_IT_IS or kind is date or (isinstance(kind, type) and issubclass(kind, Enum)):
            return None
        if kind is _SHARED:
            return self._shared
        if origin in (types.UnionType, Union):
            return _optional(next(self.turn(each) for each in inside if each is not type(None)))
        if origin is tuple:
            turn = self.turn(inside[0])
            return _each(turn, list) if turn is not None else None
        if origin is frozenset:
            return sorted
        if origin is Mapping:
            return _mapping(self.turn(inside[1])) or dict
        if isinstance(kind, type) and is_dataclass(kind):
            return self._row(kind)
        raise TypeError(f"{kind} is no part of a definition")

    def _shared(self, value: Attestation) -> int:
        place = self._places.setdefault(value, len(self.rows))
        if place == len(self.rows):
            self.rows.append([value.text, value.confidence])
        return place

    def _row(self, kind: Any) -> Turn:
        hints, names = get_type_hints(kind), _names(kind)
        turns = [self.turn(hints[name]) for name in names]
        turned = [(place, turn) for place, turn in enumerate(turns) if turn is not None]
        values_of = attrgetter(*names)

        def row(value: Any) -> Any:
            values = [values_of(value)] if len(names) == 1 else list(values_of(value))
            for place, turn in turned:
                values[place] = turn(values[place])
            return values

        return row


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.init)


class _Reader:
    def __init__(self, shared: list[Attestation]) -> None:
        self._shared = shared.__getitem__

    def turn(self, kind: Any) -> Turn | None:
        """How a value of that type is turned; None where it stays as it is."""
        origin, inside = get_origin(kind), get_args(kind)
        if kind in _AS_IT_IS:
            return None
        if kind is _SHARED:
            return self._shared
        if origin in (types.UnionType, Union):
            return _optional(next(self.turn(each) for each in inside if each is not type(None)))
        if origin is tuple:
            return _each(self.turn(inside[0]), tuple)
        if origin is frozenset:
            return _each(self.turn(inside[0]), frozenset)
        if origin is Mapping:
            return _mapping(self.turn(inside[1]))
        if isinstance(kind, type) and is_dataclass(kind):
            return self._row(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return {member.value: member for member in kind}.__getitem__
        if kind is date:
            return date.fromisoformat
        raise TypeError(f"{kind} is no part of a definition")

    def _row(self, kind: Any) -> Turn:
        hints = get_type_hints(kind)
        turns = [self.turn(hints[name]) for name in _names(kind)]
        turned = [(place, turn) for place, turn in enumerate(turns) if turn is not None]

        def row(values: list[Any]) -> Any:
            for place, turn in turned:
                values[place] = turn(values[place])
            return kind(*values)

        return row


def _optional(turn: Turn | None) -> Turn | None:
    return None if turn is None else lambda value: None if value is None else turn(value)


def _each(turn: Turn | None, into: Callable[..., Any]) -> Turn:
    return into if turn is None else lambda values: into([turn(each) for each in values]) if values else into()


def _mapping(turn: Turn | None) -> Turn | None:
    return None if turn is None else lambda values: {key: turn(value) for key, value in values.items()}
