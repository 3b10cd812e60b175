"""What an act did, told once on the page that follows it; in memory of this start only."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

_ROOM = 64
"""Notices that are remembered at once."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told.

    Attributes:
        title: What was done.
        said: What the person must know.
        warnings: What broke a rule and stays open.
    """

    title: str
    said: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass
class Notices:
    """Notices by the word that an address carries."""

    _kept: OrderedDict[str, Notice] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def keep(self, notice: Notice) -> str:
        """Remember a notice; returns its word."""
        word = secrets.token_urlsafe(9)
        with self._lock:
            self._kept[word] = notice
            while len(self._kept) > _ROOM:
                self._kept.popitem(last=False)
        return word

    def of(self, word: str) -> Notice | None:
        """The notice of a word; None where it is no longer remembered."""
        with self._lock:
            return self._kept.get(word)
