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
from typing import Any, Union, get_args, get_origin, get_type_hints

from riskreg.identification.knowledge import Attestation

Turn = Callable[[Any], Any]

_AS_IT_IS = (str, int, float, bool)
_SHARED: Any = Attestation


def to_plain(value: Any) -> list[Any]:
    """A definition as values that JSON knows.

    Args:
        value: A data class, whose fields are such, tuples, sets or mappings.
    """
    writer = _Writer()
    plain = writer.turn(value)
    return [writer.rows, plain]


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

    def turn(self, value: Any) -> Any:
        kind: Any = type(value)
        if kind in _AS_IT_IS or value is None:
            return value
        if kind is _SHARED:
            place = self._places.setdefault(value, len(self.rows))
            if place == len(self.rows):
                self.rows.append([value.text, value.confidence])
            return place
        if _is_definition(kind):
            return [self.turn(getattr(value, name)) for name in _names(kind)]
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, tuple):
            return [self.turn(each) for each in value]
        if isinstance(value, frozenset):
            return sorted(self.turn(each) for each in value)
        if isinstance(value, Mapping):
            return {key: self.turn(each) for key, each in value.items()}
        raise TypeError(f"{kind.__name__} is no part of a definition")


def _is_definition(kind: Any) -> bool:
    return is_dataclass(kind)


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
