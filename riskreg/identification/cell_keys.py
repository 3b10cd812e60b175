"""What the cells of a row add to its distinct key: rows of one key share a finding, so all that tells is in it."""

from __future__ import annotations

from collections.abc import Iterable

from riskreg.identification.inside import part_of
from riskreg.identification.knowledge import ComponentMarker, SoftwareMarker
from riskreg.identification.mentions import NO_TEXT, TextReading


def of_text(key: str, text: TextReading) -> str:
    """The key of a cell with what else it says of makers."""
    told = "" if text is NO_TEXT else text.key
    return f"{key}|{told}" if told else key


def of_inside(key: str, make: str, text: TextReading) -> str:
    """The key of a make with how the names in it stand: “ABC - Hikvision” is no “ABC Hikvision”."""
    return key + ",".join([inside.name for m in text.mentions if (inside := part_of(make, m.text))])


def of_make(number: str, is_make: bool) -> str:
    """The key of a model cell, apart where its words are a make: “Hikvision” is one, “*Hikvision*” a text."""
    return f"{number}…" if is_make else number


def of_markers(markers: Iterable[ComponentMarker | SoftwareMarker]) -> str:
    """Parts or programs by maker and label: those of several makers are labelled alike (“stream address”)."""
    return ",".join([f"{each.vendor} {each.label}" for each in markers])


def of_parts(key: str, parts: tuple[ComponentMarker, ...]) -> str:
    """The key of a cell with the parts that it names."""
    return f"{key}+{of_markers(parts)}" if parts else key


def of_programs(key: str, programs: tuple[SoftwareMarker, ...]) -> str:
    """The key of a cell with the software that it names."""
    return f"{key}~{of_markers(programs)}" if programs else key
