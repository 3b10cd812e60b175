"""The last few things of this start that a browser handed in, in memory only, to look at again and go on with."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Generic, TypeVar

from riskreg.errors import NotFound

T = TypeVar("T")
_ROOM = 8
"""Things that are remembered at once."""


@dataclass(frozen=True, slots=True)
class Book(Generic[T]):
    """A file that was sent and looked at.

    Attributes:
        name: Its name; "" for the list that comes with the program.
        content: What it holds.
        seen: What it would do.
        expect: Digest of that: writing stops where it would do something else.
        dated: The date that it describes, where a person said it.
    """

    name: str
    content: bytes = field(repr=False)
    seen: T = field(repr=False)
    expect: str
    dated: date | None = None


@dataclass
class Last(Generic[T]):
    """Things by visit and number: nobody reads those of another browser.

    Attributes:
        gone: What is said where one is no longer remembered.
        cure: What to do then.
    """

    gone: str
    cure: str
    _kept: OrderedDict[tuple[str, str], T] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def keep(self, visit: str, thing: T) -> str:
        """Remember a thing. Returns its number.

        Args:
            visit: Whose.
            thing: The thing.
        """
        number = secrets.token_hex(8)
        with self._lock:
            self._kept[visit, number] = thing
            while len(self._kept) > _ROOM:
                self._kept.popitem(last=False)
        return number

    def of(self, visit: str, number: str) -> T:
        """A thing that is remembered.

        Args:
            visit: Whose.
            number: Its number.

        Raises:
            NotFound: It is not remembered any more.
        """
        with self._lock:
            found = self._kept.get((visit, number))
        if found is None:
            raise NotFound(self.gone, self.cure)
        return found
