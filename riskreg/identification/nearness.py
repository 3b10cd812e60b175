"""Part numbers close to one that is flagged: proposals for a reviewer, never a flag. Pure.

“DS-9999X-Q/B” beside a flagged “DS-9999X-Q”, or the same number with a nought for an O, may be the same device in
another version, or another device altogether. Only a person can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from riskreg.identification.models import normalise_model, numbers_in

_SIGNS = re.compile(r"[^A-Z0-9]+")
_EASILY_MISREAD = str.maketrans("OQDILSBZG", "000115826")
_ENDING = re.compile(r"[-/ (+].*$")
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Near:
    """A part number close to a flagged one.

    Attributes:
        flagged: The flagged number, normalised.
        vendor: Slug of the maker for which it is flagged.
        reason: In what the two differ, as words that end a sentence.
    """

    flagged: str
    vendor: str
    reason: str


class NearNumbers:
    """Flagged part numbers, to be asked whether another is close to one of them.

    Args:
        flagged: Model or part number as given → slug of the maker for which it is flagged.
    """

    def __init__(self, flagged: Mapping[str, str]) -> None:
        self._same: dict[str, tuple[str, str]] = {}
        self._stems: dict[str, tuple[str, str]] = {}
        for number, vendor in sorted(flagged.items()):
            for normal in _numbers(number):
                self._same.setdefault(_folded(normal), (normal, vendor))
                if stem := _stem(normal):
                    self._stems.setdefault(stem, (normal, vendor))

    def to(self, number: str | None) -> Near | None:
        """The flagged number that is close to a number, or None.

        Args:
            number: Model or part number as given, of a device that is not flagged.
        """
        normals = tuple(_numbers(number))
        for normal in normals:
            if found := self._same.get(_folded(normal)):
                return Near(*found, "in punctuation or in characters that are easily misread")
        for normal in normals:
            if (stem := _stem(normal)) and (found := self._stems.get(stem)):
                return Near(*found, "in its ending")
        return None


def _numbers(number: str | None) -> Iterable[str]:
    found = numbers_in(normalise_model(number)) if number else ()
    return (each for each in found if len(_SIGNS.sub("", each)) >= _SHORTEST and any(c.isalpha() for c in each))


def _folded(normal: str) -> str:
    return _SIGNS.sub("", normal).translate(_EASILY_MISREAD)


def _stem(normal: str) -> str:
    """The number without its last group; empty where too little would be left to tell two numbers apart."""
    groups = normal.split("-")
    head = "-".join(groups[:-1]) if len(groups) > 2 else _ENDING.sub("", normal)
    folded = _folded(head)
    return folded if len(folded) >= _SHORTEST and sum(c.isdigit() for c in head) >= 2 else ""
