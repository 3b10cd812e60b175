"""The last checks of this start, in memory only: to read them again, to take them as a file, to keep one."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from riskreg.errors import NotFound
from riskreg.operations.buying import PASTED
from riskreg.operations.checking import Checked

_ROOM = 8
"""Checks that are remembered at once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked.

    Attributes:
        name: Name of the file.
        organisation: Who buys; "" where not said.
        regimes: Those chosen; empty for all that count.
    """

    name: str
    organisation: str
    regimes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckedHere:
    """A check and what it was of.

    Attributes:
        content: What was sent.
        is_registers: The register's own lists and determinations judged.
    """

    found: Checked
    asked: Asked
    content: bytes = field(repr=False)
    is_registers: bool

    @property
    def is_pasted(self) -> bool:
        """Whether it was pasted, so that there is no file in which a line has a number."""
        return self.asked.name == PASTED


@dataclass
class LastChecks:
    """Checks by visit and number: nobody reads those of another browser."""

    _kept: OrderedDict[tuple[str, str], CheckedHere] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def keep(self, visit: str, check: CheckedHere) -> str:
        """Remember a check. Returns its number.

        Args:
            visit: Whose.
            check: The check.
        """
        number = secrets.token_hex(8)
        with self._lock:
            self._kept[visit, number] = check
            while len(self._kept) > _ROOM:
                self._kept.popitem(last=False)
        return number

    def of(self, visit: str, number: str) -> CheckedHere:
        """A check that is remembered.

        Args:
            visit: Whose.
            number: Its number.

        Raises:
            NotFound: It is not remembered any more.
        """
        with self._lock:
            found = self._kept.get((visit, number))
        if found is None:
            raise NotFound(
                "This check is not kept any more: only the last few are, until riskreg stops.",
                "Check it again; to keep a check, save it in the register.",
            )
        return found
