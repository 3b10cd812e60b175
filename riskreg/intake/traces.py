"""The traces of a maker in the lines of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import orjson

from riskreg.identification.telling import TELLING_FIELDS, trace_of_fields
from riskreg.identification.trace import Trace
from riskreg.intake.lines import FIELDS, Line, further
from riskreg.rules.terms import EquipmentKind

_AT: Final = {name: position for position, name in enumerate(FIELDS)}
_TRACED: Final = (*TELLING_FIELDS, "kind", "installed_on", "made_in", "purpose")
"""Fields that become a trace of a maker."""


def trace_of(line: Line) -> Trace:
    """The traces of a maker in the facts of a line."""
    other = further(line)
    both = other.get("make_and_model")
    values: dict[str, str | None] = {
        **other,
        "make": line.make,
        # Where one column holds both, its text is shown as the model; it is one trace, not two.
        "model": None if both is not None and line.model == both else line.model,
        "mac_address": line.mac_address,
        "serial_number": line.serial_number,
        "description": line.description,
        "name": line.name,
    }
    installed_on = date.fromisoformat(line.installed_on) if line.installed_on else None
    return trace_of_fields(values.get, installed_on, EquipmentKind(line.kind))


def told_by_columns(lines: Sequence[Line]) -> dict[str, Sequence[str | None]]:
    """The same of many lines, as texts by field: what `trace_of` makes a trace of.

    Args:
        lines: The lines.
    """
    columns = list(zip(*lines, strict=True))
    kept = columns[-1]
    # Few lists have a further column that tells of a maker, and a row of JSON is dear to read.
    every = "\n".join(filter(None, kept))
    said = {name for name in _TRACED if name not in _AT and f'"{name}":' in every}
    others = [orjson.loads(other) if other else {} for other in kept] if said else []
    nothing = [None] * len(lines)
    told: dict[str, Sequence[str | None]] = {
        name: columns[_AT[name]] if name in _AT else [other.get(name) for other in others] if name in said else nothing
        for name in _TRACED
    }
    both = zip(told["make_and_model"], told["model"], strict=True)
    told["model"] = [None if text is not None and text == model else model for text, model in both]
    return told
