"""Words of lists as the field's own words, in several languages. Pure but for its data file."""

from __future__ import annotations

import csv
import re
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeVar

from riskreg.rules.terms import (
    ClaimedStatus,
    Control,
    EquipmentKind,
    Funding,
    Interoperability,
    LimbAnswer,
    Network,
    OrganisationKind,
)
from riskreg.tables import codes
from riskreg.tables.cells import Cell, CellError, as_text
from riskreg.tables.wording import compact, words

_Choice = TypeVar("_Choice", bound=StrEnum)
_LONGEST = 80
_MARKS = {"✓": "yes", "✔": "yes", "√": "yes", "☑": "yes", "✗": "no", "✘": "no", "☐": "no", "?": "unknown"}
_DATE_AFTER = re.compile(
    r"[\s,;:(–-]*\b(?:(?:in|on|as of|since)\s+)?"
    r"(?:(?:\d{1,2}[/.-]){1,2}(?:\d{4}|\d{2})|\d{4}-\d{2}(?:-\d{2})?|(?:\d{1,2}\s+)?[A-Za-z]{3,9}\.?[\s-]+(?:\d{4}|'\d{2})"
    r"|Q[1-4][\s/-]*\d{4}|(?:19|20)\d{2})\s*\)?$",
    re.IGNORECASE,
)
"""A date at the end of a status."""


@cache
def spellings(name: str) -> dict[str, str]:
    """Normalised word → value, of one enumeration.

    Args:
        name: `answer`, `status`, `control`, `network`, `kind`, `funding`, `interoperability` or `organisation_kind`.
    """
    text = files("riskreg.tables.values").joinpath("words.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {compact(row["word"]): row["value"] for row in rows if row["enumeration"] == name}


def parse_status(cell: Cell) -> tuple[ClaimedStatus, str | None]:
    """What the list says of a device: `(value, code)`; an unknown word is `unknown` with `word-not-understood`."""
    if isinstance(cell, bool):
        return (ClaimedStatus.IN_SERVICE if cell else ClaimedStatus.UNKNOWN), (
            None if cell else codes.WORD_NOT_UNDERSTOOD
        )
    value, code = _parse(cell, "status", ClaimedStatus, ClaimedStatus.UNKNOWN)
    if code == codes.WORD_NOT_UNDERSTOOD:
        # “Removed 03/2026”, “decommissioned in June 2024”: the word counts, and the date stays in the cell.
        word = _DATE_AFTER.sub("", as_text(cell))
        if word and word != as_text(cell):
            return _parse(word, "status", ClaimedStatus, ClaimedStatus.UNKNOWN)
    return value, code


def parse_control(cell: Cell) -> tuple[Control, str | None]:
    """Who controls the building: `(value, code)`."""
    return _parse(cell, "control", Control, Control.UNKNOWN)


def parse_network(cell: Cell) -> tuple[Network, str | None]:
    """Where the device is connected: `(value, code)`; a VLAN number alone is `unknown` and said."""
    return _parse(cell, "network", Network, Network.UNKNOWN)


@lru_cache(maxsize=10_000)
def _kind(text: str) -> tuple[EquipmentKind, str | None]:
    value, code = _word(text, "kind")
    if value is not None or code is None:
        return EquipmentKind(value) if value else EquipmentKind.UNKNOWN, None
    # “4MP external dome camera”: the telling words of a longer text, where they agree.
    inside = words(text)
    known = spellings("kind")
    found = {
        known[piece]
        for length in (3, 2, 1)
        for start in range(len(inside) - length + 1)
        if (piece := "".join(inside[start : start + length])) in known
    }
    if EquipmentKind.ACCESSORY.value in found:
        return EquipmentKind.ACCESSORY, None
    telling = found - {EquipmentKind.CAMERA.value, EquipmentKind.FIXED_CAMERA.value}
    if len(telling) == 1:
        return EquipmentKind(telling.pop()), None
    if not telling and found:
        fixed = EquipmentKind.FIXED_CAMERA.value in found
        return EquipmentKind.FIXED_CAMERA if fixed else EquipmentKind.CAMERA, None
    return EquipmentKind.UNKNOWN, codes.WORD_NOT_UNDERSTOOD


def is_kind(text: str) -> bool:
    """Whether a text is a kind of equipment as such, and not a longer text with one inside."""
    return _word(text, "kind")[0] is not None


def parse_kind(cell: Cell) -> tuple[EquipmentKind, str | None]:
    """Kind of equipment: `(value, code)`; the telling words of a longer text count where they agree."""
    if isinstance(cell, CellError):
        return EquipmentKind.UNKNOWN, codes.VALUE_IS_ERROR
    return _kind(as_text(cell))


def parse_funding(cell: Cell) -> tuple[Funding, str | None]:
    """Whether money is set aside: `(value, code)`."""
    return _parse(cell, "funding", Funding, Funding.NOT_KNOWN)


def parse_interoperability(cell: Cell) -> tuple[Interoperability, str | None]:
    """Whether a replacement works with what stays: `(value, code)`."""
    return _parse(cell, "interoperability", Interoperability, Interoperability.NOT_KNOWN)


def parse_organisation_kind(cell: Cell) -> tuple[OrganisationKind, str | None]:
    """Kind of a body: `(value, code)`; an unknown word is `other` with `word-not-understood`."""
    return _parse(cell, "organisation_kind", OrganisationKind, OrganisationKind.OTHER)


def parse_answer(cell: Cell) -> tuple[LimbAnswer, str | None]:
    """Yes, no or unknown: `(value, code)`; a blank is `unknown`, another word too, with `yes-no-not-understood`."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell not in (0, 1):
        return LimbAnswer.UNKNOWN, codes.YES_NO_NOT_UNDERSTOOD
    value, code = _parse(cell, "answer", LimbAnswer, LimbAnswer.UNKNOWN)
    return value, codes.YES_NO_NOT_UNDERSTOOD if code == codes.WORD_NOT_UNDERSTOOD else code


def _parse(cell: Cell, name: str, kind: type[_Choice], otherwise: _Choice) -> tuple[_Choice, str | None]:
    if isinstance(cell, CellError):
        return otherwise, codes.VALUE_IS_ERROR
    value, code = _word(as_text(cell), name)
    return (kind(value) if value is not None else otherwise), code


@lru_cache(maxsize=20_000)
def _word(text: str, name: str) -> tuple[str | None, str | None]:
    """The value that a word stands for; None and None when blank, None and a code when it stands for none."""
    if not text or not any(c.isalnum() or c in _MARKS for c in text):
        return None, None
    if len(text) > _LONGEST:
        return None, codes.WORD_NOT_UNDERSTOOD
    marked = _MARKS.get(text, text)
    known = spellings(name)
    value = known.get(compact(marked))
    if value is None:
        value = known.get(compact(marked.split("(")[0]))
    return (value, None) if value is not None else (None, codes.WORD_NOT_UNDERSTOOD)
