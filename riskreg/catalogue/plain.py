"""Definitions as plain JSON values and back, by their type hints: dates as text, enumerations by value, rows as lists.

Only what frozen definitions are made of is known here; anything else is an error of the program.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

Turn = Callable[[Any], Any]
"""Turns a value; None where it stays as it is."""

_AS_IT_IS = (str, int, float, bool)


def to_plain(value: Any) -> Any:
    """A definition as values that JSON knows.

    Args:
        value: A data class, or a tuple, set or mapping of such.
    """
    kind: Any = type(value)
    return _encoder(kind)(value)


def from_plain(kind: type, value: Any) -> Any:
    """The definition again.

    Args:
        kind: The data class that was turned.
        value: As `to_plain` gave it.

    Raises:
        ValueError: A date or a member of an enumeration is none.
        TypeError: The value has another shape.
    """
    turn = _decoder(kind)
    return turn(value) if turn is not None else value


@cache
def _encoder(kind: Any) -> Turn:
    if is_dataclass(kind):
        names = tuple(each.name for each in fields(kind) if each.init)
        return lambda value: [to_plain(getattr(value, name)) for name in names]
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, date):
        return lambda value: value.isoformat()
    if issubclass(kind, (tuple, list)):
        return lambda value: [to_plain(each) for each in value]
    if issubclass(kind, (frozenset, set)):
        return lambda value: sorted(to_plain(each) for each in value)
    if issubclass(kind, Mapping):
        return lambda value: {key: to_plain(each) for key, each in value.items()}
    if kind is type(None) or kind in _AS_IT_IS:
        return lambda value: value
    raise TypeError(f"{kind.__name__} is no part of a definition")


@cache
def _decoder(kind: Any) -> Turn | None:
    origin, inside = get_origin(kind), get_args(kind)
    if kind in _AS_IT_IS:
        return None
    if origin in (types.UnionType, Union):
        return _optional(next(_decoder(each) for each in inside if each is not type(None)))
    if origin is tuple:
        return _each(_decoder(inside[0]), tuple)
    if origin is frozenset:
        return _each(_decoder(inside[0]), frozenset)
    if origin is Mapping:
        return _mapping(_decoder(inside[1]))
    if isinstance(kind, type) and is_dataclass(kind):
        return _row(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {member.value: member for member in kind}.__getitem__
    if kind is date:
        return date.fromisoformat
    raise TypeError(f"{kind} is no part of a definition")


def _optional(turn: Turn | None) -> Turn | None:
    return None if turn is None else lambda value: None if value is None else turn(value)


def _each(turn: Turn | None, into: Turn) -> Turn:
    return into if turn is None else lambda values: into(map(turn, values))


def _mapping(turn: Turn | None) -> Turn | None:
    return None if turn is None else lambda values: {key: turn(value) for key, value in values.items()}


def _row(kind: Any) -> Turn:
    hints = get_type_hints(kind)
    turns = [_decoder(hints[each.name]) for each in fields(kind) if each.init]
    turned = [(place, turn) for place, turn in enumerate(turns) if turn is not None]

    def row(values: list[Any]) -> Any:
        for place, turn in turned:
            values[place] = turn(values[place])
        return kind(*values)

    return row
